//! Moments that never overflow: what lies beyond the calendar is its last moment.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The moment so much later.
pub(crate) fn later(moment: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| moment.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}

/// How long ago it was; nothing where it is still to come, as after a clock was set back.
pub(crate) fn since(then: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(then)).unwrap_or(Duration::ZERO)
}
