//! What the resolver decides, as messages: pure, so that recovery can make them again and compare.

use bus::codec;
use bus::message::{Inbound, Outgoing};
use bus::verdict::Reject;
use dedup::output::Output;
use dedup::state::State;
use jiff::Timestamp;
use record::dead::DeadReason;
use record::header::Headers;
use record::id::{MessageId, digest};
use record::record::Record;
use record::subject::Subject;

use crate::resolve::resolve;

/// What becomes of one input.
#[derive(Debug)]
pub enum Outcome {
    /// Messages to store; none for an unchanged article.
    Messages(Vec<Outgoing>),
    /// A dead letter.
    Dead(Reject),
}

/// Judges one message of ENRICHED.
pub fn decide(state: &mut State, input: &Inbound) -> Outcome {
    let record: Record = match codec::decode(&input.payload, input.encoding.as_deref()) {
        Ok(record) => record,
        Err(error) => return dead(DeadReason::Undecodable, crate::enricher::chain(&error), None),
    };
    let received_at = input.received_at.unwrap_or(input.stored_at);
    let doc = record.doc.clone();
    match resolve(state, record, received_at) {
        Ok(outputs) => messages(outputs, input, received_at),
        Err(panic) => dead(DeadReason::Panic, panic, Some(doc)),
    }
}

fn dead(reason: DeadReason, error: String, doc: Option<String>) -> Outcome {
    Outcome::Dead(Reject { reason, error, doc })
}

fn messages(outputs: Vec<Output>, input: &Inbound, received_at: Timestamp) -> Outcome {
    let trace = bus::trace::child(input.traceparent.as_deref());
    let sequence = input.sequence.to_string();
    let mut messages = Vec::with_capacity(outputs.len());
    for output in outputs {
        let made = match &output {
            Output::Record(record) => {
                let revision = record.revision.to_string();
                let id = MessageId::new("record", &[record.id.as_str(), &revision, &record.doc, &sequence]);
                (Subject::record(record), id, "rasid.record.v1", codec::json(record))
            }
            Output::Incident(incident) => {
                let revision = incident.revision.to_string();
                let id = MessageId::new("incident", &[incident.id.as_str(), &revision, &sequence]);
                (Subject::incident(incident), id, "rasid.incident.v1", codec::json(incident))
            }
            Output::Story(story) => {
                let revision = story.revision.to_string();
                let id = MessageId::new("story", &[story.id.as_str(), &revision, &sequence]);
                (Subject::story(&story.id), id, "rasid.story.v1", codec::json(story))
            }
        };
        let (subject, id, kind, json) = made;
        let payload = match json {
            Ok(payload) => payload,
            Err(error) => return dead(DeadReason::Undecodable, error.to_string(), None),
        };
        let headers = Headers {
            id,
            kind,
            source: "/rasid/resolve",
            received_at,
            traceparent: Some(trace.clone()),
            input_seq: Some(input.sequence),
        };
        messages.push(Outgoing { subject, headers, payload: payload.into(), packed: false });
    }
    Outcome::Messages(messages)
}

/// The digest of all outcomes so far, from the digest before and one more.
pub fn chain_hash(before: &str, outcome: &Outcome) -> String {
    let mut parts: Vec<&[u8]> = vec![before.as_bytes()];
    match outcome {
        Outcome::Messages(messages) => {
            for message in messages {
                parts.push(message.headers.id.as_str().as_bytes());
                parts.push(&message.payload);
            }
        }
        Outcome::Dead(rejected) => parts.push(rejected.reason.as_str().as_bytes()),
    }
    digest(&parts)
}
