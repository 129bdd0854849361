//! `rasid bench enrich`: how many articles a second one core enriches, how that grows with length, and what memory it takes.
//!
//! The articles are cut from the documents of a folder, whole characters at a time, so that they are real text and all of
//! one length. One thread does all the work; reading and cutting are not timed. Figures are the processor's time, where
//! the system tells it, since a busy machine stretches the clock's.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use collect::file::Options;
use collect::folder;
use jiff::Timestamp;
use pipeline::knowledge::Knowledge;
use record::raw::{Body, RawDocument};

use crate::args::BenchEnrich;
use crate::bench::clock::{peak_memory, processor_time, since};
use crate::config::Config;
use crate::exit::{Failure, say};

/// Lengths by which growth is told, in bytes.
const SHORT_BYTES: usize = 40_000;
const LONG_BYTES: usize = 1_000_000;

pub(crate) fn main(config: &Config, command: &BenchEnrich) -> Result<ExitCode, Failure> {
    let knowledge = crate::check::load_knowledge(config)?;
    let (sample, text) = sample(config, &command.folders)?;
    let articles = cut(&sample, &text, command.bytes, command.articles);
    let mut out = std::io::stdout().lock();
    // Once unmeasured: tables are built on first use.
    once(&articles, &knowledge);
    let (mut best, mut events) = (Duration::MAX, 0);
    for _ in 0..command.rounds.max(1) {
        let start = processor_time();
        events = once(&articles, &knowledge);
        best = best.min(since(start));
    }
    let each = best.as_secs_f64() / articles.len().max(1) as f64;
    let long = grown(&sample, &text, LONG_BYTES, &knowledge) / grown(&sample, &text, SHORT_BYTES, &knowledge);
    writeln!(
        out,
        "{} articles of {} bytes, {} events: {:.0} articles a second on one core ({:.3} ms each)\n\
         1 MB takes {long:.1} times as long as 40 kB (25 times the bytes){}",
        articles.len(),
        command.bytes,
        events,
        1.0 / each,
        each * 1e3,
        peak_memory().map_or_else(String::new, |mb| format!("\npeak memory {mb} MB")),
    )
    .context("cannot write the figures")?;
    Ok(ExitCode::SUCCESS)
}

/// One document as a pattern for the rest, and the text of all.
fn sample(config: &Config, folders: &[PathBuf]) -> Result<(RawDocument, String), Failure> {
    let options = Options { max_document_bytes: config.document_bytes, received_at: Timestamp::UNIX_EPOCH };
    let mut first = None;
    let mut text = String::new();
    for path in folders {
        for entry in folder::list(path)?.entries {
            for raw in collect::file::read(&entry, options) {
                let raw = match raw {
                    Ok(raw) => raw,
                    Err(bad) => {
                        say(&format!("rasid: left out: {bad}"));
                        continue;
                    }
                };
                if let Body::Text(body) = &raw.body
                    && Path::new(&raw.doc).extension().is_some_and(|extension| extension == "txt")
                {
                    text.push_str(body);
                    text.push_str("\n\n");
                    first.get_or_insert(raw);
                }
            }
        }
    }
    let first = first.ok_or_else(|| Failure::Usage(anyhow!("no .txt document in the folders")))?;
    Ok((first, text))
}

/// Articles of `bytes` bytes each, one after the other from the text, and round again.
fn cut(sample: &RawDocument, text: &str, bytes: usize, count: usize) -> Vec<RawDocument> {
    let mut chars = text.chars().cycle();
    let article = |index: usize, chars: &mut dyn Iterator<Item = char>| {
        let mut body = String::with_capacity(bytes + 4);
        body.extend(chars.scan(0, |length, c| {
            *length += c.len_utf8();
            (*length <= bytes).then_some(c)
        }));
        RawDocument { doc: format!("bench-{index}"), body: Body::Text(body), ..sample.clone() }
    };
    (0..count).map(|index| article(index, &mut chars)).collect()
}

fn once(articles: &[RawDocument], knowledge: &Knowledge) -> usize {
    articles.iter().map(|raw| pipeline::enrich::enrich(raw, knowledge).events.len()).sum()
}

/// Seconds for one article of that length, the least of nine rounds.
fn grown(sample: &RawDocument, text: &str, bytes: usize, knowledge: &Knowledge) -> f64 {
    let articles = cut(sample, text, bytes, 1);
    // The least of nine: the small article is over in a few milliseconds.
    let times = (0..9).map(|_| {
        let start = processor_time();
        once(&articles, knowledge);
        since(start).as_secs_f64()
    });
    times.fold(f64::INFINITY, f64::min)
}
