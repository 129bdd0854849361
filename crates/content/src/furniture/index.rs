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

/// Phrases of all `[[line]]` entries by their first word.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    exact: HashMap<String, Vec<Entry>, FixedState>,
    /// First words that end in a wildcard, by their first letter.
    open: HashMap<char, Vec<Entry>, FixedState>,
    /// The most words that any entry allows.
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
        let longest = rules.iter().map(|rule| rule.max_words).max().unwrap_or_default();
        let mut index = Self { longest, ..Self::default() };
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
                index.file(Entry { rule: at, field, phrase: phrase.clone() });
            }
        }
        index
    }

    fn file(&mut self, entry: Entry) {
        match entry.phrase.first() {
            (word, false) => self.exact.entry(word.to_owned()).or_default().push(entry),
            (word, true) => self.open.entry(initial(word)).or_default().push(entry),
        }
    }

    /// Numbers of the entries that fit the line, wherever it stands, in their order.
    pub(super) fn fitting(&self, line: &Line, rules: &[LineRule]) -> Vec<usize> {
        if line.len() == 0 || line.len() > self.longest {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (at, word) in line.words().enumerate() {
            let bare = word.strip_prefix(line::is_proclitic);
            for word in [Some(word), bare].into_iter().flatten() {
                let exact = self.exact.get(word).into_iter().flatten();
                for entry in exact.chain(self.open.get(&initial(word)).into_iter().flatten()) {
                    note(entry, at, line, &mut found);
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

fn note(entry: &Entry, at: usize, line: &Line, all: &mut Vec<Found>) {
    let known = all.iter().position(|found| found.rule == entry.rule);
    let named = known.and_then(|known| all.get(known)).is_some_and(|found| found.named);
    if entry.field == Field::Start && at > 0 || entry.field != Field::With && named {
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
