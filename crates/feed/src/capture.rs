//! The text of one element while it is read, and what becomes of it: type, base64, markup, repairs.
//!
//! Text of plain and HTML elements is unescaped once. Elements inside are kept as markup, and from the first of them on
//! text is kept escaped: that is XHTML, declared or not.

use std::borrow::Cow;
use std::sync::Arc;

use crate::defect::{DefectCode, Defects};
use crate::elements::{Field, Markup};
use crate::entity::{self, decode_into, escape_attribute_into, escape_into};
use crate::link::Base;
use crate::model::{Category, Generator, Link, Text};
use crate::names;
use crate::scan::Attribute;

/// HTML elements without an end tag.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source",
    "wbr",
];

/// An element being read.
#[derive(Debug)]
pub(crate) struct Capture<'a> {
    /// As written, with its prefix.
    pub(crate) name: &'a str,
    pub(crate) field: Field,
    /// What its attributes say, besides types.
    pub(crate) about: About,
    /// Elements of the same name open inside.
    pub(crate) nested: usize,
    pub(crate) value: String,
    media_type: Cow<'static, str>,
    is_base64: bool,
    src: Option<String>,
    /// Elements open inside.
    depth: usize,
    wrapper: Wrapper,
}

/// What the attributes of an element say.
#[derive(Debug)]
pub(crate) enum About {
    Nothing,
    Link(Link),
    Category(Category),
    Generator(Generator),
    Id {
        /// `isPermaLink` is not `false`.
        is_permalink: bool,
    },
}

/// The `div` that Atom 1.0 puts around XHTML and that is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrapper {
    Unknown,
    None,
    /// Its content begins at this byte.
    Open(usize),
    /// Its content ends at the second, and all of it at the third.
    Closed(usize, usize, usize),
}

