//! When a source is asked again, and how it fares.
//!
//! A [`Schedule`] is all that is remembered between two visits to a source: small, and made to be stored. It never
//! gives up on errors: at most a day lies between two tries. It gives up on a source that says that it is gone, three
//! times over at least a day, until a person revives it. What a person should know comes back as [`Change`]s, each
//! once.
//!
//! Chance is a parameter, as time is: `jitter` from 0 to 1 spreads what would otherwise happen at once.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::address;
use crate::freshness::{self, Quiet};
use crate::moment::{later, since};
use crate::schedule::rhythm::Rhythm;

mod rhythm;

/// How sources are to be visited. The same for all, or one for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The time between visits.
    pub interval: Interval,
    /// The longest time between two tries of a source that fails; a day at most.
    pub max_backoff: Duration,
    /// So many failures in a row are reported.
    pub failing_after: u32,
    /// So many sightings of a permanent redirect, or of 410, are believed,
    pub sightings: u32,
    /// if the first is so long ago.
    pub sightings_over: Duration,
}

/// The time between visits to a source that answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// Always this, give or take a tenth. What answers and feeds say of their freshness is not heeded, because a
    /// person has chosen; `Retry-After` is.
    Fixed(Duration),
    /// By the source's own rhythm and wishes, within these bounds.
    Adaptive {
        /// Never sooner.
        min: Duration,
        /// Never later, unless `Retry-After` or a skipped hour says so.
        max: Duration,
    },
}

impl Default for Policy {
    /// Between five minutes and two hours; three sightings over a day.
    fn default() -> Policy {
        Policy {
            interval: Interval::Adaptive { min: Duration::from_mins(5), max: Duration::from_hours(2) },
            max_backoff: DAY,
            failing_after: 3,
            sightings: 3,
            sightings_over: DAY,
        }
    }
}

/// What a visit came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The source answered: with entries, or that nothing has changed.
    Read(Reading),
    /// It did not, or not with what a source is.
    Failed {
        /// What `Retry-After` said: see [`freshness::retry_after`].
        retry_after: Option<Duration>,
    },
    /// It says that it is gone for good: 410.
    Gone,
}

/// An answer that could be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Entries that had not been seen before.
    pub new_entries: u32,
    /// What to ask with next time. `None` keeps what is known, as after 304.
    pub validators: Option<Validators>,
    /// How long the answer is fresh, or how often the feed says that it changes, whichever is longer.
    pub fresh: Option<Duration>,
    /// What `Retry-After` said, which some servers send with good answers too.
    pub retry_after: Option<Duration>,
    /// When the feed asks not to be read.
    pub quiet: Quiet,
    /// Where permanent redirects alone (301, 308) have led, if to another address.
    pub moved_to: Option<String>,
}

/// What a conditional request is made with (RFC 9110, section 13).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// `ETag`, for `If-None-Match`.
    pub etag: Option<String>,
    /// `Last-Modified`, for `If-Modified-Since`; as it came.
    pub last_modified: Option<String>,
}

/// What a person should know of a source. Each is told once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// It has failed so many times in a row. It is still being asked.
    Failing {
        /// Failures in a row.
        failures: u32,
    },
    /// It brings nothing new, far beyond its own rhythm. It is still being asked.
    Silent {
        /// How long, in seconds.
        quiet_secs: u64,
    },
    /// It has moved for good: ask there from now on.
    Moved {
        /// The new address.
        to: String,
    },
    /// It is gone, and will not be asked any more.
    Gone,
    /// It is well again.
    Recovered {
        /// What had been told of it.
        from: Trouble,
    },
}

/// What may be the matter with a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// It fails.
    Failing,
    /// It brings nothing new.
    Silent,
    /// It is gone.
    Gone,
}

/// When to visit a source again, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    due: Timestamp,
    failures: u32,
    validators: Validators,
    rhythm: Rhythm,
    moving: Option<Sightings<String>>,
    going: Option<Sightings<()>>,
    is_gone: bool,
    told_failing: bool,
    told_silent: bool,
}

