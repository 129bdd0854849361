//! An incident's fields, as short texts.

use record::event::CountKind;
use record::incident::{Incident, IncidentParty, IncidentPlace};
use record::record::Names;

/// The titles of the fields.
pub(crate) const TITLES: [&str; 8] =
    ["date", "event", "status", "actor", "recipient", "place", "counts", "sources"];

/// The fields in the order of [`TITLES`].
pub(crate) fn fields(incident: &Incident) -> [String; 8] {
    let date = incident.date.as_ref().map(|date| match &date.end_value {
        Some(end) => format!("{}…{end}", date.value),
        None => date.value.clone(),
    });
    let modes: Vec<_> = incident.mode.iter().map(|mode| mode.as_str()).collect();
    let event = incident.event_type.as_str().to_lowercase();
    [
        date.unwrap_or_default(),
        if modes.is_empty() { event } else { format!("{event}/{}", modes.join("+")) },
        incident.status.as_str().to_owned(),
        parties(&incident.actor),
        parties(&incident.recipient),
        incident.event_loc.as_ref().map(place).unwrap_or_default(),
        counts(incident),
        sources(incident),
    ]
}

fn parties(parties: &[IncidentParty]) -> String {
    let names: Vec<_> = parties.iter().map(|party| name(&party.name)).collect();
    names.join(" + ")
}

fn place(place: &IncidentPlace) -> String {
    match &place.country {
        Some(country) => format!("{} ({country})", name(&place.name)),
        None => name(&place.name),
    }
}

/// One name of several: English where there is one, because every terminal shows it.
pub(crate) fn name(names: &Names) -> String {
    let chosen = names.get("en").or_else(|| names.values().next());
    chosen.cloned().unwrap_or_default()
}

fn counts(incident: &Incident) -> String {
    let one = |kind: CountKind| {
        let count = incident.counts.get(&kind)?;
        let figure = if count.min == count.max {
            count.max.to_string()
        } else {
            format!("{}–{}", count.min, count.max)
        };
        Some(format!("{} {figure}", kind.as_str()))
    };
    CountKind::ALL.into_iter().filter_map(one).collect::<Vec<_>>().join(", ")
}

fn sources(incident: &Incident) -> String {
    let mut names: Vec<&str> = incident.reports.iter().map(|report| report.source.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let text = names.join(", ");
    if names.len() > 1 { format!("{} independent: {text}", incident.sources) } else { text }
}
