//! The figures that a text states, as values.
//!
//! Figures tell a bulletin of today from that of yesterday: an edited copy changes words and keeps what it counts, a
//! form filled in anew keeps the words. One outlet writes "12", the next "twelve", so values are compared and not
//! spellings. Years are left out, since every article has one. Of a long text only the figures that begin with digits are
//! read: number words cost as much to read as all the rest, and a long text is told from others without. They are read
//! as in a short one, so that the two can be held against each other.

use std::ops::Range;

use text::number::{self, Words};
use xxhash_rust::xxh3::xxh3_64;

use crate::fingerprint::Word;

/// How many figures stand for a text.
pub const FIGURES: usize = 16;

/// In a text of so many words figures begin with digits.
const LONG: usize = 200;
/// A number said in words ends within so many bytes.
const WINDOW: usize = 96;
/// How many words are remembered with whether a number may begin with them: a power of two.
const REMEMBERED: usize = 1 << 16;
/// The bit of a figure's hash that says whether it stands in digits.
const IN_DIGITS: u16 = 1;

/// The figures of a text: those with the smallest hashes, ascending.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    hashes: [u16; FIGURES],
    len: u8,
    /// Whether figures in words were read too.
    with_words: bool,
}

/// Reads figures; remembers which words begin numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reader {
    found: Vec<u16>,
    /// By the lower bits of a word's hash: its upper bits, the lowest of them saying whether it may begin a number.
    seen: Vec<u32>,
}

impl Figures {
    /// Those of an empty text.
    pub(crate) const NONE: Self = Self { hashes: [0; FIGURES], len: 0, with_words: false };

    /// Its bytes in a snapshot.
    pub(crate) const BYTES: usize = 2 * FIGURES + 1;

    pub(crate) fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let words = self.hashes.iter().flat_map(|hash| hash.to_le_bytes());
        let last = [self.len | u8::from(self.with_words) << 7];
        bytes.iter_mut().zip(words.chain(last)).for_each(|(byte, value)| *byte = value);
        bytes
    }

    pub(crate) fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        let (words, last) = bytes.as_chunks::<2>();
        let last = last.first().copied().unwrap_or_default();
        let mut figures =
            Self { len: (last & 127).min(FIGURES as u8), with_words: last > 127, ..Self::default() };
        figures.hashes.iter_mut().zip(words).for_each(|(hash, word)| *hash = u16::from_le_bytes(*word));
        figures
    }

    /// How many of the figures that both samples cover there are in the text with fewer, and how many are shared.
    pub fn shared(&self, other: &Self) -> (usize, usize) {
        let both_words = self.with_words && other.with_words;
        let bar = self.bar().min(other.bar());
        let covered = |hash: &&u16| **hash <= bar && (both_words || **hash & IN_DIGITS != 0);
        let count = |figures: &Self| figures.as_slice().iter().filter(covered).count();
        // Within one text a value stands once, so the bit may be overlooked.
        let is_other = |hash: &u16| other.as_slice().iter().any(|held| held | IN_DIGITS == hash | IN_DIGITS);
        let shared = self.as_slice().iter().filter(covered).filter(|hash| is_other(hash)).count();
        (count(self).min(count(other)), shared)
    }

    fn as_slice(&self) -> &[u16] {
        self.hashes.get(..usize::from(self.len)).unwrap_or_default()
    }

    fn bar(&self) -> u16 {
        if usize::from(self.len) < FIGURES {
            u16::MAX
        } else {
            self.as_slice().last().copied().unwrap_or(u16::MAX) | IN_DIGITS
        }
    }
}

impl Reader {
    /// The figures of a folded text with these words.
    pub(crate) fn read(&mut self, folded: &str, words: &[Word]) -> Figures {
        self.found.clear();
        let with_words = words.len() < LONG;
        self.read_from(folded, words, with_words);
        // Where a value stands in digits and in words, the digits count.
        self.found.sort_unstable_by_key(|hash| (hash | IN_DIGITS, hash ^ IN_DIGITS));
        self.found.dedup_by_key(|hash| *hash | IN_DIGITS);
        let mut figures = Figures { with_words, ..Figures::default() };
        for (slot, hash) in figures.hashes.iter_mut().zip(&self.found) {
            *slot = *hash;
            figures.len += 1;
        }
        figures
    }

