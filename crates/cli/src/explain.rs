//! `rasid explain`: what was made of a document, and why: what was removed, restored, found.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use collect::file::Options;
use collect::folder;
use jiff::Timestamp;
use pipeline::knowledge::Knowledge;
use record::event::{Event, Party};
use record::record::{Record, RemovedReason, Span};

use crate::args::Explain;
use crate::config::Config;
use crate::exit::Failure;
use crate::render::bidi;
use crate::render::incident::name;
use crate::render::paint::{Paint, Style};
use crate::replay::BadDocuments;

pub(crate) fn main(config: &Config, command: &Explain) -> Result<ExitCode, Failure> {
    let knowledge = crate::check::load_knowledge(config)?;
    let mut bad = BadDocuments::default();
    let mut out = std::io::stdout().lock();
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
                explain(&record, paint, out).context("cannot write the explanation")?;
            }
            Err(fault) => bad.add(fault),
        }
    }
    Ok(())
}

/// One document, section by section. Sections without anything to say are left out.
fn explain(record: &Record, paint: Paint, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "{}", paint.style(Style::Heading, &format!("== {}", record.doc)))?;
    head(record, out)?;
    let removed: Vec<_> =
        record.removed.iter().map(|one| [why(one.reason).to_owned(), one.text.clone()]).collect();
    section(out, paint, "removed", &removed)?;
    let restored = record.restored.iter().map(|one| {
        let place = one.start.map_or("in the title".to_owned(), |start| format!("at {start}"));
        [format!("{} ← {}", bidi::isolate(&one.text), bidi::isolate(&one.original)), place]
    });
    section(out, paint, "restored", &restored.collect::<Vec<_>>())?;
    let defects: Vec<_> = record.defects.iter().map(|one| [one.code.clone(), one.detail.clone()]).collect();
    section(out, paint, "defects", &defects)?;
    found(record, paint, out)?;
    writeln!(out, "{}", paint.style(Style::Section, "text"))?;
    text(record, paint, out)?;
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
    field("address", record.canonical_url.as_deref().unwrap_or("–"))
}

fn section(out: &mut impl Write, paint: Paint, title: &str, rows: &[[String; 2]]) -> std::io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", paint.style(Style::Section, &format!("{title} ({})", rows.len())))?;
    let widest = rows.iter().map(|[left, _]| bidi::width(left)).max().unwrap_or(0).min(40);
    for [left, right] in rows {
        let gap = " ".repeat(widest.saturating_sub(bidi::width(left)) + 2);
        for (index, line) in right.lines().filter(|line| !line.trim().is_empty()).enumerate() {
            let label =
                if index == 0 { paint.style(Style::Label, left) } else { " ".repeat(bidi::width(left)) };
            writeln!(out, "  {label}{gap}{}", bidi::isolate(line.trim()))?;
        }
    }
    Ok(())
}

fn found(record: &Record, paint: Paint, out: &mut impl Write) -> std::io::Result<()> {
    let mentions = |spans: &[Span]| format!("{} times", spans.len());
    let entities = record.entities.iter().map(|one| {
        let known = if one.known { one.id.to_string() } else { "by pattern".to_owned() };
        [
            one.entity_type.as_str().to_owned(),
            format!("{} ({known}, {})", name(&one.name), mentions(&one.mentions)),
        ]
    });
    section(out, paint, "entities", &entities.collect::<Vec<_>>())?;
    let places = record.places.iter().map(|one| {
        let country = one.country.as_deref().unwrap_or("–");
        [country.to_owned(), format!("{} ({}, {})", name(&one.name), one.id, mentions(&one.mentions))]
    });
    section(out, paint, "places", &places.collect::<Vec<_>>())?;
    let dates = record.dates.iter().map(|one| {
        let value = one.end_value.as_ref().map_or(one.value.clone(), |end| format!("{}…{end}", one.value));
        [value, cut(&record.text, Span { start: one.start, end: one.end })]
    });
    section(out, paint, "dates", &dates.collect::<Vec<_>>())?;
    let events = record.events.iter().map(|one| [event(record, one), cut(&record.text, one.evidence)]);
    section(out, paint, "events", &events.collect::<Vec<_>>())
}

fn event(record: &Record, event: &Event) -> String {
    let modes: Vec<_> = event.mode.iter().map(|mode| mode.as_str()).collect();
    let parties =
        |parties: &[Party]| parties.iter().map(|one| party(record, one)).collect::<Vec<_>>().join(" + ");
    let counts: Vec<_> = event.counts.iter().map(|(kind, n)| format!("{} {n}", kind.as_str())).collect();
    format!(
        "{} {}/{} {} [{}] → [{}] {}",
        event.id,
        event.event_type,
        modes.join("+"),
        event.status.as_str(),
        parties(&event.actor),
        parties(&event.recipient),
        counts.join(", ")
    )
}

fn party(record: &Record, party: &Party) -> String {
    match party {
        Party::Entity(id) => {
            let entity = record.entities.iter().find(|one| one.id == *id);
            entity.map_or_else(|| id.to_string(), |entity| name(&entity.name))
        }
        Party::Described { name } => name.clone(),
    }
}

fn cut(text: &str, span: Span) -> String {
    text.chars().skip(span.start).take(span.end.saturating_sub(span.start)).collect()
}

/// The text, with restored spellings marked.
fn text(record: &Record, paint: Paint, out: &mut impl Write) -> std::io::Result<()> {
    let mut restored: Vec<(usize, usize)> = record
        .restored
        .iter()
        .filter_map(|one| Some((one.start?, one.start? + one.text.chars().count())))
        .collect();
    restored.sort_unstable();
    let mut marked = String::new();
    let mut marks = restored.into_iter().peekable();
    for (at, c) in record.text.chars().enumerate() {
        if marks.peek().is_some_and(|(start, _)| *start == at) {
            marked.push_str(paint.open(Style::Mark));
        }
        marked.push(c);
        if marks.next_if(|(_, end)| *end == at + 1).is_some() {
            marked.push_str(paint.close());
        }
    }
    for line in marked.lines() {
        writeln!(out, "  {line}")?;
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
