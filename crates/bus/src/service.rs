//! Request/reply: a queue group that answers each request, bounded in how many it handles at once.

use std::future::Future;
use std::sync::Arc;

use bytes::Bytes;
use futures::StreamExt as _;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::connect::Bus;

/// Requests handled at the same time; more wait in the subscription.
const AT_ONCE: u32 = 64;

/// Answers requests on a subject until told to stop, then finishes those under way.
///
/// # Errors
/// When the subscription cannot be made.
pub async fn serve<F, R>(
    bus: &Bus,
    subject: &'static str,
    stop: &CancellationToken,
    answer: F,
) -> Result<(), async_nats::SubscribeError>
where
    F: Fn(Bytes) -> R + Send + Sync + 'static,
    R: Future<Output = Vec<u8>> + Send + 'static,
{
    let mut requests = bus.client.queue_subscribe(subject, "rasid".to_owned()).await?;
    let (answer, permits, tasks) =
        (Arc::new(answer), Arc::new(Semaphore::new(AT_ONCE as usize)), TaskTracker::new());
    loop {
        let request = tokio::select! {
            () = stop.cancelled() => break,
            request = requests.next() => request,
        };
        let Some(request) = request else { break };
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { break };
        let (bus, answer) = (bus.clone(), Arc::clone(&answer));
        tasks.spawn(async move {
            let reply = answer(request.payload).await;
            if let Some(to) = request.reply
                && let Err(error) = bus.client.publish(to, reply.into()).await
            {
                tracing::warn!(%error, "could not answer a request");
            }
            drop(permit);
        });
    }
    tasks.close();
    tasks.wait().await;
    Ok(())
}
