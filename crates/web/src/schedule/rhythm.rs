//! The rhythm in which a source brings something new, learnt from when it did.
//!
//! Two figures are enough. The usual gap, a moving average over entries, says how often to look. The long gap, the
//! longest between two looks that brought something, says what silence is normal: nights, weekends, holidays. It
//! fades with time, so that an outage of long ago does not hide the next one.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::moment::since;

/// What is known of a source's rhythm. Whole milliseconds, so that it is the same after it was stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rhythm {
    /// When the source was first read.
    first: Option<Timestamp>,
    /// When a look last brought something new.
    last: Option<Timestamp>,
    /// The time between entries, in the mean.
    usual_millis: u64,
    /// The longest gap, faded.
    long_millis: u64,
    /// How many gaps have been seen.
    gaps: u32,
}

/// The newest gap makes up a fifth of the mean.
const WEIGHT: u64 = 5;
/// In this time the long gap fades by half.
const HALF_LIFE: Duration = Duration::from_hours(28 * 24);
/// So many gaps make a rhythm.
const ENOUGH: u32 = 5;
const WEEK: Duration = Duration::from_hours(7 * 24);
/// What is silence for a source that has not been watched for a week: its weekend may still be to come.
const WEEKEND: Duration = Duration::from_hours(3 * 24);
/// No silence is longer than normal before this.
const LEAST: Duration = Duration::from_hours(6);

impl Rhythm {
    /// A look brought so many entries that were not known before.
    pub(super) fn heard(&mut self, entries: u32, now: Timestamp) {
        self.first.get_or_insert(now);
        if entries == 0 {
            return;
        }
        if let Some(last) = self.last.replace(now) {
            let gap = since(last, now);
            let usual = millis(gap) / u64::from(entries);
            let before = if self.gaps == 0 { usual } else { self.usual_millis };
            self.usual_millis = (before * (WEIGHT - 1) + usual) / WEIGHT;
            let faded = 0.5_f64.powf(gap.as_secs_f64() / HALF_LIFE.as_secs_f64());
            let long = Duration::from_millis(self.long_millis).mul_f64(faded);
            self.long_millis = millis(gap.max(long));
            self.gaps = self.gaps.saturating_add(1);
        }
    }

    /// The time between entries, in the mean, once there is one.
    pub(super) fn usual(&self) -> Option<Duration> {
        (self.gaps > 0).then_some(Duration::from_millis(self.usual_millis))
    }

    /// How long nothing new has come; since the first look where nothing ever did.
    pub(super) fn quiet(&self, now: Timestamp) -> Duration {
        self.last.or(self.first).map_or(Duration::ZERO, |last| since(last, now))
    }

    /// From here on quiet is silence: six hours, five usual gaps (falling to two for sources that come once a week), one
    /// and a half times the long gap, whichever is longest. Three days at least in the first week, and a week where
    /// there is no rhythm yet.
    pub(super) fn silence(&self) -> Duration {
        if self.gaps < ENOUGH {
            return WEEK;
        }
        let usual = Duration::from_millis(self.usual_millis);
        let factor = 2.0 + 3.0 * LEAST.as_secs_f64() / usual.max(LEAST).as_secs_f64();
        let long = Duration::from_millis(self.long_millis);
        let own = LEAST.max(usual.mul_f64(factor)).max(long.mul_f64(1.5));
        let watched = self.first.zip(self.last).map_or(Duration::ZERO, |(first, last)| since(first, last));
        if watched < WEEK { own.max(WEEKEND) } else { own }
    }
}

/// Milliseconds, up to 300 years, so that a few of them can be added up and multiplied.
fn millis(duration: Duration) -> u64 {
    const MOST: u64 = 300 * 365 * 24 * 60 * 60 * 1_000;
    u64::try_from(duration.as_millis()).unwrap_or(MOST).min(MOST)
}
