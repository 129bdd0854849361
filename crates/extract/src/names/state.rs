//! States by their adjective: "Turkish artillery", «المدفعية التركية», "Russian defence ministry", and bare
//! adjectives of acts, «قصف تركي».

use std::ops::Range;

use record::event::EventType;

use super::Reading;
use crate::document::Document;
use crate::knowledge::{Form, HeadRole, Meaning, Trait};

/// A head word followed by a state's adjective, with at most one other adjective between.
pub(super) fn after_head(document: &Document<'_>, head: &Range<usize>) -> Option<(Range<usize>, u32)> {
    if document.word(head.start).is_ascii() {
        return before_head(document, head);
    }
    (0..=1).find_map(|gap| {
        let at = head.end + gap;
        if gap > 0 && (document.is_punct(head.end) || !agrees(document, head.end)) {
            return None;
        }
        let (end, country) = adjective_at(document, at)?;
        Some((head.start..end, country))
    })
}

/// English puts the adjective first, or the state's name with a possessive: "Turkey's defence ministry".
fn before_head(document: &Document<'_>, head: &Range<usize>) -> Option<(Range<usize>, u32)> {
    if let Some(owned) = owner_before(document, head) {
        return Some(owned);
    }
    (1..=2).find_map(|back| {
        let at = head.start.checked_sub(back)?;
        let (end, country) = adjective_at(document, at)?;
        let joined = (end..head.start).all(|index| !document.is_punct(index));
        joined.then_some((at..head.end, country))
    })
}

fn owner_before(document: &Document<'_>, head: &Range<usize>) -> Option<(Range<usize>, u32)> {
    let before = head.start.checked_sub(1)?;
    // The apostrophe may be part of the word, or stand by itself.
    let end = if document.has(before, Trait::Apostrophe) {
        head.start
    } else {
        head.start.checked_sub(2).filter(|&end| document.is(end, "'") && document.is(end + 1, "s"))?
    };
    (1..=3).find_map(|back| {
        let start = end.checked_sub(back)?;
        let state = document.matches_at(start).iter().find_map(|found| {
            let Meaning::Country(country) = found.meaning else { return None };
            (found.end == end).then_some(country)
        });
        state.map(|country| (start..head.end, country))
    })
}

fn adjective_at(document: &Document<'_>, index: usize) -> Option<(usize, u32)> {
    document.matches_at(index).iter().find_map(|found| {
        let plain = found.prefix.preposition.is_none() && !found.prefix.conjunction;
        Some((found.end, found.meaning.adjective().filter(|_| plain)?))
    })
}

/// The word between may be an adjective, not the start of something else.
fn agrees(document: &Document<'_>, index: usize) -> bool {
    !document.matches_at(index).iter().any(|found| {
        matches!(
            found.meaning,
            Meaning::Class(_) | Meaning::Place(_) | Meaning::Entity(_) | Meaning::Party(_)
        )
    })
}

/// A bare adjective behind a word for an act: the state's army where force is used, else its government.
pub(super) fn by_adjective(
    document: &Document<'_>,
    words: &Range<usize>,
    country: u32,
) -> Option<(Range<usize>, Reading)> {
    let before = words.start.checked_sub(1)?;
    let event_type = document.matches_at(before).iter().find_map(|found| {
        let (trigger, form) = found.meaning.trigger()?;
        let noun = matches!(form, Form::Noun | Form::Owned | Form::Dual | Form::Phrase);
        document.knowledge.triggers.get(trigger as usize).filter(|_| noun).map(|trigger| trigger.event_type)
    })?;
    if document.word(words.start).is_ascii() {
        return None;
    }
    let forceful = matches!(event_type, EventType::Assault | EventType::Mobilize | EventType::Coerce);
    if !forceful {
        return Some((words.clone(), Reading::Government(country)));
    }
    let army = document.knowledge.heads.iter().position(|head| matches!(head.role, HeadRole::OfState(_)))?;
    Some((words.clone(), Reading::OfState(army as u32, country)))
}
