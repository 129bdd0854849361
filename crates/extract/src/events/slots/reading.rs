//! The arguments of one trigger, read off the order of words and the prepositions around it.
//!
//! Arabic puts the subject behind the verb, headlines before it; a noun of action is followed by whoever does
//! or suffers it, as the grammar says for each.

use std::ops::Range;

use record::event::{EventType, Mode};
use record::record::EntityType;

use super::passive::{does, is_marked_passive, is_passive, is_plural};
use super::phrase::{
    Side, actors, adjoins, blocked, entity_type, is_force, is_oblique, is_owner, joined, kind, past_figure,
    preposition, specific,
};
use super::{Parties, REACH, fill};
use crate::document::{Document, Name, Prefix, Referent};
use crate::events::hits::Hit;
use crate::knowledge::{
    Argument, Class, Form, Kind, Meaning, PartyKind, has_object, has_pronoun, is_definite, morphology,
};

/// The longest source behind a comma with its verb of saying, in words.
const TOLD_BY: usize = 8;
/// In how many words a sentence may open with a time and a label.
const OPENING: usize = 8;

/// How a verb hangs on what stands before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// Its subject is the act before it: "a bomb that hit a patrol".
    pub(super) relative: bool,
    /// Its subject is that of the clause before: "… and called on the coalition".
    pub(super) elliptic: bool,
}

/// Reads the arguments of one trigger within its window.
pub(super) fn read_hit(
    document: &Document<'_>,
    hit: &Hit<'_>,
    window: Range<usize>,
    reading: Reading,
    parties: &mut Parties,
) {
    let reach = hit.words.end..window.end.min(hit.words.end + REACH);
    let reach = reach.start..told_by(document, &reach).unwrap_or(reach.end);
    let parts = reach.clone().find(|&index| document.is_class(index, Class::Including));
    let behind = actors(document, reach.start..parts.unwrap_or(reach.end));
    let behind: Vec<&Name> = behind.filter(|name| !is_anothers(document, hit, name)).collect();
    let mut ahead =
        actors(document, window.start.max(hit.words.start.saturating_sub(REACH))..hit.words.start);
    let ahead = if document.word(hit.words.start).is_ascii() {
        ahead.find(|name| !blocked(document, name, hit.words.start))
    } else {
        ahead.last()
    };
    let addressed = speaks(hit)
        && (reading.elliptic && addressed_alone(document, hit, &behind)
            || behind.first().is_some_and(|name| disagrees(document, hit, name)));
    if hit.is_verb() && (reading.relative || addressed) {
        if let Some(object) = behind.first() {
            fill(document, object, Argument::Recipient, parties);
        }
    } else if hit.is_verb() {
        read_verb(document, hit, window.start, ahead, &behind, parties);
    } else {
        read_noun(document, hit, &behind, parties);
    }
}

/// "Was killed in an American strike": the adjective is the strike's, not what this verb is about.
fn is_anothers(document: &Document<'_>, hit: &Hit<'_>, name: &Name) -> bool {
    let start = name.words.start;
    hit.is_verb()
        && name.words.len() == 1
        && start > hit.words.end
        && document.kinds_at(start).has(Kind::Adjective)
        && document.kinds_at(start - 1).has(Kind::Trigger)
        && !document.word(start).is_ascii()
}

/// Where "…, a local official told AFP" begins, which is no part of what is told.
fn told_by(document: &Document<'_>, words: &Range<usize>) -> Option<usize> {
    let says = |index: usize| document.word(index).is_ascii() && document.is_class(index, Class::Say);
    let goes_on = |index: usize| document.word(index).starts_with('و') && document.says(index);
    words.clone().find(|&index| {
        document.is(index, "and") && says(index + 1)
            || matches!(document.word(index), "،" | ",") && goes_on(index + 1)
            || document.is(index, ",")
                && (index + 2..index + TOLD_BY).any(|verb| {
                    document.word(verb).is_ascii()
                        && document.is_class(verb, Class::Say)
                        && document.sentence_of(verb) == document.sentence_of(index)
                })
    })
}

