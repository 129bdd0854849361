//! Named fields: the header of a record.
//!
//! Lenient: names in any case, LF for CRLF, white space around names and values, folded lines, lines without a
//! colon passed over. Of a repeated field the first counts.

use std::ops::Range;

/// A record has some twenty fields; a hundred times that is no header.
const MAX_FIELDS: usize = 2000;

/// Where a field stands in its header.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    name: Range<usize>,
    value: Range<usize>,
}

/// The fields of a header, in order.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) index: &'a [Field],
}

impl<'a> Fields<'a> {
    /// The value of the first field of this name, whatever its case.
    pub fn get(&self, name: &str) -> Option<&'a [u8]> {
        self.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| value)
    }

    /// All names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + use<'a> {
        let bytes = self.bytes;
        let slice = move |range: &Range<usize>| bytes.get(range.clone()).unwrap_or_default();
        self.index.iter().map(move |field| (slice(&field.name), slice(&field.value)))
    }
}

impl std::fmt::Debug for Fields<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = |(name, value)| (String::from_utf8_lossy(name), String::from_utf8_lossy(value));
        f.debug_map().entries(self.iter().map(text)).finish()
    }
}

/// The header has too many fields.
pub(crate) struct TooMany;

/// How long the header at the beginning of `bytes` is, with the blank line that ends it; where it does not end,
/// how many bytes need no second look.
pub(crate) fn length(bytes: &[u8], searched: usize) -> Result<usize, usize> {
    let mut from = searched;
    while let Some(at) = memchr::memchr(b'\n', bytes.get(from..).unwrap_or_default()) {
        let next = from + at + 1;
        match bytes.get(next..) {
            Some([b'\n', ..]) => return Ok(next + 1),
            Some([b'\r', b'\n', ..]) => return Ok(next + 2),
            Some([] | [b'\r']) | None => return Err(from + at),
            Some(_) => from = next,
        }
    }
    Err(bytes.len())
}

/// Finds the fields of a header after its first line. Folded lines are unfolded where they stand.
pub(crate) fn index(bytes: &mut [u8], index: &mut Vec<Field>) -> Result<(), TooMany> {
    index.clear();
    let mut start = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
    while start < bytes.len() {
        let rest = bytes.get(start..).unwrap_or_default();
        let end = start + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = bytes.get(start..end).unwrap_or_default();
        let folded = matches!(line.first(), Some(b' ' | b'\t')) && !line.trim_ascii().is_empty();
        match index.last_mut() {
            Some(field) if folded => {
                let until = end - (line.len() - line.trim_ascii_end().len());
                let gap = start + (line.len() - line.trim_ascii_start().len());
                let from = if field.value.is_empty() { gap } else { field.value.start };
                bytes.get_mut(field.value.end..gap).unwrap_or_default().fill(b' ');
                field.value = from..until;
            }
            Some(_) | None => index.extend(field(line, start)),
        }
        if index.len() > MAX_FIELDS {
            return Err(TooMany);
        }
        start = end + 1;
    }
    Ok(())
}

fn field(line: &[u8], start: usize) -> Option<Field> {
    let colon = memchr::memchr(b':', line)?;
    let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
    let range = |part: &[u8], from: usize| {
        let from = from + part.len() - part.trim_ascii_start().len();
        from..from + part.trim_ascii().len()
    };
    Some(Field { name: range(name, start), value: range(value, start + colon + 1) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, expected: &[(&str, &str)]) {
        let mut bytes = header.as_bytes().to_vec();
        let mut found = Vec::new();
        assert!(index(&mut bytes, &mut found).is_ok());
        let fields = Fields { bytes: &bytes, index: &found };
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let found: Vec<_> = fields.iter().map(|(name, value)| (text(name), text(value))).collect();
        let expected: Vec<_> = expected.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        assert_eq!(found, expected, "{header:?}");
    }

    #[test]
    fn fields_are_read_however_they_are_written() {
        check("WARC/1.0\r\nA: b\r\nC:d\r\n\r\n", &[("A", "b"), ("C", "d")]);
        check("WARC/1.0\nA : b \nno field\nC:\n\n", &[("A", "b"), ("C", "")]);
        check("WARC/1.0\r\nA: b\r\n  c\r\n\td\r\nE: f\r\n\r\n", &[("A", "b    c   d"), ("E", "f")]);
        check("WARC/1.0\r\nA:\r\n b\r\n\r\n", &[("A", "b")]);
        check("WARC/1.0\r\n folded from nothing: x\r\n\r\n", &[("folded from nothing", "x")]);
        check("WARC/1.0", &[]);
    }

    #[test]
    fn names_are_found_in_any_case() {
        let mut bytes = b"WARC/1.0\r\nwarc-TYPE: response\r\n\r\n".to_vec();
        let mut found = Vec::new();
        assert!(index(&mut bytes, &mut found).is_ok());
        let fields = Fields { bytes: &bytes, index: &found };
        assert_eq!(fields.get("WARC-Type"), Some(b"response".as_slice()));
    }

    #[test]
    fn the_end_is_found_in_pieces() {
        let header = b"WARC/1.0\r\nA: b\r\n\r\nblock";
        for cut in 0..header.len() {
            let searched = match length(&header[..cut], 0) {
                Ok(found) => {
                    assert_eq!(found, 18);
                    continue;
                }
                Err(searched) => searched,
            };
            assert_eq!(length(header, searched), Ok(18), "cut at {cut}");
        }
        assert_eq!(length(b"WARC/1.0\n\n", 0), Ok(10));
    }
}
