//! Says what a fetcher did wrong, from what the web saw, what there was, and what was published.
//!
//! A pure function: it asks neither the server nor the fetcher, so hand-made logs can show that it finds each fault.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;

use super::answer::Rules as Robots;
use super::log::Entry;
use super::world::{Due, Key, Known, article_of};

/// All that is known of a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    pub(crate) log: Vec<Entry>,
    pub(crate) records: Vec<Published>,
    /// All articles that were listed before the end.
    pub(crate) known: Vec<Known>,
    /// Who connected where nobody may.
    pub(crate) intruders: Vec<String>,
    /// When it ended, since the start.
    pub(crate) end: Duration,
}

/// What matters of a record.
#[derive(Debug, Clone, Default)]
pub(crate) struct Published {
    pub(crate) url: Option<String>,
    pub(crate) canonical_url: Option<String>,
    pub(crate) source: String,
    /// `new`, `duplicate`, …
    pub(crate) status: String,
}

/// What a fetcher is held to.
#[derive(Debug, Clone)]
pub(crate) struct Terms {
    /// Between the starts of two requests of a host.
    pub(crate) interval: Duration,
    /// By how much the server's own clock may err.
    pub(crate) tolerance: Duration,
    /// What was listed later than this before the end is not owed.
    pub(crate) slack: Duration,
    /// What a User-Agent must hold.
    pub(crate) agent: Vec<String>,
}

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// An article that was owed was not published.
    Lost,
    /// An article was published as new more than once.
    Twice,
    /// A record of something that is no article, or under another source's name.
    Stray,
    /// A path was asked that robots.txt closes.
    Disallowed,
    /// A page was asked before robots.txt was known.
    BeforeRobots,
    /// Two requests of a host lay too close together.
    TooSoon,
    /// Two requests of a host were in flight at once.
    Overlap,
    /// A host was asked before the time that Retry-After had given.
    RetryAfter,
    /// Somebody connected to the forbidden port, or asked for a host that is none.
    Forbidden,
    /// The User-Agent does not say who asks.
    Agent,
    /// Validators were given and never used.
    Unconditional,
    /// Something without an end was followed too far.
    Trap,
}

/// A fault in words.
#[derive(Debug, Clone)]
pub(crate) struct Violation {
    pub(crate) fault: Fault,
    pub(crate) text: String,
}

impl Published {
    /// From a record as subscribers receive it.
    pub(crate) fn new(record: &Value) -> Self {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Self {
            url: text(&record["url"]),
            canonical_url: text(&record["canonical_url"]),
            source: text(&record["source"]["id"]).unwrap_or_default(),
            status: text(&record["dedup"]["status"]).unwrap_or_default(),
        }
    }

    /// Which article it is.
    pub(crate) fn key(&self) -> Option<Key> {
        [&self.canonical_url, &self.url].into_iter().flatten().find_map(|address| article_of(address))
    }
}

/// Everything that was done wrong, worst kinds first.
pub(crate) fn judge(evidence: &Evidence, terms: &Terms) -> Vec<Violation> {
    let mut found = Vec::new();
    published(evidence, terms, &mut found);
    for log in by_host(&evidence.log).values() {
        closed(log, &mut found);
        paced(log, terms, evidence.end, &mut found);
        left_alone(log, terms, &mut found);
        conditional(log, &mut found);
    }
    for entry in &evidence.log {
        if let Some(what) = entry.trap {
            say(&mut found, Fault::Trap, format!("{}: {what}", place(entry)));
        }
        if entry.status == 421 {
            say(&mut found, Fault::Forbidden, format!("{} is no host that was named", place(entry)));
        }
    }
    agents(&evidence.log, terms, &mut found);
    for intruder in &evidence.intruders {
        say(&mut found, Fault::Forbidden, format!("a connection from {intruder}"));
    }
    found.sort_by_key(|violation| violation.fault);
    found
}

/// Requests by host, each host's in the order of their arrival.
pub(crate) fn by_host(log: &[Entry]) -> BTreeMap<&str, Vec<&Entry>> {
    let mut hosts: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in log {
        hosts.entry(&entry.host).or_default().push(entry);
    }
    for log in hosts.values_mut() {
        log.sort_by_key(|entry| entry.start);
    }
    hosts
}

fn say(found: &mut Vec<Violation>, fault: Fault, text: String) {
    found.push(Violation { fault, text });
}

fn place(entry: &Entry) -> String {
    format!("{}{} at {}", entry.host, entry.target, secs(entry.start))
}

fn secs(moment: Duration) -> String {
    format!("{:.3} s", moment.as_secs_f64())
}

