//! Which live document holds a shingle: an inverted index of fixed-size slots.
//!
//! One slot is eight bytes, key and document; slots are probed linearly from a home that grows with the key, so
//! growing a shard is one pass in memory order. A general hash map of lists takes five times the memory and two
//! cache misses more a lookup. The index is cut into shards that grow one at a time: the peak while growing is a
//! sixty-fourth of the whole.
//!
//! Nothing is ever deleted: documents are numbered in order of arrival, so a slot below the oldest live number is
//! dead, is skipped by readers, and is taken over by the next writer that meets it.

use std::ops::Range;

use crate::snapshot::{Reader, SnapshotError, Writer};
use crate::versions::Versions;

/// How many live documents a key keeps. A shingle that so many unrelated documents share tells nothing.
pub const KEPT: usize = 4;

const SHARD_BITS: u32 = 6;
const FIRST_SLOTS: usize = 64;
const EMPTY: u64 = 0;

/// An inverted index from 32-bit keys to document numbers.
#[derive(Debug, Clone)]
pub struct Postings {
    shards: Vec<Shard>,
}

/// The live documents of one key.
#[derive(Debug, Clone, Copy, Default)]
pub struct Holders {
    docs: [u32; KEPT],
    len: usize,
}

/// Where the search for a key starts.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    key: u32,
    slot: u64,
}

#[derive(Debug, Clone)]
struct Shard {
    slots: Vec<u64>,
    used: usize,
    /// What was read from segments and has no place yet, the entries of each segment by key.
    unplaced: Vec<u64>,
}

impl Holders {
    /// The documents, in no particular order.
    pub fn docs(&self) -> &[u32] {
        self.docs.get(..self.len).unwrap_or_default()
    }

    /// Whether so many documents hold the key that it tells nothing.
    pub fn is_common(&self) -> bool {
        self.len >= KEPT
    }

    fn push(&mut self, doc: u32) {
        if let Some(slot) = self.docs.get_mut(self.len) {
            *slot = doc;
            self.len += 1;
        }
    }
}

impl Default for Postings {
    fn default() -> Self {
        Self {
            shards: vec![
                Shard { slots: vec![EMPTY; FIRST_SLOTS], used: 0, unplaced: Vec::new() };
                1 << SHARD_BITS
            ],
        }
    }
}

impl Postings {
    /// The live documents that hold `key`: those numbered `oldest` or higher.
    pub fn holders(&self, key: u32, oldest: u32) -> Holders {
        self.holders_from(self.start(key), oldest)
    }

    /// Where to look for a key, and what stands there. Asking for many keys at once, one after the other and before
    /// anything is made of the answers, lets the processor fetch them from memory side by side.
    pub fn start(&self, key: u32) -> Start {
        let slot = self.shards.get(shard_of(key)).and_then(|shard| shard.slots.get(shard.home(key)));
        Start { key, slot: slot.copied().unwrap_or(EMPTY) }
    }

    /// The same as [`Postings::holders`] of the key from which the search starts.
    pub fn holders_from(&self, start: Start, oldest: u32) -> Holders {
        if start.slot == EMPTY {
            return Holders::default();
        }
        self.shards.get(shard_of(start.key)).map(|shard| shard.holders(start.key, oldest)).unwrap_or_default()
    }

    /// Notes that `doc` holds `key`, in place of an earlier version of the same page, unless the key is common.
    pub(crate) fn insert(&mut self, key: u32, doc: u32, oldest: u32, versions: &Versions) {
        if let Some(shard) = self.shards.get_mut(shard_of(key)) {
            shard.insert(key, doc, oldest, versions);
        }
    }

    /// Writes the entries of the documents numbered `from` and later, shard by shard and by key, so that they can be
    /// read back in the order of memory.
    pub(crate) fn write(&self, from: u32, out: &mut Writer) {
        for shard in &self.shards {
            let entries = shard.slots.iter().copied().filter(|slot| is_live(*slot, from));
            let mut entries: Vec<u64> = entries.collect();
            entries.sort_unstable();
            out.count(entries.len());
            for slot in entries {
                out.u64(slot);
            }
        }
    }

