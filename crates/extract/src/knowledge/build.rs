//! Reads configuration, checks it ([`check`]) and compiles it ([`compile`]) into knowledge.
//!
//! Faults never stop the reading: an entry with a fault is left out, told with its line, and the next one is
//! looked at.

mod check;
mod compile;

use std::collections::{BTreeMap, HashSet};

use foldhash::fast::FixedState;
use record::event::EventType;
use record::record::{EntityType, PlaceKind};
use text::fault::Fault;

use super::class::Class;
use super::entry::{Acled, Calendar, HeadRole, PartyKind, Trigger};
use super::folded;
use super::raw::{
    RawAcled, RawCountry, RawEntity, RawFile, RawHead, RawMonth, RawParty, RawPlace, RawReader, RawTrigger,
    RawWeekday, RawWeight,
};
use super::sign::{Reports, Sign, Weights};
use check::{checked_mode, checked_trigger, entity_type, impossible, place_kind};
use compile::class_forms;

/// Knowledge in the making: layers of files, later ones replacing entries of earlier ones by id.
#[derive(Debug, Default)]
pub(crate) struct Build {
    entities: BTreeMap<String, (RawEntity, EntityType)>,
    countries: BTreeMap<String, RawCountry>,
    places: BTreeMap<String, (RawPlace, PlaceKind)>,
    parties: BTreeMap<String, (RawParty, PartyKind)>,
    heads: Vec<(RawHead, HeadRole)>,
    months: Vec<(RawMonth, Calendar)>,
    weekdays: Vec<RawWeekday>,
    triggers: Vec<(RawTrigger, Trigger)>,
    acled: Vec<Acled>,
    given: HashSet<String, FixedState>,
    given_exact: HashSet<String, FixedState>,
    words: HashSet<String, FixedState>,
    classes: Vec<(Class, String)>,
    reports: Reports,
    faults: Vec<Fault>,
}

