//! `rasid explain --pair`: why two documents are or are not copies, one story, one incident.
//!
//! As an empty resolver would judge them, the first document being the only one in its memory: in a stream, shingles that
//! many documents share count for less, and so do words and names that everybody writes.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use collect::file::Options;
use collect::folder;
use dedup::explain::Comparison;
use dedup::state::State;
use jiff::Timestamp;
use pipeline::knowledge::Knowledge;
use record::id::EventId;
use record::record::Record;

use crate::config::Config;
use crate::exit::{Failure, unless_closed};

pub(super) fn explain(
    config: &Config,
    paths: &[PathBuf],
    knowledge: &Knowledge,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let options = Options { max_document_bytes: config.document_bytes, received_at: Timestamp::now() };
    let mut records = Vec::new();
    for path in paths {
        for item in folder::list(path)?.entries.iter().flat_map(|entry| collect::file::read(entry, options)) {
            let raw = item.map_err(|bad| Failure::Usage(anyhow!("{bad}")))?;
            records.push(pipeline::enrich::enrich(&raw, knowledge));
        }
    }
    let [first, second] = records.as_slice() else {
        return Err(Failure::Usage(anyhow!("--pair takes two documents, and there are {}", records.len())));
    };
    let compared = State::new(config.resolver.limits).compare(first, second);
    unless_closed(print(first, second, &compared, out)).context("cannot write the explanation")?;
    Ok(())
}

fn print(a: &Record, b: &Record, compared: &Comparison, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "{} and {}", a.doc, b.doc)?;
    writeln!(out, "copies     {}", yes(compared.is_copy))?;
    let similarity = compared.similarity.unwrap_or(0.0);
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
    writeln!(out, "  shingles   {} and {}", shingles.0, shingles.1)?;
    writeln!(out, "  figures    {} of {} are the same", figures.1, figures.0)?;
    let likeness = &compared.likeness;
    writeln!(out, "one story  {}", yes(compared.is_copy || likeness.total >= likeness.needed))?;
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
    let is_one = compared.events.first().is_some_and(|(_, _, points)| *points >= compared.evidence_needed);
    writeln!(out, "one incident {}", yes(is_one))?;
    for (first, second, points) in compared.events.iter().take(5) {
        let (first, second) = (event(a, first), event(b, second));
        writeln!(out, "  {first} | {second}: {points:.1} points, {:.1} needed", compared.evidence_needed)?;
    }
    Ok(())
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
