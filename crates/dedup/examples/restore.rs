//! How long a restart takes, and how large a snapshot is.
//!
//! Reads the NDJSON of `newsgen.py` on standard input (fields `id`, `text`, `fetched_at`), resolves it with a seal for every
//! so many documents (the first argument, by default 20,000), and prints what the segments weigh, how long writing the
//! last ones takes and how long restoring from all of them; then goes on with both states and holds them to each other.
//! The second argument is how often it restores (by default 3 times); with a folder as the third it leaves the segments
//! there, and when they are there already it only restores from them.

#![expect(clippy::print_stdout, reason = "a measuring program reports on standard output")]

use std::borrow::Cow;
use std::io::BufRead as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dedup::snapshot::{Segment, SnapshotError};
use dedup::state::{Limits, State};
use jiff::Timestamp;
use record::record::Record;
use serde::Deserialize;

/// That of the product.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Documents resolved by both states at the end.
const TAIL: usize = 2_000;

#[derive(Deserialize)]
struct Doc {
    id: i64,
    text: String,
    fetched_at: Timestamp,
}

const LIMITS: Limits = Limits { look_back_days: 365, memory_bytes: u64::MAX };

/// Segments as they would be on the disk.
struct Saved {
    sealed: Vec<Vec<u8>>,
    open: Vec<u8>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let argument = |nth, or: usize| std::env::args().nth(nth).map_or(Ok(or), |each| each.parse());
    let (each, rounds) = (argument(1, 20_000)?, argument(2, 3)?);
    let folder = std::env::args().nth(3).map(PathBuf::from);
    if let Some(saved) = folder.as_deref().filter(|folder| folder.join("open").is_file()) {
        restore(&Saved::read(saved)?, rounds)?;
        return Ok(());
    }
    let mut state = State::new(LIMITS);
    let mut sealed: Vec<Segment> = Vec::new();
    let mut tail: Vec<Doc> = Vec::new();
    for (nth, line) in std::io::stdin().lock().lines().enumerate() {
        tail.push(serde_json::from_str(&line?)?);
        if tail.len() > TAIL {
            let doc = tail.remove(0);
            state.resolve(record(&doc), doc.fetched_at);
        }
        if (nth + 1) % each == 0 {
            sealed.push(state.seal());
        }
    }
    let start = Instant::now();
    let open = state.snapshot(&[]);
    let written = start.elapsed();
    let saved = Saved { sealed: sealed.into_iter().map(|segment| segment.bytes).collect(), open };
    println!("{} documents; open segment made in {:.2} s", state.len(), written.as_secs_f64());
    if let Some(folder) = &folder {
        saved.write(folder)?;
    }
    let mut restored = restore(&saved, rounds)?;
    for doc in tail {
        let outputs = state.resolve(record(&doc), doc.fetched_at);
        assert!(outputs == restored.resolve(record(&doc), doc.fetched_at), "document {} differs", doc.id);
    }
    println!("the next {TAIL} documents are judged alike");
    Ok(())
}

fn restore(saved: &Saved, rounds: usize) -> Result<State, SnapshotError> {
    let megabytes = saved.sealed.iter().map(Vec::len).sum::<usize>() as f64 / 1e6;
    println!("{} sealed segments of {megabytes:.0} MB in all", saved.sealed.len());
    println!("open segment {:.0} MB", saved.open.len() as f64 / 1e6);
    let (mut best, mut restored) = (Duration::MAX, State::new(LIMITS));
    for _ in 0..rounds {
        // The former one goes first: two at once would not fit into the memory of a small machine.
        drop(std::mem::replace(&mut restored, State::new(LIMITS)));
        let start = Instant::now();
        let segment = |number| saved.sealed.get(number as usize).map(|bytes| Cow::Borrowed(bytes.as_slice()));
        (restored, _) = State::restore(LIMITS, &saved.open, segment)?;
        best = best.min(start.elapsed());
    }
    println!("restored {} documents in {:.2} s, the best of {rounds}", restored.len(), best.as_secs_f64());
    Ok(restored)
}

impl Saved {
    fn write(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        for (nth, bytes) in self.sealed.iter().enumerate() {
            std::fs::write(folder.join(nth.to_string()), bytes)?;
        }
        std::fs::write(folder.join("open"), &self.open)
    }

    fn read(folder: &Path) -> std::io::Result<Self> {
        let sealed = (0..).map(|nth| std::fs::read(folder.join(nth.to_string())));
        Ok(Self { sealed: sealed.map_while(Result::ok).collect(), open: std::fs::read(folder.join("open"))? })
    }
}

fn record(doc: &Doc) -> Record {
    let bare = Record::bare(&doc.id.to_string(), "bench", doc.text.clone());
    Record { fetched_at: Some(doc.fetched_at), ..bare }
}
