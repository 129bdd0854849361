//! Bytes to characters.
//!
//! Order of belief: byte order mark, or the look of UTF-16 and UTF-32; the charset of the HTTP header; the XML
//! declaration (ignored for `text/*` types, whose default is US-ASCII: RFC 3023); detection by `chardetng`. A charset
//! counts only if the bytes are valid in it; what is passed over is a defect. UTF-8 with a few broken sequences, as a
//! cut file has, stays UTF-8.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::defect::{DefectCode, Defects};

/// How far the XML declaration is looked for, in bytes; junk may stand before it.
const DECLARATION_BYTES: usize = 1024;
/// How much detection looks at.
const DETECTION_BYTES: usize = 16 * 1024;

/// Text, and the charset it was read in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) encoding: Charset,
}

/// A charset; UTF-32 and US-ASCII are none of WHATWG's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    Ascii,
    Utf32 { is_big: bool },
    Known(&'static Encoding),
}

impl Charset {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ascii => "us-ascii",
            Self::Utf32 { is_big: true } => "utf-32be",
            Self::Utf32 { is_big: false } => "utf-32le",
            Self::Known(encoding) => encoding.name(),
        }
    }

    fn for_label(label: &str) -> Option<Self> {
        let label = label.trim();
        if ["us-ascii", "ascii"].iter().any(|known| label.eq_ignore_ascii_case(known)) {
            return Some(Self::Ascii);
        }
        Encoding::for_label(label.as_bytes()).map(Self::Known)
    }

    /// The text, if the bytes are valid.
    fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Self::Ascii => bytes.is_ascii().then(|| utf8(bytes))?,
            Self::Utf32 { is_big } => Some(Cow::Owned(utf32(bytes, is_big))),
            Self::Known(encoding) if encoding == UTF_8 => utf8(bytes),
            Self::Known(encoding) => encoding.decode_without_bom_handling_and_without_replacement(bytes),
        }
    }
}

fn utf8(bytes: &[u8]) -> Option<Cow<'_, str>> {
    std::str::from_utf8(bytes).ok().map(Cow::Borrowed)
}

fn utf32(bytes: &[u8], is_big: bool) -> String {
    let units = bytes.as_chunks::<4>().0.iter();
    let point = |unit: &[u8; 4]| if is_big { u32::from_be_bytes(*unit) } else { u32::from_le_bytes(*unit) };
    units.map(|unit| char::from_u32(point(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Decodes a document; `content_type` is the HTTP header.
pub(crate) fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>, defects: &mut Defects) -> Decoded<'a> {
    let mut decoded = choose(bytes, content_type, defects);
    if decoded.text.starts_with('\u{FEFF}') {
        decoded.text = Cow::Owned(decoded.text.trim_start_matches('\u{FEFF}').to_owned());
    }
    if decoded.text.bytes().any(is_forbidden) {
        defects.add(DefectCode::ControlCharacters, || "dropped".to_owned());
        let kept = decoded.text.chars().filter(|c| !u8::try_from(*c).is_ok_and(is_forbidden));
        decoded.text = Cow::Owned(kept.collect());
    }
    decoded
}

fn is_forbidden(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')
}

fn choose<'a>(bytes: &'a [u8], content_type: Option<&str>, defects: &mut Defects) -> Decoded<'a> {
    let (marked, bytes) = mark(bytes);
    let declared = declaration(bytes);
    let mut said = Vec::new();
    if let Some(marked) = marked {
        said.push((marked.name().to_owned(), Some(marked)));
    } else {
        said = labels(content_type, declared.as_deref());
    }
    for (label, charset) in &said {
        if let Some(text) = charset.and_then(|charset| charset.decode(bytes).map(|text| (text, charset))) {
            return Decoded { text: text.0, encoding: text.1 };
        }
        defects.add(DefectCode::CharsetMismatch, || format!("declared `{label}`, which the bytes are not"));
    }
    fallback(bytes, marked, said.is_empty(), defects)
}

/// What the header and the declaration say, most believed first.
fn labels(content_type: Option<&str>, declared: Option<&str>) -> Vec<(String, Option<Charset>)> {
    let media =
        content_type.map(|value| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    let is_text = media.as_deref().is_some_and(|media| media.starts_with("text/"));
    let transport = content_type.and_then(charset_parameter);
    let default = (is_text && transport.is_none()).then(|| "us-ascii".to_owned());
    let known = |label: String| {
        let charset = Charset::for_label(&label);
        (label, charset)
    };
    // A declaration that could be read as ASCII is not of UTF-16, whatever it says.
    let usable = |charset: &Option<Charset>| *charset != Some(Charset::Known(UTF_16LE));
    let all = [transport, default, declared.map(str::to_owned)].into_iter().flatten().map(known);
    all.filter(|(_, charset)| usable(charset)).collect()
}

/// Nothing said was true, or nothing was said.
fn fallback<'a>(
    bytes: &'a [u8],
    marked: Option<Charset>,
    is_silent: bool,
    defects: &mut Defects,
) -> Decoded<'a> {
    if let Some(text) = utf8(bytes) {
        return Decoded { text, encoding: Charset::Known(UTF_8) };
    }
    let encoding = match marked {
        Some(Charset::Known(encoding)) => encoding,
        Some(Charset::Ascii | Charset::Utf32 { .. }) | None if is_nearly_utf8(bytes) => UTF_8,
        Some(Charset::Ascii | Charset::Utf32 { .. }) | None => detect(bytes),
    };
    if is_silent && encoding != UTF_8 {
        defects.add(DefectCode::CharsetGuessed, || encoding.name().to_owned());
    }
    let (text, has_errors) = encoding.decode_without_bom_handling(bytes);
    if has_errors {
        defects.add(DefectCode::ReplacementCharacters, || format!("read as {}", encoding.name()));
    }
    Decoded { text, encoding: Charset::Known(encoding) }
}

