//! Every phrase of the knowledge in one trie over folded words.
//!
//! A trie over words, and no automaton over bytes: Arabic glues conjunctions, prepositions and the article to
//! the first word of a name, and looking up four spellings of one word is cheaper than four copies of every
//! phrase.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use foldhash::fast::FixedState;
use text::token::{Kind, tokens};

/// Phrases of folded words, each with what it may mean.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary<P> {
    serial: u64,
    words: HashMap<Box<str>, u32, FixedState>,
    edges: HashMap<u64, u32, FixedState>,
    nodes: Vec<Node<P>>,
}

#[derive(Debug, Clone)]
struct Node<P> {
    meanings: Vec<P>,
    goes_on: bool,
}

/// Tells vocabularies apart.
static SERIAL: AtomicU64 = AtomicU64::new(1);

/// The empty phrase, where every look-up starts.
pub(crate) const ROOT: u32 = 0;

impl<P: PartialEq> Vocabulary<P> {
    pub(crate) fn new() -> Self {
        Self {
            serial: SERIAL.fetch_add(1, Ordering::Relaxed),
            words: HashMap::default(),
            edges: HashMap::default(),
            nodes: vec![Node::new()],
        }
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
        if let Some(node) = self.nodes.get_mut(node as usize)
            && !node.meanings.contains(&meaning)
        {
            node.meanings.push(meaning);
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
        let next = self.nodes.len() as u32;
        let child = *self.edges.entry(edge(node, word)).or_insert(next);
        if child == next {
            self.nodes.push(Node::new());
            if let Some(node) = self.nodes.get_mut(node as usize) {
                node.goes_on = true;
            }
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
        self.nodes.get(node as usize).map_or(&[], |node| node.meanings.as_slice())
    }

    /// Whether longer phrases begin with this one.
    pub(crate) fn goes_on(&self, node: u32) -> bool {
        self.nodes.get(node as usize).is_some_and(|node| node.goes_on)
    }

    /// Different for each vocabulary that was ever made; copies, which do not differ, share it.
    pub(crate) fn serial(&self) -> u64 {
        self.serial
    }
}

impl<P> Node<P> {
    fn new() -> Self {
        Self { meanings: Vec::new(), goes_on: false }
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
