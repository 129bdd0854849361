//! Incidents: one real-world event over all its reports.
//!
//! An incident is nothing but its reports; what subscribers see is computed from them anew whenever one is added,
//! replaced or withdrawn, so there is no state to drift. Copies report too, but an outlet counts as a source only
//! for what it wrote itself. Two events of one record are never one incident.

mod saved;
mod summary;

use std::collections::{BTreeMap, BTreeSet};

use record::event::{CountKind, CountRange, Counts, Event, EventDate, EventStatus, EventType, Mode, Party};
use record::id::{IncidentId, RecordId, StoryId};
use record::incident::{Incident, IncidentParty, IncidentPlace, Report};
use record::record::Record;
use serde::{Deserialize, Serialize};

use crate::features::{area_key, entity_key, place_key};
use crate::index::Index;
use crate::matching::By;
use crate::{matching, time};

/// How many reports of an incident a new one is compared with, the newest first.
const COMPARED: usize = 12;

/// Every incident in memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Incidents {
    open: BTreeMap<u32, Open>,
    index: Index,
    next: u32,
    /// The number of the open segment.
    segment: u32,
    /// Incidents that were taken back altogether in the open segment.
    removed: Vec<u32>,
}

/// An incident with what it is made of.
#[derive(Debug, Clone)]
struct Open {
    published: Incident,
    reports: Vec<Told>,
    /// Facts of reports that a revision took back, kept until the revision's own are placed.
    taken_back: Vec<Facts>,
    /// When the last report came, in seconds.
    touched: i64,
    /// The segment in which it last changed.
    changed_in: u32,
}

/// One report of an incident.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Told {
    report: Report,
    /// The original of the copies that this is one of.
    family: RecordId,
    facts: Facts,
    received: String,
}

/// What a report says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Facts {
    pub(crate) event_type: EventType,
    pub(crate) mode: Vec<Mode>,
    pub(crate) status: EventStatus,
    pub(crate) actor: Vec<IncidentParty>,
    pub(crate) recipient: Vec<IncidentParty>,
    pub(crate) place: Option<IncidentPlace>,
    pub(crate) date: Option<EventDate>,
    /// First and last day of `date`.
    pub(crate) days: Option<(i32, i32)>,
    /// The day of publication.
    pub(crate) published: Option<i32>,
    #[serde(with = "saved::counts")]
    pub(crate) counts: Counts,
    pub(crate) ranges: BTreeMap<CountKind, CountRange>,
}

/// A record on its way into the incidents.
pub(crate) struct Arrival<'a> {
    pub(crate) record: &'a Record,
    /// The original, where the record is a copy.
    pub(crate) copy_of: Option<&'a RecordId>,
    pub(crate) story: &'a StoryId,
    pub(crate) received: jiff::Timestamp,
}

impl Incidents {
    /// Places a record's events, in place of those of its earlier revision, which are in `former`. Returns what
    /// changed, in order of the record's events, and where its events are now.
    pub(crate) fn report(&mut self, arrival: &Arrival, former: &[u32]) -> (Vec<Incident>, Vec<u32>) {
        self.take_back(&arrival.record.id, former);
        let facts: Vec<Facts> =
            arrival.record.events.iter().map(|event| Facts::new(arrival.record, event)).collect();
        let mut placed = self.assign(&facts, arrival);
        if arrival.copy_of.is_none() {
            for (nth, event) in arrival.record.events.iter().enumerate() {
                placed.entry(nth).or_insert_with(|| self.begin(arrival, event));
            }
        }
        let mut slots = Vec::new();
        for (nth, (event, facts)) in arrival.record.events.iter().zip(facts).enumerate() {
            let Some(&slot) = placed.get(&nth) else { continue };
            self.add(slot, arrival, event, facts);
            slots.push(slot);
        }
        let changed = slots
            .iter()
            .chain(former)
            .copied()
            .scan(BTreeSet::new(), |seen, slot| Some(seen.insert(slot).then_some(slot)));
        let changed: Vec<u32> = changed.flatten().collect();
        let published = changed.into_iter().filter_map(|slot| self.publish(slot)).collect();
        (published, slots)
    }

