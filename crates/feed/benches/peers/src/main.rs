//! One reader of feeds over folders of documents, for `run.py`: `feed-peers ENGINE FOLDER…`, where ENGINE is `feed` or
//! `feed-rs`; `feed-peers write FOLDER OUT` makes the large feeds of the set in OUT.
//!
//! Prints for each folder one JSON object: documents, bytes, entries found, documents without any, and the seconds of
//! the best of several rounds.

use std::path::{Path, PathBuf};
use std::time::Instant;

#[path = "../../../examples/expect/made.rs"]
mod made;

type Failure = Box<dyn std::error::Error>;

const URL: &str = "https://news.example/feed.xml";

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [engine, folders @ ..] = arguments.as_slice() else { return Err("which engine?".into()) };
    if engine == "write" {
        let [from, to] = folders else { return Err("from where, to where?".into()) };
        let files = documents(Path::new(from))?;
        let large = [
            ("joined", made::joined(&files)),
            ("arabic-escaped", made::arabic(1_000_000, false)),
            ("arabic-cdata", made::arabic(1_000_000, true)),
        ];
        for (name, bytes) in large {
            let folder = Path::new(to).join(name);
            std::fs::create_dir_all(&folder)?;
            std::fs::write(folder.join("feed.xml"), bytes)?;
        }
        return Ok(());
    }
    for folder in folders {
        measure(engine, &documents(Path::new(folder))?)?;
    }
    Ok(())
}

fn measure(engine: &str, documents: &[Vec<u8>]) -> Result<(), Failure> {
    let read: fn(&[u8]) -> usize = match engine {
        "feed" => ours,
        "feed-rs" => theirs,
        _ => return Err("unknown engine".into()),
    };
    let bytes: usize = documents.iter().map(Vec::len).sum();
    let (mut best, mut found) = (f64::MAX, Vec::new());
    for _ in 0..(50_000_000 / bytes).clamp(3, 50) {
        let started = Instant::now();
        found = documents.iter().map(|document| std::hint::black_box(read(document))).collect();
        best = best.min(started.elapsed().as_secs_f64());
    }
    let entries: usize = found.iter().sum();
    let without = found.iter().filter(|count| **count == 0).count();
    println!(
        "{{\"documents\": {}, \"bytes\": {bytes}, \"entries\": {entries}, \"without\": {without}, \"seconds\": {best}}}",
        documents.len()
    );
    Ok(())
}

fn ours(bytes: &[u8]) -> usize {
    let hints = feed::Hints { url: Some(URL), ..feed::Hints::default() };
    feed::parse(bytes, &hints).map_or(0, |feed| feed.entries.len())
}

fn theirs(bytes: &[u8]) -> usize {
    feed_rs::parser::Builder::new().base_uri(Some(URL)).build().parse(bytes).map_or(0, |feed| feed.entries.len())
}

fn documents(folder: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(std::fs::read(path)?);
            }
        }
    }
    Ok(found)
}
