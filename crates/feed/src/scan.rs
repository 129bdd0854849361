//! A lenient pull tokenizer over decoded text: tags, text, CDATA, and nothing else.
//!
//! What it is not: a parser of XML. It checks no nesting, knows no namespaces, resolves no references, and never fails;
//! what is no tag is text. It was chosen against `quick-xml`, which stops at the first stray `&`, unquoted attribute or
//! unclosed comment, and gives no way to go on behind it: most of a feed parser's leniency is in this file.
//!
//! Linear whatever the input: the reader only moves forward, and a search for a closing mark that reached the end of
//! the text in vain is not made again ([`Ends`]).

use memchr::{memchr, memchr2, memmem};

use crate::defect::{DefectCode, Defects};

/// Attributes kept of one tag; what follows is dropped.
const MOST_ATTRIBUTES: usize = 64;

/// One piece of markup or text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// `<name …>`; the attributes are in [`Scanner::attributes`] until the next token is pulled.
    Start {
        /// As written, with its prefix.
        name: &'a str,
        /// `<name/>`.
        is_empty: bool,
    },
    /// `</name>`, as written.
    End(&'a str),
    /// Text with its references still in it.
    Text(&'a str),
    /// The inside of a CDATA section.
    Cdata(&'a str),
}

/// An attribute as written: references are not resolved yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attribute<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
}

/// Reads tokens from a text.
#[derive(Debug)]
pub(crate) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    attributes: Vec<Attribute<'a>>,
    ends: Ends,
}

