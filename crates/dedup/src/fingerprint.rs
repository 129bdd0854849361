//! A text as a small sample of its shingles and figures.
//!
//! A shingle is a run of words long enough to tell something: two words, and more where they are short (function
//! words), so that "in the" is never one. Of all shingles the [`SAMPLES`] with the smallest hashes are kept (a
//! bottom-k sample): two texts that share half their shingles share about half of their samples, whatever their
//! lengths and whatever the order of their paragraphs. `MinHash` signatures were left aside: they cost a lookup
//! for each permutation and say nothing about containment, which truncated and enlarged copies need.

use std::ops::Range;

use sha2::{Digest as _, Sha256};
use xxhash_rust::xxh3::xxh3_64;

use crate::figures::{Figures, Reader};
use crate::scan;

/// How many shingles stand for a text.
pub const SAMPLES: usize = 36;

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
    /// The first 64 bits of the SHA-256 of all its words in order, whatever stands between them. Equal words make a copy
    /// without more ado, so nobody may be able to write another text for the digest of somebody else's.
    pub content: u64,
    /// Its figures.
    pub figures: Figures,
}

/// Takes fingerprints; keeps its buffers from one text to the next.
#[derive(Debug, Clone, Default)]
pub struct Fingerprinter {
    words: Vec<Word>,
    hashes: Vec<u64>,
    figures: Reader,
    few: Vec<u64>,
    /// The words with a space between them.
    plain: Vec<u8>,
}

/// A word of a folded text.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Word {
    pub(crate) hash: u64,
    /// The byte at which it begins.
    pub(crate) at: u32,
    /// Its length in bytes.
    pub(crate) len: u32,
    pub(crate) is_digits: bool,
}

impl Word {
    pub(crate) fn end(&self) -> u32 {
        self.at + self.len
    }

    pub(crate) fn range(&self) -> Range<usize> {
        self.at as usize..self.end() as usize
    }
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

impl Fingerprinter {
    /// The fingerprint of a folded text.
    pub fn take(&mut self, folded: &str) -> Fingerprint {
        self.words.clear();
        self.hashes.clear();
        self.plain.clear();
        self.read(folded);
        self.shingle(folded.as_bytes());
        let shingles = u32::try_from(self.hashes.len()).unwrap_or(u32::MAX);
        let (content, figures) = (self.content(), self.figures.read(folded, &self.words));
        Fingerprint { samples: self.smallest(), shingles, content, figures }
    }

    fn read(&mut self, folded: &str) {
        // Offsets are of 32 bits: of a larger text the rest is left aside.
        let folded = folded.get(..folded.floor_char_boundary(u32::MAX as usize)).unwrap_or(folded);
        // Words one space apart are copied together.
        let mut run = 0..0;
        scan::words(folded, |at, word| {
            if at != run.end + 1 || folded.as_bytes().get(run.end) != Some(&b' ') {
                self.plain.extend_from_slice(folded.as_bytes().get(run.clone()).unwrap_or_default());
                self.plain.push(b' ');
                run.start = at;
            }
            run.end = at + word.len();
            self.words.push(Word {
                hash: hash(word.as_bytes()),
                at: at as u32,
                len: word.len() as u32,
                is_digits: word.bytes().all(|byte| byte.is_ascii_digit()),
            });
        });
        self.plain.extend_from_slice(folded.as_bytes().get(run).unwrap_or_default());
        self.plain.push(b' ');
    }

    fn content(&self) -> u64 {
        let digest = Sha256::digest(&self.plain);
        digest.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
    }

    fn shingle(&mut self, folded: &[u8]) {
        let letters = |word: &Word| {
            let is_ascii = folded.get(word.at as usize).is_some_and(u8::is_ascii);
            // Letters of other scripts than Latin take two bytes, if the word is all of one script.
            if is_ascii { word.len } else { word.len / 2 }
        };
        for start in 0..self.words.len() {
            let rest = self.words.get(start..).unwrap_or_default();
            let (mut shingle, mut length) = (0, 0);
            for (nth, word) in rest.iter().take(SHINGLE_WORDS).enumerate() {
                shingle = step(shingle, word.hash);
                length += letters(word);
                if nth > 0 && length >= SHINGLE_LETTERS {
                    break;
                }
            }
            self.hashes.push(mix(shingle));
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
        if self.few.len() < self.hashes.len() {
            self.few.resize(self.hashes.len(), 0);
        }
        let mut passed = 0;
        for hash in &self.hashes {
            // Written always and kept seldom: no branch to predict.
            if let Some(slot) = self.few.get_mut(passed) {
                *slot = *hash;
            }
            passed += usize::from(*hash <= bar);
        }
        let few = smallest_of(self.few.get_mut(..passed).unwrap_or_default());
        if few.len() < SAMPLES { smallest_of(&mut self.hashes) } else { few }
    }
}

/// The first distinct ones in order.
fn smallest_of(hashes: &mut [u64]) -> Vec<u64> {
    hashes.sort_unstable();
    let mut samples = Vec::with_capacity(SAMPLES);
    samples.extend(hashes.chunk_by(|a, b| a == b).filter_map(<[u64]>::first).take(SAMPLES));
    samples
}

/// A hash of a word. `xxh3` is as good and slower: most words fit into two registers.
fn hash(word: &[u8]) -> u64 {
    let (low, high) = match (word.first_chunk(), word.last_chunk()) {
        (Some(first), Some(last)) if word.len() <= 16 => {
            (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
        }
        (Some(_), _) => return xxh3_64(word),
        _ => match (word.first_chunk(), word.last_chunk()) {
            (Some(first), Some(last)) => {
                (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
            }
            _ => word.iter().fold((0, 0), |(low, high), byte| (low << 8 | u64::from(*byte), high + 1)),
        },
    };
    let length = word.len() as u64;
    let product = u128::from(low ^ 0x9E37_79B9_7F4A_7C15) * u128::from(high ^ 0xD6E8_FEB8_6659_FD93 ^ length);
    (product >> 64) as u64 ^ product as u64
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

    #[test]
    fn punctuation_and_spaces_do_not_count() {
        assert_eq!(take("one two, three - four"), take("one  two three four."));
        assert_eq!(take(" one two three four"), take("one two three four"));
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
