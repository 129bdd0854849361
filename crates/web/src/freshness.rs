//! How long an answer is fresh, and when its sender wants to be asked again: from HTTP headers (RFC 9111, RFC 9110)
//! and from what feeds say (RSS 2.0, the syndication module of RSS 1.0).
//!
//! Lenient, because what stands there is often wrong, and capped at a day, because a source that asks to be left alone
//! for a year has made a mistake. We are a private cache: `s-maxage` and `public` are not for us. Nothing is
//! guessed: a header that is absent or unreadable gives `None`, and the schedule decides.

use std::time::Duration;

use jiff::civil::{DateTime, Weekday};
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::moment::{later, since};

/// No answer is fresh for longer, and no wait is longer, whatever its sender says.
pub const MAX: Duration = Duration::from_hours(24);

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

/// The headers of an answer that tell how long it is fresh; values as they came. Several fields of one name are
/// joined with commas.
#[derive(Clone, Copy, Debug, Default)]
pub struct Headers<'a> {
    /// `Cache-Control`.
    pub cache_control: Option<&'a str>,
    /// `Expires`.
    pub expires: Option<&'a str>,
    /// `Date`: when the server wrote the answer.
    pub date: Option<&'a str>,
    /// `Age`: how many seconds it has been in caches.
    pub age: Option<&'a str>,
}

/// How long the answer is still fresh. `None` where the headers do not say; zero where it is not, or where
/// `no-cache` or `no-store` wants every request answered anew, or where `Expires` is no date (RFC 9111, section 5.3).
pub fn lifetime(headers: &Headers<'_>, now: Timestamp) -> Option<Duration> {
    let control = Control::parse(headers.cache_control.unwrap_or_default());
    if control.always_ask {
        return Some(Duration::ZERO);
    }
    let date = headers.date.and_then(http_date);
    let whole = match (control.max_age, headers.expires) {
        (Some(max_age), _) => max_age,
        (None, Some(expires)) => {
            http_date(expires).map_or(Duration::ZERO, |expires| since(date.unwrap_or(now), expires))
        }
        (None, None) => return None,
    };
    // A server's clock that is behind ours would make every answer old, so of the date only the header `Age` counts.
    let age = headers.age.and_then(seconds).unwrap_or_default();
    Some(whole.saturating_sub(age).min(MAX))
}

#[derive(Default)]
struct Control {
    always_ask: bool,
    max_age: Option<Duration>,
}

impl Control {
    fn parse(value: &str) -> Control {
        let mut control = Control::default();
        for directive in value.split(',') {
            let (name, argument) = directive.split_once('=').unwrap_or((directive, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "no-cache" | "no-store" => control.always_ask = true,
                "max-age" => {
                    let found = seconds(argument.trim().trim_matches('"')).unwrap_or_default();
                    control.max_age = Some(control.max_age.map_or(found, |before| before.min(found)));
                }
                _ => (),
            }
        }
        control
    }
}

/// `Retry-After`: how long to wait, in seconds or until a date; at most a day. Nothing where the date has passed.
pub fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let wait = seconds(value).or_else(|| http_date(value).map(|until| since(now, until)))?;
    Some(wait.min(MAX))
}

/// Whole seconds, with a fraction that is ignored. More than fits is for ever (RFC 9111, section 1.2.2).
fn seconds(value: &str) -> Option<Duration> {
    let value = value.trim();
    let digits = value.split('.').next().unwrap_or_default();
    let whole = !digits.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let all = digits.bytes().all(|byte| byte.is_ascii_digit());
    (whole && all).then(|| Duration::from_secs(digits.parse().unwrap_or(u64::MAX)))
}

/// A date as HTTP writes it, in all three forms (RFC 9110, section 5.6.7); a wrong weekday does not matter, and a
/// missing zone is UTC.
pub fn http_date(value: &str) -> Option<Timestamp> {
    let value = value.trim();
    let mail = DateTimeParser::new().relaxed_weekday(true).parse_timestamp(value);
    mail.ok().or_else(|| {
        let (_, rest) = value.split_once(' ')?;
        let rest = rest.trim();
        let bare = rest.strip_suffix("GMT").or_else(|| rest.strip_suffix("UTC")).unwrap_or(rest).trim();
        ["%d-%b-%y %H:%M:%S", "%d-%b-%Y %H:%M:%S", "%d %b %Y %H:%M:%S", "%b %d %H:%M:%S %Y"]
            .iter()
            .find_map(|form| DateTime::strptime(form, bare).ok())
            .and_then(|date| date.to_zoned(TimeZone::UTC).ok())
            .map(|zoned| zoned.timestamp())
    })
}