/// Something that has to be seen several times before it is believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sightings<T> {
    what: T,
    times: u32,
    first: Timestamp,
}

const DAY: Duration = Duration::from_hours(24);
/// No two visits are closer, whatever a policy says.
const LEAST: Duration = Duration::from_secs(1);
/// Longer validators are not sent back.
const MAX_VALIDATOR_BYTES: usize = 1_024;

impl Schedule {
    /// A source that has not been visited; due at once.
    pub fn new(now: Timestamp) -> Schedule {
        Schedule {
            due: now,
            failures: 0,
            validators: Validators::default(),
            rhythm: Rhythm::default(),
            moving: None,
            going: None,
            is_gone: false,
            told_failing: false,
            told_silent: false,
        }
    }

    /// When the source is to be visited; never, if it is gone.
    pub fn due(&self) -> Option<Timestamp> {
        (!self.is_gone).then_some(self.due)
    }

    /// What to make the next request conditional with.
    pub fn validators(&self) -> &Validators {
        &self.validators
    }

    /// Failures in a row.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// The time between entries, in the mean, once two visits have brought some.
    pub fn usual_gap(&self) -> Option<Duration> {
        self.rhythm.usual()
    }

    /// Forgets that the source is gone, and what its failures were: due at once.
    pub fn revive(&mut self, now: Timestamp) {
        self.is_gone = false;
        self.going = None;
        self.failures = 0;
        self.due = now;
    }

    /// Takes in what a visit came to and sets when the next one is due. `jitter` from 0 to 1 is chosen anew each time.
    pub fn after(&mut self, outcome: Outcome, now: Timestamp, jitter: f64, policy: &Policy) -> Vec<Change> {
        let jitter = if jitter.is_finite() { jitter.clamp(0.0, 1.0) } else { 0.5 };
        match outcome {
            Outcome::Read(reading) => self.read(reading, now, jitter, policy),
            Outcome::Failed { retry_after } => {
                self.failed(retry_after, now, jitter, policy);
                self.tell_failing(policy).into_iter().collect()
            }
            Outcome::Gone => {
                self.failed(None, now, jitter, policy);
                self.gone(now, policy).into_iter().collect()
            }
        }
    }

    /// Whether the source has been quiet for too long; told once, until it speaks again. To be asked now and then, between
    /// visits or after them. A source that fails is not silent: that is told already.
    pub fn check_silence(&mut self, now: Timestamp) -> Option<Change> {
        let quiet = self.rhythm.quiet(now);
        if self.told_silent || self.is_gone || self.failures > 0 || quiet <= self.rhythm.silence() {
            return None;
        }
        self.told_silent = true;
        Some(Change::Silent { quiet_secs: quiet.as_secs() })
    }

    fn read(&mut self, reading: Reading, now: Timestamp, jitter: f64, policy: &Policy) -> Vec<Change> {
        let mut changes = self.recover(reading.new_entries);
        self.failures = 0;
        self.going = None;
        self.rhythm.heard(reading.new_entries, now);
        if let Some(validators) = reading.validators {
            self.validators = validators.sendable();
        }
        let next = later(now, self.interval(reading.fresh, now, jitter, policy));
        let next = freshness::not_before(next, now, reading.retry_after);
        self.due = reading.quiet.next_open(next);
        changes.extend(self.moved(reading.moved_to, now, policy));
        changes
    }

    fn recover(&mut self, new_entries: u32) -> Vec<Change> {
        let gone = std::mem::take(&mut self.is_gone).then_some(Trouble::Gone);
        let failing = std::mem::take(&mut self.told_failing).then_some(Trouble::Failing);
        let silent = (self.told_silent && new_entries > 0).then_some(Trouble::Silent);
        self.told_silent &= new_entries == 0;
        [gone, failing, silent].into_iter().flatten().map(|from| Change::Recovered { from }).collect()
    }

