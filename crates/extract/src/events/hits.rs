//! Words that tell an event, sentence by sentence.

use std::iter::successors;
use std::ops::Range;

use record::event::EventType;
use record::record::EntityType;

use crate::document::{Document, Prefix, Referent};
use crate::knowledge::{
    Argument, Class, Form, Kind, Meaning, PartyKind, Trigger, TriggerRole, WordList, has_pronoun,
    without_prefix,
};

/// How far a word that a trigger needs may stand behind it.
const NEED_REACH: usize = 9;
/// How far a word that forbids a trigger may stand from it.
const UNLESS_REACH: usize = 4;
/// How many names make up whoever does something: "a Houthi sniper".
const DOER: usize = 4;
/// How far from a word its text's spelling is looked at.
const NEAR: usize = 40;

/// A trigger at its place.
#[derive(Debug, Clone)]
pub(super) struct Hit<'k> {
    pub(super) words: Range<usize>,
    pub(super) trigger: &'k Trigger,
    pub(super) form: Form,
    pub(super) prefix: Prefix,
    /// Where the word stands that the trigger needed.
    pub(super) needed: Option<usize>,
}

impl Hit<'_> {
    pub(super) fn is_verb(&self) -> bool {
        matches!(self.form, Form::Past | Form::Passive | Form::Present)
    }

    pub(super) fn event_type(&self) -> EventType {
        self.trigger.event_type
    }

    /// It tells an outcome.
    pub(super) fn is_harm(&self) -> bool {
        self.trigger.role == TriggerRole::Harm
    }

    pub(super) fn is_means(&self) -> bool {
        self.trigger.role == TriggerRole::Means
    }
}

/// The triggers of a sentence in order, not overlapping, outside of names.
pub(super) fn hits<'k>(document: &Document<'k>, sentence: Range<usize>) -> Vec<Hit<'k>> {
    let mut found: Vec<Hit<'k>> = Vec::new();
    let mut covered = 0;
    for index in sentence.clone() {
        if index < covered || !document.kinds_at(index).has(Kind::Trigger) {
            continue;
        }
        // "Reinforcements" are an event by themselves, and what a demand is for.
        let named = in_longer_name(document, index);
        if let Some(hit) = best_at(document, index, sentence.end, None).filter(|_| !named) {
            covered = covered.max(hit.words.end);
            found.push(hit);
        }
        // "The air force" acts, and tells by what means; "a withdrawal" may be what is asked for or refused.
        for event_type in means_at(document, index) {
            if let Some(hit) = best_at(document, index, sentence.end, Some(event_type)) {
                if !matches!(event_type, EventType::Request | EventType::Reject) {
                    covered = covered.max(hit.words.end);
                }
                found.push(hit);
            }
        }
    }
    found
}

/// The types of event to which a word that begins here may tell the means.
fn means_at(document: &Document<'_>, index: usize) -> Vec<EventType> {
    let mut types = Vec::new();
    for found in document.matches_at(index) {
        let Meaning::Trigger(trigger, _) = found.meaning else { continue };
        let trigger = document.knowledge.triggers.get(trigger as usize);
        if let Some(trigger) = trigger.filter(|trigger| trigger.role == TriggerRole::Means)
            && !types.contains(&trigger.event_type)
        {
            types.push(trigger.event_type);
        }
    }
    types
}

