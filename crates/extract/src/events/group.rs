//! Which triggers of a sentence tell one and the same event.
//!
//! Outcomes join the act that caused them ("an attack … that killed three"); acts of another type, or behind
//! a word like "while", begin another event. What a demand, a threat or an accusation is about is no event of
//! its own unless the text gives it figures or a date.

use std::ops::Range;

use record::event::{EventType, Mode};
use text::token::Kind;

use super::guard;
use super::hits::{Hit, hits};
use crate::document::Document;
use crate::knowledge::Class;

/// How far behind an English means its act may stand.
const MEANS_REACH: usize = 4;

/// What is said, not done: demands, accusations, refusals, threats.
pub(super) fn is_statement(event_type: EventType) -> bool {
    matches!(event_type, EventType::Request | EventType::Accuse | EventType::Reject | EventType::Threaten)
}

/// The triggers of one event.
#[derive(Debug, Clone)]
pub(super) struct Group<'k> {
    pub(super) event_type: EventType,
    pub(super) hits: Vec<Hit<'k>>,
    /// The words that tell it.
    pub(super) clause: Range<usize>,
    pub(super) sentence: Range<usize>,
    /// The mode that stands for those of the triggers.
    recast: Option<Mode>,
}

impl Group<'_> {
    /// The modes of all triggers, each once, in the order of the ontology.
    pub(super) fn modes(&self) -> Vec<Mode> {
        if let Some(mode) = self.recast {
            return vec![mode];
        }
        let mut modes: Vec<Mode> =
            self.hits.iter().flat_map(|hit| hit.trigger.modes.iter().copied()).collect();
        modes.sort_unstable();
        modes.dedup();
        modes
    }

    /// A road that the authorities close is no protest.
    pub(super) fn recast_as_coercion(&mut self) {
        if self.event_type == EventType::Protest && self.modes() == [Mode::Obstruct] {
            self.recast = Some(Mode::Restrict);
            self.event_type = EventType::Coerce;
        }
    }

    /// Force by demonstrators is a riot, and what they close is a road block.
    pub(super) fn recast_as_protest(&mut self) {
        let modes = self.modes();
        let coerces = self.event_type == EventType::Coerce;
        let destroys =
            self.event_type == EventType::Assault && (modes.is_empty() || modes.contains(&Mode::Destroy));
        let mode = if coerces && modes.contains(&Mode::Restrict) {
            Mode::Obstruct
        } else if destroys || coerces && modes.contains(&Mode::Seize) {
            Mode::Riot
        } else {
            return;
        };
        self.recast = Some(mode);
        self.event_type = EventType::Protest;
    }

    /// The trigger that names the act; an outcome only where there is no act.
    pub(super) fn main(&self) -> Option<&Hit<'_>> {
        self.hits.iter().find(|hit| !hit.is_harm() && !hit.is_means()).or(self.hits.first())
    }
}

/// The events of a sentence.
pub(super) fn groups<'k>(document: &Document<'k>, sentence: Range<usize>) -> Vec<Group<'k>> {
    let mut groups: Vec<Group<'k>> = Vec::new();
    let mut known: Option<Hit<'k>> = None;
    // "Warplanes struck": an English means stands before its act.
    let mut ahead: Option<Hit<'k>> = None;
    for hit in hits(document, sentence.clone()) {
        if is_without(document, &hit) || !hit.is_means() && guard::alludes(document, &hit) {
            continue;
        }
        let host = groups.iter().rposition(|group| joins(document, group, &hit));
        let weak = hit.is_means() || guard::is_definite(document, &hit);
        if let Some(group) = host.and_then(|host| groups.get_mut(host)) {
            // "Arrested him within the campaign": what is known already says nothing new of the act.
            let known = weak
                && !hit.is_means()
                && !hit.trigger.modes.is_empty()
                && group.hits.iter().any(|other| other.is_verb() && !other.is_harm());
            if !known {
                group.hits.push(hit);
            }
        } else if weak {
            if hit.is_means() {
                ahead = Some(hit).filter(|hit| document.word(hit.words.start).is_ascii());
            } else {
                known = Some(hit);
            }
        } else if !governed(document, &groups, &hit) {
            let event_type = hit.event_type();
            // "The shelling left seven dead": an act told before goes with the outcome told now.
            let cause = known.take().filter(|act| hit.is_harm() && causes(document, act, &hit));
            let means = ahead.take().filter(|means| {
                means.event_type() == event_type
                    && hit.is_verb()
                    && hit.words.start <= means.words.end + MEANS_REACH
            });
            let hits: Vec<Hit<'k>> = cause.into_iter().chain(means).chain([hit]).collect();
            groups.push(Group { event_type, hits, clause: 0..0, sentence: sentence.clone(), recast: None });
        }
    }
    add_clauses(document, &mut groups);
    groups
}

/// An act of the same type stands before an outcome, with "led to" between.
fn causes(document: &Document<'_>, act: &Hit<'_>, outcome: &Hit<'_>) -> bool {
    let between = act.words.end..outcome.words.start;
    let linked = is_link(document, between.clone())
        || act.words.start.checked_sub(1).is_some_and(|before| is_link(document, before..act.words.start));
    act.event_type() == outcome.event_type() && between.len() <= 12 && linked
}

/// "Without casualties": the outcome did not happen, but the sentence did.
fn is_without(document: &Document<'_>, hit: &Hit<'_>) -> bool {
    (1..=3).any(|back| {
        hit.words.start.checked_sub(back).is_some_and(|index| {
            document.sentence_of(index) == document.sentence_of(hit.words.start)
                && document.is_class(index, Class::Without)
        })
    })
}

