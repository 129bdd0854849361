//! A text as a small sample of its shingles and figures.
//!
//! A shingle is a run of words long enough to tell something: two words, and more where they are short (function
//! words), so that "in the" is never one. Of all shingles the [`SAMPLES`] with the smallest hashes are kept (a
//! bottom-k sample): two texts that share half their shingles share about half of their samples, whatever their
//! lengths and whatever the order of their paragraphs. `MinHash` signatures were left aside: they cost a lookup
//! for each permutation and say nothing about containment, which truncated and enlarged copies need.
//!
//! Figures are kept apart, since they tell a bulletin of today from that of yesterday: an edited copy changes
//! words and keeps the figures, a form filled in anew keeps the words.

use xxhash_rust::xxh3::xxh3_64;

use crate::scan;

/// How many shingles stand for a text.
pub const SAMPLES: usize = 36;
/// How many figures stand for a text.
pub const FIGURES: usize = 16;

/// A shingle grows until it has so many letters.
const SHINGLE_LETTERS: u32 = 12;
/// A shingle has so many words at most.
const SHINGLE_WORDS: usize = 4;

/// What stands for a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// Hashes of shingles, ascending: the smallest [`SAMPLES`] of the text. The upper half orders, the lower half is
    /// the key in the index.
    pub samples: Vec<u64>,
    /// How many shingles the text has.
    pub shingles: u32,
    /// Its figures.
    pub figures: Figures,
}

/// The figures of a text, years left out: those with the smallest hashes, ascending.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    hashes: [u16; FIGURES],
    len: u8,
}

/// Takes fingerprints; keeps its buffers from one text to the next.
#[derive(Debug, Clone, Default)]
pub struct Fingerprinter {
    words: Vec<Word>,
    hashes: Vec<u64>,
    figures: Vec<u16>,
    few: Vec<u64>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Word {
    hash: u64,
    letters: u32,
}

impl Fingerprint {
    /// The order that the largest sample has; everything where the sample is the whole text.
    pub fn bar(&self) -> u32 {
        match self.samples.last() {
            Some(last) if self.samples.len() >= SAMPLES => order(*last),
            _ => u32::MAX,
        }
    }
}

/// Where a sample stands in the order of hashes.
pub fn order(sample: u64) -> u32 {
    (sample >> 32) as u32
}

/// Under which key a sample is indexed.
pub fn key(sample: u64) -> u32 {
    sample as u32
}

impl Figures {
    /// How many of the figures that both samples cover there are in the smaller text, and how many are shared.
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

impl Fingerprinter {
    /// The fingerprint of a folded text.
    pub fn take(&mut self, folded: &str) -> Fingerprint {
        self.words.clear();
        self.hashes.clear();
        self.figures.clear();
        self.read(folded);
        self.shingle();
        let shingles = u32::try_from(self.hashes.len()).unwrap_or(u32::MAX);
        self.figures.sort_unstable();
        self.figures.dedup();
        Fingerprint { samples: self.smallest(), shingles, figures: Figures::from_sorted(&self.figures) }
    }

    fn read(&mut self, folded: &str) {
        scan::words(folded, |word| {
            let hash = xxh3_64(word.as_bytes());
            if is_figure(word) {
                self.figures.push((hash >> 48) as u16);
            }
            self.words.push(Word { hash, letters: letters(word) });
        });
    }

    fn shingle(&mut self) {
        for start in 0..self.words.len() {
            let rest = self.words.get(start..).unwrap_or_default();
            let mut shingle = Word::default();
            for (nth, word) in rest.iter().take(SHINGLE_WORDS).enumerate() {
                shingle.hash = step(shingle.hash, word.hash);
                shingle.letters += word.letters;
                if nth > 0 && shingle.letters >= SHINGLE_LETTERS {
                    break;
                }
            }
            self.hashes.push(mix(shingle.hash));
        }
        // The last word alone is no shingle.
        if self.hashes.len() > 1 {
            self.hashes.pop();
        }
    }

    /// The smallest distinct hashes. Sorting all of a long text would cost more than hashing it, so a bar that twice
    /// as many as needed should pass comes first.
    fn smallest(&mut self) -> Vec<u64> {
        let bar = (u64::MAX / (self.hashes.len() as u64 + 1)).saturating_mul(2 * SAMPLES as u64);
        self.few.clear();
        self.few.resize(self.hashes.len(), 0);
        let mut passed = 0;
        for hash in &self.hashes {
            // Written always and kept seldom: no branch to predict.
            if let Some(slot) = self.few.get_mut(passed) {
                *slot = *hash;
            }
            passed += usize::from(*hash <= bar);
        }
        self.few.truncate(passed);
        self.few.sort_unstable();
        self.few.dedup();
        if self.few.len() < SAMPLES {
            self.few.clone_from(&self.hashes);
            self.few.sort_unstable();
            self.few.dedup();
        }
        self.few.iter().copied().take(SAMPLES).collect()
    }
}

/// How many letters a word has, if it is all of one script: those other than Latin take two bytes.
fn letters(word: &str) -> u32 {
    let letters = if word.starts_with(|c: char| c.is_ascii()) { word.len() } else { word.len() / 2 };
    u32::try_from(letters).unwrap_or(u32::MAX)
}

/// A number that is no year: every article has one of those.
fn is_figure(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.bytes().all(|byte| byte.is_ascii_digit())
        && !word.parse().is_ok_and(|year| (1900..2100).contains(&year))
}

/// One step of a hash over words (`FxHash`); [`mix`] ends it.
fn step(hash: u64, next: u64) -> u64 {
    (hash.rotate_left(5) ^ next).wrapping_mul(0x517C_C1B7_2722_0A95)
}

/// The finaliser of `splitmix64`.
fn mix(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn take(text: &str) -> Fingerprint {
        Fingerprinter::default().take(text)
    }

    #[track_caller]
    fn check_figures(a: &str, b: &str, expected: (usize, usize)) {
        assert_eq!(take(a).figures.shared(&take(b).figures), expected);
    }

    #[test]
    fn figures_are_compared() {
        check_figures("7 killed 12 hurt", "12 hurt 9 killed in 2024", (2, 1));
        check_figures("nobody", "12 hurt", (0, 0));
    }

    #[test]
    fn punctuation_and_spaces_do_not_count() {
        assert_eq!(take("one two, three - four"), take("one  two three four."));
    }

    #[test]
    fn short_texts_have_few_samples() {
        assert_eq!(take("").samples.len(), 0);
        assert_eq!(take("word").samples.len(), 1);
        assert_eq!(take("two words").samples.len(), 1);
    }

    proptest! {
        #[test]
        fn any_text_has_a_fingerprint(text in "\\PC{0,400}") {
            let taken = take(&text);
            prop_assert!(taken.samples.is_sorted() && taken.samples.len() <= SAMPLES);
        }

        #[test]
        fn a_buffer_leaves_no_trace(first in "[a-e 0-9]{0,300}", second in "[a-e 0-9]{0,300}") {
            let mut fingerprinter = Fingerprinter::default();
            fingerprinter.take(&first);
            prop_assert_eq!(fingerprinter.take(&second), take(&second));
        }
    }
}
