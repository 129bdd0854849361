//! The folded form, which matchers compare: letters without marks, variants merged, digits in ASCII, Latin in lower case.
//! Not a normal form for people (see [`crate::display`]) and not a stemmer; punctuation and spaces stay, one for one where
//! possible, so that a folded text still has its sentences.
//!
//! [`Folded`] keeps, for every folded byte, the scalar offset it came from: four bytes a byte, chosen against a sparse list of
//! differences because writing it costs next to nothing and both directions become a table look-up and a binary search.

mod table;

use std::ops::Range;

/// The folded form of `s`. Folding twice changes nothing more; the length in scalars may shrink (marks, tatweel, zero-width
/// characters go) or grow (ligatures are resolved).
pub fn fold(s: &str) -> String {
    let mut text = String::with_capacity(s.len());
    table::fold_into(s, &mut text);
    text
}

#[expect(
    clippy::inline_always,
    reason = "the hot loop of the crate: a call a character was a third of the time"
)]
impl table::Sink for String {
    #[inline(always)]
    fn put(&mut self, folded: char, _: u32) {
        self.push(folded);
    }

    #[inline(always)]
    fn copy(&mut self, folded: &str, _: u32) -> u32 {
        self.push_str(folded);
        // Nobody asks where a plain string came from.
        0
    }
}

/// A folded text and the way back to the text it was folded from.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    text: String,
    /// For each byte of `text`, the scalar offset in the source of the character it came from. Ascending.
    origins: Vec<u32>,
    /// Length of the source in scalars.
    scalars: u32,
}

impl Folded {
    /// Folds `display` and remembers where everything came from. Texts of 2^32 scalars and more are not supported.
    pub fn new(display: &str) -> Folded {
        let text = String::with_capacity(display.len());
        let origins = Vec::with_capacity(display.len());
        let mut folded = Folded { text, origins, scalars: 0 };
        folded.scalars = table::fold_into(display, &mut folded);
        folded
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The folded text by itself.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The Unicode-scalar offsets in the source that a byte range of the folded text came from. Covers whole characters of the
    /// source, with the marks that follow the last one. Offsets past the end count as the end; an empty range gives an empty one.
    pub fn span(&self, folded_bytes: Range<usize>) -> Range<usize> {
        let start = self.origin(folded_bytes.start);
        if folded_bytes.end <= folded_bytes.start {
            return start..start;
        }
        // Where one character became several and the range ends among them, the next byte has the same origin as the last.
        let after_last = self.origin(folded_bytes.end - 1) + 1;
        start..self.origin(folded_bytes.end).max(after_last).min(self.scalars as usize)
    }

    /// The byte range of the folded text that came from a range of scalar offsets in the source. A range that holds nothing but
    /// removed characters gives an empty one.
    pub fn folded_range(&self, display_scalars: Range<usize>) -> Range<usize> {
        let byte = |scalar: usize| self.origins.partition_point(|origin| (*origin as usize) < scalar);
        let start = byte(display_scalars.start);
        start..byte(display_scalars.end).max(start)
    }

    fn origin(&self, byte: usize) -> usize {
        self.origins.get(byte).map_or(self.scalars, |origin| *origin) as usize
    }
}

#[expect(
    clippy::inline_always,
    reason = "the hot loop of the crate: a call a character was a third of the time"
)]
impl table::Sink for Folded {
    #[inline(always)]
    fn put(&mut self, folded: char, origin: u32) {
        self.text.push(folded);
        match folded.len_utf8() {
            1 => self.origins.push(origin),
            2 => self.origins.extend_from_slice(&[origin; 2]),
            length => self.origins.extend(std::iter::repeat_n(origin, length)),
        }
    }

