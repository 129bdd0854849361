//! Words that count somebody, or look as if they did: one person, two nurses, an armed dispute.

use record::record::EntityType;

use crate::document::{Document, Name, Referent};
use crate::knowledge::{Class, Form, Kind, Meaning, PartyKind, is_definite, morphology};

/// How far before "was" its subject may begin, in words.
const SUBJECT_REACH: usize = 6;

/// People follow: a description, or a word for one person.
pub(super) fn counts_people(document: &Document<'_>, index: usize) -> bool {
    let digits = document.word(index).starts_with(|c: char| c.is_ascii_digit());
    (index..index + 2).filter(|&at| at == index && !digits || at > index).any(|at| {
        document.is_class(at, Class::One)
            || document.names_in(at..at + 1).iter().any(|name| matches!(name.referent, Referent::Party(_)))
    })
}

/// A description of somebody, by its form no group.
pub(super) fn is_one_of_people(document: &Document<'_>, name: &Name) -> bool {
    let Referent::Party(party) = name.referent else { return false };
    let kind = document.knowledge.parties.get(party as usize).map(|party| party.kind);
    let last = document.word(name.words.end - 1);
    matches!(kind, Some(PartyKind::Civil | PartyKind::Forces | PartyKind::Armed))
        && last.is_ascii()
        && !last.ends_with('s')
        && !document.is_class(name.words.end, Class::Off)
}

/// "A Palestinian farmer was shot dead": one person is the subject of the English passive that ends here.
pub(super) fn suffers_alone(document: &Document<'_>, verb: usize, from: usize) -> bool {
    let mut before = (1..=2).filter_map(|back| verb.checked_sub(back));
    let Some(was) = before.find(|&at| document.is_class(at, Class::Passive)) else { return false };
    let low = from.max(was.saturating_sub(SUBJECT_REACH));
    let article = (low..was).rev().find(|&index| document.is_class(index, Class::Indefinite));
    article.is_some_and(|article| {
        let one = |index: usize| {
            let names = document.names_in(index..index + 1);
            document.is_class(index, Class::One) || names.iter().any(|name| is_one_of_people(document, name))
        };
        (article + 1..was).any(one) && !(article..was).any(|index| document.is_punct(index))
    })
}

/// One past a description in the dual: "two nurses".
pub(super) fn dual_at(document: &Document<'_>, index: usize) -> Option<usize> {
    let name = document.names_in(index..index + 1).first()?;
    if !matches!(name.referent, Referent::Party(_)) || name.prefix.preposition.is_some() {
        return None;
    }
    let last = name.words.start;
    let word = document.word(last);
    // A doubled letter has two marks, in either order.
    let surface = document.surface(&(last..last + 1)).replace('\u{651}', "");
    let endings = morphology().duals.iter();
    let marked = endings.clone().any(|ending| {
        surface.ends_with(&format!("\u{64E}{ending}")) || word.ends_with(&format!("ت{ending}"))
    });
    let nominative = morphology().duals.first().is_some_and(|ending| word.ends_with(ending.as_str()));
    (!is_definite(word) && word.chars().nth(4).is_some() && (marked || nominative)).then_some(name.words.end)
}

/// One past the name of a person that begins here.
pub(super) fn person_at(document: &Document<'_>, index: usize) -> Option<usize> {
    let name = document.names_in(index..index + 1).first()?;
    match name.referent {
        Referent::Entity(entity) => {
            let person = document.entities.get(entity)?.entity_type == EntityType::Person;
            (person && name.prefix.preposition.is_none()).then_some(name.words.end)
        }
        Referent::Place(_) | Referent::Party(_) => None,
    }
}

pub(super) fn counts_time(document: &Document<'_>, index: usize) -> bool {
    [Class::UnitDay, Class::UnitWeek, Class::UnitMonth, Class::UnitYear, Class::UnitHour]
        .into_iter()
        .any(|class| document.is_class(index, class))
        || document.matches_at(index).iter().any(|found| matches!(found.meaning, Meaning::Month(..)))
}

/// "An armed dispute", «نزاع عشائري مسلح»: an adjective of the act before it, not somebody; "the killing of a gunman" is.
pub(super) fn tells_kind(document: &Document<'_>, index: usize) -> bool {
    (1..=2).filter_map(|back| index.checked_sub(back)).any(|at| {
        document.kinds_at(at).has(Kind::Trigger)
            && document.sentence_of(at) == document.sentence_of(index)
            && document.matches_at(at).iter().all(|found| match found.meaning.trigger() {
                Some((trigger, form)) => {
                    let entry = document.knowledge.triggers.get(trigger as usize);
                    matches!(form, Form::Noun | Form::Phrase)
                        && entry.is_some_and(|entry| entry.counts.is_none())
                }
                None => !matches!(found.meaning, Meaning::Party(_)),
            })
    })
}
