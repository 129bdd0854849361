//! Finds the entries whose phrases stand in a line without trying each phrase at each word.
//!
//! A phrase is filed under its first word. A line looks up each of its words (with and without a proclitic)
//! and compares only what is filed there, so the cost grows with the line, not with the vocabulary.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::{LineRule, MarkupRule, Phrase};
use crate::line::{self, Line};

/// In which list of a `[[line]]` a phrase stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Start,
    End,
    Whole,
    Contain,
    Only,
    With,
}

#[derive(Debug, Clone)]
struct Entry {
    rule: usize,
    field: Field,
    phrase: Phrase,
}

/// Phrases of all `[[line]]` entries.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// Those that count at the beginning of a line only.
    first: Phrases,
    anywhere: Phrases,
}

/// Phrases by their first word.
#[derive(Debug, Clone, Default)]
struct Phrases {
    exact: HashMap<String, Vec<Entry>, FixedState>,
    /// First words that end in a wildcard, by their first letter.
    open: HashMap<char, Vec<Entry>, FixedState>,
    /// How the words begin that are filed: most words of a text begin otherwise, and are looked up no further.
    openings: Openings,
    /// The most words that a line may have for one of them.
    longest: usize,
}

/// What was found of one entry.
#[derive(Debug, Clone, Copy)]
struct Found {
    rule: usize,
    named: bool,
    with: bool,
    only: bool,
}

impl Index {
    pub(super) fn new(rules: &[LineRule]) -> Self {
        let mut index = Self::default();
        for (at, rule) in rules.iter().enumerate() {
            let lists = [
                (Field::Start, &rule.start),
                (Field::End, &rule.end),
                (Field::Whole, &rule.whole),
                (Field::Contain, &rule.contain),
                (Field::Only, &rule.only),
                (Field::With, &rule.with),
            ];
            for (field, phrase) in
                lists.into_iter().flat_map(|(field, list)| list.iter().map(move |p| (field, p)))
            {
                index.file(Entry { rule: at, field, phrase: phrase.clone() }, rule.max_words);
            }
        }
        index
    }

    fn file(&mut self, entry: Entry, longest: usize) {
        let first = matches!(entry.field, Field::Start | Field::Whole | Field::Only);
        let phrases = if first { &mut self.first } else { &mut self.anywhere };
        phrases.longest = phrases.longest.max(longest);
        phrases.file(entry);
    }

    /// Numbers of the entries that fit the line, wherever it stands, in their order.
    pub(super) fn fitting(&self, line: &Line, rules: &[LineRule]) -> Vec<usize> {
        let mut found = Vec::new();
        let (first, anywhere) = (line.len() <= self.first.longest, line.len() <= self.anywhere.longest);
        let words = if anywhere { line.len() } else { usize::from(first) };
        for (at, word) in line.words().take(words).enumerate() {
            let bare = word.strip_prefix(line::is_proclitic);
            for word in [Some(word), bare].into_iter().flatten() {
                if first && at == 0 {
                    self.first.of(word).for_each(|entry| note(entry, at, line, &mut found));
                }
                if anywhere {
                    self.anywhere.of(word).for_each(|entry| note(entry, at, line, &mut found));
                }
            }
        }
        found.sort_unstable_by_key(|found| found.rule);
        let fits = |found: &Found| {
            let Some(rule) = rules.get(found.rule) else { return false };
            let named = found.named || found.only && rule.made_of(line);
            named && (found.with || rule.with.is_empty()) && rule.measures(line)
        };
        found.into_iter().filter(fits).map(|found| found.rule).collect()
    }
}

impl Phrases {
    fn file(&mut self, entry: Entry) {
        self.openings.add(entry.phrase.first());
        match entry.phrase.first() {
            (word, false) => self.exact.entry(word.to_owned()).or_default().push(entry),
            (word, true) => self.open.entry(initial(word)).or_default().push(entry),
        }
    }