/// How often a feed says that it is made anew: `ttl` in minutes (RSS 2.0), else `updatePeriod` by `updateFrequency`.
/// At most a day. `None` where it says nothing that makes sense.
pub fn feed_interval(
    ttl_minutes: Option<u64>,
    update_period: Option<&str>,
    update_frequency: Option<u64>,
) -> Option<Duration> {
    let ttl = ttl_minutes.filter(|minutes| *minutes > 0).map(|minutes| minutes.saturating_mul(60));
    let period = match update_period.unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "hourly" => Some(HOUR),
        "daily" => Some(DAY),
        "weekly" => Some(7 * DAY),
        "monthly" => Some(30 * DAY),
        "yearly" => Some(365 * DAY),
        _ => None,
    };
    let updates = period.map(|period| period / update_frequency.unwrap_or(1).max(1));
    ttl.or(updates).map(|secs| Duration::from_secs(secs).min(MAX))
}

/// The hours and days on which a feed asks not to be read: `skipHours` and `skipDays` (RSS 2.0), in GMT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// Bit 0 is the hour from midnight.
    hours: u32,
    /// Bit 0 is Monday.
    days: u8,
}

impl Quiet {
    /// From the values as they stand in the feed: hours from 0 to 23 (24 is 0), English names of days. What is neither
    /// is ignored, and so are lists that leave no hour or no day.
    pub fn new<'a>(
        hours: impl IntoIterator<Item = &'a str>,
        days: impl IntoIterator<Item = &'a str>,
    ) -> Quiet {
        let hour =
            |text: &str| text.trim().parse::<u32>().ok().filter(|hour| *hour <= 24).map(|hour| hour % 24);
        let hours = hours.into_iter().filter_map(hour).fold(0, |set, hour| set | 1 << hour);
        let days = days.into_iter().filter_map(weekday).fold(0, |set, day| set | 1 << day_bit(day));
        Quiet {
            hours: if hours == (1 << 24) - 1 { 0 } else { hours },
            days: if days == (1 << 7) - 1 { 0 } else { days },
        }
    }

    /// The first moment from this one on that is not to be skipped: this one, or the beginning of an hour.
    pub fn next_open(self, moment: Timestamp) -> Timestamp {
        if self == Quiet::default() {
            return moment;
        }
        let hour = |moment: Timestamp| moment.to_zoned(TimeZone::UTC).datetime();
        let mut open = moment;
        // A week has 168 hours, and not all of them are skipped.
        for _ in 0..=168 {
            let at = hour(open);
            let skipped_day = self.days & 1 << day_bit(at.weekday()) != 0;
            let skipped_hour = self.hours & 1 << at.hour().unsigned_abs() != 0;
            if !skipped_day && !skipped_hour {
                return open;
            }
            let next = at.date().at(at.hour(), 0, 0, 0).checked_add(1.hour());
            let Ok(next) = next.and_then(|next| next.to_zoned(TimeZone::UTC)) else { return moment };
            open = next.timestamp();
        }
        moment
    }
}

fn day_bit(day: Weekday) -> u8 {
    day.to_monday_zero_offset().unsigned_abs()
}

fn weekday(name: &str) -> Option<Weekday> {
    let name = name.trim();
    let parse = |form: &str| BrokenDownTime::parse(form, name).ok().and_then(|parsed| parsed.weekday());
    parse("%A").or_else(|| parse("%a"))
}

