//! Checks configuration and compiles it into [`Knowledge`]. Faults never stop the reading: an entry with a fault is
//! left out, told with its line, and the next one is looked at.

use std::collections::{BTreeMap, HashMap, HashSet};

use record::event::{CountKind, EventStatus, EventType, Mode};
use record::record::{EntityType, Names, PlaceKind};
use text::fault::Fault;

use super::class::Class;
use super::entry::{
    Acled, Argument, Calendar, Country, Head, HeadRole, LexiconEntity, LexiconPlace, Meaning, Party,
    PartyKind, Trigger, TriggerRole,
};
use super::inflect::{Form, english_verb, noun, verb};
use super::raw::{
    RawAcled, RawCountry, RawEntity, RawFile, RawHead, RawMonth, RawParty, RawPlace, RawReader, RawTrigger,
    RawWeekday,
};
use super::vocabulary::Vocabulary;
use super::{Knowledge, folded, morphology};

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
    given: HashSet<String>,
    given_exact: HashSet<String>,
    words: HashSet<String>,
    classes: Vec<(Class, String)>,
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

    /// The knowledge of all layers, and every fault met.
    pub(crate) fn finish(mut self) -> (Knowledge, Vec<Fault>) {
        let mut knowledge = Knowledge {
            entities: Vec::new(),
            countries: Vec::new(),
            places: Vec::new(),
            parties: Vec::new(),
            heads: Vec::new(),
            triggers: Vec::new(),
            acled: std::mem::take(&mut self.acled),
            given: std::mem::take(&mut self.given),
            given_exact: std::mem::take(&mut self.given_exact),
            words: std::mem::take(&mut self.words),
            vocabulary: Vocabulary::new(),
            entity_by_id: HashMap::new(),
        };
        self.compile_names(&mut knowledge);
        self.compile_rules(&mut knowledge);
        (knowledge, self.faults)
    }

    fn compile_names(&mut self, knowledge: &mut Knowledge) {
        for (entity, entity_type) in self.entities.values() {
            let index = knowledge.entities.len() as u32;
            for name in entity.ar.iter().chain(&entity.en).chain(&entity.other) {
                knowledge.vocabulary.insert(&folded(name), Meaning::Entity(index));
            }
            for name in &entity.short {
                knowledge.vocabulary.insert(&folded(name), Meaning::ShortEntity(index));
            }
            knowledge.entity_by_id.insert(entity.id.clone(), index);
            knowledge.entities.push(LexiconEntity {
                id: entity.id.clone(),
                entity_type: *entity_type,
                names: names(&entity.ar, &entity.en),
                wikidata: entity.wikidata.clone(),
                country: entity.cc.clone(),
            });
        }
        let mut capitals = HashMap::new();
        for country in self.countries.values() {
            let index = knowledge.countries.len() as u32;
            if let Some(capital) = &country.capital {
                capitals.insert(capital.clone(), index);
            }
            compile_country(country, index, knowledge);
        }
        for (place, kind) in self.places.values() {
            let index = knowledge.places.len() as u32;
            for name in place.ar.iter().chain(&place.en).chain(&place.other) {
                knowledge.vocabulary.insert(&folded(name), Meaning::Place(index));
            }
            knowledge.places.push(LexiconPlace {
                id: place.id.clone(),
                kind: *kind,
                names: names(&place.ar, &place.en),
                country: place.cc.clone(),
                admin1: place.admin1.clone(),
                at: place.at,
                geonames: place.geonames,
                guarded: place.guarded,
                capital_of: capitals.get(&place.id).copied(),
            });
        }
    }

    fn compile_rules(&mut self, knowledge: &mut Knowledge) {
        for (party, kind) in self.parties.values() {
            let index = knowledge.parties.len() as u32;
            for word in &party.words {
                for (form, _) in noun(word) {
                    knowledge.vocabulary.insert(&form, Meaning::Party(index));
                }
            }
            knowledge.parties.push(Party { kind: *kind });
        }
        for (head, role) in &self.heads {
            let index = knowledge.heads.len() as u32;
            for word in &head.words {
                knowledge.vocabulary.insert(&folded(word), Meaning::Head(index));
            }
            let mut pattern = Names::new();
            pattern.extend(head.ar.clone().map(|name| ("ar".to_owned(), name)));
            pattern.extend(head.en.clone().map(|name| ("en".to_owned(), name)));
            let id = head.en.as_deref().unwrap_or_default().replace("{}", "").trim().to_lowercase();
            let alone = head.alone.iter().map(|word| folded(word)).collect();
            knowledge.heads.push(Head { role: *role, pattern, id: id.replace(' ', "-"), alone });
        }
        for (month, calendar) in &self.months {
            for name in &month.names {
                knowledge.vocabulary.insert(&folded(name), Meaning::Month(*calendar, month.number));
            }
        }
        for day in &self.weekdays {
            for name in &day.names {
                knowledge.vocabulary.insert(&folded(name), Meaning::Weekday(day.number));
            }
        }
        for (raw, trigger) in std::mem::take(&mut self.triggers) {
            let index = knowledge.triggers.len() as u32;
            for (phrase, form) in trigger_forms(&raw) {
                knowledge.vocabulary.insert(&phrase, Meaning::Trigger(index, form));
            }
            knowledge.triggers.push(trigger);
        }
        for (class, phrase) in &self.classes {
            knowledge.vocabulary.insert(phrase, Meaning::Class(*class));
        }
    }
}

