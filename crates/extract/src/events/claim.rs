//! Claims of responsibility: whoever claims an attack did it, as far as the text tells.

use record::event::{Event, EventStatus, EventType, Party};
use record::record::EntityType;

use crate::document::{Document, Name, Referent};
use crate::knowledge::Class;
use crate::quotes::party_of;

/// How far behind a verb of claiming its subject may stand.
const REACH: usize = 5;
/// How many sentences before the claim the attack may have been told.
const LOOK_BACK: usize = 3;

/// Enters who claimed an attack as its actor and source. `sentences` tells the sentence of each event.
pub(super) fn apply(document: &Document<'_>, events: &mut [Event], sentences: &[usize]) {
    for (sentence, words) in document.sentences.iter().enumerate() {
        let Some(claimant) = words.clone().find_map(|index| claimant(document, index, words.start)) else {
            continue;
        };
        let open = |event: &Event, at: usize| {
            event.event_type == EventType::Assault
                && event.status == EventStatus::Factual
                && at <= sentence
                && at + LOOK_BACK >= sentence
                && event.actor.iter().all(|party| matches!(party, Party::Described { .. }))
        };
        let meant = events.iter_mut().zip(sentences).rev().find(|(event, at)| open(event, **at));
        if let Some((event, _)) = meant {
            event.actor = vec![claimant.clone()];
            event.attribution.get_or_insert(claimant);
        }
    }
}

/// Who claims, where a verb of claiming stands and is not denied.
fn claimant(document: &Document<'_>, index: usize, start: usize) -> Option<Party> {
    let verb = document.class_at(index, Class::Claim)?;
    let denied = document.has_class(index.saturating_sub(3).max(start)..index, Class::Negation);
    let fighters = |name: &&Name| match name.referent {
        Referent::Entity(entity) => document
            .entities
            .get(entity)
            .is_some_and(|entity| matches!(entity.entity_type, EntityType::Group | EntityType::Military)),
        Referent::Place(_) | Referent::Party(_) => false,
    };
    if denied {
        return None;
    }
    let around = if document.word(index).is_ascii() {
        document.names_in(index.saturating_sub(REACH).max(start)..index).iter().rfind(fighters)
    } else {
        let behind = document.names_in(verb.end..verb.end + REACH).iter().find(fighters);
        behind.or_else(|| document.names_in(index.saturating_sub(2).max(start)..index).iter().rfind(fighters))
    };
    party_of(document, around?.referent)
}
