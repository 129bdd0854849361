//! The names that configuration may use for closed sets (types, kinds, modes, slots), and what else an entry
//! must obey. A refusal is a message for the person who wrote the line; the reader adds file and line.

use record::event::{CountKind, EventStatus, EventType, Mode};
use record::record::{EntityType, PlaceKind};

use crate::knowledge::entry::{Argument, Trigger, TriggerRole, WordList};
use crate::knowledge::inflect;
use crate::knowledge::raw::RawTrigger;

pub(super) fn checked_trigger(raw: &RawTrigger) -> Result<Trigger, String> {
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
    if let Some(long) = raw.needs.iter().chain(&raw.unless).find(|wording| wording.split(' ').count() > 2) {
        return Err(format!("`{long}` has more than two words, which `needs` and `unless` do not know"));
    }
    Ok(Trigger {
        event_type,
        modes,
        role,
        needs: WordList::new(raw.needs.iter().flat_map(|word| inflect::beside(word))),
        needs_people: raw.needs_people,
        unless: WordList::new(raw.unless.iter().flat_map(|word| inflect::beside(word))),
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

pub(super) fn checked_mode(event_type: EventType, name: &str) -> Result<Mode, String> {
    let mode = Mode::from_name(name).ok_or_else(|| format!("unknown mode `{name}`"))?;
    if mode.fits(event_type) { Ok(mode) } else { Err(format!("`{name}` is no mode of {event_type}")) }
}

pub(super) fn entity_type(name: &str) -> Option<EntityType> {
    use EntityType::{Facility, Government, Group, Military, Organization, Person};
    [Person, Group, Organization, Government, Military, Facility]
        .into_iter()
        .find(|kind| kind.as_str() == name)
}

pub(super) fn place_kind(name: &str) -> Option<PlaceKind> {
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

pub(super) fn impossible([lat, lon]: [f64; 2]) -> Option<String> {
    let possible = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
    (!possible).then(|| format!("impossible coordinates {lat}, {lon}"))
}
