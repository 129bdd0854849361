//! What subscribers see of an incident: its reports taken together.
//!
//! Parties and means are the union over the reports; place and date those of the most exact report, the first among
//! equals; figures the least, the largest and the latest. What a denial says is no part of what it denies: beside claims
//! it counts as a report and a source, and for nothing else.

use std::collections::{BTreeMap, BTreeSet};

use record::event::{CountKind, EventDate, EventStatus, EventType};
use record::id::{IncidentId, StoryId};
use record::incident::{CountSummary, Incident, IncidentParty, IncidentPlace, IncidentSchema};
use record::record::{PlaceKind, Precision};

use super::{Facts, Told};

/// An incident without reports, before its first publication.
pub(super) fn blank(id: IncidentId, event_type: EventType, status: EventStatus, story: StoryId) -> Incident {
    Incident {
        schema: IncidentSchema::V1,
        id,
        revision: 0,
        event_type,
        mode: Vec::new(),
        status,
        actor: Vec::new(),
        recipient: Vec::new(),
        event_loc: None,
        date: None,
        counts: BTreeMap::new(),
        reports: Vec::new(),
        sources: 0,
        first_seen: None,
        last_seen: None,
        story: Some(story),
    }
}

/// The incident with these reports; id, revision and story are those of `former`.
pub(super) fn summarise(former: &Incident, reports: &[Told]) -> Incident {
    let is_denial = |told: &&Told| told.facts.status == EventStatus::Negated;
    let is_claimed = reports.iter().any(|told| !is_denial(&told));
    let claims = || reports.iter().filter(|told| !is_claimed || !is_denial(told));
    let facts = || claims().map(|told| &told.facts);
    let seen =
        || reports.iter().map(|told| told.report.published.clone().unwrap_or_else(|| told.received.clone()));
    Incident {
        schema: IncidentSchema::V1,
        id: former.id.clone(),
        revision: former.revision,
        event_type: former.event_type,
        mode: facts()
            .flat_map(|facts| facts.mode.iter().copied())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        status: status(former.status, reports),
        actor: parties(facts().map(|facts| &facts.actor)),
        recipient: parties(facts().map(|facts| &facts.recipient)),
        event_loc: place(facts()),
        date: date(facts()),
        counts: CountKind::ALL
            .into_iter()
            .filter_map(|kind| Some((kind, figures(claims(), kind)?)))
            .collect(),
        reports: reports.iter().map(|told| told.report.clone()).collect(),
        sources: sources(reports),
        first_seen: seen().min(),
        last_seen: seen().max(),
        story: former.story.clone(),
    }
}

/// What somebody tells as news has happened, whatever others deny or mention in passing.
fn status(former: EventStatus, reports: &[Told]) -> EventStatus {
    let is_news = reports.iter().any(|told| told.facts.status == EventStatus::Factual);
    if is_news { EventStatus::Factual } else { former }
}

/// Every named party; and the descriptions of the first report that has some, since the same people are described
/// in as many ways as there are reports.
fn parties<'a>(lists: impl Iterator<Item = &'a Vec<IncidentParty>>) -> Vec<IncidentParty> {
    let mut parties: Vec<IncidentParty> = Vec::new();
    let mut described = false;
    for list in lists {
        let descriptions: Vec<_> = list.iter().filter(|party| party.id.is_none()).collect();
        if !described && !descriptions.is_empty() {
            described = true;
            parties.extend(descriptions.into_iter().cloned());
        }
        for party in list.iter().filter(|party| party.id.is_some()) {
            match parties.iter_mut().find(|held| held.id == party.id) {
                Some(held) => party.name.iter().for_each(|(language, name)| {
                    held.name.entry(language.clone()).or_insert_with(|| name.clone());
                }),
                None => parties.push(party.clone()),
            }
        }
    }
    parties
}

fn place<'a>(facts: impl Iterator<Item = &'a Facts>) -> Option<IncidentPlace> {
    let exactness = |place: &IncidentPlace| match place.kind {
        PlaceKind::Facility | PlaceKind::Camp | PlaceKind::Settlement => 0,
        PlaceKind::Other | PlaceKind::River => 1,
        PlaceKind::Region => 2,
        PlaceKind::Admin1 => 3,
        PlaceKind::Country => 4,
    };
    facts.filter_map(|facts| facts.place.as_ref()).min_by_key(|place| exactness(place)).cloned()
}

fn date<'a>(facts: impl Iterator<Item = &'a Facts>) -> Option<EventDate> {
    let exactness = |date: &EventDate| match date.precision {
        Precision::Day => 0,
        Precision::Week => 1,
        Precision::Range => 2,
        Precision::Month => 3,
        Precision::Year => 4,
    };
    facts.filter_map(|facts| facts.date.as_ref()).min_by_key(|date| exactness(date)).cloned()
}

fn figures<'a>(reports: impl Iterator<Item = &'a Told>, kind: CountKind) -> Option<CountSummary> {
    let stated = reports.filter_map(|told| {
        let figure = told.facts.counts.get(kind)?;
        let range = told.facts.ranges.get(&kind);
        let (min, max) = range.map_or((figure, figure), |range| (range.min, range.max.unwrap_or(figure)));
        Some(CountSummary { min: min.min(figure), max: max.max(figure), latest: figure })
    });
    stated.reduce(|before, next| CountSummary {
        min: before.min.min(next.min),
        max: before.max.max(next.max),
        latest: next.latest,
    })
}

/// Outlets that wrote a report of their own; what came by an outlet nobody named counts as its own.
fn sources(reports: &[Told]) -> u32 {
    let mut sources: BTreeSet<&str> = BTreeSet::new();
    for told in reports {
        let original = reports.iter().find(|other| other.report.record == told.family);
        let source = original.map_or(told.family.as_str(), |original| original.report.source.as_str());
        sources.insert(if source == "unknown" { told.family.as_str() } else { source });
    }
    u32::try_from(sources.len()).unwrap_or(u32::MAX)
}
