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
    measure("fold", &text, text::fold::fold);
    measure("Folded::new", &text, text::fold::Folded::new);
    measure("display", &text, text::display::display);
    measure("repair", &text, |t| text::repair::repair(t, &|_| false));
    measure("sentences", &text, text::sentence::sentences);
    measure("tokens", &text, text::token::tokens);
    let folded = text::fold::fold(&text);
    let words = text::number::Words::builtin();
    measure("numbers", &folded, |t| text::number::numbers(t, words));
    measure("identify", &text, text::lang::identify);
    Ok(())
}

/// Works through the text in pieces of an article's size, as the pipeline does.
fn measure<T>(name: &str, text: &str, work: impl Fn(&str) -> T) {
    let pieces: Vec<&str> = pieces(text, 5_000);
    let started = Instant::now();
    for piece in pieces {
        black_box(work(piece));
    }
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
