//! Sitemaps (sitemaps.org): lists of pages and lists of sitemaps, in XML and as text, with the news extension; feeds
//! serve as sitemaps too.
//!
//! Elements are known by local name and parent, since namespaces are missing or wrong in many. Addresses on another
//! host than the sitemap's are refused and counted: anybody may list anybody's pages. The protocol asks for the same
//! scheme and a path below the sitemap's too; that is not held against a site, as few keep to it.
//!
//! What it is not: it decompresses nothing ([`crate::is_gzip`] tells what must be), and reads no robots.txt.

use url::Url;

use crate::date;
use crate::defect::{Defect, DefectCode, Defects};
use crate::entity::decode_into;
use crate::link::Base;
use crate::model::Date;
use crate::names::{buffer, lower};
use crate::scan::{Scanner, Token};
use crate::{FeedError, Hints, charset, sniff};

/// Elements open at once; the deepest that counts is the fifth.
const DEPTH: usize = 32;
/// Bytes kept of one text; addresses may have 2,048 characters.
const LONGEST_TEXT: usize = 8192;

/// A sitemap.
#[derive(Debug, Clone, PartialEq)]
pub struct Sitemap {
    /// What it lists.
    pub kind: Kind,
    /// Pages, or sitemaps where it is an index.
    pub locations: Vec<Location>,
    /// Addresses refused, since they are on another host.
    pub refused: usize,
    /// What was wrong: the first of each kind.
    pub defects: Vec<Defect>,
}

/// What a sitemap lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Pages (`urlset`).
    Pages,
    /// Other sitemaps (`sitemapindex`).
    Index,
    /// Pages, one a line.
    Text,
    /// Pages, being the entries of a feed.
    Feed,
}

/// A page or a sitemap.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Location {
    /// Address, resolved.
    pub url: String,
    /// When it was changed last.
    pub modified: Option<Date>,
    /// How often it changes, as written.
    pub change_frequency: Option<String>,
    /// 0 to 1.
    pub priority: Option<f32>,
    /// The news extension.
    pub news: Option<News>,
}

/// What the news extension says of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// Name of the publication.
    pub publication: Option<String>,
    /// Language of the publication.
    pub language: Option<String>,
    /// When the article was published.
    pub published: Option<Date>,
    /// Headline.
    pub title: Option<String>,
    /// Keywords, cut at their commas.
    pub keywords: Vec<String>,
}

/// What is read of a sitemap at most, and whose addresses.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Addresses; those behind are dropped, with a defect.
    pub most: usize,
    /// Bytes; those behind are not read, with a defect.
    pub most_bytes: usize,
    /// Further hosts that may be listed, since their robots.txt names this sitemap.
    pub hosts: &'a [&'a str],
}

impl Default for Options<'_> {
    /// The caps of the protocol.
    fn default() -> Self {
        Self { most: 50_000, most_bytes: 52_428_800, hosts: &[] }
    }
}

/// Reads a sitemap. `hints.url` must be where it was found: without it every address is refused.
pub fn parse(bytes: &[u8], hints: &Hints<'_>, options: &Options<'_>) -> Result<Sitemap, FeedError> {
    if sniff::is_binary(bytes) {
        return Err(FeedError::Binary);
    }
    let mut defects = Defects::default();
    let kept = bytes.get(..options.most_bytes).unwrap_or(bytes);
    if kept.len() < bytes.len() {
        defects.add(DefectCode::Limit, || format!("more than {} bytes", options.most_bytes));
    }
    // `text/xml` without charset is no statement about it here.
    let content_type = hints.content_type.filter(|value| value.contains("charset"));
    let decoded = charset::decode(kept, content_type, &mut defects);
    let text = decoded.text.trim_start();
    if text.is_empty() {
        return Err(FeedError::Empty);
    }
    let mut list = List::new(hints.url.unwrap_or_default(), options);
    if text.starts_with('<') {
        list.read(text, &mut defects)?;
    } else if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http")) {
        list.kind = Some(Kind::Text);
        text.lines().for_each(|line| {
            list.add(Location { url: line.trim().to_owned(), ..Location::default() }, &mut defects);
        });
    }
    match list.kind {
        Some(Kind::Feed) => list.feed(kept, hints)?,
        Some(Kind::Pages | Kind::Index | Kind::Text) => {}
        None => return Err(FeedError::NoFeed),
    }
    let kind = list.kind.unwrap_or(Kind::Pages);
    Ok(Sitemap { kind, locations: list.locations, refused: list.refused, defects: defects.into_vec() })
}

