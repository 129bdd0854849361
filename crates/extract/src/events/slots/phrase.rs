//! Names and descriptions as arguments: who follows, who is joined by "and", whose members they are, and what a
//! preposition before them says.
//!
//! Everything here looks at one name and its neighbours; which side of an event a name fills is decided by
//! [`super::reading`].

use std::ops::Range;

use record::event::Party;
use record::id::EntityId;
use record::record::EntityType;

use crate::document::{Document, Name, Preposition, Referent};
use crate::knowledge::{Class, Form, Meaning, PartyKind, is_definite, morphology};

/// How far back "its" may point, in words.
const OWNER_REACH: usize = 40;
/// How far back "the soldiers" may point, in words.
const REFERENT_REACH: usize = 80;
/// How far behind a calling the name may stand, in words.
const CALLED_REACH: usize = 6;
/// The most words of a number, and of "not less than" before it.
const FIGURE: usize = 5;
/// How many words may stand between two names that "and" joins.
const JOINED_REACH: usize = 4;

/// What a preposition before a name makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Onto,
    For,
    Other,
}

/// Names of actors in a stretch: entities and descriptions.
pub(super) fn actors<'d>(document: &'d Document<'_>, words: Range<usize>) -> impl Iterator<Item = &'d Name> {
    let from = document.names.partition_point(|name| name.words.start < words.start);
    document
        .names
        .iter()
        .skip(from)
        .take_while(move |name| name.words.start < words.end)
        .filter(|name| !matches!(name.referent, Referent::Place(_)))
}

/// The next name, unless it is a place.
pub(super) fn following<'d>(document: &'d Document<'_>, name: &Name) -> Option<&'d Name> {
    let at = document.names.partition_point(|other| other.words.start <= name.words.start);
    document.names.get(at).filter(|next| !matches!(next.referent, Referent::Place(_)))
}

/// The kind of people that a description means.
pub(super) fn kind(document: &Document<'_>, name: &Name) -> Option<PartyKind> {
    match name.referent {
        Referent::Party(party) => document.knowledge.parties.get(party as usize).map(|party| party.kind),
        Referent::Entity(_) | Referent::Place(_) => None,
    }
}

/// The type of the entity that a name stands for.
pub(super) fn entity_type(document: &Document<'_>, name: &Name) -> Option<EntityType> {
    match name.referent {
        Referent::Entity(entity) => document.entities.get(entity).map(|entity| entity.entity_type),
        Referent::Party(_) | Referent::Place(_) => None,
    }
}

/// Groups, armies and governments: who can hold, arrest and fight.
pub(super) fn is_force(document: &Document<'_>, name: &Name) -> bool {
    matches!(
        entity_type(document, name),
        Some(EntityType::Group | EntityType::Military | EntityType::Government)
    )
}

/// Whom a description stands for: "members of X" are X, "the lawyer N.N." is N.N.
pub(super) fn specific<'d>(document: &'d Document<'_>, name: &'d Name) -> &'d Name {
    let Some(kind) = kind(document, name) else { return holder(document, name) };
    if let Some(person) = called(document, name).or_else(|| head_of(document, name)) {
        return person;
    }
    match kind {
        PartyKind::Civil | PartyKind::Crowd | PartyKind::Anyone => name,
        PartyKind::Armed | PartyKind::Forces | PartyKind::Office | PartyKind::Craft => {
            owner(document, name).or_else(|| master(document, name)).unwrap_or(name)
        }
    }
}

/// "The former leader of the faction N.N.": the person named behind a calling, with nothing but what belongs to
/// the calling between.
fn called<'d>(document: &'d Document<'_>, name: &'d Name) -> Option<&'d Name> {
    let latin = document.word(name.words.start).is_ascii();
    let office = matches!(kind(document, name), Some(PartyKind::Office | PartyKind::Forces)) && latin;
    let one = document.is_class(name.words.start, Class::One)
        || document.is_class(name.words.start, Class::Title)
        || office;
    // "The governor N.N.", "the deputy of the governor N.N.".
    let definite = is_definite(document.word(name.words.start)) || is_definite(document.word(name.words.end));
    if !one || !latin && !definite && name.prefix.preposition.is_none() {
        return None;
    }
    let at = document.names.partition_point(|other| other.words.start <= name.words.start);
    let reach = name.words.end + CALLED_REACH;
    let near = document.names.get(at..)?.iter().take_while(|other| other.words.start <= reach);
    let person = near
        .take_while(|other| !other.prefix.conjunction)
        .find(|other| entity_type(document, other) == Some(EntityType::Person))?;
    let calling = |index: usize| {
        !document.is_punct(index) && !document.has_class(index..index + 1, Class::Say)
            && document.matches_at(index).iter().all(|found| {
                !matches!(found.meaning, Meaning::Trigger(_, Form::Past | Form::Passive | Form::Present))
                    && (!matches!(found.meaning, Meaning::Class(Class::That | Class::Stop) if index == name.words.end)
                        || document.is_class(index, Class::Off))
            })
    };
    (name.words.end..person.words.start).all(calling).then_some(person)
}

