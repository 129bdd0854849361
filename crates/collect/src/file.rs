//! One file becomes one or many documents.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

use jiff::Timestamp;
use record::dead::DeadReason;
use record::raw::{Body, RawDocument, RawSchema};
use record::record::{Source, SourceKind};
use serde_json::value::RawValue;

use crate::bad::{BadInput, Item};
use crate::folder::{Entry, Kind};
use crate::json::{UNKNOWN_SOURCE, instant_of};
use crate::lines::Lines;

/// What holds for every document of a replay or of a watched folder.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Larger documents are refused, in bytes.
    pub max_document_bytes: u64,
    /// The time of receipt of documents that do not say when they were fetched.
    pub received_at: Timestamp,
}

/// The documents of a file, in order.
pub fn read(entry: &Entry, options: Options) -> Box<dyn Iterator<Item = Item> + Send> {
    match open(entry) {
        Ok((file, size)) => match Kind::of(&entry.path) {
            Some(Kind::Ndjson) => Box::new(lines(file, entry, options)),
            Some(Kind::Json) => Box::new(json(file, size, entry, options).into_iter()),
            Some(Kind::Text | Kind::Html) | None => {
                Box::new(std::iter::once(whole(file, size, entry, options)))
            }
        },
        Err(bad) => Box::new(std::iter::once(Err(bad))),
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

fn lines(file: File, entry: &Entry, options: Options) -> impl Iterator<Item = Item> + Send + use<> {
    Lines::new(BufReader::with_capacity(1 << 16, file), &entry.doc, options)
}

/// All bytes of a file within the limit.
fn bytes(file: File, size: u64, entry: &Entry, options: Options) -> Result<Vec<u8>, BadInput> {
    let limit = options.max_document_bytes;
    let too_large = |size: u64| {
        let detail = format!("{size} bytes, over the limit of {limit} (limits.document_bytes)");
        BadInput::new(&entry.doc, DeadReason::TooLarge, detail)
    };
    if size > limit {
        return Err(too_large(size));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| {
        BadInput::new(&entry.doc, DeadReason::Unreadable, format!("cannot be read: {error}"))
    })?;
    if bytes.len() as u64 > limit { Err(too_large(bytes.len() as u64)) } else { Ok(bytes) }
}

fn whole(file: File, size: u64, entry: &Entry, options: Options) -> Item {
    let bytes = bytes(file, size, entry, options)?;
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
        Kind::Json | Kind::Ndjson => None,
    }
}

/// The documents of a `.json` file: an object is one, an array holds many.
fn json(file: File, size: u64, entry: &Entry, options: Options) -> Vec<Item> {
    let bytes = match bytes(file, size, entry, options) {
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

    #[test]
    fn text_and_binary_are_told_apart() {
        assert!(!is_binary("خبر عاجل".as_bytes()));
        assert!(!is_binary(&utf16("خبر عاجل من دير الزور 2024 . ")));
        assert!(is_binary(b"%PDF-1.7 x"));
        assert!(is_binary(&[1, 0, 0, 2, 0, 0, 7, 8, 0, 0, 0, 9]));
    }
}