    /// Forgets incidents whose last report came before `horizon`.
    pub(crate) fn forget_before(&mut self, horizon: i64) {
        self.open.retain(|_, open| open.touched >= horizon);
        let oldest = self.oldest();
        self.index.sweep(oldest);
    }

    pub(crate) fn bytes(&self) -> usize {
        self.index.bytes() + self.open.values().map(|open| 600 + open.reports.len() * 600).sum::<usize>()
    }

    fn oldest(&self) -> u32 {
        self.open.first_key_value().map_or(self.next, |(slot, _)| *slot)
    }

    fn take_back(&mut self, record: &RecordId, former: &[u32]) {
        for slot in former {
            let Some(open) = self.open.get_mut(slot) else { continue };
            open.changed_in = self.segment;
            let (back, kept) = open.reports.drain(..).partition(|told| told.report.record == *record);
            open.reports = kept;
            open.taken_back = Vec::into_iter(back).map(|told: Told| told.facts).collect();
        }
    }

    /// The incident of each event that is one already: pairs by falling evidence, each side once.
    fn assign(&self, facts: &[Facts], arrival: &Arrival) -> BTreeMap<usize, u32> {
        let mut pairs: Vec<(f32, usize, u32)> = Vec::new();
        for (nth, facts) in facts.iter().enumerate() {
            let candidates: BTreeSet<u32> =
                keys(facts).into_iter().flat_map(|key| self.index.get(key).iter().copied()).collect();
            for slot in candidates {
                let Some(open) = self.open.get(&slot) else { continue };
                let is_one_story = open.published.story.as_ref() == Some(arrival.story);
                let Some(evidence) = open.evidence(facts, arrival, is_one_story) else { continue };
                let points = evidence + if is_one_story { matching::ONE_STORY } else { 0.0 };
                if points >= matching::ENOUGH {
                    pairs.push((points, nth, slot));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let (mut placed, mut taken) = (BTreeMap::new(), BTreeSet::new());
        for (_, nth, slot) in pairs {
            if !placed.contains_key(&nth) && taken.insert(slot) {
                placed.insert(nth, slot);
            }
        }
        placed
    }

    fn begin(&mut self, arrival: &Arrival, event: &Event) -> u32 {
        let slot = self.next;
        self.next = self.next.saturating_add(1);
        let id = IncidentId::from_first(&arrival.record.id, arrival.record.revision, &event.id);
        let published = summary::blank(id, event.event_type, event.status, arrival.story.clone());
        let open = Open {
            published,
            reports: Vec::new(),
            taken_back: Vec::new(),
            touched: 0,
            changed_in: self.segment,
        };
        self.open.insert(slot, open);
        slot
    }

    fn add(&mut self, slot: u32, arrival: &Arrival, event: &Event, facts: Facts) {
        let oldest = self.oldest();
        for key in keys(&facts) {
            self.index.insert(key, slot, oldest);
        }
        let Some(open) = self.open.get_mut(&slot) else { return };
        open.changed_in = self.segment;
        let record = arrival.record;
        open.touched = open.touched.max(arrival.received.as_second());
        open.reports.push(Told {
            report: Report {
                record: record.id.clone(),
                event: event.id.clone(),
                source: record.source.id.clone(),
                published: record.published.as_ref().map(|published| published.value.clone()),
            },
            family: arrival.copy_of.unwrap_or(&record.id).clone(),
            facts,
            received: arrival.received.to_string(),
        });
    }

    /// The incident as it is now, if that is not what was published last. One without reports is published a last
    /// time, so that subscribers learn that it was taken back, and forgotten.
    fn publish(&mut self, slot: u32) -> Option<Incident> {
        let open = self.open.get_mut(&slot)?;
        open.taken_back.clear();
        let now = summary::summarise(&open.published, &open.reports);
        let is_empty = open.reports.is_empty();
        let changed =
            (now != open.published).then(|| Incident { revision: open.published.revision + 1, ..now });
        if let Some(incident) = &changed {
            open.published = incident.clone();
        }
        if is_empty {
            self.open.remove(&slot);
            self.removed.push(slot);
        }
        changed
    }
}

impl Open {
    /// The best evidence of any report; for a copy only incidents of its original count.
    fn evidence(&self, facts: &Facts, arrival: &Arrival, is_one_story: bool) -> Option<f32> {
        let copy_of = arrival.copy_of;
        if copy_of.is_some_and(|original| self.reports.iter().all(|told| told.family != *original)) {
            return None;
        }
        let source = &arrival.record.source.id;
        let told =
            self.reports.iter().rev().take(COMPARED).map(|told| (&told.facts, told.report.source == *source));
        let taken_back = self.taken_back.iter().map(|facts| (facts, false));
        let points = told.chain(taken_back).filter_map(|(other, is_one_source)| {
            matching::evidence(facts, other, By { is_one_story, is_one_source })
        });
        let best = points.reduce(f32::max)?;
        // The same words lie before us: a slot that extraction missed in one of them is no doubt.
        Some(if copy_of.is_some() { best + matching::ENOUGH } else { best })
    }
}

impl Facts {
    pub(crate) fn new(record: &Record, event: &Event) -> Self {
        let place =
            event.event_loc.as_ref().and_then(|id| record.places.iter().find(|place| place.id == *id));
        Self {
            event_type: event.event_type,
            mode: event.mode.clone(),
            status: event.status,
            actor: event.actor.iter().map(|party| named(record, party)).collect(),
            recipient: event.recipient.iter().map(|party| named(record, party)).collect(),
            place: place.map(|place| IncidentPlace {
                id: place.id.clone(),
                name: place.name.clone(),
                kind: place.kind,
                country: place.country.clone(),
                admin1: place.admin1.clone(),
                lat: place.lat,
                lon: place.lon,
            }),
            days: event.date.as_ref().and_then(time::span),
            date: event.date.clone(),
            published: record.published.as_ref().and_then(|published| time::day(&published.value)),
            counts: event.counts.clone(),
            ranges: event.counts_range.clone(),
        }
    }
}

fn named(record: &Record, party: &Party) -> IncidentParty {
    match party {
        Party::Entity(id) => {
            let entity = record.entities.iter().find(|entity| entity.id == *id);
            IncidentParty {
                id: Some(id.clone()),
                name: entity.map(|entity| entity.name.clone()).unwrap_or_default(),
            }
        }
        Party::Described { name } => {
            IncidentParty { id: None, name: BTreeMap::from([(record.language.code.clone(), name.clone())]) }
        }
    }
}

/// Under what an incident with these facts can be found: its type together with a place, a party or a day.
fn keys(facts: &Facts) -> Vec<u64> {
    let kind = facts.event_type as u64;
    let place = facts.place.iter().flat_map(|place| {
        let country = place.country.as_deref().unwrap_or_default();
        let admin1 = place.admin1.as_deref().unwrap_or_default();
        [place_key(place.id.as_str()), area_key(country, admin1)]
    });
    let parties = facts.actor.iter().chain(&facts.recipient).filter_map(|party| party.id.as_ref());
    let day = facts.days.map(|(first, _)| first).or(facts.published);
    let days = day
        .iter()
        .flat_map(|day| [day.saturating_sub(1), *day, day.saturating_add(1)])
        .map(|day| u64::from(day.unsigned_abs()));
    let features = place.chain(parties.map(|id| entity_key(id.as_str()))).chain(days);
    let mut keys: Vec<u64> =
        features.map(|key| key.rotate_left(7) ^ (kind + 1).wrapping_mul(0x9E37_79B9)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