    fn read_from(&mut self, folded: &str, words: &[Word], with_words: bool) {
        let mut read = 0;
        for (nth, word) in words.iter().enumerate() {
            let begins = word.is_digits || with_words && self.may_begin(folded, word);
            if word.at < read || !begins {
                continue;
            }
            let is_followed = words.get(nth + 1).is_some_and(|next| self.may_begin(folded, next));
            match value(folded, word.range()).filter(|_| word.is_digits && !is_followed) {
                Some(value) => self.note(value, IN_DIGITS),
                None => read = self.parse(folded, word).unwrap_or(read),
            }
        }
    }

    /// Reads the number that begins with a word; returns where it ends.
    fn parse(&mut self, folded: &str, word: &Word) -> Option<u32> {
        let rest = folded.get(word.at as usize..)?;
        let window = rest.get(..rest.floor_char_boundary(WINDOW))?;
        let numbers = number::numbers(window, Words::builtin());
        let first = numbers.first().filter(|number| number.range.start == 0)?;
        self.note(first.value, if word.is_digits { IN_DIGITS } else { 0 });
        Some(word.at + first.range.end as u32)
    }

    fn note(&mut self, value: u64, in_digits: u16) {
        if !(1900..2100).contains(&value) {
            self.found.push((xxh3_64(&value.to_le_bytes()) >> 48) as u16 & !IN_DIGITS | in_digits);
        }
    }

    /// Whether a number may begin with a word. Asking the vocabulary costs more than hashing a sentence, so the answer
    /// is remembered.
    fn may_begin(&mut self, folded: &str, word: &Word) -> bool {
        if word.is_digits {
            return true;
        }
        if self.seen.is_empty() {
            self.seen.resize(REMEMBERED, 0);
        }
        let tag = (word.hash >> 32) as u32 & !1;
        let Some(slot) = self.seen.get_mut(word.hash as usize % REMEMBERED) else { return false };
        if *slot & !1 != tag {
            let begins = folded.get(word.range()).is_some_and(|word| Words::builtin().may_begin(word));
            *slot = tag | u32::from(begins);
        }
        *slot & 1 == 1
    }
}

fn value(folded: &str, digits: Range<usize>) -> Option<u64> {
    folded.get(digits)?.parse().ok()
}

#[cfg(test)]
mod tests {
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

    /// A text of some length in which nothing counts but its end.
    fn padded(words: usize, end: &str) -> String {
        format!("{}. {end}", vec!["word"; words].join(" "))
    }

    #[test]
    fn long_and_short_texts_are_read_alike() {
        for figures in [
            "4,110 drones and 17 trucks",
            "3 thousand tents, 12 buses",
            "٤٬١١٠ خيمة و12 حافلة",
            "2.5 million, 1 2 3",
        ] {
            check(&padded(300, figures), &padded(3, figures), {
                let alone = Fingerprinter::default().take(&text::fold::fold(figures)).figures;
                (alone.shared(&alone).0, alone.shared(&alone).0)
            });
        }
        check(&padded(300, "4,110 drones"), &padded(300, "110 drones"), (1, 0));
        check(&padded(300, "4,110 drones"), "4110 drones", (1, 1));
    }

    #[test]
    fn digits_and_words_are_one() {
        check("seventeen trucks and 4,110 drones", "4110 drones and 17 trucks", (2, 2));
        check("3 thousand", "3000", (1, 1));
        check("اعتقال سبعة عشر شخصا ومقتل اثنين", "مقتل 2 واعتقال ١٧", (2, 2));
        check("ثلاثمئة وخمسة وعشرون", "325.", (1, 1));
    }
}
