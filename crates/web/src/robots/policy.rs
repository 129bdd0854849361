//! What follows from an attempt to fetch a robots.txt: RFC 9309, section 2.3.1, and how long it holds.
//!
//! | answer | what it means |
//! |---|---|
//! | 2xx | the rules in it |
//! | 3xx | a redirect that was not followed any further: as if there were no file |
//! | 4xx, with 401 and 403 | there is no file for us: all is allowed. A server that wants nobody refuses its pages too |
//! | 408, 425, 429 | asks us to come later: unreachable, as Google has it |
//! | 5xx, anything else, no answer | unreachable |
//!
//! While it is unreachable, a copy holds for a day after it was fetched (section 2.4); then nothing may be fetched.
//! After twelve hours of that the last copy is used again, as Google does; where there is none, all is allowed
//! after 30 days (section 2.3.1.4).

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::moment::{later, since};
use crate::robots::Robots;

/// The longest that an answer is used without asking again (section 2.4).
pub const MAX_AGE: Duration = Duration::from_hours(24);
/// The shortest, whatever `Cache-Control` says: a request for each request would help nobody.
pub const MIN_AGE: Duration = Duration::from_mins(15);
/// How long nothing is fetched before the last copy is good enough again.
const STRICT: Duration = Duration::from_hours(12);
/// How long a file may be unreachable before it counts as absent.
const PATIENCE: Duration = Duration::from_hours(30 * 24);
/// When a file is asked for again that may be cached for long.
const REFRESH: Duration = Duration::from_hours(20);
const FIRST_RETRY: Duration = Duration::from_mins(5);
const LAST_RETRY: Duration = Duration::from_hours(4);

/// What came of asking for a robots.txt, redirects followed (five at least).
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'a> {
    /// The server answered.
    Answer {
        /// The status of HTTP.
        status: u16,
        /// The body, of which 500 KiB are enough.
        body: &'a [u8],
        /// How long it may be cached, by its headers, if they say so: see [`crate::freshness`].
        fresh: Option<Duration>,
    },
    /// No answer: no address, no connection, no time left.
    Unreachable,
}

/// What a site's robots.txt means for one agent, and until when. Small; made to be stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The last answer: rules, or none where there is no file.
    copy: Option<Copy>,
    unreachable_since: Option<Timestamp>,
    ask_again: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Copy {
    robots: Robots,
    fetched: Timestamp,
}

/// What may be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// What the rules let through. An absent file has no rules.
    Rules(&'a Robots),
    /// Everything.
    AllowAll,
    /// Nothing, until the file is reachable again.
    DisallowAll,
}

impl Policy {
    /// The policy after an attempt, given what was known before it.
    ///
    /// Keeps of the rules only those for `agent`, a product token; all questions are then answered for it.
    pub fn after(before: Option<Policy>, outcome: &Outcome<'_>, agent: &str, now: Timestamp) -> Policy {
        match *outcome {
            Outcome::Answer { status: 200..=299, body, fresh } => {
                Policy::known(Robots::parse(body).only(agent), fresh, now)
            }
            Outcome::Answer { status: 408 | 425 | 429, .. } => Policy::unreachable(before, now),
            Outcome::Answer { status: 300..=499, fresh, .. } => Policy::known(Robots::default(), fresh, now),
            Outcome::Answer { .. } | Outcome::Unreachable => Policy::unreachable(before, now),
        }
    }

    fn known(robots: Robots, fresh: Option<Duration>, now: Timestamp) -> Policy {
        let age = fresh.unwrap_or(MAX_AGE).clamp(MIN_AGE, MAX_AGE);
        Policy {
            copy: Some(Copy { robots, fetched: now }),
            unreachable_since: None,
            // Some hours before the copy is too old to be used, so that one failed try does not stop everything.
            ask_again: later(now, age.min(REFRESH)),
        }
    }

    fn unreachable(before: Option<Policy>, now: Timestamp) -> Policy {
        let (copy, begun) = before.map_or((None, None), |policy| (policy.copy, policy.unreachable_since));
        let begun = begun.unwrap_or(now);
        let pause = (since(begun, now) / 2).clamp(FIRST_RETRY, LAST_RETRY);
        Policy { copy, unreachable_since: Some(begun), ask_again: later(now, pause) }
    }

    /// When the file is to be asked for again: at most a day after an answer, sooner while it is unreachable.
    pub fn ask_again(&self) -> Timestamp {
        self.ask_again
    }

