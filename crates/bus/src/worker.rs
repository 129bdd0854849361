//! The one loop that maps verdicts to publishes and acks, for stages without state.
//!
//! Inputs are handled in parallel, but their outputs leave in the order in which the inputs stood in the
//! stream: a single process with eight workers writes ENRICHED in the order of RAW, so that live flow and
//! replay decide alike. An input is acknowledged after its outputs are stored. A publish that fails is tried
//! again with the input kept in hand (and its ack deadline renewed), so that a full stream pushes back instead of
//! using up deliveries. Every error of the message stream means: rebuild it, with backoff.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, pull};
use async_nats::jetstream::{AckKind, Message};
use futures::stream::{FuturesOrdered, FuturesUnordered};
use futures::{FutureExt as _, StreamExt as _};
use record::dead::{DeadReason, Stage};
use record::subject::Stream;
use tokio_util::sync::CancellationToken;

use crate::connect::Bus;
use crate::message::{Inbound, Outgoing};
use crate::verdict::{Reject, Verdict};

/// How a stage reads its stream.
#[derive(Debug, Clone)]
pub struct Options {
    /// The stage, for metrics and dead letters.
    pub stage: Stage,
    /// The stream that it reads.
    pub stream: Stream,
    /// The durable consumer, shared by all workers of the stage.
    pub consumer: &'static str,
    /// How many inputs are handled at the same time.
    pub parallel: usize,
    /// How many may be in hand, from receipt to acknowledgement.
    pub in_flight: usize,
    /// After how long without a sign the server gives an input to somebody else.
    pub ack_wait: Duration,
    /// An input delivered more often than this is buried: it kills its workers. Higher than the usual 5,
    /// because a worker killed for other reasons counts too.
    pub max_deliver: u64,
    /// How long a stopping worker may take to finish what it has in hand.
    pub drain: Duration,
}

/// What a stage does with an input. Runs outside the async threads; a panic in it is a dead letter.
pub type Handler = Arc<dyn Fn(&Inbound) -> Verdict + Send + Sync>;

type Deciding = Pin<Box<dyn Future<Output = (Job, Verdict)> + Send>>;
type Settling = Pin<Box<dyn Future<Output = ()> + Send>>;

struct Job {
    message: Message,
    inbound: Inbound,
}

enum Ended {
    Stopped,
    Broken(String),
}

/// Works until told to stop, then finishes or gives back what it has in hand.
pub async fn run(bus: &Bus, options: &Options, handler: Handler, stop: &CancellationToken) {
    let mut delay = Duration::from_millis(100);
    while !stop.is_cancelled() {
        let ended = match open(bus, options).await {
            Ok(messages) => {
                delay = Duration::from_millis(100);
                pump(bus, options, &handler, messages, stop).await
            }
            Err(error) => Ended::Broken(error),
        };
        let Ended::Broken(error) = ended else { return };
        crate::metrics::rebuilding(options.stream.name(), &error);
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(delay) => delay = (delay * 2).min(Duration::from_secs(10)),
        }
    }
}

async fn open(bus: &Bus, options: &Options) -> Result<pull::Stream, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let stream = bus.jetstream.get_stream(options.stream.name()).await.map_err(|e| text(&e))?;
    let config = pull::Config {
        durable_name: Some(options.consumer.to_owned()),
        ack_policy: AckPolicy::Explicit,
        ack_wait: options.ack_wait,
        max_deliver: -1,
        max_ack_pending: i64::try_from(options.in_flight * 64).unwrap_or(i64::MAX),
        ..pull::Config::default()
    };
    let consumer = stream.get_or_create_consumer(options.consumer, config).await.map_err(|e| text(&e))?;
    consumer
        .stream()
        .max_messages_per_batch(options.in_flight)
        .heartbeat(Duration::from_secs(5))
        .expires(Duration::from_secs(30))
        .messages()
        .await
        .map_err(|e| text(&e))
}

async fn pump(
    bus: &Bus,
    options: &Options,
    handler: &Handler,
    mut messages: pull::Stream,
    stop: &CancellationToken,
) -> Ended {
    let mut deciding: FuturesOrdered<Deciding> = FuturesOrdered::new();
    let mut settling: FuturesUnordered<Settling> = FuturesUnordered::new();
    let ended = loop {
        let room =
            deciding.len() < options.parallel * 2 && deciding.len() + settling.len() < options.in_flight;
        tokio::select! {
            biased;
            () = stop.cancelled() => break Ended::Stopped,
            Some((job, verdict)) = deciding.next() => {
                let settle = settle(bus, options, job, verdict, stop).await;
                settling.push(settle);
            }
            Some(()) = settling.next() => {}
            next = messages.next(), if room => match next {
                Some(Ok(message)) => deciding.extend(take(options, handler, message)),
                Some(Err(error)) => break Ended::Broken(error.to_string()),
                None => break Ended::Broken("the message stream ended".to_owned()),
            },
        }
    };
    give_back(&mut messages).await;
    let finish = async {
        while let Some((job, verdict)) = deciding.next().await {
            let settle = settle(bus, options, job, verdict, stop).await;
            settling.push(settle);
        }
        while settling.next().await.is_some() {}
        bus.flush().await;
    };
    if tokio::time::timeout(options.drain, finish).await.is_err() {
        tracing::warn!(
            stage = options.stage.as_str(),
            "could not finish in time; the rest will be delivered again"
        );
    }
    ended
}

/// Returns what the client has buffered but nobody has looked at. With a delay: at once, the server would hand
/// it to this worker's own open request, where it would lie until the ack deadline.
async fn give_back(messages: &mut pull::Stream) {
    while let Some(Some(Ok(message))) = messages.next().now_or_never() {
        acknowledge(&message, AckKind::Nak(Some(Duration::from_secs(1)))).await;
    }
}

