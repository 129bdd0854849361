//! One visit of a source: what it names, and the articles that are new.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use bus::connect::Bus;
use bus::dead;
use fetch::client::Answer;
use jiff::Timestamp;
use pipeline::intake;
use record::dead::DeadReason;
use record::raw::RawDocument;
use reqwest::header::HeaderMap;
use tokio_util::sync::CancellationToken;
use url::Url;
use web::schedule::Validators;

use crate::ask::{AskError, Asker, Reached};
use crate::entry::Entry;
use crate::freshness;
use crate::listing::{Listed, Named};
use crate::metrics::{self, EntryOutcome};
use crate::page::{self, Page};
use crate::seen::{Judgement, Seen, TRIES};
use crate::source::{Content, Kind, Source};
use crate::state::{Children, Halfway};

/// How often a page may send its reader on.
const REFRESHES: usize = 2;
/// How long a turn at the source's own site is waited for, and at others, of which none may hold the source up.
const OWN_PATIENCE: Duration = Duration::from_hours(24);
const FOREIGN_PATIENCE: Duration = Duration::from_mins(1);
/// How often what was seen is kept during a long visit.
const KEEP_EVERY: Duration = Duration::from_secs(2);

/// Where documents go.
pub enum Sink {
    /// Into RAW.
    Bus(Box<Bus>),
    /// Only shown: `rasid source test`.
    Show(tokio::sync::mpsc::UnboundedSender<Shown>),
}

/// What a visit would store.
#[derive(Debug)]
pub enum Shown {
    /// A document.
    Document(Box<RawDocument>),
    /// An entry that brought none, and why.
    Nothing {
        /// Its name.
        entry: String,
        /// Why.
        reason: String,
    },
}

/// Visits sources.
pub struct Visitor {
    /// Asks.
    pub asker: Asker,
    /// Where documents go.
    pub sink: Sink,
    /// So many entries of a source are taken in one visit.
    pub most_entries: usize,
}

/// What became of a visit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// New or changed entries that were stored or given up.
    pub had: usize,
    /// Those that could not be had this time.
    pub failed: usize,
    /// Entries left for the next visit, because the time or the number was used up.
    pub left: usize,
}

/// One source, and what is known of it, during a visit.
struct During<'a> {
    source: &'a Source,
    seen: &'a mut Seen,
    now: Timestamp,
}

impl Visitor {
    /// Asks for what a source names; of an index of sitemaps, for those too, which `children` remembers.
    ///
    /// # Errors
    /// When its address brings no answer.
    pub async fn list(
        &self,
        source: &Source,
        validators: &Validators,
        children: &mut Children,
    ) -> Result<Listed, AskError> {
        let reached = self.ask(source, &source.url, validators).await?;
        Ok(crate::listing::read(self, source, reached, children).await)
    }

    /// Asks for a list, on condition that it has changed.
    pub(crate) async fn ask(
        &self,
        source: &Source,
        url: &Url,
        validators: &Validators,
    ) -> Result<Reached, AskError> {
        let mut headers = source.headers.clone();
        headers.extend(freshness::conditions(validators));
        self.asker.ask(url, &headers, OWN_PATIENCE).await
    }

    /// Takes what is new of what a source names; what was seen is kept now and then in a long visit.
    pub async fn take(
        &self,
        source: &Source,
        named: Named,
        seen: &mut Seen,
        halfway: Option<&Halfway<'_>>,
        stop: &CancellationToken,
    ) -> Taken {
        let now = Timestamp::now();
        let first = seen.is_empty();
        let mut during = During { source, seen, now };
        let mut taken = Taken::default();
        // An article under two addresses with different tracking is one.
        let mut met = HashSet::new();
        let mut fresh = named.entries;
        fresh.retain(|entry| {
            let wanted = if met.insert(entry.key) { during.wants(entry, first) } else { Wanted::No };
            taken.failed += usize::from(wanted == Wanted::Later);
            wanted == Wanted::Now
        });
        taken.left = fresh.len().saturating_sub(self.most_entries);
        fresh.truncate(self.most_entries);
        let mut kept = Instant::now();
        for (nth, entry) in fresh.iter().enumerate() {
            let outcome = tokio::select! {
                () = stop.cancelled() => {
                    taken.left += fresh.len() - nth;
                    break;
                }
                outcome = self.entry(&mut during, entry) => outcome,
            };
            metrics::entry(outcome);
            let failed = outcome == EntryOutcome::Failed;
            taken.failed += usize::from(failed);
            taken.had += usize::from(!failed);
            if kept.elapsed() > KEEP_EVERY
                && let Some(halfway) = halfway
            {
                halfway.keep(during.seen).await;
                kept = Instant::now();
            }
        }
        during.seen.tidy(now.as_second());
        taken
    }

    /// Takes one entry, and remembers it once it is stored.
    async fn entry(&self, during: &mut During<'_>, entry: &Entry) -> EntryOutcome {
        let secs = during.now.as_second();
        let outcome = match self.article(during.source, entry).await {
            Ok(raw) => self.store(raw).await,
            Err(Miss::Unasked(error)) => {
                tracing::debug!(
                    source = during.source.id,
                    entry = entry.name(),
                    error,
                    "entry not asked for"
                );
                during.seen.put_off(entry.key, entry.mark, secs);
                return EntryOutcome::Failed;
            }
            Err(Miss::Passing(error)) if during.seen.failed(entry.key, entry.mark, secs) < TRIES => {
                tracing::debug!(source = during.source.id, entry = entry.name(), error, "entry failed");
                return EntryOutcome::Failed;
            }
            Err(Miss::Passing(error) | Miss::Lasting(error)) => {
                self.fall_back(during.source, entry, &error).await
            }
        };
        during.seen.taken(entry.key, entry.mark, secs);
        outcome
    }

