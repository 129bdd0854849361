//! What the words beside a number make of it: "about", "more than", "at least", "between … and …".

use super::Number;
use super::atom::Atoms;
use super::words::{Beside, Meaning};
use crate::token::clitics;
use std::ops::Range;

/// Tokens between a number and a phrase after it: the noun and one adjective.
const NOUN_TOKENS: usize = 3;
/// Phrases of no more tokens are looked at by their first word's end before they are compared.
const PHRASE_TOKENS: usize = 4;

/// Turns a number into a range where a phrase before or after it says so.
pub(super) fn qualify(atoms: &Atoms<'_>, tokens: Range<usize>, number: Number) -> Number {
    if number.ordinal || number.dual_noun {
        return number;
    }
    match meaning_before(atoms, tokens.start).or_else(|| meaning_after(atoms, tokens.end)) {
        Some(meaning) => apply(meaning, number),
        None => number,
    }
}

fn meaning_after(atoms: &Atoms<'_>, end: usize) -> Option<Meaning> {
    let near = end..end + NOUN_TOKENS;
    let ends: [Option<u8>; NOUN_TOKENS] = std::array::from_fn(|offset| last_byte(atoms, end + offset));
    let fits = |phrase: &&Beside| {
        ends.contains(&phrase.end) && near.clone().any(|at| phrase_at(atoms, at, &phrase.words))
    };
    atoms.words.after.iter().find(fits).map(|phrase| phrase.meaning)
}

fn last_byte(atoms: &Atoms<'_>, at: usize) -> Option<u8> {
    atoms.word(at).as_bytes().last().copied()
}

fn apply(meaning: Meaning, number: Number) -> Number {
    let (value, exact) = (number.value, false);
    match meaning {
        Meaning::About => {
            let slack = (value / 10).max(1);
            let max = number.max.map(|max| max.max(value.saturating_add(slack)));
            Number { min: number.min.min(value.saturating_sub(slack)), max, exact, ..number }
        }
        Meaning::AtLeast => Number { max: None, exact, ..number },
        Meaning::AtMost => Number { min: 0, max: Some(value), exact, ..number },
    }
}

/// What the phrase before a token says of it.
fn meaning_before(atoms: &Atoms<'_>, start: usize) -> Option<Meaning> {
    let ends: [Option<u8>; PHRASE_TOKENS] =
        std::array::from_fn(|back| last_byte(atoms, start.checked_sub(back + 1)?));
    let fits = |phrase: &&Beside| {
        let end = ends.get(phrase.words.len().wrapping_sub(1));
        end.is_none_or(|end| *end == phrase.end) && stands_before(atoms, start, &phrase.words)
    };
    atoms.words.before.iter().find(fits).map(|phrase| phrase.meaning)
}

fn stands_before(atoms: &Atoms<'_>, start: usize, phrase: &[String]) -> bool {
    start.checked_sub(phrase.len()).is_some_and(|at| phrase_at(atoms, at, phrase))
}

/// Whether a phrase stands at a token; its first word may have particles before it (`بأكثر من`).
fn phrase_at(atoms: &Atoms<'_>, at: usize, phrase: &[String]) -> bool {
    let Some((first, rest)) = phrase.split_first() else { return false };
    let word = atoms.word(at);
    let opens = word.ends_with(first.as_str()) && clitics(word).any(|stem| stem == first);
    opens && rest.iter().enumerate().all(|(index, expected)| atoms.word(at + 1 + index) == expected)
}

/// Whether a number at a token and the one before it (which ended before a token) are the two ends of one range.
pub(super) fn is_range(atoms: &Atoms<'_>, last: &(usize, Number), at: usize, number: &Number) -> bool {
    let (end, low) = last;
    let plain = |n: &Number| n.exact && !n.ordinal && !n.dual_noun;
    // Years keep to themselves: the dates of a text are read elsewhere.
    let is_year = |n: &Number| (1900..2100).contains(&n.value);
    if !plain(low) || !plain(number) || low.value >= number.value || is_year(low) || is_year(number) {
        return false;
    }
    let between = atoms.word(*end);
    let is_joined = at == *end + 1 && (atoms.words.range_between.iter().any(|word| word == between));
    let is_conjoined = at == *end && atoms.word(at).starts_with('و');
    (is_joined || is_conjoined) && starts_range(atoms, *end, low)
}

fn starts_range(atoms: &Atoms<'_>, end: usize, low: &Number) -> bool {
    let first = atoms.tokens.iter().take(end).rposition(|token| token.range.start == low.range.start);
    let Some(first) = first else { return false };
    atoms.words.range_before.iter().any(|phrase| stands_before(atoms, first, phrase))
}

/// Makes one range of its two ends.
pub(super) fn merge(low: &mut Number, high: &Number) {
    low.range.end = high.range.end;
    low.max = high.max;
    low.exact = false;
}
