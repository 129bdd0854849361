//! Runs one extractor over the pages of a folder and prints its bodies and the CPU time that they took.
//!
//! Usage: `content-peers EXTRACTOR FOLDER ROUNDS`, where the folder holds unpacked `*.html`. Prints one JSON
//! object: `seconds` (CPU time of the best round, reading of files excluded) and `bodies` by file stem. Scoring
//! is not done here: `run.py` does it for every extractor alike, those in Python too.
//!
//! Ours is given the bytes and decodes them within its time; the peers are given characters.

use std::collections::BTreeMap;
use std::path::Path;

use cpu_time::ProcessTime;

type Extract = fn(&str) -> String;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [name, folder, rounds] = args.as_slice() else { panic!("EXTRACTOR FOLDER ROUNDS") };
    let extract: Extract = match name.as_str() {
        "content" => ours,
        "trafilatura" => |page| trafilatura(page, trafilatura::Options::default().with_fallback(true)),
        "trafilatura-precision" => |page| {
            let focus = trafilatura::ExtractionFocus::FavorPrecision;
            trafilatura(page, trafilatura::Options::default().with_fallback(true).with_focus(focus))
        },
        "trafilatura-no-fallback" => |page| trafilatura(page, trafilatura::Options::default()),
        "trafilatura-precision-no-fallback" => |page| {
            let focus = trafilatura::ExtractionFocus::FavorPrecision;
            trafilatura(page, trafilatura::Options::default().with_focus(focus))
        },
        "dom_smoothie" => smoothie,
        other => panic!("no extractor `{other}`"),
    };
    let pages = pages(Path::new(folder));
    let mut best = f64::MAX;
    let mut bodies = BTreeMap::new();
    for _ in 0..rounds.parse().expect("ROUNDS is a number") {
        let start = ProcessTime::now();
        bodies = pages.iter().map(|(stem, page)| (stem.as_str(), extract(page))).collect();
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{}", serde_json::json!({"seconds": best, "bodies": bodies}));
}

fn pages(folder: &Path) -> Vec<(String, String)> {
    let files = std::fs::read_dir(folder).expect("readable folder").map(|entry| entry.expect("entry").path());
    let mut pages: Vec<(String, String)> = files
        .map(|file| {
            let bytes = std::fs::read(&file).expect("readable page");
            let stem = file.file_stem().expect("name").to_string_lossy().into_owned();
            (stem, String::from_utf8_lossy(&bytes).into_owned())
        })
        .collect();
    pages.sort();
    pages
}

fn ours(page: &str) -> String {
    let input =
        content::Input { bytes: page.as_bytes(), content_type: Some("text/html"), ..content::Input::default() };
    content::article(&input, content::Furniture::builtin()).body
}

fn trafilatura(page: &str, options: trafilatura::Options) -> String {
    let options = options.with_exclude_comments(true);
    trafilatura::extract(page, &options).map(|result| result.content_text).unwrap_or_default()
}

fn smoothie(page: &str) -> String {
    let config = dom_smoothie::Config { text_mode: dom_smoothie::TextMode::Formatted, ..Default::default() };
    let reader = dom_smoothie::Readability::new(page, None, Some(config));
    let article = reader.and_then(|mut reader| reader.parse());
    article.map(|article| article.text_content.to_string()).unwrap_or_default()
}
