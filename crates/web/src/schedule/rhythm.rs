//! The rhythm in which a source brings something new, learnt from when it did.
//!
//! Two figures are enough. The usual gap, a moving average over entries, says how often to look. The long gap, the
//! longest between two looks that brought something, says what silence is normal: nights, weekends, holidays. It
//! fades with time, so that an outage of long ago does not hide the next one.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::moment::since;

/// What is known of a source's rhythm.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Rhythm {
    /// When the source was first read.
    first: Option<Timestamp>,
    /// When a look last brought something new.
    last: Option<Timestamp>,
    /// Seconds between entries, in the mean.
    usual_secs: f64,
    /// Seconds of the longest gap, faded.
    long_secs: f64,
    /// How many gaps have been seen.
    gaps: u32,
}

/// How much of the mean the newest gap makes up.
const WEIGHT: f64 = 0.2;
/// In this time the long gap fades by half.
const HALF_LIFE_SECS: f64 = 28.0 * DAY;
/// So many gaps make a rhythm.
const ENOUGH: u32 = 5;
const HOUR: f64 = 60.0 * 60.0;
const DAY: f64 = 24.0 * HOUR;
/// A source without a rhythm yet is silent after so long.
const UNKNOWN: f64 = 7.0 * DAY;
/// No silence is longer than normal before this.
const LEAST: f64 = 6.0 * HOUR;

impl Rhythm {
    /// A look brought so many entries that were not known before.
    pub(super) fn heard(&mut self, entries: u32, now: Timestamp) {
        self.first.get_or_insert(now);
        if entries == 0 {
            return;
        }
        if let Some(last) = self.last.replace(now) {
            let gap = since(last, now).as_secs_f64();
            let usual = gap / f64::from(entries);
            let weight = if self.gaps == 0 { 1.0 } else { WEIGHT };
            self.usual_secs += (usual - self.usual_secs) * weight;
            self.long_secs = gap.max(self.long_secs * 0.5_f64.powf(gap / HALF_LIFE_SECS));
            self.gaps = self.gaps.saturating_add(1);
        }
    }

    /// The time between entries, in the mean, once there is one.
    pub(super) fn usual(&self) -> Option<Duration> {
        (self.gaps > 0).then(|| Duration::try_from_secs_f64(self.usual_secs).unwrap_or_default())
    }

    /// How long nothing new has come; since the first look where nothing ever did.
    pub(super) fn quiet(&self, now: Timestamp) -> Duration {
        self.last.or(self.first).map_or(Duration::ZERO, |last| since(last, now))
    }

    /// From here on quiet is silence: six hours, five usual gaps (falling to two for sources that come once a week), one
    /// and a half times the long gap, whichever is longest.
    pub(super) fn silence(&self) -> Duration {
        let secs = if self.gaps < ENOUGH {
            UNKNOWN
        } else {
            let factor = 2.0 + 3.0 * LEAST / self.usual_secs.max(LEAST);
            LEAST.max(self.usual_secs * factor).max(self.long_secs * 1.5)
        };
        Duration::try_from_secs_f64(secs).unwrap_or(Duration::MAX)
    }
}
