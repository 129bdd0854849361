//! Tells HTML from plain text.
//!
//! Not a MIME sniffer after the WHATWG standard: that one decides what a browser may execute. Here the
//! question is only which reader to use, so a header that says `text/plain` does not hide a page which
//! plainly begins with `<!doctype html>`, and a header that says `text/html` is believed unless no tag
//! stands anywhere.

/// How the document is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines of text.
    Plain,
    /// A page, or a fragment of one.
    Html,
}

/// How far into a document its kind is looked for, in bytes.
const HEAD_BYTES: usize = 4096;

/// Tags that only a page has at its beginning.
const PAGE_OPENINGS: [&str; 12] = [
    "<!doctype html",
    "<html",
    "<head",
    "<body",
    "<title",
    "<meta",
    "<article",
    "<div",
    "<table",
    "<script",
    "<p>",
    "<p ",
];

impl Format {
    /// Decides from the transport header and the first bytes. UTF-16 is looked through.
    pub fn sniff(content_type: Option<&str>, bytes: &[u8]) -> Self {
        // Plain text, as most of it is, needs no closer look.
        if !bytes.get(..HEAD_BYTES * 2).unwrap_or(bytes).contains(&b'<') {
            return Self::Plain;
        }
        let head = ascii_head(bytes);
        let opening = head.trim_start();
        if PAGE_OPENINGS.iter().any(|tag| opening.starts_with(tag)) {
            return Self::Html;
        }
        let declared = content_type.unwrap_or_default().to_ascii_lowercase();
        let says_html = declared.contains("html");
        let has_tags = count_tags(&head) > 0;
        if says_html && (has_tags || opening.starts_with('<')) {
            return Self::Html;
        }
        // An XML prolog, comments, or a fragment that begins with a sentence.
        let says_plain = declared.contains("text/plain");
        if !says_plain
            && (opening.starts_with("<!--") || opening.starts_with("<?xml"))
            && head.contains("<html")
        {
            return Self::Html;
        }
        if !says_plain && has_tags { Self::Html } else { Self::Plain }
    }
}

/// The first bytes as lower-case ASCII, everything else left out; NULs of UTF-16 vanish by that.
fn ascii_head(bytes: &[u8]) -> String {
    let head = bytes.get(..HEAD_BYTES * 2).unwrap_or(bytes);
    head.iter().filter(|b| b.is_ascii() && **b != 0).map(|b| char::from(b.to_ascii_lowercase())).collect()
}

/// Counts closing tags and line breaks of ordinary body markup.
fn count_tags(head: &str) -> usize {
    const TAGS: [&str; 9] =
        ["</p>", "</a>", "<br", "</div>", "</h1>", "</strong>", "</li>", "</span>", "</em>"];
    TAGS.iter().map(|tag| head.matches(tag).count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content_type: Option<&str>, bytes: &[u8], expected: Format) {
        assert_eq!(Format::sniff(content_type, bytes), expected);
    }

    #[test]
    fn formats() {
        check(None, b"Title\n\nText of the body.", Format::Plain);
        check(None, b"  <!DOCTYPE html><p>x", Format::Html);
        check(Some("text/plain"), b"<html><body>", Format::Html);
        check(Some("text/html; charset=utf-8"), b"just words", Format::Plain);
        check(Some("text/html"), b"a<br>b", Format::Html);
        check(None, "خبر <strong>أول</strong><br>ثم <a href='x'>ثان</a>".as_bytes(), Format::Html);
        check(None, b"x < y and y > z", Format::Plain);
        let utf16: Vec<u8> = "<html>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(None, &utf16, Format::Html);
        check(None, b"", Format::Plain);
    }
}
