//! What is known of a source, kept in the server's table, so that a restart or another machine goes on with it.

use std::collections::BTreeMap;

use bus::table::{Table, TableError};
use record::subject::Token;
use serde::{Deserialize, Serialize};
use web::schedule::{Schedule, Validators};

use crate::lease::{self, Leases};
use crate::seen::Seen;

/// Grows when the form changes; what has another version is forgotten.
const VERSION: u8 = 2;

/// What is known of a source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// The address that the schedule is about: another one begins anew.
    pub url: String,
    /// Where it has moved for good since.
    pub moved: Option<String>,
    /// When to visit, and how it went.
    pub schedule: Schedule,
    /// The sitemaps of an index, and what to ask for them with.
    pub children: Children,
    /// Which entries were taken.
    pub seen: Seen,
}

/// Addresses of sitemaps that an index named, and what the next request for each is made conditional with.
pub type Children = BTreeMap<String, Validators>;

/// Reads and keeps what is known of sources.
#[derive(Clone)]
pub struct States(pub Table);

impl States {
    /// What is known of a source; none for one that is new, or was kept in another form.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read(&self, source: &str) -> Result<Option<Known>, TableError> {
        let held = self.0.get(&key(source)).await?;
        Ok(held.and_then(|held| match held.value.split_first() {
            Some((&VERSION, rest)) => postcard::from_bytes(rest).ok(),
            Some(_) | None => None,
        }))
    }

    /// Keeps what is known of a source.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn keep(&self, source: &str, known: &Known) -> Result<(), TableError> {
        let mut bytes = vec![VERSION];
        bytes.extend(postcard::to_allocvec(known).unwrap_or_default());
        self.0.put(&key(source), bytes.into()).await.map(drop)
    }
}

fn key(source: &str) -> String {
    format!("source.{}", Token::new(source))
}

/// Keeps what was seen during a long visit; the schedule stays as it was, for the visit is not over.
pub struct Halfway<'a> {
    /// Where.
    pub states: &'a States,
    /// The leases, of which that on the source is renewed.
    pub leases: &'a Leases,
    /// Of which source.
    pub source: &'a str,
    /// What was known before.
    pub before: Known,
}

impl Halfway<'_> {
    /// Keeps what was seen until now.
    pub async fn keep(&self, seen: &Seen) {
        let known = Known { seen: seen.clone(), ..self.before.clone() };
        if let Err(error) = self.states.keep(self.source, &known).await {
            crate::metrics::state_failed(self.source, &error);
        }
        if let Err(error) = self.leases.hold(&lease::of_source(self.source)).await {
            crate::metrics::state_failed(self.source, &error);
        }
    }
}
