//! A stream of documents whose copies are known, as lines of JSON.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context as _, anyhow};
use jiff::Timestamp;
use serde::Deserialize;

use crate::exit::Failure;

/// One document.
#[derive(Debug, Deserialize)]
pub(super) struct Doc {
    pub(super) id: i64,
    /// What was done to the original; of a new document what it is.
    pub(super) kind: String,
    /// The first document that it is a copy of; its own id for a new one.
    pub(super) root: i64,
    pub(super) text: String,
    /// When it was received.
    pub(super) fetched_at: Option<Timestamp>,
}

impl Doc {
    pub(super) fn is_copy(&self) -> bool {
        self.root != self.id
    }
}

/// Reads documents in batches, so that reading them can be left out of a measurement.
pub(super) struct Stream {
    lines: std::io::Lines<Box<dyn BufRead>>,
    line: u64,
}

impl Stream {
    /// Opens a file; `-` is standard input.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let reader: Box<dyn BufRead> = if path == Path::new("-") {
            Box::new(BufReader::with_capacity(1 << 20, std::io::stdin()))
        } else {
            let file = File::open(path).with_context(|| format!("cannot read `{}`", path.display()));
            Box::new(BufReader::with_capacity(1 << 20, file.map_err(Failure::usage)?))
        };
        Ok(Self { lines: reader.lines(), line: 0 })
    }

    /// The next documents, at most so many; none at the end.
    pub(super) fn batch(&mut self, most: usize) -> Result<Vec<Doc>, Failure> {
        let mut docs = Vec::with_capacity(most);
        for line in self.lines.by_ref().take(most) {
            self.line += 1;
            let line = line.context("cannot read the documents")?;
            let doc = serde_json::from_str(&line);
            docs.push(doc.map_err(|error| {
                Failure::Usage(anyhow!("line {} is no document of a stream: {error}", self.line))
            })?);
        }
        Ok(docs)
    }
}