/// Marks that are known not to come any more.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "four marks that are told apart")]
struct Ends {
    comment: bool,
    cdata: bool,
    double: bool,
    single: bool,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, attributes: Vec::new(), ends: Ends::default() }
    }

    /// Those of the tag pulled last.
    pub(crate) fn attributes(&self) -> &[Attribute<'a>] {
        &self.attributes
    }

    /// What has not been read yet.
    pub(crate) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Passes over so many bytes, which must end between characters.
    pub(crate) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// The next token, or `None` at the end of the text.
    pub(crate) fn next(&mut self, defects: &mut Defects) -> Option<Token<'a>> {
        loop {
            let rest = self.rest();
            let bytes = rest.as_bytes();
            let first = *bytes.first()?;
            if first != b'<' {
                return Some(self.text_from(0));
            }
            match bytes.get(1).copied() {
                Some(b'!') => {
                    if let Some(token) = self.declaration(defects) {
                        return Some(token);
                    }
                }
                Some(b'?') => self.skip_past(memchr(b'>', bytes)),
                Some(b'/') if bytes.get(2).copied().is_some_and(is_name_start) => {
                    return Some(self.end_tag(defects));
                }
                Some(byte) if is_name_start(byte) => return Some(self.start_tag(defects)),
                _ => {
                    defects.add(DefectCode::StrayMarkup, || "a `<` that opens no tag".to_owned());
                    return Some(self.text_from(1));
                }
            }
        }
    }

    /// Text up to the next `<` behind the first `least` bytes.
    fn text_from(&mut self, least: usize) -> Token<'a> {
        let rest = self.rest();
        let behind = rest.as_bytes().get(least..).unwrap_or_default();
        let length = memchr(b'<', behind).map_or(rest.len(), |found| found + least);
        self.at += length;
        Token::Text(rest.get(..length).unwrap_or(rest))
    }

    /// Moves behind the byte found, or to the end.
    fn skip_past(&mut self, found: Option<usize>) {
        self.at = found.map_or(self.text.len(), |found| self.at + found + 1);
    }

    /// Behind `<!`: a comment, a CDATA section, a DOCTYPE or another declaration.
    fn declaration(&mut self, defects: &mut Defects) -> Option<Token<'a>> {
        let rest = self.rest();
        if rest.starts_with("<!--") {
            self.comment(defects);
            return None;
        }
        if rest.get(..9).is_some_and(|open| open.eq_ignore_ascii_case("<![CDATA[")) {
            return Some(self.cdata(defects));
        }
        if rest.get(..9).is_some_and(|open| open.eq_ignore_ascii_case("<!DOCTYPE")) {
            self.doctype(defects);
            return None;
        }
        let end = memchr2(b'>', b'<', rest.as_bytes().get(1..).unwrap_or_default()).map(|found| found + 1);
        match end.and_then(|end| rest.as_bytes().get(end)) {
            Some(b'>') => self.skip_past(end),
            Some(_) => self.at += end.unwrap_or_default(),
            None => {
                defects.add(DefectCode::Truncated, || "inside a declaration".to_owned());
                self.at = self.text.len();
            }
        }
        None
    }

    fn comment(&mut self, defects: &mut Defects) {
        let inside = self.rest().get(4..).unwrap_or_default();
        if let Some(end) = search(&mut self.ends.comment, inside, b"-->") {
            self.at += 4 + end + 3;
        } else {
            defects.add(DefectCode::Truncated, || "inside a comment".to_owned());
            self.at = self.text.len();
        }
    }

    /// A section in a section is a mistake of templates: the inner mark is dropped, and the first `]]>` ends both.
    fn cdata(&mut self, defects: &mut Defects) -> Token<'a> {
        self.at += 9;
        let inside = self.rest();
        if let Some(end) = search(&mut self.ends.cdata, inside, b"]]>") {
            self.at += end + 3;
            return Token::Cdata(inside.get(..end).unwrap_or(inside));
        }
        defects.add(DefectCode::Truncated, || "inside a CDATA section".to_owned());
        self.at = self.text.len();
        Token::Cdata(inside)
    }

    /// The internal subset is skipped unread: entities that a document declares are never expanded.
    fn doctype(&mut self, defects: &mut Defects) {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let first = memchr2(b'[', b'>', bytes);
        let subset = first.filter(|found| bytes.get(*found) == Some(&b'['));
        let Some(open) = subset else {
            self.skip_past(first);
            return;
        };
        let end = subset_end(bytes.get(open..).unwrap_or_default()).map(|end| open + end);
        let inside = bytes.get(open..end.unwrap_or(bytes.len())).unwrap_or_default();
        if memmem::find(inside, b"<!ENTITY").is_some() {
            defects.add(DefectCode::EntitiesRefused, || "entities of a DOCTYPE are not expanded".to_owned());
        }
        self.skip_past(end);
    }

    fn end_tag(&mut self, defects: &mut Defects) -> Token<'a> {
        let inside = self.rest().get(2..).unwrap_or_default();
        let length = name_length(inside.as_bytes());
        let name = inside.get(..length).unwrap_or_default();
        self.at += 2 + length;
        let bytes = self.rest().as_bytes();
        let end = memchr2(b'>', b'<', bytes);
        match end.and_then(|end| bytes.get(end)) {
            Some(b'>') => self.skip_past(end),
            Some(_) => {
                defects.add(DefectCode::StrayMarkup, || "an end tag without its `>`".to_owned());
                self.at += end.unwrap_or_default();
            }
            None => {
                defects.add(DefectCode::Truncated, || "inside an end tag".to_owned());
                self.at = self.text.len();
            }
        }
        Token::End(name)
    }

    fn start_tag(&mut self, defects: &mut Defects) -> Token<'a> {
        let inside = self.rest().get(1..).unwrap_or_default();
        let length = name_length(inside.as_bytes());
        let name = inside.get(..length).unwrap_or_default();
        self.at += 1 + length;
        self.attributes.clear();
        let is_empty = loop {
            match self.attribute(defects) {
                Step::Attribute(attribute) if self.attributes.len() < MOST_ATTRIBUTES => {
                    self.attributes.push(attribute);
                }
                Step::Attribute(_) => {}
                Step::Empty => break true,
                Step::End => break false,
            }
        };
        Token::Start { name, is_empty }
    }

    /// One step inside a tag. Each step moves forward.
    fn attribute(&mut self, defects: &mut Defects) -> Step<'a> {
        loop {
            let rest = self.rest();
            let bytes = rest.as_bytes();
            match bytes.first().copied() {
                None => {
                    defects.add(DefectCode::Truncated, || "inside a tag".to_owned());
                    return Step::End;
                }
                Some(b'>') => {
                    self.at += 1;
                    return Step::End;
                }
                Some(b'/') if bytes.get(1) == Some(&b'>') => {
                    self.at += 2;
                    return Step::Empty;
                }
                Some(b'<') => {
                    defects.add(DefectCode::StrayMarkup, || "a tag without its `>`".to_owned());
                    return Step::End;
                }
                Some(byte) if byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'' | b'=') => {
                    self.at += 1;
                }
                Some(_) => return Step::Attribute(self.name_and_value(rest, defects)),
            }
        }
    }

    fn name_and_value(&mut self, rest: &'a str, defects: &mut Defects) -> Attribute<'a> {
        let is_end =
            |b: &u8| b.is_ascii_whitespace() || matches!(*b, b'=' | b'>' | b'/' | b'<' | b'"' | b'\'');
        let length = rest.bytes().position(|b| is_end(&b)).unwrap_or(rest.len());
        let name = rest.get(..length).unwrap_or_default();
        self.at += length;
        let behind = self.rest().trim_ascii_start();
        let Some(value) = behind.strip_prefix('=') else {
            return Attribute { name, value: "" };
        };
        let value = value.trim_ascii_start();
        self.at = self.text.len() - value.len();
        let value = match value.as_bytes().first().copied() {
            Some(quote @ (b'"' | b'\'')) => self.quoted(quote, defects),
            _ => self.unquoted(defects),
        };
        Attribute { name, value }
    }

    fn unquoted(&mut self, defects: &mut Defects) -> &'a str {
        defects.add(DefectCode::StrayMarkup, || "an attribute without quotes".to_owned());
        let rest = self.rest();
        let is_end = |b: u8| b.is_ascii_whitespace() || matches!(b, b'>' | b'<');
        let length = rest.bytes().position(is_end).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// A value in quotes. Where its quote never comes, or comes at the start of what must be a later value, the tag's
    /// end was meant: `<a href="x>text</a> <b c="d">`.
    fn quoted(&mut self, quote: u8, defects: &mut Defects) -> &'a str {
        self.at += 1;
        let rest = self.rest();
        let never = if quote == b'"' { &mut self.ends.double } else { &mut self.ends.single };
        let end = search(never, rest, &[quote]);
        let inside = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let behind = end.and_then(|end| rest.as_bytes().get(end + 1).copied());
        let is_closed = end.is_some()
            && (behind.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/' | b'?'))
                || memchr(b'<', inside.as_bytes()).is_none());
        if is_closed {
            self.at += inside.len() + 1;
            return inside;
        }
        defects.add(DefectCode::StrayMarkup, || "an attribute without its closing quote".to_owned());
        let length = memchr(b'>', inside.as_bytes()).unwrap_or(inside.len());
        self.at += length;
        inside.get(..length).unwrap_or_default()
    }
}

