//! `rasid explain`: what was made of a document, and why: what was removed, restored, found, and by which rule and
//! words.

mod events;
mod marks;
mod names;
mod pair;
mod rows;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use collect::file::Options;
use collect::folder;
use jiff::Timestamp;
use pipeline::knowledge::Knowledge;
use record::published::Published;
use record::record::{Record, RemovedReason};

use crate::args::Explain;
use crate::config::Config;
use crate::exit::{Failure, unless_closed};
use crate::explain::names::Text;
use crate::explain::rows::{Row, section};
use crate::render::bidi;
use crate::render::paint::{Paint, Style};
use crate::replay::BadDocuments;

pub(crate) fn main(config: &Config, command: &Explain) -> Result<ExitCode, Failure> {
    let knowledge = crate::check::load_knowledge(config)?;
    let mut bad = BadDocuments::default();
    let mut out = std::io::stdout().lock();
    if command.pair {
        pair::explain(config, &command.paths, &knowledge, &mut out)?;
        return Ok(ExitCode::SUCCESS);
    }
    for path in &command.paths {
        explain_path(config, path, &knowledge, &mut bad, &mut out)?;
    }
    Ok(bad.report())
}

fn explain_path(
    config: &Config,
    path: &Path,
    knowledge: &Knowledge,
    bad: &mut BadDocuments,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let options = Options { max_document_bytes: config.document_bytes, received_at: Timestamp::now() };
    let listing = folder::list(path)?;
    listing.faults.into_iter().for_each(|fault| bad.add(fault));
    let paint = Paint::for_stdout();
    for item in listing.entries.iter().flat_map(|entry| collect::file::read(entry, options)) {
        match item {
            Ok(raw) => {
                let record = pipeline::enrich::enrich(&raw, knowledge);
                unless_closed(explain(&record, knowledge, paint, out))
                    .context("cannot write the explanation")?;
            }
            Err(fault) => bad.add(fault),
        }
    }
    Ok(())
}

/// One document, section by section. Sections without anything to say are left out.
fn explain(
    record: &Record,
    knowledge: &Knowledge,
    paint: Paint,
    out: &mut impl Write,
) -> std::io::Result<()> {
    writeln!(out, "{}", paint.style(Style::Heading, &format!("== {}", record.doc)))?;
    head(record, out)?;
    let removed: Vec<_> = record.removed.iter().map(|one| Row::of_text(why(one.reason), &one.text)).collect();
    section(out, paint, "removed", &removed)?;
    let restored = record.restored.iter().map(|one| {
        let place = one.start.map_or("in the title".to_owned(), |start| format!("at {start}"));
        Row::new(place, vec![format!("{} ← {}", bidi::isolate(&one.text), bidi::isolate(&one.original))])
    });
    section(out, paint, "restored", &restored.collect::<Vec<_>>())?;
    let defects: Vec<_> =
        record.defects.iter().map(|one| Row::of_text(one.code.as_str(), &one.detail)).collect();
    section(out, paint, "defects", &defects)?;
    found(record, knowledge, paint, out)?;
    attribution(record, knowledge, out)?;
    marks::text(record, paint, out)?;
    writeln!(out)
}

fn head(record: &Record, out: &mut impl Write) -> std::io::Result<()> {
    let mut field = |label: &str, value: &str| writeln!(out, "{label:10} {}", bidi::isolate(value));
    field("title", record.title.as_deref().unwrap_or("–"))?;
    field("byline", record.byline.as_deref().unwrap_or("–"))?;
    let language = &record.language;
    field("language", &format!("{} ({}, {:.2})", language.code, language.script, language.confidence))?;
    let published =
        record.published.as_ref().map(|one| format!("{} ({:?})", one.value, one.basis).to_lowercase());
    field("published", published.as_deref().unwrap_or("–"))?;
    if let Some(modified) = &record.modified {
        field("modified", &modified.value)?;
    }
    field("address", record.canonical_url.as_deref().unwrap_or("–"))
}

fn found(record: &Record, knowledge: &Knowledge, paint: Paint, out: &mut impl Write) -> std::io::Result<()> {
    let text = Text::of(record);
    let entities: Vec<_> = record.entities.iter().map(|one| names::entity(one, &text)).collect();
    section(out, paint, "entities", &entities)?;
    let places: Vec<_> = record.places.iter().map(|one| names::place(one, &text)).collect();
    section(out, paint, "places", &places)?;
    let dates: Vec<_> = record.dates.iter().map(|one| names::date(record, one, &text)).collect();
    section(out, paint, "dates", &dates)?;
    let quotes: Vec<_> = record.quotes.iter().map(|one| names::quote(record, one, &text)).collect();
    section(out, paint, "quotations", &quotes)?;
    let input = extract::Input {
        text: &record.text,
        title: record.title.as_deref(),
        letterhead: None,
        language: &record.language.code,
        published: record.published.as_ref().and_then(Published::day),
    };
    let cues = extract::explain::cues(&knowledge.extract, &input);
    let events: Vec<_> = record.events.iter().map(|one| events::row(record, one, &cues, &text)).collect();
    section(out, paint, "events", &events)
}

/// Whose places these are, where some came from the large gazetteer.
fn attribution(record: &Record, knowledge: &Knowledge, out: &mut impl Write) -> std::io::Result<()> {
    let Some(gazetteer) = knowledge.extract.gazetteer() else { return Ok(()) };
    let prefix = gazetteer.source().prefix();
    let ids = record.places.iter().map(|place| place.id.as_str());
    let count = ids.filter(|id| id.starts_with(prefix)).count();
    if count > 0 {
        writeln!(out, "places {prefix}… ({count}): {}", gazetteer.attribution())?;
    }
    Ok(())
}

fn why(reason: RemovedReason) -> &'static str {
    match reason {
        RemovedReason::Boilerplate => "boilerplate",
        RemovedReason::RepeatedTitle => "title once more",
        RemovedReason::Caption => "caption",
        RemovedReason::Credit => "credit",
        RemovedReason::Related => "related articles",
        RemovedReason::Share => "share buttons",
        RemovedReason::Subscribe => "subscribe or follow",
        RemovedReason::Donate => "donation appeal",
        RemovedReason::Url => "bare address",
        RemovedReason::Other => "other",
    }
}
