//! Runs of characters that a reader of text need not look at one by one. News is made of Arabic letters and ASCII: what
//! these are is one look-up in a table by their bytes, without decoding, and everything else ends the run.

/// What the characters of a run have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Run {
    /// Letters of the Arabic script.
    Arabic,
    /// Letters and digits.
    Alphanumeric,
    /// What tokens take for a part of a word, wherever it stands.
    Word,
    /// What every display form has as it is, marks left aside.
    Plain,
    /// What is a whole by itself: no normalization changes it.
    Composed,
    /// What ends neither a sentence nor a heading; spaces among them.
    Quiet,
    /// What the profiles of languages have as it is: nothing to leave out, nothing to lower.
    Lower,
}

/// The kinds of each character, a bit each, by [`place`].
static TABLE: [u8; ASCII + PAIRS] = table();

const ASCII: usize = 0x80;
/// The first character of the Arabic block by its two bytes, and how far the last one lies from it.
const FIRST_PAIR: u16 = 0xD880;
const PAIRS: usize = 0xDBC0 - FIRST_PAIR as usize;

/// One past the characters from byte `at` on that are of this kind.
#[inline]
pub(crate) fn end(s: &str, mut at: usize, run: Run) -> usize {
    let bit = 1 << run as u8;
    let bytes = s.as_bytes();
    while let Some(&first) = bytes.get(at) {
        let second = bytes.get(at + 1).copied().unwrap_or_default();
        if TABLE.get(place(first, second)).is_none_or(|bits| bits & bit == 0) {
            break;
        }
        at += 2 - usize::from(first.is_ascii());
    }
    at
}

/// Where a character stands in the table, or beyond its end. Of ASCII by its byte, of the Arabic block by both bytes in one
/// number, which leaves places empty; without a branch, since a processor cannot guess where a word ends.
#[inline]
const fn place(first: u8, second: u8) -> usize {
    let pair = u16::from_be_bytes([first, second]).wrapping_sub(FIRST_PAIR) as usize;
    if first.is_ascii() { first as usize } else { ASCII + pair }
}

/// The character at a byte; none at the end, and inside of a character.
#[inline]
pub(crate) fn char_at(s: &str, at: usize) -> Option<char> {
    s.get(at..).and_then(|rest| rest.chars().next())
}

impl Run {
    const ALL: [Run; 7] =
        [Run::Arabic, Run::Alphanumeric, Run::Word, Run::Plain, Run::Composed, Run::Quiet, Run::Lower];

    /// Whether a character of ASCII or of the Arabic block is of this kind.
    const fn has(self, c: char) -> bool {
        match self {
            Run::Arabic => super::is_arabic_letter(c),
            Run::Alphanumeric => {
                c.is_ascii_alphanumeric() || matches!(c, '\u{620}'..='\u{657}' | '\u{660}'..='\u{669}')
            }
            Run::Word => {
                c.is_ascii_alphabetic() || matches!(c, '\u{620}'..='\u{65F}' | '\u{671}'..='\u{6D3}')
            }
            Run::Plain => {
                let is_kept =
                    matches!(c, ' '..='~' | '\n' | '\t' | '\u{60C}'..='\u{63F}' | '\u{641}'..='\u{6D5}');
                is_kept && Run::Composed.has(c) && !super::is_invisible(c)
            }
            Run::Composed => matches!(c, '\0'..='\u{7F}' | '\u{600}'..='\u{60F}' | '\u{61B}'..='\u{64A}'
                | '\u{660}'..='\u{66F}' | '\u{671}'..='\u{6D5}' | '\u{6EE}'..='\u{6FF}'),
            Run::Quiet => {
                c == ' '
                    || c.is_ascii_alphanumeric()
                    || matches!(c, '\u{621}'..='\u{628}' | '\u{62A}'..='\u{63F}' | '\u{641}'..='\u{64A}')
            }
            Run::Lower => matches!(c, 'a'..='z' | '\u{620}'..='\u{63F}' | '\u{641}'..='\u{657}'),
        }
    }
}

const fn bits(c: Option<char>) -> u8 {
    let (mut bits, mut rest): (u8, &[Run]) = (0, &Run::ALL);
    while let ([run, others @ ..], Some(c)) = (rest, c) {
        bits |= (run.has(c) as u8) << *run as u8;
        rest = others;
    }
    bits
}

#[expect(clippy::indexing_slicing, reason = "computed when compiled")]
const fn table() -> [u8; ASCII + PAIRS] {
    let mut table = [0; ASCII + PAIRS];
    let mut scalar = 0;
    while scalar < 0x700 {
        // The bytes of UTF-8, as far as the table reaches.
        let (first, second) = match scalar {
            0..0x80 => (scalar as u8, 0),
            _ => (0xC0 | (scalar >> 6) as u8, 0x80 | (scalar & 0x3F) as u8),
        };
        if scalar < 0x80 || scalar >= 0x600 {
            table[place(first, second)] = bits(char::from_u32(scalar));
        }
        scalar += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_end_where_their_kind_does() {
        for run in Run::ALL {
            for c in ('\0'..='\u{7F}').chain('\u{600}'..='\u{6FF}') {
                let text = format!("{c}\u{2026}");
                assert_eq!(end(&text, 0, run), if run.has(c) { c.len_utf8() } else { 0 }, "{run:?} {c:?}");
            }
        }
        assert_eq!(end("\u{E9}", 0, Run::Word), 0);
        assert_eq!(end("ab", 2, Run::Word), 2);
    }
}
