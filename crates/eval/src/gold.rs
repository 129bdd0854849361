//! Annotated documents as a gold file holds them: one JSON object a line.
//!
//! Types and modes stay words here, and unknown fields are let pass: a gold file may be older or newer than the
//! program, and notes of the annotators belong to it.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;
use text::fault::Fault;

/// Names that all mean the same.
pub type Aliases = Vec<String>;

/// What people found in one document.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Document {
    /// The file's name.
    pub doc: String,
    /// The language's code.
    pub lang: String,
    /// The headline as printed.
    pub title: Option<String>,
    /// The headline without a site's additions.
    pub title_clean: Option<String>,
    /// Stretches of the body that must be kept.
    pub body_must: Vec<String>,
    /// Stretches that must be gone.
    pub body_must_not: Vec<String>,
    /// Censored spellings, each with its plain one.
    pub restored: Option<BTreeMap<String, String>>,
    /// Everybody who acts.
    pub entities: Vec<Named>,
    /// Places.
    pub places: Vec<Site>,
    /// Dates.
    pub dates: Vec<Date>,
    /// Quotations; none where nobody looked for them.
    pub quotes: Option<Vec<Quote>>,
    /// Events.
    pub events: Vec<Event>,
    /// False where nobody looked for events.
    #[serde(default = "yes")]
    pub events_annotated: bool,
    /// The document that this one copies.
    pub near_duplicate_of: Option<String>,
    /// The story it belongs to.
    pub story: Option<String>,
    /// The incidents that it reports, where only these are annotated of its events.
    pub incidents: Vec<Told>,
}

/// An incident as one document tells it.
#[derive(Debug, Clone, Deserialize)]
pub struct Told {
    /// The incident: the same in every document that tells of it.
    pub id: String,
    /// The type of its event.
    #[serde(rename = "type")]
    pub event_type: String,
    /// The clause that tells it.
    pub evidence: String,
    /// Whether it may be left out.
    #[serde(default)]
    pub optional: bool,
}

fn yes() -> bool {
    true
}

/// Somebody by names.
#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    /// The names.
    pub names: Aliases,
}

/// A place.
#[derive(Debug, Clone, Deserialize)]
pub struct Site {
    /// The names.
    pub names: Aliases,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// What it is.
    #[serde(default)]
    pub kind: String,
}

/// A date.
#[derive(Debug, Clone, Deserialize)]
pub struct Date {
    /// ISO 8601.
    pub value: Option<String>,
    /// How precise it is.
    pub precision: Option<String>,
    /// Whether it may be left out.
    #[serde(default)]
    pub optional: bool,
}

/// A quotation.
#[derive(Debug, Clone, Deserialize)]
pub struct Quote {
    /// Its first words.
    pub text_starts: String,
    /// Who speaks.
    pub speaker: Aliases,
    /// Whether it may be left out.
    #[serde(default)]
    pub optional: bool,
}

/// An event.
#[derive(Debug, Clone, Deserialize)]
pub struct Event {
    /// The type.
    pub event_type: String,
    /// Types that are right too.
    #[serde(default)]
    pub type_alt: Vec<String>,
    /// Modes.
    #[serde(default)]
    pub mode: Vec<String>,
    /// Modes that may be added.
    #[serde(default)]
    pub mode_alt: Vec<String>,
    /// Whether it happened.
    #[serde(default)]
    pub status: String,
    /// Statuses that are right too.
    #[serde(default)]
    pub status_alt: Vec<String>,
    /// Who did it.
    #[serde(default)]
    pub actor: Vec<Aliases>,
    /// Who may stand there too.
    #[serde(default)]
    pub actor_alt: Alternatives,
    /// To whom.
    #[serde(default)]
    pub recipient: Vec<Aliases>,
    /// Who may stand there too.
    #[serde(default)]
    pub recipient_alt: Alternatives,
    /// Where.
    pub event_loc: Option<Site>,
    /// Where else.
    #[serde(default)]
    pub also_locs: Vec<Site>,
    /// When.
    pub date: Option<Date>,
    /// Days that are right too.
    #[serde(default)]
    pub date_alt: Vec<String>,
    /// Figures.
    #[serde(default)]
    pub counts: BTreeMap<String, Option<u64>>,
    /// Figures that are right too.
    #[serde(default)]
    pub counts_alt: BTreeMap<String, Vec<u64>>,
    /// According to whom.
    pub attribution: Option<Aliases>,
    /// The clause that tells it.
    pub evidence: String,
    /// Other clauses that tell it.
    #[serde(default)]
    pub alt_evidence: Vec<String>,
    /// Both sides act.
    #[serde(default)]
    pub mutual: bool,
    /// Whether it may be left out.
    #[serde(default)]
    pub optional: bool,
}

/// Parties that are right too: each by one name, or each by several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Alternatives {
    /// The names of one party.
    One(Aliases),
    /// Several parties.
    Several(Vec<Aliases>),
}

impl Default for Alternatives {
    fn default() -> Self {
        Self::One(Vec::new())
    }
}

impl Alternatives {
    /// One list of names a party; none where there is no alternative.
    pub(crate) fn parties(&self) -> Vec<&Aliases> {
        match self {
            Self::One(names) if names.is_empty() => Vec::new(),
            Self::One(names) => vec![names],
            Self::Several(parties) => parties.iter().collect(),
        }
    }
}

/// Reads a gold file.
///
/// # Errors
/// Every line that cannot be read or names a document again.
pub fn read(file: &str, source: &str) -> Result<Vec<Document>, Vec<Fault>> {
    let (mut documents, mut faults, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (index, line) in source.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let mut fault = |message| faults.push(Fault { file: file.to_owned(), line: index + 1, message });
        match serde_json::from_str::<Document>(line) {
            Ok(document) if document.doc.is_empty() => fault("no `doc`".to_owned()),
            Ok(document) if !seen.insert(document.doc.clone()) => {
                fault(format!("`{}` a second time", document.doc));
            }
            Ok(document) => documents.push(document),
            Err(error) => fault(error.to_string()),
        }
    }
    if faults.is_empty() { Ok(documents) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_line_is_told() {
        let source = "{\"doc\": \"a\"}\n\n{\"doc\": 1}\n{\"doc\": \"a\"}\n{}\n";
        let lines: Vec<usize> = read("g", source).unwrap_err().iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [3, 4, 5]);
        assert!(read("g", "{\"doc\": \"a\"}\n").unwrap()[0].events_annotated);
    }
}
