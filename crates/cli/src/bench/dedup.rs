//! `rasid bench dedup`: how good, how fast and how large the memory for near duplicates is, on a stream whose copies are
//! known, and how that changes as the memory grows.
//!
//! By default the engine alone, as the resolver uses it: a text is folded, its fingerprint taken, its original looked
//! for and verified, and the text taken into the index if it is none or a doubtful copy. With `--resolve` the whole
//! resolver; its records are the texts as they are, without anything that extraction would find.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use dedup::fingerprint::Fingerprinter;
use dedup::near::NearIndex;
use dedup::output::Output;
use dedup::state::{Limits, State};
use jiff::Timestamp;
use record::id::RecordId;
use record::record::{Record, Status};
use text::fold::fold;

use crate::args::BenchDedup;
use crate::bench::clock::{peak_memory, processor_time, since};
use crate::bench::stream::{Doc, Stream};
use crate::config::Config;
use crate::exit::{Failure, unless_closed};

/// Documents in memory at once.
const BATCH: usize = 2_000;
const SECONDS_A_DAY: i64 = 86_400;

pub(crate) fn main(config: &Config, command: &BenchDedup) -> Result<ExitCode, Failure> {
    let mut stream = Stream::open(&command.input)?;
    let mut limits = config.resolver.limits;
    limits.look_back_days = command.look_back_days.unwrap_or(limits.look_back_days);
    let mut judge = if command.resolve {
        Judge::Resolver(Box::new(Resolver::new(limits)))
    } else {
        Judge::Engine(Box::default())
    };
    let bar = crate::replay::progress(None);
    let (mut all, mut window) = (Score::default(), Score::default());
    loop {
        let room = (command.window as usize).saturating_sub(window.documents);
        let docs = stream.batch(room.min(BATCH))?;
        if docs.is_empty() {
            break;
        }
        let (found, spent) = judge.batch(&docs);
        docs.iter().zip(found).for_each(|(doc, found)| window.add(doc, found));
        window.spent += spent;
        bar.inc(docs.len() as u64);
        if window.documents == command.window as usize {
            all.add_all(&window);
            let line = point(all.documents, &window, &judge);
            bar.suspend(|| unless_closed(writeln!(std::io::stdout(), "{line}")))
                .context("cannot write the figures")?;
            window = Score::default();
        }
    }
    all.add_all(&window);
    bar.finish_and_clear();
    if all.documents == 0 {
        return Err(anyhow!("no document in `{}`", command.input.display()).into());
    }
    unless_closed(summary(&all, &judge, &mut std::io::stdout().lock()))
        .context("cannot write the figures")?;
    Ok(ExitCode::SUCCESS)
}

/// What is measured.
enum Judge {
    Engine(Box<Engine>),
    Resolver(Box<Resolver>),
}

/// The near-duplicate engine alone.
#[derive(Default)]
struct Engine {
    index: NearIndex,
    fingerprinter: Fingerprinter,
    /// The root of each numbered document.
    roots: Vec<i64>,
}

/// The whole resolver.
struct Resolver {
    state: State,
    look_back_secs: i64,
    roots: HashMap<RecordId, i64>,
    received: HashMap<i64, i64>,
}

/// The verdict on a document.
#[derive(Clone, Copy)]
enum Found {
    New,
    /// A copy of this original.
    Copy(i64),
    /// Not to be counted: what it is a copy of is forgotten, as it should be.
    Forgotten,
}

impl Judge {
    /// The verdicts on some documents, and the time they took.
    fn batch(&mut self, docs: &[Doc]) -> (Vec<Found>, Duration) {
        match self {
            Self::Engine(engine) => engine.batch(docs),
            Self::Resolver(resolver) => resolver.batch(docs),
        }
    }

    /// Memory a document, in bytes.
    fn bytes(&self, documents: usize) -> u64 {
        match self {
            Self::Engine(engine) => engine.index.bytes() as u64 / documents.max(1) as u64,
            Self::Resolver(resolver) => resolver.state.bytes() / resolver.state.len().max(1) as u64,
        }
    }
}

impl Engine {
    fn batch(&mut self, docs: &[Doc]) -> (Vec<Found>, Duration) {
        let mut found = Vec::with_capacity(docs.len());
        let start = processor_time();
        for doc in docs {
            let print = self.fingerprinter.take(&fold(&doc.text));
            let copy = self.index.find(&print);
            let of = copy.and_then(|copy| self.roots.get(copy.doc as usize).copied());
            found.push(of.map_or(Found::New, Found::Copy));
            match copy {
                Some(copy) if copy.is_sure => continue,
                Some(_) => self.index.count(&print),
                None => self.index.insert(&print),
            };
            self.roots.push(doc.root);
        }
        (found, since(start))
    }
}

impl Resolver {
    fn new(limits: Limits) -> Self {
        let look_back_secs = i64::from(limits.look_back_days) * SECONDS_A_DAY;
        Self { state: State::new(limits), look_back_secs, roots: HashMap::new(), received: HashMap::new() }
    }

