//! What elements do when they begin: versions, containers, and all that feeds say in attributes.

use crate::capture::{About, Capture};
use crate::elements::{Element, Field};
use crate::entity;
use crate::geo::Axes;
use crate::model::{Category, Generator, Link, Version};
use crate::names::{self, Space};
use crate::reader::Reader;
use crate::scan::Attribute;

/// The vocabulary of `media:category` where none is named (Media RSS, section "category").
const MEDIA_SCHEME: &str = "http://search.yahoo.com/mrss/category_schema";
/// The vocabulary of the categories of podcasts.
const ITUNES_SCHEME: &str = "http://www.itunes.com/";

impl<'a> Reader<'a> {
    /// What an element does when it begins.
    pub(crate) fn opened(
        &mut self,
        name: &'a str,
        element: Element,
        space: Space,
        attributes: &[Attribute<'a>],
    ) {
        match element {
            Element::Rss => self.draft.set_version(rss_version(attributes)),
            Element::AtomFeed => self.draft.set_version(atom_version(attributes)),
            Element::Rdf => self.draft.set_version(rdf_version(attributes)),
            Element::Channel => {
                self.draft.set_version(if name == "CHANNEL" { Version::Cdf } else { Version::Rss });
                self.about(attributes);
                self.cdf(attributes);
            }
            Element::Entry => {
                let language = self.language();
                self.draft.open_entry(language);
                self.about(attributes);
                self.cdf(attributes);
            }
            Element::Source => {
                let url = self.address(attributes, "url");
                self.draft.open_source(url);
            }
            Element::Image => self.draft.open_image(),
            Element::TextInput => self.draft.open_text_input(),
            Element::Person(_) => self.draft.open_person(),
            Element::MediaContent | Element::MediaThumbnail | Element::ItunesImage | Element::Enclosure => {
                self.attached(element, attributes);
            }
            Element::Gml(shape) => {
                self.gml = shape;
                self.axes =
                    Axes::new(names::value(attributes, "srsname"), names::value(attributes, "srsdimension"));
            }
            Element::Field(field) => self.open_field(name, field, space, attributes),
            Element::Group | Element::Other => {}
        }
    }

    /// `rdf:about`.
    fn about(&mut self, attributes: &[Attribute<'a>]) {
        if let Some(id) = names::value(attributes, "about") {
            let id = entity::decode(id, &mut self.defects).into_owned();
            self.draft.set_id(id, false);
        }
    }

    /// CDF says in attributes what others say in elements.
    fn cdf(&mut self, attributes: &[Attribute<'a>]) {
        if let Some(date) = names::value(attributes, "lastmod") {
            self.draft.set_date(Field::Updated(0), date, &mut self.defects);
        }
        if let Some(href) = self.address(attributes, "href") {
            self.draft.add_link(Link { href, rel: "alternate".to_owned(), ..Link::default() }, true);
        }
    }

    /// Files and pictures, which are all attributes.
    fn attached(&mut self, element: Element, attributes: &[Attribute<'a>]) {
        let url = self.address(attributes, "url").or_else(|| self.address(attributes, "href"));
        let url = url.or_else(|| self.address(attributes, "uri"));
        let defects = &mut self.defects;
        let mut value = |name: &str| {
            names::value(attributes, name).map(|value| entity::decode(value, defects).into_owned())
        };
        match element {
            Element::Enclosure => self.draft.add_enclosure(url, value("type"), value("length")),
            Element::MediaContent => self.draft.open_media(url, value),
            Element::MediaThumbnail => {
                let (width, height) = (value("width"), value("height"));
                self.draft.add_thumbnail(url, width.as_deref(), height.as_deref());
            }
            Element::ItunesImage => self.draft.add_itunes_image(url),
            Element::Rss
            | Element::AtomFeed
            | Element::Rdf
            | Element::Channel
            | Element::Entry
            | Element::Group
            | Element::Source
            | Element::Image
            | Element::TextInput
            | Element::Person(_)
            | Element::Gml(_)
            | Element::Field(_)
            | Element::Other => {}
        }
    }

    fn open_field(&mut self, name: &'a str, field: Field, space: Space, attributes: &[Attribute<'a>]) {
        let about = self.about_field(field, space, attributes);
        if let About::Link(link) = &about
            && !link.href.is_empty()
        {
            let is_page = is_page(link);
            self.draft.add_link(link.clone(), is_page);
            return;
        }
        self.capture = Some(Capture::new(name, field, about, attributes, &mut self.defects));
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "most fields have no attributes that count")]
    fn about_field(&mut self, field: Field, space: Space, attributes: &[Attribute<'a>]) -> About {
        match field {
            Field::Link => About::Link(self.link(attributes)),
            Field::Id => {
                let said = names::value(attributes, "ispermalink");
                About::Id { is_permalink: said.is_none_or(|said| said.trim().eq_ignore_ascii_case("true")) }
            }
            Field::Category => About::Category(self.category(space, attributes)),
            Field::Keywords if space == Space::Itunes => {
                About::Category(Category { scheme: Some(ITUNES_SCHEME.to_owned()), ..Category::default() })
            }
            Field::Generator => {
                let url = ["url", "uri", "href", "resource"]
                    .into_iter()
                    .find_map(|name| self.address(attributes, name));
                let version = self.value(attributes, "version");
                About::Generator(Generator { name: None, version, url })
            }
            _ => About::Nothing,
        }
    }

    fn link(&mut self, attributes: &[Attribute<'a>]) -> Link {
        let href = ["href", "url", "uri"].into_iter().find_map(|name| self.address(attributes, name));
        Link {
            href: href.unwrap_or_default(),
            rel: self.value(attributes, "rel").unwrap_or_else(|| "alternate".to_owned()),
            media_type: self.value(attributes, "type"),
            title: self.value(attributes, "title"),
            hreflang: self.value(attributes, "hreflang"),
            length: self.value(attributes, "length"),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only two vocabularies have a customary scheme")]
    fn category(&mut self, space: Space, attributes: &[Attribute<'a>]) -> Category {
        let scheme = self.value(attributes, "scheme").or_else(|| self.value(attributes, "domain"));
        let customary = match space {
            Space::Media => Some(MEDIA_SCHEME),
            Space::Itunes => Some(ITUNES_SCHEME),
            _ => None,
        };
        Category {
            term: self.value(attributes, "term").or_else(|| self.value(attributes, "text")),
            scheme: scheme.or_else(|| customary.map(str::to_owned)),
            label: self.value(attributes, "label"),
        }
    }

    fn value(&mut self, attributes: &[Attribute<'a>], name: &str) -> Option<String> {
        let value = names::value(attributes, name)?;
        Some(entity::decode(value, &mut self.defects).trim().to_owned())
    }

    fn address(&mut self, attributes: &[Attribute<'a>], name: &str) -> Option<String> {
        let value = self.value(attributes, name).filter(|value| !value.is_empty())?;
        Some(self.base().resolve(&value).into_owned())
    }
}

/// Whether a link leads to the page itself.
fn is_page(link: &Link) -> bool {
    let is_html = |media_type: &str| matches!(media_type, "text/html" | "application/xhtml+xml" | "html");
    link.rel == "alternate" && link.media_type.as_deref().is_none_or(is_html)
}

fn rss_version(attributes: &[Attribute<'_>]) -> Version {
    match names::value(attributes, "version").map(str::trim) {
        Some("0.91") => Version::Rss091u,
        Some("0.92") => Version::Rss092,
        Some("0.93") => Version::Rss093,
        Some("0.94") => Version::Rss094,
        Some(version) if version.starts_with("2.") => Version::Rss20,
        Some(_) | None => Version::Rss,
    }
}

fn atom_version(attributes: &[Attribute<'_>]) -> Version {
    if has_namespace(attributes, "http://www.w3.org/2005/atom") {
        return Version::Atom10;
    }
    match names::value(attributes, "version").map(str::trim) {
        Some("0.1") => Version::Atom01,
        Some("0.2") => Version::Atom02,
        Some("0.3") => Version::Atom03,
        Some("1.0") => Version::Atom10,
        Some(_) | None => Version::Atom,
    }
}

fn rdf_version(attributes: &[Attribute<'_>]) -> Version {
    if has_namespace(attributes, "http://my.netscape.com/rdf/simple/0.9/") {
        Version::Rss090
    } else {
        Version::Rss10
    }
}

fn has_namespace(attributes: &[Attribute<'_>], uri: &str) -> bool {
    let mut declarations = attributes.iter().filter(|attribute| attribute.name.starts_with("xmlns"));
    declarations.any(|attribute| attribute.value.trim().eq_ignore_ascii_case(uri))
}
