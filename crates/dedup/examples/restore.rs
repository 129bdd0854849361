//! How long a restart takes, and how large a snapshot is.
//!
//! Reads the NDJSON of `newsgen.py` on standard input (fields `id`, `text`, `fetched_at`), resolves it with a seal for every
//! so many documents (the first argument, by default 20,000), and prints what the segments weigh, how long writing the
//! last ones takes and how long restoring from all of them; then goes on with both states and holds them to each other.

#![expect(clippy::print_stdout, reason = "a measuring program reports on standard output")]

use std::borrow::Cow;
use std::io::BufRead as _;
use std::time::{Duration, Instant};

use dedup::snapshot::Segment;
use dedup::state::{Limits, State};
use jiff::Timestamp;
use record::record::Record;
use serde::Deserialize;

/// Documents resolved by both states at the end.
const TAIL: usize = 2_000;

#[derive(Deserialize)]
struct Doc {
    id: i64,
    text: String,
    fetched_at: Timestamp,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let each = std::env::args().nth(1).map_or(Ok(20_000), |each| each.parse())?;
    let limits = Limits { look_back_days: 365, memory_bytes: u64::MAX };
    let mut state = State::new(limits);
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
    let megabytes = sealed.iter().map(|segment| segment.bytes.len()).sum::<usize>() as f64 / 1e6;
    println!("{} documents in {} sealed segments of {megabytes:.0} MB in all", state.len(), sealed.len());
    println!("open segment {:.0} MB, made in {:.2} s", open.len() as f64 / 1e6, written.as_secs_f64());
    let rounds: u32 = std::env::args().nth(2).map_or(Ok(3), |rounds| rounds.parse())?;
    let (mut best, mut restored) = (Duration::MAX, State::new(limits));
    for _ in 0..rounds {
        // The former one goes first: two at once would not fit into the memory of a small machine.
        drop(std::mem::replace(&mut restored, State::new(limits)));
        let start = cpu();
        let segment =
            |number| sealed.get(number as usize).map(|segment| Cow::Borrowed(segment.bytes.as_slice()));
        (restored, _) = State::restore(limits, &open, segment)?;
        best = best.min(cpu().saturating_sub(start));
    }
    println!("restored in {:.2} s of one core, the best of {rounds}", best.as_secs_f64());
    for doc in tail {
        let outputs = state.resolve(record(&doc), doc.fetched_at);
        assert!(outputs == restored.resolve(record(&doc), doc.fetched_at), "document {} differs", doc.id);
    }
    println!("the next {TAIL} documents are judged alike");
    Ok(())
}

/// Time that this thread has run. Zero where the system does not tell.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(stat.split(' ').next().and_then(|field| field.parse().ok()).unwrap_or(0))
}

fn record(doc: &Doc) -> Record {
    let bare = Record::bare(&doc.id.to_string(), "bench", doc.text.clone());
    Record { fetched_at: Some(doc.fetched_at), ..bare }
}
