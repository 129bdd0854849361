//! `rasid.submit`: push a document by request and reply. The answer comes after the stream has stored it.

use bus::connect::Bus;
use bytes::Bytes;
use collect::file::Options;
use jiff::Timestamp;
use pipeline::intake;
use pipeline::knowledge::Knowledge;
use record::record::SourceKind;
use serde_json::json;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Answers requests until told to stop.
pub(crate) async fn serve(
    bus: Bus,
    knowledge: watch::Receiver<Knowledge>,
    max_document_bytes: u64,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let service = bus.clone();
    bus::service::serve(&service, record::subject::SUBMIT, &stop, move |payload| {
        let (bus, knowledge) = (bus.clone(), knowledge.borrow().clone());
        async move { answer(&bus, knowledge, max_document_bytes, payload).await }
    })
    .await?;
    Ok(())
}

async fn answer(bus: &Bus, knowledge: Knowledge, max_document_bytes: u64, payload: Bytes) -> Vec<u8> {
    let reply = match submit(bus, knowledge, max_document_bytes, payload).await {
        Ok(reply) => reply,
        Err(error) => {
            pipeline::metrics::collected("submit", "bad");
            json!({"error": error})
        }
    };
    reply.to_string().into_bytes()
}

async fn submit(
    bus: &Bus,
    knowledge: Knowledge,
    max_document_bytes: u64,
    payload: Bytes,
) -> Result<serde_json::Value, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    if payload.len() as u64 > max_document_bytes {
        return Err(format!("{} bytes, over the limit of {max_document_bytes}", payload.len()));
    }
    let options = Options { max_document_bytes, received_at: Timestamp::now() };
    let name = format!("submit-{}", record::id::digest(&[&payload]));
    let mut raw =
        collect::json::document(&payload, &name, SourceKind::Nats, &options).map_err(|bad| bad.detail)?;
    raw.received_at = options.received_at;
    let repeated = intake::store(bus, &raw).await.map_err(|error| text(&error))?;
    pipeline::metrics::collected("submit", if repeated { "repeated" } else { "stored" });
    // The record's id depends on the cleaned text, so it is found as the worker will find it.
    let enriched = tokio::task::spawn_blocking(move || pipeline::enrich::enrich(&raw, &knowledge));
    let record = enriched.await.map_err(|error| text(&error))?;
    Ok(json!({"id": record.id, "doc": record.doc, "repeated": repeated}))
}
