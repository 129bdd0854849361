//! A record, prepared for comparison: its names folded once, its text at hand by offsets.

use std::collections::HashMap;

use record::event::{Event, Party};
use record::record::{Names as Translations, Record, Span};

use crate::names::Names;

/// Somebody or somewhere that a record names, for comparing and for printing.
#[derive(Debug, Clone)]
pub(crate) struct Referent {
    pub(crate) names: Names,
    pub(crate) label: String,
}

/// A record and what is asked of it again and again.
pub(crate) struct Found<'a> {
    pub(crate) record: &'a Record,
    pub(crate) entities: Vec<Referent>,
    pub(crate) places: Vec<Referent>,
    chars: Vec<char>,
    by_id: HashMap<&'a str, Referent>,
}

impl<'a> Found<'a> {
    pub(crate) fn new(record: &'a Record) -> Self {
        let chars: Vec<char> = record.text.chars().collect();
        let referent = |name: &Translations, mentions: &[Span]| {
            let spoken: Vec<String> = mentions.iter().map(|span| cut(&chars, span.start, span.end)).collect();
            let label = name.get("ar").or_else(|| name.values().next()).cloned().unwrap_or_default();
            Referent { names: Names::of(name.values().chain(&spoken)), label }
        };
        let entities: Vec<_> = record.entities.iter().map(|one| referent(&one.name, &one.mentions)).collect();
        let places: Vec<_> = record.places.iter().map(|one| referent(&one.name, &one.mentions)).collect();
        let entity_ids = record.entities.iter().map(|one| one.id.as_str()).zip(entities.iter().cloned());
        let place_ids = record.places.iter().map(|one| one.id.as_str()).zip(places.iter().cloned());
        let by_id = entity_ids.chain(place_ids).collect();
        Self { record, entities, places, chars, by_id }
    }

    /// A stretch of the text.
    pub(crate) fn text(&self, start: usize, end: usize) -> String {
        cut(&self.chars, start, end)
    }

    /// The clause that tells an event.
    pub(crate) fn evidence(&self, event: &Event) -> String {
        self.text(event.evidence.start, event.evidence.end)
    }

    /// Who is meant.
    pub(crate) fn party(&self, party: &Party) -> Referent {
        match party {
            Party::Entity(id) => self.referent(id.as_str()),
            Party::Described { name } => by_words(name),
        }
    }

    /// Who are meant.
    pub(crate) fn parties(&self, parties: &[Party]) -> Vec<Referent> {
        parties.iter().map(|one| self.party(one)).collect()
    }

    /// The entity or place of that id; an id that the record lacks stands for itself.
    pub(crate) fn referent(&self, id: &str) -> Referent {
        self.by_id.get(id).cloned().unwrap_or_else(|| by_words(id))
    }
}

fn by_words(name: &str) -> Referent {
    Referent { names: Names::of([&name.to_owned()]), label: name.to_owned() }
}

fn cut(chars: &[char], start: usize, end: usize) -> String {
    chars.iter().take(end).skip(start).collect()
}