/// A few cut or foreign characters in what is otherwise UTF-8.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let foreign = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let broken: usize = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    broken * 10 <= foreign
}

/// The detector is fed what matters to it: lines with bytes beyond ASCII.
fn detect(bytes: &[u8]) -> &'static Encoding {
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
    let foreign = bytes.get(start.saturating_sub(64)..).unwrap_or_default();
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(foreign.get(..DETECTION_BYTES).unwrap_or(foreign), true);
    detector.guess(None, Utf8Detection::Deny)
}

/// The byte order mark, or what the first characters of markup tell, and the bytes behind the mark.
fn mark(bytes: &[u8]) -> (Option<Charset>, &[u8]) {
    let behind = |length: usize| bytes.get(length..).unwrap_or_default();
    match bytes {
        [0, 0, 0xFE, 0xFF, ..] => (Some(Charset::Utf32 { is_big: true }), behind(4)),
        [0xFF, 0xFE, 0, 0, ..] => (Some(Charset::Utf32 { is_big: false }), behind(4)),
        [0xFE, 0xFF, ..] => (Some(Charset::Known(UTF_16BE)), behind(2)),
        [0xFF, 0xFE, ..] => (Some(Charset::Known(UTF_16LE)), behind(2)),
        [0xEF, 0xBB, 0xBF, ..] => (Some(Charset::Known(UTF_8)), behind(3)),
        [0, 0, 0, b'<' | b'{', ..] => (Some(Charset::Utf32 { is_big: true }), bytes),
        [b'<' | b'{', 0, 0, 0, ..] => (Some(Charset::Utf32 { is_big: false }), bytes),
        [0, b'<' | b'{', 0, ..] => (Some(Charset::Known(UTF_16BE)), bytes),
        [b'<' | b'{', 0, second, 0, ..] if *second != 0 => (Some(Charset::Known(UTF_16LE)), bytes),
        _ => (None, bytes),
    }
}

/// The `charset` parameter of a `Content-Type`.
fn charset_parameter(value: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    })
}

/// The encoding named by the XML declaration.
fn declaration(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..DECLARATION_BYTES).unwrap_or(bytes);
    let head: String = head.iter().map(|byte| char::from(*byte)).collect();
    let (_, prolog) = head.split_once("<?xml ")?;
    let (prolog, _) = prolog.split_once('>')?;
    let (_, value) = prolog.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.split(quote).nth(1).map(str::to_owned).filter(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use encoding_rs::WINDOWS_1256;

    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], content_type: Option<&str>, encoding: &str, codes: &[DefectCode]) {
        let mut defects = Defects::default();
        let decoded = decode(bytes, content_type, &mut defects);
        assert_eq!(decoded.encoding.name(), encoding);
        let found: Vec<_> = defects.into_vec().into_iter().map(|defect| defect.code).collect();
        assert_eq!(found, codes);
    }

    fn arabic_1256() -> Vec<u8> {
        let text = "<rss><title>قال المتحدث إن القوات دخلت البلدة صباح اليوم بعد معارك استمرت أياما</title>";
        WINDOWS_1256.encode(text).0.into_owned()
    }

    #[test]
    fn the_header_wins_over_the_declaration() {
        let feed = b"<?xml version='1.0' encoding='windows-1252'?><a/>";
        check(feed, Some("application/xml; charset=\"utf-8\""), "UTF-8", &[]);
        check(feed, Some("application/xml"), "windows-1252", &[]);
        check(feed, Some("text/xml"), "us-ascii", &[]);
        check(feed, None, "windows-1252", &[]);
    }

    #[test]
    fn a_charset_that_the_bytes_are_not_is_passed_over() {
        let utf8 = "<?xml version='1.0' encoding='utf-8'?><a>قصف</a>";
        check(utf8.as_bytes(), Some("text/xml"), "UTF-8", &[DefectCode::CharsetMismatch]);
        let mut lying = b"<?xml version='1.0' encoding='utf-8'?>".to_vec();
        lying.extend(arabic_1256());
        check(&lying, None, "windows-1256", &[DefectCode::CharsetMismatch]);
        check(&arabic_1256(), None, "windows-1256", &[DefectCode::CharsetGuessed]);
    }

    #[test]
    fn utf8_with_a_cut_character_stays_utf8() {
        let whole = "<a>انفجار في وسط المدينة".as_bytes();
        let cut = whole.get(..whole.len() - 1).unwrap();
        check(cut, None, "UTF-8", &[DefectCode::ReplacementCharacters]);
    }

    #[test]
    fn wide_encodings_are_told_with_and_without_mark() {
        let wide: Vec<u8> = "<a>قصف</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&wide, None, "UTF-16LE", &[]);
        let wide: Vec<u8> = "<a>قصف</a>".chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        check(&wide, None, "utf-32be", &[]);
    }
}
