//! Which documents a path holds, and in which order: in a folder that of its manifest, then by name.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use record::dead::DeadReason;

use crate::bad::BadInput;
use crate::manifest::{self, Manifest};
use crate::storage;

/// Folders deeper than this are not entered.
const MAX_DEPTH: usize = 32;

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it lies.
    pub path: PathBuf,
    /// Its name: the path relative to the folder that was asked for, with `/` between the parts.
    pub doc: String,
    /// What its folder's manifest says of it.
    pub meta: Option<manifest::Entry>,
}

/// What a path holds.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// The documents, in order.
    pub entries: Vec<Entry>,
    /// Files of kinds that are no documents.
    pub skipped: Vec<String>,
    /// Faults in manifests, and documents that they name but that are not there.
    pub faults: Vec<BadInput>,
}

/// Why a path holds no documents.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// Nothing is there.
    #[error("no such file or folder: `{0}`")]
    Missing(String),
    /// It cannot be looked into.
    #[error("cannot read `{path}`: {source}")]
    Unreadable {
        /// The path.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The folder holds no document.
    #[error(
        "no document in the folder `{0}` (rasid reads .txt, .html, .json, .ndjson, .xml and .warc, and .gz and .zst of these)"
    )]
    Empty(String),
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Plain text.
    Text,
    /// A page.
    Html,
    /// One JSON document, or an array of them.
    Json,
    /// One JSON document a line.
    Ndjson,
    /// A web archive, compressed or not.
    Warc,
    /// RSS, RDF or Atom.
    Feed,
}

impl Kind {
    /// The kind that a file's name tells, whether it is compressed or not: `a.html.gz` is a page.
    pub fn of(path: &Path) -> Option<Self> {
        let name = storage::without_compression(path);
        let extension = name.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "txt" | "text" => Some(Self::Text),
            "html" | "htm" | "xhtml" => Some(Self::Html),
            "json" => Some(Self::Json),
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            "warc" => Some(Self::Warc),
            "xml" | "rss" | "atom" | "rdf" => Some(Self::Feed),
            _ => None,
        }
    }
}

/// The documents of a file or folder.
///
/// # Errors
/// When nothing is there, it cannot be read, or it is a folder without any document.
pub fn list(path: &Path) -> Result<Listing, ListError> {
    let name = path.display().to_string();
    let meta = fs::metadata(path).map_err(|source| {
        if source.kind() == std::io::ErrorKind::NotFound {
            ListError::Missing(name.clone())
        } else {
            ListError::Unreadable { path: name.clone(), source }
        }
    })?;
    if !meta.is_dir() {
        return Ok(Listing { entries: vec![single(path)], ..Listing::default() });
    }
    let mut listing = Listing::default();
    walk(path, "", 0, &mut listing).map_err(|source| ListError::Unreadable { path: name.clone(), source })?;
    if listing.entries.is_empty() && listing.faults.is_empty() {
        return Err(ListError::Empty(name));
    }
    Ok(listing)
}

/// A file given by itself; its folder's manifest still speaks for it.
fn single(path: &Path) -> Entry {
    let doc = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (manifest, _) = Manifest::read(folder);
    Entry { path: path.to_owned(), meta: manifest.get(&doc).cloned(), doc }
}

fn walk(folder: &Path, prefix: &str, depth: usize, listing: &mut Listing) -> std::io::Result<()> {
    let (manifest, faults) = Manifest::read(folder);
    listing.faults.extend(faults);
    let mut listed = HashSet::new();
    for doc in manifest.order().iter().filter(|doc| is_inside(doc)) {
        if !listed.insert(doc.clone()) {
            continue;
        }
        let path = folder.join(doc);
        let name = format!("{prefix}{doc}");
        if path.is_file() {
            listing.entries.push(Entry { path, doc: name, meta: manifest.get(doc).cloned() });
        } else {
            let detail = "named in manifest.jsonl, but not there";
            listing.faults.push(BadInput::new(&name, DeadReason::Unreadable, detail));
        }
    }
    let mut children: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    children.sort_by_key(fs::DirEntry::file_name);
    for child in children {
        let name = child.file_name().to_string_lossy().into_owned();
        if is_no_document(&name) || listed.contains(&name) {
            continue;
        }
        // Links to folders are not followed: they may lead in a circle.
        if child.file_type()?.is_dir() {
            if depth < MAX_DEPTH {
                walk(&child.path(), &format!("{prefix}{name}/"), depth + 1, listing)?;
            }
        } else if Kind::of(&child.path()).is_some() {
            listing.entries.push(Entry { path: child.path(), doc: format!("{prefix}{name}"), meta: None });
        } else {
            listing.skipped.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}

/// A manifest may not reach outside its folder.
fn is_inside(doc: &str) -> bool {
    Path::new(doc).components().all(|part| matches!(part, std::path::Component::Normal(_)))
}

/// Files that are never documents: hidden ones, manifests, gold annotations, README files.
fn is_no_document(name: &str) -> bool {
    name.starts_with('.')
        || name == manifest::NAME
        || name == "gold.jsonl"
        || name.to_ascii_lowercase().starts_with("readme")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    #[test]
    fn the_manifest_comes_first_then_names() {
        let folder = folder(&[
            ("a.txt", "x"),
            ("b.txt", "x"),
            ("sub/c.html", "x"),
            ("README.md", "x"),
            (".hidden.txt", "x"),
            ("gold.jsonl", "{}"),
            ("notes.pdf", "x"),
            ("manifest.jsonl", "{\"doc\": \"b.txt\"}\n{\"doc\": \"../escape.txt\"}\n{\"doc\": \"gone.txt\"}"),
        ]);
        let listing = list(folder.path()).unwrap();
        let docs: Vec<_> = listing.entries.iter().map(|entry| entry.doc.as_str()).collect();
        assert_eq!(docs, ["b.txt", "a.txt", "sub/c.html"]);
        assert_eq!(listing.skipped, ["notes.pdf"]);
        assert_eq!(listing.faults.len(), 1);
        assert_eq!(listing.faults[0].doc, "gone.txt");
    }

    #[test]
    fn kinds_are_told_by_the_name_under_the_compression() {
        #[track_caller]
        fn check(name: &str, expected: Option<Kind>) {
            assert_eq!(Kind::of(Path::new(name)), expected, "{name}");
        }
        check("a.txt", Some(Kind::Text));
        check("a.b.HTML.GZ", Some(Kind::Html));
        check("a.json.zst", Some(Kind::Json));
        check("a.ndjson.gz", Some(Kind::Ndjson));
        check("a.warc", Some(Kind::Warc));
        check("CC-NEWS-20240318.warc.gz", Some(Kind::Warc));
        check("a.tar.gz", None);
        check("a.gz", None);
        check("a.html.gz.gz", None);
    }

    #[test]
    fn missing_and_empty_are_told_apart() {
        let folder = folder(&[("README", "x")]);
        assert!(matches!(list(folder.path()), Err(ListError::Empty(_))));
        assert!(matches!(list(&folder.path().join("nowhere")), Err(ListError::Missing(_))));
    }
}
