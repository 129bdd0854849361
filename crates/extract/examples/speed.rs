//! Development aid: articles a second on one core, and how time grows with length.
//!
//! usage: `cargo run --release -p extract --example speed GOLD_DIR [GAZETTEER]`

use std::error::Error;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use extract::Input;
use extract::knowledge::Knowledge;
use gazetteer::Gazetteer;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("a gold folder is needed")?;
    let gazetteer = std::env::args().nth(2).map(PathBuf::from);
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            texts.push(text::display::display(&fs::read_to_string(path)?));
        }
    }
    texts.sort();
    let start = Instant::now();
    let mut knowledge = Knowledge::builtin().clone();
    if let Some(path) = gazetteer {
        knowledge = knowledge.with_gazetteer(Arc::new(Gazetteer::open(&path)?));
    }
    let mut out = io::stdout().lock();
    writeln!(out, "knowledge: {:?}", start.elapsed())?;
    let all = texts.join("\n\n");
    for (size, rounds) in [(4_000, 2000), (40_000, 100), (1_000_000, 3)] {
        let text: String = all.chars().cycle().take(size * 5 / 9).collect();
        let input = Input {
            text: &text,
            title: None,
            letterhead: None,
            language: "ar",
            published: Some(jiff::civil::date(2024, 3, 18)),
        };
        let start = Instant::now();
        let events: usize = (0..rounds).map(|_| extract::extract(&knowledge, &input).events.len()).sum();
        let each = start.elapsed() / rounds;
        writeln!(out, "{:>8} bytes: {each:?} ({} events)", text.len(), events / rounds as usize)?;
    }
    Ok(())
}
