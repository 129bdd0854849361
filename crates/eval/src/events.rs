//! Which row of a record is which event of the gold.
//!
//! A pair needs the same type and half of the words of the evidence. The best pairs are taken first: by shared
//! words, then by the first type, the modes and an actor in common. Rows told twice or two told in one are forgiven
//! while their modes say the same.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use record::event::Event as Row;

use crate::article::overlap;
use crate::cases::Cases;
use crate::found::Found;
use crate::gold::{Document, Event};
use crate::names::Names;
use crate::report::{Counted, Fault, Tally};
use crate::slots::{self, Pair};

/// The least share of the evidence's words.
const SAME_EVIDENCE: f64 = 0.5;

pub(crate) fn score(gold: &Document, found: &Found<'_>, tally: &mut Tally, cases: &mut Cases) {
    let rows = &found.record.events;
    let matching = Matching::new(&gold.events, found);
    let pairs: Vec<Pair<'_>> = matching
        .pairs
        .iter()
        .filter_map(|&(i, j)| Some((i, j, gold.events.get(i)?, rows.get(j)?)))
        .filter(|(_, _, event, _)| !event.optional)
        .map(|(i, j, event, row)| Pair {
            event,
            row,
            wanted_modes: event
                .mode
                .iter()
                .map(String::as_str)
                .chain(matching.merged_modes(&gold.events, j))
                .collect(),
            modes: modes(row).into_iter().chain(matching.split_modes(rows, i)).collect(),
        })
        .collect();
    let missed: Vec<&Event> = matching.missed(&gold.events).collect();
    let extra: Vec<&Row> = matching.extra(rows).collect();
    tally.counted(Counted::Events, pairs.len(), extra.len(), missed.len());
    for event in &missed {
        cases.add(Fault::Missed, &title(&event.event_type, &event.mode), event.evidence.clone());
    }
    for row in &extra {
        let modes: Vec<_> = row.mode.iter().map(|mode| mode.as_str().to_owned()).collect();
        cases.add(Fault::Extra, &title(row.event_type.as_str(), &modes), found.evidence(row));
    }
    slots::score(&pairs, &missed, &extra, found, tally, cases);
}

/// `TYPE/mode+mode`.
pub(crate) fn title(event_type: &str, modes: &[String]) -> String {
    if modes.is_empty() { event_type.to_owned() } else { format!("{event_type}/{}", modes.join("+")) }
}

fn modes(row: &Row) -> BTreeSet<&'static str> {
    row.mode.iter().map(|mode| mode.as_str()).collect()
}

/// Which event is which row, by their positions.
struct Matching {
    pairs: Vec<(usize, usize)>,
    /// Events told within another event's row.
    merged: BTreeSet<usize>,
    /// Rows that tell once more an event that has its row.
    split: BTreeSet<usize>,
    /// For each event, each row: whether they could be one.
    same: Vec<Vec<bool>>,
}

impl Matching {
    fn new(events: &[Event], found: &Found<'_>) -> Self {
        let rows = &found.record.events;
        let (same, candidates) = candidates(events, found);
        let (mut events_taken, mut rows_taken) = (BTreeSet::new(), BTreeSet::new());
        let mut pairs = Vec::new();
        for (_, i, j) in candidates {
            if !events_taken.contains(&i) && !rows_taken.contains(&j) {
                events_taken.insert(i);
                rows_taken.insert(j);
                pairs.push((i, j));
            }
        }
        let mut matching = Self { pairs, merged: BTreeSet::new(), split: BTreeSet::new(), same };
        let told_within = |i: usize, event: &Event| {
            let covers = |row: &Row| {
                let modes = modes(row);
                event.mode.iter().all(|mode| modes.contains(mode.as_str()))
            };
            rows_taken.iter().any(|&j| matching.is_same(i, j) && rows.get(j).is_some_and(covers))
        };
        let merged = events
            .iter()
            .enumerate()
            .filter(|(i, event)| !events_taken.contains(i) && told_within(*i, event))
            .map(|(i, _)| i)
            .collect();
        let told_again = |j: usize, row: &Row| {
            let allowed = |event: &Event| {
                row.mode
                    .iter()
                    .all(|mode| event.mode.iter().chain(&event.mode_alt).any(|one| one == mode.as_str()))
            };
            events_taken.iter().any(|&i| matching.is_same(i, j) && events.get(i).is_some_and(allowed))
        };
        let split = rows
            .iter()
            .enumerate()
            .filter(|(j, row)| !rows_taken.contains(j) && told_again(*j, row))
            .map(|(j, _)| j)
            .collect();
        (matching.merged, matching.split) = (merged, split);
        matching
    }

