//! Measures folding with and without offsets: `cargo run --release -p text --example fold_speed -- FILE…` repeats the files'
//! text to 50 MB and prints megabytes a second. An example rather than a bench: it needs texts that a person chooses.
#![allow(clippy::print_stdout, reason = "the figures are the output")]

use std::hint::black_box;
use std::time::Instant;

fn main() -> std::io::Result<()> {
    let mut sample = String::new();
    for path in std::env::args().skip(1) {
        sample.push_str(&String::from_utf8_lossy(&std::fs::read(path)?));
    }
    let text = text::display::display(&sample).repeat(50_000_000 / sample.len().max(1));
    measure("fold", &text, |t| drop(black_box(text::fold::fold(t))));
    measure("Folded::new", &text, |t| drop(black_box(text::fold::Folded::new(t))));
    measure("display", &text, |t| drop(black_box(text::display::display(t))));
    measure("repair", &text, |t| drop(black_box(text::repair::repair(t, &|_| false))));
    measure("sentences", &text, |t| drop(black_box(text::sentence::sentences(t))));
    measure("tokens", &text, |t| drop(black_box(text::token::tokens(t))));
    let folded = text::fold::fold(&text);
    let words = text::number::Words::builtin();
    measure("numbers", &folded, |t| drop(black_box(text::number::numbers(t, words))));
    measure("identify", &text, |t| drop(black_box(text::lang::identify(t))));
    Ok(())
}

/// Works through the text in pieces of an article's size, as the pipeline does.
fn measure(name: &str, text: &str, work: impl Fn(&str)) {
    let pieces: Vec<&str> = pieces(text, 5_000);
    let started = Instant::now();
    pieces.iter().for_each(|piece| work(piece));
    let secs = started.elapsed().as_secs_f64();
    println!("{name:12} {:8.1} MB/s", text.len() as f64 / 1e6 / secs);
}

fn pieces(text: &str, bytes: usize) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = bytes.min(rest.len());
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (piece, after) = rest.split_at(end);
        found.push(piece);
        rest = after;
    }
    found
}
