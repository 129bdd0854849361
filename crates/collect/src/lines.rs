//! NDJSON: one document a line, read as a stream, with a limit for each line.

use std::io::{BufRead, ErrorKind};

use record::dead::DeadReason;
use record::record::SourceKind;

use crate::bad::{BadInput, Item};
use crate::file::Options;
use crate::storage;

/// Documents of an NDJSON stream, in order. Blank lines are skipped.
pub struct Lines<R> {
    reader: R,
    name: String,
    line: u64,
    options: Options,
    ended: bool,
}

enum Line {
    Whole(Vec<u8>),
    TooLong,
    End,
}

impl<R: BufRead> Lines<R> {
    /// Reads `reader`, whose lines are known as `name#1`, `name#2`, … where they do not name themselves.
    pub fn new(reader: R, name: &str, options: Options) -> Self {
        Self { reader, name: name.to_owned(), line: 0, options, ended: false }
    }

    /// The next line without its end. Longer ones are skipped up to their end, in constant memory.
    fn read_line(&mut self) -> std::io::Result<Line> {
        let limit = usize::try_from(self.options.max_document_bytes).unwrap_or(usize::MAX);
        let (mut line, mut too_long, mut seen) = (Vec::new(), false, false);
        loop {
            let buffer = match self.reader.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                return Ok(match (too_long, seen) {
                    (true, _) => Line::TooLong,
                    (false, true) => Line::Whole(line),
                    (false, false) => Line::End,
                });
            }
            seen = true;
            let end = buffer.iter().position(|&byte| byte == b'\n');
            let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
            too_long |= line.len() + part.len() > limit;
            if too_long {
                line.clear();
            } else {
                line.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                return Ok(if too_long { Line::TooLong } else { Line::Whole(line) });
            }
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while !self.ended {
            self.line += 1;
            let (name, line) = (&self.name, self.line);
            let place = format!("{name}#{line}");
            match self.read_line() {
                Ok(Line::Whole(bytes)) if bytes.trim_ascii().is_empty() => {}
                Ok(Line::Whole(bytes)) => {
                    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
                    let item = crate::json::document(text, &place, SourceKind::File, &self.options);
                    return Some(item.map_err(|mut bad| {
                        bad.doc.clone_from(&self.name);
                        bad.detail = format!("line {line}: {}", bad.detail);
                        bad
                    }));
                }
                Ok(Line::TooLong) => {
                    let limit = self.options.max_document_bytes;
                    let detail = format!("line {line}: longer than the limit of {limit} bytes");
                    return Some(Err(BadInput::new(&self.name, DeadReason::TooLarge, detail)));
                }
                Ok(Line::End) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    let detail = format!("line {line}: cannot be read: {error}");
                    return Some(Err(BadInput::new(&self.name, storage::reason(&error), detail)));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Item> {
        let options =
            Options { max_document_bytes: 40, received_at: "2026-01-01T00:00:00Z".parse().unwrap() };
        Lines::new(text.as_bytes(), "f.ndjson", options).collect()
    }

    #[test]
    fn a_bad_line_does_not_stop_the_others() {
        let items = read("{\"text\":\"a\"}\n\n{oops\n{\"text\":\"b\"}");
        assert_eq!(items.len(), 3);
        assert_eq!(items[0].as_ref().unwrap().doc, "f.ndjson#1");
        let bad = items[1].as_ref().unwrap_err();
        assert!(bad.to_string().starts_with("f.ndjson: line 3: invalid JSON"), "{bad}");
        assert_eq!(items[2].as_ref().unwrap().doc, "f.ndjson#4");
    }

    #[test]
    fn a_line_over_the_limit_is_skipped_whole() {
        let items = read(&format!("{{\"text\":\"{}\"}}\n{{\"text\":\"b\"}}\n", "x".repeat(100_000)));
        assert_eq!(items[0].as_ref().unwrap_err().reason, DeadReason::TooLarge);
        assert!(items[1].is_ok());
        assert_eq!(items.len(), 2);
    }
}

#[cfg(test)]
mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_come_to_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            let options = Options { max_document_bytes: 200, received_at: "2026-01-01T00:00:00Z".parse().unwrap() };
            let lines = bytes.split(|&byte| byte == b'\n').count();
            prop_assert!(Lines::new(bytes.as_slice(), "f", options).count() <= lines);
        }

        #[test]
        fn every_good_line_is_found(texts in proptest::collection::vec("[a-zء-ي ]{1,20}", 0..20)) {
            let options = Options { max_document_bytes: 2000, received_at: "2026-01-01T00:00:00Z".parse().unwrap() };
            let lines: Vec<_> = texts.iter().map(|text| serde_json::json!({"text": text}).to_string()).collect();
            let good = Lines::new(lines.join("\n").as_bytes(), "f", options).flatten().count();
            prop_assert_eq!(good, texts.iter().filter(|text| !text.trim().is_empty()).count());
        }
    }
}
