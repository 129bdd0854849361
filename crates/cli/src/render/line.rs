//! Any message of rasid as one line for people.

use record::dead::DeadLetter;
use record::incident::Incident;
use record::record::Record;
use record::story::Story;
use serde::de::DeserializeOwned;

use crate::render::{bidi, incident};

/// One line for a payload; none where it is not what its subject says.
pub(crate) fn line(subject: &str, payload: &[u8]) -> Option<String> {
    let kind = subject.split('.').nth(1)?;
    let fields = match kind {
        "incident" => incident::fields(&read::<Incident>(payload)?).to_vec(),
        "record" | "enriched" => record(&read::<Record>(payload)?),
        "story" => story(&read::<Story>(payload)?),
        "dead" => dead(&read::<DeadLetter>(payload)?),
        _ => vec![subject.to_owned(), format!("{} bytes", payload.len())],
    };
    let shown: Vec<_> = fields.iter().map(|field| if field.is_empty() { "–" } else { field }).collect();
    let isolated: Vec<_> = shown.iter().map(|field| bidi::isolate(&bidi::cut(field, 100))).collect();
    Some(bidi::line(&isolated.join("  ")))
}

fn read<T: DeserializeOwned>(payload: &[u8]) -> Option<T> {
    serde_json::from_slice(payload).ok()
}

fn record(record: &Record) -> Vec<String> {
    let status = record.dedup.as_ref().map_or("enriched", |dedup| dedup.status.as_str());
    let published = record.published.as_ref().map(|published| published.value.clone());
    vec![
        status.to_owned(),
        published.unwrap_or_default(),
        record.language.code.clone(),
        record.source.id.clone(),
        record.title.clone().unwrap_or_else(|| record.doc.clone()),
        format!("{} events", record.events.len()),
    ]
}

fn story(story: &Story) -> Vec<String> {
    vec![
        story.last_seen.clone().unwrap_or_default(),
        format!("{} articles", story.size),
        story.languages.join("+"),
        story.title.clone().unwrap_or_else(|| story.id.to_string()),
        story.sources.join(", "),
    ]
}

fn dead(letter: &DeadLetter) -> Vec<String> {
    vec![
        letter.stage.as_str().to_owned(),
        letter.reason.as_str().to_owned(),
        letter.doc.clone().or_else(|| letter.subject.clone()).unwrap_or_default(),
        letter.error.clone(),
    ]
}