    /// Reads what [`Postings::write`] wrote; [`Postings::restored`] makes the whole of it.
    pub(crate) fn read(
        &mut self,
        documents: Range<u32>,
        oldest: u32,
        from: &mut Reader<'_>,
    ) -> Result<(), SnapshotError> {
        for (nth, shard) in self.shards.iter_mut().enumerate() {
            let count = from.count(8)?;
            shard.unplaced.reserve(count);
            for _ in 0..count {
                let slot = from.u64()?;
                let (key, doc) = unpack(slot);
                if shard_of(key) != nth || !documents.contains(&doc) {
                    return Err(SnapshotError::Inconsistent);
                }
                if doc >= oldest {
                    shard.unplaced.push(slot);
                }
            }
        }
        Ok(())
    }

    /// After the last segment: gives every entry its place. One by one, segment after segment, most would be a cache
    /// miss; by key they follow each other in memory.
    pub(crate) fn restored(&mut self, versions: &Versions) {
        self.shards.iter_mut().for_each(|shard| shard.place(versions));
    }

    /// The memory that the slots take.
    pub fn bytes(&self) -> usize {
        self.shards.iter().map(|shard| shard.slots.len() * size_of::<u64>()).sum()
    }
}

impl Shard {
    fn holders(&self, key: u32, oldest: u32) -> Holders {
        let mut holders = Holders::default();
        for slot in self.probe(key).filter_map(|at| self.slots.get(at)) {
            let (found, doc) = unpack(*slot);
            if *slot == EMPTY || holders.is_common() {
                break;
            }
            if found == key && doc >= oldest {
                holders.push(doc);
            }
        }
        holders
    }

    fn insert(&mut self, key: u32, doc: u32, oldest: u32, versions: &Versions) {
        let Some(free) = self.free_slot(key, oldest, versions, versions.page(doc)) else { return };
        if let Some(slot) = self.slots.get_mut(free) {
            self.used += usize::from(*slot == EMPTY);
            *slot = pack(key, doc);
        }
        if self.used * 5 > self.slots.len() * 4 {
            self.grow(oldest);
        }
    }

    /// The slot of the key that its page has, or the first that may be written on the key's path; none when the key is
    /// common.
    fn free_slot(&self, key: u32, oldest: u32, versions: &Versions, page: u32) -> Option<usize> {
        let (mut free, mut holders) = (None, 0);
        for at in self.probe(key) {
            let slot = *self.slots.get(at)?;
            if slot == EMPTY {
                return free.or(Some(at));
            }
            let (found, holder) = unpack(slot);
            if holder < oldest {
                free = free.or(Some(at));
            } else if found == key {
                if versions.page(holder) == page {
                    return Some(at);
                }
                holders += 1;
                if holders >= KEPT {
                    return None;
                }
            }
        }
        free
    }

    /// Every slot, from the key's home on and around.
    fn probe(&self, key: u32) -> impl Iterator<Item = usize> + use<> {
        let home = self.home(key);
        (home..self.slots.len()).chain(0..home)
    }

    fn home(&self, key: u32) -> usize {
        ((u64::from(key << SHARD_BITS) * self.slots.len() as u64) >> 32) as usize
    }

    /// Drops dead slots; makes room where that alone does not give enough.
    fn grow(&mut self, oldest: u32) {
        let alive = self.slots.iter().filter(|slot| is_live(**slot, oldest)).count();
        let len = if alive * 5 > self.slots.len() * 3 { self.slots.len() * 5 / 4 } else { self.slots.len() };
        self.resize(len, oldest);
    }

    /// Gives what was read its place, in slots that are empty.
    fn place(&mut self, versions: &Versions) {
        let mut entries = std::mem::take(&mut self.unplaced);
        #[expect(clippy::stable_sort_primitive, reason = "it makes use of the order within each segment")]
        entries.sort();
        let mut kept: Vec<u64> = Vec::with_capacity(KEPT);
        self.slots = vec![EMPTY; (entries.len() * 4 / 3).max(FIRST_SLOTS)];
        self.used = 0;
        let mut next = 0;
        for same in entries.chunk_by(|a, b| unpack(*a).0 == unpack(*b).0) {
            kept.clear();
            for slot in same {
                let page = versions.page(unpack(*slot).1);
                kept.retain(|held| versions.page(unpack(*held).1) != page);
                if kept.len() < KEPT {
                    kept.push(*slot);
                }
            }
            let key = kept.first().map_or(0, |slot| unpack(*slot).0);
            next = next.max(self.home(key));
            for slot in &kept {
                self.set_from(next, *slot);
                next += 1;
            }
        }
    }

