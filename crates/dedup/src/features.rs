//! What a record is about, as numbers: the terms, parties, places and acts that stories are matched by.
//!
//! Entities and places are known by their ids, which are the same in every language; terms are words of one
//! language and are compared within it.

use record::event::{Event, EventStatus, EventType};
use record::record::{Place, PlaceKind, Record};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::{scan, time};

/// A word of the title counts as often as so many of the body.
const TITLE_WEIGHT: usize = 3;
/// Shorter words are rarely names of anything.
const LEAST_LETTERS: usize = 3;
const ENTITY: u64 = 1;
const PLACE: u64 = 2;
const TERM: u64 = 3;

/// What a record is about.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Features {
    /// The language of its terms.
    pub(crate) language: String,
    /// The day of publication.
    pub(crate) published: Option<i32>,
    /// Entities, by hash of id, ascending.
    #[serde(with = "packed")]
    pub(crate) entities: Vec<Weighted>,
    /// Places, by hash of id, ascending.
    #[serde(with = "packed")]
    pub(crate) places: Vec<Weighted>,
    /// Terms, by hash, ascending; the weight is how often.
    #[serde(with = "packed")]
    pub(crate) terms: Vec<Weighted>,
    /// What happened.
    pub(crate) acts: Vec<Act>,
}

/// A feature and what it weighs in its record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Weighted {
    pub(crate) key: u64,
    pub(crate) weight: f32,
}

/// An event as far as stories need it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Act {
    pub(crate) event_type: EventType,
    pub(crate) site: Option<Site>,
    pub(crate) days: Option<(i32, i32)>,
    /// The article names them; else they are those of its publication.
    pub(crate) is_dated: bool,
}

/// Where an event was.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Site {
    pub(crate) place: u64,
    /// Its first-order division.
    pub(crate) area: Option<u64>,
    /// Whether it is a town or the like, not a province.
    pub(crate) is_point: bool,
}

/// The features of a record whose title and text are folded already.
pub(crate) fn features(record: &Record, title: &str, text: &str) -> Features {
    let published = record.published.as_ref().and_then(|published| time::day(&published.value));
    Features {
        language: record.language.code.clone(),
        published,
        entities: entities(record),
        places: places(record),
        terms: terms(title, text),
        acts: acts(record),
    }
}

fn entities(record: &Record) -> Vec<Weighted> {
    let weighted = record.entities.iter().map(|entity| {
        let weight = 1.0 + (entity.mentions.len().max(1) as f32).ln();
        Weighted { key: entity_key(entity.id.as_str()), weight }
    });
    sorted(weighted.collect())
}

fn places(record: &Record) -> Vec<Weighted> {
    let weighted = record.places.iter().map(|place| {
        let kind = match place.kind {
            PlaceKind::Settlement | PlaceKind::Camp | PlaceKind::Facility => 1.0,
            PlaceKind::River | PlaceKind::Region | PlaceKind::Other => 0.7,
            PlaceKind::Admin1 => 0.35,
            PlaceKind::Country => 0.15,
        };
        let weight = kind * (1.0 + (place.mentions.len().max(1) as f32).ln());
        Weighted { key: place_key(place.id.as_str()), weight }
    });
    sorted(weighted.collect())
}

fn terms(title: &str, text: &str) -> Vec<Weighted> {
    let mut keys: Vec<u64> = Vec::new();
    for (part, times) in [(title, TITLE_WEIGHT), (text, 1)] {
        scan::words(part, |_, word| {
            keys.extend(term_key(word).into_iter().flat_map(|key| std::iter::repeat_n(key, times)));
        });
    }
    keys.sort_unstable();
    let term = |same: &[u64]| Some(Weighted { key: *same.first()?, weight: 1.0 + (same.len() as f32).ln() });
    keys.chunk_by(|a, b| a == b).filter_map(term).collect()
}

/// The key of a folded word; none for one too short to tell anything.
pub(crate) fn term_key(word: &str) -> Option<u64> {
    let term = stem(word);
    let is_long = term.chars().take(LEAST_LETTERS).count() == LEAST_LETTERS;
    is_long.then(|| xxh3_64_with_seed(term.as_bytes(), TERM))
}

