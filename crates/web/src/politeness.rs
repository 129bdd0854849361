//! How often a domain may be asked, and how many requests may run at once.
//!
//! One bucket for each registrable domain ([`key`]), since a site's hosts mostly share a machine. The bucket is the
//! generic cell rate algorithm (ITU-T I.371): one moment in time is all its state, so it can be stored, and a
//! restart does not ask a host more often than allowed. Times are milliseconds of the wall clock (since 1970), because a
//! monotonic clock does not outlast the process; where the wall clock is set back, no wait grows beyond a full bucket's.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::address::{ascii_host, registrable_domain};

/// How often and how much at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    interval_millis: u64,
    burst: u32,
    concurrent: u32,
}

/// What to do with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Make it now, and tell [`Domains::done`] when it has ended, however it ended.
    Go,
    /// Ask again after so long. It has not been counted.
    Wait(Duration),
}

/// What is kept of a domain: made to be stored and given back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// When the bucket is full again, in milliseconds.
    full_at: u64,
    /// Requests that are running. After a restart none is.
    #[serde(skip)]
    running: u32,
}

/// The buckets of all domains that have been asked lately.
#[derive(Clone, Debug)]
pub struct Domains {
    default: Limits,
    overrides: HashMap<String, Limits>,
    buckets: HashMap<String, Bucket>,
    /// At this many buckets the idle ones are dropped.
    sweep_at: usize,
}

const MIN_SWEEP: usize = 1_024;
/// More domains than these are not asked within one interval.
const MAX_BUCKETS: usize = 1 << 18;
/// How long to wait for a request that is running, where the limits say nothing longer.
const SHORT_WAIT_MILLIS: u64 = 100;
/// No interval or pause is longer: a day.
const MAX_MILLIS: u64 = 24 * 60 * 60 * 1_000;

impl Limits {
    /// A request each `interval` (up to a day), of which `burst` may come at once after a rest, `concurrent` at a time.
    /// At least one is always allowed.
    pub fn new(interval: Duration, burst: u32, concurrent: u32) -> Limits {
        Limits { interval_millis: millis(interval), burst: burst.max(1), concurrent: concurrent.max(1) }
    }

    /// So many requests a minute (at least one), rounded so that it is never more.
    pub fn per_minute(requests: u32, burst: u32, concurrent: u32) -> Limits {
        let interval = 60_000_u64.div_ceil(u64::from(requests.max(1)));
        Limits::new(Duration::from_millis(interval), burst, concurrent)
    }

    /// The limits where a site asks for a pause between requests: no shorter one, and nothing at once.
    fn with_delay(self, crawl_delay: Option<Duration>) -> Limits {
        match crawl_delay.map(millis).filter(|delay| *delay > 0) {
            Some(delay) => Limits { interval_millis: self.interval_millis.max(delay), burst: 1, ..self },
            None => self,
        }
    }

    /// How far ahead of now a bucket may be full and still let a request through.
    fn slack(self) -> u64 {
        self.interval_millis.saturating_mul(u64::from(self.burst - 1))
    }
}

impl Domains {
    /// No domain has been asked; all have these limits.
    pub fn new(default: Limits) -> Domains {
        Domains { default, overrides: HashMap::new(), buckets: HashMap::new(), sweep_at: MIN_SWEEP }
    }

    /// Gives one domain limits of its own.
    pub fn set(&mut self, domain: &str, limits: Limits) {
        self.overrides.insert(domain.to_owned(), limits);
    }

    /// Whether a request to the domain may be made now, with the crawl delay of the host that is meant.
    ///
    /// In any stretch of time a domain is let through at most `burst + stretch / interval` times.
    pub fn ask(&mut self, domain: &str, crawl_delay: Option<Duration>, now: u64) -> Answer {
        let limits = self.limits(domain).with_delay(crawl_delay);
        self.make_room(now);
        if !self.buckets.contains_key(domain) && self.buckets.len() >= MAX_BUCKETS {
            return Answer::Wait(Duration::from_millis(limits.interval_millis.max(SHORT_WAIT_MILLIS)));
        }
        let bucket = self.buckets.entry(domain.to_owned()).or_default();
        if bucket.running >= limits.concurrent {
            return Answer::Wait(Duration::from_millis(limits.interval_millis.max(SHORT_WAIT_MILLIS)));
        }
        let longest = MAX_MILLIS.max(limits.slack().saturating_add(limits.interval_millis));
        let full_at = bucket.full_at.min(now.saturating_add(longest));
        let wait = full_at.saturating_sub(now.saturating_add(limits.slack()));
        if wait > 0 {
            return Answer::Wait(Duration::from_millis(wait));
        }
        bucket.full_at = full_at.max(now).saturating_add(limits.interval_millis);
        bucket.running += 1;
        Answer::Go
    }

