//! `rasid eval`: records held against annotated documents: the measures, the worst cases, and what fell below a
//! baseline. What is measured, and how, is the `eval` crate's business; this file replays and prints.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use ::eval::baseline::{Baseline, Regression};
use ::eval::gold::{self, Document};
use ::eval::report::{Case, Measure, Report, Row, rounded};
use anyhow::{Context as _, anyhow};
use collect::bad::BadInput;
use dedup::output::Output;
use pipeline::replay::Step;
use record::incident::Incident;
use record::record::Record;

use crate::args::Eval;
use crate::config::Config;
use crate::exit::{Failure, say, unless_closed};
use crate::render::bidi;
use crate::render::paint::{Paint, Style};
use crate::replay::BadDocuments;

/// The annotations of a folder.
const GOLD: &str = "gold.jsonl";
/// Columns of evidence and of each side of a difference.
const EVIDENCE_COLUMNS: usize = 90;
const SIDE_COLUMNS: usize = 48;

pub(crate) fn main(config: &Config, command: &Eval) -> Result<ExitCode, Failure> {
    let documents = annotations(&command.gold)?;
    let baseline = command.baseline.as_deref().map(read_baseline).transpose()?;
    let mut bad = BadDocuments::default();
    let (records, incidents) = resolved(config, &command.gold, &mut bad)?;
    let report = ::eval::score(&documents, &records, &incidents);
    let mut out = std::io::stdout().lock();
    unless_closed(print(&report, command, &mut out)).context("cannot write the report")?;
    if let Some(path) = &command.save {
        let text = Baseline::of(&report).write();
        std::fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    let fallen =
        baseline.map(|baseline| baseline.regressions(&report, command.tolerance)).unwrap_or_default();
    tell(&fallen, command);
    let read = bad.report();
    Ok(if fallen.is_empty() { read } else { ExitCode::FAILURE })
}

fn annotations(folder: &Path) -> Result<Vec<Document>, Failure> {
    let path = folder.join(GOLD);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        let what = format!("cannot read the annotations `{}` of this folder", path.display());
        Failure::usage(anyhow::Error::from(error).context(what))
    })?;
    gold::read(&path.display().to_string(), &text).map_err(|faults| {
        for fault in &faults {
            say(&fault.to_string());
        }
        Failure::usage(anyhow!("{} faults in `{}`", faults.len(), path.display()))
    })
}

fn read_baseline(path: &Path) -> Result<Baseline, Failure> {
    let read = || -> anyhow::Result<Baseline> { Ok(Baseline::read(&std::fs::read_to_string(path)?)?) };
    read().with_context(|| format!("cannot use the baseline `{}`", path.display())).map_err(Failure::usage)
}

/// The documents of the folder as `rasid replay` would print them, and every revision of their incidents.
fn resolved(
    config: &Config,
    folder: &Path,
    bad: &mut BadDocuments,
) -> Result<(Vec<Record>, Vec<Incident>), Failure> {
    let knowledge = crate::check::load_knowledge(config)?;
    let input = crate::replay::input(config, &[folder.to_owned()])?;
    let (mut records, mut incidents) = (Vec::new(), Vec::new());
    let limits = config.resolver.limits;
    pipeline::replay::run(input.documents, &knowledge, limits, config.workers.max(1), |step| {
        match step {
            Step::Bad(fault) => bad.add(fault),
            Step::Panicked { doc, message } => {
                let detail = format!("a rule panicked on it: {message}");
                bad.add(BadInput::new(&doc, record::dead::DeadReason::Panic, detail));
            }
            Step::Resolved(outputs) => {
                for output in outputs {
                    match output {
                        Output::Record(record) => records.push(*record),
                        Output::Incident(incident) => incidents.push(*incident),
                        Output::Story(_) => {}
                    }
                }
            }
        }
        Ok(())
    })
    .context("cannot replay the documents")?;
    Ok((records, incidents))
}

fn print(report: &Report, command: &Eval, out: &mut impl Write) -> std::io::Result<()> {
    if command.json {
        return writeln!(out, "{}", json(&report.rows));
    }
    let paint = Paint::for_stdout();
    writeln!(
        out,
        "{}",
        paint.style(
            Style::Section,
            &format!("{:<18}{:>8}{:>8}{:>8}{:>7}", "measure", "P", "R", "F1/acc", "n")
        )
    )?;
    for row in &report.rows {
        writeln!(out, "{}", line(row))?;
    }
    worst(&report.cases, command.worst, paint, out)
}

fn line(row: &Row) -> String {
    let figure = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.4}"));
    let (precision, recall) = match row.measure {
        Measure::Accuracy(_) => (String::new(), String::new()),
        Measure::F1 { precision, recall, .. } => (figure(Some(precision)), figure(Some(recall))),
    };
    format!("{:<18}{precision:>8}{recall:>8}{:>8}{:>7}", row.name, figure(row.value()), row.items)
}

fn json(rows: &[Row]) -> serde_json::Value {
    let one = |row: &Row| match row.measure {
        Measure::Accuracy(accuracy) => serde_json::json!({"acc": accuracy.map(rounded), "n": row.items}),
        Measure::F1 { precision, recall, f1 } => serde_json::json!({
            "p": rounded(precision), "r": rounded(recall), "f1": rounded(f1), "n": row.items
        }),
    };
    rows.iter().map(|row| (row.name.to_owned(), one(row))).collect::<serde_json::Map<_, _>>().into()
}

/// The documents with the most faults, each with all of them.
fn worst(cases: &[Case], documents: usize, paint: Paint, out: &mut impl Write) -> std::io::Result<()> {
    let mut by_doc: HashMap<&str, Vec<&Case>> = HashMap::new();
    for case in cases {
        by_doc.entry(&case.doc).or_default().push(case);
    }
    let mut order: Vec<_> = by_doc.into_iter().collect();
    order.sort_by(|(a, first), (b, second)| second.len().cmp(&first.len()).then_with(|| a.cmp(b)));
    for (doc, cases) in order.into_iter().take(documents) {
        let plural = if cases.len() == 1 { "" } else { "s" };
        let title = format!("{doc}: {} fault{plural}", cases.len());
        writeln!(out, "\n{}", paint.style(Style::Heading, &title))?;
        for case in cases {
            let label = format!("{:<7} {:<28}", case.fault.as_str(), case.what);
            writeln!(out, "  {} {}", paint.style(Style::Label, &label), detail(case))?;
        }
    }
    Ok(())
}

fn detail(case: &Case) -> String {
    let words = |text: &str, columns| bidi::isolate(&bidi::cut(&text.replace('\n', " "), columns));
    let mut detail = String::new();
    if let Some((gold, found)) = &case.differs {
        let _ = write!(detail, "{} ≠ {}  ", words(gold, SIDE_COLUMNS), words(found, SIDE_COLUMNS));
    }
    detail.push_str(&words(&case.evidence, EVIDENCE_COLUMNS));
    detail
}

fn tell(fallen: &[Regression], command: &Eval) {
    let Some(path) = &command.baseline else { return };
    for one in fallen {
        let now = one.now.map_or_else(|| "not measured".to_owned(), |now| format!("{now:.4}"));
        say(&format!("{} fell: {:.4} → {now}", one.measure, one.before));
    }
    if fallen.is_empty() {
        say(&format!("no measure is below `{}` by more than {}", path.display(), command.tolerance));
    }
}