/// The longest trigger that begins here and whose conditions hold: acts and outcomes, or means of one type.
fn best_at<'k>(
    document: &Document<'k>,
    index: usize,
    limit: usize,
    means: Option<EventType>,
) -> Option<Hit<'k>> {
    let knowledge = document.knowledge;
    let clause = opens_clause(document, index);
    let pair = follows_pair(document, index);
    document
        .matches_at(index)
        .iter()
        .filter_map(|found| {
            let Meaning::Trigger(trigger, form) = found.meaning else { return None };
            let trigger = knowledge.triggers.get(trigger as usize)?;
            let told = (trigger.role == TriggerRole::Means).then_some(trigger.event_type);
            if told != means {
                return None;
            }
            let verb = matches!(form, Form::Past | Form::Passive | Form::Present);
            // Verbs take no preposition, no nunation and no feminine ending: those are nouns spelled alike.
            let noun = found.prefix.preposition.is_some() || is_written_as_noun(document, index);
            // "Minister" is spelled as "and was visited".
            let whole = found.prefix.conjunction && is_calling(document, index);
            // "His demands" is spelled as "a demand" by those who write no ta marbuta only.
            let owned = form == Form::Noun && document.surface(&(found.end - 1..found.end)).ends_with('ه');
            // "At dawn on Sunday" is spelled as "blew up".
            let hour = verb && document.is_class(index, Class::DayPart) && names_day(document, found.end);
            if owned && marks_feminine(document, index) || hour {
                return None;
            }
            // "The wounded", "the displaced": people, not an act.
            let people =
                verb && document.word(index).ends_with("ed") && index > 0 && document.is(index - 1, "the");
            if people || verb && (noun || whole) || document.in_date(index) || is_capitalised(document, index)
            {
                return None;
            }
            let hit =
                Hit { words: found.first..found.end, trigger, form, prefix: found.prefix, needed: None };
            conditioned(document, hit, limit)
        })
        .max_by_key(|hit| {
            // Unmarked, many verbs are spelled as their nouns: "kidnapped" and "a kidnapping".
            let speaks =
                matches!(hit.event_type(), EventType::Request | EventType::Reject | EventType::Support);
            let as_spelled = hit.is_verb()
                == (pair
                    || follows_pronoun(document, index)
                    || follows_doer(document, index)
                    || clause && leads_subject(document, hit.words.end, speaks));
            // "Three were hit in a raid" tells of people first, "a house was hit in a raid" of the raid.
            let suffers = hit.trigger.subject == Argument::Recipient && hit.is_harm();
            // Folded, "he attacked" is spelled as "I attack", which the news hardly ever says.
            let told = hit.form != Form::Present;
            let suffered = suffers && told && people_behind(document, index);
            (hit.words.end, suffered, hit.needed.is_some(), as_spelled, hit.trigger.modes.len(), told)
        })
}

/// Somebody or a number of them stands right behind a word.
fn people_behind(document: &Document<'_>, index: usize) -> bool {
    is_somebody(document, index + 1)
        || document.number_at(index + 1).is_some_and(|(_, number)| !number.ordinal)
}

/// A weekday, "today" or "yesterday".
fn names_day(document: &Document<'_>, index: usize) -> bool {
    [Class::Today, Class::Yesterday].into_iter().any(|class| document.is_class(index, class))
        || document.matches_at(index).iter().any(|found| matches!(found.meaning, Meaning::Weekday(_)))
}

/// The sentence writes ta marbuta where it belongs.
fn marks_feminine(document: &Document<'_>, index: usize) -> bool {
    let sentence = document.sentences.get(document.sentence_of(index)).cloned().unwrap_or_default();
    let near = sentence.start.max(index.saturating_sub(NEAR))..sentence.end.min(index + NEAR);
    near.into_iter().any(|at| document.surface(&(at..at + 1)).ends_with('ة'))
}

/// The word as it stands is what somebody is called.
fn is_calling(document: &Document<'_>, index: usize) -> bool {
    document.matches_at(index).iter().any(|found| {
        found.prefix == Prefix::default()
            && matches!(found.meaning, Meaning::Class(Class::Title) | Meaning::Party(_) | Meaning::Head(_))
    })
}

/// The word stands where a verb may: at the head of a clause, behind "that", "who" or an auxiliary.
fn opens_clause(document: &Document<'_>, index: usize) -> bool {
    let Some(before) = index.checked_sub(1) else { return true };
    document.is_punct(before)
        || document.sentence_of(before) != document.sentence_of(index)
        || document.matches_at(index).iter().any(|found| found.prefix.conjunction)
        || [Class::That, Class::Relative, Class::Auxiliary, Class::Separator]
            .into_iter()
            .any(|class| document.is_class(before, class))
}

/// "Two soldiers were killed": behind two an ending in alif is the verb's dual, not an accusative.
fn follows_pair(document: &Document<'_>, index: usize) -> bool {
    document.word(index).ends_with('ا')
        && (1..=3).any(|back| {
            let number = index.checked_sub(back).and_then(|start| document.number_at(start));
            number.is_some_and(|(end, number)| end == index && number.value == 2 && !number.ordinal)
        })
}

/// "A sniper killed a girl": right behind whoever opens a sentence, before somebody, stands a verb.
fn follows_doer(document: &Document<'_>, index: usize) -> bool {
    let Some(name) = index.checked_sub(1).and_then(|before| document.named_at(before)) else { return false };
    // "A Houthi sniper".
    let earlier = |start: &usize| Some(document.named_at(start.checked_sub(1)?)?.words.start);
    let start = successors(Some(name.words.start), earlier).take(DOER).last().unwrap_or(name.words.start);
    let opens = start == 0
        || document.sentence_of(start - 1) != document.sentence_of(index)
        || matches!(document.word(start - 1), ":" | "|")
        // A bullet.
        || document.is_punct(start - 1) && document.breaks_before(start - 1);
    let doer = !matches!(name.referent, Referent::Place(_)) && name.prefix == Prefix::default();
    // "Abducted yesterday seven traders".
    let next = document.past_day(index + 1);
    let object = is_somebody(document, next) || document.number_at(next).is_some();
    opens && doer && object && !document.word(index).is_ascii()
}

