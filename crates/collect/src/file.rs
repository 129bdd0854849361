//! One file becomes one or many documents.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use jiff::Timestamp;
use record::dead::DeadReason;
use record::raw::{Body, RawDocument, RawSchema};
use record::record::{Source, SourceKind};
use serde_json::value::RawValue;

use crate::archive::Archive;
use crate::bad::{BadInput, Item};
use crate::folder::{Entry, Kind};
use crate::json::{UNKNOWN_SOURCE, instant_of};
use crate::lines::Lines;
use crate::storage::{self, Stored};

/// What holds for every document of a replay or of a watched folder.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Larger documents are refused, in bytes.
    pub max_document_bytes: u64,
    /// The time of receipt of documents that do not say when they were fetched.
    pub received_at: Timestamp,
}

/// The documents of a file, in order. What it is, and whether it is compressed, is told by its name.
pub fn read(entry: &Entry, options: Options) -> Box<dyn Iterator<Item = Item> + Send> {
    let (file, size) = match open(entry) {
        Ok(opened) => opened,
        Err(bad) => return Box::new(std::iter::once(Err(bad))),
    };
    let kind = Kind::of(&entry.path);
    if kind == Some(Kind::Warc) {
        // Its compression is part of its format.
        return Box::new(Archive::new(file, &entry.doc, options));
    }
    let stored = match storage::open(file, size, &entry.path) {
        Ok(stored) => stored,
        Err(error) => return Box::new(std::iter::once(Err(unreadable(entry, &error)))),
    };
    match kind {
        Some(Kind::Ndjson) => Box::new(lines(stored, entry, options)),
        Some(Kind::Json) => Box::new(json(stored, entry, options).into_iter()),
        Some(Kind::Feed) => match bytes(stored, entry, options) {
            Ok(bytes) => Box::new(crate::feeds::documents(&bytes, entry, options).into_iter()),
            Err(bad) => Box::new(std::iter::once(Err(bad))),
        },
        Some(Kind::Text | Kind::Html | Kind::Warc) | None => {
            Box::new(std::iter::once(whole(stored, entry, options)))
        }
    }
}

/// Documents of an NDJSON stream on standard input.
pub fn standard_input(options: Options) -> impl Iterator<Item = Item> + Send {
    Lines::new(BufReader::with_capacity(1 << 16, std::io::stdin()), "stdin", options)
}

fn open(entry: &Entry) -> Result<(File, u64), BadInput> {
    let unreadable = |error: &dyn std::fmt::Display| {
        BadInput::new(&entry.doc, DeadReason::Unreadable, format!("cannot be read: {error}"))
    };
    // Asked before opening: to open a named pipe would wait for its writer.
    let meta = std::fs::metadata(&entry.path).map_err(|error| unreadable(&error))?;
    if !meta.is_file() {
        return Err(unreadable(&"it is not a regular file"));
    }
    if meta.len() == 0 {
        return Err(BadInput::new(&entry.doc, DeadReason::Empty, "the file is empty"));
    }
    let file = File::open(&entry.path).map_err(|error| unreadable(&error))?;
    Ok((file, meta.len()))
}

fn unreadable(entry: &Entry, error: &std::io::Error) -> BadInput {
    BadInput::new(&entry.doc, storage::reason(error), format!("cannot be read: {error}"))
}

fn lines(stored: Stored, entry: &Entry, options: Options) -> impl Iterator<Item = Item> + Send + use<> {
    Lines::new(BufReader::with_capacity(1 << 16, stored.bytes), &entry.doc, options)
}

