//! Whether an Arabic or English verb is passive, and who can do what it tells.

use record::event::EventType;
use record::record::EntityType;

use super::phrase::{actors, entity_type, is_force, is_oblique, kind, past_figure, preposition, specific};
use crate::document::{Document, Name, Preposition};
use crate::events::hits::Hit;
use crate::knowledge::{Argument, Class, Form, Meaning, PartyKind, morphology};

/// How far behind somebody the means by which he was killed may stand, in words.
const MEANS_REACH: usize = 8;

/// The verb is passive: its marks say so, English "was", or what follows can only have suffered it.
pub(super) fn is_passive(document: &Document<'_>, hit: &Hit<'_>, next: Option<&Name>) -> bool {
    let start = hit.words.start;
    if hit.form == Form::Passive {
        return hit.trigger.subject == Argument::Actor;
    }
    if document.word(start).is_ascii() {
        return hit.form == Form::Past
            && (1..=3).any(|back| {
                start.checked_sub(back).is_some_and(|index| document.is_class(index, Class::Passive))
            });
    }
    let marked = is_marked_passive(document, hit);
    let figure = past_figure(document, hit.words.end);
    // "They killed five": a plural verb has its subject before it.
    let plural =
        morphology().plural_verbs.iter().any(|ending| document.word(start).ends_with(ending.as_str()));
    let counted = figure > hit.words.end && hit.is_harm() && hit.form == Form::Past && !plural;
    let near = next.filter(|name| name.words.start <= (hit.words.end + 2).max(figure + 1));
    let of = |wanted: &[PartyKind]| {
        near.and_then(|name| kind(document, name)).is_some_and(|kind| wanted.contains(&kind))
    };
    let preposed = near.is_some_and(|name| name.prefix.preposition == Some(Preposition::In));
    // Behind a number the accusative is the number's doing.
    let straight = near.is_some_and(|name| figure == name.words.start || !is_oblique(document, name));
    let found = hit.trigger.subject == Argument::None;
    let victims =
        hit.is_harm() && !found && straight && of(&[PartyKind::Civil, PartyKind::Anyone, PartyKind::Crowd]);
    // "Was arrested": persons without a name neither arrest nor kidnap.
    let taken = hit.form == Form::Past
        && hit.trigger.subject == Argument::Actor
        && matches!(hit.event_type(), EventType::Coerce | EventType::Assault)
        && of(&[PartyKind::Anyone])
        && straight
        && !preposed;
    let struck = hit.is_harm()
        && hit.form == Form::Past
        && straight
        && near.is_some_and(|name| is_killed_by_means(document, hit, name));
    marked && hit.trigger.subject == Argument::Actor || counted || victims || taken || struck
}

/// "A commander of X was killed in an American strike": nobody stands between whoever follows the verb and the means.
fn is_killed_by_means(document: &Document<'_>, hit: &Hit<'_>, name: &Name) -> bool {
    let office =
        matches!(kind(document, name), Some(PartyKind::Office | PartyKind::Forces | PartyKind::Armed));
    let person = entity_type(document, name) == Some(EntityType::Person);
    if !(office || person) || name.words.start > hit.words.end + 1 || preposition(document, name).is_some() {
        return false;
    }
    let end = name.words.end..(name.words.end + MEANS_REACH);
    let same = |index: &usize| document.sentence_of(*index) == document.sentence_of(hit.words.start);
    let act = |index: &usize| {
        let inside = document.is_class(index.wrapping_sub(1), Class::Within);
        document.matches_at(*index).iter().any(|found| {
            let noun = matches!(found.meaning, Meaning::Trigger(_, Form::Noun | Form::Phrase));
            let entry =
                found.meaning.trigger().and_then(|(at, _)| document.knowledge.triggers.get(at as usize));
            let assault = entry.is_some_and(|entry| entry.event_type == EventType::Assault);
            noun && assault && (inside || found.prefix.preposition == Some(Preposition::In))
        })
    };
    let Some(means) = end.take_while(same).find(act) else { return false };
    let reached = specific(document, name).words.start;
    actors(document, name.words.end..means)
        .all(|other| preposition(document, other).is_some() || other.words.start <= reached)
}

/// A damma on the first letters says so.
pub(super) fn is_marked_passive(document: &Document<'_>, hit: &Hit<'_>) -> bool {
    let surface = document.surface(&(hit.words.start..hit.words.start + 1));
    hit.form == Form::Passive || surface.chars().take(4).any(|c| c == '\u{64F}')
}

/// Forces, armed men and officials stand before a verb as those who do it.
pub(super) fn does(document: &Document<'_>, name: &Name) -> bool {
    let able = matches!(
        kind(document, name),
        Some(PartyKind::Armed | PartyKind::Forces | PartyKind::Office | PartyKind::Craft)
    );
    able || is_force(document, name)
}

/// "They killed", "they were killed": an Arabic verb of several.
pub(super) fn is_plural(verb: &str) -> bool {
    morphology().plural_verbs.iter().any(|ending| verb.ends_with(ending.as_str()))
}