fn read_verb(
    document: &Document<'_>,
    hit: &Hit<'_>,
    low: usize,
    ahead: Option<&Name>,
    behind: &[&Name],
    parties: &mut Parties,
) {
    let latin = document.word(hit.words.start).is_ascii();
    if let Some(object) = ahead.filter(|name| is_taken_up(document, hit, name)) {
        fill(document, object, Argument::Recipient, parties);
        let subject = behind.first().filter(|name| {
            preposition(document, name).is_none()
                && !is_oblique(document, name)
                && name.words.start <= hit.words.end + 1
        });
        if let Some(subject) = subject {
            fill(document, subject, Argument::Actor, parties);
        }
        return;
    }
    let front = || {
        ahead
            .filter(|name| adjoins(document, name, hit.words.start))
            .or_else(|| noun_first(document, hit, low))
    };
    let passive = is_passive(document, hit, behind.first().copied())
        && (latin || is_marked_passive(document, hit) || !front().is_some_and(|name| does(document, name)));
    let subject_role = if passive { Argument::Recipient } else { hit.trigger.subject };
    let close = ahead.filter(|name| {
        latin && !blocked(document, name, hit.words.start)
            || !hit.prefix.conjunction && adjoins(document, name, hit.words.start)
    });
    let mut rest = behind.iter().copied();
    let own = if passive { None } else { speaker_as_subject(document, hit) };
    let subject = match own.or(close) {
        Some(name) => Some(name),
        None if latin || promises(document, hit) => None,
        None if governs_preposition(document, hit) => noun_first(document, hit, low),
        None => noun_first(document, hit, low).or_else(|| {
            let next = rest.clone().next().filter(|name| {
                preposition(document, name).is_none() && (passive || !is_oblique(document, name))
                    || !passive
                        && (has_owner_as_subject(document, hit, name)
                            || is_part_as_subject(document, hit, name))
            });
            if next.is_some() {
                rest.next();
            }
            next
        }),
    };
    // "And arrested six youths": civilians right behind a verb of taking were taken.
    let ends = |name: &&Name| preposition(document, name).is_none();
    let alone = !behind.iter().copied().any(|name| ends(&name));
    let taken = (alone || close.is_none() && noun_first(document, hit, low).is_none())
        && subject.is_some_and(|subject| kind(document, subject) == Some(PartyKind::Civil))
        && subject_role == Argument::Actor
        && takes(hit)
        && !latin;
    let subject_role = if taken { Argument::Recipient } else { subject_role };
    if let Some(subject) = subject {
        fill(document, subject, subject_role, parties);
    }
    parties.passive |= taken && !is_feminine(document, hit);
    parties.passive |= passive || subject.is_none() && governs_preposition(document, hit) && !latin;
    if passive {
        // "It was let go of three": who is behind the preposition suffers it.
        if let Some(object) =
            rest.next().filter(|_| subject.is_none() && !latin && governs_preposition(document, hit))
        {
            fill(document, object, Argument::Recipient, parties);
        }
        return;
    }
    // "And released her": who that is stands before; "killed her brother" goes on.
    let pronoun = latin && matches!(document.word(hit.words.end), "him" | "her" | "them");
    if pronoun && document.names_in(hit.words.end + 1..hit.words.end + 2).is_empty() {
        return;
    }
    let reached = subject.map_or(0, |subject| specific(document, subject).words.start);
    let object = rest.find(|name| {
        name.words.start > reached
            && subject.is_none_or(|subject| {
                !joined(document, subject, name)
                    && !owns(document, subject, name)
                    && !possesses(document, subject, name)
            })
    });
    if let Some(object) = object {
        let role = match subject_role {
            // "Deployed a thousand soldiers": they are the means.
            Argument::Actor
                if hit.event_type() == EventType::Mobilize
                    && kind(document, object) == Some(PartyKind::Forces) =>
            {
                Argument::None
            }
            Argument::Actor => Argument::Recipient,
            // "A shell took a mother and her infant": what has no doer still strikes somebody.
            Argument::None if hit.is_harm() || kind(document, object) == Some(PartyKind::Civil) => {
                Argument::Recipient
            }
            Argument::Recipient | Argument::None => Argument::None,
        };
        fill(document, object, role, parties);
    }
}

