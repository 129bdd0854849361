//! Bulletins of one frame are told apart, edited copies are found: one file a pair under `pairs/`, the two texts with a
//! line of `=====` between them, the earlier first. A newcomer adds a pair without Rust.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use dedup::fingerprint::Fingerprinter;
use dedup::near::NearIndex;
use text::fold::fold;

/// Checks every pair of a folder, both ways round where `both` says so; names all that are judged wrongly.
#[track_caller]
fn check(folder: &str, are_copies: bool) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pairs").join(folder);
    let mut files: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 10, "{} pairs", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let pair = fs::read_to_string(&file).unwrap();
        let (earlier, later) = pair.split_once("=====\n").unwrap();
        let orders = [(earlier, later), (later, earlier)];
        for (first, second) in orders.into_iter().filter(|order| !are_copies || *order == (earlier, later)) {
            let (mut taker, mut index) = (Fingerprinter::default(), NearIndex::default());
            index.insert(&taker.take(&fold(first)));
            let found = index.find(&taker.take(&fold(second)));
            if found.is_some() != are_copies {
                wrong.push(format!("{} {found:?}", file.file_stem().unwrap().display()));
            }
        }
    }
    assert!(wrong.is_empty(), "judged wrongly: {wrong:#?}");
}

#[test]
fn templates_are_not_copies() {
    check("templates", false);
}

#[test]
fn edited_texts_are_copies() {
    check("copies", true);
}
