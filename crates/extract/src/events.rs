//! Events: who did what to whom, where, when, how many, according to whom.
//!
//! The grammar is shallow on purpose. Words that tell an event are found ([`hits`]) and weighed ([`guard`]),
//! those of one happening are joined ([`group`]), and each group's arguments are read off the words around it
//! ([`slots`], [`counts`], [`status`], [`source`]). A parser was left out: none exists for Arabic that is
//! fast, small and reproducible, and order of words plus prepositions settles most cases.

mod claim;
mod counts;
mod group;
mod guard;
mod hits;
mod issuer;
mod memory;
mod merge;
mod slots;
pub(crate) mod source;
mod status;
mod weight;
mod whenwhere;

use std::ops::Range;

use record::event::{Event, EventStatus, EventType, Mode, Party};
use record::id::EventId;
use record::record::{Defect, Precision};

use crate::MAX_EVENTS;
use crate::document::Document;
use crate::knowledge::{Sign, Signs};
use crate::quotes::FoundQuote;
use group::Group;
use memory::Memory;
use slots::Doer;

/// From how many words on a sentence is read in pieces.
const LONGEST_SENTENCE: usize = 300;

/// The events of an article in order of their evidence, and the defect that there were too many.
pub(crate) fn find(document: &Document<'_>, quotes: &[FoundQuote]) -> (Vec<Event>, Vec<Defect>) {
    if guard::is_no_news(document) {
        return (Vec::new(), Vec::new());
    }
    let mut events = Vec::new();
    let mut sentences = Vec::new();
    let mut memory = Memory::default();
    let main_place = whenwhere::main_place(document);
    memory.fallback = source::fallback(document, quotes);
    memory.ticker = whenwhere::is_ticker(document);
    let title_date = whenwhere::title_date(document);
    memory.date.clone_from(&title_date);
    for sentence in &document.sentences {
        if document.breaks_before(sentence.start) {
            memory.place = main_place;
            memory.cited = None;
            if memory.ticker {
                memory.date.clone_from(&title_date);
            }
        }
        if !events.is_empty()
            && let Some((place, date)) = whenwhere::heading(document, sentence)
        {
            memory.place = place.or(memory.place);
            memory.date = date.or(memory.date.take());
        }
        memory.label = source::label(document, sentence);
        memory.sentence();
        if guard::asks(document, sentence) {
            continue;
        }
        for group in pieces(sentence).flat_map(|piece| group::groups(document, piece)) {
            if events.len() > 2 * MAX_EVENTS {
                break;
            }
            let (event, is_report) = event(document, group, quotes, &mut memory);
            if is_report {
                events.push(event);
                sentences.push(document.sentence_of(sentence.start));
            }
        }
        source::remember(document, sentence.clone(), &mut memory);
    }
    claim::apply(document, &mut events, &sentences);
    let mut events = merge::restatements(events);
    events.sort_by_key(|event| (event.evidence.start, event.evidence.end));
    let mut defects = Vec::new();
    if events.len() > MAX_EVENTS {
        let detail = format!("{} events found, {MAX_EVENTS} kept", events.len());
        defects.push(Defect { code: "events-capped".to_owned(), detail });
        events.truncate(MAX_EVENTS);
    }
    for (index, event) in events.iter_mut().enumerate() {
        event.id = EventId::nth(index + 1);
    }
    (events, defects)
}

