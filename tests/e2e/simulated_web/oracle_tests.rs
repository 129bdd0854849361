//! The oracle finds each fault in a hand-made log, and none in a clean one.

use std::time::Duration;

use super::answer::Rules as Robots;
use super::log::Entry;
use super::oracle::{Evidence, Fault, Published, Terms, judge};
use super::world::{Due, Known};

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

fn terms() -> Terms {
    Terms {
        interval: ms(200),
        tolerance: ms(30),
        slack: ms(10_000),
        agent: vec!["rasid/".to_owned(), "about".to_owned()],
    }
}

fn asked(target: &str, start: u64) -> Entry {
    Entry {
        host: "h000.test".to_owned(),
        target: target.to_owned(),
        start: ms(start),
        end: Some(ms(start + 50)),
        status: 200,
        user_agent: "rasid/1 (about)".to_owned(),
        ..Entry::default()
    }
}

fn robots(start: u64, disallowed: &[&str], crawl_delay: Option<Duration>) -> Entry {
    let disallowed = disallowed.iter().map(|&path| path.to_owned()).collect();
    Entry { rules: Some(Robots { disallowed, crawl_delay }), ..asked("/robots.txt", start) }
}

fn record(path: &str, status: &str) -> Published {
    let url = Some(format!("http://h000.test:8080{path}"));
    Published { url, canonical_url: None, source: "h000".to_owned(), status: status.to_owned() }
}

fn article(number: usize, listed: u64, due: Due) -> Known {
    Known { key: ("h000".to_owned(), number), listed: ms(listed), due }
}

/// Article 0 has two addresses, 1 redirects, 2 is listed too late to be owed, 3 is closed.
fn clean() -> Evidence {
    let feed =
        |start, is_conditional| Entry { has_validators: true, is_conditional, ..asked("/feed.xml", start) };
    Evidence {
        log: vec![
            robots(0, &["/closed/"], None),
            feed(200, false),
            asked("/a/0?utm_source=rss", 400),
            asked("/r/1", 600),
            asked("/a/1", 800),
            feed(5_000, true),
        ],
        records: vec![
            record("/a/0?utm_source=rss", "new"),
            record("/a/0?utm_source=twitter", "duplicate"),
            record("/a/1", "new"),
        ],
        known: vec![
            article(0, 0, Due::Once),
            article(1, 0, Due::Once),
            article(2, 25_000, Due::Once),
            article(3, 0, Due::Never),
        ],
        intruders: Vec::new(),
        end: ms(30_000),
    }
}

#[track_caller]
fn check(change: impl FnOnce(&mut Evidence), expected: &[Fault]) {
    let mut evidence = clean();
    change(&mut evidence);
    let violations = judge(&evidence, &terms());
    let faults: Vec<Fault> = violations.iter().map(|violation| violation.fault).collect();
    assert_eq!(faults, expected, "{violations:?}");
}

#[test]
fn a_clean_run_has_no_fault() {
    check(|_| {}, &[]);
}

#[test]
fn an_article_that_was_owed_and_is_missing_is_lost() {
    check(|run| drop(run.records.pop()), &[Fault::Lost]);
    check(|run| run.records[2].status = "duplicate".to_owned(), &[Fault::Lost]);
    check(|run| run.records.clear(), &[Fault::Lost, Fault::Lost]);
    // It was listed long enough before a later end.
    check(|run| run.end = ms(35_000), &[Fault::Lost]);
    check(|run| run.known[1].due = Due::AtMostOnce, &[]);
}

#[test]
fn an_article_may_be_new_only_once_whatever_its_address() {
    check(|run| run.records[1].status = "new".to_owned(), &[Fault::Twice]);
    let twice = |run: &mut Evidence| {
        run.known[1].due = Due::AtMostOnce;
        run.records.push(record("/r/1", "new"));
    };
    check(twice, &[Fault::Twice]);
    let young = |run: &mut Evidence| run.records.extend([record("/a/2", "new"), record("/a/2", "new")]);
    check(young, &[Fault::Twice]);
}

