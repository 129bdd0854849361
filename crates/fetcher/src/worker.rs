//! The worker: every source visited when it is due, for months.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bus::connect::Bus;
use bus::message::Outgoing;
use bus::table::{Limits, Table, TableError};
use jiff::Timestamp;
use record::header::Headers;
use record::id::MessageId;
use record::status::{Health, SourceStatus};
use record::subject::Subject;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;
use web::schedule::{self, Change, Interval, Policy, Reading, Schedule, Trouble};

use crate::freshness;
use crate::lease::{self, Hold, Leases};
use crate::listing::{Listed, Outcome};
use crate::metrics;
use crate::seen::Seen;
use crate::source::Source;
use crate::state::{Children, Halfway, Known, States};
use crate::visit::Visitor;

/// The table of what is known of sources.
const TABLE: &str = "rasid-fetch";
/// What the table may hold, in bytes: 20 for each entry of the last weeks, so mostly less than 100 kB a source.
const TABLE_BYTES: u64 = 256 * 1024 * 1024;
/// The table of robots rules and leases, what it may hold in bytes, and for how long.
const SITES: &str = "rasid-sites";
const SITES_BYTES: u64 = 128 * 1024 * 1024;
const SITES_AGE: Duration = Duration::from_hours(40 * 24);
/// How soon a source is tried again whose state cannot be read.
const RETRY: Duration = Duration::from_secs(10);
/// The longest time without a look at what is known of a source.
const LOOK_AGAIN: Duration = Duration::from_mins(1);
/// No source rests longer, by any rule: a later moment comes from a clock that was wrong.
const LONGEST_WAIT: Duration = Duration::from_hours(8 * 24);
/// How long a change of health is tried to be published.
const TELL: Duration = Duration::from_secs(30);

/// The table for what is known of sources.
///
/// # Errors
/// When the server has none and cannot make it.
pub async fn table(bus: &Bus, replicas: usize) -> Result<Table, TableError> {
    bus.table(TABLE, Limits { max_bytes: TABLE_BYTES, max_age: None, replicas }).await
}

/// The table for robots rules and leases, which are forgotten where they are not renewed.
///
/// # Errors
/// When the server has none and cannot make it.
pub async fn sites(bus: &Bus, replicas: usize) -> Result<Table, TableError> {
    bus.table(SITES, Limits { max_bytes: SITES_BYTES, max_age: Some(SITES_AGE), replicas }).await
}

/// What a worker needs.
pub struct Worker {
    /// Visits.
    pub visitor: Visitor,
    /// Publishes what becomes of sources.
    pub bus: Bus,
    /// Remembers.
    pub states: States,
    /// Which machine visits a source.
    pub leases: Arc<Leases>,
    /// How often sources are visited.
    pub policy: Policy,
}

/// Visits all sources until told to stop.
pub async fn run(worker: Worker, sources: Vec<Source>, stop: CancellationToken) {
    metrics::sources(sources.len());
    let worker = Arc::new(worker);
    let mut tasks = JoinSet::new();
    for source in sources {
        tasks.spawn(attend(Arc::clone(&worker), source, stop.clone()));
    }
    while let Some(ended) = tasks.join_next().await {
        if let Err(error) = ended {
            tracing::error!(%error, "the task of a source ended");
        }
    }
}

/// Attends to one source for ever.
async fn attend(worker: Arc<Worker>, source: Source, stop: CancellationToken) {
    let source = Arc::new(source);
    while !stop.is_cancelled() {
        let wait = worker.turn(&source, &stop).await;
        // Looked up again at least every minute: another machine may have visited it.
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(wait.min(LOOK_AGAIN)) => {}
        }
    }
}