impl<'a> Capture<'a> {
    pub(crate) fn new(
        name: &'a str,
        field: Field,
        about: About,
        attributes: &[Attribute<'a>],
        defects: &mut Defects,
    ) -> Self {
        let mut attribute = |name| {
            let value =
                names::value(attributes, name).map(|value| entity::decode(value, defects).trim().to_owned());
            value.filter(|value| !value.is_empty())
        };
        let is_text =
            matches!(field, Field::Title(_) | Field::Summary(_) | Field::Content(_) | Field::Rights);
        let written = if is_text { attribute("type") } else { None };
        let media_type =
            written.map_or(Cow::Borrowed(default_type(name, field)), |written| media_type(&written));
        let is_base64 =
            is_text && (attribute("mode").is_some_and(|mode| mode == "base64") || !is_textual(&media_type));
        let src = if matches!(field, Field::Content(_)) { attribute("src") } else { None };
        Self {
            name,
            field,
            about,
            nested: 0,
            value: String::new(),
            media_type,
            is_base64,
            src,
            depth: 0,
            wrapper: Wrapper::Unknown,
        }
    }

    fn is_xhtml(&self) -> bool {
        self.media_type == "application/xhtml+xml"
    }

    /// Whether text is wanted, and not markup.
    pub(crate) fn is_plain(&self) -> bool {
        !self.is_xhtml()
    }

    /// Text with references in it.
    pub(crate) fn text(&mut self, text: &str, defects: &mut Defects) {
        if self.is_xhtml() {
            let decoded = entity::decode(text, defects);
            escape_into(&decoded, &mut self.value);
        } else {
            decode_into(text, &mut self.value, defects);
        }
    }

    /// The inside of a CDATA section. Marks of sections inside are a mistake of templates.
    pub(crate) fn cdata(&mut self, text: &str) {
        let text = text.trim_start().strip_prefix("<![CDATA[").unwrap_or(text);
        if self.is_xhtml() {
            escape_into(text, &mut self.value);
        } else {
            self.value.push_str(text);
        }
    }

    /// An element inside.
    pub(crate) fn start(
        &mut self,
        name: &str,
        attributes: &[Attribute<'_>],
        is_empty: bool,
        defects: &mut Defects,
    ) {
        let local = name.rsplit(':').next().unwrap_or(name);
        let is_markup =
            matches!(self.field, Field::Title(_) | Field::Summary(_) | Field::Content(_) | Field::Rights);
        if !is_markup {
            return;
        }
        if !self.media_type.ends_with("xml") {
            // Elements in what was said to be text: it is XHTML. Some put a `div` around escaped HTML.
            if local == "div" && self.value.trim().is_empty() {
                return;
            }
            self.media_type = Cow::Borrowed("application/xhtml+xml");
        }
        let is_first = self.wrapper == Wrapper::Unknown && self.value.trim().is_empty();
        self.value.push('<');
        self.value.push_str(local);
        for attribute in attributes.iter().filter(|attribute| !attribute.name.starts_with("xmlns")) {
            self.value.push(' ');
            self.value.push_str(attribute.name);
            self.value.push_str("=\"");
            escape_attribute_into(&entity::decode(attribute.value, defects), &mut self.value);
            self.value.push('"');
        }
        let is_void = VOID.iter().any(|void| local.eq_ignore_ascii_case(void));
        self.value.push_str(if is_void { " />" } else { ">" });
        if self.wrapper == Wrapper::Unknown {
            let opens = is_first && local == "div" && !is_empty;
            self.wrapper = if opens { Wrapper::Open(self.value.len()) } else { Wrapper::None };
        }
        if is_empty && !is_void {
            self.close(local);
        } else if !is_void {
            self.depth += 1;
        }
    }

    /// The end of an element inside.
    pub(crate) fn end(&mut self, name: &str) {
        let local = name.rsplit(':').next().unwrap_or(name);
        let is_void = VOID.iter().any(|void| local.eq_ignore_ascii_case(void));
        if !self.is_xhtml() || is_void {
            return;
        }
        self.depth = self.depth.saturating_sub(1);
        let end = self.value.len();
        self.close(local);
        self.wrapper = match self.wrapper {
            Wrapper::Open(start) if self.depth == 0 => Wrapper::Closed(start, end, self.value.len()),
            other @ (Wrapper::Unknown | Wrapper::None | Wrapper::Open(_) | Wrapper::Closed(..)) => other,
        };
    }

    fn close(&mut self, local: &str) {
        self.value.push_str("</");
        self.value.push_str(local);
        self.value.push('>');
    }

    /// The text where its markup counts for nothing: names, dates, addresses.
    pub(crate) fn plain(&self) -> &str {
        self.value.trim()
    }

    /// The text as it is handed over.
    pub(crate) fn into_text(
        mut self,
        base: &Base,
        language: Option<Arc<str>>,
        kind: Kind,
        defects: &mut Defects,
    ) -> Text {
        if let Wrapper::Closed(start, end, all) = self.wrapper
            && kind.is_atom10
            && self.value.get(all..).is_some_and(|behind| behind.trim().is_empty())
        {
            self.value.truncate(end);
            self.value.drain(..start);
        }
        trim(&mut self.value);
        if self.is_base64 {
            self.value = from_base64(&self.value).unwrap_or(self.value);
        }
        repair(&mut self.value, kind.is_utf8, defects);
        if !kind.is_atom && self.media_type == "text/plain" && looks_like_html(&self.value) {
            self.media_type = Cow::Borrowed("text/html");
        }
        if self.media_type == "text/html"
            && !matches!(self.field, Field::Title(_))
            && is_escaped_twice(&self.value)
        {
            defects.add(DefectCode::DoubleEscaped, || "unescaped once more".to_owned());
            self.value = entity::decode(&self.value, &mut Defects::default()).into_owned();
        }
        if matches!(self.media_type.as_ref(), "text/html" | "application/xhtml+xml")
            && let Some(resolved) = base.resolve_html(&self.value)
        {
            self.value = resolved;
        }
        let src = self.src.map(|src| base.resolve(&src).into_owned());
        Text { value: self.value, media_type: self.media_type, base: base.raw.clone(), language, src }
    }
}

/// What the whole document is, as far as its texts depend on it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Kind {
    pub(crate) is_atom: bool,
    pub(crate) is_atom10: bool,
    pub(crate) is_utf8: bool,
}

#[expect(clippy::wildcard_enum_match_arm, reason = "plain text is the rule")]
fn default_type(name: &str, field: Field) -> &'static str {
    match field {
        Field::Content(Markup::Html) => "text/html",
        Field::Content(Markup::Xhtml) => "application/xhtml+xml",
        Field::Summary(_) if name.to_ascii_lowercase().ends_with("description") => "text/html",
        _ => "text/plain",
    }
}