/// "Commander of X N.N.": the person named right behind the body that the calling is of.
fn head_of<'d>(document: &'d Document<'_>, name: &'d Name) -> Option<&'d Name> {
    let leads =
        matches!(kind(document, name), Some(PartyKind::Office | PartyKind::Forces | PartyKind::Civil));
    let body = following(document, name).filter(|body| leads && body.words.start <= name.words.end + 1)?;
    let forces = |index: usize| {
        let heads = |found: &crate::document::Match| found.meaning.head().is_some();
        document.matches_at(index).iter().any(heads)
    };
    if !(name.words.end..body.words.start).all(forces) {
        return None;
    }
    let person = following(document, body)?;
    let gap = body.words.end..person.words.start;
    let adjacent = gap.len() <= 1 && gap.clone().all(|index| is_adjective(document, index));
    (adjacent
        && !person.prefix.conjunction
        && !document.word(name.words.start).is_ascii()
        && is_force(document, body)
        && entity_type(document, person) == Some(EntityType::Person))
    .then_some(person)
}

/// "Members of X", "helicopters belonging to X".
fn master<'d>(document: &'d Document<'_>, name: &'d Name) -> Option<&'d Name> {
    let next = following(document, name)?;
    let gap = name.words.end..next.words.start;
    let belongs = gap.len() <= 2 && gap.clone().all(|index| !matches!(document.word(index), "," | ";"))
        || gap.len() <= 4 && document.has_class(gap.start..gap.end.min(gap.start + 2), Class::Belonging);
    let body = match next.referent {
        Referent::Entity(_) => entity_type(document, next) != Some(EntityType::Person),
        Referent::Party(_) => {
            self::kind(document, next) == Some(PartyKind::Forces)
                && document.is_class(name.words.end, Class::From)
        }
        Referent::Place(_) => false,
    };
    (belongs && body && !next.prefix.conjunction).then_some(next)
}

/// "(The post) belonging to X": X stands right behind a word of belonging.
pub(super) fn is_owner(document: &Document<'_>, name: &Name) -> bool {
    let quoted = name.words.start.checked_sub(1).is_some_and(|before| document.is_punct(before));
    let start = name.words.start - usize::from(quoted);
    (1..=2).any(|back| {
        start.checked_sub(back).is_some_and(|index| {
            document.class_at(index, Class::Belonging).is_some_and(|found| found.end + 1 >= start)
        })
    })
}

/// "X fighters", and "its fighters" where X was the last force named: X.
fn owner<'d>(document: &'d Document<'_>, name: &Name) -> Option<&'d Name> {
    let at = document.names.partition_point(|other| other.words.start < name.words.start);
    let forces = |other: &&Name| is_force(document, other);
    let previous = document.names.get(at.checked_sub(1)?)?;
    if document.word(name.words.start).is_ascii() {
        let possessive = document.is(previous.words.end, "'") && document.is(previous.words.end + 1, "s");
        let end = previous.words.end + if possessive { 2 } else { 0 };
        return Some(previous).filter(|_| end == name.words.start).filter(forces);
    }
    let refers = match name.referent {
        Referent::Party(party) => {
            document.knowledge.parties.get(party as usize).is_some_and(|party| party.refers)
        }
        Referent::Entity(_) | Referent::Place(_) => false,
    };
    let reach = if is_possessed(document, name) {
        OWNER_REACH
    } else if refers && is_definite(bare(document, name)) && master(document, name).is_none() {
        REFERENT_REACH
    } else {
        return None;
    };
    let near = |other: &&Name| other.words.end + reach > name.words.start;
    let earlier = || document.names.iter().take(at).rev().take_while(near);
    if is_possessed(document, name)
        && let Some(force) = earlier().next().filter(|other| {
            self::kind(document, other) == Some(PartyKind::Forces) && !is_possessed(document, other)
        })
    {
        // "The raiding force … one of its members".
        return owner(document, force);
    }
    let fighting = |other: &&Name| {
        matches!(entity_type(document, other), Some(EntityType::Group | EntityType::Military))
    };
    // "The forces", "the soldiers" are an army's; "its members" may be a group's too.
    let army = |other: &&Name| entity_type(document, other) == Some(EntityType::Military);
    let nearest = || earlier().find(fighting).or_else(|| earlier().find(forces));
    if is_possessed(document, name) { nearest() } else { earlier().find(army).or_else(nearest) }
}

