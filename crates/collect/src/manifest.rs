//! `manifest.jsonl`: what a folder says of its documents, one object a line.

use std::collections::HashMap;
use std::path::Path;

use jiff::Timestamp;
use record::dead::DeadReason;
use serde::Deserialize;

use crate::bad::BadInput;

/// The file's name.
pub const NAME: &str = "manifest.jsonl";

/// What a manifest says of one document. Whatever it leaves out is inferred.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Entry {
    /// The document: a path relative to the manifest's folder.
    pub doc: String,
    /// Id of its source.
    pub source: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// When it was fetched.
    pub fetched_at: Option<Timestamp>,
    /// Its media type.
    pub content_type: Option<String>,
}

/// A folder's manifest.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    order: Vec<String>,
    entries: HashMap<String, Entry>,
}

impl Manifest {
    /// Reads the manifest of a folder. A folder without one has an empty one; faulty lines are reported, and
    /// the others count.
    pub fn read(folder: &Path) -> (Self, Vec<BadInput>) {
        let path = folder.join(NAME);
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text, &path.display().to_string()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => (Self::default(), Vec::new()),
            Err(error) => {
                let name = path.display().to_string();
                let detail = format!("cannot be read: {error}");
                (Self::default(), vec![BadInput::new(&name, DeadReason::Unreadable, detail)])
            }
        }
    }

    fn parse(text: &str, name: &str) -> (Self, Vec<BadInput>) {
        let (mut manifest, mut faults) = (Self::default(), Vec::new());
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match serde_json::from_str::<Entry>(line) {
                Ok(entry) => {
                    manifest.order.push(entry.doc.clone());
                    manifest.entries.insert(entry.doc.clone(), entry);
                }
                Err(error) => {
                    let detail = format!("line {}: {error}", index + 1);
                    faults.push(BadInput::new(name, DeadReason::Undecodable, detail));
                }
            }
        }
        (manifest, faults)
    }

    /// What the manifest says of a document.
    pub fn get(&self, doc: &str) -> Option<&Entry> {
        self.entries.get(doc)
    }

    /// The documents in the manifest's order.
    pub fn order(&self) -> &[String] {
        &self.order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faulty_lines_are_reported_and_the_others_count() {
        let text = "{\"doc\": \"b.txt\", \"source\": \"s\"}\nnonsense\n{\"doc\": \"a.txt\"}\n";
        let (manifest, faults) = Manifest::parse(text, "m");
        assert_eq!(manifest.order(), ["b.txt", "a.txt"]);
        assert_eq!(manifest.get("b.txt").unwrap().source.as_deref(), Some("s"));
        assert!(faults[0].to_string().starts_with("m: line 2"), "{}", faults[0]);
    }
}
