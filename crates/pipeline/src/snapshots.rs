//! The resolver's memory on disk, with the place in ENRICHED up to which it was built.
//!
//! A folder holds the sealed segments (`segment-N`, written once) and the open one (`open`, written anew at every
//! snapshot). Every file is written beside its place, flushed to the disk and renamed: who is killed at any moment leaves
//! the former snapshot whole. A segment that the open one no longer needs is deleted after that is written. What the
//! bytes hold, and how damage is noticed, is the business of `dedup::snapshot`.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use dedup::snapshot::{Segment, SnapshotError};
use dedup::state::{Limits, State};
use jiff::Timestamp;
use record::cursor::Cursor;
use serde::{Deserialize, Serialize};

/// After so many inputs the open segment is sealed: an open one is written again and again, a sealed one is read again
/// by every restart.
const SEAL_AFTER: u64 = 20_000;
const OPEN: &str = "open";
const SEALED: &str = "segment-";
const TEMPORARY: &str = ".new";

/// Snapshots in a folder of their own.
#[derive(Debug)]
pub struct Snapshots {
    folder: PathBuf,
    /// A sealed segment that could not be written yet. There is no other until it is.
    unwritten: Option<Segment>,
    /// Inputs since the last seal.
    unsealed: u64,
}

/// Up to where a snapshot reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The cursor after the last input that is in it.
    pub cursor: Cursor,
    /// When ENRICHED stored that input: another stream has another time there.
    pub stored_at: Timestamp,
    /// Inputs since the last seal.
    unsealed: u64,
}

/// Why a snapshot cannot be used: the memory is to be built from ENRICHED instead.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// A file cannot be read.
    #[error("the snapshot cannot be read")]
    Unreadable(#[source] io::Error),
    /// Its content is not what is wanted.
    #[error(transparent)]
    Content(#[from] SnapshotError),
    /// It says not up to where it reaches.
    #[error("the snapshot has no position")]
    NoPosition,
    /// It holds what the cursor says was never published.
    #[error("the snapshot is ahead of the cursor, of another history")]
    Ahead,
    /// ENRICHED has not what the snapshot ends with: that is too old, or of another stream.
    #[error("ENRICHED does not hold the input that the snapshot ends with")]
    NotInStream,
}

impl Snapshots {
    /// Snapshots in this folder, which need not be there.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, unwritten: None, unsealed: 0 }
    }

    /// Counts inputs that went into the memory.
    pub fn note(&mut self, inputs: u64) {
        self.unsealed += inputs;
    }

    /// Reads the snapshot; none where there is none.
    ///
    /// # Errors
    /// When there is one that cannot be used.
    pub fn read(&mut self, limits: Limits) -> Result<Option<(State, Position)>, Refused> {
        let open = match fs::read(self.folder.join(OPEN)) {
            Ok(open) => open,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Refused::Unreadable(error)),
        };
        let mut unreadable = None;
        let restored = State::restore(limits, &open, |number| {
            fs::read(self.segment(number)).map(Cow::Owned).map_err(|error| unreadable = Some(error)).ok()
        });
        let (state, note) = restored.map_err(|error| match unreadable {
            Some(cause) => Refused::Unreadable(cause),
            None => Refused::Content(error),
        })?;
        let position: Position = serde_json::from_slice(&note).map_err(|_| Refused::NoPosition)?;
        self.unsealed = position.unsealed;
        Ok(Some((state, position)))
    }

    /// Writes a snapshot of the memory after the input at `cursor`, and deletes what it no longer needs. Returns its
    /// bytes on the disk that are new.
    ///
    /// # Errors
    /// When a file cannot be written. The former snapshot is whole then, and the next call does what is left undone.
    pub fn write(&mut self, state: &mut State, cursor: &Cursor, stored_at: Timestamp) -> io::Result<u64> {
        fs::create_dir_all(&self.folder)?;
        if self.unwritten.is_none() && self.unsealed >= SEAL_AFTER {
            self.unwritten = Some(state.seal());
            self.unsealed = 0;
        }
        let mut bytes = 0;
        if let Some(segment) = &self.unwritten {
            replace(&self.segment(segment.number), &segment.bytes)?;
            bytes += segment.bytes.len();
        }
        self.unwritten = None;
        let position = Position { cursor: cursor.clone(), stored_at, unsealed: self.unsealed };
        let open = state.snapshot(&serde_json::to_vec(&position)?);
        replace(&self.folder.join(OPEN), &open)?;
        self.tidy(state)?;
        Ok((bytes + open.len()) as u64)
    }

    fn segment(&self, number: u32) -> PathBuf {
        self.folder.join(format!("{SEALED}{number}"))
    }

    /// Deletes the segments that are needed no more, and what a write left unfinished.
    fn tidy(&self, state: &State) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let number = name.strip_prefix(SEALED).and_then(|number| number.parse().ok());
            let is_needed = |number: u32| state.sealed().iter().any(|sealed| sealed.number == number);
            if name.ends_with(TEMPORARY) || number.is_some_and(|number| !is_needed(number)) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

