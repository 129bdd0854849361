//! Which entries of a source were taken already.
//!
//! Hashes only: an entry costs some 20 bytes in the table. What its source no longer names is forgotten after a
//! while, and the oldest first where a source names more than fits.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// So many entries of one source are remembered.
pub const MOST: usize = 30_000;
/// For so long is remembered what the source no longer names, in seconds.
const KEPT_SECS: i64 = 45 * 24 * 3600;
/// An entry that says nothing about changes.
pub const UNMARKED: u32 = 0;
/// Doubled with every try: a page is tried for eight hours.
const FIRST_RETRY_SECS: i64 = 120;
/// For so long an entry waits that could not be asked for.
const PUT_OFF_SECS: i64 = 10 * 60;
/// How often a page is tried before its entry is given up.
pub const TRIES: u8 = 8;

/// What is known of a source's entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    entries: BTreeMap<u64, Known>,
}

/// What is known of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    /// Hash of what it said of itself when it was taken.
    mark: u32,
    /// When its source named it last, in seconds since 1970.
    named: i64,
    /// Failed tries since it was taken last.
    tries: u8,
    /// When it is to be tried again, in seconds since 1970.
    again: i64,
    /// Whether it was ever taken.
    taken: bool,
}

/// What to do with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// It is not known yet, or was never had.
    New,
    /// It was taken, and says something else of itself now.
    Changed,
    /// It failed, and is to be tried later.
    Later,
    /// It was taken as it is, or given up.
    Done,
}

impl Seen {
    /// Whether nothing is known: the source is visited for the first time.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What to do with an entry that the source names now.
    pub fn judge(&mut self, key: u64, mark: u32, now_secs: i64) -> Judgement {
        let Some(known) = self.entries.get_mut(&key) else { return Judgement::New };
        known.named = now_secs;
        let same = known.mark == mark || mark == UNMARKED || known.mark == UNMARKED;
        match (known.taken, same) {
            (true, true) => Judgement::Done,
            (_, true) if known.tries >= TRIES => Judgement::Done,
            (_, _) if now_secs < known.again => Judgement::Later,
            (true, false) => Judgement::Changed,
            (false, _) => Judgement::New,
        }
    }

    /// An entry was stored, or is not wanted.
    pub fn taken(&mut self, key: u64, mark: u32, now_secs: i64) {
        self.entries.insert(key, Known { mark, named: now_secs, tries: 0, again: 0, taken: true });
    }

    /// An entry could not be had this time. Returns how often it was tried.
    pub fn failed(&mut self, key: u64, mark: u32, now_secs: i64) -> u8 {
        let known = self.waiting(key, mark, now_secs);
        known.tries = known.tries.saturating_add(1);
        known.again = now_secs + (FIRST_RETRY_SECS << known.tries.min(TRIES));
        known.tries
    }

    /// An entry could not be asked for: later, and that is no try.
    pub fn put_off(&mut self, key: u64, mark: u32, now_secs: i64) {
        self.waiting(key, mark, now_secs).again = now_secs + PUT_OFF_SECS;
    }

    fn waiting(&mut self, key: u64, mark: u32, now_secs: i64) -> &mut Known {
        let new = Known { mark, named: now_secs, tries: 0, again: 0, taken: false };
        self.entries.entry(key).or_insert(new)
    }

    /// Forgets what the source has not named for long, and the oldest where there are too many.
    pub fn tidy(&mut self, now_secs: i64) {
        self.entries.retain(|_, known| known.named >= now_secs - KEPT_SECS);
        if self.entries.len() > MOST {
            let mut times: Vec<i64> = self.entries.values().map(|known| known.named).collect();
            times.sort_unstable_by(|a, b| b.cmp(a));
            let oldest = times.get(MOST).copied().unwrap_or(i64::MIN);
            self.entries.retain(|_, known| known.named > oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_taken_once_and_again_when_it_changes() {
        let mut seen = Seen::default();
        assert_eq!(seen.judge(1, 7, 0), Judgement::New);
        seen.taken(1, 7, 0);
        assert_eq!(seen.judge(1, 7, 1), Judgement::Done);
        assert_eq!(seen.judge(1, 8, 2), Judgement::Changed);
        assert_eq!(seen.judge(1, UNMARKED, 3), Judgement::Done);
    }

    #[test]
    fn a_page_that_fails_is_tried_a_few_times() {
        let mut seen = Seen::default();
        let mut now = 0;
        for tries in 1..=TRIES {
            assert_eq!(seen.judge(1, 7, now), Judgement::New);
            assert_eq!(seen.failed(1, 7, now), tries);
            assert!(tries == TRIES || seen.judge(1, 7, now + 100) == Judgement::Later);
            now += 12 * 3600;
        }
        assert_eq!(seen.judge(1, 7, now), Judgement::Done);
        assert_eq!(seen.judge(1, 8, now), Judgement::New);
    }

    #[test]
    fn what_could_not_be_asked_for_waits_without_a_try() {
        let mut seen = Seen::default();
        seen.put_off(1, 7, 0);
        assert_eq!(seen.judge(1, 7, 60), Judgement::Later);
        assert_eq!(seen.judge(1, 7, PUT_OFF_SECS), Judgement::New);
        assert_eq!(seen.failed(1, 7, PUT_OFF_SECS), 1);
    }

    #[test]
    fn what_is_no_longer_named_is_forgotten() {
        let mut seen = Seen::default();
        seen.taken(1, 7, 0);
        seen.taken(2, 7, 0);
        seen.judge(2, 7, KEPT_SECS);
        seen.tidy(KEPT_SECS + 1);
        assert_eq!(seen.judge(1, 7, 0), Judgement::New);
        assert_eq!(seen.judge(2, 7, 0), Judgement::Done);
    }

    #[test]
    fn memory_is_bounded() {
        let mut seen = Seen::default();
        for key in 0..40_000 {
            seen.taken(key, 7, i64::try_from(key).unwrap());
        }
        seen.tidy(40_000);
        assert!(seen.entries.len() <= MOST);
        assert_eq!(seen.judge(39_999, 7, 40_000), Judgement::Done);
    }
}
