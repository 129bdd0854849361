//! Which words name whom: lexicon, gazetteer, states' forces, people and open names compete for the words of
//! the article, and the longest that begins first wins.
//!
//! A second reading of the same words is not kept: records with two readings of one name were never wanted by
//! anyone. Short names ("the organisation") count only where the article has used a full name before.

mod coreference;
mod guarded;
mod location;
mod namesakes;
mod open;
mod registry;
mod state;

use std::ops::Range;

use record::event::{CountKind, EventType};

use crate::document::{Document, Match, Name, Prefix};
use crate::knowledge::{Argument, Class, Form, HeadRole, Kind, Meaning, is_definite, morphology};
use guarded::Guarded;
use location::{acts, is_location};
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
    /// An outlet that the article cites.
    Outlet,
    /// An organisation known by its first word only.
    OpenOrganization(u32),
    /// One of two that share a first word in the dual ("the tribes A and B"); the second has "and" written to it.
    OneOfTwo(u32, bool),
    /// A place known by its type word only; the words are the name alone.
    OpenPlace(u32),
    ShortEntity(u32),
    Party(u32),
}

/// Chooses readings and fills the article's names, entities and places.
pub(crate) fn resolve(document: &mut Document<'_>, people: Vec<Range<usize>>) {
    let home = home_country(document);
    let mut candidates = collect(document, home);
    candidates.extend(people.into_iter().map(|words| Candidate {
        words,
        prefix: Prefix::default(),
        reading: Reading::Person,
    }));
    drop_covered_descriptions(document, &mut candidates);
    let mut candidates = namesakes::settle(document, candidates);
    candidates.sort_by(|a, b| {
        let key = |c: &Candidate| (c.words.start, std::cmp::Reverse(c.words.end), c.reading.clone());
        key(a).cmp(&key(b))
    });
    let chosen = choose(candidates);
    let mut registry = Registry::new(
        home.and_then(|home| document.knowledge.countries.get(home as usize)).map(|home| home.code.clone()),
    );
    for candidate in chosen {
        let Some(referent) = registry.refer(document, &candidate) else { continue };
        document.names.push(Name { words: candidate.words, referent, prefix: candidate.prefix });
    }
    Registry::unite_towns_with_provinces(document);
    Registry::add_family_names(document);
    coreference::add(document);
}

/// A description never hides part of a name: "members of the police" is no party where "the Federal Police"
/// stands.
fn drop_covered_descriptions(document: &Document<'_>, candidates: &mut Vec<Candidate>) {
    let mut named = vec![false; document.words.len()];
    for candidate in candidates.iter() {
        if matches!(candidate.reading, Reading::Entity(_) | Reading::OfState(..) | Reading::Person) {
            for index in candidate.words.clone() {
                if let Some(flag) = named.get_mut(index) {
                    *flag = true;
                }
            }
        }
    }
    candidates.retain(|candidate| {
        !matches!(candidate.reading, Reading::Party(_))
            || candidate.words.clone().all(|index| named.get(index).is_none_or(|flag| !flag))
    });
}

/// Leftmost, then longest, then preferred.
fn choose(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut chosen: Vec<Candidate> = Vec::new();
    let mut covered = 0;
    for candidate in candidates {
        if candidate.words.start >= covered {
            covered = candidate.words.end;
            chosen.push(candidate);
        }
    }
    chosen
}

/// The country that most places of the article lie in: what "the army" and "the government" belong to.
fn home_country(document: &Document<'_>) -> Option<u32> {
    let mut counts = vec![0_usize; document.knowledge.countries.len()];
    for index in 0..document.words.len() {
        let kinds = document.kinds_at(index);
        if !(kinds.has(Kind::Country) || kinds.has(Kind::Adjective) || kinds.has(Kind::Place)) {
            continue;
        }
        let country = document.matches_at(index).iter().find_map(|found| {
            if let Some(state) = found.meaning.state() {
                return Some(state as usize);
            }
            let place = document.knowledge.places.get(found.meaning.place()? as usize);
            let code = place.filter(|place| !place.guarded)?.country.as_deref()?;
            document.knowledge.country_by_code.get(code).map(|&country| country as usize)
        });
        if let Some(count) = country.and_then(|country| counts.get_mut(country)) {
            *count += 1;
        }
    }
    let (country, &count) =
        counts.iter().enumerate().max_by_key(|&(index, &count)| (count, std::cmp::Reverse(index)))?;
    (count >= 2).then_some(country as u32)
}

