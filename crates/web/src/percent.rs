//! Percent-encoding in normal form: RFC 3986, section 6.2.2.

/// Escapes the bytes that may not stand for themselves, takes back escapes that `decodes` allows, and writes all
/// others in capitals. `stands(b'%')` tells whether a percent sign that begins no escape is left as it is.
///
/// Twice is once, if nothing that is decoded must be escaped.
pub(crate) fn normal(bytes: &[u8], stands: impl Fn(u8) -> bool, decodes: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = if byte == b'%' { value(after) } else { None };
        rest = if escaped.is_some() { after.get(2..).unwrap_or_default() } else { after };
        match escaped {
            Some(value) if decodes(value) => out.push(char::from(value)),
            Some(value) => push_escape(&mut out, value),
            None if stands(byte) => out.push(char::from(byte)),
            None => push_escape(&mut out, byte),
        }
    }
    out
}

/// Whether the byte means the same escaped or not.
pub(crate) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// The text with all its escapes taken back.
pub(crate) fn decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = if byte == b'%' { value(after) } else { None };
        rest = if escaped.is_some() { after.get(2..).unwrap_or_default() } else { after };
        out.push(escaped.unwrap_or(byte));
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn push_escape(out: &mut String, byte: u8) {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase();
    out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
}

/// The byte that two digits after a percent sign stand for.
fn value(after: &[u8]) -> Option<u8> {
    let nibble = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    u8::try_from(nibble(0)? << 4 | nibble(1)?).ok()
}
