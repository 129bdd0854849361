//! Times the crate on a megabyte of each of several hostile patterns; linear work is the goal, not speed. Run in release.
#![allow(clippy::print_stdout, reason = "the figures are the output")]

use std::time::Instant;

fn main() {
    let units = [
        "ا ",
        "ـ ـ",
        "ا*",
        "اـ ـ",
        "ا.",
        "ا1",
        "ب\u{200B}",
        "ال ق ا ع د ",
        "ISІ",
        "ا ب ت ث ج ح خ د ذ ر\n",
        "ـ",
        "ة",
        ". ",
        "\"",
        "1,",
        "مئة و",
        "ال",
        "َ",
        "ﷺ",
        "a1",
    ];
    for unit in units {
        let text = unit.repeat(1_000_000 / unit.len());
        let folded = text::fold::fold(&text);
        let words = text::number::Words::builtin();
        let times = [
            time(|| text::display::display(&text)),
            time(|| text::fold::Folded::new(&text)),
            time(|| text::repair::repair(&text, &|_| false)),
            time(|| text::sentence::sentences(&text)),
            time(|| text::token::tokens(&text)),
            time(|| text::number::numbers(&folded, words)),
            time(|| text::lang::identify(&text)),
        ];
        println!("{unit:?} display/fold/repair/sentences/tokens/numbers/identify ms: {times:?}");
    }
}

fn time<T>(work: impl FnOnce() -> T) -> u128 {
    let started = Instant::now();
    std::hint::black_box(work());
    started.elapsed().as_millis()
}
