//! Words, numbers and punctuation of a text, and the stems that an Arabic word may hide behind its clitics. Works on display
//! and on folded text alike. Not UAX 29: that rule set keeps `27/8` and `c'est` the way a matcher does not want them, and is
//! an order slower; the three classes here are what the matchers of this workspace ask for.

mod clitic;

pub use clitic::{Clitics, clitics};

use crate::letters::{self, run, run::Run};
use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Letters with their marks; Latin words keep inner apostrophes, and digits after their first letter.
    Word,
    /// Digits of any script, with separators between digits where they group or divide (`1,234.5`).
    Number,
    /// One punctuation mark, symbol or emoji.
    Punct,
}

/// One token of a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Token {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// The tokens of `s` in order; white space and invisible characters lie between them.
pub fn tokens(s: &str) -> Vec<Token> {
    let mut found = Vec::with_capacity(s.len() / 8);
    let mut at = 0;
    while let Some(c) = run::char_at(s, at) {
        let start = at;
        at = run::end(s, start, Run::Word);
        let kind = if at > start || is_word_char(c) {
            at = word_end(s, at.max(start + c.len_utf8()));
            Kind::Word
        } else {
            at += c.len_utf8();
            if c.is_whitespace() || letters::is_invisible(c) {
                continue;
            }
            if is_digit(c) {
                at = number_end(s, at);
                Kind::Number
            } else {
                at = punct_end(s, at);
                Kind::Punct
            }
        };
        found.push(Token { range: start..at, kind });
    }
    found
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}')
}

fn is_word_char(c: char) -> bool {
    !c.is_ascii() && (letters::is_letter(c) || letters::is_mark(c) || c == letters::TATWEEL)
}

/// Where the word ends of which a part ends at `end`.
fn word_end(s: &str, mut end: usize) -> usize {
    loop {
        end = run::end(s, end, Run::Word);
        let Some(c) = run::char_at(s, end).filter(|c| *c != ' ') else { return end };
        let goes_on = is_word_char(c) || {
            let last = s.get(..end).and_then(|before| before.chars().next_back()).unwrap_or(' ');
            let inner = matches!(c, '\'' | '\u{2019}')
                && letters::is_letter(last)
                && !letters::is_arabic_letter(last);
            is_latin_digit(c, last) || inner && next_is(s, end, c, letters::is_letter)
        };
        if !goes_on {
            return end;
        }
        end += c.len_utf8();
    }
}

/// "F16" is one word, but an Arabic word with a digit after it ("ص5") is two things.
fn is_latin_digit(c: char, last: char) -> bool {
    c.is_ascii_digit() && (last.is_ascii_alphanumeric())
}

fn number_end(s: &str, mut end: usize) -> usize {
    while let Some(c) = run::char_at(s, end) {
        let separates = matches!(c, '.' | ',' | '\u{66B}' | '\u{66C}') && next_is(s, end, c, is_digit);
        if !(is_digit(c) || separates) {
            break;
        }
        end += c.len_utf8();
    }
    end
}

/// A symbol keeps the marks and variation selectors that follow it.
fn punct_end(s: &str, mut end: usize) -> usize {
    let follows = |c: &char| matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{20E3}');
    while let Some(c) = run::char_at(s, end).filter(follows) {
        end += c.len_utf8();
    }
    end
}

fn next_is(s: &str, at: usize, c: char, test: impl Fn(char) -> bool) -> bool {
    s.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next()).is_some_and(test)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(s: &str, expected: &[&str]) {
        let found: Vec<&str> = tokens(s).into_iter().map(|t| s.get(t.range).unwrap()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_numbers_punctuation() {
        check("اعتقال 13 شخصاً، و٢٠ آخرين.", &["اعتقال", "13", "شخصاً", "،", "و", "٢٠", "آخرين", "."]);
        check("في الـ27/8/2023م", &["في", "الـ", "27", "/", "8", "/", "2023", "م"]);
        check("1,234.5 و 7.", &["1,234.5", "و", "7", "."]);
        check("it's an F16, l’Irak U.S.", &["it's", "an", "F16", ",", "l’Irak", "U", ".", "S", "."]);
        check("⚠️ «قسد»", &["⚠️", "«", "قسد", "»"]);
        check("بـ\"قسد\"", &["بـ", "\"", "قسد", "\""]);
    }

    proptest! {
        #[test]
        fn ranges_ascend_and_cover_all_but_space(s in "\\PC{0,60}") {
            let mut last = 0;
            for token in tokens(&s) {
                prop_assert!(token.range.start >= last && token.range.end > token.range.start);
                let between = s.get(last..token.range.start).unwrap();
                prop_assert!(between.chars().all(|c| c.is_whitespace() || letters::is_invisible(c)));
                last = token.range.end;
            }
        }
    }
}