#[test]
fn a_record_of_something_else_is_a_stray() {
    check(|run| run.records.push(record("/feed.xml", "new")), &[Fault::Stray]);
    check(|run| run.records[0].source = "h001".to_owned(), &[Fault::Stray]);
    let other = |run: &mut Evidence| {
        let url = Some("http://h009.test:8080/a/1".to_owned());
        run.records.push(Published { url, source: "h009".to_owned(), ..record("/", "new") });
    };
    check(other, &[Fault::Stray]);
    // What the page calls its own address comes first.
    check(
        |run| run.records[2].canonical_url = Some("http://h000.test:8080/a/0".to_owned()),
        &[Fault::Lost, Fault::Twice],
    );
}

#[test]
fn what_robots_closes_is_not_asked_and_its_feed_may_speak_of_it() {
    check(|run| run.log.push(asked("/closed/3", 6_000)), &[Fault::Disallowed]);
    check(|run| run.records.push(record("/closed/3", "new")), &[]);
    // From the later file on, and no sooner.
    let shut = |run: &mut Evidence| run.log.insert(5, robots(2_000, &["/"], None));
    check(shut, &[Fault::Disallowed]);
    check(|run| run.log.push(robots(6_000, &["/"], None)), &[]);
}

#[test]
fn nothing_is_asked_before_robots() {
    check(|run| drop(run.log.remove(0)), &[Fault::BeforeRobots; 5]);
    // Asked for, but not yet answered when the next request came; which also overlaps.
    check(|run| run.log[0].end = Some(ms(300)), &[Fault::BeforeRobots, Fault::Overlap]);
    check(|run| run.log[0].end = None, &[[Fault::BeforeRobots; 5], [Fault::Overlap; 5]].concat());
}

#[test]
fn requests_of_a_host_start_an_interval_apart() {
    check(|run| run.log[5].start = ms(980), &[]);
    check(|run| run.log[5].start = ms(960), &[Fault::TooSoon]);
    // The robots file counts, in whatever order the log was written.
    check(|run| run.log[0].start = ms(100), &[Fault::TooSoon]);
    check(|run| run.log.reverse(), &[]);
    let other = |run: &mut Evidence| {
        run.log.push(Entry { host: "h001.test".to_owned(), ..robots(10, &[], None) });
    };
    check(other, &[]);
}

#[test]
fn a_crawl_delay_holds_once_it_is_known() {
    check(|run| run.log[0] = robots(0, &[], Some(ms(190))), &[]);
    check(|run| run.log[0] = robots(0, &[], Some(ms(1_000))), &[Fault::TooSoon; 4]);
    check(|run| run.log.push(robots(7_000, &[], Some(ms(9_000)))), &[]);
}

#[test]
fn one_request_of_a_host_is_in_flight_at_a_time() {
    check(|run| run.log[3].end = Some(ms(820)), &[]);
    check(|run| run.log[3].end = Some(ms(850)), &[Fault::Overlap]);
    // Behind a short one too.
    check(|run| run.log[2].end = Some(ms(900)), &[Fault::Overlap; 2]);
}

#[test]
fn retry_after_is_kept() {
    let later = |moment: u64| {
        move |run: &mut Evidence| {
            run.log[4].status = 429;
            run.log[4].not_before = Some(ms(moment));
        }
    };
    check(later(5_000), &[]);
    check(later(5_020), &[]);
    check(later(5_050), &[Fault::RetryAfter]);
}

#[test]
fn the_forbidden_and_the_unnamed_are_seen() {
    check(|run| run.intruders.push("127.0.0.1:9 at 127.0.0.2:8081".to_owned()), &[Fault::Forbidden]);
    let unnamed = Entry { host: "localhost".to_owned(), status: 421, ..asked("/", 100) };
    check(|run| run.log.push(unnamed), &[Fault::Forbidden]);
}

#[test]
fn who_asks_says_so() {
    check(|run| run.log[2].user_agent = "rasid/1".to_owned(), &[Fault::Agent]);
    check(|run| run.log[2].user_agent = String::new(), &[Fault::Agent; 2]);
}

#[test]
fn validators_are_used_where_there_is_a_second_time() {
    check(|run| run.log[5].is_conditional = false, &[Fault::Unconditional]);
    check(|run| drop(run.log.pop()), &[]);
}

#[test]
fn a_trap_is_told() {
    check(|run| run.log[4].trap = Some("too deep"), &[Fault::Trap]);
}
