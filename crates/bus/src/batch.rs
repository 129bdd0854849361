//! Atomic batches: all messages of a batch are stored, or none (NATS ADR-50, server 2.12).
//!
//! async-nats has no high-level call for it. Three headers make a batch; the acknowledgement of the last
//! message is the acknowledgement of all. The last message carries the shard's cursor, fenced by the sequence
//! that the writer saw last on that subject: a writer that was replaced is refused whole.

use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::publish::PublishAck;
use async_nats::jetstream::response::Response;
use record::cursor::Cursor;
use record::subject::{Stream, Subject};

use crate::connect::Bus;
use crate::message::Outgoing;

/// The most messages that a server takes in one batch.
pub const MAX_MESSAGES: usize = 1000;

const BATCH_ID: &str = "Nats-Batch-Id";
const BATCH_SEQUENCE: &str = "Nats-Batch-Sequence";
const BATCH_COMMIT: &str = "Nats-Batch-Commit";
const EXPECTED_LAST_SUBJECT_SEQUENCE: &str = "Nats-Expected-Last-Subject-Sequence";

/// Why a batch was not stored, or is not known to be.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// Another writer has moved the cursor: this one was replaced and must stop.
    #[error("another writer has taken over this shard")]
    Fenced,
    /// The server refused the batch; nothing of it is stored.
    #[error("the server refused the batch: {0}")]
    Refused(String),
    /// No answer: the batch may be stored or not. The cursor tells.
    #[error("the batch was sent, but nobody answered")]
    Unanswered(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A cursor together with its own sequence in RESULTS, which fences the next write.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fence {
    /// The cursor as stored.
    pub cursor: Cursor,
    /// Its sequence in RESULTS; 0 where there is none yet.
    pub sequence: u64,
}

impl Bus {
    /// Stores all messages and then the cursor, or nothing. Returns the cursor's sequence.
    pub async fn publish_batch(
        &self,
        messages: &[Outgoing],
        cursor: &Outgoing,
        expected: u64,
    ) -> Result<u64, BatchError> {
        let id = crate::trace::secret().chars().take(32).collect::<String>();
        let unanswered = |error| BatchError::Unanswered(error);
        for (index, message) in messages.iter().enumerate() {
            let mut headers = message.header_map();
            headers.insert(BATCH_ID, id.as_str());
            headers.insert(BATCH_SEQUENCE, (index + 1).to_string().as_str());
            self.client
                .publish_with_headers(message.subject.as_str().to_owned(), headers, message.payload.clone())
                .await
                .map_err(|error| unanswered(Box::new(error)))?;
        }
        let mut headers = cursor.header_map();
        headers.insert(BATCH_ID, id.as_str());
        headers.insert(BATCH_SEQUENCE, (messages.len() + 1).to_string().as_str());
        headers.insert(BATCH_COMMIT, "1");
        headers.insert(EXPECTED_LAST_SUBJECT_SEQUENCE, expected.to_string().as_str());
        let reply = self
            .client
            .request_with_headers(cursor.subject.as_str().to_owned(), headers, cursor.payload.clone())
            .await
            .map_err(|error| unanswered(Box::new(error)))?;
        match serde_json::from_slice::<Response<PublishAck>>(&reply.payload) {
            Ok(Response::Ok(ack)) => Ok(ack.sequence),
            Ok(Response::Err { error }) if error.error_code() == ErrorCode::STREAM_WRONG_LAST_SEQUENCE => {
                Err(BatchError::Fenced)
            }
            Ok(Response::Err { error }) => Err(BatchError::Refused(error.to_string())),
            Err(error) => Err(unanswered(Box::new(error))),
        }
    }

    /// The shard's cursor as the stream has it; a fence at 0 where there is none yet.
    pub async fn read_cursor(&self, shard: &str) -> Result<Fence, CursorError> {
        let stream = self
            .jetstream
            .get_stream(Stream::Results.name())
            .await
            .map_err(|error| CursorError::Unavailable(Box::new(error)))?;
        let subject = Subject::cursor(shard);
        match stream.get_last_raw_message_by_subject(subject.as_str()).await {
            Ok(message) => {
                let cursor = serde_json::from_slice(&message.payload).map_err(CursorError::Unreadable)?;
                Ok(Fence { cursor, sequence: message.sequence })
            }
            Err(error) if is_missing(&error) => Ok(Fence::default()),
            Err(error) => Err(CursorError::Unavailable(Box::new(error))),
        }
    }
}

/// Why the cursor could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CursorError {
    /// The stream does not answer; worth a retry.
    #[error("the cursor cannot be read now")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What stands there is no cursor.
    #[error("the cursor in RESULTS is not readable")]
    Unreadable(#[source] serde_json::Error),
}

fn is_missing(error: &async_nats::jetstream::stream::LastRawMessageError) -> bool {
    use async_nats::jetstream::stream::LastRawMessageErrorKind as Kind;
    matches!(error.kind(), Kind::NoMessageFound)
}
