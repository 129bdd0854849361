//! Reports of one happening, in whatever words and languages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{EntityId, PlaceId, RecordId, StoryId};

/// The schema tag of [`Story`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum StorySchema {
    /// Version 1.
    #[default]
    #[serde(rename = "rasid.story.v1")]
    V1,
}

/// A cluster of reports of one real-world happening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Story {
    /// Which shape this is.
    pub schema: StorySchema,
    /// Stable over revisions.
    pub id: StoryId,
    /// Grows whenever a record joins. The first is 1.
    #[schemars(range(min = 1))]
    pub revision: u32,
    /// The title of the first record that has one.
    pub title: Option<String>,
    /// Codes of its records' languages, sorted.
    pub languages: Vec<String>,
    /// Its records, in order of arrival.
    pub records: Vec<RecordId>,
    /// Its sources, sorted.
    pub sources: Vec<String>,
    /// The places that it names most, most frequent first.
    pub places: Vec<PlaceId>,
    /// The entities that it names most, most frequent first.
    pub actors: Vec<EntityId>,
    /// The earliest publication among its records (else receipt).
    pub first_seen: Option<String>,
    /// The latest.
    pub last_seen: Option<String>,
    /// How many records it has.
    pub size: u32,
}
