//! Which machine asks a domain: one at a time, by a lease in the server's table.
//!
//! The lease names its owner and its end. The owner renews it while it asks, and lets it lapse when it is done; after
//! a restart it is the same owner and goes on at once. Clocks of machines may differ by less than the margin.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use bus::table::{Table, TableError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

/// How long a lease lasts.
const LASTS: Duration = Duration::from_secs(30);
/// From when on before its end it is renewed; also how far clocks may differ.
const MARGIN: Duration = Duration::from_secs(12);
/// How long to wait before asking again for a lease that another machine holds.
const AGAIN: Duration = Duration::from_secs(5);

/// The leases of one machine.
pub struct Leases {
    table: Table,
    owner: String,
    held: Mutex<HashMap<String, Held>>,
}

struct Held {
    revision: u64,
    until: Instant,
    not_before: Option<Timestamp>,
}

/// A lease as the table has it.
#[derive(Debug, Serialize, Deserialize)]
struct Lease {
    owner: String,
    until: Timestamp,
    /// Until when the domain wants to be left alone.
    #[serde(default)]
    not_before: Option<Timestamp>,
}

/// Whether a domain may be asked by this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// It may, as before.
    Mine,
    /// It may, and was somebody else's, or nobody's, or that of this machine before a restart.
    New {
        /// Until when the domain wants to be left alone.
        not_before: Option<Timestamp>,
    },
    /// Another machine asks it; look again after this time.
    Theirs(Duration),
}

impl Leases {
    /// The leases of a machine with this name, which is the same after a restart.
    pub fn new(table: Table, owner: String) -> Self {
        Self { table, owner, held: Mutex::default() }
    }

    /// Takes or renews the lease on a domain.
    ///
    /// # Errors
    /// When the table cannot be used.
    pub async fn hold(&self, domain: &str) -> Result<Hold, TableError> {
        // Held for the whole exchange: two tasks that ask at once must not fight for one lease.
        let mut held = self.held.lock().await;
        let left = held.get(domain).map(|lease| lease.until.saturating_duration_since(Instant::now()));
        if left.is_some_and(|left| left > MARGIN) {
            return Ok(Hold::Mine);
        }
        let known = held.get(domain).map(|lease| (lease.revision, lease.not_before));
        if let Some((revision, not_before)) = known
            && let Some(lease) = self.write(domain, Some(revision), not_before).await?
        {
            held.insert(domain.to_owned(), lease);
            return Ok(Hold::Mine);
        }
        held.remove(domain);
        held.retain(|_, lease| lease.until > Instant::now());
        let found = self.table.get(&key(domain)).await?;
        let revision = found.as_ref().map(|found| found.revision);
        let lease = found.and_then(|found| serde_json::from_slice::<Lease>(&found.value).ok());
        let (now, margin) = (Timestamp::now(), MARGIN / 2);
        if let Some(lease) = lease.as_ref().filter(|lease| lease.owner != self.owner)
            && lease.until + margin > now
            // A lease from a clock that was ahead does not hold for ever.
            && lease.until < now + LASTS * 4
        {
            return Ok(Hold::Theirs(AGAIN));
        }
        let not_before = lease.and_then(|lease| lease.not_before);
        match self.write(domain, revision, not_before).await? {
            Some(lease) => {
                held.insert(domain.to_owned(), lease);
                Ok(Hold::New { not_before })
            }
            None => Ok(Hold::Theirs(AGAIN)),
        }
    }

    /// Remembers until when a domain that is held wants to be left alone.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn rest(&self, domain: &str, not_before: Timestamp) -> Result<(), TableError> {
        let mut held = self.held.lock().await;
        let Some(revision) = held.get(domain).map(|lease| lease.revision) else { return Ok(()) };
        if let Some(lease) = self.write(domain, Some(revision), Some(not_before)).await? {
            held.insert(domain.to_owned(), lease);
        }
        Ok(())
    }

    async fn write(
        &self,
        domain: &str,
        revision: Option<u64>,
        not_before: Option<Timestamp>,
    ) -> Result<Option<Held>, TableError> {
        let until = Instant::now() + LASTS;
        let not_before = not_before.filter(|moment| *moment > Timestamp::now());
        let lease = Lease { owner: self.owner.clone(), until: Timestamp::now() + LASTS, not_before };
        let value = serde_json::to_vec(&lease).unwrap_or_default();
        let written = self.table.swap(&key(domain), value.into(), revision).await?;
        Ok(written.map(|revision| Held { revision, until, not_before }))
    }
}

/// What a lease on a source, rather than on a domain, is held under.
pub fn of_source(id: &str) -> String {
    format!("source {id}")
}

fn key(domain: &str) -> String {
    format!("lease.{}", record::id::digest(&[domain.as_bytes()]))
}