fn compile_country(country: &RawCountry, index: u32, knowledge: &mut Knowledge) {
    for name in country.ar.iter().chain(&country.en).chain(&country.other) {
        knowledge.vocabulary.insert(&folded(name), Meaning::Country(index));
    }
    for adjective in &country.adjective {
        for form in adjective_forms(adjective) {
            knowledge.vocabulary.insert(&form, Meaning::Adjective(index));
        }
    }
    let (latin, arabic): (Vec<String>, Vec<String>) =
        country.adjective.iter().cloned().partition(|adjective| adjective.is_ascii());
    knowledge.countries.push(Country {
        code: country.cc.clone(),
        names: names(&country.ar, &country.en),
        adjectives: names(&arabic, &latin),
        at: country.at,
    });
}

/// The forms of a relational adjective (`…ي`), or the word itself for other scripts.
fn adjective_forms(adjective: &str) -> Vec<String> {
    let folded = folded(adjective);
    if folded.is_ascii() {
        return vec![folded];
    }
    let mut forms = Vec::new();
    for ending in &morphology().adjective {
        forms.push(format!("{folded}{ending}"));
        forms.push(format!("{}{folded}{ending}", morphology().article));
    }
    forms
}

fn class_forms(word: &str, inflected: bool) -> Vec<String> {
    if !inflected {
        return vec![folded(word)];
    }
    let (past, present) = split(word);
    let forms = if past.is_ascii() { english_verb(past, present) } else { verb(past, present) };
    forms.into_iter().map(|(form, _)| form).collect()
}

fn trigger_forms(raw: &RawTrigger) -> Vec<(String, Form)> {
    let mut forms = Vec::new();
    for word in &raw.verb {
        let (past, present) = split(word);
        forms.extend(verb(past, present));
    }
    for word in &raw.noun {
        forms.extend(noun(word));
    }
    for word in &raw.en {
        let (base, past) = split(word);
        forms.extend(english_verb(base, past));
    }
    forms.extend(raw.phrase.iter().map(|phrase| (folded(phrase), Form::Phrase)));
    forms
}

fn split(word: &str) -> (&str, Option<&str>) {
    word.split_once('|').map_or((word, None), |(first, second)| (first, Some(second)))
}

fn checked_trigger(raw: &RawTrigger) -> Result<Trigger, String> {
    let name = raw.event_type.as_deref().unwrap_or_default();
    let event_type = EventType::from_name(name).ok_or_else(|| format!("unknown type `{name}`"))?;
    let modes = raw.mode.iter().map(|name| checked_mode(event_type, name)).collect::<Result<_, _>>()?;
    let role = match raw.role.as_deref() {
        None | Some("act") => TriggerRole::Act,
        Some("harm") => TriggerRole::Harm,
        Some("means") => TriggerRole::Means,
        Some(other) => return Err(format!("unknown role `{other}`")),
    };
    let counts = raw
        .counts
        .as_deref()
        .map(|name| {
            let kind = CountKind::ALL.into_iter().find(|kind| kind.as_str() == name);
            kind.ok_or_else(|| format!("unknown count `{name}`"))
        })
        .transpose()?;
    let status = raw
        .status
        .as_deref()
        .map(|name| {
            use EventStatus::{Factual, Future, Historical, Hypothetical, Negated};
            let all = [Factual, Historical, Future, Hypothetical, Negated];
            all.into_iter()
                .find(|status| status.as_str() == name)
                .ok_or_else(|| format!("unknown status `{name}`"))
        })
        .transpose()?;
    Ok(Trigger {
        event_type,
        modes,
        role,
        needs: raw.needs.iter().map(|word| folded(word)).collect(),
        unless: raw.unless.iter().map(|word| folded(word)).collect(),
        subject: checked_argument(raw.subject.as_deref(), Argument::Actor)?,
        of: checked_argument(raw.of.as_deref(), Argument::Recipient)?,
        counts,
        status,
    })
}

fn checked_argument(name: Option<&str>, default: Argument) -> Result<Argument, String> {
    match name {
        None => Ok(default),
        Some("actor") => Ok(Argument::Actor),
        Some("recipient") => Ok(Argument::Recipient),
        Some("none") => Ok(Argument::None),
        Some(other) => Err(format!("unknown slot `{other}`")),
    }
}

fn checked_mode(event_type: EventType, name: &str) -> Result<Mode, String> {
    let mode = Mode::from_name(name).ok_or_else(|| format!("unknown mode `{name}`"))?;
    if mode.fits(event_type) { Ok(mode) } else { Err(format!("`{name}` is no mode of {event_type}")) }
}

fn entity_type(name: &str) -> Option<EntityType> {
    use EntityType::{Facility, Government, Group, Military, Organization, Person};
    [Person, Group, Organization, Government, Military, Facility]
        .into_iter()
        .find(|kind| kind.as_str() == name)
}

fn place_kind(name: &str) -> Option<PlaceKind> {
    Some(match name {
        "settlement" => PlaceKind::Settlement,
        "admin1" => PlaceKind::Admin1,
        "country" => PlaceKind::Country,
        "camp" => PlaceKind::Camp,
        "region" => PlaceKind::Region,
        "river" => PlaceKind::River,
        "facility" => PlaceKind::Facility,
        "other" => PlaceKind::Other,
        _ => return None,
    })
}

fn impossible([lat, lon]: [f64; 2]) -> Option<String> {
    let possible = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
    (!possible).then(|| format!("impossible coordinates {lat}, {lon}"))
}

fn names(arabic: &[String], english: &[String]) -> Names {
    let mut names = Names::new();
    names.extend(arabic.first().map(|name| ("ar".to_owned(), name.clone())));
    names.extend(english.first().map(|name| ("en".to_owned(), name.clone())));
    names
}
