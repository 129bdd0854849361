//! Actor and recipient, read off the order of words and the prepositions around the triggers.
//!
//! Arabic puts the subject behind the verb, headlines before it; a noun of action is followed by whoever does
//! or suffers it, as the grammar says for each; "by", "on the hands of" mark the actor, "on", "against" the
//! recipient.

use record::event::{EventType, Party};
use record::id::EntityId;
use record::record::EntityType;

use super::group::Group;
use super::hits::Hit;
use crate::document::{Document, Name, Preposition, Referent};
use crate::knowledge::{Argument, Class, Form, PartyKind, is_definite, morphology};

/// How far from a trigger an argument may stand.
const REACH: usize = 14;

/// How far back "its" may point, in words.
const OWNER_REACH: usize = 40;

/// Both sides of an event.
#[derive(Debug, Clone, Default)]
pub(super) struct Parties {
    pub(super) actor: Vec<Party>,
    pub(super) recipient: Vec<Party>,
    /// The side that only armed people without a name fill so far.
    vague: Option<Argument>,
}

/// The sides of an event: each trigger may fill what the ones before left empty.
pub(super) fn parties(document: &Document<'_>, group: &Group<'_>, before: &[Party]) -> Parties {
    let mut parties = Parties::default();
    read_agents(document, group, &mut parties);
    read_both_sides(document, group, &mut parties);
    if parties.actor.is_empty() {
        read_light_verb(document, group, &mut parties);
    }
    for (position, hit) in group.hits.iter().enumerate() {
        let limit = group.hits.get(position + 1).map_or(group.clause.end, |next| next.words.start);
        let low = position
            .checked_sub(1)
            .and_then(|previous| group.hits.get(previous))
            .map_or(group.clause.start, |previous| previous.words.end);
        let relative = position.checked_sub(1).and_then(|previous| group.hits.get(previous));
        let relative = relative.is_some_and(|previous| is_relative(document, previous, hit));
        let elliptic = position == 0 && !before.is_empty() && continues(document, hit);
        read_hit(document, hit, low..limit, Reading { relative, elliptic }, &mut parties);
    }
    if parties.actor.is_empty() && group.hits.first().is_some_and(|hit| continues(document, hit)) {
        parties.actor = before.to_vec();
    }
    if parties.actor.is_empty() && group.hits.iter().all(Hit::is_harm) {
        parties.actor = before.to_vec();
    }
    if group.event_type == EventType::Support && parties.recipient.is_empty() {
        parties.recipient = before.to_vec();
    }
    parties.recipient.retain(|party| !parties.actor.contains(party));
    name_recipients(document, group, &mut parties);
    parties
}

/// "Seven people suspected of belonging to X" are X: a group named behind a description says who was meant.
fn name_recipients(document: &Document<'_>, group: &Group<'_>, parties: &mut Parties) {
    let described = !parties.recipient.is_empty()
        && parties.recipient.iter().all(|party| matches!(party, Party::Described { .. }));
    let arrest = group.modes().contains(&record::event::Mode::Arrest);
    let Some(main) = group.main().filter(|_| described && arrest) else { return };
    let found = actors(document, main.words.end..group.clause.end).find_map(|name| match name.referent {
        Referent::Entity(entity) => document
            .entities
            .get(entity)
            .filter(|entity| entity.entity_type == EntityType::Group)
            .map(|entity| Party::Entity(EntityId::known(&entity.id))),
        Referent::Place(_) | Referent::Party(_) => None,
    });
    if let Some(group) = found.filter(|group| !parties.actor.contains(group)) {
        parties.recipient = vec![group];
    }
}

/// How a verb hangs on what stands before it.
#[derive(Debug, Clone, Copy)]
struct Reading {
    /// Its subject is the act before it: "a bomb that hit a patrol".
    relative: bool,
    /// Its subject is that of the clause before: "… and called on the coalition".
    elliptic: bool,
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
            || document.class_at(before, Class::Separator).is_some())
}

