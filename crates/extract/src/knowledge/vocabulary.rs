//! Every phrase of the knowledge in one trie over folded words.
//!
//! A trie over words, and no automaton over bytes: Arabic glues conjunctions, prepositions and the article to
//! the first word of a name, and looking up four spellings of one word is cheaper than four copies of every
//! phrase.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use text::token::{Kind, tokens};

/// Phrases of folded words, each with what it may mean.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary<P> {
    words: HashMap<Box<str>, u32, BuildHasherDefault<WordHasher>>,
    edges: HashMap<u64, u32, BuildHasherDefault<WordHasher>>,
    meanings: Vec<Vec<P>>,
}

/// Multiply-and-rotate hashing: keys are short and come from configuration, or are looked up and never
/// stored, so that nobody can fill a bucket from outside.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WordHasher(u64);

/// The empty phrase, where every look-up starts.
pub(crate) const ROOT: u32 = 0;

impl<P: PartialEq> Vocabulary<P> {
    pub(crate) fn new() -> Self {
        Self { words: HashMap::default(), edges: HashMap::default(), meanings: vec![Vec::new()] }
    }

    /// Adds a phrase, which is folded already. A meaning is kept once.
    pub(crate) fn insert(&mut self, phrase: &str, meaning: P) {
        let mut node = ROOT;
        for word in words_of(phrase) {
            let word = self.intern(word);
            node = self.descend(node, word);
        }
        if node == ROOT {
            return;
        }
        if let Some(meanings) = self.meanings.get_mut(node as usize)
            && !meanings.contains(&meaning)
        {
            meanings.push(meaning);
        }
    }

    fn intern(&mut self, word: &str) -> u32 {
        if let Some(&id) = self.words.get(word) {
            return id;
        }
        let id = self.words.len() as u32;
        self.words.insert(word.into(), id);
        id
    }

    fn descend(&mut self, node: u32, word: u32) -> u32 {
        let next = self.meanings.len() as u32;
        let child = *self.edges.entry(edge(node, word)).or_insert(next);
        if child == next {
            self.meanings.push(Vec::new());
        }
        child
    }

    /// The number of a folded word, if any phrase has it.
    pub(crate) fn word(&self, folded: &str) -> Option<u32> {
        self.words.get(folded).copied()
    }

    /// The phrase that is longer by one word.
    pub(crate) fn child(&self, node: u32, word: u32) -> Option<u32> {
        self.edges.get(&edge(node, word)).copied()
    }

    /// What the phrase may mean; empty for a mere beginning of phrases.
    pub(crate) fn meanings(&self, node: u32) -> &[P] {
        self.meanings.get(node as usize).map_or(&[], Vec::as_slice)
    }
}

fn edge(node: u32, word: u32) -> u64 {
    u64::from(node) << 32 | u64::from(word)
}

/// The words and numbers of a folded phrase; punctuation plays no part in names.
pub(crate) fn words_of(phrase: &str) -> impl Iterator<Item = &str> {
    tokens(phrase)
        .into_iter()
        .filter(|token| token.kind != Kind::Punct)
        .filter_map(|token| phrase.get(token.range))
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let word = chunk.iter().rev().fold(0_u64, |word, &byte| word << 8 | u64::from(byte));
            self.write_u64(word);
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 29
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(vocabulary: &Vocabulary<u8>, phrase: &str, expected: &[u8]) {
        let node =
            words_of(phrase).try_fold(ROOT, |node, word| vocabulary.child(node, vocabulary.word(word)?));
        assert_eq!(node.map_or(&[][..], |node| vocabulary.meanings(node)), expected, "{phrase}");
    }

    #[test]
    fn phrases_are_found_whole() {
        let mut vocabulary = Vocabulary::new();
        vocabulary.insert("red cross", 1);
        vocabulary.insert("red", 2);
        vocabulary.insert("red cross", 3);
        vocabulary.insert("red cross", 1);
        vocabulary.insert("-", 9);
        check(&vocabulary, "red cross", &[1, 3]);
        check(&vocabulary, "red", &[2]);
        check(&vocabulary, "cross", &[]);
        check(&vocabulary, "", &[]);
    }
}
