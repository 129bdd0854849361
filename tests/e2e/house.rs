//! House rules that no compiler checks.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::rig::{annotated, json_lines, root};

/// The floor of each crate: imports point down only.
const FLOORS: [(&str, u8); 17] = [
    ("record", 0),
    ("text", 0),
    ("feed", 0),
    ("warc", 0),
    ("web", 0),
    ("content", 1),
    ("gazetteer", 1),
    ("extract", 2),
    ("dedup", 1),
    ("eval", 1),
    ("collect", 1),
    ("fetch", 1),
    ("receive", 2),
    ("bus", 1),
    ("pipeline", 3),
    ("fetcher", 4),
    ("cli", 5),
];

#[test]
fn imports_point_down_only() {
    let floors: BTreeMap<_, _> = FLOORS.into_iter().collect();
    for (name, floor) in &floors {
        let manifest = fs::read_to_string(root().join(format!("crates/{name}/Cargo.toml"))).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        for dependency in manifest["dependencies"].as_table().unwrap().keys() {
            if let Some(below) = floors.get(dependency.as_str()) {
                assert!(below < floor, "`{name}` (floor {floor}) imports `{dependency}` (floor {below})");
            }
        }
    }
    let folders = fs::read_dir(root().join("crates")).unwrap().count();
    assert_eq!(folders, FLOORS.len(), "a crate without a floor");
}

fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("crates"), root().join("tests/e2e")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // A bench with a workspace of its own may have been built in place.
                if path.file_name().is_none_or(|name| name != "target") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push((path.clone(), fs::read_to_string(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_file_opens_with_what_it_is() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{} has no header", path.display());
    }
}

#[test]
fn no_file_outgrows_a_reader() {
    for (path, text) in sources() {
        let lines = body(&text).lines().count();
        assert!(lines <= 500, "{} has {lines} lines without its tests", path.display());
    }
}

/// The file without its unit tests.
fn body(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

/// Words belong into config/; single letters, as in folding tables, may stand in code.
#[test]
fn no_vocabulary_in_code() {
    let arabic = |c: char| matches!(c, '\u{0620}'..='\u{064A}' | '\u{066E}'..='\u{06D3}');
    for (path, text) in sources() {
        let is_product = path.components().any(|part| part.as_os_str() == "src")
            && path.file_name().is_none_or(|name| name != "tests.rs");
        for (index, line) in body(&text).lines().enumerate().filter(|_| is_product) {
            let code = line.split("//").next().unwrap();
            let quoted = code.split('"').skip(1).step_by(2);
            for literal in quoted {
                let letters: Vec<char> = literal.chars().collect();
                let word = letters.windows(2).any(|pair| pair.iter().all(|&c| arabic(c)));
                assert!(!word, "{}:{}: the word `{literal}` belongs into config/", path.display(), index + 1);
            }
        }
    }
}

#[test]
fn annotated_folders_are_whole() {
    let mut documents = 0;
    for folder in annotated() {
        let read = |name| json_lines(&fs::read_to_string(folder.join(name)).unwrap());
        let docs = |lines: Vec<serde_json::Value>| -> Vec<String> {
            let mut docs: Vec<_> =
                lines.iter().map(|line| line["doc"].as_str().unwrap().to_owned()).collect();
            docs.sort();
            docs
        };
        let (manifest, gold) = (docs(read("manifest.jsonl")), docs(read("gold.jsonl")));
        assert_eq!(manifest, gold, "{}", folder.display());
        assert!(manifest.iter().all(|doc| folder.join(doc).is_file()), "{}", folder.display());
        documents += manifest.len();
    }
    assert_eq!(documents, 57 + 9 * 25 + 2 * 20 + 24 + 75 + 48);
}

/// Nothing in the repository names a place outside it.
#[test]
fn no_machine_path_in_the_repository() {
    let forbidden = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/tm", "p/")];
    let mut paths: Vec<PathBuf> = sources().into_iter().map(|(path, _)| path).collect();
    paths.extend(
        ["README.md", "ARCHITECTURE.md", "Makefile", "tools/demo", "config/rasid.toml"]
            .map(|name| root().join(name)),
    );
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        for place in forbidden {
            assert!(!text.contains(place), "{} names {place}", relative(&path).display());
        }
    }
}

fn relative(path: &Path) -> &Path {
    path.strip_prefix(root()).unwrap_or(path)
}