    fn batch(&mut self, docs: &[Doc]) -> (Vec<Found>, Duration) {
        let at = |doc: &Doc| doc.fetched_at.unwrap_or(Timestamp::UNIX_EPOCH);
        let records: Vec<(Record, Timestamp)> = docs.iter().map(|doc| (record(doc), at(doc))).collect();
        for (doc, (record, received)) in docs.iter().zip(&records) {
            self.roots.insert(record.id.clone(), doc.root);
            self.received.insert(doc.id, received.as_second());
        }
        let mut judged = Vec::with_capacity(docs.len());
        let start = processor_time();
        for (record, received) in records {
            judged.push(self.state.resolve(record, received));
        }
        let spent = since(start);
        let found = docs.iter().zip(judged).map(|(doc, outputs)| self.found(doc, outputs));
        (found.collect(), spent)
    }

    fn found(&self, doc: &Doc, outputs: Vec<Output>) -> Found {
        let dedup = outputs.into_iter().find_map(|output| match output {
            Output::Record(record) => record.dedup,
            Output::Incident(_) | Output::Story(_) => None,
        });
        let copy = dedup.filter(|dedup| dedup.status == Status::Duplicate);
        let of = copy.and_then(|copy| self.roots.get(&copy.of?).copied());
        let received = |id| self.received.get(&id).copied().unwrap_or(i64::MIN);
        match of {
            Some(root) => Found::Copy(root),
            None if received(doc.root) < received(doc.id).saturating_sub(self.look_back_secs) => {
                Found::Forgotten
            }
            None => Found::New,
        }
    }
}

/// A record of the text as it is.
fn record(doc: &Doc) -> Record {
    let bare = Record::bare(&doc.id.to_string(), "bench", doc.text.clone());
    Record { fetched_at: doc.fetched_at, ..bare }
}

/// What was found, held against what is known.
#[derive(Default)]
struct Score {
    documents: usize,
    bytes: usize,
    spent: Duration,
    /// By kind of edit: copies found with their original, and all.
    copies: BTreeMap<String, (u32, u32)>,
    right: u32,
    /// Documents called copies of what they are no copies of, by kind.
    wrong: BTreeMap<String, u32>,
}

impl Score {
    fn add(&mut self, doc: &Doc, found: Found) {
        self.documents += 1;
        self.bytes += doc.text.len();
        let is_right = matches!(found, Found::Copy(root) if root == doc.root);
        if doc.is_copy() && !matches!(found, Found::Forgotten) {
            let (hits, all) = self.copies.entry(doc.kind.clone()).or_default();
            *hits += u32::from(is_right);
            *all += 1;
        }
        self.right += u32::from(is_right);
        if matches!(found, Found::Copy(root) if root != doc.root) {
            *self.wrong.entry(doc.kind.clone()).or_default() += 1;
        }
    }

    fn add_all(&mut self, other: &Self) {
        self.documents += other.documents;
        self.bytes += other.bytes;
        self.spent += other.spent;
        self.right += other.right;
        for (kind, (hits, all)) in &other.copies {
            let sum = self.copies.entry(kind.clone()).or_default();
            *sum = (sum.0 + hits, sum.1 + all);
        }
        for (kind, wrong) in &other.wrong {
            *self.wrong.entry(kind.clone()).or_default() += wrong;
        }
    }

    /// Copies found, and all.
    fn recalled(&self) -> (u32, u32) {
        self.copies.values().fold((0, 0), |sum, kind| (sum.0 + kind.0, sum.1 + kind.1))
    }

    /// Copies rightly named, and all that were named.
    fn precise(&self) -> (u32, u32) {
        (self.right, self.right + self.wrong.values().sum::<u32>())
    }

    fn micros(&self) -> f64 {
        self.spent.as_secs_f64() * 1e6 / self.documents.max(1) as f64
    }
}

fn share((part, all): (u32, u32)) -> f64 {
    if all == 0 { 1.0 } else { f64::from(part) / f64::from(all) }
}

/// One point of the curve.
fn point(documents: usize, window: &Score, judge: &Judge) -> String {
    format!(
        "at {documents:>10}: {:6.1} µs a document, {:5} bytes a document, recall {:.4}, precision {:.4}",
        window.micros(),
        judge.bytes(documents),
        share(window.recalled()),
        share(window.precise()),
    )
}

fn summary(all: &Score, judge: &Judge, out: &mut impl Write) -> std::io::Result<()> {
    let (found, copies) = all.recalled();
    writeln!(out, "documents  {}, {:.0} MB, {copies} of them copies", all.documents, all.bytes as f64 / 1e6)?;
    let micros = all.micros();
    writeln!(out, "speed      {:.0} documents a second on one core ({micros:.1} µs each)", 1e6 / micros)?;
    let peak = peak_memory().map_or_else(String::new, |mb| format!(", peak of the process {mb} MB"));
    writeln!(out, "memory     {} bytes a document{peak}", judge.bytes(all.documents))?;
    writeln!(out, "recall     {:.4}  {found} of {copies}", share((found, copies)))?;
    for (kind, figures) in &all.copies {
        writeln!(out, "  {kind:8} {:.4}  {} of {}", share(*figures), figures.0, figures.1)?;
    }
    let (right, named) = all.precise();
    writeln!(out, "precision  {:.4}  {right} of {named}", share((right, named)))?;
    for (kind, wrong) in &all.wrong {
        writeln!(out, "  {kind:8} {wrong} taken for copies")?;
    }
    Ok(())
}
