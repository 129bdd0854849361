//! Small values by key, kept by the server: what workers must know after a restart, or on another machine.

use std::time::Duration;

use async_nats::jetstream::kv::{self, CreateErrorKind, UpdateErrorKind};
use async_nats::jetstream::stream::StorageType;
use bytes::Bytes;

use crate::connect::Bus;

/// A table (a JetStream key-value bucket). Cheap to clone.
#[derive(Clone)]
pub struct Table(kv::Store);

/// What a table may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// All of it, in bytes.
    pub max_bytes: u64,
    /// How long a value is kept that is not written again; none: for ever.
    pub max_age: Option<Duration>,
    /// Copies in a cluster.
    pub replicas: usize,
}

/// A value, and the revision that an update must name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The value.
    pub value: Bytes,
    /// Its revision.
    pub revision: u64,
}

/// Why a table could not be read or written; worth another try.
#[derive(Debug, thiserror::Error)]
#[error("the table `{table}` cannot be {action}: {detail}")]
pub struct TableError {
    table: String,
    action: &'static str,
    detail: String,
}

impl Bus {
    /// The table of this name, made where it is missing.
    pub async fn table(&self, name: &str, limits: Limits) -> Result<Table, TableError> {
        let config = kv::Config {
            bucket: name.to_owned(),
            history: 1,
            max_bytes: i64::try_from(limits.max_bytes).unwrap_or(i64::MAX),
            max_age: limits.max_age.unwrap_or_default(),
            storage: StorageType::File,
            num_replicas: limits.replicas,
            ..kv::Config::default()
        };
        let made = self.jetstream.create_or_update_key_value(config).await;
        made.map(Table).map_err(|error| TableError {
            table: name.to_owned(),
            action: "made",
            detail: error.to_string(),
        })
    }
}

impl Table {
    /// The value under a key.
    pub async fn get(&self, key: &str) -> Result<Option<Held>, TableError> {
        let found = self.0.entry(key).await.map_err(|error| self.error("read", &error))?;
        let live = found.filter(|entry| entry.operation == kv::Operation::Put);
        Ok(live.map(|entry| Held { value: entry.value, revision: entry.revision }))
    }

    /// Writes a value, whatever stood there.
    pub async fn put(&self, key: &str, value: Bytes) -> Result<u64, TableError> {
        self.0.put(key, value).await.map_err(|error| self.error("written", &error))
    }

    /// Writes a value where `revision` still stands, or where nothing does (none). None: somebody was faster.
    pub async fn swap(
        &self,
        key: &str,
        value: Bytes,
        revision: Option<u64>,
    ) -> Result<Option<u64>, TableError> {
        match revision {
            None => match self.0.create(key, value).await {
                Ok(revision) => Ok(Some(revision)),
                Err(error) if error.kind() == CreateErrorKind::AlreadyExists => Ok(None),
                Err(error) => Err(self.error("written", &error)),
            },
            Some(revision) => match self.0.update(key, value, revision).await {
                Ok(revision) => Ok(Some(revision)),
                Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => Ok(None),
                Err(error) => Err(self.error("written", &error)),
            },
        }
    }

    fn error(&self, action: &'static str, error: &dyn std::error::Error) -> TableError {
        TableError { table: self.0.name.clone(), action, detail: error.to_string() }
    }
}
