//! One real-world event over all its reports.
//!
//! A subscriber reads an incident without the records that it came from: parties and places carry their names.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::{CountKind, EventDate, EventStatus, EventType, Mode};
use crate::id::{EntityId, EventId, IncidentId, PlaceId, RecordId, StoryId};
use crate::record::{Names, PlaceKind};

/// The schema tag of [`Incident`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum IncidentSchema {
    /// Version 1.
    #[default]
    #[serde(rename = "rasid.incident.v1")]
    V1,
}

/// One real-world event over all its reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Incident {
    /// Which shape this is.
    pub schema: IncidentSchema,
    /// Stable over revisions.
    pub id: IncidentId,
    /// Grows when a later report changes anything. The first is 1.
    #[schemars(range(min = 1))]
    pub revision: u32,
    /// What kind of act.
    pub event_type: EventType,
    /// By which means.
    pub mode: Vec<Mode>,
    /// Whether it happened.
    pub status: EventStatus,
    /// Who did it.
    pub actor: Vec<IncidentParty>,
    /// To whom.
    pub recipient: Vec<IncidentParty>,
    /// Where.
    pub event_loc: Option<IncidentPlace>,
    /// When.
    pub date: Option<EventDate>,
    /// Figures over the reports, by kind.
    pub counts: BTreeMap<CountKind, CountSummary>,
    /// The reports, in order of arrival.
    pub reports: Vec<Report>,
    /// Independent sources: copies count once.
    pub sources: u32,
    /// The earliest publication among the reports (else receipt).
    pub first_seen: Option<String>,
    /// The latest.
    pub last_seen: Option<String>,
    /// The story that it belongs to.
    pub story: Option<StoryId>,
}

/// Somebody who takes part: an entity with its names, or a description.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct IncidentParty {
    /// The entity's id; null for a description.
    pub id: Option<EntityId>,
    /// Names by language; a description stands under the language of its report.
    pub name: Names,
}

/// Where an incident happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IncidentPlace {
    /// The gazetteer's id.
    pub id: PlaceId,
    /// Names by language.
    pub name: Names,
    /// What it is.
    pub kind: PlaceKind,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: Option<String>,
    /// The English name of the first-order division.
    pub admin1: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
}

/// A figure over all reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CountSummary {
    /// The smallest that a report states.
    pub min: u64,
    /// The largest.
    pub max: u64,
    /// That of the latest report that states one.
    pub latest: u64,
}

/// One report of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The record that tells it.
    pub record: RecordId,
    /// The event in that record.
    pub event: EventId,
    /// The record's source.
    pub source: String,
    /// When the record was published.
    pub published: Option<String>,
}
