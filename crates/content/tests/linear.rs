//! Work grows with the length of hostile input and no faster: twice as much may cost at most four times as much
//! (two, plus what a busy machine adds), which quadratic work exceeds as soon as it matters.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::time::{Duration, Instant};

use content::{Furniture, Input};

/// Repeated pieces: nested tags, brackets, headings, stretched letters, and other ways to make a reader search.
const PIECES: [&str; 25] = [
    "<div>",
    "<",
    "<h1>x",
    "<h1>x</h1>",
    "ـ",
    "<b><p>x",
    "<blockquote><p>x",
    "<ul><li>x",
    "<table><tr><td>x",
    "<td>x",
    "<a href=x>x",
    "</div>",
    "<!--",
    "<script>x",
    "<p>x</p>",
    "<p>x<br>",
    "<time datetime=2024-01-02>x</time>",
    "<meta property=og:title content='x y z'>",
    "<div class=comments><p>x",
    "<p>قال المصدر إن الطريق مفتوح.</p>",
    "قال المصدر إن الطريق مفتوح.\n",
    "شارك الخبر\n",
    "اقرأ أيضاً: ",
    "https://a.example/x\n",
    "&amp;",
];

/// The quicker of several runs: what else runs on the machine only adds.
fn time(piece: &str, bytes: usize, html: bool) -> Duration {
    let input = piece.repeat(bytes / piece.len());
    let content_type = Some(if html { "text/html" } else { "text/plain" });
    let once = || {
        let start = Instant::now();
        content::article(
            &Input { bytes: input.as_bytes(), content_type, ..Input::default() },
            Furniture::builtin(),
        );
        start.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap()
}

#[test]
fn twice_as_long_costs_at_most_four_times() {
    // The tokenizer traces every character in debug builds, so those get less.
    let bytes = if cfg!(debug_assertions) { 20_000 } else { 100_000 };
    time("<p>x", 1_000, true);
    for piece in PIECES {
        for html in [true, false] {
            let (one, two) = (time(piece, bytes, html), time(piece, bytes * 2, html));
            let allowed = one * 4 + Duration::from_millis(50);
            assert!(two < allowed, "`{piece}`, html {html}: {one:?}, twice as long {two:?}");
        }
    }
}

/// Ten times the length of the test above; prints what each takes. `--ignored --nocapture`, in release.
#[test]
#[ignore = "a measurement of a megabyte each"]
fn a_megabyte_each() {
    for piece in PIECES {
        for html in [true, false] {
            println!("{:>8.0?} {piece:?} html {html}", time(piece, 1_000_000, html));
        }
    }
}