/// "Imposed a curfew", "launched an operation": the subject of a verb that only carries the noun.
fn read_light_verb(document: &Document<'_>, group: &Group<'_>, parties: &mut Parties) {
    let Some(main) = group.main() else { return };
    if main.is_verb() {
        return;
    }
    let low = group.clause.start.max(main.words.start.saturating_sub(2 * REACH));
    let Some(verb) =
        (low..main.words.start).rev().find(|&index| document.class_at(index, Class::Light).is_some())
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
    let behind =
        actors(document, verb + 1..main.words.start).find(|name| preposition(document, name).is_none());
    let ahead = actors(document, low..verb).last();
    let latin = document.word(verb).is_ascii();
    let close = ahead.filter(|name| latin || adjoins(document, name, verb));
    if let Some(name) = close.or(behind.filter(|_| !latin)) {
        fill(document, name, Argument::Actor, parties);
    }
}

fn read_hit(
    document: &Document<'_>,
    hit: &Hit<'_>,
    window: std::ops::Range<usize>,
    reading: Reading,
    parties: &mut Parties,
) {
    let behind: Vec<&Name> = actors(document, hit.words.end..window.end.min(hit.words.end + REACH)).collect();
    let ahead =
        actors(document, window.start.max(hit.words.start.saturating_sub(REACH))..hit.words.start).last();
    let addressed = reading.elliptic && speaks(hit) && addressed_alone(document, hit, &behind);
    if hit.is_verb() && (reading.relative || addressed) {
        if let Some(object) = behind.first() {
            fill(document, object, Argument::Recipient, parties);
        }
    } else if hit.is_verb() {
        read_verb(document, hit, ahead, &behind, parties);
    } else {
        read_noun(document, hit, &behind, parties);
    }
}

fn read_verb(
    document: &Document<'_>,
    hit: &Hit<'_>,
    ahead: Option<&Name>,
    behind: &[&Name],
    parties: &mut Parties,
) {
    let latin = document.word(hit.words.start).is_ascii();
    let passive = is_passive(document, hit, behind.first().copied());
    let subject_role = if passive { Argument::Recipient } else { hit.trigger.subject };
    let close = ahead.filter(|name| {
        latin && !blocked(document, name, hit.words.start) || adjoins(document, name, hit.words.start)
    });
    let mut rest = behind.iter().copied();
    let subject = match close {
        Some(name) => Some(name),
        None if latin => None,
        None => rest.next().filter(|name| preposition(document, name).is_none()),
    };
    if let Some(subject) = subject {
        fill(document, subject, subject_role, parties);
    }
    if passive {
        return;
    }
    let object = rest.find(|name| subject.is_none_or(|subject| !joined(document, subject, name)));
    if let Some(object) = object {
        let role = match subject_role {
            Argument::Actor => Argument::Recipient,
            Argument::Recipient | Argument::None => Argument::None,
        };
        fill(document, object, role, parties);
    }
}

fn read_noun(document: &Document<'_>, hit: &Hit<'_>, behind: &[&Name], parties: &mut Parties) {
    let mut rest = behind.iter().copied().peekable();
    if let Some(first) = rest.peek().copied() {
        let direct = first.words.start <= hit.words.end + 4;
        match preposition(document, first) {
            None if direct => {
                fill(document, first, hit.trigger.of, parties);
                rest.next();
            }
            Some(Side::For) if hit.trigger.of == Argument::Actor => {
                fill(document, first, Argument::Actor, parties);
                rest.next();
            }
            _ => {}
        }
    }
    if let Some(touched) = rest.find(|name| preposition(document, name) == Some(Side::Onto)) {
        fill(document, touched, Argument::Recipient, parties);
    }
}

/// "By X", "carried out by X", anywhere in the clause.
fn read_agents(document: &Document<'_>, group: &Group<'_>, parties: &mut Parties) {
    for index in group.clause.clone() {
        let Some(after) = document.after(index, Class::Agent) else { continue };
        if let Some(name) = actors(document, after..(after + 5).min(group.clause.end)).next() {
            fill(document, name, Argument::Actor, parties);
        }
    }
}

/// One name, or several joined ones, and no other between the verb and "to".
fn addressed_alone(document: &Document<'_>, hit: &Hit<'_>, behind: &[&Name]) -> bool {
    let near = behind.iter().filter(|name| name.words.start < hit.words.end + 8);
    let starts =
        near.filter(|name| !name.prefix.conjunction && preposition(document, name).is_none()).count();
    starts == 1
}

/// Verbs whose object is somebody addressed.
fn speaks(hit: &Hit<'_>) -> bool {
    matches!(hit.event_type(), EventType::Request | EventType::Accuse | EventType::Threaten)
}