/// A sentence as it is read: what goes on and on without a full stop is a list or no text at all, and would take
/// time that grows with the square of its length.
fn pieces(sentence: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<> {
    let end = sentence.end;
    sentence.clone().step_by(LONGEST_SENTENCE).map(move |start| start..(start + LONGEST_SENTENCE).min(end))
}

/// An event, and whether it is told as a report.
fn event(
    document: &Document<'_>,
    mut group: Group<'_>,
    quotes: &[FoundQuote],
    memory: &mut Memory,
) -> (Event, bool) {
    memory.voice = source::voice(document, &group, quotes, memory);
    let mut parties = slots::parties(document, &group, memory);
    let mut signs = Signs::default();
    signs.set(Sign::Actor, !parties.actor.is_empty());
    let accident =
        parties.actor.is_empty() && guard::is_accident(document, &group.hits, group.sentence.clone());
    slots::context::complete(document, &group, memory, &mut parties);
    match parties.doer {
        Some(Doer::Crowd) => group.recast_as_protest(),
        Some(Doer::Official) => group.recast_as_coercion(),
        None => {}
    }
    let group = &group;
    let mode = group.modes();
    let found_date = whenwhere::date(document, group);
    let status = status::status(document, group, found_date);
    let speaks = group::is_statement(group.event_type);
    // Whom nobody knows by name speaks where the news is.
    let afar = speaks && parties.actor.iter().any(|party| matches!(party, Party::Entity(_)));
    let explicit_place = whenwhere::place(document, group, speaks, memory.place);
    let anywhere =
        matches!(group.event_type, EventType::Sanction | EventType::Agree) || mode.contains(&Mode::Phone);
    // The place in a statement is what it is about, not where it was made.
    let about = matches!(group.event_type, EventType::Request | EventType::Reject | EventType::Accuse);
    let spoken = matches!(group.event_type, EventType::Request | EventType::Reject);
    // What went on for days went on all around, unless "the district" says where.
    let around = found_date.is_some_and(|date| date.mention.precision != Precision::Day)
        && !whenwhere::takes_up(document, group.sentence.start..group.clause.end);
    let known =
        memory.place.map(|place| if around { whenwhere::province_of(document, place) } else { place });
    let place = explicit_place.filter(|_| !about).or(known.filter(|_| !afar && !anywhere && !spoken));
    let explicit_date = found_date.map(whenwhere::event_date);
    let date = explicit_date.clone().or_else(|| inherited(document, group, memory, status));
    if status == EventStatus::Factual {
        memory.place = explicit_place.or(memory.place);
        let newer = found_date.filter(|date| {
            date.mention.precision == Precision::Day
                && memory.date.as_ref().is_none_or(|known| known.value <= date.mention.value)
        });
        memory.date = newer.map(whenwhere::event_date).or_else(|| memory.date.take());
    }
    let cited = source::attribution(document, group, quotes, memory.speaker.as_ref());
    // "The Units said they would not leave": whoever is cited refuses.
    if speaks && parties.actor.is_empty() && !parties.passive {
        let issuer =
            || memory.fallback.issuer.clone().filter(|_| !slots::context::is_plural(document, group));
        let speaker = cited.clone().or_else(issuer).or_else(|| slots::context::resolver(document, group));
        parties.actor.extend(speaker.filter(|party| !parties.recipient.contains(party)));
    }
    memory.note(group.event_type, status, &group.modes(), &parties);
    // What did not happen has no figures.
    let (counts, counts_range) =
        if status == EventStatus::Negated { Default::default() } else { counts::counts(document, group) };
    signs.set(Sign::Attributed, cited.is_some());
    signs.set(Sign::Place, explicit_place.is_some());
    signs.set(Sign::Day, explicit_date.is_some());
    let said = cited
        .or_else(|| memory.label.clone().filter(|_| !memory.fallback.report))
        .or_else(|| memory.cited.clone())
        .or_else(|| memory.fallback.issuer.clone());
    let attribution = if speaks && group.event_type != EventType::Support {
        parties.actor.first().cloned().or(said)
    } else {
        said
    };
    let sure = 0.5
        + 0.1 * f32::from(u8::from(!parties.actor.is_empty()))
        + 0.1 * f32::from(u8::from(!parties.recipient.is_empty()))
        + 0.1 * f32::from(u8::from(explicit_place.is_some()))
        + 0.1 * f32::from(u8::from(explicit_date.is_some()));
    let event = Event {
        id: EventId::nth(0),
        event_type: group.event_type,
        acled: acled(document, group),
        mode,
        context: Vec::new(),
        status,
        actor: parties.actor,
        recipient: parties.recipient,
        event_loc: place.and_then(|place| whenwhere::place_id(document, place)),
        date,
        counts,
        counts_range,
        attribution,
        evidence: document.span(&group.clause),
        confidence: sure,
    };
    let is_report = !accident && weight::is_report(document, group, &event, signs);
    (event, is_report)
}

/// The date that the article is about, where the clause names none: only what happened has it.
fn inherited(
    document: &Document<'_>,
    group: &Group<'_>,
    memory: &Memory,
    status: EventStatus,
) -> Option<record::event::EventDate> {
    if status != EventStatus::Factual {
        return None;
    }
    memory
        .date
        .clone()
        .or_else(|| {
            if memory.ticker && document.published.is_some() {
                return None;
            }
            let recent = |date: &&crate::dates::FoundDate| {
                !date.old
                    && !date.coming
                    && date.mention.precision == Precision::Day
                    && (date.words.start < group.clause.end || document.published.is_none())
            };
            document.dates.iter().find(recent).map(whenwhere::event_date)
        })
        .or_else(|| {
            let value = document.published?.to_string();
            Some(record::event::EventDate { value, end_value: None, precision: Precision::Day })
        })
}

fn acled(document: &Document<'_>, group: &Group<'_>) -> Option<String> {
    let modes = group.modes();
    document
        .knowledge
        .acled
        .iter()
        .find(|line| {
            line.event_type == group.event_type && line.mode.is_none_or(|mode| modes.contains(&mode))
        })
        .map(|line| line.sub_event.clone())
}