/// Behind "that he" stands a verb.
fn follows_pronoun(document: &Document<'_>, index: usize) -> bool {
    let that = index.wrapping_sub(1);
    document.is_class(that, Class::That) && has_pronoun(document.word(that))
}

/// What follows may be the subject of a verb: people, a force or a number; an office too, where the verb is one of
/// speech.
fn leads_subject(document: &Document<'_>, index: usize, speaks: bool) -> bool {
    let named = document
        .names_in(index..index + 1)
        .first()
        .is_some_and(|name| name.prefix == Prefix::default() && !matches!(name.referent, Referent::Place(_)));
    let bodies = document.matches_at(index).iter().any(|found| found.meaning.head().is_some())
        && !has_object_behind(document, index);
    document.number_at(index).is_some()
        || named && !bodies
        || speaks && document.is_class(index, Class::Title)
}

/// "The army killed a journalist": somebody stands right behind the name at a word.
fn has_object_behind(document: &Document<'_>, index: usize) -> bool {
    let Some(end) = document.names_in(index..index + 1).first().map(|name| name.words.end) else {
        return false;
    };
    let next = document.names_in(end..end + 1).first();
    next.is_some_and(|next| next.prefix == Prefix::default() && matches!(next.referent, Referent::Party(_)))
        || document.number_at(end).is_some_and(|(_, number)| !number.ordinal)
}

fn conditioned<'k>(document: &Document<'k>, mut hit: Hit<'k>, limit: usize) -> Option<Hit<'k>> {
    let word_is = |index: usize, list: &WordList| {
        if !list.may_have(document.marks(index)) {
            return false;
        }
        let (word, next) = (document.word(index), document.word(index + 1));
        list.has(word, next) || without_prefix(word).is_some_and(|bare| list.has(bare, next))
    };
    if !hit.trigger.needs.is_empty() || hit.trigger.needs_people {
        let end = (hit.words.end + NEED_REACH).min(limit);
        let somebody = |index| hit.trigger.needs_people && is_somebody(document, index);
        let at = (hit.words.end..end).find(|&index| word_is(index, &hit.trigger.needs) || somebody(index))?;
        hit.needed = Some(at);
    }
    if !hit.trigger.unless.is_empty() {
        let near = hit.words.start.saturating_sub(UNLESS_REACH)..(hit.words.end + UNLESS_REACH).min(limit);
        if near.into_iter().any(|index| !hit.words.contains(&index) && word_is(index, &hit.trigger.unless)) {
            return None;
        }
    }
    Some(hit)
}

/// A person or people without a name begin here.
fn is_somebody(document: &Document<'_>, index: usize) -> bool {
    document.names_in(index..index + 1).first().is_some_and(|name| match name.referent {
        Referent::Entity(entity) => {
            document.entities.get(entity).is_some_and(|entity| entity.entity_type == EntityType::Person)
        }
        Referent::Party(party) => {
            let kind = document.knowledge.parties.get(party as usize).map(|party| party.kind);
            kind.is_some_and(|kind| kind != PartyKind::Craft)
        }
        Referent::Place(_) => false,
    })
}

/// "Hit" inside an English sentence is a town.
fn is_capitalised(document: &Document<'_>, index: usize) -> bool {
    let first = index == 0 || document.sentence_of(index - 1) != document.sentence_of(index);
    let upper = |at: usize| document.surface(&(at..at + 1)).starts_with(char::is_uppercase);
    document.word(index).is_ascii()
        && !first
        && upper(index)
        && index.checked_sub(1).is_some_and(|at| !upper(at))
}

fn is_written_as_noun(document: &Document<'_>, index: usize) -> bool {
    let surface = document.surface(&(index..index + 1));
    surface.contains(['\u{64B}', '\u{64C}', '\u{64D}']) || surface.ends_with('ة')
}

/// The word is part of a name of several words, or of a person's name.
fn in_longer_name(document: &Document<'_>, index: usize) -> bool {
    let after = document.names.partition_point(|name| name.words.start <= index);
    let Some(name) = after.checked_sub(1).and_then(|at| document.names.get(at)) else { return false };
    name.words.contains(&index) && !matches!(name.referent, crate::document::Referent::Party(_))
}
