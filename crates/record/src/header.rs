//! Headers of every message: `Nats-Msg-Id`, `CloudEvents` 1.0 in binary mode, W3C trace context, and the
//! sequence that the message was made from.
//!
//! `ce-time` is the document's time of receipt, not the time of publishing: a repeat carries the same headers.

use jiff::Timestamp;

use crate::id::MessageId;

/// JetStream's id for recognising repeats.
pub const MSG_ID: &str = "Nats-Msg-Id";
/// W3C trace context.
pub const TRACEPARENT: &str = "traceparent";
/// Stream sequence that the message was made from.
pub const INPUT_SEQ: &str = "Rasid-Input-Seq";
/// The document's time of receipt, carried to the resolver.
pub const RECEIVED_AT: &str = "Rasid-Received-At";
/// How the payload is compressed, where it is.
pub const CONTENT_ENCODING: &str = "Content-Encoding";

/// What a message says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    /// Id of the message, also the `CloudEvents` id.
    pub id: MessageId,
    /// `CloudEvents` type: the schema tag (`rasid.record.v1`).
    pub kind: &'static str,
    /// `CloudEvents` source: the stage that made it (`/rasid/resolve`).
    pub source: &'static str,
    /// The document's time of receipt.
    pub received_at: Timestamp,
    /// Trace context of the span that made it.
    pub traceparent: Option<String>,
    /// Sequence of the message that it was made from.
    pub input_seq: Option<u64>,
}

impl Headers {
    /// The headers as name and value.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![
            (MSG_ID, self.id.to_string()),
            ("ce-specversion", "1.0".to_owned()),
            ("ce-id", self.id.to_string()),
            ("ce-type", self.kind.to_owned()),
            ("ce-source", self.source.to_owned()),
            ("ce-time", self.received_at.to_string()),
            (RECEIVED_AT, self.received_at.to_string()),
            ("content-type", "application/json".to_owned()),
        ];
        pairs.extend(self.traceparent.clone().map(|value| (TRACEPARENT, value)));
        pairs.extend(self.input_seq.map(|value| (INPUT_SEQ, value.to_string())));
        pairs
    }
}
