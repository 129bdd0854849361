//! What each character folds to. The rules are in [`fold_char`]; a table of its answers for the characters that news text is
//! made of is computed once, so that the hot path is one look-up and no rule is written twice.
//!
//! Mirrors the folding with which the gold corpora are scored (compatibility decomposition, marks dropped, lower case, the
//! letter variants below), and adds letters that keyboards confuse (heh, kaf) and Latin letters whose stroke is no mark.

use crate::letters;
use std::sync::LazyLock;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

/// The table covers two blocks: everything up to general punctuation, and the Arabic presentation forms.
const LOW_END: u32 = 0x2100;
const FORMS_START: u32 = 0xFB50;
const FORMS_END: u32 = 0xFF00;

/// Table entries: a character, or one of these, which no folded text has: a control character and the last, unassigned one.
const NOTHING: char = '\0';
const SEVERAL: char = char::MAX;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table {
    folded: (0..LOW_END).chain(FORMS_START..FORMS_END).map(entry).collect(),
    same: (0..0x80).map(is_same).chain((FIRST_PAIR..=LAST_PAIR).map(is_same_pair)).collect(),
});

struct Table {
    folded: Vec<char>,
    /// Which characters are their own folded form, those of ASCII by their byte, behind them those of two bytes by both in
    /// one number: most letters are, and are copied in runs.
    same: Vec<bool>,
}

/// The characters of two bytes, by these.
const FIRST_PAIR: u16 = 0xC280;
const LAST_PAIR: u16 = 0xDFBF;

fn is_same(scalar: u32) -> bool {
    let folded = entry(scalar);
    folded != NOTHING && char::from_u32(scalar) == Some(folded)
}

fn is_same_pair(pair: u16) -> bool {
    let [first, second] = pair.to_be_bytes();
    let scalar = u32::from(first & 0x1F) << 6 | u32::from(second & 0x3F);
    second & 0xC0 == 0x80 && is_same(scalar)
}

/// Where folded characters go. A trait rather than a closure: its method is inlined into the loop, which a closure called from
/// two places is not, and that was a third of the time.
pub(super) trait Sink {
    fn put(&mut self, folded: char, origin: u32);
    /// Puts text that is folded already; `origin` is that of its first character. Answers its length in scalars.
    fn copy(&mut self, folded: &str, origin: u32) -> u32;
}

/// Puts each folded character with the scalar offset of its source; answers the length of `s` in scalars.
pub(super) fn fold_into(s: &str, sink: &mut impl Sink) -> u32 {
    let table = &*TABLE;
    let (mut at, mut offset) = (0, 0);
    loop {
        let end = table.same_until(s, at);
        if end > at {
            offset += sink.copy(s.get(at..end).unwrap_or_default(), offset);
            at = end;
        }
        let Some(c) = s.get(at..).and_then(|rest| rest.chars().next()) else { return offset };
        match lookup(&table.folded, c) {
            Some(NOTHING) => {}
            Some(SEVERAL) | None => fold_rare(c, offset, sink),
            Some(folded) => sink.put(folded, offset),
        }
        offset += 1;
        at += c.len_utf8();
    }
}

impl Table {
    /// One past the characters from byte `at` on that are their own folded form. Without a branch between one byte and two,
    /// since a processor cannot guess where a word ends.
    #[inline]
    fn same_until(&self, s: &str, mut at: usize) -> usize {
        let bytes = s.as_bytes();
        while let Some(&first) = bytes.get(at) {
            let second = bytes.get(at + 1).copied().unwrap_or_default();
            let pair = u16::from_be_bytes([first, second]).wrapping_sub(FIRST_PAIR);
            let place = if first.is_ascii() { usize::from(first) } else { 0x80 + usize::from(pair) };
            if !self.same.get(place).is_some_and(|same| *same) {
                break;
            }
            at += 2 - usize::from(first.is_ascii());
        }
        at
    }
}

#[cold]
#[inline(never)]
fn fold_rare(c: char, offset: u32, sink: &mut impl Sink) {
    fold_char(c, &mut |folded| sink.put(folded, offset));
}

#[inline]
fn lookup(table: &[char], c: char) -> Option<char> {
    let scalar = u32::from(c);
    let index = match scalar {
        0..LOW_END => scalar,
        FORMS_START..FORMS_END => scalar - FORMS_START + LOW_END,
        _ => return None,
    };
    table.get(index as usize).copied()
}

