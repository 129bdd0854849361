//! What is handed out: entities and places in the public form, by first mention.

use record::id::{EntityId, PlaceId};
use record::record::{Entity, Place};

use crate::document::Document;

/// The entities and places of an article, ordered by first mention.
pub(crate) fn publish(document: &Document<'_>) -> (Vec<Entity>, Vec<Place>) {
    let mut entities: Vec<Entity> = document
        .entities
        .iter()
        .map(|found| Entity {
            id: EntityId::known(&found.id),
            entity_type: found.entity_type,
            name: found.names.clone(),
            wikidata: found.wikidata.clone(),
            mentions: found.mentions.iter().map(|words| document.span(words)).collect(),
            known: found.known,
        })
        .collect();
    let mut places: Vec<Place> = document
        .places
        .iter()
        .map(|found| Place {
            id: PlaceId::known(&found.id),
            name: found.names.clone(),
            kind: found.kind,
            country: found.country.clone(),
            admin1: found.admin1.clone(),
            lat: found.at.map(|[lat, _]| lat),
            lon: found.at.map(|[_, lon]| lon),
            geonames: found.geonames,
            confidence: found.confidence,
            mentions: found.mentions.iter().map(|words| document.span(words)).collect(),
        })
        .collect();
    entities.sort_by_key(|entity| entity.mentions.first().copied());
    places.sort_by_key(|place| place.mentions.first().copied());
    (entities, places)
}
