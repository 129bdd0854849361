//! Development aid: runs cleaning, repair and extraction over a gold folder and writes minimal records, one a
//! line, for the scorer. Not the product's path (`rasid replay` is): no ids, no deduplication.
//!
//! usage: `cargo run -p extract --example score GOLD_DIR > out.ndjson`

use std::error::Error;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use extract::Input;
use extract::knowledge::Knowledge;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("a gold folder is needed")?;
    let folder = Path::new(&folder);
    let knowledge = Knowledge::builtin();
    let mut out = io::stdout().lock();
    for line in fs::read_to_string(folder.join("manifest.jsonl"))?.lines().filter(|line| !line.is_empty()) {
        let entry: Value = serde_json::from_str(line)?;
        let doc = entry.get("doc").and_then(Value::as_str).unwrap_or_default();
        let record = record(knowledge, doc, &fs::read(folder.join(doc))?, &entry);
        writeln!(out, "{record}")?;
    }
    Ok(())
}

fn record(knowledge: &Knowledge, doc: &str, bytes: &[u8], entry: &Value) -> Value {
    let input = content::Input {
        bytes,
        content_type: entry.get("content_type").and_then(Value::as_str),
        ..content::Input::default()
    };
    let article = content::article(&input, content::Furniture::builtin());
    let is_word = |word: &str| knowledge.is_word(word);
    let body = text::repair::repair(&article.body, &is_word).text;
    let title = article.title.map(|title| text::repair::repair(&title, &is_word).text);
    let language = text::lang::identify(&body);
    let published = entry
        .get("published")
        .and_then(Value::as_str)
        .or(article.published.as_ref().map(|found| found.value.as_str()));
    let published = published.and_then(|value| value.get(..10)).and_then(|day| day.parse().ok());
    let found = extract::extract(
        knowledge,
        &Input { text: &body, title: title.as_deref(), letterhead: None, language: language.code, published },
    );
    json!({
        "id": doc, "doc": doc, "text": body, "title": title,
        "language": {"code": language.code, "script": language.script},
        "entities": found.entities, "places": found.places, "dates": found.dates, "quotes": found.quotes,
        "events": found.events, "restored": [], "dedup": null,
    })
}