/// The subject of an Arabic clause that puts the noun first: "that helicopters belonging to X dropped", "the ministry,
/// which blamed X". Only behind "that", behind a relative, or at the head of the sentence.
fn noun_first<'d>(document: &'d Document<'_>, hit: &Hit<'_>, low: usize) -> Option<&'d Name> {
    let verb = hit.words.start;
    let before = verb.checked_sub(1)?;
    let auxiliary = document.is_class(before, Class::Auxiliary);
    let last = if auxiliary { before.checked_sub(1)? } else { before };
    if document.is_class(last, Class::Relative) {
        // "The attack that X carried out": with a pronoun of its own the verb has its subject behind it.
        if has_object(document.word(verb)) {
            return None;
        }
        let antecedent = actors(document, low.min(last.saturating_sub(8))..last).last()?;
        return (antecedent.words.end + 2 >= last).then(|| specific(document, antecedent));
    }
    let sentence = document.sentences.get(document.sentence_of(verb))?;
    // "A statement by elders of the tribe X (who) demanded": a plural verb right behind people.
    if is_plural(document.word(verb)) && !hit.prefix.conjunction && !document.is_punct(before) {
        let people = actors(document, verb.saturating_sub(REACH).max(sentence.start)..verb).last();
        let close = people.filter(|name| name.words.end == verb);
        let holder = close.and_then(|name| whole(document, name));
        if let Some(holder) = holder.or(close) {
            return Some(specific(document, holder));
        }
    }
    let from = low.max(verb.saturating_sub(REACH)).max(sentence.start);
    let head = (from..verb).rev().find(|&index| document.is_class(index, Class::That)).map(|at| at + 1);
    let head = head.or_else(|| (from == sentence.start).then(|| opening(document, sentence, verb)))?;
    let name = actors(document, head..verb).next()?;
    let leads = name.words.start <= head + 1 && preposition(document, name).is_none();
    let other_verb = (name.words.end..verb).any(|index| {
        document.matches_at(index).iter().any(|found| {
            matches!(
                found.meaning,
                Meaning::Trigger(_, Form::Past | Form::Passive | Form::Present) | Meaning::Class(Class::Say)
            )
        })
    });
    (leads && !other_verb).then(|| specific(document, name))
}

/// "Five drivers whom the movement held": the name before is taken up by the verb's pronoun.
fn is_taken_up(document: &Document<'_>, hit: &Hit<'_>, name: &Name) -> bool {
    let gap = name.words.end..hit.words.start;
    let people = kind(document, name).is_some_and(|kind| kind != PartyKind::Craft);
    people
        && hit.trigger.subject == Argument::Actor
        && gap.len() <= 2
        && !hit.prefix.conjunction
        && has_object(document.word(hit.words.start))
        && gap
            .clone()
            .all(|index| !document.is_punct(index) && document.names_in(index..index + 1).is_empty())
}

/// "A checkpoint belonging to X stopped …": a noun that nobody knows right behind the verb, and whose it is.
fn has_owner_as_subject(document: &Document<'_>, hit: &Hit<'_>, name: &Name) -> bool {
    let noun = hit.words.end;
    let bare = |index: usize| {
        !document.is_punct(index)
            && document.names_in(index..index + 1).is_empty()
            && document.number_at(index).is_none()
            && [Class::Onto, Class::Off, Class::Within, Class::From, Class::Towards, Class::That, Class::Stop]
                .into_iter()
                .all(|class| !document.is_class(index, class))
            && !document.word(index).starts_with('ب')
    };
    let belonging = (noun + 1..=noun + 2).find(|&index| document.is_class(index, Class::Belonging));
    belonging.is_some_and(|index| (noun..index).all(bare))
        && is_owner(document, name)
        && name.words.start <= noun + 4
}

/// "A group of fighters of X stormed …": a noun of number right behind the verb, and whose part it is.
fn is_part_as_subject(document: &Document<'_>, hit: &Hit<'_>, name: &Name) -> bool {
    let (noun, of) = (hit.words.end, hit.words.end + 1);
    name.words.start == of + 1
        && document.is_class(of, Class::From)
        && morphology().parts.iter().any(|part| part == document.word(noun))
}

/// "The army announced that it had …", «أعلنت القوات أنها اعتقلت»: behind "that" with a pronoun a force that speaks is
/// the subject.
fn speaker_as_subject<'d>(document: &'d Document<'_>, hit: &Hit<'_>) -> Option<&'d Name> {
    let verb = hit.words.start;
    let before = verb.checked_sub(1)?;
    let that = if document.is_class(before, Class::Auxiliary) { before.checked_sub(1)? } else { before };
    let pronoun = document.is_class(that, Class::That) && has_pronoun(document.word(that));
    let sentence = document.sentences.get(document.sentence_of(verb))?;
    if !pronoun || hit.prefix.conjunction || document.word(verb).is_ascii() {
        return None;
    }
    let from = sentence.start.max(that.saturating_sub(REACH));
    let speaker = specific(document, actors(document, from..that).last()?);
    let says = (from..speaker.words.start).any(|index| document.says(index));
    let armed =
        matches!(kind(document, speaker), Some(PartyKind::Armed | PartyKind::Forces | PartyKind::Office));
    (says && (is_force(document, speaker) || armed)).then_some(speaker)
}

