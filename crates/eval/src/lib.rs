//! How good the records are: held against documents that people have annotated.
//!
//! Pure functions over a gold file and records; no files but through the caller, no terminal, no pipeline. The
//! measures and their leniencies follow the project's annotation guide: names count when one contains the other,
//! an event when its type and half of the words of its evidence agree, and one row told as two (or two as one) is
//! no fault while the modes agree. A measure that forgave less would move with the annotator's habits.

pub mod baseline;
pub mod gold;
pub mod report;

mod article;
mod cases;
mod dates;
mod events;
mod fold;
mod found;
mod incidents;
mod names;
mod slots;
mod stories;

use std::collections::HashMap;

use record::incident::Incident;
use record::record::Record;

use crate::cases::Cases;
use crate::found::Found;
use crate::gold::Document;
use crate::report::{Counted, Report, Share, Tally};

/// Holds records, and the incidents that they report, against gold. A record belongs to the document whose name is the last part of its `doc`; of
/// several records the last counts, and the events, entities and
/// places of a document without a record are all missed.
pub fn score(gold: &[Document], records: &[Record], incidents: &[Incident]) -> Report {
    let mut by_doc: HashMap<&str, &Record> = HashMap::new();
    for record in records {
        by_doc.insert(base_name(&record.doc), record);
    }
    let mut tally = Tally::default();
    let mut cases = Vec::new();
    for document in gold {
        let record = by_doc.get(document.doc.as_str());
        tally.share(Share::Documents, record.is_some());
        let mut own = Cases::of(&document.doc);
        if let Some(record) = record {
            let found = Found::new(record);
            article::score(document, &found, &mut tally, &mut own);
            if document.events_annotated {
                events::score(document, &found, &mut tally, &mut own);
            }
        } else {
            own.absent();
            tally.counted(Counted::Events, 0, 0, document.events.len());
            tally.counted(Counted::Entities, 0, 0, document.entities.len());
            tally.counted(Counted::Places, 0, 0, document.places.len());
        }
        cases.extend(own.into_list());
    }
    stories::duplicates(gold, &by_doc, &mut tally);
    let grouping = stories::grouping(gold, &by_doc);
    let incidents = incidents::grouping(gold, &by_doc, incidents, &mut tally);
    Report::new(&tally, grouping, incidents, cases)
}

fn base_name(doc: &str) -> &str {
    doc.rsplit('/').next().unwrap_or(doc)
}
