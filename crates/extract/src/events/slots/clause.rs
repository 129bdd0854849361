//! The sides of an event that no single trigger tells: whoever carries it out by a light verb or behind "by", the two behind
//! "between", and whose dead and wounded are counted.

use std::ops::Range;

use record::event::EventType;

use super::phrase::{Side, actors, adjoins, following, kind, party, preposition, specific};
use super::{Parties, REACH, fill};
use crate::document::{Document, Name};
use crate::events::group::{Group, is_statement};
use crate::knowledge::{Argument, Class, PartyKind};

/// "Imposed a curfew", "launched an operation": the subject of a verb that only carries the noun.
pub(super) fn read_light_verb(document: &Document<'_>, group: &Group<'_>, parties: &mut Parties) {
    let Some(main) = group.main() else { return };
    if main.is_verb() {
        return;
    }
    let low = group.clause.start.max(main.words.start.saturating_sub(2 * REACH));
    let Some(verb) = (low..main.words.start).rev().find(|&index| document.is_class(index, Class::Light))
    else {
        if document.word(main.words.start).is_ascii() && main.trigger.of == Argument::Actor {
            let ahead =
                actors(document, low..main.words.start).find(|name| preposition(document, name).is_none());
            if let Some(name) = ahead {
                fill(document, name, Argument::Actor, parties);
            }
        }
        return;
    };
    // "Announced that the attacks of Y": whoever announces does not attack.
    if document.has_class(verb + 1..main.words.start, Class::That) {
        return;
    }
    let behind =
        actors(document, verb + 1..main.words.start).find(|name| preposition(document, name).is_none());
    let ahead = actors(document, low..verb).last();
    let latin = document.word(verb).is_ascii();
    let close = ahead.filter(|name| latin || adjoins(document, name, verb));
    if let Some(name) = close.or(behind.filter(|_| !latin)) {
        fill(document, name, Argument::Actor, parties);
    }
}

/// "By X", "carried out by X", anywhere in the clause.
pub(super) fn read_agents(document: &Document<'_>, group: &Group<'_>, parties: &mut Parties) {
    for index in group.clause.clone() {
        let Some(after) = document.after(index, Class::Agent) else { continue };
        let speaks = is_statement(group.event_type);
        let next = actors(document, after..(after + 5).min(group.clause.end)).next();
        if let Some(name) = next.filter(|name| !speaks && preposition(document, name) != Some(Side::Onto)) {
            fill(document, name, Argument::Actor, parties);
        }
    }
}

/// "Clashes between X and Y"; "a dispute between X and Y in which two died".
pub(super) fn read_both_sides(document: &Document<'_>, group: &Group<'_>, parties: &mut Parties) {
    let Some(main) = group.main() else { return };
    let behind = main.words.end..(main.words.end + REACH).min(group.clause.end);
    let nobody = main.trigger.subject == Argument::None && main.trigger.of == Argument::None;
    if (!main.is_verb() || nobody) && read_between(document, behind, group.clause.end, parties) {
        return;
    }
    if group.event_type == EventType::Assault && group.hits.iter().all(|hit| hit.is_harm() || hit.is_means())
    {
        let (actor, recipient) = (parties.actor.clone(), parties.recipient.clone());
        read_between(document, group.clause.clone(), group.clause.end, parties);
        if parties.recipient == recipient {
            parties.actor = actor;
        }
    }
}

/// Enters the two behind "between"; says whether it stands among these words at all.
fn read_between(document: &Document<'_>, words: Range<usize>, limit: usize, parties: &mut Parties) -> bool {
    let Some(after) = words.clone().find_map(|index| document.after(index, Class::Between)) else {
        return false;
    };
    let first = actors(document, after..limit).next().filter(|name| name.words.start <= after + 3);
    let Some(first) = first.map(|name| specific(document, name)) else { return true };
    parties.actor.push(party(document, first));
    let second = following(document, first).filter(|second| second.words.start <= first.words.end + 3);
    if let Some(second) = second {
        parties.recipient.push(party(document, specific(document, second)));
    }
    true
}

/// "A mine exploded under a car that carried workers": the people of the clause, where only figures tell who suffered.
pub(super) fn read_bystanders(document: &Document<'_>, group: &Group<'_>, parties: &mut Parties) {
    let end = group
        .clause
        .clone()
        .find(|&index| document.is_class(index, Class::Including))
        .unwrap_or(group.clause.end);
    let people = actors(document, group.clause.start..end).find(|name| {
        matches!(kind(document, name), Some(PartyKind::Civil | PartyKind::Crowd))
            && preposition(document, name).is_none()
            && !parties.actor.contains(&party(document, specific(document, name)))
    });
    if let Some(name) = people {
        fill(document, name, Argument::Recipient, parties);
    }
}

/// "Four dead and 23 wounded of the civilians", "three of its members": whose dead and wounded they are.
pub(super) fn read_victims(document: &Document<'_>, group: &Group<'_>, parties: &mut Parties) {
    let counted = |name: &Name| {
        let Some(of) = name.words.start.checked_sub(1) else { return false };
        let Some(before) = of.checked_sub(1).filter(|_| document.is_class(of, Class::From)) else {
            return false;
        };
        let casualties = [Class::Dead, Class::Injured, Class::Others, Class::One];
        casualties.into_iter().any(|class| document.is_class(before, class))
            || (before.saturating_sub(2)..of)
                .any(|index| document.number_at(index).is_some_and(|(end, _)| end == of))
    };
    if let Some(name) = actors(document, group.clause.clone()).find(|name| counted(name)) {
        fill(document, name, Argument::Recipient, parties);
    }
}
