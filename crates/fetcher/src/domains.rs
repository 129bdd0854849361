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
                        self.rest(&domain, delay);
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
                politeness::Answer::Go => return Ok(Turn { domains: self.clone(), domain, delay }),
                politeness::Answer::Wait(wait) => tokio::time::sleep(wait).await,
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
    /// The domain asks to be left alone for so long.
    pub fn rest(&self, wait: Duration) {
        self.domains.rules().pause(&self.domain, wait, now_millis());
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.domains.rules().done(&self.domain);
        // Counted from the end of a request: its beginning may have been slow to arrive.
        self.domains.rest(&self.domain, self.delay);
    }
}

fn now_millis() -> u64 {
    u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or_default()
}
