//! feedparser's names onto the crate's types, and what class each belongs to.

use feed::model::{Category, Date, Entry, Generator, Image, Link, Person, Source, Text};
use feed::{Feed, FeedError};
use serde_json::{Value, json};

/// A path as its steps: names and indices.
pub(crate) type Path = Vec<String>;

/// `entries[0].get('where', {})['type']` → entries, 0, where, type.
pub(crate) fn path(written: &str) -> Path {
    let length = written.strip_prefix("len(").map(|inside| inside.trim_end_matches(')'));
    let text = length.unwrap_or(written).replace(".get(", "[").replace(".has_key(", "[").replace(')', "]");
    let text = text.replace(", {}]", "]");
    let steps = text.split(['.', '[', ']']).map(|step| step.trim_matches(['\'', '"', ' ']));
    let mut steps: Path = steps.filter(|step| !step.is_empty()).map(str::to_owned).collect();
    if length.is_some() {
        steps.push("len".to_owned());
    }
    if written.contains("has_key") {
        steps.push("exists".to_owned());
    }
    steps
}

/// How many entries a path needs.
pub(crate) fn entries(path: &Path) -> usize {
    match path.as_slice() {
        [first, index, ..] if first.ends_with("entries") => {
            index.parse::<usize>().map_or(0, |index| index + 1)
        }
        _ => 0,
    }
}

/// Whether the class is outside of what a news record carries, and its name.
pub(crate) fn class(file: &str, path: &Path) -> (bool, &'static str) {
    if path.first().is_some_and(|first| first == "bozo") {
        return (true, "well-formed");
    }
    // What these folders test is how markup is sanitised or told from text by its elements.
    if file.contains("/sanitize/") {
        return (true, "sanitising");
    }
    let last =
        path.iter().rev().map(String::as_str).find(|step| step.parse::<usize>().is_err()).unwrap_or_default();
    match last {
        "base" => return (false, "base URL"),
        "language" => return (false, "language"),
        "encoding" => return (false, "encoding"),
        _ => {}
    }
    let names: Vec<&str> =
        path.iter().map(String::as_str).filter(|step| step.parse::<usize>().is_err()).collect();
    let name = match names.as_slice() {
        ["entries" | "feed", name, ..] => name.trim_end_matches("_detail"),
        [name, ..] => name,
        [] => "",
    };
    match name {
        "title" => (false, "title"),
        "link" | "links" | "comments" => (false, "link"),
        "id" | "guid" | "guidislink" => (false, "id"),
        "summary" | "description" | "subtitle" | "tagline" | "info" | "ord(entries" => (false, "summary"),
        "content" => (false, "content"),
        "author" | "authors" | "contributors" | "publisher" => (false, "author"),
        "published" | "published_parsed" => (false, "published"),
        "updated" | "updated_parsed" | "created" | "created_parsed" | "expired" | "expired_parsed" => {
            (false, "updated")
        }
        "tags" | "category" => (false, "categories"),
        "enclosures" => (false, "enclosures"),
        "media_thumbnail" | "image" => (false, "media"),
        "source" => (false, "source"),
        "where" => (false, "place"),
        "rights" | "copyright" => (false, "rights"),
        "generator" => (false, "generator"),
        "version" => (false, "version"),
        _ => (true, "not carried"),
    }
}

/// What was found under a path.
pub(crate) fn value(parsed: Result<&Feed, &FeedError>, path: &Path) -> Option<Value> {
    let steps: Vec<&str> = path.iter().map(String::as_str).collect();
    let Ok(feed) = parsed else {
        return (steps == ["bozo"]).then_some(json!(true));
    };
    match steps.as_slice() {
        ["bozo"] => Some(json!(!feed.defects.is_empty())),
        ["encoding"] => Some(json!(feed.encoding)),
        ["version"] => Some(json!(feed.version.as_str())),
        ["feed", rest @ ..] => of_feed(feed, rest),
        ["entries", index, rest @ ..] => of_entry(feed.entries.get(index.parse::<usize>().ok()?)?, rest),
        ["ord(entries", index, rest @ ..] => {
            let found = of_entry(feed.entries.get(index.parse::<usize>().ok()?)?, rest)?;
            Some(json!(u32::from(found.as_str()?.chars().next()?)))
        }
        _ => None,
    }
}

