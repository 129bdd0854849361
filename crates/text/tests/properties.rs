//! What holds for any bytes at all, read as lossy UTF-8: no panic, both forms idempotent, offsets there and back. The modules'
//! own property tests draw from likelier alphabets; this one takes what nobody thought of.

#![allow(missing_docs, reason = "a test")]

use proptest::prelude::*;
use text::fold::{Folded, fold};

/// Bytes of any kind, Arabic text cut and joined at any byte, and the blocks where the rules are densest.
fn raw() -> impl Strategy<Value = String> {
    let bytes =
        prop::collection::vec(any::<u8>(), 0..200).prop_map(|b| String::from_utf8_lossy(&b).into_owned());
    let scalars = prop::collection::vec(any::<char>(), 0..80).prop_map(String::from_iter);
    let arabic = "[\u{600}-\u{6FF}\u{200B}-\u{200F} *.ـa0\n]{0,80}";
    let forms = "[\u{FB50}-\u{FDFF}\u{FE70}-\u{FEFF}\u{300}-\u{36F} ـاe]{0,60}";
    prop_oneof![bytes, scalars, arabic, forms]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn forms_are_idempotent(raw in raw()) {
        let display = text::display::display(&raw);
        prop_assert_eq!(text::display::display(&display), display.clone());
        let folded = fold(&raw);
        prop_assert_eq!(fold(&folded), folded.clone());
        let tatweel = '\u{640}';
        prop_assert!(!folded.contains(tatweel) && !display.contains(tatweel));
    }

    #[test]
    fn offsets_round_trip(raw in raw()) {
        for source in [text::display::display(&raw), raw] {
            let folded = Folded::new(&source);
            let scalars: Vec<char> = source.chars().collect();
            for (at, c) in folded.text().char_indices() {
                let range = at..at + c.len_utf8();
                let span = folded.span(range.clone());
                prop_assert!(span.start < span.end && span.end <= scalars.len());
                // The source's own characters at the span fold to text that holds the character, and the way back holds it too.
                let there: String = scalars[span.clone()].iter().collect();
                prop_assert!(fold(&there).contains(c));
                let back = folded.folded_range(span);
                prop_assert!(back.start <= range.start && back.end >= range.end);
            }
        }
    }

    #[test]
    fn nothing_panics_and_ranges_are_sound(raw in raw(), known in 0usize..4) {
        let is_word = |word: &str| known == 1 || (known > 1 && word.len().is_multiple_of(known));
        let repaired = text::repair::repair(&raw, &is_word);
        prop_assert_eq!(text::display::display(&repaired.text), repaired.text.clone());
        for restored in &repaired.restored {
            let there: String =
                repaired.text.chars().skip(restored.start).take(restored.text.chars().count()).collect();
            prop_assert_eq!(&there, &restored.text);
        }
        let folded = fold(&repaired.text);
        let sentences = text::sentence::sentences(&repaired.text);
        prop_assert!(sentences.iter().all(|range| repaired.text.get(range.clone()).is_some()));
        for token in text::token::tokens(&folded) {
            let word = folded.get(token.range).unwrap_or_default();
            prop_assert!(!word.is_empty() && text::token::clitics(word).next() == Some(word));
        }
        for number in text::number::numbers(&folded, text::number::Words::builtin()) {
            prop_assert!(folded.get(number.range).is_some() && number.min <= number.value);
        }
        prop_assert!((0.0..=1.0).contains(&text::lang::identify(&raw).confidence));
    }
}
