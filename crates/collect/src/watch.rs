//! A watched folder: which files are new, whole, and not done yet.
//!
//! Polling with a memory of sizes and times, not file system events: it works on network folders too, and a
//! restart finds what came in between. A file counts as whole when it has not changed between two looks. Done
//! files stay where they are and are remembered in a journal.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::folder::{self, Entry, ListError};

/// A state of a file: another size or time is another state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    len: u64,
    modified_ms: u64,
}

#[derive(Serialize, Deserialize)]
struct Line {
    doc: String,
    #[serde(flatten)]
    stamp: Stamp,
}

/// A folder under watch.
pub struct Watch {
    root: PathBuf,
    journal: File,
    done: HashMap<String, Stamp>,
    seen: HashMap<String, Stamp>,
}

impl Watch {
    /// Watches a folder, remembering in `journal` what is done.
    ///
    /// # Errors
    /// When the journal cannot be read or written.
    pub fn open(root: &Path, journal: &Path) -> std::io::Result<Self> {
        let text = match fs::read_to_string(journal) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        // A torn last line (a crash while writing) is dropped: its file is done again, which does no harm.
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        let done: HashMap<_, _> = lines.map(|line| (line.doc, line.stamp)).collect();
        let fresh = journal.with_extension("tmp");
        let mut file = File::create(&fresh)?;
        for (doc, &stamp) in &done {
            write_line(&mut file, doc, stamp)?;
        }
        fs::rename(&fresh, journal)?;
        Ok(Self { root: root.to_owned(), journal: file, done, seen: HashMap::new() })
    }

    /// The files that are whole and not done, in order. Call again after a while.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn ready(&mut self) -> Result<Vec<Entry>, ListError> {
        let listing = match folder::list(&self.root) {
            Ok(listing) => listing,
            Err(ListError::Empty(_)) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut ready = Vec::new();
        let mut now = HashMap::new();
        for entry in listing.entries {
            let Some(stamp) = stamp(&entry.path) else { continue };
            let settled = self.seen.get(&entry.doc) == Some(&stamp);
            now.insert(entry.doc.clone(), stamp);
            if settled && self.done.get(&entry.doc) != Some(&stamp) {
                ready.push(entry);
            }
        }
        self.seen = now;
        Ok(ready)
    }

    /// Remembers that a file's documents are stored or buried.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn done(&mut self, entry: &Entry) -> std::io::Result<()> {
        if let Some(&stamp) = self.seen.get(&entry.doc) {
            write_line(&mut self.journal, &entry.doc, stamp)?;
            self.done.insert(entry.doc.clone(), stamp);
        }
        Ok(())
    }
}

fn write_line(file: &mut File, doc: &str, stamp: Stamp) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(&Line { doc: doc.to_owned(), stamp })?;
    line.push(b'\n');
    file.write_all(&line)
}

fn stamp(path: &Path) -> Option<Stamp> {
    let meta = fs::metadata(path).ok()?;
    let modified = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(Stamp { len: meta.len(), modified_ms: u64::try_from(modified.as_millis()).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_ready_once_it_has_settled_and_only_once() {
        let folder = tempfile::tempdir().unwrap();
        let journal = tempfile::tempdir().unwrap();
        let journal = journal.path().join("j");
        let mut watch = Watch::open(folder.path(), &journal).unwrap();
        fs::write(folder.path().join("a.txt"), "part").unwrap();
        assert!(watch.ready().unwrap().is_empty());
        fs::write(folder.path().join("a.txt"), "part and the rest").unwrap();
        assert!(watch.ready().unwrap().is_empty());
        let ready = watch.ready().unwrap();
        assert_eq!(ready.len(), 1);
        watch.done(&ready[0]).unwrap();
        assert!(watch.ready().unwrap().is_empty());

        let mut again = Watch::open(folder.path(), &journal).unwrap();
        assert!(again.ready().unwrap().is_empty());
        assert!(again.ready().unwrap().is_empty());
    }
}
