//! Bytes to characters.
//!
//! Order of belief: byte order mark, transport header, declaration in the document, validity as UTF-8,
//! detection. Two corrections to that order, because servers send wrong headers all the time: bytes that
//! are valid UTF-8 with multi-byte sequences are UTF-8 whatever 8-bit charset is declared, and a label of
//! the Latin-1 family is a server's default rather than knowledge, so it only counts when nothing else
//! speaks. Detection is `chardetng`, the decoder tables are `encoding_rs` (both Firefox's); on Arabic
//! samples they were right where charset-normalizer failed on a fifth.
//!
//! UTF-8 that had been read as windows-1252 or windows-1256 and encoded again is repaired and reported.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256};
use text::bytes::{count, count_pairs};

use crate::{Defect, DefectCode};

/// How far a declaration may stand in the document, in bytes. The standard says 1024; real pages put
/// scripts before it.
const DECLARATION_BYTES: usize = 8192;

/// Text, and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The characters, without a byte order mark.
    pub text: String,
    /// WHATWG name of the encoding used.
    pub encoding: &'static str,
    /// What was wrong.
    pub defects: Vec<Defect>,
}

/// Decodes a document; `content_type` is the transport header, which may carry a charset.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    let mut defects = Vec::new();
    let (encoding, coded) = choose(bytes, content_type, &mut defects);
    let mut text = match coded {
        Coded::Utf8(text) => text.to_owned(),
        Coded::Bytes(bytes) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
    };
    let replaced = if text.as_bytes().contains(&0xEF) { text.matches('\u{FFFD}').count() } else { 0 };
    if replaced > 0 {
        defects.push(Defect::new(DefectCode::ReplacementCharacters, format!("{replaced} characters")));
    }
    if let Some((repaired, through)) = undo_double_encoding(&text) {
        text = repaired;
        let detail = format!("UTF-8 had been read as {}", through.name());
        defects.push(Defect::new(DefectCode::DoubleEncodedUtf8, detail));
    }
    Decoded { text, encoding: encoding.name(), defects }
}

/// UTF-16 without a byte order mark, told by the bytes below 8 that its high halves are in the scripts of
/// news (Latin 0, Greek and Cyrillic 3 to 5, Hebrew 5, Arabic 6 and 7).
fn utf16_look(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return (encoding != UTF_8).then_some(encoding);
    }
    let sample = bytes.get(..2048).unwrap_or(bytes);
    let pairs = sample.len() / 2;
    if pairs < 2 {
        return None;
    }
    // In UTF-8 such bytes are next to none.
    if count(sample, |byte| byte < 8) * 10 < pairs * 6 {
        return None;
    }
    let low = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|b| **b < 8).count();
    let (even, odd) = (low(0), low(1));
    match (even * 10 >= pairs * 6, odd * 10 >= pairs * 6) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        (true, true) | (false, false) => None,
    }
}

/// What is left to decode.
enum Coded<'a> {
    /// Nothing: it was checked to be UTF-8.
    Utf8(&'a str),
    Bytes(&'a [u8]),
}

fn choose<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    defects: &mut Vec<Defect>,
) -> (&'static Encoding, Coded<'a>) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (encoding, Coded::Bytes(bytes.get(mark..).unwrap_or_default()));
    }
    if let Some(encoding) = utf16_look(bytes) {
        return (encoding, Coded::Bytes(bytes));
    }
    let transport = content_type.and_then(charset_parameter);
    let labels = [transport, declared(bytes)];
    // Pure ASCII is valid UTF-8 too, but then every label gives the same text.
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Some(other) = labels.iter().flatten().find(|e| **e != UTF_8 && !bytes.is_ascii()) {
            defects.push(mismatch(other, UTF_8));
        }
        return (UTF_8, Coded::Utf8(text));
    }
    let strong = labels.iter().flatten().find(|e| **e != WINDOWS_1252 && believable(e, bytes));
    if let Some(encoding) = strong {
        return (encoding, Coded::Bytes(bytes));
    }
    let guessed = detect(bytes);
    defects.push(match labels.iter().flatten().find(|e| **e != guessed) {
        Some(label) => mismatch(label, guessed),
        None => Defect::new(DefectCode::CharsetGuessed, guessed.name()),
    });
    (guessed, Coded::Bytes(bytes))
}

fn mismatch(declared: &'static Encoding, used: &'static Encoding) -> Defect {
    Defect::new(DefectCode::CharsetMismatch, format!("declared {}, read as {}", declared.name(), used.name()))
}

/// A label is believed unless the bytes speak against it: a UTF-8 label over bytes that are broken more
/// often than a few cut characters explain, or a UTF-16 label over bytes without that look.
fn believable(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return false;
    }
    if encoding != UTF_8 {
        return true;
    }
    let foreign = bytes.iter().filter(|b| !b.is_ascii()).count();
    let broken: usize = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    broken * 10 <= foreign
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    // Mostly valid UTF-8 with a few cut characters is UTF-8, which the detector never says then.
    if believable(UTF_8, bytes) {
        return UTF_8;
    }
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