/// Where a sentence begins behind a bullet, a clock time or a label: "12:10 | the municipality closes …".
fn opening(document: &Document<'_>, sentence: &Range<usize>, verb: usize) -> usize {
    let reach = sentence.start..verb.min(sentence.start + OPENING);
    let bar = reach.clone().rev().find(|&index| matches!(document.word(index), "|" | ":"));
    let mut start = bar.map_or(sentence.start, |at| at + 1);
    let filling = |index: usize| {
        document.is_punct(index) || document.word(index).starts_with(|c: char| c.is_ascii_digit())
    };
    while start < verb && filling(start) {
        start += 1;
    }
    start
}

/// "Was released", in Arabic "it was let go of …": a preposition right behind the verb leaves no room for a
/// subject.
fn governs_preposition(document: &Document<'_>, hit: &Hit<'_>) -> bool {
    let next = hit.words.end;
    document.class_at(next, Class::Onto).is_some_and(|found| found.prefix.preposition.is_none())
        || document.is_class(next, Class::Off)
}

/// "Pledged to reopen the centre", in Arabic with "by" written to the next word: no subject stands behind.
fn promises(document: &Document<'_>, hit: &Hit<'_>) -> bool {
    let next = hit.words.end;
    let led = document.word(next).starts_with('ب') && document.word(next).chars().nth(4).is_some();
    let own = document.matches_at(next).iter().any(|found| {
        let part = matches!(found.meaning, Meaning::Class(_) | Meaning::Head(_) | Meaning::Party(_));
        found.prefix == Prefix::default() && part
    });
    led && !own && hit.prefix.conjunction && document.names_in(next..next + 1).is_empty()
}

fn read_noun(document: &Document<'_>, hit: &Hit<'_>, behind: &[&Name], parties: &mut Parties) {
    let mut rest = behind.iter().copied().peekable();
    if let Some(first) = rest.peek().copied() {
        // "A ten-year-old girl" takes six words.
        let near = if document.word(hit.words.start).is_ascii() { 6 } else { 4 };
        let direct =
            first.words.start <= (hit.words.end + near).max(past_figure(document, hit.words.end) + 1);
        match preposition(document, first) {
            None if direct => {
                let second = behind.get(1).copied();
                let suffers = second.is_some_and(|second| is_object(document, hit, first, second));
                fill(document, first, if suffers { Argument::Actor } else { hit.trigger.of }, parties);
                rest.next();
                if let Some(second) = second.filter(|_| suffers) {
                    fill(document, second, Argument::Recipient, parties);
                }
            }
            Some(Side::For) if hit.trigger.of == Argument::Actor && !touches(document, hit, first) => {
                fill(document, first, Argument::Actor, parties);
                rest.next();
            }
            // "Support for X", "aid to X".
            Some(Side::For)
                if hit.trigger.of == Argument::Recipient
                    && matches!(hit.event_type(), EventType::Support | EventType::Aid) =>
            {
                fill(document, first, Argument::Recipient, parties);
                rest.next();
            }
            // "With support from X".
            Some(Side::Other) if hit.event_type() == EventType::Support && direct => {
                fill(document, first, Argument::Actor, parties);
                rest.next();
            }
            _ => {}
        }
    }
    let touched = rest.find(|name| match preposition(document, name) {
        Some(Side::Onto) => true,
        Some(Side::For) => touches(document, hit, name),
        Some(Side::Other) | None => false,
    });
    if let Some(touched) = touched {
        fill(document, touched, Argument::Recipient, parties);
    }
}

/// "A strike on a hideout of X": a word of contact stands between the act and the owner.
fn touches(document: &Document<'_>, hit: &Hit<'_>, name: &Name) -> bool {
    (hit.words.end..name.words.start).any(|index| document.is_class(index, Class::Onto))
}