/// The state of reading.
struct List<'o> {
    kind: Option<Kind>,
    base: Base,
    host: Option<String>,
    options: &'o Options<'o>,
    locations: Vec<Location>,
    refused: usize,
    /// Local names of open elements.
    open: Vec<Name>,
    current: Option<Location>,
    text: String,
}

/// Elements that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Set,
    Page,
    Loc,
    Modified,
    Frequency,
    Priority,
    News,
    Publication,
    Publisher,
    Language,
    Published,
    Title,
    Keywords,
    Other,
}

impl<'o> List<'o> {
    fn new(url: &str, options: &'o Options<'o>) -> Self {
        let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
        Self {
            kind: None,
            base: Base::new(url),
            host,
            options,
            locations: Vec::new(),
            refused: 0,
            open: Vec::new(),
            current: None,
            text: String::new(),
        }
    }

    fn read(&mut self, text: &str, defects: &mut Defects) -> Result<(), FeedError> {
        let mut scanner = Scanner::new(text);
        while let Some(token) = scanner.next(defects) {
            match token {
                Token::Start { name, is_empty } => {
                    if !self.start(name)? {
                        return Ok(());
                    }
                    if is_empty {
                        self.end(name, defects);
                    }
                }
                Token::End(name) => self.end(name, defects),
                Token::Text(text) if self.wants_text(text) => decode_into(text, &mut self.text, defects),
                Token::Cdata(text) if self.wants_text(text) => self.text.push_str(text),
                Token::Text(_) | Token::Cdata(_) => {}
            }
        }
        self.flush(defects);
        Ok(())
    }

    fn wants_text(&self, text: &str) -> bool {
        self.current.is_some() && self.text.len() + text.len() <= LONGEST_TEXT
    }

    /// Whether to go on: not where a feed begins.
    fn start(&mut self, name: &str) -> Result<bool, FeedError> {
        let local = name.rsplit(':').next().unwrap_or(name);
        let mut room = buffer();
        let local = lower(local, &mut room);
        if self.kind.is_none() {
            self.kind = match local {
                b"urlset" => Some(Kind::Pages),
                b"sitemapindex" => Some(Kind::Index),
                b"rss" | b"feed" | b"rdf" => Some(Kind::Feed),
                b"html" | b"head" | b"body" => return Err(FeedError::Html),
                b"opml" => return Err(FeedError::Opml),
                _ => None,
            };
        }
        if self.kind == Some(Kind::Feed) {
            return Ok(false);
        }
        self.text.clear();
        let element = self.element(local);
        if element == Name::Page {
            self.current = Some(Location::default());
            self.open.clear();
        }
        if self.open.len() < DEPTH {
            self.open.push(element);
        }
        Ok(true)
    }

    fn element(&self, local: &[u8]) -> Name {
        match (local, self.open.last()) {
            (b"urlset" | b"sitemapindex", _) => Name::Set,
            // A page begins wherever it stands: the one before may lack its end tag.
            (b"url" | b"sitemap", _) => Name::Page,
            (b"loc", Some(Name::Page)) => Name::Loc,
            (b"lastmod", Some(Name::Page)) => Name::Modified,
            (b"changefreq", Some(Name::Page)) => Name::Frequency,
            (b"priority", Some(Name::Page)) => Name::Priority,
            (b"news", Some(Name::Page)) => Name::News,
            (b"publication", Some(Name::News)) => Name::Publication,
            (b"name", Some(Name::Publication)) => Name::Publisher,
            (b"language", Some(Name::Publication | Name::News)) => Name::Language,
            (b"publication_date", Some(Name::News)) => Name::Published,
            (b"title", Some(Name::News)) => Name::Title,
            (b"keywords", Some(Name::News)) => Name::Keywords,
            _ => Name::Other,
        }
    }