fn entry(scalar: u32) -> char {
    let mut folded = NOTHING;
    let mut count = 0;
    if let Some(c) = char::from_u32(scalar) {
        fold_char(c, &mut |f| {
            folded = f;
            count += 1;
        });
    }
    if count > 1 { SEVERAL } else { folded }
}

/// The complete rule for one character.
fn fold_char(c: char, put: &mut dyn FnMut(char)) {
    if let Some(mapped) = before_decomposition(c) {
        return put(mapped);
    }
    // Hangul would fall apart into jamo.
    if matches!(c, '\u{AC00}'..='\u{D7A3}') {
        return put(c);
    }
    let is_form = letters::is_presentation_form(c);
    decompose_compatible(c, |part| {
        // Isolated forms of marks decompose into a space, or a tatweel, and the mark.
        if !(is_form && part == ' ' && c >= '\u{FC5E}' && is_isolated_mark(c)) {
            fold_part(part, put);
        }
    });
}

fn is_isolated_mark(c: char) -> bool {
    matches!(c, '\u{FC5E}'..='\u{FC63}' | '\u{FCF2}'..='\u{FCF4}' | '\u{FE70}'..='\u{FE7F}')
}

fn fold_part(c: char, put: &mut dyn FnMut(char)) {
    if letters::is_line_end(c) && c != '\r' {
        return put('\n');
    }
    if c != '\t' && c.is_whitespace() {
        return put(' ');
    }
    if letters::is_invisible(c) || is_dropped_mark(c) || c == letters::TATWEEL {
        return;
    }
    if let Some(digit) = arabic_digit(c) {
        return put(digit);
    }
    for lower in c.to_lowercase().filter(|lower| !is_dropped_mark(*lower)) {
        match expansion(lower) {
            Some([first, second]) => {
                put(first);
                put(second);
            }
            None => put(letter(punctuation(lower))),
        }
    }
}

/// Characters whose compatibility decomposition is not what a matcher wants (a space and a mark, a Kurdish vowel).
fn before_decomposition(c: char) -> Option<char> {
    Some(match c {
        '\u{B4}' => '\'',
        '\u{2033}' | '\u{2036}' => '"',
        '\u{6C0}' => '\u{647}',
        '\u{FD3E}' => ')',
        '\u{FD3F}' => '(',
        _ => return None,
    })
}

/// Marks that have a combining class; vowel signs of Indic scripts have none and are letters of the word.
fn is_dropped_mark(c: char) -> bool {
    c >= '\u{300}'
        && (canonical_combining_class(c) != 0
            || matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{20DD}'..='\u{20E4}' | '\u{E0100}'..='\u{E01EF}'))
}

fn arabic_digit(c: char) -> Option<char> {
    let zero = match c {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6F0}'..='\u{6F9}' => 0x6F0,
        _ => return None,
    };
    char::from_digit(u32::from(c) - zero, 10)
}

fn punctuation(c: char) -> char {
    match c {
        '\u{60C}' | '\u{66C}' => ',',
        '\u{61B}' => ';',
        '\u{61F}' => '?',
        '\u{66A}' => '%',
        '\u{66B}' | '\u{6D4}' => '.',
        '\u{66D}' => '*',
        '\u{2044}' => '/',
        '\u{AB}' | '\u{BB}' | '\u{201C}'..='\u{201F}' | '\u{2E42}' => '"',
        '\u{2018}'..='\u{201B}'
        | '\u{2032}'
        | '\u{2035}'
        | '\u{2039}'
        | '\u{203A}'
        | '`'
        | '\u{2B9}'
        | '\u{2BB}'..='\u{2BF}'
        | '\u{2CA}' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' => '-',
        _ => c,
    }
}

/// One letter for the variants that writers and keyboards use for each other. Kurdish letters that tell words apart are left.
fn letter(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ئ' | 'ۍ' => 'ي',
        'ؤ' => 'و',
        'ة' | 'ۃ' | 'ھ' | 'ہ' => 'ه',
        'ک' | 'گ' | 'ڪ' => 'ك',
        'ı' => 'i',
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        'ħ' => 'h',
        'ς' => 'σ',
        _ => c,
    }
}

fn expansion(c: char) -> Option<[char; 2]> {
    match c {
        'ß' => Some(['s', 's']),
        'æ' => Some(['a', 'e']),
        'œ' => Some(['o', 'e']),
        _ => None,
    }
}
