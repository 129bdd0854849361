//! The feeds of a page: those that it links to, and addresses that are worth a try where it links to none.

use memchr::memchr_iter;
use url::Url;

use crate::defect::Defects;
use crate::entity;
use crate::link::Base;
use crate::names;
use crate::scan::{Attribute, Scanner, Token};

/// Links looked for in one page.
const MOST: usize = 50;
/// How much of a page is read: links stand in its head, but heads may hold scripts.
const PAGE_BYTES: usize = 2_000_000;

/// A feed that a page links to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Address, resolved.
    pub url: String,
    /// Title of the link.
    pub title: Option<String>,
    /// What it says to be.
    pub kind: Kind,
}

/// Formats of feeds, as a link names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// RSS, RDF among it.
    Rss,
    /// Atom.
    Atom,
    /// JSON Feed.
    Json,
}

/// Feeds that an HTML page links to by `<link rel=alternate>`, in document order, each address once.
pub fn discover(html: &[u8], base: &str) -> Vec<Found> {
    let text = String::from_utf8_lossy(html.get(..PAGE_BYTES).unwrap_or(html));
    let mut base = Base::new(base);
    let (mut scanner, mut defects) = (Scanner::new(&text), Defects::default());
    let mut found: Vec<Found> = Vec::new();
    while let Some(token) = scanner.next(&mut defects) {
        let Token::Start { name, is_empty } = token else { continue };
        if name.eq_ignore_ascii_case("base") {
            let href = names::value(scanner.attributes(), "href");
            base = href.and_then(|href| base.inner(href)).unwrap_or(base);
        } else if name.eq_ignore_ascii_case("link") {
            let link = link(scanner.attributes(), &base, &mut defects);
            if let Some(link) = link.filter(|link| found.iter().all(|known| known.url != link.url)) {
                found.push(link);
            }
        } else if !is_empty && ["script", "style"].iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
            skip_raw(&mut scanner, name);
        }
        if found.len() >= MOST {
            break;
        }
    }
    found
}

fn link(attributes: &[Attribute<'_>], base: &Base, defects: &mut Defects) -> Option<Found> {
    let rel = names::value(attributes, "rel")?;
    let says = |word: &str| rel.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(word));
    if !(says("alternate") || says("feed")) || says("stylesheet") {
        return None;
    }
    let kind = kind(names::value(attributes, "type")?)?;
    let href = entity::decode(names::value(attributes, "href")?, defects);
    let url = base.resolve(&href).into_owned();
    let title =
        names::value(attributes, "title").map(|title| entity::decode(title, defects).trim().to_owned());
    (!url.is_empty()).then(|| Found { url, title: title.filter(|title| !title.is_empty()), kind })
}

fn kind(media_type: &str) -> Option<Kind> {
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match media_type.as_str() {
        "application/rss+xml"
        | "application/rdf+xml"
        | "application/x-rss+xml"
        | "text/rss+xml"
        | "text/rss"
        | "text/xml"
        | "application/xml" => Some(Kind::Rss),
        "application/atom+xml" | "text/atom+xml" | "application/x.atom+xml" => Some(Kind::Atom),
        // Plain `application/json` is anybody's interface.
        "application/feed+json" => Some(Kind::Json),
        _ => None,
    }
}

/// Goes to the end tag of a raw text element; without one, the rest is its text.
fn skip_raw(scanner: &mut Scanner<'_>, name: &str) {
    let rest = scanner.rest().as_bytes();
    let is_end = |at: &usize| {
        let behind = rest.get(at + 1..).unwrap_or_default();
        behind.first() == Some(&b'/')
            && behind.get(1..=name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()))
    };
    let length = memchr_iter(b'<', rest).find(is_end).unwrap_or(rest.len());
    scanner.skip(length);
}

/// Addresses where sites without links keep their feeds and sitemaps: worth one request each, most likely first.
pub fn guesses(page: &str) -> Vec<String> {
    const PATHS: [&str; 7] =
        ["/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/news-sitemap.xml", "/sitemap.xml"];
    let Ok(page) = Url::parse(page) else { return Vec::new() };
    PATHS.iter().filter_map(|path| page.join(path).ok()).map(Into::into).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &[(&str, Kind)]) {
        let found = discover(html.as_bytes(), "https://news.example/ar/");
        let found: Vec<_> = found.iter().map(|one| (one.url.as_str(), one.kind)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn links_to_feeds_are_found_however_they_are_written() {
        check(
            "<!doctype html><head><link rel=alternate type='application/rss+xml' href=rss.xml title='أخبار &amp; آراء'>
             <LINK HREF='/atom?a=1&amp;b=2' TYPE='application/atom+xml; charset=utf-8' REL='home ALTERNATE'/>",
            &[("https://news.example/ar/rss.xml", Kind::Rss), ("https://news.example/atom?a=1&b=2", Kind::Atom)],
        );
        check(
            "<base href='https://cdn.example/x/'><link rel='alternate' type='application/feed+json' href='f.json'>",
            &[("https://cdn.example/x/f.json", Kind::Json)],
        );
    }

    #[test]
    fn scripts_comments_and_other_links_hold_none() {
        check(
            "<script>'<link rel=alternate type=\"text/xml\" href=\"a\">'</script>
             <!-- <link rel=alternate type='text/xml' href='b'> -->
             <link rel='alternate' hreflang='en' href='c'><link rel='stylesheet' type='text/xml' href='d'>",
            &[],
        );
    }

    #[test]
    fn guesses_stand_at_the_root_of_the_site() {
        assert_eq!(guesses("https://news.example/ar/a.html")[0], "https://news.example/feed");
        assert!(guesses("no address").is_empty());
    }
}