fn collect(document: &Document<'_>, home: Option<u32>) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let mut guarded = Guarded::new(document, home);
    for index in 0..document.words.len() {
        if let Some(words) = open::outlet(document, index) {
            candidates.push(Candidate { words, prefix: Prefix::default(), reading: Reading::Outlet });
        }
        if !document.kinds_at(index).may_name() {
            continue;
        }
        for found in document.matches_at(index) {
            let words = found.first..found.end;
            let mut add = |words: Range<usize>, reading: Reading| {
                candidates.push(Candidate { words, prefix: found.prefix, reading });
            };
            match found.meaning {
                Meaning::Entity(entity) if well_written(document, &words) => {
                    add(words, Reading::Entity(entity));
                }
                Meaning::ShortEntity(entity) => add(words, Reading::ShortEntity(entity)),
                Meaning::Place(place) if well_written(document, &words) && guarded.admits(found, place) => {
                    add_place(document, &words, place, &mut add);
                }
                Meaning::Country(country) if well_written(document, &words) => {
                    if acts(document, &words) {
                        add(words, Reading::Government(country));
                    } else if is_location(document, &words) {
                        add(words, Reading::Country(country));
                    }
                }
                Meaning::Adjective(_) if is_national(document, &words) => {
                    if let Some(civilians) = document.knowledge.civilians {
                        add(words, Reading::Party(civilians));
                    }
                }
                Meaning::Adjective(country) => {
                    if let Some(reading) = state::by_adjective(document, &words, country) {
                        add(reading.0, reading.1);
                    }
                }
                Meaning::Party(party) if !is_no_party(document, &words) => {
                    add(words, Reading::Party(party));
                }
                Meaning::Head(head) => add_head(document, words, head, home, &mut add),
                Meaning::Entity(_)
                | Meaning::Place(_)
                | Meaning::Country(_)
                | Meaning::Party(_)
                | Meaning::Month(..)
                | Meaning::Weekday(_)
                | Meaning::Trigger(..)
                | Meaning::Class(_) => {}
            }
        }
    }
    candidates.extend(guarded.later());
    candidates
}

/// "A parliamentary committee", "civil disobedience": a word for people in -i behind a noun is its adjective.
fn is_adjective(document: &Document<'_>, words: &Range<usize>) -> bool {
    let relational = |word: &str| word.ends_with(['ي', 'ه']) && word.chars().nth(3).is_some();
    let Some(before) = words.start.checked_sub(1) else { return false };
    let word = document.word(words.start);
    if words.len() > 1 || !relational(word) || document.is_punct(before) || document.word(before).is_ascii() {
        return false;
    }
    let adjective = word.ends_with('ي') || word.ends_with(morphology().relational.as_str());
    let same_sentence = document.sentence_of(before) == document.sentence_of(words.start);
    let agrees = is_definite(word) == is_definite(document.word(before));
    let noun = document.matches_at(before).iter().all(|found| {
        matches!(
            found.meaning,
            Meaning::Head(_)
                | Meaning::Adjective(_)
                | Meaning::Entity(_)
                | Meaning::ShortEntity(_)
                | Meaning::Trigger(_, Form::Noun | Form::Owned | Form::Dual | Form::Phrase)
        ) && !is_done_to(document, found.meaning)
    });
    let plain = document.matches_at(words.start).iter().any(|found| {
        found.end == words.end
            && found.prefix == Prefix::default()
            && matches!(found.meaning, Meaning::Party(_))
    });
    adjective && same_sentence && agrees && noun && plain && document.number_at(before).is_none()
}

/// The words describe people elsewhere, and here stand for something else.
fn is_no_party(document: &Document<'_>, words: &Range<usize>) -> bool {
    // "Responsibility" is spelled as "its officials".
    let matter = document.is_class(words.start, Class::Motive) && document.surface(words).ends_with('ة');
    matter
        || accuses(document, words)
        || is_adjective(document, words)
        || opens_trigger(document, words)
        || names_camp(document, words)
}

/// "…, accusing Damascus of": with nunation, spelled as "an accused", before a name without a preposition.
fn accuses(document: &Document<'_>, words: &Range<usize>) -> bool {
    let surface = document.surface(words);
    let accusative = surface.chars().rev().take(2).any(|c| c == '\u{64B}');
    let trigger = |found: &Match| {
        let entry = found.meaning.trigger();
        let entry = entry.and_then(|(at, _)| document.knowledge.triggers.get(at as usize));
        found.end >= words.end && entry.is_some_and(|entry| entry.event_type == EventType::Accuse)
    };
    words.len() == 1 && accusative && document.matches_at(words.start).iter().any(trigger)
}

/// "A refugee camp" is a place.
fn names_camp(document: &Document<'_>, words: &Range<usize>) -> bool {
    document.word(words.start).is_ascii() && matches!(document.word(words.end), "camp" | "camps")
}

