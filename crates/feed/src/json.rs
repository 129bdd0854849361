//! JSON Feed 1.0 and 1.1 (jsonfeed.org).
//!
//! A cut document is read up to its last whole item. Identifiers may be numbers, `author` may be a list, dates may have
//! any form: the writers of JSON are no more careful than those of XML.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::date;
use crate::defect::{DefectCode, Defects};
use crate::link::{self, Base};
use crate::model::{Category, Enclosure, Entry, Feed, Image, Link, Person, Text, Version};
use crate::reader::tag;
use crate::{FeedError, Limits};

/// Kept of each list of an item.
const MOST: usize = 200;

/// Reads a document that begins with `{`.
pub(crate) fn read(
    text: &str,
    base: &Base,
    limits: Limits,
    defects: &mut Defects,
) -> Result<Feed, FeedError> {
    let document: Value = if let Ok(document) = serde_json::from_str(text) {
        document
    } else {
        let repaired = whole_items(text).ok_or(FeedError::Json)?;
        defects.add(DefectCode::Truncated, || "cut behind the last whole item".to_owned());
        serde_json::from_str(&repaired).map_err(|_| FeedError::Json)?
    };
    let Value::Object(document) = document else { return Err(FeedError::Json) };
    let version = version(&document);
    if version == Version::Unknown && !document.get("items").is_some_and(Value::is_array) {
        return Err(FeedError::Json);
    }
    Ok(feed(&document, version, base, limits, defects))
}

fn version(document: &Map<String, Value>) -> Version {
    let written = string(document, "version").unwrap_or_default();
    match written.trim_end_matches('/').rsplit_once("jsonfeed.org/version/") {
        Some((_, "1")) => Version::Json10,
        Some((_, _)) => Version::Json11,
        None => Version::Unknown,
    }
}

fn feed(
    document: &Map<String, Value>,
    version: Version,
    base: &Base,
    limits: Limits,
    defects: &mut Defects,
) -> Feed {
    let language = string(document, "language").and_then(|written| tag(&written));
    let maker = Maker { base, language: language.clone() };
    let address = |key| string(document, key).map(|written| base.resolve(&written).into_owned());
    let icon = address("icon").or_else(|| address("favicon"));
    let items = document.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if items.len() > limits.entries {
        defects.add(DefectCode::Limit, || format!("more than {} entries", limits.entries));
    }
    let entries = items.iter().filter_map(Value::as_object).take(limits.entries);
    Feed {
        version,
        title: string(document, "title").map(|value| maker.text(value, "text/plain")),
        subtitle: string(document, "description").map(|value| maker.text(value, "text/plain")),
        link: address("home_page_url"),
        links: links(document, base),
        base: base.raw.clone(),
        authors: people(document, base),
        image: icon.map(|url| Image { url: Some(url), ..Image::default() }),
        entries: entries.map(|item| maker.entry(item, defects)).collect(),
        language,
        ..Feed::default()
    }
}

fn links(document: &Map<String, Value>, base: &Base) -> Vec<Link> {
    let link = |rel: &str, href: String| Link {
        href: base.resolve(&href).into_owned(),
        rel: rel.to_owned(),
        ..Link::default()
    };
    let named = [("home_page_url", "alternate"), ("feed_url", "self"), ("next_url", "next")];
    let mut links: Vec<_> =
        named.iter().filter_map(|(key, rel)| string(document, key).map(|href| link(rel, href))).collect();
    let hubs = objects(document, "hubs").filter_map(|hub| string(hub, "url"));
    links.extend(hubs.map(|href| link("hub", href)));
    links
}

/// What all texts of a feed share.
struct Maker<'a> {
    base: &'a Base,
    language: Option<std::sync::Arc<str>>,
}

impl Maker<'_> {
    fn text(&self, value: String, media_type: &'static str) -> Text {
        let resolved = if media_type == "text/html" { self.base.resolve_html(&value) } else { None };
        Text {
            value: resolved.unwrap_or(value),
            media_type: Cow::Borrowed(media_type),
            base: self.base.raw.clone(),
            language: self.language.clone(),
            src: None,
        }
    }

    fn entry(&self, item: &Map<String, Value>, defects: &mut Defects) -> Entry {
        let language = string(item, "language").and_then(|written| tag(&written));
        let own = Maker { base: self.base, language: language.or_else(|| self.language.clone()) };
        let address = |key| string(item, key).map(|written| self.base.resolve(&written).into_owned());
        let mut dated = |key| {
            let date = string(item, key).and_then(|raw| date::date(&raw))?;
            if date.instant.is_none() {
                defects.add(DefectCode::BadDate, || date.raw.chars().take(60).collect());
            }
            Some(date)
        };
        let html = string(item, "content_html").map(|value| own.text(value, "text/html"));
        let plain = string(item, "content_text").map(|value| own.text(value, "text/plain"));
        let id = string(item, "id");
        let id_is_permalink = id.as_deref().is_some_and(link::is_web);
        let pictures = ["image", "banner_image"].into_iter().filter_map(address);
        Entry {
            link: address("url")
                .or_else(|| address("external_url"))
                .or_else(|| id.clone().filter(|_| id_is_permalink)),
            id,
            id_is_permalink,
            title: string(item, "title").map(|value| own.text(value, "text/plain")),
            summary: string(item, "summary").map(|value| own.text(value, "text/plain")),
            content: html.into_iter().chain(plain).collect(),
            authors: people(item, self.base),
            published: dated("date_published"),
            updated: dated("date_modified"),
            categories: categories(item),
            enclosures: objects(item, "attachments").filter_map(|file| self.enclosure(file)).collect(),
            thumbnails: pictures.map(|url| Image { url: Some(url), ..Image::default() }).collect(),
            language: own.language.clone(),
            ..Entry::default()
        }
    }

    fn enclosure(&self, file: &Map<String, Value>) -> Option<Enclosure> {
        Some(Enclosure {
            url: self.base.resolve(&string(file, "url")?).into_owned(),
            media_type: string(file, "mime_type"),
            length: string(file, "size_in_bytes"),
        })
    }
}

