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

static TABLE: LazyLock<Vec<char>> =
    LazyLock::new(|| (0..LOW_END).chain(FORMS_START..FORMS_END).map(entry).collect());

/// Where folded characters go. A trait rather than a closure: its method is inlined into the loop, which a closure called from
/// two places is not, and that was a third of the time.
pub(super) trait Sink {
    fn put(&mut self, folded: char, origin: u32);
}

/// Puts each folded character with the scalar offset of its source; answers the length of `s` in scalars.
pub(super) fn fold_into(s: &str, sink: &mut impl Sink) -> u32 {
    let table = TABLE.as_slice();
    let mut offset = 0;
    for c in s.chars() {
        match lookup(table, c) {
            Some(NOTHING) => {}
            Some(SEVERAL) | None => fold_rare(c, offset, sink),
            Some(folded) => sink.put(folded, offset),
        }
        offset += 1;
    }
    offset
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