fn of_feed(feed: &Feed, steps: &[&str]) -> Option<Value> {
    match steps {
        ["title"] => text_value(feed.title.as_ref()),
        ["title_detail", key] => text(feed.title.as_ref(), key),
        ["subtitle" | "tagline" | "description" | "info"] => text_value(feed.subtitle.as_ref()),
        ["subtitle_detail" | "tagline_detail" | "info_detail", key] => text(feed.subtitle.as_ref(), key),
        ["rights" | "copyright"] => text_value(feed.rights.as_ref()),
        ["rights_detail" | "copyright_detail", key] => text(feed.rights.as_ref(), key),
        ["link"] => feed.link.as_ref().map(|link| json!(link)),
        ["links", rest @ ..] => links(&feed.links, rest),
        ["id" | "guid"] => feed.id.as_ref().map(|id| json!(id)),
        ["language"] => Some(json!(feed.language.as_deref())),
        ["author"] => person_value(feed.authors.first()),
        ["author_detail", key] => person(feed.authors.first(), key),
        ["authors", index, key] => person(feed.authors.get(index.parse::<usize>().ok()?), key),
        ["contributors", index, rest @ ..] => {
            contributor(feed.contributors.get(index.parse::<usize>().ok()?)?, rest)
        }
        ["publisher"] => person_value(feed.publisher.as_ref()),
        ["publisher_detail", key] => person(feed.publisher.as_ref(), key),
        ["updated"] => raw(feed.updated.as_ref()),
        ["updated_parsed"] => parsed(feed.updated.as_ref()),
        ["published"] => raw(feed.published.as_ref()),
        ["created"] => raw(feed.created.as_ref()),
        ["created_parsed"] => parsed(feed.created.as_ref()),
        ["generator"] => feed.generator.as_ref().map(|generator| json!(generator.name)),
        ["generator_detail", key] => generator(feed.generator.as_ref()?, key),
        ["tags", rest @ ..] => tags(&feed.categories, rest),
        ["category"] => feed.categories.first().map(|category| json!(category.term)),
        ["image", key] => image(feed.image.as_ref()?, key),
        _ => None,
    }
}

fn of_entry(entry: &Entry, steps: &[&str]) -> Option<Value> {
    // feedparser copies the first content where there is no summary.
    let summary = entry.summary.as_ref().or_else(|| entry.content.first());
    match steps {
        ["title"] => text_value(entry.title.as_ref()),
        ["title_detail", key] => text(entry.title.as_ref(), key),
        ["summary" | "description"] => text_value(summary),
        ["summary_detail", key] => text(summary, key),
        ["content", index, key] => text(entry.content.get(index.parse::<usize>().ok()?), key),
        ["link"] => entry.link.as_ref().map(|link| json!(link)),
        ["link", "exists"] => Some(json!(entry.link.is_some())),
        ["links", rest @ ..] => links(&entry.links, rest),
        ["id" | "guid"] => entry.id.as_ref().map(|id| json!(id)),
        ["guidislink"] => Some(json!(entry.id_is_permalink && entry.link == entry.id)),
        ["comments"] => entry.comments.as_ref().map(|comments| json!(comments)),
        ["language"] => Some(json!(entry.language.as_deref())),
        ["author"] => person_value(entry.authors.first()),
        ["author_detail", key] => person(entry.authors.first(), key),
        ["authors", index, key] => person(entry.authors.get(index.parse::<usize>().ok()?), key),
        ["contributors", index, rest @ ..] => {
            contributor(entry.contributors.get(index.parse::<usize>().ok()?)?, rest)
        }
        ["publisher"] => person_value(entry.publisher.as_ref()),
        ["publisher_detail", key] => person(entry.publisher.as_ref(), key),
        ["published"] => raw(entry.published.as_ref()),
        ["published_parsed"] => parsed(entry.published.as_ref()),
        ["updated"] => raw(entry.updated.as_ref()),
        ["updated_parsed"] => parsed(entry.updated.as_ref()),
        ["created"] => raw(entry.created.as_ref()),
        ["created_parsed"] => parsed(entry.created.as_ref()),
        ["expired"] => raw(entry.expired.as_ref()),
        ["expired_parsed"] => parsed(entry.expired.as_ref()),
        ["tags", rest @ ..] => tags(&entry.categories, rest),
        ["category"] => entry.categories.first().map(|category| json!(category.term)),
        ["enclosures", index, key] => {
            let enclosure = entry.enclosures.get(index.parse::<usize>().ok()?)?;
            match *key {
                "url" | "href" => Some(json!(enclosure.url)),
                "type" => Some(json!(enclosure.media_type)),
                "length" => Some(json!(enclosure.length)),
                _ => None,
            }
        }
        ["media_thumbnail", index, key] => image(entry.thumbnails.get(index.parse::<usize>().ok()?)?, key),
        ["image", key] => image(entry.thumbnails.first()?, key),
        ["rights" | "copyright"] => text_value(entry.rights.as_ref()),
        ["rights_detail", key] => text(entry.rights.as_ref(), key),
        ["source", rest @ ..] => source(entry.source.as_ref()?, rest),
        ["where", rest @ ..] => place(entry, rest),
        _ => None,
    }
}