/// The `charset` parameter of a `Content-Type`, or of anything that looks like one.
fn charset_parameter(value: &str) -> Option<&'static Encoding> {
    let lower = value.to_ascii_lowercase();
    let (_, after) = lower.split_once("charset")?;
    let label = after.trim_start().strip_prefix('=')?.trim_start();
    let label = label.trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.+".contains(c)).unwrap_or(label.len());
    Encoding::for_label(label.get(..end)?.as_bytes())
}

/// The encoding that the document itself declares: `<meta charset>`, `<meta http-equiv>` or `<?xml
/// encoding?>`. One look at the head as ASCII; no parsing, since the charset is not known yet.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..DECLARATION_BYTES).unwrap_or(bytes);
    if !head.contains(&b'<') {
        return None;
    }
    let head: String =
        head.iter().map(|b| if b.is_ascii() { char::from(b.to_ascii_lowercase()) } else { ' ' }).collect();
    if let Some(prolog) = head.trim_start().strip_prefix("<?xml") {
        let prolog = prolog.split_once("?>").map_or(prolog, |(inside, _)| inside);
        if let Some(found) =
            prolog.split_once("encoding").and_then(|(_, v)| charset_parameter(&format!("charset{v}")))
        {
            return Some(found);
        }
    }
    head.split("<meta").skip(1).find_map(|rest| {
        let tag = rest.split_once('>').map_or(rest, |(inside, _)| inside);
        charset_parameter(tag)
    })
}

/// Undoes UTF-8 that was read as an 8-bit charset and encoded again (`Ø§Ù„` or `ط§ظ„` for `ال`). Acts only
/// where such sequences are most of the foreign characters, so that an honest `Ã` in a name stays.
fn undo_double_encoding(text: &str) -> Option<(String, &'static Encoding)> {
    // Counted in bytes, because this runs over every document: the first bytes alone before the pairs, since most
    // documents have too few. Of windows-1256 the Arabic letters alone must be enough.
    let bytes = text.as_bytes();
    let foreign = count(bytes, |byte| byte >= 0xC0);
    // In such text every second character is a lead.
    let enough = |leads: usize| leads >= 2 && leads * 4 >= foreign;
    let has = |first: u8| enough(count(bytes, |byte| byte == first));
    let is_1252 = has(0xC3) && enough(count_pairs(bytes, is_lead_1252));
    let is_1256 = has(0xD8) && enough(count_pairs(bytes, is_lead_1256));
    let likely = [(WINDOWS_1252, is_1252), (WINDOWS_1256, is_1256)].into_iter().filter(|(_, likely)| *likely);
    likely.map(|(through, _)| through).find_map(|through| {
        let (repaired, undone, left) = reinterpret(text, through);
        (undone >= 2 && undone > left * 4).then_some((repaired, through))
    })
}

/// Whether two bytes of UTF-8 are a character that is, in windows-1252, the first byte of a two-byte sequence
/// of UTF-8 Arabic, Latin or Cyrillic: one of `ØÙÚÛÃÂÐÑÄÅâï`.
fn is_lead_1252(first: u8, second: u8) -> bool {
    first == 0xC3 && matches!(second, 0x82..=0x85 | 0x90 | 0x91 | 0x98..=0x9B | 0xA2 | 0xAF)
}

/// The same for windows-1256: one of `طظغعأآؤإ؟â`.
fn is_lead_1256(first: u8, second: u8) -> bool {
    let arabic = matches!(second, 0x9F | 0xA2..=0xA5 | 0xB7..=0xBA);
    first == 0xD8 && arabic || first == 0xC3 && second == 0xA2
}

/// Reads runs of characters as bytes of `through` and those as UTF-8 where that works. Returns the text,
/// how many characters came out of it and how many foreign ones had to stay.
fn reinterpret(text: &str, through: &'static Encoding) -> (String, usize, usize) {
    let table = reverse_table(through);
    let byte_of = |c: char| -> Option<u8> {
        table.binary_search_by_key(&c, |(from, _)| *from).ok().and_then(|i| table.get(i)).map(|(_, b)| *b)
    };
    let (mut out, mut undone, mut left) = (String::with_capacity(text.len()), 0, 0);
    let mut rest = text.chars();
    loop {
        let here = rest.clone();
        let Some(c) = rest.next() else { break };
        if c.is_ascii() {
            out.push(c);
            continue;
        }
        let mut bytes = [0_u8; 4];
        let wanted = byte_of(c).map_or(0, sequence_len);
        let taken = here.take(wanted).map_while(byte_of).zip(&mut bytes).map(|(b, slot)| *slot = b).count();
        let whole = bytes.get(..wanted).filter(|_| wanted > 1 && taken == wanted);
        if let Some(decoded) = whole.and_then(|b| std::str::from_utf8(b).ok()) {
            out.push_str(decoded);
            undone += 1;
            rest.nth(wanted - 2);
        } else {
            out.push(c);
            left += 1;
        }
    }
    (out, undone, left)
}