fn media_type(written: &str) -> Cow<'static, str> {
    let written = written.to_ascii_lowercase();
    match written.as_str() {
        "text" | "plain" | "text/plain" => Cow::Borrowed("text/plain"),
        "html" | "text/html" => Cow::Borrowed("text/html"),
        "xhtml" | "application/xhtml+xml" => Cow::Borrowed("application/xhtml+xml"),
        _ => Cow::Owned(written),
    }
}

fn is_textual(media_type: &str) -> bool {
    media_type.starts_with("text/")
        || media_type.ends_with("+xml")
        || media_type.ends_with("/xml")
        || !media_type.contains('/')
}

/// Trims in place.
fn trim(value: &mut String) {
    value.truncate(value.trim_end().len());
    let start = value.len() - value.trim_start().len();
    if start > 0 {
        value.drain(..start);
    }
}

/// Standard base64 with any white space; `None` where it is not that, or not UTF-8.
fn from_base64(text: &str) -> Option<String> {
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(text.len() / 4 * 3), 0_u32, 0);
    for byte in text.bytes().filter(|b| !b.is_ascii_whitespace()) {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xFF) as u8);
        }
    }
    String::from_utf8(bytes).ok()
}

/// UTF-8 that had been read as windows-1252 and encoded again, and controls that are characters of windows-1252.
pub(crate) fn repair(value: &mut String, is_utf8: bool, defects: &mut Defects) {
    // All such text has the lead bytes C2 or C3.
    if !value.bytes().any(|b| matches!(b, 0xC2 | 0xC3)) {
        return;
    }
    if is_utf8 && let Some(repaired) = undo_double_encoding(value) {
        defects.add(DefectCode::DoubleEncoded, || repaired.chars().take(40).collect());
        *value = repaired;
    }
    if value.chars().any(is_c1) {
        let fixed = |c| u8::try_from(c).ok().filter(|_| is_c1(c)).map_or(c, entity::from_1252);
        *value = value.chars().map(fixed).collect();
    }
}

fn is_c1(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9F}')
}

/// Every character must be one of windows-1252, and the bytes must be UTF-8: honest text is next to never both.
fn undo_double_encoding(value: &str) -> Option<String> {
    let bytes = value.chars().map(entity::to_1252).collect::<Option<Vec<u8>>>()?;
    String::from_utf8(bytes).ok().filter(|repaired| repaired.len() < value.len())
}

/// RSS does not say whether a text is HTML. Wrongly taken for it, text is lost: there must be an end tag or a reference,
/// and no tag or reference that HTML does not have.
fn looks_like_html(value: &str) -> bool {
    let has_reference = value.contains('&') && {
        let decoded = entity::decode(value, &mut Defects::default());
        decoded != value
    };
    let mut has_end_tag = false;
    for piece in value.split('<').skip(1) {
        let name = piece.strip_prefix('/').unwrap_or(piece);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name.get(..end).unwrap_or_default();
        if !name.is_empty() && !HTML.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return false;
        }
        has_end_tag |= piece.starts_with('/') && !name.is_empty();
    }
    has_end_tag || has_reference
}

/// Elements that turn up in feeds.
const HTML: [&str; 66] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "time",
    "tr",
    "u",
    "ul",
    "video",
];

/// No tag at all, but escaped tags of blocks, in what is said to be HTML: a reader would see the tags.
fn is_escaped_twice(value: &str) -> bool {
    const TAGS: [&str; 6] = ["&lt;/p&gt;", "&lt;p&gt;", "&lt;br", "&lt;/div&gt;", "&lt;img ", "&lt;/a&gt;"];
    value.contains("&lt;") && !value.contains('<') && TAGS.iter().any(|tag| value.contains(tag))
}