/// Every article that was owed is published once, the others at most once, closed ones never.
fn published(evidence: &Evidence, terms: &Terms, found: &mut Vec<Violation>) {
    let mut statuses: BTreeMap<Key, Vec<&str>> = BTreeMap::new();
    for record in &evidence.records {
        let Some(key) = record.key() else {
            say(found, Fault::Stray, format!("a record of {:?}, which is no article", record.url));
            continue;
        };
        if key.0 != record.source {
            say(found, Fault::Stray, format!("article {key:?} has the source {}", record.source));
        }
        statuses.entry(key).or_default().push(&record.status);
    }
    let mut known = BTreeSet::new();
    for article in &evidence.known {
        known.insert(&article.key);
        let statuses = statuses.get(&article.key).map(Vec::as_slice).unwrap_or_default();
        one_article(article, statuses, evidence.end.saturating_sub(terms.slack), found);
    }
    // What was listed after the end was taken is young, not strange; numbers run on without gaps.
    let strange = |key: &&Key| !known.iter().any(|known| known.0 == key.0);
    for key in statuses.keys().filter(strange) {
        say(found, Fault::Stray, format!("a record of {key:?}, of a host that has no articles"));
    }
}

fn one_article(article: &Known, statuses: &[&str], owed_until: Duration, found: &mut Vec<Violation>) {
    let (key, listed) = (&article.key, secs(article.listed));
    let new = statuses.iter().filter(|status| **status == "new").count();
    if new > 1 {
        say(found, Fault::Twice, format!("{key:?}, listed at {listed}, was published {new} times"));
    }
    match article.due {
        Due::Once if new == 0 && article.listed <= owed_until => {
            let instead = if statuses.is_empty() { "not published" } else { "published only as" };
            say(found, Fault::Lost, format!("{key:?}, listed at {listed}, was {instead} {statuses:?}"));
        }
        Due::Once | Due::AtMostOnce | Due::Never => {}
    }
}

/// The last robots.txt that was answered in full before a moment.
fn robots_at<'a>(log: &[&'a Entry], moment: Duration) -> Option<&'a Robots> {
    let answered = |entry: &&&Entry| entry.rules.is_some() && entry.end.is_some_and(|end| end <= moment);
    log.iter().filter(answered).max_by_key(|entry| entry.end).and_then(|entry| entry.rules.as_ref())
}

/// Nothing is asked before robots.txt, nor what it closes.
fn closed(log: &[&Entry], found: &mut Vec<Violation>) {
    for entry in log.iter().filter(|entry| !entry.is_robots() && entry.status != 421) {
        match robots_at(log, entry.start) {
            None => {
                let text = format!("{} before any robots.txt was answered", place(entry));
                say(found, Fault::BeforeRobots, text);
            }
            Some(robots) if robots.disallowed.iter().any(|prefix| entry.target.starts_with(prefix)) => {
                say(found, Fault::Disallowed, format!("{} is closed by robots.txt", place(entry)));
            }
            Some(_) => {}
        }
    }
}

/// Requests start an interval apart, and one ends before the next.
fn paced(log: &[&Entry], terms: &Terms, end: Duration, found: &mut Vec<Violation>) {
    let mut busy_until = Duration::ZERO;
    for pair in log.windows(2) {
        let [former, entry] = pair else { continue };
        let delay = robots_at(log, entry.start).and_then(|robots| robots.crawl_delay).unwrap_or_default();
        let wanted = terms.interval.max(delay);
        let gap = entry.start.saturating_sub(former.start);
        if gap + terms.tolerance < wanted {
            let text =
                format!("{} came {} after {}, not {}", place(entry), secs(gap), former.target, secs(wanted));
            say(found, Fault::TooSoon, text);
        }
        busy_until = busy_until.max(former.end.unwrap_or(end));
        if entry.start + terms.tolerance < busy_until {
            let text = format!("{} while another was answered until {}", place(entry), secs(busy_until));
            say(found, Fault::Overlap, text);
        }
    }
}

fn left_alone(log: &[&Entry], terms: &Terms, found: &mut Vec<Violation>) {
    let mut not_before = Duration::ZERO;
    for entry in log {
        if entry.start + terms.tolerance < not_before {
            let text = format!("{} though it had asked to wait until {}", place(entry), secs(not_before));
            say(found, Fault::RetryAfter, text);
        }
        not_before = not_before.max(entry.not_before.unwrap_or_default());
    }
}

/// Where validators were given twice over, some later request for the same thing uses them; but who could not be given
/// an article wants the list again that names it.
fn conditional(log: &[&Entry], found: &mut Vec<Violation>) {
    if log.iter().any(|entry| entry.status >= 429) {
        return;
    }
    let mut targets: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for entry in log.iter().filter(|entry| entry.has_validators) {
        let (times, used) = targets.entry(&entry.target).or_default();
        *times += 1;
        *used |= entry.is_conditional;
    }
    for (target, (times, _)) in targets.into_iter().filter(|(_, (times, used))| *times > 1 && !used) {
        let host = log.first().map(|entry| entry.host.as_str()).unwrap_or_default();
        let text = format!("{host}{target} was asked {times} times, never with the validators it gave");
        say(found, Fault::Unconditional, text);
    }
}

/// One violation for each User-Agent, however often it asked.
fn agents(log: &[Entry], terms: &Terms, found: &mut Vec<Violation>) {
    let agents: BTreeSet<&str> = log.iter().map(|entry| entry.user_agent.as_str()).collect();
    for agent in agents {
        for part in terms.agent.iter().filter(|part| !agent.contains(part.as_str())) {
            say(found, Fault::Agent, format!("the User-Agent `{agent}` does not hold `{part}`"));
        }
    }
}