/// Length of the UTF-8 sequence that begins with this byte; 0 where none does.
const fn sequence_len(lead: u8) -> usize {
    match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => 0,
    }
}

/// Characters of the upper half of an 8-bit charset with their bytes, sorted by character.
fn reverse_table(through: &'static Encoding) -> Vec<(char, u8)> {
    let mut table: Vec<(char, u8)> = (0x80..=0xFF_u8)
        .flat_map(|b| {
            let byte = [b];
            let (text, _) = through.decode_without_bom_handling(&byte);
            text.chars().map(|c| (c, b)).collect::<Vec<_>>()
        })
        .collect();
    table.sort_unstable();
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NEWS: &str = "قتل ثلاثة عسكريين عراقيين بينهم ضابط وجرح أربعة آخرون، أمس الثلاثاء، إثر تفجير عبوة.";

    #[track_caller]
    fn check(bytes: &[u8], content_type: Option<&str>, encoding: &str, text: &str, defects: &[DefectCode]) {
        let decoded = decode(bytes, content_type);
        assert_eq!(decoded.text, text);
        assert_eq!(decoded.encoding, encoding);
        assert_eq!(decoded.defects.iter().map(|d| d.code).collect::<Vec<_>>(), defects);
    }

    fn encode(text: &str, label: &str) -> Vec<u8> {
        Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned()
    }

    #[test]
    fn order_of_belief() {
        let arabic = encode(NEWS, "windows-1256");
        check(&arabic, Some("text/plain; charset=windows-1256"), "windows-1256", NEWS, &[]);
        check(&arabic, None, "windows-1256", NEWS, &[DefectCode::CharsetGuessed]);
        check(
            &arabic,
            Some("text/html; charset=iso-8859-1"),
            "windows-1256",
            NEWS,
            &[DefectCode::CharsetMismatch],
        );
        check(
            &arabic,
            Some("text/html; charset=utf-8"),
            "windows-1256",
            NEWS,
            &[DefectCode::CharsetMismatch],
        );
        check(
            NEWS.as_bytes(),
            Some("text/html; charset=windows-1256"),
            "UTF-8",
            NEWS,
            &[DefectCode::CharsetMismatch],
        );
        check(NEWS.as_bytes(), None, "UTF-8", NEWS, &[]);
        check(b"plain ascii", Some("text/plain; charset=us-ascii"), "UTF-8", "plain ascii", &[]);
        let marked = [b"\xEF\xBB\xBF", NEWS.as_bytes()].concat();
        check(&marked, Some("text/plain; charset=windows-1256"), "UTF-8", NEWS, &[]);
        let page = format!(
            "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1256\"><p>{NEWS}"
        );
        check(&encode(&page, "windows-1256"), None, "windows-1256", &page, &[]);
        let page = format!("<?xml version='1.0' encoding='ISO-8859-6'?><p>{}", "خبر عاجل من بغداد");
        check(&encode(&page, "iso-8859-6"), None, "ISO-8859-6", &page, &[]);
    }

    #[test]
    fn utf16() {
        for (bytes, name) in [
            (NEWS.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), "UTF-16LE"),
            (NEWS.encode_utf16().flat_map(u16::to_be_bytes).collect(), "UTF-16BE"),
        ] {
            check(&bytes, None, name, NEWS, &[]);
        }
        let marked: Vec<u8> = format!("\u{FEFF}{NEWS}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&marked, None, "UTF-16LE", NEWS, &[]);
    }

    #[test]
    fn double_encoding() {
        for label in ["windows-1252", "windows-1256"] {
            let wrong =
                Encoding::for_label(label.as_bytes()).unwrap().decode_without_bom_handling(NEWS.as_bytes()).0;
            check(wrong.as_bytes(), None, "UTF-8", NEWS, &[DefectCode::DoubleEncodedUtf8]);
        }
        check("São Paulo, Ãguas".as_bytes(), None, "UTF-8", "São Paulo, Ãguas", &[]);
        check("ظل الطفل ينتظر".as_bytes(), None, "UTF-8", "ظل الطفل ينتظر", &[]);
    }

    #[test]
    fn cut_character_is_reported() {
        let cut = NEWS.as_bytes().get(..NEWS.len() - 2).unwrap();
        let decoded = decode(&[cut, b"\xD9"].concat(), None);
        assert_eq!(decoded.encoding, "UTF-8");
        assert_eq!(decoded.defects.last().unwrap().code, DefectCode::ReplacementCharacters);
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400), header in proptest::option::of(".{0,40}")) {
            decode(&bytes, header.as_deref());
        }

        #[test]
        fn utf8_is_itself(text in "[\\p{Arabic}a-z .،]{0,80}") {
            prop_assume!(!text.starts_with('\u{FEFF}'));
            let decoded = decode(text.as_bytes(), None);
            prop_assert_eq!(decoded.encoding, if text.is_empty() { "UTF-8" } else { decoded.encoding });
        }
    }
}
