//! From a feature to the latest things that have it: an inverted index for stories and incidents.
//!
//! A list keeps its newest [`KEPT`] numbers, so that a name which everybody writes about costs no more than any
//! other. Numbers grow with arrival; those below the oldest live one are dropped when a list is next written, and
//! all at once by [`Index::sweep`].

use crate::hashed::HashedMap;

/// How many numbers a feature keeps.
const KEPT: usize = 64;

/// An inverted index.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    lists: HashedMap<Vec<u32>>,
}

impl Index {
    /// The numbers that have a feature, in order of arrival.
    pub(crate) fn get(&self, feature: u64) -> &[u32] {
        self.lists.get(&feature).map(Vec::as_slice).unwrap_or_default()
    }

    /// Notes that `number` has a feature.
    pub(crate) fn insert(&mut self, feature: u64, number: u32, oldest: u32) {
        let list = self.lists.entry(feature).or_default();
        list.retain(|held| *held >= oldest && *held != number);
        if list.len() >= KEPT {
            list.remove(0);
        }
        list.push(number);
    }

    /// Drops every number below `oldest`.
    pub(crate) fn sweep(&mut self, oldest: u32) {
        self.lists.retain(|_, list| {
            list.retain(|held| *held >= oldest);
            !list.is_empty()
        });
    }

    /// The memory that the lists take, roughly.
    pub(crate) fn bytes(&self) -> usize {
        self.lists.capacity() * 40 + self.lists.values().map(|list| list.capacity() * 4).sum::<usize>()
    }
}
