//! Chunks (RFC 9112 section 7.1) put together.

use crate::http::BodyDefect;

/// The content of a chunked body; `None` where it is not chunked, because the crawler undid that already.
pub(super) fn decode(stored: &[u8], defects: &mut Vec<BodyDefect>) -> Option<Vec<u8>> {
    let mut rest = stored;
    let mut plain = Vec::with_capacity(stored.len());
    loop {
        let Some((size, data)) = size(rest) else {
            if rest.len() == stored.len() {
                return None;
            }
            // Some servers leave the last chunk out.
            if !rest.trim_ascii().is_empty() {
                defects.push(BodyDefect::BrokenChunk);
            }
            return Some(plain);
        };
        if size == 0 {
            return Some(plain);
        }
        let Some((chunk, after)) = data.split_at_checked(size) else {
            plain.extend_from_slice(data);
            defects.push(BodyDefect::BrokenChunk);
            return Some(plain);
        };
        plain.extend_from_slice(chunk);
        rest = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).unwrap_or(after);
    }
}

/// The size of the chunk that begins here, and what comes after its line. Digits of a size end at a line's end, at
/// an extension, or at the blanks that some servers fill up with.
fn size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    const MAX_LINE_BYTES: usize = 256;
    let head = bytes.get(..MAX_LINE_BYTES).unwrap_or(bytes);
    let end = memchr::memchr(b'\n', head)?;
    let line = bytes.get(..end)?.trim_ascii_end();
    let digits = line.split(|byte| matches!(byte, b';' | b' ' | b'\t')).next()?;
    let after = line.get(digits.len()..)?.trim_ascii_start();
    if digits.is_empty() || digits.len() > 8 || !(after.is_empty() || after.starts_with(b";")) {
        return None;
    }
    // Not `from_str_radix` alone: it takes signs.
    let digits =
        std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()))?;
    Some((usize::from_str_radix(digits, 16).ok()?, bytes.get(end + 1..)?))
}
