//! What goes out and what comes in.

use std::time::{Duration, Instant};

use async_nats::HeaderMap;
use async_nats::jetstream::context::{PublishAckFuture, PublishError, PublishErrorKind};
use async_nats::jetstream::message::PublishMessage;
use bytes::Bytes;
use jiff::Timestamp;
use record::header::{CONTENT_ENCODING, Headers, INPUT_SEQ, RECEIVED_AT, TRACEPARENT};
use record::subject::Subject;

use crate::codec::ZSTD;
use crate::connect::Bus;

/// The acknowledgement to come of a message sent.
pub type AckFuture = PublishAckFuture;
/// Why a message could not be sent or stored.
pub type SendError = PublishError;

/// A message to publish.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Where to.
    pub subject: Subject,
    /// What it says about itself.
    pub headers: Headers,
    /// JSON, packed if `packed` says so.
    pub payload: Bytes,
    /// Whether the payload is compressed with zstd.
    pub packed: bool,
}

impl Outgoing {
    /// The headers as the client wants them.
    pub(crate) fn header_map(&self) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in self.headers.pairs() {
            map.insert(name, value.as_str());
        }
        if self.packed {
            map.insert(CONTENT_ENCODING, ZSTD);
        }
        map
    }

    /// Size on the wire, about, in bytes: payload and headers.
    pub fn wire_bytes(&self) -> usize {
        self.payload.len() + 512
    }
}

/// A message received, with what the pure functions may know of it.
#[derive(Debug, Clone)]
pub struct Inbound {
    /// The subject that it stood under.
    pub subject: String,
    /// The payload.
    pub payload: Bytes,
    /// Its `Content-Encoding`.
    pub encoding: Option<String>,
    /// Its sequence in the stream.
    pub sequence: u64,
    /// How often it has been delivered, this time included.
    pub deliveries: u64,
    /// Trace context of the message.
    pub traceparent: Option<String>,
    /// The document's time of receipt, as the message says.
    pub received_at: Option<Timestamp>,
    /// The sequence that the message was made from.
    pub input_seq: Option<u64>,
    /// When the stream stored it.
    pub stored_at: Timestamp,
}

impl Inbound {
    /// Reads a JetStream message; none for one that did not come from JetStream.
    pub(crate) fn read(message: &async_nats::jetstream::Message) -> Option<Self> {
        let info = message.info().ok()?;
        let text = |name: &str| {
            let headers = message.headers.as_ref()?;
            headers.get(name).map(|value| value.as_str().to_owned())
        };
        let stored = info.published;
        Some(Self {
            subject: message.subject.to_string(),
            payload: message.payload.clone(),
            encoding: text(CONTENT_ENCODING),
            sequence: info.stream_sequence,
            deliveries: u64::try_from(info.delivered).unwrap_or(1),
            traceparent: text(TRACEPARENT),
            received_at: text(RECEIVED_AT).and_then(|value| value.parse().ok()),
            input_seq: text(INPUT_SEQ).and_then(|value| value.parse().ok()),
            stored_at: Timestamp::new(
                stored.unix_timestamp(),
                i32::try_from(stored.nanosecond()).unwrap_or(0),
            )
            .unwrap_or_default(),
        })
    }
}

impl Bus {
    /// Sends a message; the returned future is its acknowledgement by the stream.
    pub async fn send(&self, message: &Outgoing) -> Result<PublishAckFuture, PublishError> {
        let publish = PublishMessage::build().payload(message.payload.clone()).headers(message.header_map());
        self.jetstream.send_publish(message.subject.as_str().to_owned(), publish).await
    }

    /// Publishes one message and waits until the stream has stored it. `true`: the stream had it already.
    pub async fn publish(&self, message: &Outgoing) -> Result<bool, PublishError> {
        let acknowledged = self.send(message).await?.await?;
        Ok(acknowledged.duplicate)
    }
}

impl Bus {
    /// Publishes one message, trying again for a while.
    pub async fn publish_patiently(
        &self,
        message: &Outgoing,
        patience: Duration,
    ) -> Result<bool, PublishError> {
        let deadline = Instant::now() + patience;
        let mut delay = Duration::from_millis(100);
        loop {
            match self.publish(message).await {
                Err(error) if is_transient(&error) && Instant::now() < deadline => {
                    tracing::debug!(%error, "publish failed; trying again");
                }
                settled => return settled,
            }
            tokio::time::sleep(delay).await;
            delay = (delay * 2).min(Duration::from_secs(5));
        }
    }
}

/// Whether the same publish may succeed later.
pub fn is_transient(error: &PublishError) -> bool {
    match error.kind() {
        PublishErrorKind::MaxPayloadExceeded => false,
        PublishErrorKind::StreamNotFound
        | PublishErrorKind::WrongLastMessageId
        | PublishErrorKind::WrongLastSequence
        | PublishErrorKind::TimedOut
        | PublishErrorKind::BrokenPipe
        | PublishErrorKind::MaxAckPending
        | PublishErrorKind::Other => true,
    }
}