/// "Clashes between X and Y".
fn read_both_sides(document: &Document<'_>, group: &Group<'_>, parties: &mut Parties) {
    let Some(main) = group.main().filter(|hit| !hit.is_verb()) else { return };
    let reach = main.words.end..(main.words.end + REACH).min(group.clause.end);
    let Some(after) = reach.clone().find_map(|index| document.after(index, Class::Between)) else { return };
    let mut sides = actors(document, after..group.clause.end);
    let Some(first) = sides.next().filter(|name| name.words.start <= after + 3) else { return };
    let first = specific(document, first);
    parties.actor.push(party(document, first));
    if let Some(second) =
        following(document, first).filter(|second| second.words.start <= first.words.end + 3)
    {
        parties.recipient.push(party(document, specific(document, second)));
    }
}

/// Names of actors in a stretch: entities and descriptions.
fn actors<'d>(document: &'d Document<'_>, words: std::ops::Range<usize>) -> impl Iterator<Item = &'d Name> {
    let from = document.names.partition_point(|name| name.words.start < words.start);
    document
        .names
        .iter()
        .skip(from)
        .take_while(move |name| name.words.start < words.end)
        .filter(|name| !matches!(name.referent, Referent::Place(_)))
}

/// Enters a name and whoever "and" joins to it.
fn fill(document: &Document<'_>, name: &Name, role: Argument, parties: &mut Parties) {
    let side = match role {
        Argument::Actor => &mut parties.actor,
        Argument::Recipient => &mut parties.recipient,
        Argument::None => return,
    };
    let entity = matches!(specific(document, name).referent, Referent::Entity(_));
    let vague = matches!(name.referent, Referent::Party(_)) && !is_civil(document, name);
    if !side.is_empty() {
        // Soldiers without an army give way to the army.
        if !(parties.vague == Some(role) && entity) {
            return;
        }
        side.clear();
    }
    parties.vague = if vague && !entity { Some(role) } else { parties.vague.filter(|&other| other != role) };
    let mut last = specific(document, name);
    side.push(party(document, last));
    while let Some(next) = following(document, last).filter(|next| joined(document, last, next)) {
        last = specific(document, next);
        let party = party(document, last);
        if !side.contains(&party) {
            side.push(party);
        }
    }
}

fn is_civil(document: &Document<'_>, name: &Name) -> bool {
    matches!(name.referent, Referent::Party(party)
        if document.knowledge.parties.get(party as usize).is_some_and(|party| party.kind == PartyKind::Civil))
}

fn following<'d>(document: &'d Document<'_>, name: &Name) -> Option<&'d Name> {
    let at = document.names.partition_point(|other| other.words.start <= name.words.start);
    document.names.get(at).filter(|next| !matches!(next.referent, Referent::Place(_)))
}

/// "Members of X" are X.
fn specific<'d>(document: &'d Document<'_>, name: &'d Name) -> &'d Name {
    let Referent::Party(party) = name.referent else { return holder(document, name) };
    let kind = document.knowledge.parties.get(party as usize).map(|party| party.kind);
    if !matches!(kind, Some(PartyKind::Forces | PartyKind::Armed)) {
        return name;
    }
    if let Some(owner) = owner(document, name) {
        return owner;
    }
    let Some(next) = following(document, name) else { return name };
    let gap = name.words.end..next.words.start;
    let belongs =
        gap.len() <= 2 && !next.prefix.conjunction && gap.clone().all(|index| !document.is(index, "،"));
    if belongs && matches!(next.referent, Referent::Entity(_)) { next } else { name }
}