impl Worker {
    /// Visits a source if it is due, and says how long to wait.
    async fn turn(self: &Arc<Self>, source: &Arc<Source>, stop: &CancellationToken) -> Duration {
        let mut known = match self.known(source).await {
            Ok(known) => known,
            Err(error) => {
                metrics::state_failed(&source.id, &error);
                return RETRY;
            }
        };
        let now = Timestamp::now();
        // A clock that was set back must not stop a source.
        let due = known.schedule.due().map(|due| due.duration_since(now));
        match due {
            None => return LOOK_AGAIN,
            Some(wait) if wait.is_positive() && wait.unsigned_abs() < LONGEST_WAIT => {
                if let Some(change) = known.schedule.check_silence(now) {
                    self.keep(source, &known, stop).await;
                    self.tell(source, &change, now).await;
                }
                return wait.unsigned_abs();
            }
            Some(_) => {}
        }
        match self.leases.hold(&lease::of_source(&source.id)).await {
            Ok(Hold::Mine | Hold::New { .. }) => {}
            Ok(Hold::Theirs(wait)) => return wait,
            Err(error) => {
                metrics::state_failed(&source.id, &error);
                return RETRY;
            }
        }
        // In a task of its own: a panic ends the visit and not the source.
        let visit = visit(Arc::clone(self), Arc::clone(source), known.clone(), stop.clone());
        if let Err(error) = tokio::spawn(visit).await {
            tracing::error!(source = source.id, %error, "a visit panicked");
            let failed = schedule::Outcome::Failed { retry_after: None };
            known.schedule.after(failed, Timestamp::now(), jitter(), &self.policy(source));
            self.keep(source, &known, stop).await;
        }
        Duration::ZERO
    }

    /// What is known of a source, as long as it is about the address that is configured.
    async fn known(&self, source: &Source) -> Result<Known, TableError> {
        let known = self.states.read(&source.id).await?;
        Ok(known.filter(|known| known.url == source.url.as_str()).unwrap_or_else(|| Known {
            url: source.url.to_string(),
            moved: None,
            schedule: Schedule::new(Timestamp::now()),
            children: Children::new(),
            seen: Seen::default(),
        }))
    }

    /// Keeps what is known of a source, however long that takes: without it the source would be visited again at once.
    async fn keep(&self, source: &Source, known: &Known, stop: &CancellationToken) {
        let mut wait = Duration::from_secs(1);
        while let Err(error) = self.states.keep(&source.id, known).await {
            metrics::state_failed(&source.id, &error);
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(wait) => wait = (wait * 2).min(LOOK_AGAIN),
            }
        }
    }

    /// Takes what an answer names, and says what came of the visit and how many entries were new.
    async fn take(
        &self,
        source: &Source,
        listed: Listed,
        children: Children,
        known: &mut Known,
        stop: &CancellationToken,
    ) -> (schedule::Outcome, usize) {
        let now = Timestamp::now();
        let fresh = freshness::of(&listed.headers, now);
        let retry_after = freshness::retry_after(&listed.headers, now);
        let moved_to = listed.moved.map(String::from);
        let named = match listed.outcome {
            Outcome::Gone => return (schedule::Outcome::Gone, 0),
            Outcome::Useless(reason) => {
                tracing::debug!(source = source.id, reason, "source answers nothing of use");
                return (schedule::Outcome::Failed { retry_after }, 0);
            }
            Outcome::Unchanged => {
                return (
                    schedule::Outcome::Read(Reading { fresh, retry_after, moved_to, ..Reading::default() }),
                    0,
                );
            }
            Outcome::Named(named) => named,
        };
        if !named.defects.is_empty() {
            tracing::debug!(source = source.id, defects = ?named.defects, "defects of the source");
        }
        let (quiet, interval, is_cut) = (named.quiet, named.interval, named.is_cut);
        let halfway =
            Halfway { states: &self.states, leases: &self.leases, source: &source.id, before: known.clone() };
        let taken = self.visitor.take(source, named, &mut known.seen, Some(&halfway), stop).await;
        // What is left must come with the next answer, which a condition would keep away.
        let whole = taken.failed == 0 && taken.left == 0 && !is_cut;
        let (validators, children) =
            if whole { (freshness::validators(&listed.headers), children) } else { Default::default() };
        known.children = children;
        let reading = Reading {
            // What failed tells nothing of the source's rhythm, however often it is tried.
            new_entries: u32::try_from(taken.had).unwrap_or(u32::MAX),
            // An answer that nothing has changed need not repeat what was known.
            validators: (!whole || listed.status != 304).then_some(validators),
            fresh: fresh.max(interval).filter(|_| taken.left == 0),
            retry_after,
            quiet,
            moved_to,
        };
        (schedule::Outcome::Read(reading), taken.had)
    }

    fn policy(&self, source: &Source) -> Policy {
        match source.interval {
            Some(interval) => Policy { interval: Interval::Fixed(interval), ..self.policy.clone() },
            None => self.policy.clone(),
        }
    }

    /// Publishes a change of a source's health.
    async fn tell(&self, source: &Source, change: &Change, now: Timestamp) {
        let (health, detail) = told(change);
        metrics::health(&source.id, health, &detail);
        let status = SourceStatus { source: source.id.clone(), health, since: now, detail };
        let Ok(payload) = serde_json::to_vec(&status) else { return };
        let message = Outgoing {
            subject: Subject::source_status(&source.id),
            headers: Headers {
                id: MessageId::new("status", &[&source.id, &status.detail, &now.to_string()]),
                kind: "rasid.status.v1",
                source: "/rasid/collect",
                received_at: now,
                traceparent: Some(bus::trace::root()),
                input_seq: None,
            },
            payload: payload.into(),
            packed: false,
        };
        if let Err(error) = self.bus.publish_patiently(&message, TELL).await {
            tracing::error!(source = source.id, %error, "a change of health cannot be published");
        }
    }
}

