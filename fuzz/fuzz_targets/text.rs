//! Any bytes through every function of the crate `text`: none may panic, and what they promise must hold. Not a search for
//! wrong readings: those are the fixtures' business.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::ops::Range;
use text::fold::{Folded, fold};

fuzz_target!(|bytes: &[u8]| {
    let raw = String::from_utf8_lossy(bytes);
    let display = text::display::display(&raw);
    assert_eq!(text::display::display(&display), display, "display is idempotent");
    folding(&raw);
    folding(&display);
    // What repair joins depends on the words known: none, all, and some.
    for known in [0, 1, 3] {
        repairing(&raw, known);
    }
    splitting(&display);
    let language = text::lang::identify(&raw);
    assert!((0.0..=1.0).contains(&language.confidence), "{language:?}");
});

fn folding(source: &str) {
    let folded = Folded::new(source);
    let text = folded.text();
    assert_eq!(text, fold(source));
    assert_eq!(fold(text), text, "folding is idempotent");
    let scalars = source.chars().count();
    for (at, c) in text.char_indices() {
        let range = at..at + c.len_utf8();
        let span = folded.span(range.clone());
        assert!(span.start < span.end && span.end <= scalars, "{span:?}");
        let back = folded.folded_range(span);
        assert!(back.start <= range.start && back.end >= range.end, "{range:?} {back:?}");
    }
}

fn repairing(raw: &str, known: usize) {
    let repaired = text::repair::repair(raw, &|word| known == 1 || (known > 1 && word.len() % known == 0));
    assert_eq!(text::display::display(&repaired.text), repaired.text, "repair gives the display form");
    for restored in repaired.restored {
        let length = restored.text.chars().count();
        let there: String = repaired.text.chars().skip(restored.start).take(length).collect();
        assert_eq!(there, restored.text);
    }
}

fn splitting(display: &str) {
    ascending(display, text::sentence::sentences(display));
    ascending(display, text::token::tokens(display).into_iter().map(|token| token.range).collect());
    let folded = fold(display);
    for word in folded.split_whitespace() {
        assert_eq!(text::token::clitics(word).next(), Some(word));
    }
    let numbers = text::number::numbers(&folded, text::number::Words::builtin());
    for number in &numbers {
        assert!(number.min <= number.value, "{number:?}");
        assert!(number.max.is_none_or(|max| number.value <= max), "{number:?}");
    }
    ascending(&folded, numbers.into_iter().map(|number| number.range).collect());
}

fn ascending(text: &str, ranges: Vec<Range<usize>>) {
    let mut end = 0;
    for range in ranges {
        assert!(range.start >= end && range.end > range.start, "{range:?} after {end}");
        assert!(text.get(range.clone()).is_some(), "{range:?}");
        end = range.end;
    }
}
