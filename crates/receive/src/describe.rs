//! What the headers of a request say about the document in its body.
//!
//! A header carries ASCII only, so other letters are percent-encoded UTF-8 (`Rasid-Title: %D8%AE%D8%A8%D8%B1`) or
//! an extended value of RFC 8187 (`UTF-8''%D8%AE…`); UTF-8 sent as it is is taken too. A percent sign that two
//! hexadecimal digits do not follow stands for itself. An address has percent-encoding of its own, so `Rasid-Url`
//! is taken literally unless it is an extended value.

use axum::http::HeaderMap;

use crate::problem::{Kind, Problem};

/// Where the document comes from; also for articles in JSON that name no source.
pub(crate) const SOURCE: &str = "rasid-source";
/// Its address.
pub(crate) const URL: &str = "rasid-url";
/// Its title.
pub(crate) const TITLE: &str = "rasid-title";
/// Its author line.
pub(crate) const BYLINE: &str = "rasid-byline";
/// Its date of publication.
pub(crate) const PUBLISHED: &str = "rasid-published";
/// Its name.
pub(crate) const DOC: &str = "rasid-doc";

/// The description of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Description {
    pub(crate) source: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) byline: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) doc: Option<String>,
}

/// Reads the description. Empty headers are none.
pub(crate) fn read(headers: &HeaderMap) -> Result<Description, Problem> {
    Ok(Description {
        source: field(headers, SOURCE)?,
        url: field(headers, URL)?,
        title: field(headers, TITLE)?,
        byline: field(headers, BYLINE)?,
        published: field(headers, PUBLISHED)?,
        doc: field(headers, DOC)?,
    })
}

fn field(headers: &HeaderMap, name: &'static str) -> Result<Option<String>, Problem> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Problem::new(Kind::BadHeader, format!("`{name}` stands more than once")));
    }
    let text = decode(value.as_bytes(), name != URL)
        .ok_or_else(|| Problem::new(Kind::BadHeader, format!("`{name}` is not percent-encoded UTF-8")))?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

fn decode(value: &[u8], percent_encoded: bool) -> Option<String> {
    let bytes = match extended(value) {
        Some((charset, encoded)) if charset.eq_ignore_ascii_case(b"utf-8") => unescape(encoded),
        Some(_) => return None,
        None if percent_encoded => unescape(value),
        None => value.to_vec(),
    };
    String::from_utf8(bytes).ok().map(|text| text.trim().to_owned())
}

/// The charset and the encoded text of an extended value: `charset'language'text`. Only charsets that RFC 8187
/// or its predecessor knew are looked for: an apostrophe alone (`Sana'a`) makes no extended value.
fn extended(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut parts = value.splitn(3, |&byte| byte == b'\'');
    let (charset, _language, text) = (parts.next()?, parts.next()?, parts.next()?);
    let known = [b"utf-8".as_slice(), b"iso-8859-1"];
    known.iter().any(|known| charset.eq_ignore_ascii_case(known)).then_some((charset, text))
}

fn unescape(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((&first, after)) = rest.split_first() {
        let pair = after.first_chunk::<2>().filter(|_| first == b'%');
        if let Some(byte) = pair.and_then(|pair| crate::hex::decode(pair)) {
            out.extend(byte);
            rest = after.get(2..).unwrap_or_default();
        } else {
            out.push(first);
            rest = after;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[track_caller]
    fn check(name: &'static str, value: &[u8], expected: Result<Option<&str>, &()>) {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_bytes(value).unwrap());
        let found = field(&headers, name).map_err(|_| ());
        assert_eq!(found.as_ref().map(Option::as_deref), expected);
    }

    #[test]
    fn letters_come_in_three_ways() {
        check(TITLE, b"%D8%AE%D8%A8%D8%B1", Ok(Some("خبر")));
        check(TITLE, b"utf-8'ar'%d8%ae%d8%a8%d8%b1", Ok(Some("خبر")));
        check(TITLE, "خبر".as_bytes(), Ok(Some("خبر")));
    }

    #[test]
    fn ascii_stands_for_itself() {
        check(TITLE, b" Sana'a: 50% of 'all' ", Ok(Some("Sana'a: 50% of 'all'")));
        check(TITLE, b"100%25", Ok(Some("100%")));
        check(DOC, b" ", Ok(None));
    }

    #[test]
    fn an_address_keeps_its_own_encoding() {
        check(URL, b"https://a.example/%D8%AE", Ok(Some("https://a.example/%D8%AE")));
        check(URL, b"UTF-8''https://a.example/%D8%AE", Ok(Some("https://a.example/خ")));
    }

    #[test]
    fn what_is_no_utf8_is_refused() {
        check(TITLE, b"%FF", Err(&()));
        check(TITLE, b"\xe9", Err(&()));
        check(TITLE, b"iso-8859-1''%E9", Err(&()));
    }

    #[test]
    fn a_header_stands_once() {
        let mut headers = HeaderMap::new();
        headers.append(DOC, "a".parse().unwrap());
        headers.append(DOC, "b".parse().unwrap());
        assert_eq!(read(&headers).unwrap_err().kind(), Kind::BadHeader);
    }
}