/// Whether a trigger tells the event of a group once more, or its outcome.
fn joins(document: &Document<'_>, group: &Group<'_>, hit: &Hit<'_>) -> bool {
    let Some(last) = group.hits.last() else { return false };
    if group.event_type != hit.event_type() {
        return false;
    }
    let between = last.words.end..hit.words.start;
    // "Killed three and wounded two" is one event, "killed three, while two fled" are two.
    let outcomes = last.is_harm() && hit.is_harm();
    let separated = document.has_class(between.clone(), Class::Separator)
        && !is_link(document, between.clone())
        && !outcomes;
    let new_verb = hit.is_verb() && hit.prefix.conjunction;
    match hit.event_type() {
        EventType::Assault => {
            let acts = |hit: &Hit<'_>| !hit.is_harm() && !hit.is_means();
            let distinct = acts(hit) && hit.is_verb() && group.hits.iter().any(acts);
            !(separated || distinct && new_verb)
        }
        EventType::Coerce => {
            let operation = |hit: &Hit<'_>| {
                hit.trigger.modes.iter().all(|mode| matches!(mode, Mode::Seize | Mode::Arrest))
            };
            let same = hit.trigger.modes == last.trigger.modes;
            (same && !new_verb || operation(hit) && operation(last)) && !separated
        }
        EventType::Protest => !separated,
        EventType::Agree
        | EventType::Consult
        | EventType::Support
        | EventType::Cooperate
        | EventType::Aid
        | EventType::Concede
        | EventType::Retreat
        | EventType::Request
        | EventType::Accuse
        | EventType::Reject
        | EventType::Threaten
        | EventType::Sanction
        | EventType::Mobilize => {
            let before = hit.words.start.checked_sub(1);
            // "Flew to Baghdad to confer with X": what an act is for is no second one of its type.
            let purpose = before.is_some_and(|before| document.is_class(before, Class::Towards));
            hit.trigger.modes == last.trigger.modes && !new_verb || !separated && (!hit.is_verb() || purpose)
        }
    }
}

fn is_link(document: &Document<'_>, words: Range<usize>) -> bool {
    document.has_class(words, Class::Link)
}

/// A demand, a threat or an accusation earlier in the same clause is about this.
fn governed(document: &Document<'_>, groups: &[Group<'_>], hit: &Hit<'_>) -> bool {
    let Some(group) = groups.last() else { return false };
    let Some(last) = group.hits.last() else { return false };
    let governs = matches!(
        group.event_type,
        EventType::Request | EventType::Threaten | EventType::Reject | EventType::Accuse | EventType::Support
    );
    let between = last.words.end..hit.words.start;
    let distance = between.len();
    if !governs || hit.is_verb() && hit.prefix.conjunction || distance > 14 {
        return false;
    }
    let ended = document.has_class(between.start..hit.words.start + 1, Class::Separator)
        || between.clone().any(|index| document.is(index, ";"));
    let counted = (hit.is_harm() || hit.trigger.counts.is_some() && !hit.is_verb())
        && (hit.words.end..hit.words.end + 4).any(|index| document.number_at(index).is_some());
    !ended && !counted
}

/// Gives each group the words from its first trigger's clause to the next group's.
fn add_clauses(document: &Document<'_>, groups: &mut [Group<'_>]) {
    groups.sort_by_key(|group| group.hits.first().map_or(0, |hit| hit.words.start));
    let firsts: Vec<usize> =
        groups.iter().map(|group| group.hits.first().map_or(0, |hit| hit.words.start)).collect();
    let mut starts = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let low = match index.checked_sub(1).and_then(|previous| groups.get(previous)) {
            Some(previous) => previous
                .hits
                .iter()
                .map(|hit| hit.words.end)
                .filter(|&end| end <= firsts.get(index).copied().unwrap_or(0))
                .max()
                .unwrap_or(group.sentence.start),
            None => group.sentence.start,
        };
        starts.push(clause_start(document, low, firsts.get(index).copied().unwrap_or(low), index > 0));
    }
    for (index, group) in groups.iter_mut().enumerate() {
        let start = starts.get(index).copied().unwrap_or(group.sentence.start);
        let last = group.hits.iter().map(|hit| hit.words.end).max().unwrap_or(start);
        let next = starts.get(index + 1).copied().unwrap_or(group.sentence.end);
        group.clause = trimmed(document, start..next.max(last));
    }
}

/// Where the clause of a trigger begins, not before `low`.
fn clause_start(document: &Document<'_>, low: usize, first: usize, inner: bool) -> usize {
    if !inner {
        return low;
    }
    let breaks = (low..first).rev().find(|&index| {
        document.is_class(index, Class::Separator)
            || matches!(document.word(index), "،" | "," | ";" | "؛" | ":")
    });
    breaks.map_or(first, |at| if document.is_punct(at) { at + 1 } else { at })
}

fn trimmed(document: &Document<'_>, mut words: Range<usize>) -> Range<usize> {
    let is_mark = |index: usize| document.words.get(index).is_none_or(|word| word.kind == Kind::Punct);
    while words.end > words.start + 1 && is_mark(words.end - 1) {
        words.end -= 1;
    }
    while words.start + 1 < words.end && is_mark(words.start) {
        words.start += 1;
    }
    words
}
