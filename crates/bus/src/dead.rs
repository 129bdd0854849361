//! Dead letters: written before the input is ended, under an id that a repeat shares.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use record::dead::{DeadLetter, DeadReason, DeadSchema, Stage};
use record::header::Headers;
use record::id::MessageId;
use record::subject::Subject;

use crate::codec;
use crate::connect::Bus;
use crate::message::{Inbound, Outgoing};
use crate::verdict::Reject;

/// Inputs larger than this are named in the dead letter, not kept, in bytes.
const KEPT_INPUT_LIMIT_BYTES: usize = 4 * 1024 * 1024;

/// A dead letter for an input that came from a stream.
pub fn of_message(stage: Stage, rejected: &Reject, input: &Inbound) -> DeadLetter {
    DeadLetter {
        schema: DeadSchema::V1,
        stage,
        reason: rejected.reason,
        error: rejected.error.clone(),
        subject: Some(input.subject.clone()),
        sequence: Some(input.sequence),
        deliveries: input.deliveries,
        doc: rejected.doc.clone(),
        input: kept(&input.payload),
        encoding: input.encoding.clone(),
    }
}

/// A dead letter for an input that never reached a stream.
pub fn of_document(reason: DeadReason, error: &str, doc: &str, bytes: &[u8]) -> DeadLetter {
    DeadLetter {
        schema: DeadSchema::V1,
        stage: Stage::Collect,
        reason,
        error: error.to_owned(),
        subject: None,
        sequence: None,
        deliveries: 1,
        doc: Some(doc.to_owned()),
        input: kept(bytes),
        encoding: None,
    }
}

fn kept(bytes: &[u8]) -> Option<String> {
    (bytes.len() <= KEPT_INPUT_LIMIT_BYTES).then(|| STANDARD.encode(bytes))
}

/// The message that carries a dead letter.
pub fn message(letter: &DeadLetter, received_at: Timestamp) -> Result<Outgoing, serde_json::Error> {
    let sequence = letter.sequence.map(|sequence| sequence.to_string()).unwrap_or_default();
    let input = letter.input.as_deref().unwrap_or_default();
    let doc = letter.doc.as_deref().unwrap_or_default();
    let id = MessageId::new("dead", &[letter.stage.as_str(), letter.reason.as_str(), &sequence, doc, input]);
    Ok(Outgoing {
        subject: Subject::dead(letter.stage, letter.reason),
        headers: Headers {
            id,
            kind: "rasid.dead.v1",
            source: "/rasid/dead",
            received_at,
            traceparent: None,
            input_seq: letter.sequence,
        },
        payload: codec::json(letter)?.into(),
        packed: false,
    })
}

impl Bus {
    /// Writes a dead letter and waits until it is stored; tries for ever, because its input is ended next.
    pub async fn bury(&self, letter: &DeadLetter, received_at: Timestamp) {
        let message = match message(letter, received_at) {
            Ok(message) => message,
            Err(error) => {
                tracing::error!(%error, "a dead letter could not be written as JSON");
                return;
            }
        };
        let mut delay = std::time::Duration::from_millis(100);
        loop {
            match self.publish(&message).await {
                Ok(_) => break,
                Err(error) => crate::metrics::publish_failed(letter.stage, &error),
            }
            tokio::time::sleep(delay).await;
            delay = (delay * 2).min(std::time::Duration::from_secs(10));
        }
        crate::metrics::dead(letter.stage, letter.reason, letter.doc.as_deref(), &letter.error);
    }
}
