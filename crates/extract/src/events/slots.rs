//! Actor and recipient of an event.
//!
//! Each trigger is read by itself ([`reading`]) with the names around it ([`phrase`]), and the clause as a whole ([`clause`]);
//! what the words leave open is filled from the rest of the clause and the events before ([`context`]).

mod clause;
pub(super) mod context;
mod passive;
mod phrase;
mod reading;

use record::event::{EventType, Party};

use super::group::Group;
use super::hits::Hit;
use super::memory::Memory;
use crate::document::{Document, Name, Referent};
use crate::knowledge::{Argument, Class, PartyKind};
use clause::{read_agents, read_both_sides, read_bystanders, read_light_verb, read_victims};
use phrase::{following, is_force, joined, kind, party, specific};
use reading::{Reading, read_hit};

/// How far from a trigger an argument may stand.
const REACH: usize = 14;

/// Both sides of an event.
#[derive(Debug, Clone, Default)]
pub(super) struct Parties {
    pub(super) actor: Vec<Party>,
    pub(super) recipient: Vec<Party>,
    /// The side that only armed people without a name fill so far.
    vague: Option<Argument>,
    /// A verb was read as passive: nobody is its subject.
    pub(super) passive: bool,
    /// The group that an operation or arrest is aimed at, as a word of belonging or pursuit tells.
    pub(super) aimed_at: Option<Party>,
    /// Civilians were the last to be entered as recipients.
    civil: bool,
    /// Who acts, where that says what kind of act it is.
    pub(super) doer: Option<Doer>,
}

/// Who does what may be a protest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doer {
    /// Demonstrators or residents.
    Crowd,
    /// A force or an office.
    Official,
}

/// The sides of an event: each trigger may fill what the ones before left empty.
pub(super) fn parties(document: &Document<'_>, group: &Group<'_>, memory: &Memory) -> Parties {
    let before = memory.actor.as_slice();
    let mut parties = Parties::default();
    read_agents(document, group, &mut parties);
    read_both_sides(document, group, &mut parties);
    if parties.actor.is_empty() {
        read_light_verb(document, group, &mut parties);
    }
    for (position, hit) in group.hits.iter().enumerate() {
        // What only tells the means ("the artillery") may itself be part of an argument.
        let next = group.hits.iter().skip(position + 1).find(|next| !next.is_means());
        let limit = next.map_or(group.clause.end, |next| next.words.start);
        // "Turkish warplanes struck": an English means is part of the subject.
        let leads = |previous: &&Hit<'_>| !(position == 1 && previous.is_means());
        let low = position
            .checked_sub(1)
            .and_then(|previous| group.hits.get(previous))
            .filter(leads)
            .map_or(group.clause.start, |previous| previous.words.end);
        let relative = position.checked_sub(1).and_then(|previous| group.hits.get(previous)).filter(leads);
        let relative = relative.is_some_and(|previous| is_relative(document, previous, hit));
        let elliptic = position == 0 && !before.is_empty() && continues(document, hit);
        let earlier = if hit.is_harm() { std::mem::take(&mut parties.recipient) } else { Vec::new() };
        read_hit(document, hit, low..limit, Reading { relative, elliptic }, &mut parties);
        // The dead of one side and the wounded of another all suffered the act.
        if !earlier.is_empty() {
            let later = std::mem::replace(&mut parties.recipient, earlier);
            for party in later.into_iter().filter(|_| parties.civil) {
                if !parties.recipient.contains(&party) {
                    parties.recipient.push(party);
                }
            }
        }
    }
    if parties.actor.is_empty() && group.hits.first().is_some_and(|hit| continues(document, hit)) {
        parties.actor = before.to_vec();
    }
    // Who makes peace in the same sentence killed nobody.
    if parties.actor.is_empty() && memory.by_force && group.hits.iter().all(Hit::is_harm) {
        parties.actor = before.to_vec();
    }
    if group.event_type == EventType::Support && parties.recipient.is_empty() {
        parties.recipient = before.to_vec();
    }
    if parties.recipient.is_empty() && group.hits.iter().any(Hit::is_harm) {
        read_victims(document, group, &mut parties);
        if parties.recipient.is_empty() {
            read_bystanders(document, group, &mut parties);
        }
    }
    // "X announced the death of three of its members": X suffered it.
    let own =
        !parties.recipient.is_empty() && parties.recipient.iter().all(|party| parties.actor.contains(party));
    if own && group.hits.first().is_some_and(Hit::is_harm) {
        parties.actor.clear();
    }
    parties.recipient.retain(|party| !parties.actor.contains(party));
    context::affiliation(document, group, &mut parties);
    parties
}

/// A verb right behind a noun of the same event has that noun as its subject.
fn is_relative(document: &Document<'_>, previous: &Hit<'_>, hit: &Hit<'_>) -> bool {
    let gap = previous.words.end..hit.words.start;
    hit.is_verb()
        && !previous.is_verb()
        && !hit.prefix.conjunction
        && gap.len() <= 2
        && gap.clone().all(|index| !matches!(document.word(index), "،" | "," | "."))
}

/// A verb joined by "and" or "also", whose subject may be that of the clause before.
fn continues(document: &Document<'_>, hit: &Hit<'_>) -> bool {
    let before = hit.words.start.wrapping_sub(1);
    hit.is_verb()
        && (hit.prefix.conjunction
            || document.is(before, "and")
            || document.is_class(before, Class::Separator))
}

/// Enters a name and whoever "and" joins to it.
fn fill(document: &Document<'_>, name: &Name, role: Argument, parties: &mut Parties) {
    let mut last = specific(document, name);
    if kind(document, last) == Some(PartyKind::Anyone) {
        return;
    }
    // What is loaded, sent or shot down is no side of an event.
    if kind(document, last) == Some(PartyKind::Craft) && role == Argument::Recipient {
        return;
    }
    let side = match role {
        Argument::Actor => &mut parties.actor,
        Argument::Recipient => &mut parties.recipient,
        Argument::None => return,
    };
    let entity = matches!(last.referent, Referent::Entity(_));
    let vague = matches!(kind(document, name), Some(PartyKind::Armed | PartyKind::Forces | PartyKind::Craft));
    if !side.is_empty() {
        // Soldiers without an army give way to the army.
        if !(parties.vague == Some(role) && entity) {
            return;
        }
        side.clear();
    }
    if role == Argument::Recipient {
        parties.civil = kind(document, last) == Some(PartyKind::Civil);
    }
    if role == Argument::Actor {
        parties.doer = match kind(document, last) {
            Some(PartyKind::Crowd) => Some(Doer::Crowd),
            Some(PartyKind::Office | PartyKind::Forces) => Some(Doer::Official),
            _ => is_force(document, last).then_some(Doer::Official),
        };
    }
    parties.vague = if vague && !entity { Some(role) } else { parties.vague.filter(|&other| other != role) };
    side.push(party(document, last));
    // "Its members" may be those of a force named before: the walk goes by the words, never back.
    let mut reached = later(name, last);
    while let Some(next) = following(document, reached).filter(|next| joined(document, reached, next)) {
        last = specific(document, next);
        reached = later(next, last);
        let party = party(document, last);
        if kind(document, last) != Some(PartyKind::Anyone) && !side.contains(&party) {
            side.push(party);
        }
    }
}

/// Whichever of two names stands further behind.
fn later<'n>(one: &'n Name, other: &'n Name) -> &'n Name {
    if other.words.start > one.words.start { other } else { one }
}
