//! From tokens to a feed: which element is open, what its text belongs to, and where it ends when nobody says so.
//!
//! No recursion: open elements are a capped list. An end tag closes everything opened since its start tag; one without a
//! start tag is passed over; an entry that begins while another is open ends that one.

use std::sync::Arc;

use crate::Limits;
use crate::capture::Capture;
use crate::defect::{DefectCode, Defects};
use crate::draft::Draft;
use crate::elements::{Element, element};
use crate::entity;
use crate::geo::Axes;
use crate::link::Base;
use crate::model::Shape;
use crate::names::{self, Bindings};
use crate::scan::{Attribute, Scanner, Token};

/// A longer language tag is none.
const LONGEST_LANGUAGE: usize = 40;

/// What stood before the first element of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Root {
    /// Nothing known.
    None,
    Feed,
    Html,
    Sitemap,
    Opml,
}

/// The state of reading.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    pub(crate) draft: Draft,
    pub(crate) defects: Defects,
    pub(crate) root: Root,
    pub(crate) is_utf8: bool,
    limits: Limits,
    frames: Vec<Frame<'a>>,
    bindings: Bindings<'a>,
    bases: Vec<Base>,
    languages: Vec<Option<Arc<str>>>,
    pub(crate) capture: Option<Capture<'a>>,
    /// How positions of the GML shape that began last are written.
    pub(crate) axes: Axes,
    pub(crate) gml: Shape,
}

