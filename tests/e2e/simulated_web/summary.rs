//! What a run of the simulated web came to, as a table for people.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::oracle::{Evidence, Terms, Violation, by_host};
use super::world::{Due, World};

/// Violations that are printed in full; of the others only the number.
const PRINTED: usize = 40;

/// Figures, what became of each hostile host, and the violations in words.
pub(crate) fn summary(world: &World, evidence: &Evidence, terms: &Terms, violations: &[Violation]) -> String {
    let mut text = String::from("simulated web\n");
    for (name, figure) in figures(evidence, terms) {
        writeln!(text, "  {name:<44} {figure:>8}").unwrap();
    }
    let mut faults: BTreeMap<String, usize> = BTreeMap::new();
    for violation in violations {
        *faults.entry(format!("{:?}", violation.fault)).or_default() += 1;
    }
    writeln!(text, "  {:<44} {:>8}", "violations", violations.len()).unwrap();
    for (fault, times) in faults {
        writeln!(text, "    {fault:<42} {times:>8}").unwrap();
    }
    text.push_str(&hostile(world, evidence));
    for violation in violations.iter().take(PRINTED) {
        writeln!(text, "  {:?}: {}", violation.fault, violation.text).unwrap();
    }
    if violations.len() > PRINTED {
        writeln!(text, "  … and {} more", violations.len() - PRINTED).unwrap();
    }
    text
}

fn figures(evidence: &Evidence, terms: &Terms) -> Vec<(&'static str, usize)> {
    let Evidence { log, records, known, end, .. } = evidence;
    let owed_until = end.saturating_sub(terms.slack);
    let status = |wanted: &str| records.iter().filter(|record| record.status == wanted).count();
    let requests = |wanted: &dyn Fn(u16) -> bool| log.iter().filter(|entry| wanted(entry.status)).count();
    let mut pages: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for entry in log.iter().filter(|entry| entry.status == 200 && entry.target.starts_with("/a/")) {
        *pages.entry((&entry.host, &entry.target)).or_default() += 1;
    }
    let published: BTreeSet<_> = records.iter().filter_map(super::oracle::Published::key).collect();
    let owed =
        |due| known.iter().filter(|article| article.due == due && article.listed <= owed_until).count();
    vec![
        ("seconds", end.as_secs() as usize),
        ("hosts asked", by_host(log).len()),
        ("requests", log.len()),
        ("  answered 304", requests(&|status| status == 304)),
        ("  redirected", requests(&|status| matches!(status, 301 | 302))),
        ("  answered 4xx or 5xx", requests(&|status| status >= 400)),
        ("  for robots.txt", log.iter().filter(|entry| entry.is_robots()).count()),
        ("pages fetched", pages.len()),
        ("  more than once", pages.values().filter(|times| **times > 1).count()),
        ("articles listed", known.len()),
        ("  owed at the end", owed(Due::Once)),
        ("  closed by robots.txt", known.iter().filter(|article| article.due == Due::Never).count()),
        ("articles published", published.len()),
        ("  records called new", status("new")),
        ("  records called duplicate", status("duplicate")),
    ]
}

/// How often each hostile host was asked, and what for.
fn hostile(world: &World, evidence: &Evidence) -> String {
    let mut text =
        String::from("  hostile hosts: requests (of these for robots.txt, for the list), records\n");
    let log = by_host(&evidence.log);
    for host in &world.hosts {
        let Some(misdeed) = host.misdeed else { continue };
        let asked = log.get(format!("{}.test", host.id).as_str()).map(Vec::as_slice).unwrap_or_default();
        let lists = asked.iter().filter(|entry| entry.target == host.list_path()).count();
        let robots = asked.iter().filter(|entry| entry.is_robots()).count();
        let records = evidence.records.iter().filter(|record| record.source == host.id).count();
        let name = format!("{misdeed:?}");
        writeln!(text, "    {} {name:<18} {:>5} ({robots}, {lists}) {records:>4}", host.id, asked.len())
            .unwrap();
    }
    text
}
