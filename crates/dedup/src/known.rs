//! What is remembered of a record id: revisions, unchanged re-fetches, and where its traces lie.
//!
//! Memory ends a look-back after the record was last seen, not first: a page that is fetched again every hour for a
//! year stays the same record.

use std::collections::{BTreeMap, HashMap};

use record::id::{RecordId, StoryId};

/// A record is remembered under so many input names at most: addresses of one page, or mirrors of one file.
const NAMES: usize = 16;

/// One record id.
#[derive(Debug, Clone)]
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
}

/// Every record id in memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    records: HashMap<RecordId, Known>,
    /// When to look at which records again; those seen since are put off.
    due: BTreeMap<i64, Vec<RecordId>>,
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
        self.records.get_mut(id)
    }

    pub(crate) fn insert(&mut self, id: RecordId, known: Known) {
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
}
