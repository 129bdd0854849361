//! Work grows with the length of the text, not with its square: ten times the text may take at most twenty times the time, for
//! every function of the crate and for texts made of one thing only. Measured, as a count of operations would measure the
//! counter; the least of several runs and a generous bound keep a busy machine out of the verdict.

#![allow(missing_docs, reason = "a test")]

use std::hint::black_box;
use std::time::{Duration, Instant};

const SMALL_BYTES: usize = 100_000;
const LARGE_BYTES: usize = 1_000_000;
const MOST_TIMES: u32 = 20;
/// Less than this is linear whatever the ratio: a scan in the square of a megabyte takes many seconds.
const NEGLIGIBLE: Duration = Duration::from_millis(300);

const UNITS: [&str; 14] =
    ["و ", "and ", "ـ", "َ", " ", "ا", "ا ", "ـ ـ", "ا*", "ا.", "\u{200B}", "مئة و", "1,", "\""];

fn least<T>(text: &str, work: impl Fn(&str) -> T) -> Duration {
    let time = |()| {
        let started = Instant::now();
        black_box(work(black_box(text)));
        started.elapsed()
    };
    [(); 2].map(time).into_iter().min().unwrap_or_default()
}

#[track_caller]
fn check<T>(work: impl Fn(&str) -> T) {
    for unit in UNITS {
        let of = |bytes: usize| unit.repeat(bytes / unit.len());
        let (small, large) = (least(&of(SMALL_BYTES), &work), least(&of(LARGE_BYTES), &work));
        assert!(large < NEGLIGIBLE.max(small * MOST_TIMES), "{unit:?}: {small:?} became {large:?}");
    }
}

#[test]
fn display() {
    check(text::display::display);
}

#[test]
fn fold() {
    check(text::fold::Folded::new);
}

#[test]
fn repair() {
    check(|text| text::repair::repair(text, &|_| false));
    check(|text| text::repair::repair(text, &|word| word.len() > 4));
}

#[test]
fn sentences() {
    check(text::sentence::sentences);
}

#[test]
fn tokens() {
    check(text::token::tokens);
}

#[test]
fn numbers() {
    check(|text| text::number::numbers(&text::fold::fold(text), text::number::Words::builtin()));
}

#[test]
fn identify() {
    check(text::lang::identify);
}
