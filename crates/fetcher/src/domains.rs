//! Whose turn it is: one domain is asked no faster than allowed, by one machine at a time.
//!
//! The rules are in [`web::politeness`]; here they meet a clock and the leases. A domain that this machine has just
//! taken over counts as asked a moment ago, so neither a restart nor a move asks it too soon.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use url::Url;
use web::politeness;

use crate::lease::{Hold, Leases};

/// The longest sleep while a lease is held.
const RENEW: Duration = Duration::from_secs(10);

/// The turns of all domains.
#[derive(Clone)]
pub struct Domains(Arc<Inner>);

struct Inner {
    rules: Mutex<politeness::Domains>,
    leases: Option<Arc<Leases>>,
}

/// The right to ask a domain once; given back when dropped.
pub struct Turn {
    domains: Domains,
    domain: String,
    delay: Option<Duration>,
}

impl Domains {
    /// By these rules; among machines by leases, where they are given.
    pub fn new(rules: politeness::Domains, leases: Option<Arc<Leases>>) -> Self {
        Self(Arc::new(Inner { rules: Mutex::new(rules), leases }))
    }

    /// Waits for the turn of an address's domain, of which the site wants `delay` between two requests; for `patience` at
    /// most, so that a domain that wants to be left alone for long holds nobody up.
    ///
    /// # Errors
    /// When the leases cannot be read, or the wait would be too long.
    pub async fn turn(&self, url: &Url, delay: Option<Duration>, patience: Duration) -> Result<Turn, String> {
        let domain = politeness::key(url);
        let deadline = Instant::now() + patience;
        loop {
            if let Some(leases) = &self.0.leases {
                match leases.hold(&domain).await.map_err(|error| error.to_string())? {
                    Hold::New { not_before } => {
                        self.rest(&domain, delay);
                        let left = not_before.map(|moment| moment.duration_since(Timestamp::now()));
                        if let Some(left) = left.filter(jiff::SignedDuration::is_positive) {
                            self.rules().pause(&domain, left.unsigned_abs(), now_millis());
                        }
                    }
                    Hold::Mine => {}
                    Hold::Theirs(wait) => {
                        pause(&domain, wait, deadline).await?;
                        continue;
                    }
                }
            }
            let asked = self.rules().ask(&domain, delay, now_millis());
            match asked {
                politeness::Answer::Go => return Ok(Turn { domains: self.clone(), domain, delay }),
                politeness::Answer::Wait(wait) => pause(&domain, wait, deadline).await?,
            }
        }
    }

    /// As if the domain had been asked just now.
    fn rest(&self, domain: &str, delay: Option<Duration>) {
        let mut rules = self.rules();
        let wait = rules.interval(domain).max(delay.unwrap_or_default());
        rules.pause(domain, wait, now_millis());
    }

    /// The site of an address has told just now how long it wants to be left alone between two requests.
    pub fn learned(&self, url: &Url, delay: Duration) {
        self.rest(&politeness::key(url), Some(delay));
    }

    fn rules(&self) -> MutexGuard<'_, politeness::Domains> {
        // The rules hold no half-done work between two statements.
        self.0.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// The domain asks to be left alone for so long; that outlives the process.
    pub async fn rest(&self, wait: Duration) {
        self.domains.rules().pause(&self.domain, wait, now_millis());
        if let Some(leases) = &self.domains.0.leases
            && let Err(error) = leases.rest(&self.domain, Timestamp::now() + wait).await
        {
            tracing::warn!(%error, domain = self.domain, "how long a domain is to be left alone cannot be kept");
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.domains.rules().done(&self.domain);
        // Counted from the end of a request: its beginning may have been slow to arrive.
        self.domains.rest(&self.domain, self.delay);
    }
}

/// Sleeps for a part of the wait: a lease is to be renewed meanwhile.
async fn pause(domain: &str, wait: Duration, deadline: Instant) -> Result<(), String> {
    if Instant::now() + wait > deadline {
        return Err(format!("`{domain}` is to be left alone for {} s", wait.as_secs()));
    }
    tokio::time::sleep(wait.min(RENEW)).await;
    Ok(())
}

fn now_millis() -> u64 {
    u64::try_from(Timestamp::now().as_millisecond()).unwrap_or_default()
}
