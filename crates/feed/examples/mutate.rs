//! Reads mutations of all files of a folder, and prints how many panicked and which was slowest.
//!
//! `cargo run --release -p feed --example mutate -- FOLDER [COUNT] [SEED]`: COUNT inputs (default 1,000,000) made by
//! replacing, removing, doubling and splicing pieces, from a seeded xorshift, so that a run can be repeated.

#![allow(clippy::print_stdout, reason = "a measuring program")]

use std::panic::catch_unwind;
use std::path::Path;
use std::time::{Duration, Instant};

use feed::{Hints, sitemap};

/// Pieces that change what follows them.
const PIECES: [&str; 24] = [
    "<",
    ">",
    "&",
    "\"",
    "'",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "</",
    "/>",
    "=",
    "&#",
    "\u{0}",
    "\u{feff}",
    "é",
    "ق",
    "<item>",
    "</item>",
    "<title>",
    "xml:base=\"/\"",
    "<!DOCTYPE a [",
    "99999999999",
    ":",
];
/// A mutation is made of two files at most, and no longer than this.
const MOST_BYTES: usize = 65_536;

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap_or_default()
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| ".".to_owned());
    let count: usize = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let seed: u64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(0x9E37_79B9_7F4A_7C15);
    let files = files(Path::new(&folder));
    let mut random = Random(seed.max(1));
    std::panic::set_hook(Box::new(|info| println!("{info}")));
    let (mut panics, mut feeds, mut bytes) = (0, 0, 0);
    let mut slowest = (Duration::ZERO, 0);
    let started = Instant::now();
    for number in 0..count {
        let input = mutation(&files, &mut random);
        bytes += input.len();
        let begun = Instant::now();
        if let Ok(is_feed) = catch_unwind(|| read(&input)) {
            feeds += usize::from(is_feed);
        } else {
            panics += 1;
            println!("input {number}: {:?}", String::from_utf8_lossy(&input));
        }
        let mut took = begun.elapsed();
        if took > slowest.0 {
            // What else runs on the machine only adds.
            let again = Instant::now();
            let _ = catch_unwind(|| read(&input));
            took = took.min(again.elapsed());
        }
        slowest = slowest.max((took, input.len()));
    }
    println!(
        "{count} inputs of {} files, {} MB, in {:.0} s",
        files.len(),
        bytes / 1_000_000,
        started.elapsed().as_secs_f64()
    );
    println!("feeds {feeds}, panics {panics}");
    println!("slowest {:.2} ms ({} bytes)", slowest.0.as_secs_f64() * 1e3, slowest.1);
}

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let mut paths: Vec<_> =
            std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                found.push(bytes);
            }
        }
    }
    found
}

fn mutation(files: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = files.get(random.below(files.len())).cloned().unwrap_or_default();
    for _ in 0..=random.below(8) {
        let (from, to) = span(bytes.len(), random);
        match random.below(6) {
            0 => bytes.get_mut(from..to).into_iter().flatten().for_each(|byte| *byte ^= 1 << (from % 8)),
            1 => drop(bytes.drain(from..to)),
            2 => {
                let piece = bytes.get(from..to).unwrap_or_default().to_vec();
                let at = random.below(bytes.len() + 1);
                drop(bytes.splice(at..at, piece));
            }
            3 => bytes.truncate(to),
            4 => {
                let piece = PIECES.get(random.below(PIECES.len())).copied().unwrap_or_default();
                drop(
                    bytes.splice(from..from, piece.bytes().cycle().take(piece.len() * (1 + random.below(3)))),
                );
            }
            _ => {
                let other = files.get(random.below(files.len())).map(Vec::as_slice).unwrap_or_default();
                let (start, end) = span(other.len(), random);
                drop(bytes.splice(from..to, other.get(start..end).unwrap_or_default().iter().copied()));
            }
        }
        bytes.truncate(MOST_BYTES);
    }
    bytes
}

/// Mostly a short piece.
fn span(length: usize, random: &mut Random) -> (usize, usize) {
    let from = random.below(length + 1);
    let most = if random.below(4) == 0 { length } else { 16 };
    (from, (from + random.below(most + 1)).min(length))
}

fn read(bytes: &[u8]) -> bool {
    let hints = Hints { url: Some("https://news.example/a/b"), ..Hints::default() };
    let is_feed = feed::parse(bytes, &hints).is_ok();
    let _ = sitemap::parse(bytes, &hints, &sitemap::Options::default());
    let _ = feed::opml::parse(bytes, None);
    let _ = feed::discover(bytes, "https://news.example/");
    is_feed
}
