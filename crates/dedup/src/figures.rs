//! The figures that a text states: in digits or in words, as values.
//!
//! Figures tell a bulletin of today from that of yesterday: an edited copy changes words and keeps what it counts, a
//! form filled in anew keeps the words. One outlet writes "12", the next "twelve", so values are compared and not
//! spellings. Years are left out, since every article has one.

use std::ops::Range;

use text::number::{self, Words};
use xxhash_rust::xxh3::xxh3_64;

/// How many figures stand for a text.
pub const FIGURES: usize = 16;

/// A number said in words ends within so many bytes.
const WINDOW: usize = 96;
/// How many words are remembered with whether a number may begin with them: a power of two.
const REMEMBERED: usize = 1 << 16;

/// The figures of a text: those with the smallest hashes, ascending.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    hashes: [u16; FIGURES],
    len: u8,
}

/// Reads figures; remembers which words begin numbers.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    found: Vec<u16>,
    /// By the lower bits of a word's hash: its upper bits, the last of them saying whether it may begin a number.
    seen: Vec<u32>,
    /// Digits that the next word may belong to.
    digits: Option<Range<usize>>,
    /// Up to which byte the text is read already.
    read: usize,
}

impl Default for Reader {
    fn default() -> Self {
        Self { found: Vec::new(), seen: vec![0; REMEMBERED], digits: None, read: 0 }
    }
}

impl Figures {
    /// How many of the figures that both samples cover there are in the text with fewer, and how many are shared.
    pub fn shared(&self, other: &Self) -> (usize, usize) {
        let bar = self.bar().min(other.bar());
        let covered = |figures: &Self| figures.as_slice().iter().filter(|hash| **hash <= bar).count();
        let shared =
            self.as_slice().iter().filter(|hash| **hash <= bar && other.as_slice().contains(hash)).count();
        (covered(self).min(covered(other)), shared)
    }

    fn as_slice(&self) -> &[u16] {
        self.hashes.get(..usize::from(self.len)).unwrap_or_default()
    }

    fn bar(&self) -> u16 {
        if usize::from(self.len) < FIGURES {
            u16::MAX
        } else {
            self.as_slice().last().copied().unwrap_or(u16::MAX)
        }
    }

    fn from_sorted(hashes: &[u16]) -> Self {
        let mut figures = Self::default();
        for (slot, hash) in figures.hashes.iter_mut().zip(hashes) {
            *slot = *hash;
            figures.len += 1;
        }
        figures
    }
}

impl Reader {
    /// Looks at the next word of `folded`, which begins at byte `at`; `hash` is its own, whatever the text.
    pub(crate) fn look(&mut self, folded: &str, at: usize, word: &str, hash: u64) {
        let begins = self.may_begin(word, hash);
        self.settle(folded, begins);
        if begins && at >= self.read {
            if word.bytes().all(|byte| byte.is_ascii_digit()) {
                self.digits = Some(at..at + word.len());
            } else {
                self.parse(folded, at);
            }
        }
    }

    /// The figures of the text whose words were looked at since the last call.
    pub(crate) fn take(&mut self, folded: &str) -> Figures {
        self.settle(folded, false);
        self.found.sort_unstable();
        self.found.dedup();
        let figures = Figures::from_sorted(&self.found);
        self.found.clear();
        self.read = 0;
        figures
    }

    /// Notes digits, now that the word behind them is known: alone they are what they are, before digits and number
    /// words they may be part of something larger ("4,110", "3 thousand").
    fn settle(&mut self, folded: &str, is_followed: bool) {
        let Some(range) = self.digits.take() else { return };
        let value = folded.get(range.clone()).and_then(|digits| digits.parse().ok());
        match value.filter(|_| !is_followed) {
            Some(value) => self.note(value),
            None => self.parse(folded, range.start),
        }
    }

    fn parse(&mut self, folded: &str, at: usize) {
        let rest = folded.get(at..).unwrap_or_default();
        let window = rest.get(..rest.floor_char_boundary(WINDOW)).unwrap_or_default();
        let numbers = number::numbers(window, Words::builtin());
        if let Some(first) = numbers.first().filter(|number| number.range.start == 0) {
            self.note(first.value);
            self.read = at + first.range.end;
        }
    }

    fn note(&mut self, value: u64) {
        if !(1900..2100).contains(&value) {
            self.found.push((xxh3_64(&value.to_le_bytes()) >> 48) as u16);
        }
    }

    /// Whether a number may begin with a word. Asking the vocabulary costs more than hashing a sentence, so the answer
    /// is remembered.
    fn may_begin(&mut self, word: &str, hash: u64) -> bool {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return true;
        }
        // The lowest bit holds the answer; that of the hash is set, so that no word looks like an empty slot.
        let tag = (hash >> 32) as u32 | 2;
        let Some(slot) = self.seen.get_mut(hash as usize % REMEMBERED) else { return false };
        if *slot & !1 != tag & !1 {
            *slot = (tag & !1) | u32::from(Words::builtin().may_begin(word));
        }
        *slot & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::Fingerprinter;

    #[track_caller]
    fn check(a: &str, b: &str, expected: (usize, usize)) {
        let mut taker = Fingerprinter::default();
        let mut figures = |text: &str| taker.take(&text::fold::fold(text)).figures;
        assert_eq!(figures(a).shared(&figures(b)), expected);
    }

    #[test]
    fn figures_are_compared() {
        check("7 killed 12 hurt", "12 hurt 9 killed in 2024", (2, 1));
        check("nobody", "12 hurt", (0, 0));
    }

    #[test]
    fn digits_and_words_are_one() {
        check("seventeen trucks and 4,110 drones", "4110 drones and 17 trucks", (2, 2));
        check("3 thousand", "3000", (1, 1));
        check("اعتقال سبعة عشر شخصا ومقتل اثنين", "مقتل 2 واعتقال ١٧", (2, 2));
        check("ثلاثمئة وخمسة وعشرون", "325.", (1, 1));
    }
}
