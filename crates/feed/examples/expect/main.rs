//! Holds the reader against a folder of feeds with what they must yield, and prints a table by class.
//!
//! `cargo run --release -p feed --example expect -- FOLDER [--misses] [--bench]`; the folder has `files/…` and
//! `expect.jsonl` with lines `{file, headers, expect: [[path, value], …]}`, paths in the names of Python's feedparser.
//! The mapping of names is in `expect/map.rs`; it knows classes of paths, never files.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measuring program")]

mod made;
mod map;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use feed::Hints;
use serde_json::Value;

/// Where the tests of feedparser are served from; relative links come out under it.
const SERVER: &str = "http://127.0.0.1:8097/tests/";

#[derive(Default)]
struct Class {
    assertions: usize,
    met: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = Path::new(arguments.first().map_or(".", String::as_str));
    let lines = std::fs::read_to_string(folder.join("expect.jsonl")).unwrap();
    let cases: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let show = arguments.iter().any(|argument| argument == "--misses");
    let mut classes: BTreeMap<(bool, &'static str), Class> = BTreeMap::new();
    let mut wanted = (0, 0);
    for case in &cases {
        judge(folder, case, show, &mut classes, &mut wanted);
    }
    print(&classes, wanted);
    if arguments.iter().any(|argument| argument == "--bench") {
        bench(folder, &cases);
    }
}

fn judge(
    folder: &Path,
    case: &Value,
    show: bool,
    classes: &mut BTreeMap<(bool, &'static str), Class>,
    entries: &mut (usize, usize),
) {
    let file = case["file"].as_str().unwrap();
    let bytes = std::fs::read(folder.join("files").join(file)).unwrap();
    let header = |name: &str| {
        let all = case["headers"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let mut found = all.filter_map(|line| line.split_once(':'));
        found.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    let url = format!("{SERVER}{file}");
    let hints = Hints {
        url: Some(&url),
        content_type: header("content-type"),
        content_location: header("content-location"),
        content_language: header("content-language"),
    };
    let parsed = feed::parse(&bytes, &hints);
    let mut most = 0;
    for assertion in case["expect"].as_array().unwrap() {
        let path = map::path(assertion[0].as_str().unwrap());
        most = most.max(map::entries(&path));
        let class = map::class(file, &path);
        let found = map::value(parsed.as_ref(), &path);
        let is_met = found.as_ref().is_some_and(|found| map::is_same(found, &assertion[1], &path));
        let tally = classes.entry(class).or_default();
        tally.assertions += 1;
        tally.met += usize::from(is_met);
        if show && !is_met {
            println!("{:12} {file} {} wanted {} found {found:?}", class.1, assertion[0], assertion[1]);
        }
    }
    entries.0 += most;
    entries.1 += most.min(parsed.map_or(0, |feed| feed.entries.len()));
}

fn print(classes: &BTreeMap<(bool, &'static str), Class>, entries: (usize, usize)) {
    println!("{:14} {:>10} {:>6} {:>7}", "class", "assertions", "met", "%");
    let row = |name: &str, class: &Class| {
        let share = class.met as f64 * 100.0 / class.assertions.max(1) as f64;
        println!("{name:14} {:>10} {:>6} {share:>6.1}", class.assertions, class.met);
    };
    let mut total = Class::default();
    for ((is_aside, name), class) in classes {
        if !is_aside {
            total.assertions += class.assertions;
            total.met += class.met;
            row(name, class);
        }
    }
    row("NEWS RECORD", &total);
    for ((is_aside, name), class) in classes {
        if *is_aside {
            row(name, class);
        }
    }
    println!("entries named {} found {}", entries.0, entries.1);
}

/// Speed over the files as they are, one document each, and over a large generated feed.
fn bench(folder: &Path, cases: &[Value]) {
    let files: Vec<Vec<u8>> = cases
        .iter()
        .map(|case| std::fs::read(folder.join("files").join(case["file"].as_str().unwrap())).unwrap())
        .collect();
    let hints = Hints { url: Some("https://news.example/feed.xml"), ..Hints::default() };
    speed("the files, one by one", &files, &hints);
    speed("the files' entries in large feeds", &[made::joined(&files)], &hints);
    speed("Arabic RSS, escaped", &[made::arabic(1_000_000, false)], &hints);
    speed("Arabic RSS, CDATA", &[made::arabic(1_000_000, true)], &hints);
}

fn speed(name: &str, documents: &[Vec<u8>], hints: &Hints<'_>) {
    let bytes: usize = documents.iter().map(Vec::len).sum();
    let rounds = (100_000_000 / bytes).clamp(3, 300);
    let mut best = f64::MAX;
    let mut entries = 0;
    for _ in 0..rounds {
        let started = Instant::now();
        entries = 0;
        for document in documents {
            entries +=
                std::hint::black_box(feed::parse(document, hints)).map_or(0, |feed| feed.entries.len());
        }
        best = best.min(started.elapsed().as_secs_f64());
    }
    println!("{name}: {bytes} bytes, {entries} entries, {:.0} MB/s", bytes as f64 / best / 1e6);
}
