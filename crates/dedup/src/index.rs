//! From a feature to the latest things that have it: an inverted index for stories and incidents.
//!
//! A list keeps its newest [`KEPT`] numbers, so that a name which everybody writes about costs no more than any
//! other. Numbers grow with arrival; those below the oldest live one are dropped when a list is next written, and
//! all at once by [`Index::sweep`].

use crate::hashed::HashedMap;
use crate::snapshot::{Reader, SnapshotError, Writer};

/// How many numbers a feature keeps.
const KEPT: usize = 64;

/// An inverted index.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    lists: HashedMap<List>,
    /// The number of the open segment.
    segment: u32,
}

/// The numbers of one feature.
#[derive(Debug, Clone, Default)]
struct List {
    numbers: Vec<u32>,
    /// The segment in which it last changed.
    changed_in: u32,
}

impl Index {
    /// The numbers that have a feature, in order of arrival.
    pub(crate) fn get(&self, feature: u64) -> &[u32] {
        self.lists.get(&feature).map(|list| list.numbers.as_slice()).unwrap_or_default()
    }

    /// Notes that `number` has a feature.
    pub(crate) fn insert(&mut self, feature: u64, number: u32, oldest: u32) {
        let list = self.lists.entry(feature).or_default();
        list.changed_in = self.segment;
        let list = &mut list.numbers;
        list.retain(|held| *held >= oldest && *held != number);
        if list.len() >= KEPT {
            list.remove(0);
        }
        list.push(number);
    }

    /// Drops every number below `oldest`.
    pub(crate) fn sweep(&mut self, oldest: u32) {
        self.lists.retain(|_, list| {
            list.numbers.retain(|held| *held >= oldest);
            !list.numbers.is_empty()
        });
    }

    /// The memory that the lists take, roughly, whatever room they have for more.
    pub(crate) fn bytes(&self) -> usize {
        self.lists.len() * 64 + self.lists.values().map(|list| list.numbers.len() * 5).sum::<usize>()
    }

    /// Closes the open segment.
    pub(crate) fn seal(&mut self) {
        self.segment += 1;
    }

    /// Writes what the open segment added, where numbers never come back: those from `first` on.
    pub(crate) fn write_since(&self, first: u32, out: &mut Writer) {
        let is_changed = |list: &List| list.changed_in == self.segment;
        self.write_where(is_changed, |number| number >= first, out);
    }

    /// Writes all lists.
    pub(crate) fn write_all(&self, out: &mut Writer) {
        self.write_where(|_| true, |_| true, out);
    }

    fn write_where(&self, list: impl Fn(&List) -> bool, number: impl Fn(u32) -> bool, out: &mut Writer) {
        let mut wanted: Vec<_> = self.lists.iter().filter(|(_, held)| list(held)).collect();
        wanted.sort_unstable_by_key(|(feature, _)| **feature);
        out.count(wanted.len());
        for (feature, list) in wanted {
            out.u64(*feature);
            out.numbers(&list.numbers.iter().copied().filter(|held| number(*held)).collect::<Vec<_>>());
        }
    }

    /// Reads what one segment added.
    pub(crate) fn read(&mut self, segment: u32, from: &mut Reader<'_>) -> Result<(), SnapshotError> {
        self.segment = segment;
        let count = from.count(16)?;
        self.lists.reserve(count);
        for _ in 0..count {
            let list = self.lists.entry(from.u64()?).or_default();
            list.changed_in = segment;
            let added = from.count(4)?;
            // What would be pushed out by the new ones goes first.
            let kept = KEPT.saturating_sub(added);
            list.numbers.drain(..list.numbers.len().saturating_sub(kept));
            list.numbers.reserve(added.min(KEPT));
            for _ in 0..added {
                list.numbers.push(from.u32()?);
            }
            list.numbers.drain(..list.numbers.len().saturating_sub(KEPT));
        }
        Ok(())
    }
}
