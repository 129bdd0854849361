//! One address asked, redirect by redirect: each hop by its own site's robots rules, in its own domain's turn.

use std::collections::HashSet;
use std::time::Duration;

use fetch::client::{Answer, Client};
use fetch::error::FetchError;
use jiff::Timestamp;
use reqwest::header::HeaderMap;
use tokio::sync::Semaphore;
use url::Url;

use crate::domains::Domains;
use crate::metrics;
use crate::robots::{Memory, Verdict};

/// Redirects of a robots.txt that are followed (RFC 9309, section 2.3.1.2).
const ROBOTS_REDIRECTS: usize = 5;

/// Asks for everything, one after another where it must be.
pub struct Asker {
    client: Client,
    domains: Domains,
    robots: Memory,
    in_flight: Semaphore,
    redirects: u8,
}

/// What came of it.
#[derive(Debug)]
pub struct Reached {
    /// The last answer.
    pub answer: Answer,
    /// Where the address has moved for good: set where the first redirects all said so.
    pub moved: Option<Url>,
}

/// Why an address brought nothing.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The request failed.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// Its site's robots rules forbid it.
    #[error("`{0}` is forbidden by the robots rules of its site")]
    Forbidden(Url),
    /// Its site's robots rules cannot be had, so that nothing may be asked for now.
    #[error("the robots rules for `{0}` cannot be had")]
    NoRules(Url),
    /// It redirects too often, or in a circle.
    #[error("`{0}` redirects in a circle or too often")]
    Redirects(Url),
    /// Another machine asks its domain, or the table cannot be used.
    #[error("no turn for `{url}`: {detail}")]
    NoTurn {
        /// The address.
        url: Url,
        /// Why.
        detail: String,
    },
}

impl AskError {
    /// Whether it was not asked at all, so that this says nothing about the address.
    pub fn is_unasked(&self) -> bool {
        matches!(self, Self::NoRules(_) | Self::NoTurn { .. })
    }

    /// Whether the same may succeed later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Fetch(error) => error.is_passing(),
            Self::Forbidden(_) | Self::Redirects(_) => false,
            Self::NoRules(_) | Self::NoTurn { .. } => true,
        }
    }
}

impl Asker {
    /// Asks with this client, so many requests at once, following so many redirects.
    pub fn new(client: Client, domains: Domains, robots: Memory, in_flight: usize, redirects: u8) -> Self {
        Self { client, domains, robots, in_flight: Semaphore::new(in_flight), redirects }
    }

    /// Asks for an address and whatever it redirects to. `headers` go to the address's own site only; no turn is waited
    /// for longer than `patience`.
    ///
    /// # Errors
    /// When no answer but redirects came, or none at all.
    pub async fn ask(
        &self,
        start: &Url,
        headers: &HeaderMap,
        patience: Duration,
    ) -> Result<Reached, AskError> {
        let mut url = start.clone();
        let (mut met, mut moved, mut for_good) = (HashSet::new(), None, true);
        for _ in 0..=self.redirects {
            if !met.insert(url.clone()) {
                break;
            }
            let own = web::address::same_site(start, &url);
            let headers = if own { headers.clone() } else { HeaderMap::new() };
            let answer = self.hop(&url, headers, patience).await?;
            let Some(next) = answer.redirect.clone() else { return Ok(Reached { answer, moved }) };
            for_good &= matches!(answer.status, 301 | 308);
            if for_good {
                moved = Some(next.clone());
            }
            url = next;
        }
        Err(AskError::Redirects(start.clone()))
    }

    async fn hop(&self, url: &Url, headers: HeaderMap, patience: Duration) -> Result<Answer, AskError> {
        // First of all: whoever may not be asked is not asked for robots rules either.
        self.client.may_ask(url)?;
        match self.robots.judge(url, patience, |robots| self.robots_file(robots, patience)).await {
            Verdict::Allowed { delay, just_asked } => {
                if let Some(delay) = delay.filter(|_| just_asked) {
                    self.domains.learned(url, delay);
                }
                self.once(url, headers, delay, patience).await
            }
            Verdict::Forbidden => Err(AskError::Forbidden(url.clone())),
            Verdict::Unknown => Err(AskError::NoRules(url.clone())),
        }
    }

    /// The answer for a robots.txt, redirects followed as far as RFC 9309 asks; one redirect more is the answer.
    async fn robots_file(&self, url: Url, patience: Duration) -> Result<Answer, AskError> {
        let mut url = url;
        let mut followed = 0;
        loop {
            self.client.may_ask(&url)?;
            let answer = self.once(&url, HeaderMap::new(), None, patience).await?;
            match answer.redirect.clone() {
                Some(next) if followed < ROBOTS_REDIRECTS => url = next,
                Some(_) | None => return Ok(answer),
            }
            followed += 1;
        }
    }

    /// One request in its domain's turn.
    async fn once(
        &self,
        url: &Url,
        headers: HeaderMap,
        delay: Option<Duration>,
        patience: Duration,
    ) -> Result<Answer, AskError> {
        let no_turn = |detail| AskError::NoTurn { url: url.clone(), detail };
        let turn = self.domains.turn(url, delay, patience).await.map_err(no_turn)?;
        // Never closed.
        let permit = self.in_flight.acquire().await.map_err(|error| no_turn(error.to_string()))?;
        let begun = std::time::Instant::now();
        let outcome = self.client.get(url, headers).await;
        drop(permit);
        metrics::asked(&outcome, begun.elapsed());
        if let Ok(answer) = &outcome
            && matches!(answer.status, 429 | 503)
            && let Some(wait) = crate::freshness::retry_after(&answer.headers, Timestamp::now())
        {
            turn.rest(wait).await;
        }
        Ok(outcome?)
    }
}