    fn is_same(&self, i: usize, j: usize) -> bool {
        self.same.get(i).and_then(|rows| rows.get(j)).copied().unwrap_or(false)
    }

    fn missed<'a>(&'a self, events: &'a [Event]) -> impl Iterator<Item = &'a Event> {
        let told = |i: usize| self.merged.contains(&i) || self.pairs.iter().any(|pair| pair.0 == i);
        events
            .iter()
            .enumerate()
            .filter(move |(i, event)| !told(*i) && !event.optional)
            .map(|(_, event)| event)
    }

    fn extra<'a>(&'a self, rows: &'a [Row]) -> impl Iterator<Item = &'a Row> {
        let right = |j: usize| self.split.contains(&j) || self.pairs.iter().any(|pair| pair.1 == j);
        rows.iter().enumerate().filter(move |(j, _)| !right(*j)).map(|(_, row)| row)
    }

    fn merged_modes<'a>(&'a self, events: &'a [Event], row: usize) -> impl Iterator<Item = &'a str> {
        let within = self.merged.iter().filter(move |&&i| self.is_same(i, row));
        within.filter_map(|&i| events.get(i)).flat_map(|event| event.mode.iter().map(String::as_str))
    }

    fn split_modes<'a>(&'a self, rows: &'a [Row], event: usize) -> impl Iterator<Item = &'static str> + 'a {
        let again = self.split.iter().filter(move |&&j| self.is_same(event, j));
        again.filter_map(|&j| rows.get(j)).flat_map(modes)
    }
}

type Candidates = Vec<(f64, usize, usize)>;

/// Which pairs could be one, and how well each fits, the best first; of equals the later.
fn candidates(events: &[Event], found: &Found<'_>) -> (Vec<Vec<bool>>, Candidates) {
    let rows: Vec<_> = found
        .record
        .events
        .iter()
        .map(|row| (row, found.evidence(row), modes(row), found.parties(&row.actor)))
        .collect();
    let (mut same, mut candidates) = (Vec::new(), Vec::new());
    for (i, event) in events.iter().enumerate() {
        let actors: Vec<Names> = event.actor.iter().map(|names| Names::of(names.iter())).collect();
        let mut line = Vec::new();
        for (j, (row, evidence, modes, parties)) in rows.iter().enumerate() {
            let told = std::iter::once(&event.evidence).chain(&event.alt_evidence);
            let shared = told.map(|told| overlap(told, evidence)).fold(0.0, f64::max);
            let row_type = row.event_type.as_str();
            let typed = event.event_type == row_type || event.type_alt.iter().any(|one| one == row_type);
            let is_same = typed && shared >= SAME_EVIDENCE;
            line.push(is_same);
            if is_same {
                let in_common = event.mode.iter().filter(|mode| modes.contains(mode.as_str())).count();
                let acting = actors.iter().any(|actor| parties.iter().any(|party| actor.hit(&party.names)));
                let fit =
                    shared + bonus(event.event_type == row_type, 1.0) + in_common as f64 + bonus(acting, 0.5)
                        - bonus(event.optional, 0.25);
                candidates.push((fit, i, j));
            }
        }
        same.push(line);
    }
    candidates
        .sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| Reverse((a.1, a.2)).cmp(&Reverse((b.1, b.2)))));
    (same, candidates)
}

fn bonus(holds: bool, worth: f64) -> f64 {
    if holds { worth } else { 0.0 }
}
