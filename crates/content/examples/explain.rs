//! Prints what the crate makes of a file: title, date, defects, what was removed and why, the body.
//! Usage: `explain FILE`
#![allow(clippy::print_stdout, clippy::expect_used, missing_docs)]

use content::{Furniture, Input};

fn main() {
    let file = std::env::args().nth(1).expect("file");
    let bytes = std::fs::read(file).expect("readable file");
    let article = content::article(&Input { bytes: &bytes, ..Input::default() }, Furniture::builtin());
    println!(
        "title      {:?}\nbyline     {:?}\npublished  {:?}",
        article.title, article.byline, article.published
    );
    println!(
        "canonical  {:?}\nsite       {:?}\nlanguage   {:?}",
        article.canonical_url, article.site_name, article.language
    );
    for defect in &article.defects {
        println!("defect     {}: {}", defect.code.as_str(), defect.detail);
    }
    for removed in &article.removed {
        println!("removed    {:<14} {}", removed.reason.as_str(), removed.text);
    }
    println!("\n{}", article.body);
}