/// The first word without "and" and prepositions written to it, as far as the article shows.
fn bare<'d>(document: &'d Document<'_>, name: &Name) -> &'d str {
    let word = document.word(name.words.start);
    let word = if name.prefix.conjunction { word.strip_prefix(['و', 'ف']).unwrap_or(word) } else { word };
    match name.prefix.preposition {
        Some(_) => word.strip_prefix(['ب', 'ك']).unwrap_or(word),
        None => word,
    }
}

/// The word carries a pronoun of the third person. The written ending is looked at, not the folded one, which
/// a feminine ending equals.
fn is_possessed(document: &Document<'_>, name: &Name) -> bool {
    let surface = document.surface(&(name.words.end.saturating_sub(1)..name.words.end));
    let pronouns = morphology().objects.iter().filter(|ending| ending.starts_with('ه'));
    !is_definite(document.word(name.words.start))
        && pronouns.into_iter().any(|ending| surface.ends_with(ending.as_str()))
}

/// "The commander of X, N.N." is the person.
fn holder<'d>(document: &'d Document<'_>, name: &'d Name) -> &'d Name {
    let titled = (1..=2).any(|back| {
        name.words.start.checked_sub(back).is_some_and(|index| document.is_class(index, Class::Title))
    });
    let office = entity_type(document, name) == Some(EntityType::Person);
    let Some(next) = following(document, name).filter(|_| titled || office) else { return name };
    let adjacent = next.words.start <= name.words.end + 1 && !next.prefix.conjunction;
    if adjacent && entity_type(document, next) == Some(EntityType::Person) { next } else { name }
}

/// Whether "and" joins two names: nothing but adjectives of the first and a number of the second may stand
/// between.
pub(super) fn joined(document: &Document<'_>, first: &Name, second: &Name) -> bool {
    let gap = first.words.end..second.words.start;
    if gap.len() > JOINED_REACH
        || document.sentence_of(first.words.start) != document.sentence_of(second.words.start)
    {
        return false;
    }
    let mut and = second.prefix.conjunction && gap.len() <= 2;
    let mut index = gap.start;
    while index < gap.end {
        if matches!(document.word(index), "and" | "و" | "&") {
            and = true;
        } else if let Some((end, _)) = document.number_at(index) {
            and |= document.word(index).starts_with('و');
            index = end.max(index + 1);
            continue;
        } else if and || !is_adjective(document, index) {
            return and && gap.len() <= 2;
        }
        index += 1;
    }
    and
}

/// Nothing that grammar knows: an adjective, most likely, or a closing quotation mark.
fn is_adjective(document: &Document<'_>, index: usize) -> bool {
    if document.is_punct(index) {
        return matches!(document.word(index), "\"" | "»" | ")" | "”");
    }
    document
        .matches_at(index)
        .iter()
        .all(|found| matches!(found.meaning, Meaning::Adjective(_) | Meaning::Class(Class::Filler)))
}

/// What an event calls this name.
pub(super) fn party(document: &Document<'_>, name: &Name) -> Party {
    match name.referent {
        Referent::Entity(entity) => match document.entities.get(entity) {
            Some(entity) => Party::Entity(EntityId::known(&entity.id)),
            None => Party::Described { name: document.surface(&name.words).to_owned() },
        },
        Referent::Place(_) | Referent::Party(_) => Party::Described { name: unprefixed(document, name) },
    }
}

/// The description without "and" and prepositions written to its first word.
fn unprefixed(document: &Document<'_>, name: &Name) -> String {
    crate::quotes::bare(document.surface(&described(document, &name.words)), name.prefix)
}