    /// Writes into the first empty slot from one on, and around.
    fn set_from(&mut self, at: usize, slot: u64) {
        let at = at.min(self.slots.len());
        let empty = (at..self.slots.len()).chain(0..at).find(|at| self.slots.get(*at) == Some(&EMPTY));
        if let Some(place) = empty.and_then(|at| self.slots.get_mut(at)) {
            *place = slot;
            self.used += 1;
        }
    }

    fn resize(&mut self, len: usize, oldest: u32) {
        let old = std::mem::replace(&mut self.slots, vec![EMPTY; len]);
        self.used = 0;
        for slot in old.into_iter().filter(|slot| is_live(*slot, oldest)) {
            let (key, _) = unpack(slot);
            let free = self.probe(key).find(|at| self.slots.get(*at) == Some(&EMPTY));
            if let Some(place) = free.and_then(|at| self.slots.get_mut(at)) {
                *place = slot;
                self.used += 1;
            }
        }
    }
}

fn is_live(slot: u64, oldest: u32) -> bool {
    slot != EMPTY && unpack(slot).1 >= oldest
}

fn shard_of(key: u32) -> usize {
    (key >> (u32::BITS - SHARD_BITS)) as usize
}

/// A document's number is stored plus one, so that no entry looks like an empty slot.
fn pack(key: u32, doc: u32) -> u64 {
    u64::from(key) << 32 | (u64::from(doc) + 1)
}

fn unpack(slot: u64) -> (u32, u32) {
    ((slot >> 32) as u32, (slot as u32).wrapping_sub(1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(entries: &[(u32, u32)], key: u32, oldest: u32, expected: &[u32]) {
        let mut postings = Postings::default();
        for (key, doc) in entries {
            postings.insert(*key, *doc, oldest, &Versions::default());
        }
        let mut docs = postings.holders(key, oldest).docs().to_vec();
        docs.sort_unstable();
        assert_eq!(docs, expected);
    }

    #[test]
    fn finds_what_was_noted() {
        check(&[(7, 0), (7, 3), (8, 1)], 7, 0, &[0, 3]);
        check(&[(7, 0), (7, 0)], 7, 0, &[0]);
        check(&[], 7, 0, &[]);
        check(&[(7, 1), (7, 2), (7, 3), (7, 4), (7, 5)], 7, 0, &[1, 2, 3, 4]);
    }

    #[test]
    fn the_dead_make_room() {
        let mut postings = Postings::default();
        for doc in 0..100_000_u32 {
            for key in 0..8 {
                postings.insert(
                    (doc % 64).wrapping_mul(0x9E37_79B9).wrapping_add(key),
                    doc,
                    doc.saturating_sub(100),
                    &Versions::default(),
                );
            }
        }
        assert!(postings.bytes() < 100_000, "{}", postings.bytes());
    }

    proptest! {
        #[test]
        fn agrees_with_a_map(entries in prop::collection::vec((0_u32..40, 0_u32..2000), 0..600), spread in any::<u32>()) {
            let spread = spread | 1;
            let mut postings = Postings::default();
            let mut model = std::collections::BTreeMap::<u32, Vec<u32>>::new();
            for (key, doc) in entries {
                postings.insert(key.wrapping_mul(spread), doc, 0, &Versions::default());
                let docs = model.entry(key.wrapping_mul(spread)).or_default();
                if docs.len() < KEPT && !docs.contains(&doc) {
                    docs.push(doc);
                    docs.sort_unstable();
                }
            }
            for (key, docs) in model {
                let mut found = postings.holders(key, 0).docs().to_vec();
                found.sort_unstable();
                prop_assert_eq!(found, docs);
            }
        }
    }
}