    /// The time to the next visit: half a usual gap, so that what is new waits a quarter of one in the mean; and longer
    /// while the source is quiet, an eighth of the time that it has been.
    fn interval(&self, fresh: Option<Duration>, now: Timestamp, jitter: f64, policy: &Policy) -> Duration {
        let spread = |interval: Duration| times(interval, 0.9 + 0.2 * jitter);
        match policy.interval {
            Interval::Fixed(interval) => spread(interval).clamp(LEAST, DAY),
            Interval::Adaptive { min, max } => {
                let gap = self.rhythm.usual().unwrap_or_default() / 2;
                let wished = gap.max(self.rhythm.quiet(now) / 8).max(fresh.unwrap_or_default());
                let min = min.clamp(LEAST, DAY);
                let max = max.clamp(min, DAY);
                // A wish is a lower bound: it is only stretched.
                spread(wished).max(fresh.unwrap_or_default()).clamp(min, max)
            }
        }
    }

    fn failed(&mut self, retry_after: Option<Duration>, now: Timestamp, jitter: f64, policy: &Policy) {
        self.failures = self.failures.saturating_add(1);
        let first = match policy.interval {
            Interval::Fixed(interval) => interval,
            Interval::Adaptive { min, .. } => min,
        };
        let doubled = 2_u32.saturating_pow((self.failures - 1).min(31));
        let longest = policy.max_backoff.clamp(LEAST, DAY);
        let backoff = first.max(LEAST).saturating_mul(doubled).min(longest);
        // Half of it is left to chance, so that sources that failed together are not tried together.
        let next = later(now, times(backoff, 0.5 + 0.5 * jitter).max(LEAST));
        self.due = freshness::not_before(next, now, retry_after);
    }

    fn tell_failing(&mut self, policy: &Policy) -> Option<Change> {
        let tells = !self.told_failing && !self.is_gone && self.failures >= policy.failing_after.max(1);
        self.told_failing |= tells;
        tells.then_some(Change::Failing { failures: self.failures })
    }

    fn gone(&mut self, now: Timestamp, policy: &Policy) -> Option<Change> {
        let seen = Sightings::again(self.going.take(), (), now);
        let believed = seen.is_believed(now, policy) && !self.is_gone;
        self.is_gone |= believed;
        self.going = Some(seen).filter(|_| !self.is_gone);
        believed.then_some(Change::Gone)
    }

    fn moved(&mut self, to: Option<String>, now: Timestamp, policy: &Policy) -> Option<Change> {
        let to = to.filter(|to| to.len() <= address::MAX_BYTES);
        let seen = to.map(|to| Sightings::again(self.moving.take(), to, now));
        let believed = seen.as_ref().is_some_and(|seen| seen.is_believed(now, policy));
        if believed {
            self.moving = None;
            return seen.map(|seen| Change::Moved { to: seen.what });
        }
        self.moving = seen;
        None
    }
}

impl<T: PartialEq> Sightings<T> {
    /// One more sighting, or the first where something else was seen before.
    fn again(before: Option<Sightings<T>>, what: T, now: Timestamp) -> Sightings<T> {
        match before {
            Some(seen) if seen.what == what => Sightings { times: seen.times.saturating_add(1), ..seen },
            _ => Sightings { what, times: 1, first: now },
        }
    }

    fn is_believed(&self, now: Timestamp, policy: &Policy) -> bool {
        self.times >= policy.sightings && since(self.first, now) >= policy.sightings_over
    }
}

impl Validators {
    /// Without what no header may hold, or is too long to be sent each time.
    fn sendable(self) -> Validators {
        let fits = |value: &String| {
            value.len() <= MAX_VALIDATOR_BYTES && !value.is_empty() && !value.chars().any(char::is_control)
        };
        Validators { etag: self.etag.filter(fits), last_modified: self.last_modified.filter(fits) }
    }
}

/// A part or a multiple of a duration, up to a day.
fn times(duration: Duration, factor: f64) -> Duration {
    Duration::try_from_secs_f64(duration.min(DAY).as_secs_f64() * factor).unwrap_or(DAY).min(DAY)
}

#[cfg(test)]
mod tests;