/// Puts a file in the place of another, whole or not at all.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(TEMPORARY);
    let temporary = PathBuf::from(name);
    let mut file = File::create(&temporary)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if let Err(error) = written.and_then(|()| fs::rename(&temporary, path)) {
        // What is left of it would only take room.
        let _ = fs::remove_file(&temporary);
        return Err(error);
    }
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use record::record::Record;

    use super::*;

    fn cursor(input_seq: u64) -> Cursor {
        Cursor { input_seq, epoch: 1, state_hash: "hash".to_owned() }
    }

    fn fill(state: &mut State, from: u32, to: u32) {
        for nth in from..to {
            let doc = format!("doc{nth}");
            state.resolve(Record::bare(&doc, "outlet", format!("{doc} {nth} says")), Timestamp::UNIX_EPOCH);
        }
    }

    #[track_caller]
    fn check(folder: &Path, seq: u64, decisions: u64) {
        let read = Snapshots::new(folder.to_owned()).read(Limits::default()).unwrap();
        let (state, position) = read.unwrap();
        assert_eq!((position.cursor, state.decisions()), (cursor(seq), decisions));
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let (mut state, mut snapshots) =
            (State::new(Limits::default()), Snapshots::new(folder.path().join("s")));
        assert!(snapshots.read(Limits::default()).unwrap().is_none());
        fill(&mut state, 0, 5);
        snapshots.write(&mut state, &cursor(5), Timestamp::UNIX_EPOCH).unwrap();
        check(&folder.path().join("s"), 5, state.decisions());
        fill(&mut state, 5, 9);
        snapshots.note(SEAL_AFTER);
        fs::write(folder.path().join("s/open.new"), "left by somebody who was killed").unwrap();
        fs::write(folder.path().join("s/segment-7"), "of no use").unwrap();
        snapshots.write(&mut state, &cursor(9), Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(names(&folder.path().join("s")), ["open", "segment-0"]);
        fill(&mut state, 9, 10);
        snapshots.write(&mut state, &cursor(10), Timestamp::UNIX_EPOCH).unwrap();
        check(&folder.path().join("s"), 10, state.decisions());
    }

    #[test]
    fn a_write_that_fails_leaves_the_former_snapshot() {
        let folder = tempfile::tempdir().unwrap();
        let (mut state, mut snapshots) =
            (State::new(Limits::default()), Snapshots::new(folder.path().to_owned()));
        fill(&mut state, 0, 5);
        snapshots.write(&mut state, &cursor(5), Timestamp::UNIX_EPOCH).unwrap();
        let former = state.decisions();
        // A folder in the place of a file: neither it nor anything under its name can be written.
        for blocked in ["segment-0.new", "open.new"] {
            fs::create_dir(folder.path().join(blocked)).unwrap();
            fill(&mut state, 5, 9);
            snapshots.note(SEAL_AFTER);
            snapshots.write(&mut state, &cursor(9), Timestamp::UNIX_EPOCH).unwrap_err();
            check(folder.path(), 5, former);
            fs::remove_dir(folder.path().join(blocked)).unwrap();
        }
        snapshots.write(&mut state, &cursor(9), Timestamp::UNIX_EPOCH).unwrap();
        check(folder.path(), 9, state.decisions());
    }

    #[test]
    fn what_is_damaged_or_missing_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (mut state, mut snapshots) =
            (State::new(Limits::default()), Snapshots::new(folder.path().to_owned()));
        fill(&mut state, 0, 5);
        snapshots.note(SEAL_AFTER);
        snapshots.write(&mut state, &cursor(5), Timestamp::UNIX_EPOCH).unwrap();
        let refused =
            || Snapshots::new(folder.path().to_owned()).read(Limits::default()).map(|_| ()).unwrap_err();
        for file in ["open", "segment-0"] {
            let path = folder.path().join(file);
            let whole = fs::read(&path).unwrap();
            let mut damaged = whole.clone();
            damaged[whole.len() / 2] ^= 4;
            fs::write(&path, damaged).unwrap();
            assert!(matches!(refused(), Refused::Content(SnapshotError::Damaged)), "{file}");
            fs::write(&path, &whole[..whole.len() / 2]).unwrap();
            assert!(matches!(refused(), Refused::Content(SnapshotError::Damaged)), "{file}");
            let mut foreign = dedup::snapshot::seal_bytes(&whole[12..whole.len() - 8]);
            foreign[8] = 77;
            fs::write(&path, &foreign).unwrap();
            assert!(matches!(refused(), Refused::Content(_)), "{file}");
            fs::write(&path, whole).unwrap();
        }
        fs::write(folder.path().join("open"), State::new(Limits::default()).snapshot(b"{}")).unwrap();
        assert!(matches!(refused(), Refused::NoPosition));
        snapshots.write(&mut state, &cursor(5), Timestamp::UNIX_EPOCH).unwrap();
        fs::remove_file(folder.path().join("segment-0")).unwrap();
        assert!(matches!(refused(), Refused::Unreadable(_)));
    }
}
