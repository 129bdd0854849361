//! Numbers in a folded text: digits, words from zero to billions in Arabic and English, duals of nouns, ordinals, and the
//! vague ones (`عشرات`, `نحو 50`, `أكثر من 100`) as ranges. What a number counts, and whether it is a year, a date or a share,
//! is for the caller to see from its surroundings; nothing is left out for being one of these.
//!
//! Words are data (`numbers.toml`); the grammar by which they combine is code, in `phrase`.

mod atom;
mod phrase;
mod qualify;
mod words;

pub use words::Words;

use crate::token::{self, Kind, Token};
use atom::{Atom, Atoms};
use phrase::Phrase;
use std::ops::Range;

/// A number that a text states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Where it stands, in bytes of the folded text; words such as "about" are outside.
    pub range: Range<usize>,
    /// The number said; for a range or a vague word its lower end.
    pub value: u64,
    /// The least it can be.
    pub min: u64,
    /// The most it can be, where the text sets a bound.
    pub max: Option<u64>,
    /// Said as it is, without "about", "more than", "dozens" or a fraction cut off.
    pub exact: bool,
    /// A place in an order (`الثالث`, `3rd`), not a quantity.
    pub ordinal: bool,
    /// Said by the dual of a noun (`شخصين`): the range is the noun itself.
    pub dual_noun: bool,
}

/// The numbers of `folded` in order, not overlapping.
pub fn numbers(folded: &str, words: &Words) -> Vec<Number> {
    let tokens = token::tokens(folded);
    let word = |at: usize| tokens.get(at).and_then(|token| folded.get(token.range.clone()));
    numbers_among(folded, &tokens, words, |at| word(at).is_some_and(|word| words.may_begin(word)))
}

/// The numbers of `folded` like [`numbers`], for callers that have its tokens and know of each, by its position, whether
/// a number [may begin](Words::may_begin) with it.
pub fn numbers_among(
    folded: &str,
    tokens: &[Token],
    words: &Words,
    may_begin: impl Fn(usize) -> bool,
) -> Vec<Number> {
    let atoms = Atoms { text: folded, tokens, words };
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some((count, number)) = may_begin(at).then(|| number_at(&atoms, at)).flatten() else {
            at += 1;
            continue;
        };
        let number = qualify::qualify(&atoms, at..at + count, number);
        match found
            .last_mut()
            .filter(|last: &&mut (usize, Number)| qualify::is_range(&atoms, last, at, &number))
        {
            Some((end, last)) => {
                qualify::merge(last, &number);
                *end = at + count;
            }
            None => found.push((at + count, number)),
        }
        at += count;
    }
    found.into_iter().map(|(_, number)| number).collect()
}

/// The number that starts at a token, and how many tokens it takes.
fn number_at(atoms: &Atoms<'_>, at: usize) -> Option<(usize, Number)> {
    let token = atoms.tokens.get(at)?;
    if token.kind == Kind::Word && atoms.words.is_dual(atoms.word(at)) {
        return Some(dual(atoms, at, token));
    }
    if is_designation(atoms, at) {
        return None;
    }
    let (count, phrase) = Phrase::read(atoms, at)?;
    let end = atoms.tokens.get(at + count - 1)?.range.end;
    Some((count, phrase.number(token.range.start..end)))
}

/// A noun in the dual, with the word for two that may follow it.
fn dual(atoms: &Atoms<'_>, at: usize, token: &Token) -> (usize, Number) {
    let follows = matches!(atoms.at(at + 1), Some((1, Atom { part: atom::Part::Unit(2), and: false, .. })));
    let end = atoms.tokens.get(at + 1).filter(|_| follows).map_or(token.range.end, |next| next.range.end);
    let number = Number {
        range: token.range.start..end,
        value: 2,
        min: 2,
        max: Some(2),
        exact: true,
        ordinal: false,
        dual_noun: true,
    };
    (1 + usize::from(follows), number)
}

/// "F-16", `كوفيد-19`: a number tied to a word by a hyphen names a thing.
fn is_designation(atoms: &Atoms<'_>, at: usize) -> bool {
    let Some(start) = atoms.tokens.get(at).filter(|t| t.kind == Kind::Number).map(|t| t.range.start) else {
        return false;
    };
    let before = atoms.text.get(..start).unwrap_or_default();
    before
        .strip_suffix('-')
        .is_some_and(|word| word.chars().next_back().is_some_and(crate::letters::is_letter))
}

#[cfg(test)]
mod tests;
