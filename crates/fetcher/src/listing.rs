//! What a source's answer names: a feed's entries, a sitemap's addresses.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use feed::sitemap::{self, Sitemap};
use fetch::client::Answer;
use reqwest::header::{CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, HeaderMap};
use tokio::sync::Semaphore;
use url::Url;
use web::freshness::Quiet;
use web::schedule::Validators;

use crate::ask::Reached;
use crate::entry::{self, Entry};
use crate::freshness;
use crate::source::{Kind, Source};
use crate::state::Children;
use crate::visit::Visitor;

/// How deep an index is followed: the protocol has one level, publishers have been seen with two.
const DEEPEST: usize = 2;
/// Sitemaps of one index that are asked for in a visit.
const MOST_SITEMAPS: usize = 50;
/// Addresses that one visit of a sitemap takes note of.
const MOST_ADDRESSES: usize = 25_000;

/// What a packed sitemap may hold (the protocol's own limit), in bytes.
const UNPACKED_BYTES: u64 = 50 * 1024 * 1024;

/// What a source answered.
#[derive(Debug)]
pub struct Listed {
    /// What the answer says.
    pub outcome: Outcome,
    /// The status code of HTTP.
    pub status: u16,
    /// Where the source has moved for good.
    pub moved: Option<Url>,
    /// The header fields of the answer.
    pub headers: HeaderMap,
}

/// What an answer says.
#[derive(Debug)]
pub enum Outcome {
    /// This.
    Named(Named),
    /// The same as last time.
    Unchanged,
    /// There is no such source any more.
    Gone,
    /// Nothing of use, for this reason.
    Useless(String),
}

/// What a source names.
#[derive(Debug, Default)]
pub struct Named {
    /// Its entries, the newest last.
    pub entries: Vec<Entry>,
    /// How often it says that it changes.
    pub interval: Option<Duration>,
    /// When it asks not to be read.
    pub quiet: Quiet,
    /// Whether there is more than was looked at.
    pub is_cut: bool,
    /// What was wrong with it.
    pub defects: Vec<String>,
}

pub(crate) async fn read(
    visitor: &Visitor,
    source: &Source,
    reached: Reached,
    children: &mut Children,
) -> Listed {
    let Reached { answer, moved } = reached;
    let (status, headers) = (answer.status, answer.headers.clone());
    let outcome = match (status, source.kind) {
        // An index may stay as it is while its sitemaps change.
        (304, Kind::Sitemap) if !children.is_empty() => sitemaps(visitor, source, None, children).await,
        (304, _) => Outcome::Unchanged,
        (410, _) => Outcome::Gone,
        (200..=299, Kind::Feed) => of_feed(answer).await,
        (200..=299, Kind::Sitemap) => sitemaps(visitor, source, Some(answer), children).await,
        (200..=299, Kind::Page) => of_page(source, answer).await,
        (status, _) => Outcome::Useless(format!("status {status}")),
    };
    Listed { outcome, status, moved, headers }
}

async fn of_feed(answer: Answer) -> Outcome {
    blocking(move || {
        let url = answer.url.to_string();
        let hints = feed::Hints {
            url: Some(&url),
            content_type: answer.header(&CONTENT_TYPE),
            content_location: answer.header(&CONTENT_LOCATION),
            content_language: answer.header(&CONTENT_LANGUAGE),
        };
        match feed::parse(&answer.body, &hints) {
            Ok(feed) => Outcome::Named(Named {
                entries: entry::of_feed(&feed),
                interval: feed.interval_secs().map(|secs| Duration::from_secs(secs.into())),
                quiet: quiet(&feed),
                is_cut: feed.defects.iter().any(|defect| defect.code == feed::DefectCode::Truncated),
                defects: feed.defects.iter().map(defect).collect(),
            }),
            Err(error) => Outcome::Useless(error.to_string()),
        }
    })
    .await
}

fn quiet(feed: &feed::Feed) -> Quiet {
    let hours: Vec<String> = feed.skip_hours.iter().map(u8::to_string).collect();
    Quiet::new(hours.iter().map(String::as_str), feed.skip_days.iter().map(String::as_str))
}