/// "The killing of a commander": what follows suffers it.
fn is_done_to(document: &Document<'_>, meaning: Meaning) -> bool {
    let trigger =
        meaning.trigger().and_then(|(trigger, _)| document.knowledge.triggers.get(trigger as usize));
    trigger
        .is_some_and(|trigger| trigger.of == Argument::Recipient && trigger.counts.is_some_and(counts_people))
}

fn counts_people(kind: CountKind) -> bool {
    matches!(kind, CountKind::Dead | CountKind::Injured | CountKind::Arrested | CountKind::Abducted)
}

/// "Accusing them", spelled as "an accused woman": the words begin a longer wording of an event.
fn opens_trigger(document: &Document<'_>, words: &Range<usize>) -> bool {
    words.len() == 1
        && document.matches_at(words.start).iter().any(|found| {
            matches!(found.meaning, Meaning::Trigger(_, Form::Phrase))
                && found.first == words.start
                && found.end > words.end
        })
}

fn add_place(
    document: &Document<'_>,
    words: &Range<usize>,
    place: u32,
    add: &mut impl FnMut(Range<usize>, Reading),
) {
    let Some(entry) = document.knowledge.places.get(place as usize) else { return };
    match entry.capital_of.filter(|_| acts(document, words)) {
        Some(country) => add(words.clone(), Reading::Government(country)),
        None => add(words.clone(), Reading::Place(place)),
    }
}

fn add_head(
    document: &Document<'_>,
    words: Range<usize>,
    head: u32,
    home: Option<u32>,
    add: &mut impl FnMut(Range<usize>, Reading),
) {
    let Some(entry) = document.knowledge.heads.get(head as usize) else { return };
    match entry.role {
        HeadRole::OfState(_) => {
            if let Some((words, country)) = state::after_head(document, &words) {
                add(words, Reading::OfState(head, country));
            } else if let Some(home) = home
                && entry.stands_alone(&spelled(document, &words))
            {
                add(words, Reading::OfState(head, home));
            }
        }
        HeadRole::Organization(_) => {
            // A name that the lexicon knows is not lengthened by what follows it.
            let known = document
                .matches_at(words.start)
                .iter()
                .any(|found| matches!(found.meaning, Meaning::Entity(_)) && found.end > words.end);
            // "The district of X", "the province of X": a place, where the word may mean an office too.
            let place = document.knowledge.type_words.contains_key(document.word(words.end - 1))
                && words.len() == 1
                && open::begins_place(document, words.end);
            if known || place {
                return;
            }
            if let Some([first, second]) = open::two_organizations(document, &words) {
                add(first, Reading::OneOfTwo(head, false));
                add(second, Reading::OneOfTwo(head, true));
            } else if let Some(words) = open::organization(document, &words, entry) {
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

/// "Nineteen Syrians", "a Palestinian was wounded": a state's adjective that means people.
fn is_national(document: &Document<'_>, words: &Range<usize>) -> bool {
    is_counted_national(document, words) || is_harmed_national(document, words)
}

/// Right behind a word of killing or arrest an indefinite adjective is who suffered it.
fn is_harmed_national(document: &Document<'_>, words: &Range<usize>) -> bool {
    let word = document.word(words.start);
    let Some(before) = words.start.checked_sub(1).filter(|_| !word.is_ascii() && !is_definite(word)) else {
        return false;
    };
    let harmed = document.matches_at(before).iter().any(|found| {
        let trigger = found.meaning.trigger();
        let entry = trigger.and_then(|(trigger, _)| document.knowledge.triggers.get(trigger as usize));
        found.end == words.start
            && trigger.is_some_and(|(_, form)| !matches!(form, Form::Dual | Form::Owned))
            && entry.is_some_and(|entry| entry.counts.is_some_and(counts_people))
    });
    harmed && document.sentence_of(before) == document.sentence_of(words.start)
}

/// "Nineteen Syrians": behind a number a state's adjective in the accusative or plural is people.
fn is_counted_national(document: &Document<'_>, words: &Range<usize>) -> bool {
    let counted = (1..=4).any(|back| {
        let number = words.start.checked_sub(back).and_then(|index| document.number_at(index));
        number.is_some_and(|(end, number)| end == words.start && !number.ordinal && !number.dual_noun)
    });
    let word = document.word(words.start);
    let people = morphology().people.iter().filter(|ending| ending.chars().nth(1).is_some());
    let plural = people.into_iter().any(|ending| word.ends_with(ending.as_str()));
    counted && !word.is_ascii() && !is_definite(word) && (plural || word.ends_with('ا'))
}

fn spelled(document: &Document<'_>, words: &Range<usize>) -> String {
    words.clone().map(|index| document.word(index)).collect::<Vec<_>>().join(" ")
}

/// Latin names carry a capital, and short ones are acronyms; a name of one Arabic letter pair with a glued
/// letter before it is an accident.
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
