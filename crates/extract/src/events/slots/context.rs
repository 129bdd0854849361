//! What the words of a trigger leave open: whom the suspected belong to, whom a campaign is aimed at, and who
//! goes on acting from the events before.

use std::collections::HashMap;

use record::event::{EventType, Mode, Party};
use record::id::EntityId;
use record::record::EntityType;

use super::Parties;
use super::phrase::{actors, entity_type, is_force, kind, party, preposition, specific};
use crate::document::{Document, Name, Referent};
use crate::events::group::{Group, is_statement};
use crate::events::hits::Hit;
use crate::events::memory::{Memory, is_distant};
use crate::knowledge::{Argument, Class, Form, PartyKind, morphology};

/// How far before an act its denial may stand.
const DENIAL_REACH: usize = 12;
/// How far behind a word of belonging or pursuit the group may stand.
const REACH: usize = 7;

/// "Seven people suspected of belonging to X", "a campaign to hunt down cells of X": X is meant.
pub(super) fn affiliation(document: &Document<'_>, group: &Group<'_>, parties: &mut Parties) {
    let described = parties.recipient.iter().all(|party| matches!(party, Party::Described { .. }));
    let forceful = matches!(group.event_type, EventType::Coerce | EventType::Mobilize | EventType::Assault);
    let Some(main) = group.main().filter(|_| described && forceful) else { return };
    let end = if group.event_type == EventType::Assault { group.clause.end } else { group.sentence.end };
    let meant = (main.words.start..end)
        .filter(|&index| {
            document.is_class(index, Class::Affiliation) || document.is_class(index, Class::Pursuit)
        })
        .find_map(|index| {
            actors(document, index..(index + REACH).min(end)).find_map(|name| match name.referent {
                Referent::Entity(entity) if entity_type(document, name) == Some(EntityType::Group) => {
                    document.entities.get(entity).map(|entity| Party::Entity(EntityId::known(&entity.id)))
                }
                Referent::Entity(_) | Referent::Place(_) | Referent::Party(_) => None,
            })
        });
    if let Some(meant) = meant.filter(|meant| !parties.actor.contains(meant)) {
        parties.aimed_at = Some(meant.clone());
        parties.recipient = vec![meant];
    }
}

/// Fills the sides that the clause leaves open from what the article told before.
pub(in crate::events) fn complete(
    document: &Document<'_>,
    group: &Group<'_>,
    memory: &Memory,
    parties: &mut Parties,
) {
    let modes = group.modes();
    if let Some([one, other]) = &memory.sides
        && document.has_class(group.clause.clone(), Class::BothSides)
        && !parties.actor.iter().chain(&parties.recipient).any(|party| matches!(party, Party::Entity(_)))
    {
        parties.actor = vec![one.clone()];
        parties.recipient = vec![other.clone()];
    }
    let dispersal = modes.contains(&Mode::CrowdControl);
    if group.main().is_some_and(|main| in_first_person(document, main))
        && let Some(voice) = &memory.voice
    {
        if parties.recipient.is_empty() {
            parties.recipient = std::mem::take(&mut parties.actor);
        }
        parties.actor = vec![voice.clone()];
    }
    if parties.actor.is_empty() && group.main().is_some_and(|main| is_participle(document, main)) {
        parties.actor =
            if memory.actor.is_empty() { subject_of(document, group) } else { memory.actor.clone() };
    }
    if let Some(denier) = denier(document, group) {
        parties.recipient.retain(|party| *party != denier);
        parties.actor = vec![denier];
    }
    if parties.actor.is_empty() && goes_on(group, parties) {
        // A statement goes on with whoever issued it.
        let issuer = memory.fallback.issuer.clone().filter(|_| is_statement(group.event_type));
        parties.actor = issuer.map_or_else(|| memory.subject.clone(), |issuer| vec![issuer]);
    }
    if parties.actor.is_empty() && memory.fallback.report && !parties.passive {
        parties.actor.extend(memory.label.clone());
    }
    let held = matches!(group.event_type, EventType::Coerce | EventType::Mobilize)
        || group.event_type == EventType::Retreat
            && modes.iter().any(|mode| matches!(mode, Mode::Release | Mode::Access))
        || dispersal;
    if parties.actor.is_empty() && held && !(parties.passive && memory.force.is_empty()) {
        parties.actor =
            if memory.force.is_empty() { main_force(document, group) } else { memory.force.clone() };
    }
    if parties.actor.is_empty() && modes.iter().any(|&mode| is_distant(mode)) && memory.bombards {
        parties.actor.clone_from(&memory.attacker);
    }
    if parties.actor.is_empty() && group.event_type == EventType::Protest {
        parties.actor = demonstrators(document, group).unwrap_or_else(|| memory.crowd.clone());
    }
    if parties.recipient.is_empty() && dispersal {
        parties.recipient = crowd(document, group.clause.clone()).unwrap_or_else(|| memory.crowd.clone());
    }
    let operation = group.event_type == EventType::Mobilize
        || group.event_type == EventType::Coerce
            && modes.iter().all(|mode| matches!(mode, Mode::Seize | Mode::Arrest));
    if parties.recipient.is_empty() && operation {
        parties.recipient.extend(memory.target.clone());
    }
    if parties.recipient.is_empty() && modes.contains(&Mode::Release) {
        parties.recipient.clone_from(&memory.held);
    }
    if parties.recipient.is_empty() && group.event_type == EventType::Accuse {
        parties.recipient.clone_from(&memory.attacker);
    }
    parties.recipient.retain(|party| !parties.actor.contains(party));
}