    /// A request that was let through has ended.
    pub fn done(&mut self, domain: &str) {
        if let Some(bucket) = self.buckets.get_mut(domain) {
            bucket.running = bucket.running.saturating_sub(1);
        }
    }

    /// Lets nothing through to the domain for a while (up to a day), as `Retry-After` asks for.
    pub fn pause(&mut self, domain: &str, wait: Duration, now: u64) {
        let slack = self.limits(domain).slack();
        let until = now.saturating_add(millis(wait).saturating_add(slack).min(MAX_MILLIS));
        let bucket = self.buckets.entry(domain.to_owned()).or_default();
        bucket.full_at = bucket.full_at.max(until);
    }

    /// What has to be stored so that a restart keeps the limits: the buckets that are not full.
    pub fn buckets(&self, now: u64) -> impl Iterator<Item = (&str, Bucket)> {
        let used = self.buckets.iter().filter(move |(_, bucket)| bucket.full_at > now);
        used.map(|(domain, bucket)| (domain.as_str(), *bucket))
    }

    /// Takes back what was stored.
    pub fn restore(&mut self, domain: &str, stored: Bucket) {
        let bucket = self.buckets.entry(domain.to_owned()).or_default();
        bucket.full_at = bucket.full_at.max(stored.full_at);
    }

    /// How far apart requests to the domain are, where no site asks for more.
    pub fn interval(&self, domain: &str) -> Duration {
        Duration::from_millis(self.limits(domain).interval_millis)
    }

    fn limits(&self, domain: &str) -> Limits {
        self.overrides.get(domain).copied().unwrap_or(self.default)
    }

    /// Drops the buckets that are as good as new. Seldom enough to cost nothing for each request.
    fn make_room(&mut self, now: u64) {
        if self.buckets.len() >= self.sweep_at {
            self.buckets.retain(|_, bucket| bucket.running > 0 || bucket.full_at > now);
            self.sweep_at = (self.buckets.len() * 2).clamp(MIN_SWEEP, MAX_BUCKETS);
        }
    }
}

