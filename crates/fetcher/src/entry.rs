//! What a source names: the entries of a feed, the addresses of a sitemap, the links of a page, in one shape.

use std::collections::HashSet;

use jiff::Timestamp;
use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use crate::seen::UNMARKED;

/// One entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What it is recognised by.
    pub key: u64,
    /// What changes when it changes.
    pub mark: u32,
    /// The address of its article, normalised.
    pub url: Option<Url>,
    /// What its source calls it, where it has no address.
    pub id: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// When it was published, as its source says.
    pub published: Option<Timestamp>,
    /// The article or its beginning, as HTML or text, where the source carries it.
    pub content: Option<Content>,
}

/// What a source carries of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// HTML or plain text.
    pub text: String,
    /// Its media type.
    pub media_type: &'static str,
}

impl Entry {
    /// An entry that is recognised by its address, else by its id, and is another one when one of `parts` changes. None
    /// for one with neither.
    pub fn new(url: Option<Url>, id: Option<String>, parts: &[&str]) -> Option<Self> {
        let name = url.as_ref().map(Url::as_str).or(id.as_deref()).filter(|name| !name.trim().is_empty())?;
        let key = xxh3_64(name.as_bytes());
        // The parts one after another, each with an end that no part holds.
        let told: String = parts.iter().flat_map(|part| [part, "\u{0}"]).collect();
        let mark = xxh3_64(told.as_bytes()) as u32;
        Some(Self { key, mark, url, id, title: None, byline: None, published: None, content: None })
    }

    /// Its name in logs and letters.
    pub fn name(&self) -> &str {
        self.url.as_ref().map(Url::as_str).or(self.id.as_deref()).unwrap_or_default()
    }
}

/// The entries of a feed, the newest last. What has neither an address nor an id is left out.
pub fn of_feed(feed: &feed::model::Feed) -> Vec<Entry> {
    let mut entries: Vec<Entry> = feed.entries.iter().filter_map(of_feed_entry).collect();
    // Feeds begin with the newest. A stable sort leaves undated ones beside their neighbours.
    entries.reverse();
    if entries.iter().all(|entry| entry.published.is_some()) {
        entries.sort_by_key(|entry| entry.published);
    }
    entries
}

fn of_feed_entry(entry: &feed::model::Entry) -> Option<Entry> {
    let plain = |text: &Option<feed::model::Text>| text.as_ref().map(|text| text.value.trim().to_owned());
    let link = entry.link.as_deref().or(entry.id.as_deref().filter(|_| entry.id_is_permalink));
    let url = link.and_then(address);
    let title = plain(&entry.title).filter(|title| !title.is_empty());
    let updated = entry.updated.as_ref().map(|date| date.raw.as_str()).unwrap_or_default();
    let made = Entry::new(url, entry.id.clone(), &[title.as_deref().unwrap_or_default(), updated])?;
    let content = entry.text().filter(|text| !text.value.trim().is_empty()).map(|text| Content {
        text: text.value.clone(),
        media_type: if text.is_markup() { "text/html" } else { "text/plain" },
    });
    let byline = entry.authors.first().and_then(|author| author.name.clone());
    Some(Entry { title, byline, published: entry.date(), content, ..made })
}

/// An address of a sitemap.
pub fn of_sitemap(location: &feed::sitemap::Location) -> Option<Entry> {
    let url = address(&location.url)?;
    let instant = |date: &Option<feed::model::Date>| date.as_ref().and_then(|date| date.instant);
    let news = location.news.as_ref();
    let published = news.and_then(|news| instant(&news.published)).or(instant(&location.modified));
    let modified = location.modified.as_ref().map(|date| date.raw.as_str()).unwrap_or_default();
    let title = news.and_then(|news| news.title.clone());
    let made = Entry::new(Some(url), None, &[modified])?;
    // An address may stand in two sitemaps, of which one says less.
    let mark = if modified.is_empty() { UNMARKED } else { made.mark };
    Some(Entry { mark, title, published, ..made })
}

/// The links of a page to its own site whose address holds `part`, each once.
pub fn of_page(page: &[u8], base: &Url, part: Option<&str>) -> Vec<Entry> {
    let text = String::from_utf8_lossy(page);
    let mut met = HashSet::new();
    let mut entries = Vec::new();
    for tag in text.split("<a").skip(1).filter(|tag| tag.starts_with([' ', '\n', '\t', '\r'])) {
        let inside = tag.split('>').next().unwrap_or_default();
        let Some(link) = href(inside).and_then(|link| web::address::resolve(base, &link)) else { continue };
        let url = web::address::normalize(&link);
        let wanted = part.is_none_or(|part| url.as_str().contains(part)) && url.path().len() > 1;
        if wanted && web::address::same_site(base, &url) && url != *base && met.insert(url.clone()) {
            entries.extend(Entry::new(Some(url), None, &[]));
        }
    }
    // The newest links of a page stand at its top.
    entries.reverse();
    entries
}

fn href(tag: &str) -> Option<String> {
    let at = tag.to_ascii_lowercase().find("href")?;
    let value = tag.get(at + 4..)?.trim_start().strip_prefix('=')?.trim_start();
    let link = match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next()?,
        _ => value.split_ascii_whitespace().next()?,
    };
    Some(link.replace("&amp;", "&"))
}

/// A web address, normalised; of a copy in a cache for phones, the address that it stands for.
fn address(link: &str) -> Option<Url> {
    let url = web::address::parse(link)?;
    Some(web::address::normalize(&web::address::stands_for(&url).unwrap_or(url)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(items: &str) -> Vec<Entry> {
        let text = format!("<rss version='2.0'><channel>{items}</channel></rss>");
        of_feed(&feed::parse(text.as_bytes(), &feed::Hints::default()).unwrap())
    }

    #[test]
    fn the_newest_entry_stands_last_and_tracking_is_no_part_of_its_address() {
        let entries = feed(
            "<item><title>b</title><link>https://a.example/2?utm_source=rss</link></item>\
             <item><title>a</title><guid>https://a.example/1</guid></item><item><title>no name</title></item>",
        );
        let urls: Vec<&str> = entries.iter().map(Entry::name).collect();
        assert_eq!(urls, ["https://a.example/1", "https://a.example/2"]);
    }

    #[test]
    fn an_entry_is_another_one_when_its_title_changes() {
        let mark = |title: &str| {
            feed(&format!("<item><title>{title}</title><link>https://a.example/1</link></item>"))[0].mark
        };
        assert_eq!(mark("one"), mark("one"));
        assert_ne!(mark("one"), mark("two"));
    }

    #[test]
    fn of_a_page_links_to_its_own_site_are_entries_once() {
        let page = "<a href='/news/1'>x</a><a class=y href=/news/2?utm_medium=z>x</a><a href=\"/news/1#top\">x</a>\
                    <a href='https://b.example/news/3'>x</a><a href='/about'>x</a><abbr>x</abbr><a>x</a>";
        let base = Url::parse("https://a.example/").unwrap();
        let entries = of_page(page.as_bytes(), &base, Some("/news/"));
        let urls: Vec<&str> = entries.iter().map(Entry::name).collect();
        assert_eq!(urls, ["https://a.example/news/2", "https://a.example/news/1"]);
    }
}
