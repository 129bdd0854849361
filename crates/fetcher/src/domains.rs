//! Whose turn it is: one domain is asked no faster than allowed, by one machine at a time.
//!
//! The rules are in [`web::politeness`]; here they meet a clock and the leases. A domain that this machine has just
//! taken over counts as asked a moment ago, so neither a restart nor a move asks it too soon.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use url::Url;
use web::politeness;

use crate::lease::{Hold, Leases};

/// The turns of all domains.
#[derive(Clone)]
pub struct Domains(Arc<Inner>);

struct Inner {
    rules: Mutex<politeness::Domains>,
    leases: Option<Arc<Leases>>,
    interval: Duration,
}

/// The right to ask a domain once; given back when dropped.
pub struct Turn {
    domains: Domains,
    domain: String,
}

impl Domains {
    /// By these rules; among machines by leases, where they are given. `interval` is the longest that the rules ask
    /// for between two requests.
    pub fn new(rules: politeness::Domains, interval: Duration, leases: Option<Arc<Leases>>) -> Self {
        Self(Arc::new(Inner { rules: Mutex::new(rules), leases, interval }))
    }

    /// Waits for the turn of an address's domain, of which the site wants `delay` between two requests.
    ///
    /// # Errors
    /// When the leases cannot be read.
    pub async fn turn(&self, url: &Url, delay: Option<Duration>) -> Result<Turn, String> {
        let domain = politeness::key(url);
        loop {
            if let Some(leases) = &self.0.leases {
                match leases.hold(&domain).await.map_err(|error| error.to_string())? {
                    Hold::Mine { is_new: true } => {
                        // A pause as long as one interval: as if it had been asked a moment ago.
                        let wait = self.0.interval.max(delay.unwrap_or_default());
                        self.rules().pause(&domain, wait, now_millis());
                    }
                    Hold::Mine { is_new: false } => {}
                    Hold::Theirs(wait) => {
                        tokio::time::sleep(wait).await;
                        continue;
                    }
                }
            }
            let asked = self.rules().ask(&domain, delay, now_millis());
            match asked {
                politeness::Answer::Go => return Ok(Turn { domains: self.clone(), domain }),
                politeness::Answer::Wait(wait) => tokio::time::sleep(wait).await,
            }
        }
    }

    fn rules(&self) -> MutexGuard<'_, politeness::Domains> {
        // The rules hold no half-done work between two statements.
        self.0.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// The domain asks to be left alone for so long.
    pub fn rest(&self, wait: Duration) {
        self.domains.rules().pause(&self.domain, wait, now_millis());
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.domains.rules().done(&self.domain);
    }
}

fn now_millis() -> u64 {
    u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or_default()
}
