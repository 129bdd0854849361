//! Which words name whom: lexicon, gazetteer, states' forces, people and open names compete for the words of the
//! article, and the longest that begins first wins.
//!
//! A second reading of the same words is not kept: records with two readings of one name were never wanted by anyone.
//! Short names ("the organisation") count only where the article has used a full name before.

mod open;
mod registry;
mod state;

use std::ops::Range;

use crate::document::{Document, Name, Prefix, Referent};
use crate::knowledge::{Class, Form, HeadRole, Meaning};
use registry::Registry;

/// A reading of some words.
#[derive(Debug, Clone)]
struct Candidate {
    words: Range<usize>,
    prefix: Prefix,
    reading: Reading,
}

/// What the words may stand for. The order is that of preference between readings of the same words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Reading {
    Entity(u32),
    /// A force or office of a state: head and country.
    OfState(u32, u32),
    Person,
    Place(u32),
    /// A capital or country where it acts.
    Government(u32),
    Country(u32),
    /// An organisation known by its first word only.
    OpenOrganization(u32),
    /// A place known by its type word only; the words are the name alone.
    OpenPlace(u32),
    ShortEntity(u32),
    Party(u32),
}

/// Chooses readings and fills the article's names, entities and places.
pub(crate) fn resolve(document: &mut Document<'_>, people: Vec<Range<usize>>) {
    let mut candidates = collect(document);
    candidates.extend(people.into_iter().map(|words| Candidate {
        words,
        prefix: Prefix::default(),
        reading: Reading::Person,
    }));
    candidates.sort_by(|a, b| {
        let key = |c: &Candidate| (c.words.start, std::cmp::Reverse(c.words.end), c.reading.clone());
        key(a).cmp(&key(b))
    });
    let chosen = choose(candidates);
    let mut registry = Registry::default();
    for candidate in chosen {
        let Some(referent) = registry.refer(document, &candidate.reading, &candidate.words) else { continue };
        document.names.push(Name { words: candidate.words, referent, prefix: candidate.prefix });
    }
    registry.unite_towns_with_provinces(document);
    registry.add_family_names(document);
}

/// Leftmost, then longest, then preferred.
fn choose(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut chosen: Vec<Candidate> = Vec::new();
    let mut group: Vec<Candidate> = Vec::new();
    let mut covered = 0;
    for candidate in candidates {
        if candidate.words.start < covered {
            // Several places of one name: the registry decides between them.
            if chosen.last().is_some_and(|last| {
                last.words == candidate.words
                    && matches!((&last.reading, &candidate.reading), (Reading::Place(_), Reading::Place(_)))
            }) {
                group.push(candidate);
            }
            continue;
        }
        covered = candidate.words.end;
        chosen.push(candidate);
    }
    chosen
}

fn collect(document: &Document<'_>) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for index in 0..document.words.len() {
        for found in document.matches_at(index) {
            let words = found.first..found.end;
            let mut add = |words: Range<usize>, reading: Reading| {
                candidates.push(Candidate { words, prefix: found.prefix, reading });
            };
            match found.meaning {
                Meaning::Entity(entity) if well_written(document, &words) => {
                    add(words, Reading::Entity(entity))
                }
                Meaning::ShortEntity(entity) => add(words, Reading::ShortEntity(entity)),
                Meaning::Place(place) if well_written(document, &words) => {
                    add_place(document, &words, place, &mut add);
                }
                Meaning::Country(country) if well_written(document, &words) => {
                    if acts(document, &words) {
                        add(words, Reading::Government(country));
                    } else if is_location(document, &words) {
                        add(words, Reading::Country(country));
                    }
                }
                Meaning::Adjective(country) => {
                    if let Some(reading) = state::by_adjective(document, &words, country) {
                        add(reading.0, reading.1);
                    }
                }
                Meaning::Party(party) => add(words, Reading::Party(party)),
                Meaning::Head(head) => add_head(document, words, head, &mut add),
                _ => {}
            }
        }
    }
    candidates
}