/// What shares a bucket: the registrable domain, or the host where there is none.
pub fn key(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    registrable_domain(host).or_else(|| ascii_host(host)).unwrap_or_default()
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(MAX_MILLIS).min(MAX_MILLIS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: u64 = 1_700_000_000_000;

    fn limits(interval_millis: u64, burst: u32, concurrent: u32) -> Limits {
        Limits::new(Duration::from_millis(interval_millis), burst, concurrent)
    }

    /// What a domain is told at these moments after `NOW`, each request ending at once; `-1` is go.
    #[track_caller]
    fn check(limits: Limits, delay_millis: u64, asked: &[u64], expected: &[i64]) {
        let mut domains = Domains::new(limits);
        let told = asked.iter().map(|at| {
            match domains.ask("a", Some(Duration::from_millis(delay_millis)), NOW + at) {
                Answer::Go => {
                    domains.done("a");
                    -1
                }
                Answer::Wait(wait) => i64::try_from(wait.as_millis()).unwrap(),
            }
        });
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_bucket_fills_at_its_rate() {
        check(limits(1000, 1, 9), 0, &[0, 0, 999, 1000, 1500], &[-1, 1000, 1, -1, 500]);
        check(limits(1000, 3, 9), 0, &[0, 0, 0, 0, 1000, 1000, 9000], &[-1, -1, -1, 1000, -1, 1000, -1]);
        check(Limits::per_minute(7, 1, 1), 0, &[0, 8571, 8572], &[-1, 1, -1]);
        check(limits(0, 0, 0), 0, &[0, 0], &[-1, -1]);
    }

    #[test]
    fn a_sites_delay_is_kept_between_all_requests() {
        check(limits(1000, 3, 9), 5000, &[0, 0, 5000, 5001], &[-1, 5000, -1, 4999]);
        check(limits(9000, 3, 9), 5000, &[0, 5000], &[-1, 4000]);
    }

    #[test]
    fn so_many_at_a_time() {
        let mut domains = Domains::new(limits(0, 9, 2));
        assert_eq!([0; 3].map(|_| domains.ask("a", None, NOW) == Answer::Go), [true, true, false]);
        domains.done("a");
        domains.done("b");
        assert_eq!(domains.ask("a", None, NOW), Answer::Go);
        assert_eq!(domains.ask("b", None, NOW), Answer::Go, "another domain");
    }

    #[test]
    fn one_domain_may_have_limits_of_its_own() {
        let mut domains = Domains::new(limits(1000, 1, 9));
        domains.set("b", limits(10, 1, 9));
        let ask = |domains: &mut Domains, domain, at| domains.ask(domain, None, NOW + at) == Answer::Go;
        assert!(ask(&mut domains, "a", 0) && ask(&mut domains, "b", 0));
        assert!(!ask(&mut domains, "a", 10) && ask(&mut domains, "b", 10));
    }

    #[test]
    fn a_pause_holds_and_ends() {
        let mut domains = Domains::new(limits(1000, 3, 9));
        domains.pause("a", Duration::from_mins(1), NOW);
        assert_eq!(domains.ask("a", None, NOW), Answer::Wait(Duration::from_mins(1)));
        assert_eq!(domains.ask("a", None, NOW + 60_000), Answer::Go);
        domains.pause("a", Duration::MAX, NOW);
        assert_eq!(domains.ask("a", None, NOW + MAX_MILLIS), Answer::Go);
    }

    #[test]
    fn a_restart_keeps_the_limits() {
        let mut before = Domains::new(limits(1000, 1, 1));
        before.ask("a", None, NOW);
        before.ask("idle", None, NOW - 5_000);
        let stored: Vec<(String, String)> = before
            .buckets(NOW + 1)
            .map(|(domain, bucket)| (domain.to_owned(), serde_json::to_string(&bucket).unwrap()))
            .collect();
        assert_eq!(stored.len(), 1);
        let mut after = Domains::new(limits(1000, 1, 1));
        after.restore(&stored[0].0, serde_json::from_str(&stored[0].1).unwrap());
        assert_eq!(after.ask("a", None, NOW + 100), Answer::Wait(Duration::from_millis(900)));
        assert_eq!(after.ask("a", None, NOW + 1000), Answer::Go, "nothing is running any more");
    }

    #[test]
    fn a_clock_that_is_set_back_stops_nothing_for_ever() {
        let mut domains = Domains::new(limits(1000, 1, 9));
        domains.ask("a", None, NOW * 2);
        let Answer::Wait(wait) = domains.ask("a", None, NOW) else { panic!("not waiting") };
        assert!(wait <= Duration::from_hours(24));
    }

    #[test]
    fn idle_domains_are_forgotten() {
        let mut domains = Domains::new(limits(1000, 1, 9));
        for n in 0..100_000_u64 {
            let domain = format!("{n}.example");
            domains.ask(&domain, None, NOW + n * 10);
            domains.done(&domain);
        }
        assert!(domains.buckets.len() <= 2 * MIN_SWEEP, "{}", domains.buckets.len());
    }

    #[test]
    fn hosts_of_a_site_share_a_bucket() {
        let of = |address: &str| key(&Url::parse(address).unwrap());
        assert_eq!(of("https://a.example.com/"), of("http://b.EXAMPLE.com.:81/"));
        assert_eq!(of("http://127.0.0.1:3000/"), "127.0.0.1");
        assert_ne!(of("https://a.blogspot.com/"), of("https://b.blogspot.com/"));
    }

    proptest! {
        #[test]
        fn the_limit_holds_over_every_window(
            interval in 1_u64..2_000,
            burst in 1_u32..6,
            concurrent in 1_u32..4,
            steps in prop::collection::vec((0_u64..1_500, 0_usize..3, any::<bool>()), 1..200),
        ) {
            let mut domains = Domains::new(limits(interval, burst, concurrent));
            let (mut now, mut passed, mut running) = (NOW, vec![Vec::new(); 3], [0_u32; 3]);
            for (pause, domain, ends) in steps {
                now += pause;
                let name = ["a", "b", "c"][domain];
                if ends && running[domain] > 0 {
                    domains.done(name);
                    running[domain] -= 1;
                }
                match domains.ask(name, None, now) {
                    Answer::Go => {
                        passed[domain].push(now);
                        running[domain] += 1;
                        prop_assert!(running[domain] <= concurrent);
                    }
                    Answer::Wait(wait) => prop_assert!(!wait.is_zero()),
                }
            }
            for times in passed {
                for (first, start) in times.iter().enumerate() {
                    for (last, end) in times.iter().enumerate().skip(first) {
                        let allowed = u64::from(burst) + (end - start) / interval;
                        prop_assert!((last - first + 1) as u64 <= allowed);
                    }
                }
            }
        }

        #[test]
        fn who_waits_as_told_is_let_through(interval in 1_u64..2_000, burst in 1_u32..6, asks in 1_usize..20) {
            let mut domains = Domains::new(limits(interval, burst, 99));
            let mut now = NOW;
            for _ in 0..asks {
                if let Answer::Wait(wait) = domains.ask("a", None, now) {
                    now += u64::try_from(wait.as_millis()).unwrap();
                    prop_assert_eq!(domains.ask("a", None, now), Answer::Go);
                }
            }
        }
    }
}
