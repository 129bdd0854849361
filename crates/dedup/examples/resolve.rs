//! Resolves records that exist already, such as `rasid replay --format ndjson` prints them.
//!
//! Reads records on standard input, judges them anew in that order, and prints what subscribers would see, one
//! JSON object a line: records only, or with `--all` incidents and stories too. With `--pairs` it prints the pairs
//! of records that are at all alike instead, and why.

#![expect(clippy::print_stdout, reason = "a measuring program reports on standard output")]

use std::io::BufRead as _;

use dedup::output::Output;
use dedup::state::{Limits, State};
use record::record::Record;

/// Pairs below this likeness are not worth a line.
const ALIKE: f32 = 0.12;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let has = |flag: &str| std::env::args().any(|arg| arg == flag);
    let mut state = State::new(Limits::default());
    let mut records: Vec<Record> = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let record = Record { dedup: None, revision: 1, ..serde_json::from_str(&line?)? };
        let received = record.fetched_at.unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        for output in state.resolve(record.clone(), received) {
            match output {
                _ if has("--pairs") => {}
                Output::Record(record) => println!("{}", serde_json::to_string(&record)?),
                Output::Incident(incident) if has("--all") => {
                    println!("{}", serde_json::to_string(&incident)?);
                }
                Output::Story(story) if has("--all") => println!("{}", serde_json::to_string(&story)?),
                Output::Incident(_) | Output::Story(_) => {}
            }
        }
        records.push(record);
    }
    if has("--pairs") {
        pairs(&mut state, &records);
    }
    Ok(())
}

fn pairs(state: &mut State, records: &[Record]) {
    for (nth, second) in records.iter().enumerate() {
        for first in records.iter().take(nth) {
            let compared = state.compare(first, second);
            if compared.likeness.total >= ALIKE || compared.similarity >= Some(ALIKE) {
                let similarity = compared.similarity.unwrap_or(0.0);
                println!("{} {} similarity {similarity:.2} {:.2?}", first.doc, second.doc, compared.likeness);
            }
        }
    }
}