/// The later of a moment and of another so long after `now`.
pub(crate) fn not_before(moment: Timestamp, now: Timestamp, wait: Option<Duration>) -> Timestamp {
    wait.map_or(moment, |wait| moment.max(later(now, wait.min(MAX))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> Timestamp {
        "2024-02-29T12:30:00Z".parse().unwrap()
    }

    #[track_caller]
    fn check(cache_control: &str, expires: &str, age: &str, expected: Option<u64>) {
        let some = |text: &'static str| Some(text).filter(|text| !text.is_empty());
        let leak = |text: &str| some(Box::leak(text.to_owned().into_boxed_str()));
        let headers = Headers {
            cache_control: leak(cache_control),
            expires: leak(expires),
            date: Some("Thu, 29 Feb 2024 12:00:00 GMT"),
            age: leak(age),
        };
        assert_eq!(lifetime(&headers, now()).map(|found| found.as_secs()), expected);
    }

    #[test]
    fn cache_control_comes_before_expires() {
        check("max-age=300", "Thu, 29 Feb 2024 15:00:00 GMT", "", Some(300));
        check("public, Max-Age=\"300\" , s-maxage=9", "", "", Some(300));
        check("max-age=300, max-age=60", "", "", Some(60));
        check("max-age=300", "", "100", Some(200));
        check("max-age=300", "", "1000", Some(0));
        check("no-cache, max-age=300", "", "", Some(0));
        check("No-Store", "", "", Some(0));
        check("max-age=x", "", "", Some(0));
        check("max-age=99999999999999999999", "", "", Some(86400));
        check("public", "", "", None);
        check("", "", "", None);
    }

    #[test]
    fn expires_counts_from_the_servers_date() {
        check("", "Thu, 29 Feb 2024 13:00:00 GMT", "", Some(3600));
        check("", "Thu, 29 Feb 2024 13:00:00 GMT", "600", Some(3000));
        check("", "Thu, 29 Feb 2024 11:00:00 GMT", "", Some(0));
        check("", "Fri, 01 Jan 2038 00:00:00 GMT", "", Some(86400));
        check("", "0", "", Some(0));
        check("", "-1", "", Some(0));
    }

    #[test]
    fn dates_are_read_in_all_forms() {
        let expected = "1994-11-06T08:49:37Z".parse().ok();
        for date in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Mon, 06 Nov 1994 08:49:37 GMT",
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 09:49:37 +0100",
            "06 Nov 1994 08:49:37 GMT",
            "Sun, 06-Nov-1994 08:49:37 UTC",
            "Sun, 06 Nov 1994 08:49:37",
        ] {
            assert_eq!(http_date(date), expected, "{date}");
        }
        for date in ["", "0", "tomorrow", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 28:49:37 GMT"] {
            assert_eq!(http_date(date), None, "{date}");
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let secs = |value: &str| retry_after(value, now()).map(|found| found.as_secs());
        assert_eq!(secs("120"), Some(120));
        assert_eq!(secs(" 1.5 "), Some(1));
        assert_eq!(secs("31536000"), Some(86400));
        assert_eq!(secs("Thu, 29 Feb 2024 12:40:00 GMT"), Some(600));
        assert_eq!(secs("Thu, 29 Feb 2024 12:00:00 GMT"), Some(0));
        assert_eq!(secs("Fri, 01 Jan 2038 00:00:00 GMT"), Some(86400));
        assert_eq!(secs("-5"), None);
        assert_eq!(secs("soon"), None);
    }

    #[test]
    fn a_feed_says_how_often_it_changes() {
        let secs =
            |ttl, period, frequency| feed_interval(ttl, period, frequency).map(|found| found.as_secs());
        assert_eq!(secs(Some(30), Some("hourly"), None), Some(1800));
        assert_eq!(secs(Some(0), Some(" Hourly "), Some(4)), Some(900));
        assert_eq!(secs(None, Some("daily"), Some(0)), Some(86400));
        assert_eq!(secs(None, Some("yearly"), None), Some(86400));
        assert_eq!(secs(Some(u64::MAX), None, None), Some(86400));
        assert_eq!(secs(None, Some("sometimes"), Some(2)), None);
    }

    #[test]
    fn skipped_hours_and_days_are_waited_for() {
        let next = |hours: &[&str], days: &[&str]| {
            Quiet::new(hours.iter().copied(), days.iter().copied()).next_open(now()).to_string()
        };
        assert_eq!(next(&[], &[]), "2024-02-29T12:30:00Z");
        assert_eq!(next(&["11", "13"], &["Friday"]), "2024-02-29T12:30:00Z");
        assert_eq!(next(&["12", "13"], &[]), "2024-02-29T14:00:00Z");
        assert_eq!(next(&[], &["Thursday"]), "2024-03-01T00:00:00Z");
        assert_eq!(next(&["24"], &["thu", "Friday"]), "2024-03-02T01:00:00Z");
        assert_eq!(next(&["25", "x"], &["Someday"]), "2024-02-29T12:30:00Z");
        let all: Vec<String> = (0..24).map(|hour| hour.to_string()).collect();
        assert_eq!(next(&all.iter().map(String::as_str).collect::<Vec<_>>(), &[]), "2024-02-29T12:30:00Z");
    }

    proptest! {
        #[test]
        fn any_header_is_read_or_not(a in "\\PC{0,30}", b in "\\PC{0,30}", c in "\\PC{0,9}", at in any::<i32>()) {
            let now = Timestamp::from_second(i64::from(at)).unwrap();
            let headers = Headers { cache_control: Some(&a), expires: Some(&b), date: Some(&b), age: Some(&c) };
            prop_assert!(lifetime(&headers, now).is_none_or(|found| found <= MAX));
            prop_assert!(retry_after(&a, now).is_none_or(|found| found <= MAX));
        }

        #[test]
        fn an_open_hour_is_found_within_a_week(hours: u32, days: u8, at in 0i64..100_000_000) {
            let hours: Vec<String> = (0..24).filter(|hour| hours & 1 << hour != 0).map(|hour| hour.to_string()).collect();
            let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
            let days: Vec<&str> = (0..7).filter(|day| days & 1 << day != 0).map(|day| names[day]).collect();
            let now = Timestamp::from_second(at).unwrap();
            let quiet = Quiet::new(hours.iter().map(String::as_str), days);
            let open = quiet.next_open(now);
            prop_assert!(open >= now && since(now, open) <= Duration::from_hours(168));
            prop_assert_eq!(quiet.next_open(open), open);
        }
    }
}
