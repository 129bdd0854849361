//! Titles of which the language is known, one a line in `fixtures/language/{seen,unseen}/CODE.txt`. Words and letters of the
//! profiles were chosen with an eye on the seen ones; the unseen ones were written afterwards and must stay unused for that,
//! so that their share tells what to expect of new titles.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test's helper, and the share is worth reading"
)]

use std::fs;
use std::path::Path;

/// The share that is right, and the titles that are wrong.
fn judge(set: &str) -> (f32, Vec<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/language").join(set);
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let code = path.file_stem().unwrap().to_string_lossy().into_owned();
        for title in fs::read_to_string(&path).unwrap().lines() {
            count += 1;
            let found = text::lang::identify(title).code;
            if found != code {
                wrong.push(format!("{title}: {code}, found {found}"));
            }
        }
    }
    let share = 1.0 - wrong.len() as f32 / count as f32;
    println!("{set}: {count} titles, {:.1} % right", share * 100.0);
    (share, wrong)
}

#[test]
fn seen_titles() {
    let (share, wrong) = judge("seen");
    assert!(share >= 0.97, "{wrong:#?}");
}

#[test]
fn unseen_titles() {
    let (share, wrong) = judge("unseen");
    assert!(share >= 0.97, "{wrong:#?}");
}