/// An Arabic word without conjunction and article. No more: a stemmer would join what is apart.
fn stem(word: &str) -> &str {
    let bare = word.strip_prefix(['و', 'ف', 'ب', 'ك']).unwrap_or(word);
    let without = bare.strip_prefix('ا').and_then(|rest| rest.strip_prefix('ل'));
    let stem = without.or_else(|| word.strip_prefix('ل').and_then(|rest| rest.strip_prefix('ل')));
    match stem {
        Some(stem) if stem.chars().count() >= LEAST_LETTERS => stem,
        _ => word,
    }
}

fn acts(record: &Record) -> Vec<Act> {
    let told = record.events.iter().filter(|event| event.status != EventStatus::Historical);
    let act = |event: &Event| Act {
        event_type: event.event_type,
        site: event
            .event_loc
            .as_ref()
            .and_then(|id| record.places.iter().find(|place| place.id == *id))
            .map(site),
        days: event.date.as_ref().and_then(time::span),
        is_dated: event
            .date
            .as_ref()
            .is_some_and(|day| record.dates.iter().any(|date| date.value == day.value)),
    };
    told.map(act).collect()
}

fn site(place: &Place) -> Site {
    let area = place.country.as_ref().zip(place.admin1.as_ref());
    Site {
        place: place_key(place.id.as_str()),
        area: area.map(|(country, admin1)| area_key(country, admin1)),
        is_point: is_point(place.kind),
    }
}

/// Whether a place is where something happens, rather than an area in which it does.
pub(crate) fn is_point(kind: PlaceKind) -> bool {
    match kind {
        PlaceKind::Settlement | PlaceKind::Camp | PlaceKind::Facility => true,
        PlaceKind::Admin1 | PlaceKind::Country | PlaceKind::Region | PlaceKind::River | PlaceKind::Other => {
            false
        }
    }
}

fn sorted(mut features: Vec<Weighted>) -> Vec<Weighted> {
    features.sort_unstable_by_key(|feature| feature.key);
    features.dedup_by_key(|feature| feature.key);
    features
}

/// The key of an entity id.
pub(crate) fn entity_key(id: &str) -> u64 {
    xxh3_64_with_seed(id.as_bytes(), ENTITY)
}

/// The key of a place id.
pub(crate) fn place_key(id: &str) -> u64 {
    xxh3_64_with_seed(id.as_bytes(), PLACE)
}

/// The key of a first-order division.
pub(crate) fn area_key(country: &str, admin1: &str) -> u64 {
    xxh3_64_with_seed(admin1.as_bytes(), xxh3_64_with_seed(country.as_bytes(), PLACE))
}

/// Weighted features as plain bytes: there are some eighty a record, and one by one they cost most of a restart.
mod packed {
    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    use super::Weighted;

    const BYTES: usize = 12;

    pub(super) fn serialize<S: Serializer>(features: &[Weighted], serializer: S) -> Result<S::Ok, S::Error> {
        let mut bytes = Vec::with_capacity(features.len() * BYTES);
        for feature in features {
            bytes.extend_from_slice(&feature.key.to_le_bytes());
            bytes.extend_from_slice(&feature.weight.to_le_bytes());
        }
        serializer.serialize_bytes(&bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Weighted>, D::Error> {
        deserializer.deserialize_bytes(Packed)
    }

    struct Packed;

    impl Visitor<'_> for Packed {
        type Value = Vec<Weighted>;

        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("features")
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
            let (features, rest) = bytes.as_chunks::<BYTES>();
            if !rest.is_empty() {
                return Err(E::invalid_length(bytes.len(), &self));
            }
            // Collected through an option the vector would grow step by step: its length is not known then.
            let feature = |bytes: &[u8; BYTES]| {
                let key = bytes.first_chunk().map_or(0, |key| u64::from_le_bytes(*key));
                let weight = bytes.last_chunk().map_or(0.0, |weight| f32::from_le_bytes(*weight));
                Weighted { key, weight }
            };
            Ok(features.iter().map(feature).collect())
        }
    }
}
