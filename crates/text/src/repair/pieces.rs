//! Cuts a raw text into pieces, runs of Arabic letters, and names what lies between two of them. Only describes; whether a gap
//! was a break in a word is decided elsewhere.

use crate::letters::{self, run, run::Run};
use std::ops::Range;

/// A run of Arabic letters with their marks, tatweel and invisible characters.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Bytes of the raw text, outer tatweel included.
    pub(super) range: Range<usize>,
    /// How many letters it has; tatweel and marks do not count.
    pub(super) letters: usize,
    pub(super) tatweel_before: bool,
    pub(super) tatweel_after: bool,
    /// Invisible characters between its letters.
    pub(super) invisible: usize,
    /// What stands between this piece and the next.
    pub(super) gap: Gap,
}

/// What stands between two pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Tatweel on both sides of spaces or signs.
    Torn,
    /// Spaces, with tatweel on one side.
    HalfTorn,
    /// Spaces alone.
    Space,
    /// A sign that parts letters, nothing else.
    Sign(char),
    /// Such a sign with spaces around it.
    SpacedSign,
    /// One digit, symbol or Latin letter in the place of a letter.
    Stand(char),
    /// Anything else: the pieces belong to different words.
    Apart,
}

/// The pieces of `s` in order.
pub(super) fn scan(s: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(s.len() / 10);
    let mut at = 0;
    while let Some(c) = run::char_at(s, at) {
        let start = at;
        if c.is_ascii() || !(letters::is_arabic_letter(c) || c == letters::TATWEEL) {
            at += c.len_utf8();
            continue;
        }
        let mut reading = Reading::default();
        loop {
            let end = run::end(s, at, Run::Arabic);
            if end > at {
                reading.take_letters((end - at) / 2);
                at = end;
            }
            let Some(c) = run::char_at(s, at).filter(|c| belongs(*c)) else { break };
            reading.take(c);
            at += c.len_utf8();
        }
        if let Some(piece) = reading.piece(start..at) {
            if let Some(previous) = pieces.last_mut() {
                previous.gap = gap(s, previous, &piece);
            }
            pieces.push(piece);
        }
    }
    pieces
}

fn belongs(c: char) -> bool {
    !matches!(c, ' '..='~')
        && (letters::is_arabic_letter(c)
            || c == letters::TATWEEL
            || letters::is_arabic_mark(c)
            || letters::is_invisible(c))
}

/// What a piece turns out to be while its characters are read.
#[derive(Default)]
struct Reading {
    letters: usize,
    tatweel_before: bool,
    tatweel_after: bool,
    invisible: usize,
    pending_invisible: usize,
}

impl Reading {
    fn take(&mut self, c: char) {
        if c == letters::TATWEEL {
            self.tatweel_before |= self.letters == 0;
            self.tatweel_after = true;
        } else if letters::is_arabic_letter(c) {
            self.take_letters(1);
        } else if letters::is_invisible(c) {
            self.pending_invisible += 1;
        }
    }

    fn take_letters(&mut self, count: usize) {
        self.letters += count;
        self.tatweel_after = false;
        self.invisible += std::mem::take(&mut self.pending_invisible);
    }

    /// None where there was tatweel and no letter.
    fn piece(self, range: Range<usize>) -> Option<Piece> {
        (self.letters > 0).then_some(Piece {
            range,
            letters: self.letters,
            tatweel_before: self.tatweel_before,
            tatweel_after: self.tatweel_after,
            invisible: self.invisible,
            gap: Gap::Apart,
        })
    }
}

/// A gap of more characters than this parts words.
const WIDEST_GAP: usize = 4;

fn gap(s: &str, left: &Piece, right: &Piece) -> Gap {
    let between = s.get(left.range.end..right.range.start).unwrap_or_default();
    if between == " " {
        return name_gap(left, right, None, 1, 0);
    }
    let mut spaces = 0;
    let mut sign = None;
    let mut others = 0;
    for (count, c) in between.chars().enumerate() {
        if count == WIDEST_GAP || letters::is_line_end(c) {
            return Gap::Apart;
        }
        if c.is_whitespace() || letters::is_invisible(c) || c == letters::TATWEEL {
            spaces += 1;
        } else if is_sign(c) && sign.is_none_or(|before| before == c) {
            sign = Some(c);
        } else if sign.replace(c).is_none() {
            others += 1;
        } else {
            return Gap::Apart;
        }
    }
    name_gap(left, right, sign, spaces, others)
}

fn name_gap(left: &Piece, right: &Piece, sign: Option<char>, spaces: usize, others: usize) -> Gap {
    match sign {
        Some(',' | '\u{60C}') if others > 0 && left.tatweel_after && right.tatweel_before => Gap::Torn,
        Some(c) if others > 0 => {
            if spaces == 0 && stands_for_letter(c) {
                Gap::Stand(c)
            } else {
                Gap::Apart
            }
        }
        _ if left.tatweel_after && right.tatweel_before => Gap::Torn,
        Some(_) if spaces > 0 => Gap::SpacedSign,
        Some(c) => Gap::Sign(c),
        None if left.tatweel_after || right.tatweel_before => Gap::HalfTorn,
        None => Gap::Space,
    }
}

/// Signs that are put between letters. Comma, colon, brackets and quotation marks are not among them: they part words.
fn is_sign(c: char) -> bool {
    matches!(
        c,
        '*' | '.'
            | '_'
            | '-'
            | '\u{2013}'
            | '\u{2014}'
            | '\u{B7}'
            | '\u{2022}'
            | '/'
            | '\\'
            | '+'
            | '~'
            | '^'
            | '='
            | '#'
            | '\u{66D}'
            | '\''
            | '`'
            | '\u{2019}'
    )
}

fn stands_for_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '@' | '$' | '!' | '|' | '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}')
}
