//! Scores title, body and furniture of gold folders the way the project's scorer does: containment after
//! folding. For development; it prints every miss. Usage: `score_gold FOLDER…`
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs
)]

use std::collections::HashMap;
use std::path::Path;

use content::{Furniture, Input};
use serde_json::Value;

fn main() {
    for folder in std::env::args().skip(1) {
        score(Path::new(&folder));
    }
}

/// Folded, with everything that is no letter or digit as one space.
fn fold(text: &str) -> String {
    let folded = text::fold::fold(text);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

fn strings(value: &Value, key: &str) -> Vec<String> {
    value[key].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn overlap(a: &str, b: &str) -> f64 {
    let (a, b) = (fold(a), fold(b));
    let count = |s: &str| {
        let mut map: HashMap<String, usize> = HashMap::new();
        for w in s.split_whitespace() {
            *map.entry(w.to_owned()).or_default() += 1;
        }
        map
    };
    let (ca, cb) = (count(&a), count(&b));
    let common: usize = ca.iter().map(|(w, n)| (*n).min(cb.get(w).copied().unwrap_or_default())).sum();
    common as f64 / ca.values().sum::<usize>().min(cb.values().sum()).max(1) as f64
}

fn score(folder: &Path) {
    let gold = std::fs::read_to_string(folder.join("gold.jsonl")).expect("gold.jsonl");
    let (mut title, mut kept, mut gone, mut untitled) = ([0; 2], [0; 2], [0; 2], 0);
    for line in gold.lines().filter(|l| !l.trim().is_empty()) {
        let gold: Value = serde_json::from_str(line).unwrap();
        let doc = gold["doc"].as_str().unwrap();
        let bytes = std::fs::read(folder.join(doc)).unwrap();
        let article = content::article(&Input { bytes: &bytes, ..Input::default() }, Furniture::builtin());
        let body = fold(&article.body);
        let got = article.title.clone().unwrap_or_default();
        if let Some(wanted) = gold["title"].as_str() {
            let hit = [Some(wanted), gold["title_clean"].as_str()]
                .into_iter()
                .flatten()
                .any(|t| overlap(t, &got) >= 0.9);
            title[usize::from(hit)] += 1;
            if !hit {
                println!("{doc} | title | wanted {wanted} | got {got}");
            }
        } else if article.title.is_some() {
            untitled += 1;
            println!("{doc} | invented title | {got}");
        }
        let titled = format!("{body} {}", fold(&got));
        for must in strings(&gold, "body_must") {
            let hit = titled.contains(&fold(&must));
            kept[usize::from(hit)] += 1;
            if !hit {
                println!("{doc} | lost | {must}");
            }
        }
        for must_not in strings(&gold, "body_must_not") {
            let hit = !body.contains(&fold(&must_not)) || fold(&must_not).is_empty();
            gone[usize::from(hit)] += 1;
            if !hit {
                println!("{doc} | kept | {must_not}");
            }
        }
    }
    let rate = |n: [i32; 2]| f64::from(n[1]) / f64::from((n[0] + n[1]).max(1));
    println!(
        "{}: title {:.4} ({} invented)  body_kept {:.4}  boilerplate_gone {:.4}",
        folder.display(),
        rate(title),
        untitled,
        rate(kept),
        rate(gone)
    );
}
