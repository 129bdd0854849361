//! `rasid explain --pair`: why two documents are or are not copies, one story, one incident.
//!
//! As an empty resolver judges them, the first document before the second: in a stream, shingles that many documents share
//! count for less, and so do words and names that everybody writes.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use collect::file::Options;
use collect::folder;
use dedup::explain::{self, Pair};
use jiff::Timestamp;
use pipeline::knowledge::Knowledge;
use record::id::EventId;
use record::record::{Record, Status};

use crate::config::Config;
use crate::exit::{Failure, unless_closed};

/// Explains the two documents that the paths hold.
///
/// # Errors
/// When a document cannot be read, or there are not two.
pub(super) fn explain(
    config: &Config,
    paths: &[PathBuf],
    knowledge: &Knowledge,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let options = Options { max_document_bytes: config.document_bytes, received_at: Timestamp::now() };
    let mut records = Vec::new();
    for path in paths {
        let listing = folder::list(path)?;
        let faults = listing.faults.into_iter().map(Err);
        let items = listing.entries.iter().flat_map(|entry| collect::file::read(entry, options));
        for item in items.chain(faults) {
            let raw = item.map_err(|bad| anyhow!("{bad}"))?;
            records.push((pipeline::enrich::enrich(&raw, knowledge), raw.received_at));
        }
    }
    let [first, second] = records.as_slice() else {
        return Err(Failure::Usage(anyhow!("--pair takes two documents, and there are {}", records.len())));
    };
    let pair = explain::pair(config.resolver.limits, first.clone(), second.clone());
    unless_closed(print(&first.0, &second.0, &pair, out)).context("cannot write the explanation")?;
    Ok(())
}

fn print(a: &Record, b: &Record, pair: &Pair, out: &mut impl Write) -> std::io::Result<()> {
    let compared = &pair.comparison;
    writeln!(out, "{} and {}", a.doc, b.doc)?;
    writeln!(out, "copies     {}", copies(pair.status))?;
    let similarity = pair.similarity.or(compared.similarity).unwrap_or(0.0);
    let (shingles, figures) = (compared.shingles, compared.figures);
    match compared.similarity_needed {
        Some(needed) => writeln!(
            out,
            "  similarity {similarity:.2}, needed {needed:.2} at this length and with these figures"
        )?,
        None => writeln!(
            out,
            "  similarity {similarity:.2}, which does not count: figures or lengths differ too much"
        )?,
    }
    if pair.status == Some(Status::New)
        && compared.similarity_needed.is_some_and(|needed| similarity >= needed)
    {
        writeln!(out, "  too short to tell")?;
    }
    writeln!(out, "  shingles   {} and {}", shingles.0, shingles.1)?;
    writeln!(out, "  figures    {} of {} are the same", figures.1, figures.0)?;
    let likeness = &compared.likeness;
    writeln!(out, "one story  {}", yes(pair.is_one_story))?;
    writeln!(out, "  likeness   {:.2}, needed {:.2}", likeness.total, likeness.needed)?;
    let parts = [
        ("words", likeness.terms),
        ("places", likeness.places),
        ("entities", likeness.entities),
        ("events", likeness.acts),
    ];
    for (name, part) in parts {
        let part = part.map_or("cannot be compared".to_owned(), |part| format!("{part:.2}"));
        writeln!(out, "  {name:10} {part}")?;
    }
    writeln!(out, "  time       leaves {:.2} of it", likeness.fade)?;
    if a.id == b.id {
        return Ok(());
    }
    writeln!(out, "one incident {}", yes(!pair.incidents.is_empty()))?;
    let are_one = |first: &EventId, second: &EventId| {
        pair.incidents.iter().any(|(one, other)| one == first && other == second)
    };
    for (first, second, points) in pair.events.iter().take(5) {
        let one = if are_one(first, second) { ", one incident" } else { "" };
        let (first, second) = (event(a, first), event(b, second));
        writeln!(out, "  {first} | {second}: {points:.1} points, {:.1} needed{one}", pair.evidence_needed)?;
    }
    Ok(())
}

fn copies(status: Option<Status>) -> &'static str {
    match status {
        Some(Status::New) => "no",
        Some(Status::Duplicate) => "yes",
        Some(Status::Revision) => "no, the second is a revision of the first",
        None => "the second is the first once more, unchanged",
    }
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

fn event(record: &Record, id: &EventId) -> String {
    let event = record.events.iter().find(|event| event.id == *id);
    event.map_or_else(String::new, |event| {
        format!("{id} {:?} {:?}", event.event_type, event.mode).to_lowercase()
    })
}