/// A description with the adjective or the possessor behind it: "unknown gunmen", "the camp's residents".
fn described(document: &Document<'_>, words: &Range<usize>) -> Range<usize> {
    let next = words.end;
    let last = document.word(next.saturating_sub(1));
    let word = document.word(next);
    if word.is_ascii() || document.is_punct(next) || document.number_at(next).is_some() {
        return words.clone();
    }
    let known = |found: &crate::document::Match| {
        !matches!(found.meaning, Meaning::Class(Class::Filler) | Meaning::Adjective(_))
    };
    let named = !document.names_in(next..next + 1).is_empty();
    if named || document.matches_at(next).iter().any(known) {
        return words.clone();
    }
    let verb = word.starts_with('ي') && !is_definite(word);
    let agrees = !verb
        && is_definite(last) == is_definite(word)
        && morphology().people.iter().any(|ending| {
            ending.chars().nth(1).is_some()
                && last.ends_with(ending.as_str())
                && word.ends_with(ending.as_str())
        });
    let possessed = last.ends_with(['و', 'ي']) && !is_definite(last) && is_definite(word);
    words.start..if agrees || possessed { next + 1 } else { next }
}

/// A description in an oblique form cannot be the subject: a sound plural or dual in -ina, -ayni, an accusative.
pub(super) fn is_oblique(document: &Document<'_>, name: &Name) -> bool {
    if !matches!(name.referent, Referent::Party(_)) {
        return false;
    }
    let surface = document.surface(&(name.words.start..name.words.start + 1));
    let word = document.word(name.words.start);
    surface.ends_with('\u{64B}')
        || surface.ends_with("\u{64B}ا")
        || word.chars().count() > 4 && word.ends_with(morphology().oblique.as_str())
}

/// The preposition before a name.
pub(super) fn preposition(document: &Document<'_>, name: &Name) -> Option<Side> {
    match name.prefix.preposition {
        Some(Preposition::For) => return Some(Side::For),
        Some(Preposition::In) => return Some(Side::Onto),
        Some(Preposition::Like) => return Some(Side::Other),
        None => {}
    }
    // "Eleven of the pickers": "of" after a number is no preposition of place.
    let counted = (2..=4).any(|back| {
        name.words
            .start
            .checked_sub(back)
            .and_then(|index| document.number_at(index))
            .is_some_and(|(end, _)| end + 1 == name.words.start)
    });
    if counted {
        return None;
    }
    let start = before_figure(document, name.words.start);
    let by = (1..=3).any(|back| {
        let index = start.checked_sub(back);
        index.and_then(|index| document.after(index, Class::Agent)) == Some(start)
    });
    if by {
        return Some(Side::Other);
    }
    (1..=2).find_map(|back| {
        let index = start.checked_sub(back)?;
        if document.is_class(index, Class::Onto) {
            Some(Side::Onto)
        } else if matches!(document.word(index), "ل" | "of") {
            Some(Side::For)
        } else if document.after(index, Class::Within) == Some(start)
            || back == 1
                && [Class::Within, Class::Towards, Class::From, Class::Source, Class::Agent]
                    .into_iter()
                    .any(|class| document.is_class(index, class))
        {
            Some(Side::Other)
        } else {
            None
        }
    })
}

/// Where "at least thirty" before a word begins, or the word itself.
pub(super) fn before_figure(document: &Document<'_>, start: usize) -> usize {
    let led_by = |start: usize, ends: &dyn Fn(usize) -> Option<usize>| {
        (1..=FIGURE).filter_map(|back| start.checked_sub(back)).find(|&index| ends(index) == Some(start))
    };
    let number = led_by(start, &|index| document.number_at(index).map(|(end, _)| end));
    let Some(number) = number else { return start };
    led_by(number, &|index| document.after(index, Class::Approximate)).unwrap_or(number)
}

/// One past "at least thirty" at a word, or the word itself.
pub(super) fn past_figure(document: &Document<'_>, start: usize) -> usize {
    let number = document.after(start, Class::Approximate).unwrap_or(start);
    document.number_at(number).map_or(start, |(end, _)| end)
}

/// The name stands right before the verb.
pub(super) fn adjoins(document: &Document<'_>, name: &Name, verb: usize) -> bool {
    // "Both gunmen were killed": the word for two stands behind its noun.
    let number = document.number_at(name.words.start).filter(|(end, _)| *end <= verb);
    let gap = number.map_or(name.words.end, |(end, _)| end.max(name.words.end))..verb;
    gap.len() <= 2
        && gap.clone().all(|index| {
            document.is_punct(index) && !matches!(document.word(index), "،" | "," | "." | ":")
                || document.is_class(index, Class::Auxiliary)
        })
        && preposition(document, name).is_none()
}

/// Something stands between an English subject and its verb that makes it no subject.
pub(super) fn blocked(document: &Document<'_>, name: &Name, verb: usize) -> bool {
    (name.words.end..verb).any(|index| matches!(document.word(index), "." | ";" | ":"))
        || preposition(document, name).is_some()
}
