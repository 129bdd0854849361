//! `enrich` as a worker: RAW in, ENRICHED out.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bus::codec;
use bus::connect::Bus;
use bus::message::{Inbound, Outgoing};
use bus::verdict::{Reject, Verdict};
use bus::worker;
use record::dead::{DeadReason, Stage};
use record::header::Headers;
use record::id::MessageId;
use record::raw::RawDocument;
use record::subject::{Stream, Subject};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::enrich::enrich;
use crate::knowledge::Knowledge;
use crate::panics::caught;

/// The durable consumer that all enrich workers share.
pub const CONSUMER: &str = "enrich";

/// Room that headers and subject take of a payload, in bytes.
const HEADER_ROOM_BYTES: usize = 4096;

/// How many enrich workers, and how they stop.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Documents enriched at the same time.
    pub workers: usize,
    /// How long a stopping worker may take to finish.
    pub drain: Duration,
}

/// Enriches until told to stop, each document by the knowledge of its moment.
pub async fn run(
    bus: &Bus,
    knowledge: watch::Receiver<Knowledge>,
    options: Options,
    stop: &CancellationToken,
) {
    let worker = worker::Options {
        stage: Stage::Enrich,
        stream: Stream::Raw,
        consumer: CONSUMER,
        parallel: options.workers.max(1),
        in_flight: 256,
        ack_wait: Duration::from_secs(30),
        max_deliver: 20,
        drain: options.drain,
    };
    let max_payload = bus.max_payload().saturating_sub(HEADER_ROOM_BYTES);
    let handler: worker::Handler = Arc::new(move |input| {
        // Taken out, so that nobody waits to replace it while a long article is read.
        let now = knowledge.borrow().clone();
        handle(input, &now, max_payload)
    });
    worker::run(bus, &worker, handler, stop).await;
}

fn handle(input: &Inbound, knowledge: &Knowledge, max_payload: usize) -> Verdict {
    let raw: RawDocument = match codec::decode(&input.payload, input.encoding.as_deref()) {
        Ok(raw) => raw,
        Err(error) => return reject(DeadReason::Undecodable, chain(&error), None),
    };
    let started = Instant::now();
    let record = match caught(|| enrich(&raw, knowledge)) {
        Ok(record) => record,
        Err(panic) => return reject(DeadReason::Panic, panic, Some(raw.doc)),
    };
    crate::metrics::enriched(started.elapsed(), raw.body.as_bytes().len(), record.events.len());
    let payload = match codec::json(&record) {
        Ok(payload) => payload,
        Err(error) => return reject(DeadReason::Undecodable, error.to_string(), Some(raw.doc)),
    };
    if payload.len() > max_payload {
        let detail =
            format!("the record has {} bytes, over the server's limit of {max_payload}", payload.len());
        return reject(DeadReason::TooLarge, detail, Some(raw.doc));
    }
    let sequence = input.sequence.to_string();
    Verdict::Pass(vec![Outgoing {
        subject: Subject::enriched(&record.language.code),
        headers: Headers {
            id: MessageId::new("enriched", &[record.id.as_str(), &record.doc, &sequence]),
            kind: "rasid.record.v1",
            source: "/rasid/enrich",
            received_at: raw.received_at,
            traceparent: Some(bus::trace::child(input.traceparent.as_deref())),
            input_seq: Some(input.sequence),
        },
        payload: payload.into(),
        packed: false,
    }])
}

fn reject(reason: DeadReason, error: String, doc: Option<String>) -> Verdict {
    Verdict::Reject(Reject { reason, error, doc })
}

/// An error with its causes, in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
