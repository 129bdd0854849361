//! A document on its way into RAW.

use std::time::Duration;

use bus::codec;
use bus::connect::Bus;
use bus::message::Outgoing;
use record::header::Headers;
use record::raw::RawDocument;
use record::subject::Subject;

/// Why a document could not be stored in RAW.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// It is larger than the server takes, even compressed. Never worth a retry.
    #[error("{bytes} bytes compressed, over the server's max_payload of {limit}")]
    TooLarge {
        /// Its size when compressed, in bytes.
        bytes: usize,
        /// What the server takes, in bytes.
        limit: usize,
    },
    /// It could not be written as JSON or compressed.
    #[error("cannot encode the document")]
    Encode(#[source] std::io::Error),
    /// The stream did not take it for now.
    #[error("the stream RAW does not take it: {0}")]
    Refused(String),
}

/// Room that headers and subject take of a payload, in bytes.
const HEADER_ROOM_BYTES: usize = 4096;

/// The message that carries a document into RAW.
///
/// # Errors
/// When it cannot be encoded or is too large for the server.
pub fn message(raw: &RawDocument, max_payload: usize) -> Result<Outgoing, IntakeError> {
    let json = codec::json(raw).map_err(|error| IntakeError::Encode(error.into()))?;
    let packed = codec::compress(&json).map_err(IntakeError::Encode)?;
    let limit = max_payload.saturating_sub(HEADER_ROOM_BYTES);
    if packed.len() > limit {
        return Err(IntakeError::TooLarge { bytes: packed.len(), limit });
    }
    Ok(Outgoing {
        subject: Subject::raw(&raw.source.id),
        headers: Headers {
            id: raw.message_id(),
            kind: "rasid.raw.v1",
            source: "/rasid/collect",
            received_at: raw.received_at,
            traceparent: Some(bus::trace::root()),
            input_seq: None,
        },
        payload: packed.into(),
        packed: true,
    })
}

/// Stores a document in RAW. `true`: it was there already.
///
/// # Errors
/// When it cannot be encoded, or the stream refuses it.
pub async fn store(bus: &Bus, raw: &RawDocument) -> Result<bool, IntakeError> {
    let message = message(raw, bus.max_payload())?;
    bus.publish(&message).await.map_err(|error| IntakeError::Refused(error.to_string()))
}

/// Stores a document in RAW however long that takes: a full stream pushes back to the collectors.
///
/// # Errors
/// Only when the document can never be stored.
pub async fn store_patiently(bus: &Bus, raw: &RawDocument) -> Result<bool, IntakeError> {
    let mut delay = Duration::from_millis(200);
    loop {
        match store(bus, raw).await {
            Err(IntakeError::Refused(error)) => {
                tracing::warn!(error, doc = raw.doc, "RAW does not take it; trying again");
            }
            settled => return settled,
        }
        tokio::time::sleep(delay).await;
        delay = (delay * 2).min(Duration::from_secs(10));
    }
}