/// Starts to handle one message; none where it is no JetStream message.
fn take(options: &Options, handler: &Handler, message: Message) -> Option<Deciding> {
    let inbound = Inbound::read(&message)?;
    crate::metrics::received(options.stage);
    let job = Job { message, inbound };
    let (handler, limit, beat) = (Arc::clone(handler), options.max_deliver, options.ack_wait / 3);
    let stage = options.stage;
    // Spawned at once, so that the work runs while the futures before it in the queue still wait.
    let task = tokio::spawn(async move {
        if job.inbound.deliveries > limit {
            let error = format!("delivered {} times and never finished", job.inbound.deliveries);
            return (job, reject(DeadReason::Exhausted, error));
        }
        let input = job.inbound.clone();
        let mut work = tokio::task::spawn_blocking(move || handled(stage, &handler, &input));
        loop {
            match tokio::time::timeout(beat, &mut work).await {
                Ok(Ok(verdict)) => return (job, verdict),
                Ok(Err(panic)) => return (job, reject(DeadReason::Panic, panic.to_string())),
                Err(_) => acknowledge(&job.message, AckKind::Progress).await,
            }
        }
    });
    Some(Box::pin(async move {
        match task.await {
            Ok(decided) => decided,
            // Only a runtime that shuts down cancels the task; the future is then dropped too.
            Err(_) => std::future::pending().await,
        }
    }))
}

fn reject(reason: DeadReason, error: String) -> Verdict {
    Verdict::Reject(Reject { reason, error, doc: None })
}

fn handled(stage: Stage, handler: &Handler, input: &Inbound) -> Verdict {
    let trace = input.traceparent.as_deref().and_then(crate::trace::trace_id).unwrap_or_default();
    let span = tracing::debug_span!("message", stage = stage.as_str(), sequence = input.sequence, trace);
    let _entered = span.enter();
    handler(input)
}

/// Starts to carry out a verdict. Publishes are sent before this returns, so that outputs keep the order of
/// their inputs; the returned future waits for the acks.
async fn settle(
    bus: &Bus,
    options: &Options,
    job: Job,
    verdict: Verdict,
    stop: &CancellationToken,
) -> Settling {
    let label = verdict.label();
    let stage = options.stage;
    let first_try = match &verdict {
        Verdict::Pass(outputs) => send_all(bus, outputs).await,
        Verdict::Drop(_) | Verdict::Retry(_) | Verdict::Reject(_) => Vec::new(),
    };
    let (bus, stop) = (bus.clone(), stop.clone());
    async move {
        let ack = match verdict {
            Verdict::Pass(outputs) => store_all(&bus, stage, &job, &outputs, first_try, &stop).await,
            Verdict::Drop(_) => AckKind::Ack,
            Verdict::Retry(delay) => AckKind::Nak(Some(with_jitter(delay))),
            Verdict::Reject(rejected) => {
                let letter = crate::dead::of_message(stage, &rejected, &job.inbound);
                bus.bury(&letter, job.inbound.received_at.unwrap_or(job.inbound.stored_at)).await;
                AckKind::Term
            }
        };
        acknowledge(&job.message, ack).await;
        crate::metrics::decided(stage, label);
    }
    .boxed()
}

type Sent =
    Result<async_nats::jetstream::context::PublishAckFuture, async_nats::jetstream::context::PublishError>;

async fn send_all(bus: &Bus, outputs: &[Outgoing]) -> Vec<Sent> {
    let mut sent = Vec::with_capacity(outputs.len());
    for output in outputs {
        sent.push(bus.send(output).await);
    }
    sent
}

/// Waits until every output is stored, trying again as long as the worker runs.
async fn store_all(
    bus: &Bus,
    stage: Stage,
    job: &Job,
    outputs: &[Outgoing],
    mut sent: Vec<Sent>,
    stop: &CancellationToken,
) -> AckKind {
    let mut delay = Duration::from_millis(200);
    loop {
        let mut failure = None;
        for one in std::mem::take(&mut sent) {
            let stored = match one {
                Ok(ack) => ack.await.map(|_| ()),
                Err(error) => Err(error),
            };
            failure = stored.err().or(failure);
        }
        let Some(error) = failure else {
            crate::metrics::published(stage, outputs.len() as u64);
            return AckKind::Ack;
        };
        crate::metrics::publish_failed(stage, &error);
        if !crate::message::is_transient(&error) {
            let rejected = Reject { reason: DeadReason::TooLarge, error: error.to_string(), doc: None };
            let letter = crate::dead::of_message(stage, &rejected, &job.inbound);
            bus.bury(&letter, job.inbound.received_at.unwrap_or(job.inbound.stored_at)).await;
            return AckKind::Term;
        }
        if stop.is_cancelled() {
            return AckKind::Nak(Some(with_jitter(Duration::from_secs(1))));
        }
        acknowledge(&job.message, AckKind::Progress).await;
        tokio::time::sleep(with_jitter(delay)).await;
        delay = (delay * 2).min(Duration::from_secs(5));
        sent = send_all(bus, outputs).await;
    }
}

async fn acknowledge(message: &Message, kind: AckKind) {
    if let Err(error) = message.ack_with(kind).await {
        // Not acknowledged means delivered again, and the repeat is recognised.
        tracing::warn!(%error, "could not send an ack");
    }
}

/// Up to a quarter more than the delay, so that what failed together is not tried together.
fn with_jitter(delay: Duration) -> Duration {
    let mut byte = [0_u8; 1];
    let _ = getrandom::fill(&mut byte);
    delay + delay.mul_f64(f64::from(byte[0]) / 1024.0)
}