/// "We reject", "we call on": a verb of the present in the first person plural.
fn in_first_person(document: &Document<'_>, hit: &Hit<'_>) -> bool {
    let word = document.word(hit.words.start);
    let word = word.strip_prefix(['و', 'ف']).unwrap_or(word);
    let word = word.strip_prefix('س').unwrap_or(word);
    hit.form == Form::Present && word.starts_with('ن')
}

/// "They refuse": more than one speaks.
pub(in crate::events) fn is_plural(document: &Document<'_>, group: &Group<'_>) -> bool {
    group.main().is_some_and(|main| super::passive::is_plural(document.word(main.words.start)))
}

/// "…, calling on", "…, accusing": an accusative participle, whose subject is that of the sentence.
fn is_participle(document: &Document<'_>, hit: &Hit<'_>) -> bool {
    let speaks = is_statement(hit.event_type());
    let word = document.word(hit.words.start);
    let word = word.strip_prefix('و').unwrap_or(word);
    speaks
        && !hit.is_verb()
        && hit.prefix.preposition.is_none()
        && morphology().participle_starts.iter().any(|start| word.starts_with(start.as_str()))
        && morphology().participle_ends.iter().any(|end| word.ends_with(end.as_str()))
}

/// "X denied any part in the attack": X is whom the denied act is laid to.
fn denier(document: &Document<'_>, group: &Group<'_>) -> Option<Party> {
    let main = group.main().filter(|_| group.event_type == EventType::Assault)?.words.start;
    let low = group.sentence.start.max(main.saturating_sub(DENIAL_REACH));
    let part = (low..main).rev().find(|&index| document.is_class(index, Class::Involvement))?;
    let verb = (low..part).rev().find(|&index| document.is_class(index, Class::Denial))?;
    let behind = actors(document, verb + 1..part).next();
    let ahead = actors(document, low..verb).last();
    let name = if document.word(verb).is_ascii() { ahead } else { behind.or(ahead) }?;
    Some(party(document, specific(document, name)))
}

/// "The Council adopted a resolution that calls on X": the subject of a verb without "and" whose object alone stands
/// behind it is that of the sentence.
pub(in crate::events) fn resolver(document: &Document<'_>, group: &Group<'_>) -> Option<Party> {
    let main = group.main().filter(|main| main.is_verb() && !main.prefix.conjunction)?;
    (!document.word(main.words.start).is_ascii()).then(|| subject_of(document, group).into_iter().next())?
}

/// Whom the sentence cites before, or the first that it names without a preposition.
fn subject_of(document: &Document<'_>, group: &Group<'_>) -> Vec<Party> {
    let Some(main) = group.main() else { return Vec::new() };
    let before = group.sentence.start..main.words.start;
    crate::events::source::cited(document, before.clone())
        .or_else(|| {
            actors(document, before)
                .find(|name| preposition(document, name).is_none())
                .map(|name| party(document, specific(document, name)))
        })
        .into_iter()
        .collect()
}

/// A verb without a subject of its own goes on with that of the event before.
fn goes_on(group: &Group<'_>, parties: &Parties) -> bool {
    !parties.passive
        && group.main().is_some_and(|main| {
            main.is_verb() && main.trigger.subject == Argument::Actor && main.prefix.conjunction
        })
}

/// The army or agency that the article has named most often so far; a government where there is none.
fn main_force(document: &Document<'_>, group: &Group<'_>) -> Vec<Party> {
    let mut counted: HashMap<usize, usize> = HashMap::new();
    let mut mentions = |entity: usize| {
        *counted.entry(entity).or_insert_with(|| {
            document.entities.get(entity).map_or(0, |entity| {
                entity.mentions.iter().filter(|words| words.start < group.clause.end).count()
            })
        })
    };
    let weight = |name: &&Name| {
        let Referent::Entity(entity) = name.referent else { return (false, 0, 0) };
        let army = entity_type(document, name) == Some(EntityType::Military);
        (army, mentions(entity), usize::MAX - name.words.start)
    };
    let forces = actors(document, 0..group.clause.end)
        .filter(|name| is_force(document, name) && entity_type(document, name) != Some(EntityType::Group));
    forces.max_by_key(weight).map(|name| vec![party(document, name)]).unwrap_or_default()
}

/// Whom the clause names before its trigger or right behind it.
fn demonstrators(document: &Document<'_>, group: &Group<'_>) -> Option<Vec<Party>> {
    let main = group.hits.first()?.words.clone();
    crowd(document, group.clause.start..(main.end + 4).min(group.clause.end))
}

/// Demonstrators or residents among these words.
fn crowd(document: &Document<'_>, words: std::ops::Range<usize>) -> Option<Vec<Party>> {
    let of = |wanted: PartyKind| {
        actors(document, words.clone())
            .map(|name| specific(document, name))
            .find(|name| kind(document, name) == Some(wanted))
            .map(|name| vec![party(document, name)])
    };
    of(PartyKind::Crowd).or_else(|| of(PartyKind::Civil)).or_else(|| of(PartyKind::Anyone))
}
