//! What elements do when they end: their text goes where it belongs.

use std::sync::Arc;

use crate::capture::{self, About, Capture, Kind};
use crate::elements::Field;
use crate::geo;
use crate::link;
use crate::model::{Category, Generator, Geometry, Link, Shape, Text, Version};
use crate::reader::{Reader, tag};

impl Reader<'_> {
    /// Ends the element whose text is being read.
    pub(crate) fn close_capture(&mut self) {
        let Some(mut capture) = self.capture.take() else { return };
        let about = std::mem::replace(&mut capture.about, About::Nothing);
        match (capture.field, about) {
            (Field::Title(rank), _) => {
                let text = self.finish(capture);
                self.draft.set_title(rank, text);
            }
            (Field::Summary(rank), _) => {
                let text = self.finish(capture);
                self.draft.set_summary(rank, text);
            }
            (Field::Content(_), _) => {
                let text = self.finish(capture);
                self.draft.add_content(text);
            }
            (Field::Rights, _) => {
                let text = self.finish(capture);
                self.draft.set_rights(text);
            }
            (_, About::Link(link)) => self.store_link(link, &capture),
            (_, About::Category(category)) => self.store_categories(category, &capture),
            (_, About::Generator(generator)) => {
                let name = Some(self.short(&capture)).filter(|name| !name.is_empty());
                self.draft.set_generator(Generator { name, ..generator });
            }
            (_, About::Id { is_permalink }) => self.store_id(is_permalink, &capture),
            (field, About::Nothing) => self.store_short(field, &capture),
        }
    }

    fn finish(&mut self, capture: Capture<'_>) -> Text {
        let version = self.draft.feed.version;
        let kind =
            Kind { is_atom: version.is_atom(), is_atom10: version == Version::Atom10, is_utf8: self.is_utf8 };
        let language = self.language();
        let base = self.base().clone();
        capture.into_text(&base, language, kind, &mut self.defects)
    }

    /// Names and terms: repaired like any text.
    fn short(&mut self, capture: &Capture<'_>) -> String {
        let mut value = capture.plain().to_owned();
        capture::repair(&mut value, self.is_utf8, &mut self.defects);
        value
    }

    fn store_link(&mut self, link: Link, capture: &Capture<'_>) {
        let written: String = capture.plain().split_whitespace().collect();
        if written.is_empty() {
            return;
        }
        let href = self.base().resolve(&written).into_owned();
        let is_page = link.rel == "alternate";
        self.draft.add_link(Link { href, ..link }, is_page);
    }

    /// An identifier is a name: only a relative address is resolved.
    fn store_id(&mut self, is_permalink: bool, capture: &Capture<'_>) {
        let written = capture.plain();
        if written.is_empty() {
            return;
        }
        let is_relative = is_permalink && !link::has_scheme(written) && written.starts_with(['/', '.', '?']);
        let id = if is_relative { self.base().resolve(written).into_owned() } else { written.to_owned() };
        self.draft.set_id(id, is_permalink);
    }

    /// One term, or several with commas between where the element is a list.
    fn store_categories(&mut self, category: Category, capture: &Capture<'_>) {
        let value = self.short(capture);
        if capture.field == Field::Keywords {
            for term in value.split(',').map(str::trim).filter(|term| !term.is_empty()) {
                self.draft.add_category(Category { term: Some(term.to_owned()), ..category.clone() });
            }
            return;
        }
        if category.term.is_some() {
            let scheme = category.scheme.clone();
            self.draft.add_category(category);
            if !value.is_empty() {
                self.draft.add_category(Category { term: Some(value), scheme, label: None });
            }
            return;
        }
        let term = Some(value).filter(|value| !value.is_empty());
        self.draft.add_category(Category { term, ..category });
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are short strings")]
    fn store_short(&mut self, field: Field, capture: &Capture<'_>) {
        match field {
            Field::Published(_) | Field::Updated(_) | Field::Created | Field::Expired => {
                self.draft.set_date(field, capture.plain(), &mut self.defects);
            }
            Field::Uri | Field::Comments => {
                let value = self.base().resolve(capture.plain()).into_owned();
                self.draft.set_short(field, value);
            }
            Field::Language => self.store_language(capture.plain()),
            Field::Shape(shape) => {
                self.store_place(geo::geometry(shape, capture.plain(), geo::Axes::default()));
            }
            Field::Position => self.store_place(geo::geometry(Shape::Point, capture.plain(), self.axes)),
            Field::PositionList => self.store_place(geo::geometry(self.gml, capture.plain(), self.axes)),
            Field::Keywords => self.store_categories(Category::default(), capture),
            _ => {
                let value = self.short(capture);
                self.draft.set_short(field, value);
            }
        }
    }

    fn store_language(&mut self, written: &str) {
        if let Some(language) = tag(written).filter(|_| self.draft.entry.is_none()) {
            let language: Arc<str> = language;
            self.set_default_language(&language);
        }
        self.draft.set_short(Field::Language, written.to_owned());
    }

    fn store_place(&mut self, place: Option<Geometry>) {
        if let (Some(entry), Some(place)) = (&mut self.draft.entry, place) {
            entry.place = Some(place);
        }
    }
}
