//! What the names of elements mean: namespaces by their URI where declared, by customary prefix where not.
//!
//! The versions and rival drafts of RSS and Atom share one vocabulary with few conflicts, and real feeds mix them, so
//! that they are one namespace here ([`Space::Base`]), and so is any unknown default namespace.

use crate::defect::{DefectCode, Defects};
use crate::scan::Attribute;

/// Bindings kept; more prefixes than that are an attack.
const MOST_BINDINGS: usize = 64;
/// No known name is longer.
const LONGEST_NAME: usize = 24;

/// A vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    /// RSS, Atom, CDF, sitemaps.
    Base,
    Content,
    Dc,
    DcTerms,
    Geo,
    Georss,
    Gml,
    Itunes,
    Media,
    Rdf,
    Syndication,
    Xhtml,
    /// News sitemaps.
    News,
    /// Anything else.
    Other,
}

/// Beginnings of namespace URIs, in lower case and without scheme.
const URIS: [(&str, Space); 31] = [
    ("www.w3.org/2005/atom", Space::Base),
    ("purl.org/atom/", Space::Base),
    ("purl.org/rss/1.0/modules/content", Space::Content),
    ("purl.org/rss/1.0/modules/syndication", Space::Syndication),
    ("purl.org/rss/1.0/modules/rss091", Space::Base),
    ("purl.org/rss/1.0/modules/", Space::Other),
    ("purl.org/rss/", Space::Base),
    ("my.netscape.com/rdf/simple/", Space::Base),
    ("my.netscape.com/publish/formats/", Space::Base),
    ("channel.netscape.com/rdf/simple/", Space::Base),
    ("backend.userland.com/", Space::Base),
    ("blogs.law.harvard.edu/tech/rss", Space::Base),
    ("cyber.law.harvard.edu/rss", Space::Base),
    ("www.rssboard.org/rss-specification", Space::Base),
    ("purl.org/echo/", Space::Base),
    ("purl.org/pie/", Space::Base),
    ("example.com/necho", Space::Base),
    ("purl.org/dc/elements/", Space::Dc),
    ("purl.org/dc/terms", Space::DcTerms),
    ("search.yahoo.com/mrss", Space::Media),
    ("www.itunes.com/dtds/podcast", Space::Itunes),
    ("www.google.com/schemas/play-podcasts", Space::Itunes),
    ("www.georss.org/georss", Space::Georss),
    ("www.w3.org/2003/01/geo/", Space::Geo),
    ("www.opengis.net/gml", Space::Gml),
    ("www.w3.org/1999/02/22-rdf-syntax-ns", Space::Rdf),
    ("www.w3.org/1999/xhtml", Space::Xhtml),
    ("www.sitemaps.org/schemas/sitemap", Space::Base),
    ("www.google.com/schemas/sitemap-news", Space::News),
    ("www.google.com/schemas/sitemap-", Space::Other),
    ("www.google.com/schemas/sitemap/", Space::Base),
];

/// Where a prefix is not declared.
const PREFIXES: [(&str, Space); 19] = [
    ("atom", Space::Base),
    ("atom10", Space::Base),
    ("a10", Space::Base),
    ("rss", Space::Base),
    ("content", Space::Content),
    ("dc", Space::Dc),
    ("dcterms", Space::DcTerms),
    ("geo", Space::Geo),
    ("georss", Space::Georss),
    ("gml", Space::Gml),
    ("itunes", Space::Itunes),
    ("googleplay", Space::Itunes),
    ("media", Space::Media),
    ("rdf", Space::Rdf),
    ("sy", Space::Syndication),
    ("xhtml", Space::Xhtml),
    ("news", Space::News),
    ("sitemap", Space::Base),
    ("sm", Space::Base),
];

/// Prefixes in scope.
#[derive(Debug, Default)]
pub(crate) struct Bindings<'a> {
    bound: Vec<(usize, &'a str, Space)>,
}