    /// What may be fetched now.
    pub fn verdict(&self, now: Timestamp) -> Verdict<'_> {
        let out = self.unreachable_since.map(|begun| since(begun, now));
        match (&self.copy, out) {
            (Some(copy), None) => Verdict::Rules(&copy.robots),
            (Some(copy), Some(out)) if out >= STRICT || since(copy.fetched, now) < MAX_AGE => {
                Verdict::Rules(&copy.robots)
            }
            (None, Some(out)) if out >= PATIENCE => Verdict::AllowAll,
            _ => Verdict::DisallowAll,
        }
    }

    /// Whether the address may be fetched now.
    pub fn allows(&self, url: &str, now: Timestamp) -> bool {
        match self.verdict(now) {
            Verdict::Rules(robots) => robots.allows("*", url),
            Verdict::AllowAll => true,
            Verdict::DisallowAll => false,
        }
    }

    /// The pause that the site asks for between requests, by the last answer.
    pub fn crawl_delay(&self) -> Option<Duration> {
        self.copy.as_ref().and_then(|copy| copy.robots.crawl_delay("*"))
    }

    /// The sitemaps that the last answer named.
    pub fn sitemaps(&self) -> &[String] {
        self.copy.as_ref().map_or(&[], |copy| copy.robots.sitemaps())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &[u8] = b"user-agent: rasid\ndisallow: /x\ncrawl-delay: 3\nuser-agent: *\ndisallow: /";

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + hours * 3600).unwrap()
    }

    fn answer(status: u16) -> Outcome<'static> {
        Outcome::Answer { status, body: RULES, fresh: None }
    }

    /// Whether `/` and `/x` may be fetched at an hour, after one attempt at hour 0.
    #[track_caller]
    fn check(outcome: &Outcome<'_>, hour: i64, expected: (bool, bool)) {
        let policy = Policy::after(None, outcome, "Rasid", at(0));
        assert_eq!((policy.allows("/", at(hour)), policy.allows("/x", at(hour))), expected, "{outcome:?}");
    }

    #[test]
    fn an_answer_decides() {
        check(&answer(200), 0, (true, false));
        check(&answer(204), 0, (true, false));
        for status in [301, 400, 401, 403, 404, 410, 418, 451] {
            check(&answer(status), 0, (true, true));
        }
        for status in [0, 100, 408, 425, 429, 500, 503, 522, 599, 999] {
            check(&answer(status), 0, (false, false));
        }
        check(&Outcome::Unreachable, 0, (false, false));
    }

    #[test]
    fn after_thirty_days_without_a_file_all_is_allowed() {
        check(&Outcome::Unreachable, 30 * 24 - 1, (false, false));
        check(&Outcome::Unreachable, 30 * 24, (true, true));
    }

    #[test]
    fn a_copy_holds_through_a_failure() {
        let known = Policy::after(None, &answer(200), "rasid", at(0));
        let once = Policy::after(Some(known), &answer(503), "rasid", at(10));
        assert!(once.allows("/", at(23)), "a day after it was fetched");
        let later = Policy::after(Some(once), &Outcome::Unreachable, "rasid", at(21));
        assert!(later.allows("/", at(22)) && !later.allows("/x", at(22)), "twelve hours without an answer");
        let known = Policy::after(None, &answer(200), "rasid", at(0));
        let late = Policy::after(Some(known), &answer(500), "rasid", at(24));
        assert!(!late.allows("/", at(24)) && !late.allows("/", at(35)));
        assert!(late.allows("/", at(36)) && !late.allows("/x", at(36)));
        assert!(late.allows("/", at(24 * 365)) && !late.allows("/x", at(24 * 365)));
        assert_eq!(late.crawl_delay(), Some(Duration::from_secs(3)));
        assert!(Policy::after(Some(late), &answer(404), "rasid", at(30)).allows("/x", at(30)));
    }

    #[test]
    fn it_is_asked_again_within_a_day() {
        let again = |fresh| {
            let outcome = Outcome::Answer { status: 200, body: b"", fresh };
            since(at(0), Policy::after(None, &outcome, "rasid", at(0)).ask_again())
        };
        assert_eq!(again(None), REFRESH);
        assert_eq!(again(Some(Duration::from_hours(2))), Duration::from_hours(2));
        assert_eq!(again(Some(Duration::ZERO)), MIN_AGE);
        assert_eq!(again(Some(Duration::MAX)), REFRESH);
    }

    #[test]
    fn pauses_grow_while_it_is_unreachable() {
        let mut policy = Policy::after(None, &Outcome::Unreachable, "rasid", at(0));
        assert_eq!(since(at(0), policy.ask_again()), FIRST_RETRY);
        policy = Policy::after(Some(policy), &Outcome::Unreachable, "rasid", at(4));
        assert_eq!(since(at(4), policy.ask_again()), Duration::from_hours(2));
        policy = Policy::after(Some(policy), &Outcome::Unreachable, "rasid", at(400));
        assert_eq!(since(at(400), policy.ask_again()), LAST_RETRY);
    }

    #[test]
    fn it_is_stored_and_read_again() {
        let policy = Policy::after(None, &answer(200), "rasid", at(0));
        let stored = serde_json::to_string(&policy).unwrap();
        assert!(stored.len() < 500, "{stored}");
        assert_eq!(serde_json::from_str::<Policy>(&stored).unwrap(), policy);
    }
}