async fn visit(worker: Arc<Worker>, source: Arc<Source>, mut known: Known, stop: CancellationToken) {
    let begun = Instant::now();
    let moved = known.moved.as_deref().and_then(|moved| Url::parse(moved).ok());
    let mut at = Source::clone(&source);
    if let Some(moved) = moved {
        // What was meant for the old site alone does not go to another one, nor over a plain connection.
        if !web::address::same_site(&moved, &at.url) || moved.scheme() != at.url.scheme() {
            at.headers.clear();
        }
        at.url = moved;
    }
    let validators = known.schedule.validators().clone();
    let mut children = known.children.clone();
    let listed = tokio::select! {
        () = stop.cancelled() => return,
        listed = worker.visitor.list(&at, &validators, &mut children) => listed,
    };
    let (outcome, fresh) = match listed {
        Ok(listed) => worker.take(&at, listed, children, &mut known, &stop).await,
        Err(error) => {
            tracing::debug!(source = source.id, %error, "source cannot be visited");
            (schedule::Outcome::Failed { retry_after: None }, 0)
        }
    };
    metrics::visited(&source.id, label(&outcome), fresh, begun.elapsed());
    if stop.is_cancelled() {
        // Cut short: what was taken is kept, and the rest is due at once.
        worker.keep(&source, &known, &stop).await;
        return;
    }
    let now = Timestamp::now();
    let mut changes = known.schedule.after(outcome, now, jitter(), &worker.policy(&source));
    changes.extend(known.schedule.check_silence(now));
    for change in &changes {
        match change {
            Change::Moved { to } => known.moved = Some(to.clone()),
            // The new address may be worse than the old one was.
            Change::Failing { .. } => known.moved = None,
            Change::Gone if known.moved.take().is_some() => known.schedule.revive(now),
            Change::Gone | Change::Silent { .. } | Change::Recovered { .. } => {}
        }
    }
    worker.keep(&source, &known, &stop).await;
    for change in changes {
        worker.tell(&source, &change, now).await;
    }
}

fn label(outcome: &schedule::Outcome) -> &'static str {
    match outcome {
        schedule::Outcome::Read(_) => "read",
        schedule::Outcome::Failed { .. } => "failed",
        schedule::Outcome::Gone => "gone",
    }
}

/// A change, for people.
fn told(change: &Change) -> (Health, String) {
    match change {
        Change::Failing { failures } => (Health::Failing, format!("{failures} failures in a row")),
        Change::Silent { quiet_secs } => {
            (Health::Silent, format!("nothing new for {:.1} hours", *quiet_secs as f64 / 3600.0))
        }
        Change::Moved { to } => (Health::Moved, format!("moved for good to {to}")),
        Change::Gone => (Health::Gone, "it says that it is gone for good".to_owned()),
        Change::Recovered { from } => (
            Health::Recovered,
            match from {
                Trouble::Failing => "it answers again",
                Trouble::Silent => "it brings something new again",
                Trouble::Gone => "it is there again",
            }
            .to_owned(),
        ),
    }
}

/// How a source is, in a word.
pub fn health(schedule: &Schedule) -> &'static str {
    match (schedule.due(), schedule.failures()) {
        (None, _) => "gone",
        (Some(_), 0) => "well",
        (Some(_), _) => "failing",
    }
}

/// A number from 0 to 1, another one each time.
fn jitter() -> f64 {
    f64::from(getrandom::u32().unwrap_or(u32::MAX / 2)) / f64::from(u32::MAX)
}
