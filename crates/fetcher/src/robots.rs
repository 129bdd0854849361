//! Robots rules by site: asked for once, kept in memory and in the server's table.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bus::table::Table;
use fetch::client::Answer;
use jiff::Timestamp;
use tokio::sync::Mutex;
use url::Url;
use web::robots::policy::{Outcome, Policy};

use crate::ask::AskError;

/// Rules larger than this are not kept beyond the process: a hostile site must not fill the table, in bytes.
const KEPT_BYTES: usize = 64 * 1024;
/// Sites in memory.
const MOST: usize = 20_000;

/// The rules of one site, while somebody asks for them.
type Place = Arc<Mutex<Option<Policy>>>;

/// The rules of all sites.
pub struct Memory {
    table: Option<Table>,
    /// The product token that rules are addressed to.
    agent: String,
    sites: Mutex<HashMap<String, Place>>,
}

/// What the rules say about an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may be asked, with this long between two requests where the site wants that.
    Allowed {
        /// The site's crawl-delay.
        delay: Option<Duration>,
        /// Whether the rules were asked for just now.
        just_asked: bool,
    },
    /// The rules forbid it.
    Forbidden,
    /// The rules cannot be had, so nothing may be asked.
    Unknown,
}

impl Memory {
    /// For an agent with this product token; kept in a table too, where one is given.
    pub fn new(agent: &str, table: Option<Table>) -> Self {
        Self { table, agent: agent.to_owned(), sites: Mutex::default() }
    }

    /// What the rules of its site say about an address. `get` asks for a robots.txt; only one task of a site does.
    /// It waits for `patience` at most where another one asks already.
    pub async fn judge<G, F>(&self, url: &Url, patience: Duration, get: G) -> Verdict
    where
        G: FnOnce(Url) -> F,
        F: Future<Output = Result<Answer, AskError>>,
    {
        let site = url.origin().ascii_serialization();
        let place = self.place(&site).await;
        let Ok(mut place) = tokio::time::timeout(patience, place.lock()).await else {
            return Verdict::Unknown;
        };
        if place.is_none() {
            *place = self.read(&site).await;
        }
        let just_asked = place.as_ref().is_none_or(|policy| policy.ask_again() <= Timestamp::now());
        if just_asked {
            // Every web address has such a file beside it.
            let Ok(robots) = url.join("/robots.txt") else { return Verdict::Unknown };
            let answer = get(robots).await;
            // Who was not asked has not failed to answer.
            if answer.as_ref().is_err_and(AskError::is_unasked) {
                return Verdict::Unknown;
            }
            let policy = self.settle(place.take(), &answer);
            self.write(&site, &policy).await;
            *place = Some(policy);
        }
        place.as_ref().map_or(Verdict::Unknown, |policy| judge(policy, url, just_asked))
    }

    fn settle(&self, before: Option<Policy>, answer: &Result<Answer, AskError>) -> Policy {
        let now = Timestamp::now();
        let outcome = match answer {
            Ok(answer) => Outcome::Answer {
                status: answer.status,
                body: &answer.body,
                fresh: crate::freshness::of(&answer.headers, now),
            },
            Err(_) => Outcome::Unreachable,
        };
        Policy::after(before, &outcome, &self.agent, now)
    }

    async fn place(&self, site: &str) -> Place {
        let mut sites = self.sites.lock().await;
        if sites.len() >= MOST && !sites.contains_key(site) {
            // Those in use are held by their users; the rest comes back from the table.
            sites.retain(|_, place| Arc::strong_count(place) > 1);
        }
        Arc::clone(sites.entry(site.to_owned()).or_default())
    }

    async fn read(&self, site: &str) -> Option<Policy> {
        let held = self.table.as_ref()?.get(&key(site)).await;
        let held = held.inspect_err(|error| tracing::warn!(%error, "robots rules cannot be read")).ok()??;
        postcard::from_bytes(&held.value).ok()
    }

    async fn write(&self, site: &str, policy: &Policy) {
        if let (Some(table), Ok(value)) = (&self.table, postcard::to_allocvec(policy))
            && value.len() <= KEPT_BYTES
            && let Err(error) = table.put(&key(site), value.into()).await
        {
            tracing::warn!(%error, "robots rules cannot be kept");
        }
    }
}

fn judge(policy: &Policy, url: &Url, just_asked: bool) -> Verdict {
    match policy.verdict(Timestamp::now()) {
        web::robots::policy::Verdict::DisallowAll => Verdict::Unknown,
        web::robots::policy::Verdict::AllowAll => Verdict::Allowed { delay: None, just_asked },
        web::robots::policy::Verdict::Rules(rules) if rules.allows("*", url.as_str()) => {
            Verdict::Allowed { delay: policy.crawl_delay(), just_asked }
        }
        web::robots::policy::Verdict::Rules(_) => Verdict::Forbidden,
    }
}

fn key(site: &str) -> String {
    format!("robots.{}", record::id::digest(&[site.as_bytes()]))
}
