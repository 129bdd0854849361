//! How well the reports of one event were gathered into one incident.
//!
//! Of an annotated report the record's event counts whose type is the same and whose evidence shares most words with it,
//! half of them at least. What was found is grouped by incident; what was not is no fault of the grouping, and is told
//! beside it.

use std::collections::{HashMap, HashSet};

use record::incident::Incident;
use record::record::Record;

use crate::article::overlap;
use crate::gold::{Document, Told};
use crate::report::{Grouping, Share, Tally};
use crate::stories::b_cubed;

/// The least share of words in common of a report and the event that is meant.
const SAME_EVIDENCE: f64 = 0.5;

/// B³ of the reports that were found; none where no incidents are annotated. An event that is in no incident stands alone.
pub(crate) fn grouping(
    gold: &[Document],
    records: &HashMap<&str, &Record>,
    incidents: &[Incident],
    tally: &mut Tally,
) -> Option<Grouping> {
    // Of the revisions of an incident the last one counts.
    let mut latest: HashMap<&str, &Incident> = HashMap::new();
    for incident in incidents {
        latest.insert(incident.id.as_str(), incident);
    }
    let reports = latest.values().flat_map(|incident| {
        incident
            .reports
            .iter()
            .map(|report| ((report.record.as_str(), report.event.as_str()), incident.id.as_str()))
    });
    let incident_of: HashMap<(&str, &str), &str> = reports.collect();
    let mut placed: Vec<(&str, String)> = Vec::new();
    for document in gold {
        let Some(record) = records.get(document.doc.as_str()) else { continue };
        let found = found(&document.incidents, record);
        for (nth, told) in document.incidents.iter().enumerate() {
            let event = found.get(&nth).and_then(|event| record.events.get(*event));
            if event.is_some() || !told.optional {
                tally.share(Share::IncidentsFound, event.is_some());
            }
            let Some(event) = event else { continue };
            let incident = incident_of.get(&(record.id.as_str(), event.id.as_str()));
            let alone = || format!("{} {}", document.doc, event.id);
            placed.push((&told.id, incident.map_or_else(alone, |id| (*id).to_owned())));
        }
    }
    let placed: Vec<(&str, &str)> = placed.iter().map(|(wanted, told)| (*wanted, told.as_str())).collect();
    gold.iter().any(|document| !document.incidents.is_empty()).then(|| b_cubed(&placed))
}

/// The event of each annotated report, by position: pairs by falling agreement, each side once.
fn found(told: &[Told], record: &Record) -> HashMap<usize, usize> {
    let characters: Vec<char> = record.text.chars().collect();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (nth, told) in told.iter().enumerate() {
        for (event, found) in record.events.iter().enumerate() {
            let words = characters.get(found.evidence.start..found.evidence.end);
            let words: String = words.unwrap_or_default().iter().collect();
            let share = overlap(&told.evidence, &words);
            if share >= SAME_EVIDENCE && found.event_type.as_str() == told.event_type {
                pairs.push((share, nth, event));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut found, mut taken) = (HashMap::new(), HashSet::new());
    for (_, nth, event) in pairs {
        if !found.contains_key(&nth) && taken.insert(event) {
            found.insert(nth, event);
        }
    }
    found
}
