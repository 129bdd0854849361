//! The five streams: created and migrated by the program itself.
//!
//! Every stream has an age and a byte limit; a full one refuses new messages, so that pressure reaches the
//! fetchers and nothing is dropped unseen.

use std::time::Duration;

use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, StorageType};
use record::subject::Stream;

use crate::connect::Bus;

/// Limits of one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most that it may hold, in bytes.
    pub max_bytes: u64,
    /// How long it keeps a message.
    pub max_age: Duration,
}

/// Limits of all streams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Documents as received.
    pub raw: Limits,
    /// Records before the resolver. Must reach further back than the resolver's look-back.
    pub enriched: Limits,
    /// What subscribers read.
    pub results: Limits,
    /// Sources' health.
    pub status: Limits,
    /// Dead letters.
    pub dead: Limits,
    /// For how long a repeated message id is recognised (about 90 bytes of server memory an id).
    pub duplicate_window: Duration,
    /// Copies in a cluster.
    pub replicas: usize,
}

impl Plan {
    fn limits(&self, stream: Stream) -> Limits {
        match stream {
            Stream::Raw => self.raw,
            Stream::Enriched => self.enriched,
            Stream::Results => self.results,
            Stream::Status => self.status,
            Stream::Dead => self.dead,
        }
    }

    /// The configuration that a stream should have.
    fn config(&self, stream: Stream) -> Config {
        let limits = self.limits(stream);
        Config {
            name: stream.name().to_owned(),
            subjects: stream.subjects().iter().map(|&subject| subject.to_owned()).collect(),
            retention: RetentionPolicy::Limits,
            discard: DiscardPolicy::New,
            storage: StorageType::File,
            max_bytes: i64::try_from(limits.max_bytes).unwrap_or(i64::MAX),
            max_age: limits.max_age,
            duplicate_window: self.duplicate_window,
            num_replicas: self.replicas,
            allow_direct: true,
            allow_atomic_publish: stream == Stream::Results,
            ..Config::default()
        }
    }
}

/// Why a stream could not be made as wanted.
#[derive(Debug, thiserror::Error)]
#[error("cannot create or update the stream `{stream}`; lower its max_bytes if the disk is small")]
pub struct StreamError {
    /// The stream.
    pub stream: &'static str,
    /// What the server said.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

impl Bus {
    /// Creates the streams that are missing and updates those whose settings differ from the plan.
    pub async fn ensure_streams(&self, plan: &Plan) -> Result<(), StreamError> {
        for stream in Stream::ALL {
            let failed = |source| StreamError { stream: stream.name(), source };
            self.jetstream
                .create_or_update_stream(plan.config(stream))
                .await
                .map_err(|error| failed(Box::new(error)))?;
        }
        Ok(())
    }

    /// Whether all streams are there.
    pub async fn has_streams(&self) -> bool {
        for stream in Stream::ALL {
            if self.jetstream.get_stream(stream.name()).await.is_err() {
                return false;
            }
        }
        true
    }

    /// Which messages a stream holds.
    pub async fn bounds(&self, stream: Stream) -> Result<Bounds, StreamError> {
        let failed = |source| StreamError { stream: stream.name(), source };
        let mut handle =
            self.jetstream.get_stream(stream.name()).await.map_err(|error| failed(Box::new(error)))?;
        let state = &handle.info().await.map_err(|error| failed(Box::new(error)))?.state;
        Ok(Bounds { first: state.first_sequence, last: state.last_sequence, messages: state.messages })
    }
}

impl Bus {
    /// Whether a worker pulls from a durable consumer, looking for up to `patience`.
    pub async fn is_consumed(&self, stream: Stream, consumer: &str, patience: Duration) -> bool {
        let deadline = tokio::time::Instant::now() + patience;
        loop {
            if self.consumer(stream, consumer).await.is_some_and(|info| info.num_waiting > 0) {
                return true;
            }
            if tokio::time::Instant::now() > deadline {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Whether a durable consumer has acknowledged everything in its stream.
    pub async fn is_drained(&self, stream: Stream, consumer: &str) -> bool {
        let info = self.consumer(stream, consumer).await;
        info.is_some_and(|info| info.num_pending == 0 && info.num_ack_pending == 0)
    }

    async fn consumer(
        &self,
        stream: Stream,
        consumer: &str,
    ) -> Option<async_nats::jetstream::consumer::Info> {
        let stream = self.jetstream.get_stream(stream.name()).await.ok()?;
        stream.consumer_info(consumer).await.ok()
    }
}

/// Which messages a stream holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The sequence of the oldest message.
    pub first: u64,
    /// The sequence of the newest message that it holds or held.
    pub last: u64,
    /// How many there are.
    pub messages: u64,
}