impl<'a> Bindings<'a> {
    /// Takes the declarations of a start tag at this depth.
    pub(crate) fn open(&mut self, depth: usize, attributes: &[Attribute<'a>]) {
        for attribute in attributes {
            let prefix = match attribute.name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) => rest.strip_prefix(':').unwrap_or_default(),
                None => continue,
            };
            if self.bound.len() < MOST_BINDINGS {
                self.bound.push((depth, prefix, of_uri(attribute.value, prefix)));
            }
        }
    }

    /// Forgets the declarations of elements deeper than this.
    pub(crate) fn close(&mut self, depth: usize) {
        while self.bound.last().is_some_and(|(at, _, _)| *at > depth) {
            self.bound.pop();
        }
    }

    /// The vocabulary of a name, and the name without its prefix.
    pub(crate) fn resolve<'n>(&self, name: &'n str, defects: &mut Defects) -> (Space, &'n str) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let declared = self.bound.iter().rev().find(|(_, known, _)| *known == prefix);
        if let Some((_, _, space)) = declared {
            return (*space, local);
        }
        if prefix.is_empty() {
            return (Space::Base, local);
        }
        defects.add(DefectCode::UndeclaredPrefix, || prefix.chars().take(LONGEST_NAME).collect());
        let customary = PREFIXES.iter().find(|(known, _)| known.eq_ignore_ascii_case(prefix));
        (customary.map_or(Space::Other, |(_, space)| *space), local)
    }
}

/// The vocabulary of a URI. An unknown default namespace is somebody's own spelling of the format's.
fn of_uri(uri: &str, prefix: &str) -> Space {
    let uri = uri.trim();
    let bare = uri.split_once("://").map_or(uri, |(_, bare)| bare).as_bytes();
    let begins = |known: &str| {
        bare.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known.as_bytes()))
    };
    let known = URIS.iter().find(|(known, _)| begins(known)).map(|(_, space)| *space);
    known.unwrap_or(if prefix.is_empty() { Space::Base } else { Space::Other })
}

/// A local name in lower case, without a copy where it is so already. Names longer than any known one give the empty name.
pub(crate) fn lower<'n>(local: &'n str, buffer: &'n mut [u8; LONGEST_NAME]) -> &'n [u8] {
    let bytes = local.as_bytes();
    if !bytes.iter().any(u8::is_ascii_uppercase) {
        return bytes;
    }
    let Some(head) = buffer.get_mut(..bytes.len()) else { return b"" };
    head.copy_from_slice(bytes);
    head.make_ascii_lowercase();
    head
}

/// Room for [`lower`].
pub(crate) const fn buffer() -> [u8; LONGEST_NAME] {
    [0; LONGEST_NAME]
}

/// The value of an attribute by its local name, whatever its prefix and case.
pub(crate) fn value<'a>(attributes: &[Attribute<'a>], local: &str) -> Option<&'a str> {
    let is_it = |name: &str| {
        name.eq_ignore_ascii_case(local)
            || name.rsplit_once(':').is_some_and(|(prefix, name)| {
                name.eq_ignore_ascii_case(local) && !prefix.eq_ignore_ascii_case("xmlns")
            })
    };
    attributes.iter().find(|attribute| is_it(attribute.name)).map(|attribute| attribute.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(declarations: &[(&'static str, &'static str)], name: &str, expected: (Space, &str)) {
        let mut bindings = Bindings::default();
        let attributes: Vec<_> = declarations.iter().map(|(name, value)| Attribute { name, value }).collect();
        bindings.open(1, &attributes);
        assert_eq!(bindings.resolve(name, &mut Defects::default()), expected);
    }

    #[test]
    fn a_declared_prefix_means_its_uri() {
        check(&[("xmlns:x", "http://purl.org/dc/elements/1.1/")], "x:date", (Space::Dc, "date"));
        check(&[("xmlns:x", "HTTPS://Search.Yahoo.com/mrss")], "x:content", (Space::Media, "content"));
        check(&[("xmlns:dc", "http://example.org/mine")], "dc:date", (Space::Other, "date"));
    }

    #[test]
    fn an_undeclared_prefix_means_what_it_usually_does() {
        check(&[], "media:content", (Space::Media, "content"));
        check(&[], "atom:link", (Space::Base, "link"));
        check(&[], "foo:link", (Space::Other, "link"));
    }

    #[test]
    fn an_unknown_default_namespace_is_the_format_itself() {
        check(&[("xmlns", "http://example.org/rss")], "item", (Space::Base, "item"));
        check(&[("xmlns", "http://www.w3.org/1999/xhtml")], "div", (Space::Xhtml, "div"));
    }
}