/// The addresses of a sitemap, or of all sitemaps of an index, the newest first.
async fn sitemaps(
    visitor: &Visitor,
    source: &Source,
    first: Option<Answer>,
    children: &mut Children,
) -> Outcome {
    let mut reading = Reading::default();
    match first {
        Some(first) => {
            let own = first.url.clone();
            if let Err(error) = reading.take(first, 0).await {
                return Outcome::Useless(error);
            }
            reading.met.extend([own, source.url.clone()]);
        }
        None => {
            reading
                .waiting
                .extend(children.keys().filter_map(|url| Url::parse(url).ok()).map(|url| (url, 1)));
        }
    }
    let known = std::mem::take(children);
    while let Some((url, depth)) = reading.next() {
        let validators = known.get(url.as_str()).cloned().unwrap_or_default();
        match visitor.ask(source, &url, &validators).await {
            Ok(Reached { answer, .. }) if answer.status == 200 => {
                let validators = freshness::validators(&answer.headers);
                let taken = reading.take(answer, depth).await;
                children.insert(url.into(), if taken.is_ok() { validators } else { Validators::default() });
                reading.named.defects.extend(taken.err());
            }
            Ok(Reached { answer, .. }) if answer.status == 304 => {
                drop(children.insert(url.into(), validators));
            }
            Ok(Reached { answer, .. }) => {
                reading.named.defects.push(format!("`{url}`: status {}", answer.status));
                children.insert(url.into(), Validators::default());
            }
            Err(error) => {
                reading.named.defects.push(error.to_string());
                children.insert(url.into(), Validators::default());
            }
        }
    }
    let mut named = reading.named;
    named.entries.sort_by_key(|entry| entry.published);
    let excess = named.entries.len().saturating_sub(MOST_ADDRESSES);
    named.entries.drain(..excess);
    named.is_cut = excess > 0 || reading.asked > MOST_SITEMAPS || !reading.waiting.is_empty();
    Outcome::Named(named)
}

/// Sitemaps being read, one after another.
#[derive(Default)]
struct Reading {
    named: Named,
    waiting: VecDeque<(Url, usize)>,
    met: HashSet<Url>,
    asked: usize,
}

impl Reading {
    /// The next sitemap to ask for, and how deep it stands.
    fn next(&mut self) -> Option<(Url, usize)> {
        while self.named.entries.len() < MOST_ADDRESSES {
            let (url, depth) = self.waiting.pop_front()?;
            if !self.met.insert(url.clone()) {
                continue;
            }
            self.asked += 1;
            if self.asked <= MOST_SITEMAPS {
                return Some((url, depth));
            }
            self.named.defects.push(format!("more than {MOST_SITEMAPS} sitemaps in one index"));
            return None;
        }
        None
    }

    async fn take(&mut self, answer: Answer, depth: usize) -> Result<(), String> {
        let map = sitemap_of(answer).await?;
        self.named.defects.extend(map.defects.iter().map(defect));
        if map.refused > 0 {
            self.named.defects.push(format!("{} addresses of other sites refused", map.refused));
        }
        match map.kind {
            sitemap::Kind::Index if depth >= DEEPEST => {
                self.named.defects.push("an index within an index within an index".to_owned());
            }
            sitemap::Kind::Index => {
                self.waiting.extend(children(&map).into_iter().map(|child| (child, depth + 1)));
            }
            sitemap::Kind::Pages | sitemap::Kind::Text | sitemap::Kind::Feed => {
                self.named.entries.extend(map.locations.iter().filter_map(entry::of_sitemap));
            }
        }
        Ok(())
    }
}

/// The sitemaps of an index, the newest first.
fn children(index: &Sitemap) -> Vec<Url> {
    let changed = |location: &sitemap::Location| location.modified.as_ref().and_then(|date| date.instant);
    let mut children: Vec<_> = index.locations.iter().collect();
    children.sort_by_key(|location| std::cmp::Reverse(changed(location)));
    children.into_iter().filter_map(|location| web::address::parse(&location.url)).collect()
}

async fn sitemap_of(answer: Answer) -> Result<Sitemap, String> {
    blocking(move || {
        let packed = feed::is_gzip(&answer.body);
        let body = if packed {
            fetch::body::gunzip(&answer.body, UNPACKED_BYTES).map_err(|error| error.to_string())?
        } else {
            answer.body.to_vec()
        };
        let url = answer.url.to_string();
        let hints = feed::Hints { url: Some(&url), ..feed::Hints::default() };
        sitemap::parse(&body, &hints, &sitemap::Options::default()).map_err(|error| error.to_string())
    })
    .await
}

async fn of_page(source: &Source, answer: Answer) -> Outcome {
    let links = source.links.clone();
    blocking(move || {
        let entries = entry::of_page(&answer.body, &answer.url, links.as_deref());
        Outcome::Named(Named { entries, ..Named::default() })
    })
    .await
}

/// Lists parsed at once: each may be large, and every thread keeps what it has once used.
static PARSING: Semaphore = Semaphore::const_new(4);

/// Parsing leaves the threads that serve the network.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    // Never closed.
    let _permit = PARSING.acquire().await;
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

fn defect(defect: &feed::Defect) -> String {
    format!("{defect:?}")
}