    async fn article(&self, source: &Source, entry: &Entry) -> Result<RawDocument, Miss> {
        let now = Timestamp::now;
        if source.content == Content::Feed
            && let Some(content) = &entry.content
        {
            return Ok(page::excerpt(source, entry, content, now()));
        }
        let Some(url) = &entry.url else { return Err(Miss::Lasting("it has no web address".to_owned())) };
        let answer = self.page(source, url).await?;
        Ok(page::document(source, entry, answer, now()))
    }

    async fn page(&self, source: &Source, url: &Url) -> Result<Answer, Miss> {
        let mut url = url.clone();
        for _ in 0..=REFRESHES {
            let (headers, patience) = if web::address::same_site(&source.url, &url) {
                (source.headers.clone(), OWN_PATIENCE)
            } else {
                (HeaderMap::new(), FOREIGN_PATIENCE)
            };
            let reached = self.asker.ask(&url, &headers, patience).await.map_err(|error| {
                if error.is_unasked() {
                    Miss::Unasked(error.to_string())
                } else if error.is_passing() {
                    Miss::Passing(error.to_string())
                } else {
                    Miss::Lasting(error.to_string())
                }
            })?;
            match page::judge(&reached.answer) {
                Page::Text => return Ok(reached.answer),
                Page::Refresh(next) => url = next,
                Page::Other(media) => return Err(Miss::Lasting(format!("its page is no text but {media}"))),
                Page::Empty => return Err(Miss::Passing("its page is empty".to_owned())),
                Page::Status(status @ (408 | 425 | 429 | 500..)) => {
                    return Err(Miss::Passing(format!("status {status}")));
                }
                Page::Status(status) => return Err(Miss::Lasting(format!("status {status}"))),
            }
        }
        Err(Miss::Lasting("its page sends its reader on for ever".to_owned()))
    }

    /// What the feed itself says, where the page cannot be had; else a dead letter.
    async fn fall_back(&self, source: &Source, entry: &Entry, error: &str) -> EntryOutcome {
        if let Some(content) = &entry.content {
            let raw = page::excerpt(source, entry, content, Timestamp::now());
            let outcome = self.store(raw).await;
            return if outcome == EntryOutcome::Stored { EntryOutcome::FromFeed } else { outcome };
        }
        match &self.sink {
            Sink::Bus(bus) => {
                let title = entry.title.as_deref().unwrap_or_default();
                let letter = dead::of_document(DeadReason::Unreadable, error, entry.name(), title.as_bytes());
                bus.bury(&letter, Timestamp::now()).await;
            }
            Sink::Show(show) => {
                let _ =
                    show.send(Shown::Nothing { entry: entry.name().to_owned(), reason: error.to_owned() });
            }
        }
        EntryOutcome::Dead
    }

    async fn store(&self, raw: RawDocument) -> EntryOutcome {
        let bus = match &self.sink {
            Sink::Bus(bus) => bus,
            Sink::Show(show) => {
                let _ = show.send(Shown::Document(Box::new(raw)));
                return EntryOutcome::Stored;
            }
        };
        let stored = intake::store_patiently(bus, &raw).await;
        let (label, outcome) = match &stored {
            Ok(false) => ("stored", EntryOutcome::Stored),
            Ok(true) => ("repeated", EntryOutcome::Repeated),
            Err(_) => ("bad", EntryOutcome::Dead),
        };
        pipeline::metrics::collected("fetch", label);
        if let Err(error) = stored {
            let letter =
                dead::of_document(DeadReason::TooLarge, &error.to_string(), &raw.doc, raw.body.as_bytes());
            bus.bury(&letter, raw.received_at).await;
        }
        outcome
    }
}

/// Why an article could not be had.
enum Miss {
    /// It could not even be asked for.
    Unasked(String),
    /// It may be there another time.
    Passing(String),
    /// It will not.
    Lasting(String),
}

/// Whether an entry is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Now,
    Later,
    No,
}

impl During<'_> {
    /// Whether an entry is to be taken. `first`: the source is new here.
    fn wants(&mut self, entry: &Entry, first: bool) -> Wanted {
        let secs = self.now.as_second();
        match self.seen.judge(entry.key, entry.mark, secs) {
            Judgement::Done => Wanted::No,
            Judgement::Later => Wanted::Later,
            Judgement::New if self.is_old(entry, first) => {
                metrics::entry(EntryOutcome::Old);
                // A sitemap's old addresses are told by their dates every time; undated ones have to be remembered.
                if entry.published.is_none() || self.source.kind != Kind::Sitemap {
                    self.seen.taken(entry.key, entry.mark, secs);
                }
                Wanted::No
            }
            Judgement::New | Judgement::Changed => Wanted::Now,
        }
    }

    /// Whether an entry was there long before anybody looked. A sitemap may show old addresses at any time.
    fn is_old(&self, entry: &Entry, first: bool) -> bool {
        let sitemap = self.source.kind == Kind::Sitemap;
        match entry.published {
            Some(published) if first || sitemap => {
                published < self.now
                    && self.now.duration_since(published).unsigned_abs() > self.source.backfill
            }
            Some(_) => false,
            None => first && sitemap,
        }
    }
}
