//! Records for tests, built from what matters to the resolver.

use jiff::Timestamp;
use record::event::{Counts, Event, EventDate, EventStatus, EventType, Mode, Party};
use record::id::{EntityId, EventId, PlaceId};
use record::published::{Basis, Published, PublishedPrecision};
use record::record::{
    DateKind, DateMention, Entity, EntityType, Language, Names, Place, PlaceKind, Precision, Record, Span,
};

/// A record about nothing yet.
pub(crate) fn record(doc: &str, outlet: &str, day: &str, text: &str) -> Record {
    let (title, body) = text.split_once('\n').unwrap_or(("", text));
    Record {
        language: Language { code: "en".to_owned(), script: "Latn".to_owned(), confidence: 1.0 },
        title: Some(title.to_owned()),
        published: Some(Published {
            value: day.to_owned(),
            precision: PublishedPrecision::Day,
            basis: Basis::Metadata,
        }),
        ..Record::bare(doc, outlet, body.to_owned())
    }
}

/// Adds an event, with its actor and place, to a record.
pub(crate) fn with_event(
    mut record: Record,
    kind: EventType,
    mode: Mode,
    who: &str,
    place: &str,
    day: &str,
) -> Record {
    let (entity, loc) = (EntityId::known(who), PlaceId::known(place));
    if !record.entities.iter().any(|held| held.id == entity) {
        record.entities.push(Entity {
            id: entity.clone(),
            entity_type: EntityType::Group,
            name: Names::from([("en".to_owned(), who.to_owned())]),
            wikidata: None,
            mentions: vec![Span { start: 0, end: 1 }],
            known: true,
        });
    }
    if !record.places.iter().any(|held| held.id == loc) {
        record.places.push(Place {
            id: loc.clone(),
            name: Names::from([("en".to_owned(), place.to_owned())]),
            kind: PlaceKind::Settlement,
            country: Some("SY".to_owned()),
            admin1: Some("Daraa".to_owned()),
            lat: None,
            lon: None,
            geonames: None,
            confidence: 1.0,
            mentions: vec![Span { start: 0, end: 1 }],
        });
    }
    record.events.push(Event {
        id: EventId::nth(record.events.len() + 1),
        event_type: kind,
        mode: vec![mode],
        context: Vec::new(),
        acled: None,
        status: EventStatus::Factual,
        actor: vec![Party::Entity(entity)],
        recipient: Vec::new(),
        event_loc: Some(loc),
        date: Some(EventDate { value: day.to_owned(), end_value: None, precision: Precision::Day }),
        counts: Counts::default(),
        counts_range: std::collections::BTreeMap::new(),
        attribution: None,
        evidence: Span { start: 0, end: 1 },
        confidence: 1.0,
    });
    record
}

/// The start of a day of 2024, by number from 0.
pub(crate) fn on_day(day: i64) -> Timestamp {
    Timestamp::from_second(1_704_067_200 + day * 86_400).unwrap()
}

/// Adds days that the text names.
pub(crate) fn with_dates(mut record: Record, days: &[&str]) -> Record {
    record.dates.extend(days.iter().map(|day| DateMention {
        start: 0,
        end: 1,
        value: (*day).to_owned(),
        end_value: None,
        precision: Precision::Day,
        kind: DateKind::Absolute,
    }));
    record
}

/// A text of so many words that no other seed shares.
pub(crate) fn words(seed: u64, count: u64) -> String {
    let word = |nth: u64| {
        let hash = xxhash_rust::xxh3::xxh3_64(&(seed << 32 | nth).to_le_bytes());
        (0..6).map(|at| char::from(b'a' + ((hash >> (at * 8)) % 20) as u8)).collect::<String>()
    };
    (0..count).map(word).collect::<Vec<_>>().join(" ")
}