impl Build {
    /// Adds one layer of files; within it no id may occur twice.
    pub(crate) fn layer<'a>(&mut self, files: impl IntoIterator<Item = (&'a str, &'a str)>) {
        let mut seen = HashSet::new();
        for (file, source) in files {
            let mut faults = Vec::new();
            let mut reader = RawReader { file, source, faults: &mut faults };
            let raw = reader.file();
            self.file(raw, &mut reader, &mut seen);
            self.faults.append(&mut faults);
        }
    }

    fn file(&mut self, raw: RawFile, reader: &mut RawReader<'_>, seen: &mut HashSet<String>) {
        let given = raw.given.iter().flat_map(|names| names.split_whitespace());
        self.given_exact.extend(given.map(ToOwned::to_owned));
        self.given.extend(raw.given.iter().flat_map(|names| names.split_whitespace()).map(folded));
        self.words.extend(raw.words.iter().flat_map(|words| words.split_whitespace()).map(folded));
        for entry in raw.entity {
            if let Some((at, entity)) = reader.entry(entry) {
                self.entity(at, entity, reader, seen);
            }
        }
        for entry in raw.country {
            if let Some((at, country)) = reader.entry(entry) {
                self.country(at, country, reader, seen);
            }
        }
        for entry in raw.place {
            if let Some((at, place)) = reader.entry(entry) {
                self.place(at, place, reader, seen);
            }
        }
        for entry in raw.party {
            if let Some((at, party)) = reader.entry(entry) {
                self.party(at, party, reader, seen);
            }
        }
        for entry in raw.head {
            if let Some((at, head)) = reader.entry(entry) {
                self.head(at, head, reader);
            }
        }
        for entry in raw.month {
            if let Some((at, month)) = reader.entry(entry) {
                self.month(at, month, reader);
            }
        }
        for entry in raw.weekday {
            match reader.entry::<RawWeekday>(entry) {
                Some((at, day)) if !(1..=7).contains(&day.number) => {
                    reader.fault(at, format!("there is no weekday `{}`", day.number));
                }
                Some((_, day)) => self.weekdays.push(day),
                None => {}
            }
        }
        for entry in raw.trigger {
            if let Some((at, trigger)) = reader.entry(entry) {
                self.trigger(at, trigger, reader);
            }
        }
        for entry in raw.acled {
            if let Some((at, line)) = reader.entry(entry) {
                self.acled(at, line, reader);
            }
        }
        for (name, words) in raw.sign {
            let at = words.span().start;
            let Some(sign) = Sign::from_name(&name) else {
                reader
                    .fault(at, format!("unknown sign `{name}`, expected one of {}", Sign::NAMES.join(", ")));
                continue;
            };
            for word in words.into_inner() {
                self.reports.words.entry(folded(&word)).or_default().add(sign);
            }
        }
        for entry in raw.weight {
            if let Some((at, weight)) = reader.entry(entry) {
                self.weight(at, weight, reader);
            }
        }
        for (inflected, table) in [(false, raw.class), (true, raw.verbs)] {
            for (name, words) in table {
                let at = words.span().start;
                let Some(class) = Class::from_name(&name) else {
                    let known = Class::NAMES.join(", ");
                    reader.fault(at, format!("unknown class `{name}`, expected one of {known}"));
                    continue;
                };
                for word in words.into_inner() {
                    self.classes.extend(class_forms(&word, inflected).into_iter().map(|form| (class, form)));
                }
            }
        }
    }

    fn weight(&mut self, at: usize, raw: RawWeight, reader: &mut RawReader<'_>) {
        let Some(event_type) = EventType::from_name(&raw.event_type) else {
            return reader.fault(at, format!("unknown type `{}`", raw.event_type));
        };
        let mut weights = Weights { signs: Vec::new(), least: raw.least, least_alone: raw.alone };
        for (name, weight) in raw.signs {
            if let Some(sign) = Sign::from_name(&name) {
                weights.signs.push((sign, weight));
            } else {
                let known = Sign::NAMES.join(", ");
                reader.fault(at, format!("unknown sign `{name}`, expected one of {known}"));
            }
        }
        self.reports.weights.retain(|(known, _)| *known != event_type);
        self.reports.weights.push((event_type, weights));
    }

    fn entity(
        &mut self,
        at: usize,
        entity: RawEntity,
        reader: &mut RawReader<'_>,
        seen: &mut HashSet<String>,
    ) {
        let Some(entity_type) = entity_type(&entity.entity_type) else {
            return reader.fault(at, format!("unknown type `{}`", entity.entity_type));
        };
        if entity.ar.is_empty() && entity.en.is_empty() && entity.other.is_empty() {
            return reader.fault(at, format!("`{}` has no name", entity.id));
        }
        if !seen.insert(entity.id.clone()) {
            return reader.fault(at, format!("duplicate id `{}`", entity.id));
        }
        self.entities.insert(entity.id.clone(), (entity, entity_type));
    }

    fn country(
        &mut self,
        at: usize,
        country: RawCountry,
        reader: &mut RawReader<'_>,
        seen: &mut HashSet<String>,
    ) {
        if let Some(fault) = impossible(country.at) {
            return reader.fault(at, fault);
        }
        if country.cc.len() != 2 || !country.cc.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return reader.fault(at, format!("`{}` is no country code", country.cc));
        }
        if !seen.insert(country.cc.clone()) {
            return reader.fault(at, format!("duplicate id `{}`", country.cc));
        }
        self.countries.insert(country.cc.clone(), country);
    }

    fn place(&mut self, at: usize, place: RawPlace, reader: &mut RawReader<'_>, seen: &mut HashSet<String>) {
        let Some(kind) = place_kind(&place.kind) else {
            return reader.fault(at, format!("unknown kind `{}`", place.kind));
        };
        if let Some(fault) = place.at.and_then(impossible) {
            return reader.fault(at, fault);
        }
        if !seen.insert(place.id.clone()) {
            return reader.fault(at, format!("duplicate id `{}`", place.id));
        }
        self.places.insert(place.id.clone(), (place, kind));
    }

    fn party(&mut self, at: usize, party: RawParty, reader: &mut RawReader<'_>, seen: &mut HashSet<String>) {
        let kind = match party.kind.as_str() {
            "armed" => PartyKind::Armed,
            "civil" => PartyKind::Civil,
            "forces" => PartyKind::Forces,
            "crowd" => PartyKind::Crowd,
            "anyone" => PartyKind::Anyone,
            "office" => PartyKind::Office,
            "craft" => PartyKind::Craft,
            other => return reader.fault(at, format!("unknown kind `{other}`")),
        };
        if !seen.insert(format!("party {}", party.id)) {
            return reader.fault(at, format!("duplicate id `{}`", party.id));
        }
        self.parties.insert(party.id.clone(), (party, kind));
    }

    fn head(&mut self, at: usize, head: RawHead, reader: &mut RawReader<'_>) {
        let role = match head.role.as_str() {
            "org" => entity_type(&head.kind).map(HeadRole::Organization),
            "place" => place_kind(&head.kind).map(HeadRole::Place),
            "state" => entity_type(&head.kind).map(HeadRole::OfState),
            other => return reader.fault(at, format!("unknown role `{other}`")),
        };
        match role {
            Some(role) => self.heads.push((head, role)),
            None => reader.fault(at, format!("unknown kind `{}`", head.kind)),
        }
    }

    fn month(&mut self, at: usize, month: RawMonth, reader: &mut RawReader<'_>) {
        let calendar = match month.calendar.as_str() {
            "gregorian" => Calendar::Gregorian,
            "hijri" => Calendar::Hijri,
            other => return reader.fault(at, format!("unknown calendar `{other}`")),
        };
        if (1..=12).contains(&month.number) {
            self.months.push((month, calendar));
        } else {
            reader.fault(at, format!("there is no month `{}`", month.number));
        }
    }

    fn trigger(&mut self, at: usize, raw: RawTrigger, reader: &mut RawReader<'_>) {
        if raw.verb.is_empty() && raw.noun.is_empty() && raw.phrase.is_empty() && raw.en.is_empty() {
            return reader.fault(at, "trigger has no words".to_owned());
        }
        match checked_trigger(&raw) {
            Ok(trigger) => self.triggers.push((raw, trigger)),
            Err(message) => reader.fault(at, message),
        }
    }

    fn acled(&mut self, at: usize, raw: RawAcled, reader: &mut RawReader<'_>) {
        let Some(event_type) = EventType::from_name(&raw.event_type) else {
            return reader.fault(at, format!("unknown type `{}`", raw.event_type));
        };
        let mode = match raw.mode.as_deref().map(|name| checked_mode(event_type, name)).transpose() {
            Ok(mode) => mode,
            Err(message) => return reader.fault(at, message),
        };
        self.acled.push(Acled { event_type, mode, sub_event: raw.sub_event });
    }
}
