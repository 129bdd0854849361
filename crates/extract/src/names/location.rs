//! Whether a place stands where something happens or acts as a state: "in Damascus", "Damascus said".

use std::ops::Range;

use record::event::EventType;

use crate::document::{Document, Match, Preposition};
use crate::knowledge::{Class, Form, Kind, Meaning};

/// How far before "on" a word of attack makes a town its target, in words.
const STRIKE_REACH: usize = 4;
/// The most names in a list that are read together.
const LISTED: usize = 16;

/// A word of place stands before: "the town of", "near", "in the countryside of".
pub(super) fn led_by_place_word(document: &Document<'_>, index: usize) -> bool {
    (1..=2).any(|back| {
        let at = index.wrapping_sub(back);
        document.matches_at(at).iter().any(|found| document.is_place_word(found))
    })
}

/// The place stands where something happens or moves, or is joined to one that does: "near Tyre and Beirut".
pub(super) fn is_location(document: &Document<'_>, words: &Range<usize>) -> bool {
    let mut words = words.clone();
    for _ in 0..LISTED {
        if is_led(document, &words) {
            return true;
        }
        let Some(former) = joined_to(document, &words) else { return false };
        words = former;
    }
    false
}

/// "In X", "from X", "east of X", "the town of X".
fn is_led(document: &Document<'_>, words: &Range<usize>) -> bool {
    let before = words.start.wrapping_sub(1);
    let glued = document
        .matches_at(words.start)
        .iter()
        .any(|found| found.end == words.end && found.prefix.preposition == Some(Preposition::In));
    glued
        || [Class::Within, Class::Towards, Class::From, Class::Direction]
            .into_iter()
            .any(|class| document.is_class(before, class))
        || led_by_place_word(document, words.start)
}

/// The place that "and", written to a place's name, joins it to.
fn joined_to(document: &Document<'_>, words: &Range<usize>) -> Option<Range<usize>> {
    let conjunction = |found: &Match| found.end == words.end && found.prefix.conjunction;
    if !document.matches_at(words.start).iter().any(conjunction) {
        return None;
    }
    let end = words.start;
    let ends = |found: &Match| found.end == end && found.meaning.place().is_some();
    let place = |start: &usize| document.matches_at(*start).iter().any(ends);
    let former = (1..=3).rev().filter_map(|back| end.checked_sub(back)).find(place)?;
    Some(former..end)
}

/// The name of a country or capital acts: a verb stands right before it (Arabic) or after it, or another
/// actor is joined to it.
pub(super) fn acts(document: &Document<'_>, words: &Range<usize>) -> bool {
    if is_location(document, words) {
        return false;
    }
    let latin = document.word(words.start).is_ascii();
    let before = words.start.wrapping_sub(1);
    if joined_to_actor(document, words) || latin && lists_states(document, words) {
        return true;
    }
    let verb_before = !latin && is_verb(document, before);
    let after = if latin { past_adverbs(document, words.end) } else { words.end };
    verb_before
        || is_verb(document, after) && !document.is_punct(after) && !document.is(before, ",")
        || document.is_class(before, Class::Agent)
        || document.is_class(before, Class::Onto) && !is_struck(document, before)
        || document.is_class(before, Class::That)
}

/// "Canada today imposed", "Canada will provide": where the verb may stand.
fn past_adverbs(document: &Document<'_>, index: usize) -> usize {
    let end = document.past_day(index);
    end + usize::from(matches!(document.word(end), "will" | "would" | "has" | "had" | "have" | "also"))
}

/// "Three raids on Sanaa": a town that is struck is where that happens.
fn is_struck(document: &Document<'_>, onto: usize) -> bool {
    (onto.saturating_sub(STRIKE_REACH)..onto).any(|index| {
        document.sentence_of(index) == document.sentence_of(onto)
            && document.kinds_at(index).has(Kind::Trigger)
            && document.matches_at(index).iter().any(|found| {
                let trigger = found.meaning.trigger();
                let entry =
                    trigger.and_then(|(trigger, _)| document.knowledge.triggers.get(trigger as usize));
                entry.is_some_and(|entry| entry.event_type == EventType::Assault)
            })
    })
}

/// "The coalition and Russia": what is joined to an actor acts too.
fn joined_to_actor(document: &Document<'_>, words: &Range<usize>) -> bool {
    let conjunction = document.matches_at(words.start).iter().any(|found| {
        found.end == words.end && found.prefix.conjunction && found.prefix.preposition.is_none()
    });
    let english = document.is(words.start.wrapping_sub(1), "and");
    let end = words.start - usize::from(english && words.start > 0);
    (conjunction || english)
        && (1..=5).any(|back| {
            end.checked_sub(back).is_some_and(|index| {
                document
                    .matches_at(index)
                    .iter()
                    .any(|found| found.end == end && matches!(found.meaning, Meaning::Entity(_)))
            })
        })
}

/// "France, Britain and Germany ordered": a list of states at the head of a sentence before a verb.
fn lists_states(document: &Document<'_>, words: &Range<usize>) -> bool {
    let Some(sentence) = document.sentences.get(document.sentence_of(words.start)) else { return false };
    let is_state = |index: usize| {
        document.matches_at(index).iter().any(|found| matches!(found.meaning, Meaning::Country(_)))
    };
    let reach = words.start.saturating_sub(2 * LISTED).max(sentence.start)
        ..(words.start + 2 * LISTED).min(sentence.end);
    let mut at = words.start;
    while at < reach.end && (is_state(at) || matches!(document.word(at), "," | "and")) {
        at += 1;
    }
    let mut from = words.start;
    while from > reach.start && (is_state(from - 1) || matches!(document.word(from - 1), "," | "and")) {
        from -= 1;
    }
    let opens = from == sentence.start || document.is_punct(from - 1);
    opens && at > words.end && is_verb(document, at)
}

fn is_verb(document: &Document<'_>, index: usize) -> bool {
    // "Imposed sanctions".
    let past = document.word(index).ends_with("ed");
    document.matches_at(index).iter().any(|found| {
        let verb = matches!(
            found.meaning,
            Meaning::Trigger(_, Form::Past | Form::Passive | Form::Present)
                | Meaning::Class(Class::Say | Class::Denial)
        );
        verb || past && matches!(found.meaning, Meaning::Trigger(_, Form::Phrase))
    })
}