fn categories(item: &Map<String, Value>) -> Vec<Category> {
    let tags = item.get("tags").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let terms = tags.iter().filter_map(Value::as_str).take(MOST);
    terms.map(|term| Category { term: Some(term.to_owned()), ..Category::default() }).collect()
}

/// `authors`, and `author`, which was one in version 1.0.
fn people(holder: &Map<String, Value>, base: &Base) -> Vec<Person> {
    let all = objects(holder, "authors").chain(objects(holder, "author"));
    let people = all.map(|one| Person {
        name: string(one, "name"),
        email: None,
        url: string(one, "url").map(|url| base.resolve(&url).into_owned()),
        written: None,
    });
    let mut found: Vec<Person> = Vec::new();
    for person in people.take(MOST) {
        if person != Person::default() && !found.contains(&person) {
            found.push(person);
        }
    }
    found
}

/// The objects under a key, whether there is a list of them or one.
fn objects<'v>(holder: &'v Map<String, Value>, key: &str) -> impl Iterator<Item = &'v Map<String, Value>> {
    let value = holder.get(key);
    let list = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_object).chain(value.and_then(Value::as_object)).take(MOST)
}

/// A string or a number under a key, if it says anything.
fn string(holder: &Map<String, Value>, key: &str) -> Option<String> {
    let text = match holder.get(key)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The document up to the last item that is whole, its brackets closed; `None` where there is none.
fn whole_items(text: &str) -> Option<String> {
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    let mut end = None;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                // In the document, in its list.
                if depth == 2 && byte == b'}' {
                    end = Some(at + 1);
                }
            }
            _ => {}
        }
    }
    Some(format!("{}]}}", text.get(..end?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Feed, FeedError> {
        read(text, &Base::new("https://news.example/feed.json"), Limits::default(), &mut Defects::default())
    }

    #[test]
    fn what_an_item_says_is_found() {
        let feed = parse(
            r#"{"version": "https://jsonfeed.org/version/1.1", "title": "أخبار", "language": "ar",
            "hubs": [{"type": "WebSub", "url": "https://hub.example/"}], "next_url": "?page=2",
            "items": [{"id": 7, "url": "/a", "title": "عنوان", "content_html": "<a href='b'>x</a>",
            "date_published": "2024-03-18T09:15:30+03:00", "authors": [{"name": "ليلى"}], "tags": ["محليات"],
            "attachments": [{"url": "c.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9}]}]}"#,
        )
        .unwrap();
        assert_eq!(feed.hubs().collect::<Vec<_>>(), ["https://hub.example/"]);
        assert_eq!(feed.next_page(), Some("https://news.example/feed.json?page=2"));
        let entry = &feed.entries[0];
        assert_eq!((entry.id.as_deref(), entry.link.as_deref()), (Some("7"), Some("https://news.example/a")));
        assert_eq!(entry.content[0].value, "<a href='https://news.example/b'>x</a>");
        assert_eq!(entry.date().map(|date| date.to_string()).as_deref(), Some("2024-03-18T06:15:30Z"));
        assert_eq!(entry.enclosures[0].length.as_deref(), Some("9"));
        assert_eq!(entry.language.as_deref(), Some("ar"));
    }

    #[test]
    fn a_cut_document_gives_its_whole_items() {
        let feed = parse(
            r#"{"version": "https://jsonfeed.org/version/1", "items": [{"id": "}"}, {"id": "b"}, {"id"#,
        );
        assert_eq!(feed.map(|feed| feed.entries.len()), Ok(2));
    }

    #[test]
    fn other_json_is_no_feed() {
        for text in ["{}", r#"{"version": "1"}"#, "{", r#"{"a": [{"b": 1}"#] {
            assert_eq!(parse(text), Err(FeedError::Json), "{text}");
        }
    }
}