/// All bytes of a file within the limit, which holds for what is read: of a compressed file, decompressed.
fn bytes(stored: Stored, entry: &Entry, options: Options) -> Result<Vec<u8>, BadInput> {
    let limit = options.max_document_bytes;
    let too_large = |size: &str| {
        let detail = format!("{size} bytes, over the limit of {limit} (limits.document_bytes)");
        BadInput::new(&entry.doc, DeadReason::TooLarge, detail)
    };
    if let Some(size) = stored.size.filter(|size| *size > limit) {
        return Err(too_large(&size.to_string()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(stored.size.unwrap_or(0)).unwrap_or(0));
    let read = stored.bytes.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    // Before the error: of a bomb, nothing is looked at behind the limit.
    if bytes.len() as u64 > limit {
        return Err(too_large(&format!("more than {limit}")));
    }
    read.map_err(|error| unreadable(entry, &error))?;
    Ok(bytes)
}

fn whole(stored: Stored, entry: &Entry, options: Options) -> Item {
    let bytes = bytes(stored, entry, options)?;
    let bad =
        |reason, detail: &str| BadInput { bytes: bytes.clone(), ..BadInput::new(&entry.doc, reason, detail) };
    if bytes.trim_ascii().is_empty() {
        return Err(bad(DeadReason::Empty, "the file holds nothing but white space"));
    }
    if is_binary(&bytes) {
        return Err(bad(DeadReason::Binary, "the file is binary, not text"));
    }
    let meta = entry.meta.clone().unwrap_or_default();
    Ok(RawDocument {
        schema: RawSchema::V1,
        doc: entry.doc.clone(),
        source: Source {
            id: meta.source.filter(|id| !id.is_empty()).unwrap_or_else(|| UNKNOWN_SOURCE.to_owned()),
            name: None,
            kind: SourceKind::File,
            url: None,
        },
        url: meta.url,
        content_type: meta.content_type.or_else(|| media_type(&entry.path)),
        title: None,
        byline: None,
        fetched_at: meta.fetched_at.or_else(|| instant_of(meta.published.as_deref())),
        published: meta.published,
        received_at: meta.fetched_at.unwrap_or(options.received_at),
        body: Body::from_bytes(bytes),
    })
}

fn media_type(path: &Path) -> Option<String> {
    match Kind::of(path)? {
        Kind::Text => Some("text/plain".to_owned()),
        Kind::Html => Some("text/html".to_owned()),
        Kind::Json | Kind::Ndjson | Kind::Warc | Kind::Feed => None,
    }
}

/// The documents of a `.json` file: an object is one, an array holds many.
fn json(stored: Stored, entry: &Entry, options: Options) -> Vec<Item> {
    let bytes = match bytes(stored, entry, options) {
        Ok(bytes) => bytes,
        Err(bad) => return vec![Err(bad)],
    };
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    if text.trim_ascii_start().first() != Some(&b'[') {
        return vec![crate::json::document(text, &entry.doc, SourceKind::File, &options)];
    }
    match serde_json::from_slice::<Vec<&RawValue>>(text) {
        Ok(values) => values
            .iter()
            .enumerate()
            .map(|(index, value)| {
                let place = format!("{}#{}", entry.doc, index + 1);
                crate::json::document(value.get().as_bytes(), &place, SourceKind::File, &options)
            })
            .collect(),
        Err(error) => {
            vec![Err(BadInput::new(&entry.doc, DeadReason::Undecodable, format!("invalid JSON: {error}")))]
        }
    }
}

/// Whether bytes are no text: they begin like a known binary format, or hold zero bytes without being UTF-16.
pub fn is_binary(bytes: &[u8]) -> bool {
    const MAGIC: [&[u8]; 9] = [
        b"%PDF-",
        b"PK\x03\x04",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"\x7fELF",
        b"\x1f\x8b",
        b"\x28\xb5\x2f\xfd",
        b"OggS",
    ];
    let head = bytes.get(..bytes.len().min(8192)).unwrap_or_default();
    MAGIC.iter().any(|magic| head.starts_with(magic)) || head.contains(&0) && !is_utf16(head)
}

/// A byte order mark, or zeros on one side of each pair only (spaces and digits of UTF-16 text).
fn is_utf16(head: &[u8]) -> bool {
    let zeros_at = |parity: usize| head.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    let marked = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    marked
        || (zeros_at(0) == 0) != (zeros_at(1) == 0)
            && zeros_at(0) + zeros_at(1) > head.len() / 40
            && !head.windows(2).any(|pair| pair == [0, 0])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    /// What a file of this name and content holds, in a limit of 1000 bytes.
    fn documents(name: &str, content: &[u8]) -> Vec<Item> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let options =
            Options { max_document_bytes: 1000, received_at: "2026-01-01T00:00:00Z".parse().unwrap() };
        let listing = crate::folder::list(&path).unwrap();
        listing.entries.iter().flat_map(|entry| read(entry, options)).collect()
    }

    #[track_caller]
    fn check_compressed(name: &str, content: &str, expected: &[&str]) {
        let gzip = [warc::sample::gzip(content.as_bytes()).unwrap()].concat();
        let zstd = warc::sample::zstd(content.as_bytes()).unwrap();
        for (ending, stored) in [(".gz", gzip), (".zst", zstd), (".gz", content.as_bytes().to_vec())] {
            let name = format!("{name}{ending}");
            let found = documents(&name, &stored);
            let bodies: Vec<_> = found.iter().map(|item| item.as_ref().unwrap().body.as_bytes()).collect();
            let expected: Vec<_> = expected.iter().map(|text| text.as_bytes()).collect();
            assert_eq!(bodies, expected, "{name}");
        }
    }

    #[test]
    fn every_kind_is_read_compressed_too() {
        check_compressed("a.txt", "خبر", &["خبر"]);
        check_compressed("a.html", "<p>خبر</p>", &["<p>خبر</p>"]);
        check_compressed("a.json", r#"[{"text": "a"}, {"text": "b"}]"#, &["a", "b"]);
        check_compressed("a.ndjson", "{\"text\": \"a\"}\n{\"text\": \"b\"}\n", &["a", "b"]);
        let found = documents("a.html.gz", &warc::sample::gzip(b"<p>x</p>").unwrap());
        assert_eq!(found[0].as_ref().unwrap().content_type.as_deref(), Some("text/html"));
        assert_eq!(found[0].as_ref().unwrap().doc, "a.html.gz");
    }

    #[test]
    fn of_members_all_are_read() {
        let gzip = [b"one ".as_slice(), b"two"].map(|part| warc::sample::gzip(part).unwrap()).concat();
        assert_eq!(documents("a.txt.gz", &gzip)[0].as_ref().unwrap().body.as_bytes(), b"one two");
        let zstd = [b"one ".as_slice(), b"two"].map(|part| warc::sample::zstd(part).unwrap()).concat();
        assert_eq!(documents("a.txt.zst", &zstd)[0].as_ref().unwrap().body.as_bytes(), b"one two");
    }

    #[test]
    fn compressed_files_that_are_too_large_damaged_or_empty_are_refused() {
        #[track_caller]
        fn check(name: &str, stored: &[u8], expected: DeadReason) {
            let found = documents(name, stored);
            assert_eq!(found[0].as_ref().unwrap_err().reason, expected, "{name}: {found:?}");
            assert_eq!(found.len(), 1);
        }
        let bomb = vec![b'x'; 100_000_000];
        let (gzip, zstd) = (warc::sample::gzip(&bomb).unwrap(), warc::sample::zstd(&bomb).unwrap());
        for kind in ["txt", "html", "json", "ndjson"] {
            check(&format!("a.{kind}.gz"), &gzip, DeadReason::TooLarge);
            check(&format!("a.{kind}.zst"), &zstd, DeadReason::TooLarge);
        }
        let mut damaged = warc::sample::gzip(b"some text").unwrap();
        damaged[14] ^= 0xff;
        check("a.txt.gz", &damaged, DeadReason::Undecodable);
        check("a.ndjson.gz", &damaged, DeadReason::Undecodable);
        damaged = warc::sample::zstd("some text".repeat(40).as_bytes()).unwrap();
        damaged.truncate(damaged.len() - 4);
        check("a.txt.zst", &damaged, DeadReason::Undecodable);
        check("a.txt.gz", &warc::sample::gzip(b"").unwrap(), DeadReason::Empty);
        check("a.txt.gz", b"", DeadReason::Empty);
        check("a.txt", &warc::sample::gzip(b"text").unwrap(), DeadReason::Binary);
    }

    #[test]
    fn text_and_binary_are_told_apart() {
        assert!(!is_binary("خبر عاجل".as_bytes()));
        assert!(!is_binary(&utf16("خبر عاجل من دير الزور 2024 . ")));
        assert!(is_binary(b"%PDF-1.7 x"));
        assert!(is_binary(&[1, 0, 0, 2, 0, 0, 7, 8, 0, 0, 0, 9]));
    }
}
