//! Character references: `&#1593;`, `&#x639;`, `&nbsp;`.
//!
//! Names are those of HTML, whatever the document is: feeds use them without declaring them. The table is WHATWG's
//! (`entities.tsv`). A reference that nobody defined stays as written, and so does a stray `&`. Entities of a DOCTYPE
//! are never expanded.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use encoding_rs::WINDOWS_1252;
use memchr::memchr;

use crate::defect::{DefectCode, Defects};

/// A longer name is none.
const LONGEST_NAME: usize = 32;

struct Named {
    text: String,
    /// Known without its semicolon too.
    is_legacy: bool,
}

static NAMES: LazyLock<HashMap<&'static str, Named>> = LazyLock::new(|| {
    let lines = include_str!("entities.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(named).collect()
});

fn named(line: &'static str) -> Option<(&'static str, Named)> {
    let (name, points) = line.split_once('\t')?;
    let points = points.split(' ').filter_map(|point| u32::from_str_radix(point, 16).ok());
    let text = points.filter_map(char::from_u32).collect();
    let bare = name.trim_end_matches('*');
    Some((bare, Named { text, is_legacy: bare.len() < name.len() }))
}

/// The text with its references resolved.
pub(crate) fn decode<'a>(text: &'a str, defects: &mut Defects) -> Cow<'a, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    decode_into(text, &mut out, defects);
    Cow::Owned(out)
}

/// Appends the text with its references resolved.
pub(crate) fn decode_into(text: &str, out: &mut String, defects: &mut Defects) {
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        out.push_str(rest.get(..at).unwrap_or_default());
        let behind = rest.get(at + 1..).unwrap_or_default();
        let used = reference(behind, out);
        if used == 0 {
            out.push('&');
            defects.add(DefectCode::StrayReference, || behind.chars().take(LONGEST_NAME).collect());
        }
        rest = behind.get(used..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// Resolves the reference behind an `&`; gives the bytes used, 0 where there is none.
fn reference(behind: &str, out: &mut String) -> usize {
    if let Some(number) = behind.strip_prefix('#') {
        return numeric(number, out).map_or(0, |used| used + 1);
    }
    let is_name = |b: &u8| b.is_ascii_alphanumeric();
    let bytes = behind.as_bytes().get(..behind.len().min(LONGEST_NAME)).unwrap_or_default();
    let length = bytes.iter().position(|b| !is_name(b)).unwrap_or(bytes.len());
    let name = behind.get(..length).unwrap_or_default();
    let is_closed = behind.as_bytes().get(length) == Some(&b';');
    let simple = match name {
        "amp" => Some("&"),
        "lt" => Some("<"),
        "gt" => Some(">"),
        "quot" => Some("\""),
        "apos" => Some("'"),
        _ => None,
    };
    let text = simple.map(Cow::Borrowed).filter(|_| is_closed).or_else(|| {
        let named =
            NAMES.get(name).filter(|named| is_closed || named.is_legacy && !in_query(behind, length))?;
        Some(Cow::Borrowed(named.text.as_str()))
    });
    let Some(text) = text else { return 0 };
    out.push_str(&text);
    length + usize::from(is_closed)
}

/// `a=1&copy=2`: in addresses an `&` begins a parameter.
fn in_query(behind: &str, length: usize) -> bool {
    behind.as_bytes().get(length) == Some(&b'=')
}

fn numeric(number: &str, out: &mut String) -> Option<usize> {
    let (digits, radix, prefix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (number, 10, 0),
    };
    let head = digits.as_bytes().get(..digits.len().min(12)).unwrap_or_default();
    let length = head.iter().position(|b| !char::from(*b).is_digit(radix)).unwrap_or(head.len());
    let point = u32::from_str_radix(digits.get(..length)?, radix).ok()?;
    out.push(character(point));
    let is_closed = digits.as_bytes().get(length) == Some(&b';');
    Some(prefix + length + usize::from(is_closed))
}

/// The character of a code point; those of C1 mean windows-1252, as browsers read them.
fn character(point: u32) -> char {
    match (u8::try_from(point), char::from_u32(point)) {
        (Ok(byte @ 0x80..=0x9F), _) => from_1252(byte),
        (_, Some(c)) if c >= ' ' || matches!(c, '\t' | '\n' | '\r') => c,
        (_, Some(_) | None) => char::REPLACEMENT_CHARACTER,
    }
}

/// What windows-1252 has where Latin-1 has controls.
static C1: LazyLock<Vec<char>> = LazyLock::new(|| {
    let bytes: Vec<u8> = (0x80..=0x9F).collect();
    WINDOWS_1252.decode_without_bom_handling(&bytes).0.chars().collect()
});

/// A byte of windows-1252 as a character.
pub(crate) fn from_1252(byte: u8) -> char {
    let special = byte.checked_sub(0x80).and_then(|at| C1.get(usize::from(at)));
    special.copied().unwrap_or(char::from(byte))
}

/// A character as a byte of windows-1252, or of Latin-1 where that has a control.
pub(crate) fn to_1252(c: char) -> Option<u8> {
    let special = || C1.iter().position(|special| *special == c).and_then(|at| u8::try_from(at + 0x80).ok());
    u8::try_from(c).ok().or_else(special)
}

/// Appends text as XML character data.
pub(crate) fn escape_into(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            _ => out.push(c),
        }
    }
}

/// Appends text as the value of an attribute in double quotes.
pub(crate) fn escape_attribute_into(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(decode(text, &mut Defects::default()), expected);
    }

    #[test]
    fn numbers_and_names_are_resolved_with_or_without_semicolon() {
        check("&#1593;&#x639;&#X639;", "ععع");
        check("&amp;&lt;&eacute;&eacute &hellip;", "&<éé …");
        check("&#150;&#x92;", "–’");
    }

    #[test]
    fn what_is_no_reference_stays() {
        check("AT&T & &; &#; &#x; &unknown; &hellip", "AT&T & &; &#; &#x; &unknown; &hellip");
        check("?a=1&copy=2&b", "?a=1&copy=2&b");
    }

    #[test]
    fn forbidden_characters_are_replaced() {
        check("&#0;&#xD800;&#999999999999;", "\u{FFFD}\u{FFFD}&#999999999999;");
    }
}
