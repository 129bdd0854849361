//! What is remembered of a record id: revisions, unchanged re-fetches, and where its traces lie.
//!
//! Memory ends a look-back after the record was last seen, not first: a page that is fetched again every hour for a
//! year stays the same record.

use std::collections::{BTreeMap, HashMap};

use record::id::{RecordId, StoryId};
use serde::{Deserialize, Serialize};

use crate::snapshot::{Reader, SnapshotError, Writer};

/// A record is remembered under so many input names at most: addresses of one page, or mirrors of one file.
const NAMES: usize = 16;

/// One record id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Known {
    /// The latest revision.
    pub(crate) revision: u32,
    /// Digest of the latest content.
    pub(crate) content: u64,
    /// What each input name brought last: hash of the name, digest of the content.
    pub(crate) docs: Vec<(u64, u64)>,
    /// The original of which it is a copy.
    pub(crate) copy_of: Option<RecordId>,
    /// Its number in the near-duplicate index.
    pub(crate) near: Option<u32>,
    /// Its number among the members of stories, for an original.
    pub(crate) member: Option<u32>,
    /// Its story.
    pub(crate) story: StoryId,
    /// Incidents that it reports.
    pub(crate) incidents: Vec<u32>,
    /// When it was last seen, in seconds.
    pub(crate) seen: i64,
    /// The segment in which it last changed.
    #[serde(skip)]
    pub(crate) changed_in: u32,
}

/// Every record id in memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    records: HashMap<RecordId, Known>,
    /// When to look at which records again; those seen since are put off.
    due: BTreeMap<i64, Vec<RecordId>>,
    /// The number of the open segment.
    segment: u32,
}

impl Known {
    /// Notes what an input name brought; returns whether it brought the same before.
    pub(crate) fn is_repeat(&mut self, doc: u64, content: u64) -> bool {
        if let Some((_, last)) = self.docs.iter_mut().find(|(name, _)| *name == doc) {
            return std::mem::replace(last, content) == content;
        }
        if self.docs.len() >= NAMES {
            self.docs.remove(0);
        }
        self.docs.push((doc, content));
        false
    }
}

impl Memory {
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    pub(crate) fn get(&self, id: &RecordId) -> Option<&Known> {
        self.records.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: &RecordId) -> Option<&mut Known> {
        let known = self.records.get_mut(id)?;
        known.changed_in = self.segment;
        Some(known)
    }

    pub(crate) fn insert(&mut self, id: RecordId, mut known: Known) {
        known.changed_in = self.segment;
        self.due.entry(known.seen).or_default().push(id.clone());
        self.records.insert(id, known);
    }

    /// Forgets what was last seen before `horizon`.
    pub(crate) fn forget_before(&mut self, horizon: i64) {
        let later = self.due.split_off(&horizon);
        for id in std::mem::replace(&mut self.due, later).into_values().flatten() {
            match self.records.get(&id) {
                Some(known) if known.seen >= horizon => self.due.entry(known.seen).or_default().push(id),
                Some(_) => drop(self.records.remove(&id)),
                None => {}
            }
        }
    }

    /// Closes the open segment.
    pub(crate) fn seal(&mut self) {
        self.segment += 1;
    }

    /// Writes the records that changed in the open segment.
    pub(crate) fn write(&self, out: &mut Writer) {
        let changed = self.records.iter().filter(|(_, known)| known.changed_in == self.segment);
        let mut changed: Vec<_> = changed.collect();
        changed.sort_unstable_by_key(|(id, _)| *id);
        out.count(changed.len());
        for record in changed {
            out.value(&record);
        }
    }

    /// Reads what one segment changed; [`Memory::restored`] makes the whole of it.
    pub(crate) fn read(&mut self, segment: u32, from: &mut Reader<'_>) -> Result<(), SnapshotError> {
        self.segment = segment;
        let count = from.count(32)?;
        self.records.reserve(count);
        for _ in 0..count {
            let (id, known): (RecordId, Known) = from.value()?;
            self.records.insert(id, Known { changed_in: segment, ..known });
        }
        Ok(())
    }

    /// After the last segment: forgets what was forgotten before it was written.
    pub(crate) fn restored(&mut self, horizon: i64) {
        self.records.retain(|_, known| known.seen >= horizon);
        let mut due: Vec<_> = self.records.iter().map(|(id, known)| (known.seen, id)).collect();
        due.sort_unstable();
        let same = due.chunk_by(|a, b| a.0 == b.0);
        let at = |same: &[(i64, &RecordId)]| {
            Some((same.first()?.0, same.iter().map(|(_, id)| (*id).clone()).collect()))
        };
        self.due = same.filter_map(at).collect();
    }
}
