//! What is read of sitemaps: one line a file, with the addresses that stand in it as text beside those that were read.
//!
//! The argument is a folder, looked through with all below it. Addresses are judged as if a file were found on the host
//! of its first address; packed files are passed over, since unpacking is the caller's.

#![expect(clippy::print_stdout, reason = "a measuring program reports on standard output")]

use std::path::{Path, PathBuf};

use feed::Hints;
use feed::sitemap::{Options, parse};

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let mut files = Vec::new();
    collect(Path::new(&folder), &mut files);
    files.sort();
    for file in files {
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if feed::is_gzip(&bytes) {
            println!("{name}: packed");
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        let first = text.find("http").and_then(|at| text.get(at..)).unwrap_or_default();
        let first = text.find("loc>").and_then(|at| text.get(at + 4..)).map_or(first, str::trim_start);
        let end = first.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(first.len());
        let url = first.get(..end).unwrap_or_default();
        let named = text.matches("<loc>").count();
        match parse(&bytes, &Hints { url: Some(url), ..Hints::default() }, &Options::default()) {
            Ok(map) => println!(
                "{name}: {:?}, {named} <loc>, {} read, {} refused, {} with news, {} defects",
                map.kind,
                map.locations.len(),
                map.refused,
                map.locations.iter().filter(|location| location.news.is_some()).count(),
                map.defects.len()
            ),
            Err(error) => println!("{name}: {error}"),
        }
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