/// What a step inside a tag met.
enum Step<'a> {
    Attribute(Attribute<'a>),
    Empty,
    End,
}

/// Where the mark stands; a search in vain is remembered, since the reader only moves forward.
fn search(never: &mut bool, text: &str, mark: &[u8]) -> Option<usize> {
    if *never {
        return None;
    }
    let found = match mark {
        [byte] => memchr(*byte, text.as_bytes()),
        _ => memmem::find(text.as_bytes(), mark),
    };
    *never = found.is_none();
    found
}

/// The `>` that ends a DOCTYPE, from its `[` on; quotes and comments hold brackets that count for nothing.
fn subset_end(bytes: &[u8]) -> Option<usize> {
    let mut quote = None;
    let mut closed = false;
    for (at, byte) in bytes.iter().enumerate() {
        match (quote, *byte) {
            (Some(open), byte) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b']') => closed = true,
            (None, b'>') if closed => return Some(at),
            (Some(_) | None, _) => {}
        }
    }
    // An odd quote: the first `]>` will do.
    memmem::find(bytes, b"]>").map(|at| at + 1)
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte == b':' || !byte.is_ascii()
}

fn name_length(bytes: &[u8]) -> usize {
    let is_name =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(*b, b'_' | b':' | b'-' | b'.') || !b.is_ascii();
    bytes.iter().position(|b| !is_name(b)).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens as a short script: `<name a=b`, `</name`, text, `[cdata`.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let (mut scanner, mut defects) = (Scanner::new(text), Defects::default());
        let mut found = Vec::new();
        while let Some(token) = scanner.next(&mut defects) {
            found.push(match token {
                Token::Start { name, is_empty } => {
                    let attributes = scanner.attributes().iter().map(|a| format!(" {}={}", a.name, a.value));
                    format!("<{name}{}{}", attributes.collect::<String>(), if is_empty { "/" } else { "" })
                }
                Token::End(name) => format!("</{name}"),
                Token::Text(text) => text.to_owned(),
                Token::Cdata(text) => format!("[{text}"),
            });
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn tags_text_and_cdata_are_told_apart() {
        check("<a b=\"c\" d='e'>x &amp; y</a>", &["<a b=c d=e", "x &amp; y", "</a"]);
        check("<a/><![CDATA[<b>]]><!-- <c> --><?d <e?>f", &["<a/", "[<b>", "f"]);
        check("<!DOCTYPE a [<!ENTITY b \"]>\">]><c>", &["<c"]);
    }

    #[test]
    fn what_opens_no_tag_is_text() {
        check("3 < 5 <6 <", &["3 ", "< 5 ", "<6 ", "<"]);
        check("</ a>", &["</ a>"]);
    }

    #[test]
    fn missing_quotes_and_brackets_cost_no_more_than_their_tag() {
        check("<a b=c d>x</a>", &["<a b=c d=", "x", "</a"]);
        check("<a b=\"c>x</a><d e=\"f\">", &["<a b=c", "x", "</a", "<d e=f"]);
        check("<a b=\"c>x</a>", &["<a b=c", "x", "</a"]);
        check("<a <b>x</b</a>", &["<a", "<b", "x", "</b", "</a"]);
        check("<a b=\"1 < 2\">", &["<a b=1 < 2"]);
    }

    #[test]
    fn what_never_ends_is_read_to_the_end() {
        check("a<!-- b", &["a"]);
        check("<![CDATA[a", &["[a"]);
        check("<a b", &["<a b="]);
    }
}