fn source(source: &Source, steps: &[&str]) -> Option<Value> {
    match steps {
        ["title"] => text_value(source.title.as_ref()),
        ["title_detail", key] => text(source.title.as_ref(), key),
        ["subtitle"] => text_value(source.subtitle.as_ref()),
        ["rights"] => text_value(source.rights.as_ref()),
        ["rights_detail", key] => text(source.rights.as_ref(), key),
        ["href"] => source.url.as_ref().map(|url| json!(url)),
        ["link"] => source.link.as_ref().map(|link| json!(link)),
        ["links", rest @ ..] => links(&source.links, rest),
        ["id"] => source.id.as_ref().map(|id| json!(id)),
        ["author"] => person_value(source.authors.first()),
        ["author_detail", key] => person(source.authors.first(), key),
        ["authors", index, key] => person(source.authors.get(index.parse::<usize>().ok()?), key),
        ["contributors", index, rest @ ..] => {
            contributor(source.contributors.get(index.parse::<usize>().ok()?)?, rest)
        }
        ["tags", rest @ ..] => tags(&source.categories, rest),
        ["generator"] => source.generator.as_ref().map(|generator| json!(generator.name)),
        ["generator_detail", key] => generator(source.generator.as_ref()?, key),
        ["updated"] => raw(source.updated.as_ref()),
        ["updated_parsed"] => parsed(source.updated.as_ref()),
        _ => None,
    }
}

fn text_value(text: Option<&Text>) -> Option<Value> {
    text.map(|text| json!(text.value)).or(Some(json!("")))
}

fn text(text: Option<&Text>, key: &str) -> Option<Value> {
    let text = text?;
    match key {
        "value" => Some(json!(text.value)),
        "type" => Some(json!(text.media_type)),
        "language" => Some(json!(text.language.as_deref())),
        "base" => Some(json!(text.base.as_deref())),
        "src" => Some(json!(text.src)),
        _ => None,
    }
}

fn links(links: &[Link], steps: &[&str]) -> Option<Value> {
    if steps == ["len"] {
        return Some(json!(links.len()));
    }
    let (index, rest) = steps.split_first()?;
    let link = links.get(index.parse::<usize>().ok()?)?;
    match rest {
        [] => Some(json!({ "rel": link.rel, "type": link.media_type, "href": link.href })),
        ["rel"] => Some(json!(link.rel)),
        ["type"] => Some(json!(link.media_type)),
        ["href"] => Some(json!(link.href)),
        ["title"] => Some(json!(link.title)),
        ["hreflang"] => Some(json!(link.hreflang)),
        ["length"] => Some(json!(link.length)),
        _ => None,
    }
}

fn person_value(person: Option<&Person>) -> Option<Value> {
    person.map(|person| json!(person.display()))
}

