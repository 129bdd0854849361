//! `rasid replay`: documents in, records out, in process.

use std::collections::BTreeMap;
use std::io::{BufWriter, IsTerminal as _, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use collect::bad::{BadInput, Item};
use collect::file::Options;
use collect::folder;
use dedup::output::Output;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use pipeline::replay::Step;
use record::id::IncidentId;
use record::incident::Incident;
use record::record::Status;

use crate::args::{Format, Replay};
use crate::config::Config;
use crate::exit::{Failure, say};
use crate::render::{incident, table};

/// Bad documents listed by name at the end; the rest is counted.
const LISTED: usize = 20;

pub(crate) fn main(config: &Config, command: &Replay) -> Result<ExitCode, Failure> {
    match &command.nats {
        Some(url) => crate::publish::main(config, command, url),
        None => in_process(config, command),
    }
}

/// Documents to replay, and what was found beside them.
pub(crate) struct Input {
    /// The documents, in order.
    pub(crate) documents: Box<dyn Iterator<Item = Item> + Send>,
    /// How many files there are; none where that cannot be told.
    pub(crate) files: Option<u64>,
    /// Files that are no documents.
    pub(crate) skipped: Vec<String>,
}

/// Looks up all paths first, so that a wrong one is told before any work.
pub(crate) fn input(config: &Config, paths: &[std::path::PathBuf]) -> Result<Input, Failure> {
    // One instant for the whole replay, so that nothing expires between two of its documents.
    let options = Options { max_document_bytes: config.document_bytes, received_at: Timestamp::now() };
    let (mut entries, mut faults, mut skipped) = (Vec::new(), Vec::new(), Vec::new());
    let mut from_stdin = false;
    for path in paths {
        if path == Path::new("-") {
            from_stdin = true;
            continue;
        }
        let listing = folder::list(path)?;
        entries.extend(listing.entries);
        faults.extend(listing.faults);
        skipped.extend(listing.skipped);
    }
    let files = (!from_stdin).then_some(entries.len() as u64);
    let files_documents = entries.into_iter().flat_map(move |entry| collect::file::read(&entry, options));
    let stdin = from_stdin.then(|| collect::file::standard_input(options));
    let documents = faults.into_iter().map(Err).chain(files_documents).chain(stdin.into_iter().flatten());
    Ok(Input { documents: Box::new(documents), files, skipped })
}

/// What a replay has seen, for the summary at the end.
#[derive(Default)]
struct Summary {
    documents: u64,
    unchanged: u64,
    by_status: BTreeMap<Status, u64>,
    bad: BadDocuments,
    incidents: BTreeMap<IncidentId, (usize, Incident)>,
}

/// Documents that could not be read: the first by name, all by number.
#[derive(Default)]
pub(crate) struct BadDocuments {
    /// How many.
    pub(crate) count: u64,
    first: Vec<BadInput>,
}

impl BadDocuments {
    /// Counts one, and keeps it for the list while the list is short.
    pub(crate) fn add(&mut self, mut bad: BadInput) {
        bad.bytes = Vec::new();
        self.count += 1;
        if self.first.len() < LISTED {
            self.first.push(bad);
        }
    }

    /// Lists them on standard error; the exit code says whether there were any.
    pub(crate) fn report(&self) -> ExitCode {
        for bad in &self.first {
            say(&format!("rasid: {bad}"));
        }
        let unlisted = self.count - self.first.len() as u64;
        if unlisted > 0 {
            say(&format!("rasid: … and {unlisted} more"));
        }
        ExitCode::from(u8::from(self.count > 0))
    }
}

fn in_process(config: &Config, command: &Replay) -> Result<ExitCode, Failure> {
    let knowledge = crate::check::load_knowledge(config)?;
    let input = input(config, &command.paths)?;
    let bar = progress(input.files);
    let mut summary = Summary::default();
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let threads = command.threads.unwrap_or(config.workers).max(1);
    let limits = config.resolver.limits;
    let replayed = pipeline::replay::run(input.documents, &knowledge, limits, threads, |step| {
        bar.inc(1);
        take(step, command.format, &mut summary, &mut out)
    });
    match replayed.and_then(|()| out.flush()) {
        Ok(()) => {}
        // Whoever reads the records has seen enough (`| head`): no failure.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(ExitCode::SUCCESS),
        Err(error) => return Err(anyhow::Error::from(error).context("cannot write the records").into()),
    }
    bar.finish_and_clear();
    if command.format == Format::Table {
        print_table(&summary, &mut out).context("cannot write the table")?;
    }
    tell(&summary, &input.skipped);
    Ok(summary.bad.report())
}

fn take(
    step: Step<BadInput>,
    format: Format,
    summary: &mut Summary,
    out: &mut impl Write,
) -> std::io::Result<()> {
    summary.documents += 1;
    match step {
        Step::Bad(bad) => summary.bad.add(bad),
        Step::Panicked { doc, message } => {
            let detail = format!("a rule panicked on it: {message}");
            summary.bad.add(BadInput::new(&doc, record::dead::DeadReason::Panic, detail));
        }
        Step::Resolved(outputs) => {
            if outputs.is_empty() {
                summary.unchanged += 1;
            }
            for output in outputs {
                match output {
                    Output::Record(record) => {
                        if let Some(dedup) = &record.dedup {
                            *summary.by_status.entry(dedup.status).or_default() += 1;
                        }
                        if format == Format::Ndjson {
                            serde_json::to_writer(&mut *out, &record)?;
                            out.write_all(b"\n")?;
                        }
                    }
                    Output::Incident(incident) if format == Format::Table => {
                        let order =
                            summary.incidents.get(&incident.id).map_or(summary.incidents.len(), |one| one.0);
                        summary.incidents.insert(incident.id.clone(), (order, *incident));
                    }
                    Output::Incident(_) | Output::Story(_) => {}
                }
            }
        }
    }
    Ok(())
}

fn print_table(summary: &Summary, out: &mut impl Write) -> std::io::Result<()> {
    let mut incidents: Vec<_> = summary.incidents.values().collect();
    incidents.sort_by_key(|(order, _)| *order);
    let rows: Vec<_> = incidents.iter().map(|(_, one)| incident::fields(one)).collect();
    for line in table::lines(incident::TITLES, &rows, table::terminal_columns()) {
        writeln!(out, "{line}")?;
    }
    out.flush()
}

fn tell(summary: &Summary, skipped: &[String]) {
    let count = |status| summary.by_status.get(&status).copied().unwrap_or(0);
    say(&format!(
        "{} documents: {} new, {} duplicates, {} revisions, {} unchanged, {} bad",
        summary.documents,
        count(Status::New),
        count(Status::Duplicate),
        count(Status::Revision),
        summary.unchanged,
        summary.bad.count,
    ));
    if !skipped.is_empty() {
        let shown: Vec<_> = skipped.iter().take(LISTED).map(String::as_str).collect();
        say(&format!("{} files of other kinds skipped: {}", skipped.len(), shown.join(", ")));
    }
}

/// A bar on a terminal, nothing elsewhere.
pub(crate) fn progress(total: Option<u64>) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{bar:40} {pos}/{len} documents, {per_sec}, {eta} left"),
        None => (ProgressBar::no_length(), "{spinner} {pos} documents, {per_sec}"),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
