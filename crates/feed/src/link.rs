//! Addresses: relative ones resolved, in links and inside HTML.
//!
//! An absolute address stays exactly as written (identifiers are compared as strings); only relative ones are joined.

use std::borrow::Cow;
use std::sync::Arc;

use memchr::{memchr, memchr3};
use url::Url;

/// A longer base is ignored: each link would repeat it.
const LONGEST_BASE: usize = 1024;

/// What relative addresses refer to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Base {
    /// As written where it was absolute.
    pub(crate) raw: Option<Arc<str>>,
    url: Option<Url>,
}

impl Base {
    pub(crate) const NONE: Self = Self { raw: None, url: None };

    /// The base of a whole document. Anything but an address that can be fetched is none.
    pub(crate) fn new(address: &str) -> Self {
        Self::default().inner(address).unwrap_or_default()
    }

    /// The base inside an element with this `xml:base`; `None` where it says nothing useful.
    pub(crate) fn inner(&self, written: &str) -> Option<Self> {
        let written = written.trim();
        if written.is_empty() || written.len() > LONGEST_BASE {
            return None;
        }
        let joined = self.resolve(written);
        let url = Url::parse(&joined).ok();
        if let Some(url) = url.filter(|url| matches!(url.scheme(), "http" | "https" | "ftp" | "file")) {
            return Some(Self { raw: Some(joined.into()), url: Some(url) });
        }
        // Nothing to be relative to: kept for the record.
        (self.url.is_none() && !has_scheme(written)).then(|| Self { raw: Some(written.into()), url: None })
    }

    /// The address, absolute where that is possible.
    pub(crate) fn resolve<'a>(&self, address: &'a str) -> Cow<'a, str> {
        let address = address.trim();
        if address.is_empty() || has_scheme(address) {
            return Cow::Borrowed(address);
        }
        match self.url.as_ref().map(|base| base.join(address)) {
            Some(Ok(joined)) => Cow::Owned(joined.into()),
            Some(Err(_)) | None => Cow::Borrowed(address),
        }
    }

    /// The HTML with its relative links resolved; `None` where there is nothing to change.
    pub(crate) fn resolve_html(&self, html: &str) -> Option<String> {
        self.url.as_ref()?;
        let most = html.len().saturating_mul(4).saturating_add(4096);
        let mut out = String::new();
        let mut copied = 0;
        let mut at = 0;
        while let Some(found) = memchr(b'<', html.as_bytes().get(at..)?) {
            at += found + 1;
            while let Some((start, end, next)) = next_value(html, at) {
                at = next;
                let Some((start, end)) = start.zip(end) else { continue };
                let written = html.get(start..end).unwrap_or_default();
                let resolved = self.resolve_written(written);
                if resolved != written && out.len() + resolved.len() < most {
                    out.push_str(html.get(copied..start).unwrap_or_default());
                    out.push_str(&resolved);
                    copied = end;
                }
            }
        }
        (copied > 0).then(|| {
            out.push_str(html.get(copied..).unwrap_or_default());
            out
        })
    }

    /// An address in an attribute: `&amp;` in it stays.
    fn resolve_written<'a>(&self, written: &'a str) -> Cow<'a, str> {
        let trimmed = written.trim();
        if trimmed.starts_with('#') || has_scheme(trimmed) {
            return Cow::Borrowed(written);
        }
        self.resolve(trimmed)
    }
}

/// The next attribute of the tag whose inside begins at `at`: bounds of its value if it is an address, and where to go on.
/// `None` at the end of the tag.
fn next_value(html: &str, at: usize) -> Option<(Option<usize>, Option<usize>, usize)> {
    let bytes = html.as_bytes();
    let equals = at + memchr3(b'=', b'>', b'<', bytes.get(at..)?)?;
    if bytes.get(equals) != Some(&b'=') {
        return None;
    }
    let before = html.get(at..equals).unwrap_or_default().trim_ascii_end();
    let name = before.rsplit(|c: char| c.is_ascii_whitespace() || c == '/').next().unwrap_or_default();
    let behind = html.get(equals + 1..)?;
    let spaces = behind.len() - behind.trim_ascii_start().len();
    let open = equals + 1 + spaces;
    let (start, end) = if let Some(quote @ (b'"' | b'\'')) = bytes.get(open).copied() {
        // A quote that is never closed ends the search: nothing behind it can be told apart.
        let length = memchr(quote, bytes.get(open + 1..)?)?;
        (open + 1, open + 1 + length)
    } else {
        let rest = bytes.get(open..)?;
        let length = rest.iter().position(|b| b.is_ascii_whitespace() || *b == b'>').unwrap_or(rest.len());
        (open, open + length)
    };
    let is_address = is_address_attribute(name);
    Some((is_address.then_some(start), is_address.then_some(end), end.max(equals + 1)))
}

fn is_address_attribute(name: &str) -> bool {
    const NAMES: [&str; 8] = ["href", "src", "cite", "action", "poster", "data", "background", "longdesc"];
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether the address begins with a scheme (RFC 3986, section 3.1).
pub(crate) fn has_scheme(address: &str) -> bool {
    let Some((scheme, _)) = address.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

/// Whether the address is one of the web.
pub(crate) fn is_web(address: &str) -> bool {
    let bytes = address.as_bytes();
    let begins = |start: &[u8]| bytes.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    begins(b"http://") || begins(b"https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(base: &str, html: &str, expected: Option<&str>) {
        assert_eq!(Base::new(base).resolve_html(html).as_deref(), expected);
    }

    #[test]
    fn relative_links_in_html_are_resolved() {
        let base = "https://news.example/a/b.xml";
        check(base, "<a href=\"c\">x</a>", Some("<a href=\"https://news.example/a/c\">x</a>"));
        check(
            base,
            "<img alt='d=\"e\"' src=/f.png>",
            Some("<img alt='d=\"e\"' src=https://news.example/f.png>"),
        );
        check(base, "<a href='?p=1&amp;q=2'>", Some("<a href='https://news.example/a/b.xml?p=1&amp;q=2'>"));
    }

    #[test]
    fn absolute_links_and_fragments_stay() {
        let base = "https://news.example/";
        check(base, "<a href=\"mailto:x\">href=\"c\"</a><a href=\"#n\">", None);
        check("", "<a href=\"c\">", None);
    }

    #[test]
    fn a_base_that_cannot_be_fetched_is_none() {
        assert!(Base::new("javascript:alert(1)").raw.is_none());
        let base = Base::new("http://a.example/x/").inner("y/").unwrap();
        assert_eq!(base.raw.as_deref(), Some("http://a.example/x/y/"));
        assert_eq!(base.resolve("z"), "http://a.example/x/y/z");
    }
}
