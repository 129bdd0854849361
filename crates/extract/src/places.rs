//! What is handed out: entities and places in the public form, by first mention.

use record::id::{EntityId, PlaceId};
use record::record::{Entity, Place};

use crate::document::Document;

/// The entities and places of an article, ordered by first mention. They are taken out of it.
pub(crate) fn publish(document: &mut Document<'_>) -> (Vec<Entity>, Vec<Place>) {
    let (entities, places) = (std::mem::take(&mut document.entities), std::mem::take(&mut document.places));
    let mut entities: Vec<Entity> = entities
        .into_iter()
        .map(|found| Entity {
            id: EntityId::known(&found.id),
            entity_type: found.entity_type,
            name: found.names,
            wikidata: found.wikidata,
            mentions: found.mentions.iter().map(|words| document.span(words)).collect(),
            known: found.known,
        })
        .collect();
    let mut places: Vec<Place> = places
        .into_iter()
        .map(|found| Place {
            id: PlaceId::known(&found.id),
            name: found.names,
            kind: found.kind,
            country: found.country,
            admin1: found.admin1,
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