/// "The targeting by a drone of a car": a verbal noun with both its subject and its object.
fn is_object(document: &Document<'_>, hit: &Hit<'_>, first: &Name, second: &Name) -> bool {
    let armed = is_force(document, first)
        || matches!(kind(document, first), Some(PartyKind::Armed | PartyKind::Forces));
    hit.trigger.of == Argument::Recipient
        && !hit.is_harm()
        && armed
        && second.words.start <= first.words.end + 2
        && preposition(document, second).is_none()
        && !joined(document, first, second)
        && !document.word(first.words.start).is_ascii()
}

/// "The Security Directorate belonging to X": X owns whom the first name stands for.
fn owns(document: &Document<'_>, first: &Name, second: &Name) -> bool {
    second.words.start <= first.words.end + 5
        && is_owner(document, second)
        && (first.words.end..second.words.start)
            .find(|&index| document.is_class(index, Class::Belonging))
            .is_some_and(|index| index <= first.words.end + 3)
}

/// "The families of the missing", "members of a checkpoint": the second name is whose the first are.
fn possesses(document: &Document<'_>, first: &Name, second: &Name) -> bool {
    let (one, other) = (document.word(first.words.end - 1), document.word(second.words.start));
    let described = |name: &Name| matches!(name.referent, Referent::Party(_));
    // "Elders of the tribe X".
    let of = second.words.start == first.words.end + 1 && document.is_class(first.words.end, Class::From);
    described(first) && of
        || described(first)
            && described(second)
            && second.words.start == first.words.end
            && second.prefix == Prefix::default()
            && !is_definite(one)
            && is_definite(other)
}

/// One name, or several joined ones, and no other between the verb and "to".
fn addressed_alone(document: &Document<'_>, hit: &Hit<'_>, behind: &[&Name]) -> bool {
    let near = behind.iter().filter(|name| name.words.start < hit.words.end + 8);
    let starts =
        near.filter(|name| !name.prefix.conjunction && preposition(document, name).is_none()).count();
    starts == 1
}

/// Verbs whose object is somebody addressed or met.
fn speaks(hit: &Hit<'_>) -> bool {
    matches!(
        hit.event_type(),
        EventType::Request | EventType::Accuse | EventType::Threaten | EventType::Consult
    )
}

/// Verbs whose object is held, taken or abused: nobody without arms or office does it.
fn takes(hit: &Hit<'_>) -> bool {
    hit.trigger
        .modes
        .iter()
        .any(|mode| matches!(mode, Mode::Arrest | Mode::Deport | Mode::Abduct | Mode::Sexual | Mode::Torture))
}

/// "Elders of the tribe X": the people of whom a name tells where they come from.
fn whole<'d>(document: &'d Document<'_>, name: &Name) -> Option<&'d Name> {
    let of = name.words.start.checked_sub(1).filter(|&of| document.is_class(of, Class::From))?;
    actors(document, of.saturating_sub(2)..of).last().filter(|people| people.words.end == of)
}

/// The verb has a feminine subject, as bodies are; men are its object.
fn is_feminine(document: &Document<'_>, hit: &Hit<'_>) -> bool {
    let word = document.word(hit.words.start);
    match hit.form {
        Form::Present => word.trim_start_matches(['و', 'ف', 'س']).starts_with('ت'),
        Form::Past | Form::Passive | Form::Noun | Form::Owned | Form::Dual | Form::Phrase => {
            word.ends_with('ت')
        }
    }
}

/// "(She) calls on the council", "(he) asks the organization": the verb's gender is not that of the body behind it,
/// which must be its object.
fn disagrees(document: &Document<'_>, hit: &Hit<'_>, name: &Name) -> bool {
    let start = name.words.start;
    let adjacent = start == hit.words.end && name.prefix == Prefix::default();
    if !adjacent
        || has_object(document.word(hit.words.start))
        || !matches!(hit.form, Form::Past | Form::Present)
        || document.word(start).is_ascii()
    {
        return false;
    }
    if is_feminine(document, hit) {
        let word = document.word(start);
        let noun = word.strip_prefix(morphology().article.as_str()).unwrap_or(word);
        return morphology().masculine.iter().any(|masculine| masculine == noun);
    }
    let verb = document.word(hit.words.start).trim_start_matches(['و', 'ف', 'س']);
    let he = if hit.form == Form::Present { verb.starts_with('ي') } else { !verb.ends_with(['ا', 'ن']) };
    let person = entity_type(document, name) == Some(EntityType::Person);
    he && !person
        && document.surface(&(start..start + 1)).ends_with(['ة', 'ت'])
        && morphology().feminine.iter().any(|ending| document.word(start).ends_with(ending.as_str()))
}