    fn end(&mut self, name: &str, defects: &mut Defects) {
        let local = name.rsplit(':').next().unwrap_or(name);
        let mut room = buffer();
        if matches!(lower(local, &mut room), b"url" | b"sitemap") {
            self.flush(defects);
            return;
        }
        let text = std::mem::take(&mut self.text);
        let (Some(element), Some(current)) = (self.open.pop(), &mut self.current) else { return };
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        match element {
            Name::Loc => text.clone_into(&mut current.url),
            Name::Modified => current.modified = date::date(text),
            Name::Frequency => current.change_frequency = Some(text.to_owned()),
            Name::Priority => {
                current.priority = text.parse().ok().filter(|number| (0.0..=1.0).contains(number));
            }
            Name::Set
            | Name::Page
            | Name::News
            | Name::Publication
            | Name::Publisher
            | Name::Language
            | Name::Published
            | Name::Title
            | Name::Keywords
            | Name::Other => news(current.news.get_or_insert_default(), element, text),
        }
        if current.news.as_ref().is_some_and(|news| *news == News::default()) {
            current.news = None;
        }
    }

    fn flush(&mut self, defects: &mut Defects) {
        let bare = std::mem::take(&mut self.text);
        self.open.clear();
        if let Some(mut current) = self.current.take() {
            // Some write the address without `loc` around it.
            if current.url.is_empty() {
                bare.trim().clone_into(&mut current.url);
            }
            self.add(current, defects);
        }
    }

    fn add(&mut self, location: Location, defects: &mut Defects) {
        if location.url.is_empty() {
            return;
        }
        let url = self.base.resolve(&location.url).into_owned();
        if !self.is_own(&url) {
            self.refused += 1;
        } else if self.locations.len() >= self.options.most {
            defects.add(DefectCode::Limit, || format!("more than {} addresses", self.options.most));
        } else {
            self.locations.push(Location { url, ..location });
        }
    }

    /// On the host of the sitemap, or one that vouched for it.
    fn is_own(&self, url: &str) -> bool {
        let Ok(url) = Url::parse(url) else { return false };
        let Some(host) = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")) else {
            return false;
        };
        self.host.as_deref() == Some(host)
            || self.options.hosts.iter().any(|other| other.eq_ignore_ascii_case(host))
    }

    /// The entries of a feed, as pages.
    fn feed(&mut self, bytes: &[u8], hints: &Hints<'_>) -> Result<(), FeedError> {
        let mut defects = Defects::default();
        for entry in crate::parse(bytes, hints)?.entries {
            let Some(url) = entry.link else { continue };
            let modified = entry.updated.or(entry.published);
            self.add(Location { url, modified, ..Location::default() }, &mut defects);
        }
        Ok(())
    }
}

fn news(news: &mut News, element: Name, text: &str) {
    match element {
        Name::Publisher => news.publication = Some(text.to_owned()),
        Name::Language => news.language = Some(text.to_owned()),
        Name::Published => news.published = date::date(text),
        Name::Title => news.title = Some(text.to_owned()),
        Name::Keywords => {
            let words = text.split([',', '،']).map(str::trim).filter(|word| !word.is_empty());
            news.keywords = words.map(str::to_owned).collect();
        }
        Name::Set
        | Name::Page
        | Name::Loc
        | Name::Modified
        | Name::Frequency
        | Name::Priority
        | Name::News
        | Name::Publication
        | Name::Other => {}
    }
}