/// An open element.
#[derive(Debug)]
struct Frame<'a> {
    name: &'a str,
    element: Element,
    /// How many bases and languages there were outside.
    bases: usize,
    languages: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(
        base: Base,
        language: Option<&str>,
        limits: Limits,
        is_utf8: bool,
        defects: Defects,
    ) -> Self {
        Self {
            draft: Draft::default(),
            defects,
            root: Root::None,
            limits,
            is_utf8,
            frames: Vec::new(),
            bindings: Bindings::default(),
            bases: vec![base],
            languages: vec![language.and_then(tag)],
            capture: None,
            axes: Axes::default(),
            gml: Shape::Point,
        }
    }

    /// Reads all, or up to what shows that it is no feed.
    pub(crate) fn read(&mut self, text: &'a str) {
        let mut scanner = Scanner::new(text);
        while let Some(token) = scanner.next(&mut self.defects) {
            self.token(token, scanner.attributes());
            if !matches!(self.root, Root::None | Root::Feed) {
                return;
            }
        }
        if self.root == Root::Feed && !(self.frames.is_empty() && self.capture.is_none()) {
            self.defects.add(DefectCode::Truncated, || "elements were still open".to_owned());
        }
        self.close_capture();
        self.close_to(0);
    }

    fn token(&mut self, token: Token<'a>, attributes: &[Attribute<'a>]) {
        match token {
            Token::Start { name, is_empty } if self.root == Root::None => {
                self.first(name, attributes, is_empty);
            }
            Token::Start { name, is_empty } => self.start(name, attributes, is_empty),
            Token::End(name) if self.root == Root::Feed => self.end(name),
            Token::Text(text) if self.root == Root::Feed => self.text(text),
            Token::Cdata(text) if self.root == Root::Feed => self.cdata(text),
            Token::Text(text) if !text.trim().is_empty() => {
                self.defects.add(DefectCode::JunkBeforeRoot, || text.trim().chars().take(40).collect());
            }
            Token::End(_) | Token::Text(_) | Token::Cdata(_) => {}
        }
    }

    /// An element before any that belongs to a feed.
    fn first(&mut self, name: &'a str, attributes: &[Attribute<'a>], is_empty: bool) {
        let local = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
        self.root = match local.as_str() {
            "rss" | "feed" | "rdf" | "channel" | "item" | "entry" => Root::Feed,
            "html" | "head" | "body" => Root::Html,
            "urlset" | "sitemapindex" => Root::Sitemap,
            "opml" => Root::Opml,
            _ => Root::None,
        };
        match self.root {
            Root::Feed => self.start(name, attributes, is_empty),
            Root::None => self.defects.add(DefectCode::JunkBeforeRoot, || local.chars().take(40).collect()),
            Root::Html | Root::Sitemap | Root::Opml => {}
        }
    }

    fn start(&mut self, name: &'a str, attributes: &[Attribute<'a>], is_empty: bool) {
        if self.capture.is_some() && !self.ends_capture(name) {
            self.inside(name, attributes, is_empty);
            return;
        }
        if self.frames.len() >= self.limits.depth {
            self.defects.add(DefectCode::DeepNesting, || format!("more than {}", self.limits.depth));
            return;
        }
        self.bindings.open(self.frames.len() + 1, attributes);
        let (space, local) = self.bindings.resolve(name, &mut self.defects);
        let mut buffer = names::buffer();
        let element = element(space, names::lower(local, &mut buffer));
        if element == Element::Entry {
            self.end_open_entry();
        }
        let frame = Frame { name, element, bases: self.bases.len(), languages: self.languages.len() };
        self.frames.push(frame);
        self.scope(attributes, matches!(element, Element::Rss | Element::AtomFeed | Element::Rdf));
        self.opened(name, element, space, attributes);
        if is_empty {
            self.end(name);
        }
    }

    /// An element in the text of another.
    fn inside(&mut self, name: &'a str, attributes: &[Attribute<'a>], is_empty: bool) {
        let Some(capture) = &mut self.capture else { return };
        capture.start(name, attributes, is_empty, &mut self.defects);
        if capture.name == name && !is_empty {
            capture.nested += 1;
        }
    }

    /// Whether an element that no text holds begins: the end tag of what is open was forgotten.
    fn ends_capture(&mut self, name: &str) -> bool {
        const NEVER_INSIDE: [&str; 8] =
            ["item", "entry", "pubdate", "guid", "description", "enclosure", "dc:date", "content:encoded"];
        let is_plain = self.capture.as_ref().is_some_and(|c| c.is_plain() && c.value.len() < 4096);
        let at_most =
            if is_plain { NEVER_INSIDE.as_slice() } else { NEVER_INSIDE.get(..2).unwrap_or_default() };
        let ends = at_most.iter().any(|never| never.eq_ignore_ascii_case(name));
        if ends {
            self.defects.add(DefectCode::Nesting, || "an element without its end tag".to_owned());
            self.close_capture();
            self.close_to(self.frames.len().saturating_sub(1));
        }
        ends
    }

    fn end_open_entry(&mut self) {
        if let Some(at) = self.frames.iter().position(|frame| frame.element == Element::Entry) {
            self.defects.add(DefectCode::Nesting, || "an entry in an entry".to_owned());
            self.close_to(at);
        }
    }

    /// `xml:base` and `xml:lang`.
    fn scope(&mut self, attributes: &[Attribute<'a>], is_root: bool) {
        for attribute in attributes {
            match attribute.name {
                "xml:base" | "base" | "BASE" => {
                    let written = entity::decode(attribute.value, &mut self.defects);
                    if let Some(base) = self.base().inner(&written) {
                        self.bases.push(base);
                    }
                }
                "xml:lang" | "lang" => self.languages.push(tag(attribute.value)),
                _ => {}
            }
        }
        if is_root {
            self.draft.feed.base = self.base().raw.clone();
            self.draft.feed.language = self.language();
        }
    }

    pub(crate) fn base(&self) -> &Base {
        self.bases.last().unwrap_or(&Base::NONE)
    }

    pub(crate) fn language(&self) -> Option<Arc<str>> {
        self.languages.last().cloned().flatten()
    }

    /// The language that the feed names in an element counts where no attribute says another.
    pub(crate) fn set_default_language(&mut self, language: &Arc<str>) {
        if let Some(outermost) = self.languages.first_mut() {
            outermost.get_or_insert_with(|| Arc::clone(language));
        }
    }

    fn text(&mut self, text: &'a str) {
        if let Some(capture) = &mut self.capture {
            capture.text(text, &mut self.defects);
        } else if self.holds_text() && !text.trim().is_empty() {
            let decoded = entity::decode(text, &mut self.defects);
            self.draft.loose_text(&decoded);
        }
    }

    fn cdata(&mut self, text: &'a str) {
        if let Some(capture) = &mut self.capture {
            capture.cdata(text);
        } else if self.holds_text() {
            self.draft.loose_text(text);
        }
    }

    /// Text beside elements counts in persons and RSS sources alone.
    fn holds_text(&self) -> bool {
        let element = self.frames.last().map(|frame| frame.element);
        matches!(element, Some(Element::Person(_) | Element::Source | Element::MediaThumbnail))
    }

    fn end(&mut self, name: &'a str) {
        let is_open = self.capture.is_some() && self.is_open(name);
        if let Some(capture) = &mut self.capture {
            let is_own = capture.name == name;
            let is_inside = is_own && capture.nested > 0;
            if is_inside || !is_own && !is_same_local(capture.name, name) && !is_open {
                capture.nested -= usize::from(is_inside);
                capture.end(name);
                return;
            }
            self.close_capture();
        }
        let at = self.frames.iter().rposition(|frame| frame.name == name);
        let at = at.or_else(|| self.frames.iter().rposition(|frame| is_same_local(frame.name, name)));
        match at {
            Some(at) if at + 1 == self.frames.len() => self.close_to(at),
            Some(at) => {
                self.defects.add(DefectCode::Nesting, || name.chars().take(40).collect());
                self.close_to(at);
            }
            None => self.defects.add(DefectCode::Nesting, || name.chars().take(40).collect()),
        }
    }

    /// Whether an element outside of the captured one has this name.
    fn is_open(&self, name: &str) -> bool {
        self.frames.iter().rev().skip(1).any(|frame| frame.name == name)
    }

    /// Closes elements until so many are open.
    fn close_to(&mut self, count: usize) {
        while self.frames.len() > count {
            let Some(frame) = self.frames.pop() else { return };
            self.close(&frame);
            self.bases.truncate(frame.bases);
            self.languages.truncate(frame.languages);
            self.bindings.close(self.frames.len());
        }
    }

    fn close(&mut self, frame: &Frame<'a>) {
        match frame.element {
            Element::Entry => self.draft.close_entry(self.limits.entries, &mut self.defects),
            Element::Source => self.draft.close_source(),
            Element::Image => self.draft.close_image(),
            Element::TextInput => self.draft.close_text_input(),
            Element::Person(role) => self.draft.close_person(role),
            Element::MediaContent => self.draft.close_media(),
            Element::MediaThumbnail => self.draft.close_thumbnail(),
            Element::Rss
            | Element::AtomFeed
            | Element::Rdf
            | Element::Channel
            | Element::Group
            | Element::ItunesImage
            | Element::Enclosure
            | Element::Gml(_)
            | Element::Field(_)
            | Element::Other => {}
        }
    }
}

/// A language tag, with `-` where some write `_`.
pub(crate) fn tag(written: &str) -> Option<Arc<str>> {
    let written = written.trim();
    (!written.is_empty() && written.len() <= LONGEST_LANGUAGE).then(|| written.replace('_', "-").into())
}

fn is_same_local(one: &str, other: &str) -> bool {
    let local = |name: &'_ str| name.rfind(':').map_or(0, |at| at + 1);
    let locals = one.get(local(one)..).zip(other.get(local(other)..));
    locals.is_some_and(|(one, other)| one.eq_ignore_ascii_case(other))
}