    #[inline(always)]
    fn copy(&mut self, folded: &str, origin: u32) -> u32 {
        self.text.push_str(folded);
        let mut next = origin;
        self.origins.extend(folded.bytes().map(|byte| {
            // Every byte but those that continue a character begins one.
            next += u32::from(byte & 0xC0 != 0x80);
            next - 1
        }));
        next - origin
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(display: &str, folded: &str) {
        assert_eq!(fold(display), folded, "{display}");
        assert_eq!(Folded::new(display).text(), folded, "{display}");
    }

    #[test]
    fn arabic_variants_merge() {
        check("أحمد إلى آخر ٱلله", "احمد الي اخر الله");
        check("مُقَاتِلٌ", "مقاتل");
        check("عـــاجل", "عاجل");
        check("مسؤول طائرة شاطئ", "مسوول طايره شاطي");
        check("مدرسة على", "مدرسه علي");
        check("ﺍﻟﻘﺎﻣﺸﻠﻲ ﻻ ﷲ", "القامشلي لا الله");
        check("\u{FE70}\u{FC5E}ا", "ا");
    }

    #[test]
    fn nothing_stays_of_controls() {
        check("a\0b", "ab");
        check("\0\0", "");
    }

    #[test]
    fn other_languages_of_the_script() {
        check("کردی گفتگو", "كردي كفتكو");
        check("ھذا", "هذا");
        // Kurdish letters which tell words apart stay.
        check("ڕۆژ گەل شێر دڵ", "ڕۆژ كەل شێر دڵ");
    }

    #[test]
    fn digits_spaces_and_punctuation() {
        check("٢٠٢٣ و۱۴۰۲", "2023 و1402");
        check("١٬٢٣٤٫٥٪", "1,234.5%");
        check("a\u{A0}b\u{2009}c\u{202F}d", "a b c d");
        check("“قسد”، «أ» ‘ب’ – — ؟ ؛", "\"قسد\", \"ا\" 'ب' - - ? ;");
        check("\u{FEFF}د\u{200C}ا\u{200F}عش\u{202C}", "داعش");
        check("سطر\nآخر\tهنا", "سطر\nاخر\tهنا");
    }

    #[test]
    fn latin_and_others() {
        check("Kamışlı QAMIŞLO Éric Łódź Straße", "kamisli qamislo eric lodz strasse");
        check("İstanbul ISTANBUL", "istanbul istanbul");
        check("Ｆｕｌｌ ① 𝐁𝐨𝐥𝐝 ½", "full 1 bold 1/2");
        check("Ёлка ΌΣΟ", "елка οσο");
        check("대한 漢字", "대한 漢字");
    }

    #[track_caller]
    fn check_span(display: &str, word: &str, expected: &str) {
        let folded = Folded::new(display);
        let start = folded.text().find(word).unwrap();
        let span = folded.span(start..start + word.len());
        let found: String = display.chars().skip(span.start).take(span.len()).collect();
        assert_eq!(found, expected);
        assert_eq!(folded.folded_range(span), start..start + word.len());
    }

    #[test]
    fn spans_cover_whole_characters_and_their_marks() {
        check_span("قالَ أَحْمَدُ: نعم", "احمد", "أَحْمَدُ");
        check_span("في عـــاجل الآن", "عاجل", "عـــاجل");
        check_span("x ﷲ y", "الله", "ﷲ");
        check_span("Große", "e", "e");
    }

    #[test]
    fn spans_at_the_edges() {
        let folded = Folded::new("Groß");
        assert_eq!(folded.text(), "gross");
        assert_eq!(folded.span(3..4), 3..4);
        assert_eq!(folded.span(4..5), 3..4);
        assert_eq!(folded.span(5..5), 4..4);
        assert_eq!(folded.span(99..120), 4..4);
        assert_eq!(Folded::new("").span(0..1), 0..0);
        assert_eq!(Folded::new("اَََ").span(0..2), 0..4);
        assert_eq!(Folded::new("اَََب").folded_range(1..4), 2..2);
    }

    #[test]
    fn folding_every_character_twice_is_folding_it_once() {
        for c in '\0'..=char::MAX {
            let once = fold(&c.to_string());
            assert_eq!(fold(&once), once, "U+{:04X}", u32::from(c));
        }
    }

    proptest! {
        #[test]
        fn any_text(s in "\\PC{0,40}|[اأبةىـَّﻻß\u{200C}٣ ,.a-zA-Z]{0,40}", a in 0usize..60, b in 0usize..60) {
            let folded = Folded::new(&s);
            prop_assert_eq!(folded.text(), fold(&s));
            prop_assert_eq!(fold(folded.text()), folded.text());
            let scalars = s.chars().count();
            let span = folded.span(a..b);
            prop_assert!(span.start <= span.end && span.end <= scalars);
            let range = folded.folded_range(a..b);
            prop_assert!(folded.text().get(range.clone()).is_some());
            // Back and forth: the folded range of a span holds at least what the span was asked for.
            let whole = folded.folded_range(folded.span(range.clone()));
            prop_assert!(whole.start <= range.start && whole.end >= range.end);
        }
    }
}
