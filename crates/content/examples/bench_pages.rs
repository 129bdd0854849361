//! Measures the article's body on the pages of the scrapinghub article-extraction-benchmark: its own metric
//! (4-word shingles with counts, normalised by page, mean precision and mean recall, F1 of the two means), and
//! pages per second of one thread. Usage: `bench_pages FOLDER [--worst N]`, where the folder holds
//! `ground-truth.json` and `html/*.html.gz`.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use content::{Furniture, Input};
use serde_json::Value;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let folder = Path::new(args.first().expect("folder"));
    let worst: usize = args.get(2).and_then(|n| n.parse().ok()).unwrap_or_default();
    let truth: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("ground-truth.json")).unwrap()).unwrap();
    let pages: Vec<(&String, Vec<u8>, &str)> = truth
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, value)| {
            let file = folder.join("html").join(format!("{key}.html.gz"));
            let unzipped = Command::new("gzip").arg("-dc").arg(file).output().unwrap().stdout;
            (key, unzipped, value["articleBody"].as_str().unwrap_or_default())
        })
        .collect();
    let start = Instant::now();
    let rounds = 5;
    let mut bodies = Vec::new();
    for _ in 0..rounds {
        bodies = pages
            .iter()
            .map(|(_, bytes, _)| {
                let input = Input { bytes, content_type: Some("text/html"), ..Input::default() };
                content::article(&input, Furniture::builtin()).body
            })
            .collect();
    }
    let per_second = f64::from(rounds) * pages.len() as f64 / start.elapsed().as_secs_f64();
    let mut scores: Vec<(f64, f64, &str, &String)> = Vec::new();
    for ((key, _, truth), body) in pages.iter().zip(&bodies) {
        let (precision, recall) = score(truth, body);
        scores.push((precision, recall, key, body));
    }
    let precision = scores.iter().map(|s| s.0).sum::<f64>() / scores.len() as f64;
    let recall = scores.iter().map(|s| s.1).sum::<f64>() / scores.len() as f64;
    scores.sort_by(|a, b| (a.0 + a.1).total_cmp(&(b.0 + b.1)));
    for (precision, recall, key, _) in scores.iter().take(worst) {
        println!("{precision:.3} {recall:.3} {key}");
    }
    if let Some(out) = args.get(3) {
        for (_, _, key, body) in &scores {
            std::fs::write(Path::new(out).join(key), body).unwrap();
        }
    }
    println!(
        "pages {} precision {precision:.4} recall {recall:.4} F1 {:.4} pages/s {per_second:.0}",
        pages.len(),
        2.0 * precision * recall / (precision + recall)
    );
}

fn shingles(text: &str) -> HashMap<Vec<&str>, f64> {
    let words: Vec<&str> =
        text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
    let mut counts = HashMap::new();
    for i in 0..words.len().saturating_sub(3).max(1) {
        let shingle: Vec<&str> = words.iter().skip(i).take(4).copied().collect();
        if !shingle.is_empty() {
            *counts.entry(shingle).or_default() += 1.0;
        }
    }
    counts
}

fn score(truth: &str, body: &str) -> (f64, f64) {
    let (truth, body) = (shingles(truth), shingles(body));
    let common: f64 = truth.iter().map(|(s, n)| n.min(body.get(s).copied().unwrap_or_default())).sum();
    let (wanted, got) = (truth.values().sum::<f64>(), body.values().sum::<f64>());
    let ratio = |all: f64, other: f64| match (all > 0.0, other > 0.0) {
        (true, _) => common / all,
        (false, false) => 1.0,
        (false, true) => 0.0,
    };
    (ratio(got, wanted), ratio(wanted, got))
}