fn add_place(
    document: &Document<'_>,
    words: &Range<usize>,
    place: u32,
    add: &mut impl FnMut(Range<usize>, Reading),
) {
    let Some(entry) = document.knowledge.places.get(place as usize) else { return };
    if entry.guarded && !led_by_place_word(document, words.start) {
        return;
    }
    match entry.capital_of.filter(|_| acts(document, words)) {
        Some(country) => add(words.clone(), Reading::Government(country)),
        None => add(words.clone(), Reading::Place(place)),
    }
}

fn add_head(
    document: &Document<'_>,
    words: Range<usize>,
    head: u32,
    add: &mut impl FnMut(Range<usize>, Reading),
) {
    let Some(entry) = document.knowledge.heads.get(head as usize) else { return };
    match entry.role {
        HeadRole::OfState(_) => {
            if let Some((words, country)) = state::after_head(document, &words) {
                add(words, Reading::OfState(head, country));
            }
        }
        HeadRole::Organization(_) => {
            if let Some(words) = open::organization(document, &words, entry) {
                add(words, Reading::OpenOrganization(head));
            }
        }
        HeadRole::Place(kind) => {
            if let Some(name) = open::place(document, &words, kind) {
                add(name, Reading::OpenPlace(head));
            }
        }
    }
}

/// Latin names carry a capital, and short ones are acronyms; a name of one Arabic letter pair with a glued letter
/// before it is an accident.
fn well_written(document: &Document<'_>, words: &Range<usize>) -> bool {
    let first = document.word(words.start);
    if !first.is_ascii() {
        return true;
    }
    let surface = document.surface(words);
    if words.len() == 1 && first.len() <= 3 {
        return surface.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
    }
    surface.starts_with(char::is_uppercase) || surface.contains(char::is_uppercase) && words.len() > 1
}

/// A word of place stands before: "the town of", "near", "in the countryside of".
fn led_by_place_word(document: &Document<'_>, index: usize) -> bool {
    (1..=2).any(|back| {
        let at = index.wrapping_sub(back);
        let head = document.matches_at(at).iter().any(|found| match found.meaning {
            Meaning::Head(head) => document
                .knowledge
                .heads
                .get(head as usize)
                .is_some_and(|head| matches!(head.role, HeadRole::Place(_))),
            _ => false,
        });
        head && document.words.get(at).is_some()
    })
}

/// The place stands where something happens or moves.
fn is_location(document: &Document<'_>, words: &Range<usize>) -> bool {
    let before = words.start.wrapping_sub(1);
    let glued = document.matches_at(words.start).iter().any(|found| {
        found.end == words.end && found.prefix.preposition == Some(crate::document::Preposition::In)
    });
    glued
        || [Class::Within, Class::Towards, Class::From, Class::Direction]
            .into_iter()
            .any(|class| document.class_at(before, class).is_some())
        || led_by_place_word(document, words.start)
}

/// The name of a country or capital acts: a verb stands right before it (Arabic) or after it, or another actor is
/// joined to it.
fn acts(document: &Document<'_>, words: &Range<usize>) -> bool {
    if is_location(document, words) {
        return false;
    }
    let latin = document.word(words.start).is_ascii();
    let before = words.start.wrapping_sub(1);
    let verb_before = !latin && is_verb(document, before);
    let after = words.end;
    verb_before
        || is_verb(document, after) && !document.is_punct(after) && !document.is(before, ",")
        || document.class_at(before, Class::Agent).is_some()
        || document.class_at(before, Class::Onto).is_some()
        || document.class_at(before, Class::That).is_some()
}

fn is_verb(document: &Document<'_>, index: usize) -> bool {
    document.matches_at(index).iter().any(|found| match found.meaning {
        Meaning::Trigger(_, form) => matches!(form, Form::Past | Form::Present),
        Meaning::Class(class) => class == Class::Say || class == Class::Denial,
        _ => false,
    })
}