fn person(person: Option<&Person>, key: &str) -> Option<Value> {
    let person = person?;
    match key {
        "name" => Some(json!(person.name)),
        "email" => Some(json!(person.email)),
        "url" | "href" => Some(json!(person.url)),
        _ => None,
    }
}

fn contributor(one: &Person, steps: &[&str]) -> Option<Value> {
    match steps {
        [] => Some(json!({ "name": one.name, "email": one.email, "href": one.url })),
        [key] => person(Some(one), key),
        _ => None,
    }
}

fn raw(date: Option<&Date>) -> Option<Value> {
    date.map(|date| json!(date.raw))
}

/// Python's `struct_time`: year, month, day, hour, minute, second, weekday from Monday, day of the year, 0.
fn parsed(date: Option<&Date>) -> Option<Value> {
    let at = date?.instant?.to_zoned(jiff::tz::TimeZone::UTC);
    let weekday = at.weekday().to_monday_zero_offset();
    Some(json!([
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
        weekday,
        at.day_of_year(),
        0
    ]))
}

fn generator(generator: &Generator, key: &str) -> Option<Value> {
    match key {
        "name" => Some(json!(generator.name)),
        "version" => Some(json!(generator.version)),
        "url" | "href" => Some(json!(generator.url)),
        _ => None,
    }
}

fn tags(categories: &[Category], steps: &[&str]) -> Option<Value> {
    if steps == ["len"] {
        return Some(json!(categories.len()));
    }
    let [index, key] = steps else { return None };
    let category = categories.get(index.parse::<usize>().ok()?)?;
    match *key {
        "term" => Some(json!(category.term)),
        "scheme" => Some(json!(category.scheme)),
        "label" => Some(json!(category.label)),
        _ => None,
    }
}

fn image(image: &Image, key: &str) -> Option<Value> {
    match key {
        "url" | "href" => Some(json!(image.url)),
        "title" => Some(json!(image.title)),
        "link" => Some(json!(image.link)),
        "description" => Some(json!(image.description)),
        "width" => Some(json!(image.width)),
        "height" => Some(json!(image.height)),
        _ => None,
    }
}

fn place(entry: &Entry, steps: &[&str]) -> Option<Value> {
    let Some(place) = &entry.place else { return steps.is_empty().then(|| json!({})) };
    let all = match place.shape.as_str() {
        "Point" => json!(place.positions.first()?),
        // GeoJSON has a list of rings.
        "Polygon" => json!([place.positions]),
        _ => json!(place.positions),
    };
    match steps {
        ["type"] => Some(json!(place.shape.as_str())),
        ["coordinates"] => Some(all),
        ["coordinates", index] => Some(all.get(index.parse::<usize>().ok()?)?.clone()),
        _ => None,
    }
}

/// Equal, but for the spellings of one charset, defaults that feedparser writes out, and numbers as text.
pub(crate) fn is_same(found: &Value, wanted: &Value, path: &Path) -> bool {
    if found == wanted {
        return true;
    }
    let last = path.last().map(String::as_str).unwrap_or_default();
    match (found, wanted) {
        (Value::String(found), Value::String(wanted)) if last == "encoding" => {
            let known = |label: &str| encoding_rs::Encoding::for_label(label.as_bytes());
            found.eq_ignore_ascii_case(wanted) || known(found).is_some() && known(found) == known(wanted)
        }
        // A link without a type leads to HTML.
        (Value::Null, Value::String(wanted)) if last == "type" => wanted == "text/html",
        (Value::Null, Value::String(wanted)) => wanted.is_empty(),
        (Value::Array(found), Value::Array(wanted)) => {
            found.len() == wanted.len() && found.iter().zip(wanted).all(|(f, w)| is_same(f, w, path))
        }
        (Value::Number(found), Value::Number(wanted)) => found.as_f64() == wanted.as_f64(),
        (Value::Bool(found), Value::Number(wanted)) => wanted.as_u64() == Some(u64::from(*found)),
        (Value::Object(found), Value::Object(wanted)) => {
            wanted.iter().all(|(key, value)| found.get(key).is_some_and(|found| is_same(found, value, path)))
        }
        _ => false,
    }
}
