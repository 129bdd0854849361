//! Runs every case under `fixtures/`: `input.txt` or `input.html`, and `expect.toml` with what must come out of
//! it. A new case needs no Rust. Inputs are kept in UTF-8; `encoding` has them encoded before they are read.
//!
//! Keys of `expect.toml`: `encoding`, `content_type`, `url`, `given_title` (the input); `title`, `no_title`,
//! `byline`, `published`, `modified`, `basis`, `canonical_url`, `site_name`, `language`, `body` (exact); `keep` (stands in the
//! body), `gone` (stands in `removed` and not in the body), `absent` (in neither), `reasons` (among those of
//! `removed`), `removed` (all of it, as [reason, text]), `defects` (all of them).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::fmt::Write as _;
use std::path::Path;

use content::{Article, Basis, Furniture, Input};

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Expect {
    encoding: Option<String>,
    content_type: Option<String>,
    url: Option<String>,
    given_title: Option<String>,
    title: Option<String>,
    no_title: bool,
    byline: Option<String>,
    published: Option<String>,
    modified: Option<String>,
    basis: Option<String>,
    canonical_url: Option<String>,
    site_name: Option<String>,
    language: Option<String>,
    body: Option<String>,
    keep: Vec<String>,
    gone: Vec<String>,
    absent: Vec<String>,
    reasons: Vec<String>,
    removed: Option<Vec<(String, String)>>,
    defects: Option<Vec<String>>,
}

#[test]
fn fixtures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut cases: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= 60, "{} cases", cases.len());
    let mut report = String::new();
    for case in &cases {
        let faults = run(case);
        if !faults.is_empty() {
            writeln!(report, "{}\n{faults}", case.file_name().unwrap().display()).unwrap();
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

fn run(case: &Path) -> String {
    let expect: Expect = toml::from_str(&std::fs::read_to_string(case.join("expect.toml")).unwrap()).unwrap();
    let text = ["input.txt", "input.html"]
        .iter()
        .find_map(|name| std::fs::read_to_string(case.join(name)).ok())
        .unwrap();
    let bytes = encode(&text, expect.encoding.as_deref());
    let input = Input {
        bytes: &bytes,
        content_type: expect.content_type.as_deref(),
        url: expect.url.as_deref(),
        title: expect.given_title.as_deref(),
        language: None,
    };
    compare(&expect, &content::article(&input, Furniture::builtin()))
}

fn encode(text: &str, encoding: Option<&str>) -> Vec<u8> {
    match encoding {
        None => text.as_bytes().to_vec(),
        Some("utf-16le") => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Some(label) => {
            let (bytes, _, unmappable) =
                encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(text);
            assert!(!unmappable, "the text cannot be written in {label}");
            bytes.into_owned()
        }
    }
}

fn compare(expect: &Expect, got: &Article) -> String {
    let mut faults = String::new();
    let mut equal = |what: &str, expected: Option<&str>, got: Option<&str>| {
        if expected.is_some() && expected != got {
            writeln!(faults, "  {what}: expected {expected:?}, got {got:?}").unwrap();
        }
    };
    let published = got.published.as_ref();
    equal("modified", expect.modified.as_deref(), got.modified.as_deref());
    let basis = published.map(|found| match found.basis {
        Basis::Metadata => "metadata",
        Basis::Text => "text",
    });
    equal("title", expect.title.as_deref(), got.title.as_deref());
    equal("byline", expect.byline.as_deref(), got.byline.as_deref());
    equal("published", expect.published.as_deref(), published.map(|found| found.value.as_str()));
    equal("basis", expect.basis.as_deref(), basis);
    equal("canonical_url", expect.canonical_url.as_deref(), got.canonical_url.as_deref());
    equal("site_name", expect.site_name.as_deref(), got.site_name.as_deref());
    equal("language", expect.language.as_deref(), got.language.as_deref());
    equal("body", expect.body.as_deref(), Some(&got.body));
    if expect.no_title && got.title.is_some() {
        writeln!(faults, "  invented title {:?}", got.title).unwrap();
    }
    faults + &compare_pieces(expect, got)
}

fn compare_pieces(expect: &Expect, got: &Article) -> String {
    let mut faults = String::new();
    let removed: Vec<(String, String)> =
        got.removed.iter().map(|r| (r.reason.as_str().to_owned(), r.text.clone())).collect();
    let listed = |text: &str| removed.iter().any(|(_, piece)| piece.contains(text));
    let mut fault = |what: &str, text: &str| writeln!(faults, "  {what}: {text}").unwrap();
    for text in expect.keep.iter().filter(|text| !got.body.contains(*text)) {
        fault("lost", text);
    }
    for text in expect.gone.iter().chain(&expect.absent).filter(|text| got.body.contains(*text)) {
        fault("kept", text);
    }
    for text in expect.gone.iter().filter(|text| !listed(text)) {
        fault("vanished", text);
    }
    for text in expect.absent.iter().filter(|text| listed(text)) {
        fault("listed though unseen", text);
    }
    for reason in expect.reasons.iter().filter(|reason| !removed.iter().any(|(r, _)| r == *reason)) {
        fault("nothing removed as", reason);
    }
    if let Some(expected) = expect.removed.as_ref().filter(|expected| **expected != removed) {
        fault("removed", &format!("expected {expected:?}, got {removed:?}"));
    }
    let defects: Vec<&str> = got.defects.iter().map(|d| d.code.as_str()).collect();
    if let Some(expected) = expect.defects.as_ref().filter(|expected| **expected != defects) {
        fault("defects", &format!("expected {expected:?}, got {:?}", got.defects));
    }
    faults
}
