//! One engine for near duplicates on a stream, for `run.py`: `dedup-peers ENGINE FILE`, where ENGINE is `dedup` or
//! `gaoya:WORDS:THRESHOLD` (shingles of so many words, least Jaccard similarity).
//!
//! Prints one JSON object: seconds of the processor's time without reading, bytes that the process has grown by, and for
//! each document the id of the document that it is said to be a copy of. A copy is not taken in, with either engine.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::time::Duration;

use dedup::fingerprint::Fingerprinter;
use dedup::near::NearIndex;
use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher32};
use serde::Deserialize;

type Failure = Box<dyn std::error::Error>;

const BATCH: usize = 1_000;

#[derive(Deserialize)]
struct Doc {
    id: i64,
    text: String,
}

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().collect();
    let (engine, file) = (args.get(1).ok_or("which engine?")?, args.get(2).ok_or("which file?")?);
    let parts: Vec<&str> = engine.split(':').collect();
    let mut judge: Box<dyn FnMut(&Doc) -> Option<i64>> = match parts.as_slice() {
        ["dedup"] => own(),
        ["gaoya", words, threshold] => gaoya(words.parse()?, threshold.parse()?),
        _ => return Err("no such engine".into()),
    };
    let before = resident();
    let (mut spent, mut found, mut batch) = (Duration::ZERO, Vec::new(), Vec::new());
    let mut lines = BufReader::new(File::open(file)?).lines();
    loop {
        batch.clear();
        for line in lines.by_ref().take(BATCH) {
            batch.push(serde_json::from_str::<Doc>(&line?)?);
        }
        if batch.is_empty() {
            break;
        }
        let start = cpu();
        found.extend(batch.iter().map(&mut judge));
        spent += cpu().saturating_sub(start);
    }
    let bytes = resident().saturating_sub(before);
    println!("{}", serde_json::json!({"seconds": spent.as_secs_f64(), "bytes": bytes, "found": found}));
    Ok(())
}

fn own() -> Box<dyn FnMut(&Doc) -> Option<i64>> {
    let (mut taker, mut index, mut ids) = (Fingerprinter::default(), NearIndex::default(), Vec::new());
    Box::new(move |doc| {
        let print = taker.take(&text::fold::fold(&doc.text));
        let copy = index.find(&print);
        let of = copy.and_then(|copy| ids.get(copy.doc as usize).copied());
        match copy {
            Some(copy) if copy.is_sure => return of,
            Some(_) => index.count(&print),
            None => index.insert(&print),
        };
        ids.push(doc.id);
        of
    })
}

fn gaoya(words: usize, threshold: f64) -> Box<dyn FnMut(&Doc) -> Option<i64>> {
    // As many bands as make a pair at the threshold likely to meet, of 126 hashes.
    let (bands, width) = if threshold < 0.5 { (63, 2) } else { (42, 3) };
    let hasher = MinHasher32::new(bands * width);
    let mut index = MinHashIndex::new(bands, width, threshold);
    Box::new(move |doc| {
        let lower = doc.text.to_lowercase();
        let tokens: Vec<&str> = lower.split_whitespace().collect();
        let signature = hasher.create_signature(tokens.windows(words));
        if let Some(copy) = index.query_owned_return_similarity(&signature).first() {
            return Some(copy.0);
        }
        index.insert(doc.id, signature);
        None
    })
}

/// Time that this thread has run.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(stat.split(' ').next().and_then(|field| field.parse().ok()).unwrap_or(0))
}

/// The memory that this process holds, in bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches("kB").trim().parse::<u64>().unwrap_or(0) * 1024
}
