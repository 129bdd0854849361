//! One word repeated to the end is no news, but it arrives. Whatever the word, the work grows with the length of the
//! text and needs no deep stack.

#![allow(missing_docs, reason = "a test")]

use std::thread;
use std::time::{Duration, Instant};

use extract::knowledge::Knowledge;
use extract::{Input, extract};

const STACK_BYTES: usize = 600_000;
const SMALL: usize = 4_000;
const LARGE: usize = 20_000;
/// Five times the words may take so many times the time: their square would take 25.
const MOST_TIMES: u32 = 12;
const NEGLIGIBLE: Duration = Duration::from_millis(500);

/// Conjunctions, places, names, triggers, figures, speech, punctuation.
const UNITS: [&str; 24] = [
    "و ",
    "and ",
    "ودمشق ",
    "دمشق ",
    "دمشق، ",
    "France, ",
    "Iran and ",
    "بالمدفعية ",
    "داعش ",
    "قسد و",
    "قتل ",
    "مقتل ",
    "killed ",
    "قال ",
    "وفق ",
    "said ",
    "\"",
    "أحمد ",
    "القيادي ",
    "مدينة ",
    "3 ",
    "ثلاثة ",
    "على يد ",
    "\n",
];

fn time(unit: &str, count: usize) -> Duration {
    let text = unit.repeat(count);
    let input = Input { text: &text, title: None, letterhead: None, language: "ar", published: None };
    let started = Instant::now();
    extract(Knowledge::builtin(), &input);
    started.elapsed()
}

#[test]
fn five_times_as_long_costs_at_most_twelve_times() {
    time("و ", 1);
    let work = || {
        for unit in UNITS {
            let (small, large) = (time(unit, SMALL), time(unit, LARGE));
            assert!(large < NEGLIGIBLE.max(small * MOST_TIMES), "{unit:?}: {small:?} became {large:?}");
        }
    };
    let worker = thread::Builder::new().stack_size(STACK_BYTES).spawn(work);
    assert!(worker.is_ok_and(|worker| worker.join().is_ok()));
}
