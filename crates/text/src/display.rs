//! The display form: the text as a person should read it. NFC; presentation forms and ligatures resolved; tatweel, zero-width,
//! bidi and control characters gone; line ends are `\n`, other spaces plain. The author's letters, marks, digits and quotation
//! marks stay: merging variants is [`crate::fold`]'s business, undoing censored spellings [`crate::repair`]'s.

use crate::letters::{self, run, run::Run};
use unicode_normalization::char::decompose_compatible;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The display form of `s`. Applying it twice changes nothing more.
pub fn display(s: &str) -> String {
    let (cleaned, is_composed) = clean(s);
    if is_composed { cleaned } else { compose(cleaned) }
}

/// The text in NFC. Most of it is; only what stands between two characters that nothing composes with is looked at.
fn compose(s: String) -> String {
    let mut out = String::new();
    let (mut at, mut copied) = (0, 0);
    loop {
        at = run::end(&s, at, Run::Composed);
        let Some(c) = run::char_at(&s, at) else { break };
        let mut end = at + c.len_utf8();
        if is_composed(c) {
            at = end;
            continue;
        }
        while let Some(next) = run::char_at(&s, end).filter(|next| !is_composed(*next)) {
            end += next.len_utf8();
        }
        let base = s.get(..at).and_then(|before| before.chars().next_back()).map_or(0, char::len_utf8);
        let piece = s.get(at - base..end).unwrap_or_default();
        // A single mark of Arabic composes with no letter.
        let is_sure = matches!(c, '\u{64B}'..='\u{652}' | '\u{670}') && end == at + c.len_utf8();
        if !is_sure && is_nfc_quick(piece.chars()) != IsNormalized::Yes {
            out.push_str(s.get(copied..at - base).unwrap_or_default());
            out.extend(piece.nfc());
            copied = end;
        }
        at = end;
    }
    if copied == 0 {
        return s;
    }
    out.push_str(s.get(copied..).unwrap_or_default());
    out
}

/// A character of the common scripts that is a whole by itself: no normalization changes it, whatever stands around it, but
/// for the marks that follow.
fn is_composed(c: char) -> bool {
    matches!(c, '\0'..='\u{2FF}' | '\u{400}'..='\u{482}' | '\u{600}'..='\u{60F}' | '\u{61B}'..='\u{64A}'
        | '\u{660}'..='\u{66F}' | '\u{671}'..='\u{6D5}' | '\u{6EE}'..='\u{6FF}' | '\u{2010}'..='\u{205E}')
}

/// The text without what is only for looks, and whether it is surely in NFC.
fn clean(s: &str) -> (String, bool) {
    let mut out = String::with_capacity(s.len());
    let mut composed = true;
    let (mut at, mut copied) = (0, 0);
    loop {
        let start = at;
        at = run::end(s, at, Run::Plain);
        let Some(c) = run::char_at(s, at) else { break };
        if is_kept(c) {
            // A single mark of Arabic composes with no letter, and two have an order.
            composed &= at > start && matches!(c, '\u{64B}'..='\u{652}' | '\u{670}');
            at += c.len_utf8();
            composed &=
                run::char_at(s, at).is_none_or(|next| is_composed(next) && !letters::is_invisible(next));
            continue;
        }
        out.push_str(s.get(copied..at).unwrap_or_default());
        let before = s.get(..at).and_then(|before| before.chars().next_back()).unwrap_or('\n');
        let rest = s.get(at..).unwrap_or_default();
        copied = at + replace(before, c, rest, &mut out);
        composed &= is_composed(c);
        at = copied;
    }
    out.push_str(s.get(copied..).unwrap_or_default());
    (out, composed)
}

/// Characters of the Arabic block that every display form has as they are, though not all of them are a whole by themselves.
fn is_kept(c: char) -> bool {
    matches!(c, '\u{60C}'..='\u{61B}' | '\u{61E}'..='\u{63F}' | '\u{641}'..='\u{6D5}')
}

/// Writes what stands for the character, and those of its kind after it, at the start of `rest`; answers how many bytes it took.
fn replace(before: char, c: char, rest: &str, out: &mut String) -> usize {
    if c == letters::TATWEEL {
        let after = rest.trim_start_matches(letters::TATWEEL);
        if is_dash(before, after.chars().next().unwrap_or('\n')) {
            out.push('-');
        }
        return rest.len() - after.len();
    }
    if c == '\r' {
        out.push('\n');
        return if rest.starts_with("\r\n") { 2 } else { 1 };
    }
    push(c, out);
    c.len_utf8()
}

/// A tatweel that touches no letter is a typist's dash (`دمشق ـ وكالات`, "1ـ").
fn is_dash(before: char, after: char) -> bool {
    let joins = |c: char| letters::is_arabic_letter(c) || letters::is_mark(c) || letters::is_invisible(c);
    !joins(before) && !joins(after)
}

fn push(c: char, out: &mut String) {
    if letters::is_line_end(c) {
        out.push('\n');
    } else if letters::is_presentation_form(c) {
        let is_word = c == '\u{FDFA}' || c == '\u{FDFB}';
        decompose_compatible(c, |part| {
            if (part != ' ' || is_word) && part != letters::TATWEEL {
                out.push(part);
            }
        });
    } else if c != '\t' && c.is_whitespace() {
        out.push(' ');
    } else if !letters::is_invisible(c) {
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(raw: &str, expected: &str) {
        assert_eq!(display(raw), expected);
    }

    #[test]
    fn letters_and_marks_of_the_author_stay() {
        check("الدَّوْليّ “قسد” ٢٠٢٣ گفت ێ", "الدَّوْليّ “قسد” ٢٠٢٣ گفت ێ");
        check("قال: «نعم»…", "قال: «نعم»…");
    }

    #[test]
    fn what_is_only_for_looks_goes() {
        check("عـــاجل", "عاجل");
        check("\u{FEFF}د\u{200C}اعش\u{200F}\u{AD}", "داعش");
        check("ﺍﻟﻘﺎﻣﺸﻠﻲ ﻻ ﷲ", "القامشلي لا الله");
        check("a\r\nb\rc\u{2028}d", "a\nb\nc\nd");
        check("a\u{A0}b\u{2009}c\td", "a b c\td");
        check("ا\u{654}e\u{301}", "أé");
    }

    #[test]
    fn a_tatweel_alone_is_a_dash() {
        check("دمشق ـ وكالات", "دمشق - وكالات");
        check("1ـ دخول\nــــــ\n", "1- دخول\n-\n");
        check("بـ ١٢ صاروخاً", "ب ١٢ صاروخاً");
    }

    proptest! {
        #[test]
        fn composing_in_pieces_is_composing_the_whole(s in "\\PC{0,40}|[اأبـَّ\u{64E}\u{651}\u{654}\u{670}e\u{301}\u{323} ё]{0,40}") {
            prop_assert_eq!(compose(s.clone()), s.nfc().collect::<String>());
        }

        #[test]
        fn idempotent(s in "\\PC{0,40}|[اأبـَّ\u{654}ﻻ\u{200C}\r\n \u{301}e]{0,40}") {
            let once = display(&s);
            prop_assert_eq!(display(&once), once);
        }
    }
}
