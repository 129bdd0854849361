//! Bodies and places taken up by their type word: "the centre" after "Adala Centre", "the camp" after "al-Hol camp".
//!
//! The word must carry the article and begin no name itself. It stands for the last body whose name begins with
//! the same word, or the last place of the same kind. Such a mention is an argument of events; it is not listed
//! among the mentions of the entity, which are its names.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use record::record::{EntityType, PlaceKind};

use crate::document::{Document, Name, Referent};
use crate::knowledge::{Class, Trait, definite_noun};

/// What the words of an article stand for so far.
#[derive(Debug, Default)]
struct Known {
    /// The last body whose name begins with this noun.
    bodies: HashMap<String, Referent, RandomState>,
    /// The last town, province, camp or river.
    places: HashMap<PlaceKind, Referent, RandomState>,
    /// The last place whose name begins with this type word ("the crossing", "the field") or follows it.
    called: HashMap<String, Referent, RandomState>,
    /// The town that the article names most.
    town: Option<Referent>,
}

/// Adds a name for each type word that takes up an earlier name. One pass over words and names.
pub(super) fn add(document: &mut Document<'_>) {
    let mut known = Known { town: town_named_most(document), ..Known::default() };
    let mut found: Vec<Name> = Vec::new();
    let mut next = 0;
    for index in 0..document.words.len() {
        while let Some(name) = document.names.get(next).filter(|name| name.words.end <= index) {
            known.note(document, name);
            next += 1;
        }
        let free = document.names.get(next).is_none_or(|name| {
            name.words.start > index || matches!(name.referent, Referent::Party(_)) && name.words.len() == 1
        });
        if free && let Some(name) = known.taken_up(document, index) {
            found.push(name);
        }
    }
    if found.is_empty() {
        return;
    }
    let taken: Vec<usize> = found.iter().map(|name| name.words.start).collect();
    document.names.retain(|name| {
        !(matches!(name.referent, Referent::Party(_)) && taken.binary_search(&name.words.start).is_ok())
    });
    document.names.extend(found);
    document.names.sort_by_key(|name| name.words.start);
}

impl Known {
    fn note(&mut self, document: &Document<'_>, name: &Name) {
        let first = document.word(name.words.start);
        let noun = definite_noun(first).map_or(first, |(noun, _)| noun);
        match name.referent {
            Referent::Entity(entity) => {
                let body = document.entities.get(entity).is_some_and(|entity| {
                    !matches!(entity.entity_type, EntityType::Person | EntityType::Facility)
                });
                if body && name.words.len() > 1 {
                    self.bodies.insert(noun.to_owned(), name.referent);
                }
            }
            Referent::Place(place) => {
                // "West of Daraa" does not lead to Daraa.
                let Some(place) = document.places.get(place) else { return };
                if document.is_class(name.words.start.wrapping_sub(1), Class::Direction) {
                    return;
                }
                self.places.insert(place.kind, name.referent);
                if let Some(called) = type_word_before(document, name) {
                    self.called.insert(called.to_owned(), name.referent);
                }
                if let Some(name_ar) = place.names.get("ar") {
                    let called = name_ar.split(' ').next().unwrap_or_default();
                    self.called.insert(crate::knowledge::folded(called), name.referent);
                }
            }
            Referent::Party(_) => {}
        }
    }

    fn taken_up(&self, document: &Document<'_>, index: usize) -> Option<Name> {
        if !document.has(index, Trait::TakesUp) {
            return None;
        }
        let word = document.word(index);
        let bare = word.strip_prefix(['و', 'ف']).unwrap_or(word);
        let (noun, glued) = definite_noun(bare)?;
        let of_body = self.bodies.get(noun).copied();
        let referent = of_body.or_else(|| self.place(document, noun))?;
        let mut matched = document.matches_at(index).iter().filter(|found| found.end == index + 1);
        let head = matched.find(|found| found.meaning.head().is_some());
        let prefix = head.map_or(glued, |found| found.prefix);
        Some(Name { words: index..index + 1, referent, prefix })
    }

    /// "The crossing" is a crossing: where a kind holds many types, the name must begin with the type word.
    fn place(&self, document: &Document<'_>, noun: &str) -> Option<Referent> {
        let kind = *document.knowledge.type_words.get(noun)?;
        let one_type =
            matches!(kind, PlaceKind::Settlement | PlaceKind::Admin1 | PlaceKind::Camp | PlaceKind::River);
        if !one_type {
            return self.called.get(noun).copied();
        }
        let named_so = self.called.get(noun).copied().filter(|_| kind == PlaceKind::Settlement);
        let main = self.town.filter(|_| kind == PlaceKind::Settlement);
        named_so.or(main).or_else(|| self.places.get(&kind).copied())
    }
}

/// The type word before a place's name: "the town of X".
fn type_word_before<'d>(document: &'d Document<'_>, name: &Name) -> Option<&'d str> {
    let word = document.word(name.words.start.checked_sub(1)?);
    let noun = definite_noun(word).map_or(word, |(noun, _)| noun);
    document.knowledge.type_words.contains_key(noun).then_some(noun)
}

/// The town named most often, the first of equals; none where no town is named twice.
fn town_named_most(document: &Document<'_>) -> Option<Referent> {
    let mut mentions = vec![0_usize; document.places.len()];
    for name in &document.names {
        if let Referent::Place(place) = name.referent
            && let Some(count) = mentions.get_mut(place)
        {
            *count += 1;
        }
    }
    let town =
        |place: &usize| document.places.get(*place).is_some_and(|place| place.kind == PlaceKind::Settlement);
    let named = |place: &usize| (mentions.get(*place).copied().unwrap_or(0), std::cmp::Reverse(*place));
    let most = (0..document.places.len()).filter(town).max_by_key(named)?;
    (mentions.get(most).copied() >= Some(2)).then_some(Referent::Place(most))
}
