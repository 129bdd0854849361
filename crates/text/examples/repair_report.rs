//! Prints every join that repair makes in the files given, one a line: `cargo run -p text --example repair_report -- FILE…`.
//! Each line of a `.jsonl` file is one text. The lexicon is the hardest there is for false joins: every Arabic word of all files.
#![allow(clippy::print_stdout, reason = "the joins are the output")]

use std::collections::BTreeSet;

fn main() -> std::io::Result<()> {
    let mut texts = Vec::new();
    for path in std::env::args().skip(1) {
        let raw = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        if std::path::Path::new(&name).extension().is_some_and(|ext| ext == "jsonl") {
            texts.extend(raw.lines().map(|line| (name.clone(), line.to_owned())));
        } else {
            texts.push((name, raw));
        }
    }
    let words = words(&texts);
    println!("{} words in {} texts", words.len(), texts.len());
    for (name, raw) in &texts {
        for restored in text::repair::repair(raw, &|word| words.contains(word)).restored {
            println!("{name}\t{}\t{}", restored.original, restored.text);
        }
    }
    Ok(())
}

fn words(texts: &[(String, String)]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for (_, raw) in texts {
        let folded = text::fold::fold(raw);
        let tokens = text::token::tokens(&folded);
        words.extend(
            tokens
                .into_iter()
                .filter_map(|token| folded.get(token.range))
                .filter(|w| w.len() > 4)
                .map(str::to_owned),
        );
    }
    words
}
