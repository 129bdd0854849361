//! The display form: the text as a person should read it. NFC; presentation forms and ligatures resolved; tatweel, zero-width,
//! bidi and control characters gone; line ends are `\n`, other spaces plain. The author's letters, marks, digits and quotation
//! marks stay: merging variants is [`crate::fold`]'s business, undoing censored spellings [`crate::repair`]'s.

use crate::letters;
use unicode_normalization::char::decompose_compatible;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The display form of `s`. Applying it twice changes nothing more.
pub fn display(s: &str) -> String {
    let cleaned = clean(s);
    match is_nfc_quick(cleaned.chars()) {
        IsNormalized::Yes => cleaned,
        IsNormalized::No | IsNormalized::Maybe => cleaned.nfc().collect(),
    }
}

fn clean(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    let mut chars = s.chars().peekable();
    let mut before = '\n';
    while let Some(c) = chars.next() {
        if c == letters::TATWEEL {
            while chars.next_if_eq(&letters::TATWEEL).is_some() {}
            let after = chars.peek().copied().unwrap_or('\n');
            if is_dash(before, after) {
                out.push('-');
            }
        } else if c == '\r' {
            chars.next_if_eq(&'\n');
            out.push('\n');
        } else {
            push(c, &mut out);
        }
        before = c;
    }
    out
}

/// A tatweel that touches no letter is a typist's dash ("دمشق ـ وكالات", "1ـ").
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
        fn idempotent(s in "\\PC{0,40}|[اأبـَّ\u{654}ﻻ\u{200C}\r\n \u{301}e]{0,40}") {
            let once = display(&s);
            prop_assert_eq!(display(&once), once);
        }
    }
}