    /// The phrases that may begin with this word.
    fn of(&self, word: &str) -> impl Iterator<Item = &Entry> {
        let may_have = self.openings.may_have(word);
        let exact = may_have.then(|| self.exact.get(word)).flatten();
        let open = may_have.then(|| self.open.get(&initial(word))).flatten();
        exact.into_iter().chain(open).flatten()
    }
}

/// Beginnings of words. It says no to most words that are not among them, and never to one that is.
#[derive(Debug, Clone)]
struct Openings {
    /// By length and first bytes.
    exact: Vec<bool>,
    /// By the first letter alone.
    open: Vec<bool>,
}

impl Default for Openings {
    fn default() -> Self {
        Self { exact: vec![false; Self::PLACES], open: vec![false; Self::PLACES] }
    }
}

impl Openings {
    const PLACES: usize = 1 << 12;

    fn add(&mut self, (word, open): (&str, bool)) {
        let (exact, letter) = Self::places(word);
        let slot = if open { self.open.get_mut(letter) } else { self.exact.get_mut(exact) };
        if let Some(slot) = slot {
            *slot = true;
        }
    }

    fn may_have(&self, word: &str) -> bool {
        let (exact, letter) = Self::places(word);
        self.exact.get(exact).is_some_and(|slot| *slot) || self.open.get(letter).is_some_and(|slot| *slot)
    }

    fn places(word: &str) -> (usize, usize) {
        let byte = |at: usize| word.as_bytes().get(at).map_or(0, |byte| usize::from(*byte));
        let exact = (byte(1) << 6) ^ (byte(3) << 1) ^ byte(2) ^ word.len();
        (exact % Self::PLACES, initial(word) as usize % Self::PLACES)
    }
}

fn note(entry: &Entry, at: usize, line: &Line, all: &mut Vec<Found>) {
    let known = all.iter().position(|found| found.rule == entry.rule);
    let named = known.and_then(|known| all.get(known)).is_some_and(|found| found.named);
    if entry.field != Field::With && named {
        return;
    }
    let Some(end) = entry.phrase.at(line, at) else { return };
    let known = known.unwrap_or_else(|| {
        all.push(Found { rule: entry.rule, named: false, with: false, only: false });
        all.len() - 1
    });
    let Some(found) = all.get_mut(known) else { return };
    match entry.field {
        Field::Start | Field::Contain => found.named = true,
        Field::Whole => found.named |= at == 0 && end == line.len(),
        Field::End => found.named |= end == line.len(),
        Field::Only => found.only |= at == 0,
        Field::With => found.with = true,
    }
}

fn initial(word: &str) -> char {
    word.chars().next().unwrap_or_default()
}

/// Phrases of all `[[markup]]` entries by their first word.
#[derive(Debug, Clone, Default)]
pub(super) struct MarkupIndex {
    exact: HashMap<String, Vec<(usize, Phrase)>, FixedState>,
    open: HashMap<char, Vec<(usize, Phrase)>, FixedState>,
}

impl MarkupIndex {
    pub(super) fn new(rules: &[MarkupRule]) -> Self {
        let mut index = Self::default();
        for (rule, phrase) in
            rules.iter().enumerate().flat_map(|(i, r)| r.phrases.iter().map(move |p| (i, p)))
        {
            match phrase.first() {
                (word, false) => index.exact.entry(word.to_owned()).or_default().push((rule, phrase.clone())),
                (word, true) => index.open.entry(initial(word)).or_default().push((rule, phrase.clone())),
            }
        }
        index
    }

    /// Numbers of the entries of which a phrase stands among these words, in their order.
    pub(super) fn fitting(&self, words: &[String]) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for at in 0..words.len() {
            let rest = words.get(at..).unwrap_or_default();
            let Some(word) = rest.first().filter(|word| !word.is_empty()) else { continue };
            let exact = self.exact.get(word).into_iter().flatten();
            let open = self.open.get(&initial(word)).into_iter().flatten();
            found.extend(exact.chain(open).filter(|(_, phrase)| phrase.opens(rest)).map(|(rule, _)| *rule));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