/// "X fighters", and "its fighters" where X was the last force named: X.
fn owner<'d>(document: &'d Document<'_>, name: &Name) -> Option<&'d Name> {
    let at = document.names.partition_point(|other| other.words.start < name.words.start);
    let forces = |other: &&Name| {
        matches!(other.referent, Referent::Entity(entity) if document.entities.get(entity).is_some_and(|entity| {
            matches!(entity.entity_type, EntityType::Group | EntityType::Military | EntityType::Government)
        }))
    };
    let previous = document.names.get(at.checked_sub(1)?)?;
    if document.word(name.words.start).is_ascii() {
        return Some(previous).filter(|other| other.words.end == name.words.start).filter(forces);
    }
    if !is_possessed(document, name) {
        return None;
    }
    let near = |other: &&Name| other.words.end + OWNER_REACH > name.words.start;
    document.names.get(..at)?.iter().rev().take_while(near).find(forces)
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
        name.words
            .start
            .checked_sub(back)
            .is_some_and(|index| document.class_at(index, Class::Title).is_some())
    });
    let Some(next) = following(document, name).filter(|_| titled) else { return name };
    let adjacent = next.words.start <= name.words.end + 1 && !next.prefix.conjunction;
    let person = matches!(next.referent, Referent::Entity(entity)
        if document.entities.get(entity).is_some_and(|entity| entity.entity_type == EntityType::Person));
    if adjacent && person { next } else { name }
}

fn joined(document: &Document<'_>, first: &Name, second: &Name) -> bool {
    let gap = first.words.end..second.words.start;
    gap.len() <= 2
        && (second.prefix.conjunction || gap.clone().any(|index| matches!(document.word(index), "and" | "و")))
        && document.sentence_of(first.words.start) == document.sentence_of(second.words.start)
}

fn party(document: &Document<'_>, name: &Name) -> Party {
    match name.referent {
        Referent::Entity(entity) => match document.entities.get(entity) {
            Some(entity) => Party::Entity(EntityId::known(&entity.id)),
            None => Party::Described { name: document.surface(&name.words) },
        },
        Referent::Place(_) | Referent::Party(_) => Party::Described { name: document.surface(&name.words) },
    }
}

/// What a preposition before a name makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Onto,
    For,
    Other,
}

fn preposition(document: &Document<'_>, name: &Name) -> Option<Side> {
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
    let by = (1..=3).any(|back| {
        let index = name.words.start.checked_sub(back);
        index.and_then(|index| document.after(index, Class::Agent)) == Some(name.words.start)
    });
    if by {
        return Some(Side::Other);
    }
    (1..=2).find_map(|back| {
        let index = name.words.start.checked_sub(back)?;
        if document.class_at(index, Class::Onto).is_some() {
            Some(Side::Onto)
        } else if matches!(document.word(index), "ل" | "of") {
            Some(Side::For)
        } else if back == 1
            && [Class::Within, Class::Towards, Class::From, Class::Source, Class::Agent]
                .into_iter()
                .any(|class| document.class_at(index, class).is_some())
        {
            Some(Side::Other)
        } else {
            None
        }
    })
}

/// The verb is passive: its marks say so, English "was", or what follows can only have suffered it.
fn is_passive(document: &Document<'_>, hit: &Hit<'_>, next: Option<&Name>) -> bool {
    let start = hit.words.start;
    if document.word(start).is_ascii() {
        return hit.form == Form::Past
            && (1..=3).any(|back| {
                start
                    .checked_sub(back)
                    .is_some_and(|index| document.class_at(index, Class::Passive).is_some())
            });
    }
    let surface = document.surface(&(start..start + 1));
    let marked = surface.chars().take(4).any(|c| c == '\u{64F}');
    let counted = document.number_at(hit.words.end).is_some() && hit.is_harm() && hit.form == Form::Past;
    let victims = hit.is_harm()
        && next.is_some_and(|name| {
            name.words.start <= hit.words.end + 2
                && matches!(name.referent, Referent::Party(party) if document.knowledge.parties.get(party as usize)
                    .is_some_and(|party| party.kind == PartyKind::Civil))
        });
    marked && hit.trigger.subject == Argument::Actor || counted || victims
}

/// The name stands right before the verb.
fn adjoins(document: &Document<'_>, name: &Name, verb: usize) -> bool {
    let gap = name.words.end..verb;
    gap.len() <= 2
        && gap.clone().all(|index| {
            document.is_punct(index) && !matches!(document.word(index), "،" | "," | "." | ":")
                || document.class_at(index, Class::Auxiliary).is_some()
        })
        && preposition(document, name).is_none()
}

/// Something stands between an English subject and its verb that makes it no subject.
fn blocked(document: &Document<'_>, name: &Name, verb: usize) -> bool {
    (name.words.end..verb).any(|index| matches!(document.word(index), "." | ";" | ":"))
        || preposition(document, name).is_some()
}
