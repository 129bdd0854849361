//! What a feed says, whatever its format: the types that [`crate::parse`] fills.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;

use crate::defect::Defect;

/// A feed. Fields are empty where the document says nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Feed {
    /// Format, as far as the document tells.
    pub version: Version,
    /// Title.
    pub title: Option<Text>,
    /// Description of the feed (RSS `description`, Atom `subtitle`).
    pub subtitle: Option<Text>,
    /// Address of the site that the feed belongs to.
    pub link: Option<String>,
    /// All links, among them those of `WebSub` and paging; see [`Feed::related`].
    pub links: Vec<Link>,
    /// Language as declared (BCP 47, `_` made `-`), not checked against the text.
    pub language: Option<Arc<str>>,
    /// What relative addresses were resolved against at the root element.
    pub base: Option<Arc<str>>,
    /// Name of the charset used (WHATWG's spelling, or `us-ascii`, `utf-32be`, `utf-32le`).
    pub encoding: &'static str,
    /// Authors of the feed.
    pub authors: Vec<Person>,
    /// Contributors to the feed.
    pub contributors: Vec<Person>,
    /// Publisher (`dc:publisher`, `webMaster`, `itunes:owner`).
    pub publisher: Option<Person>,
    /// Copyright.
    pub rights: Option<Text>,
    /// Program that made the feed.
    pub generator: Option<Generator>,
    /// Identifier (`atom:id`, `rdf:about`).
    pub id: Option<String>,
    /// When the content of the feed changed last.
    pub updated: Option<Date>,
    /// When the feed was published.
    pub published: Option<Date>,
    /// When the feed was made.
    pub created: Option<Date>,
    /// Minutes for which the feed need not be asked for again.
    pub ttl_minutes: Option<u32>,
    /// Hours of the day (UTC, 0 to 23) at which nothing new comes.
    pub skip_hours: Vec<u8>,
    /// Days of the week on which nothing new comes, as written.
    pub skip_days: Vec<String>,
    /// How often the feed changes (`sy:updatePeriod`, `sy:updateFrequency`).
    pub update: Option<Update>,
    /// Logo.
    pub image: Option<Image>,
    /// Subjects of the whole feed.
    pub categories: Vec<Category>,
    /// The entries, in document order.
    pub entries: Vec<Entry>,
    /// What was wrong: the first of each kind.
    pub defects: Vec<Defect>,
}

impl Feed {
    /// Addresses of links with a relation: `hub`, `self` (`WebSub`), `next`, `previous`, `prev-archive` (RFC 5005).
    pub fn related<'a>(&'a self, relation: &'a str) -> impl Iterator<Item = &'a str> {
        self.links.iter().filter(move |link| link.rel == relation).map(|link| link.href.as_str())
    }

    /// `WebSub` hubs.
    pub fn hubs(&self) -> impl Iterator<Item = &str> {
        self.related("hub")
    }

    /// The topic for `WebSub`: the feed's own address.
    pub fn self_link(&self) -> Option<&str> {
        self.related("self").next()
    }

    /// The next page of older entries (RFC 5005).
    pub fn next_page(&self) -> Option<&str> {
        self.related("next").chain(self.related("prev-archive")).next()
    }

    /// The page before this one (RFC 5005).
    pub fn previous_page(&self) -> Option<&str> {
        self.related("previous").chain(self.related("prev")).next()
    }

    /// Seconds between two changes, as the feed announces them by `ttl` or the syndication module.
    pub fn interval_secs(&self) -> Option<u32> {
        let ttl = self.ttl_minutes.map(|minutes| minutes.saturating_mul(60));
        ttl.or_else(|| self.update.as_ref().and_then(Update::interval_secs))
    }
}

/// An entry of a feed: an article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// Identifier (`guid`, `atom:id`, `rdf:about`), as written; relative permalinks are resolved.
    pub id: Option<String>,
    /// The identifier is the address of the article (RSS `isPermaLink`).
    pub id_is_permalink: bool,
    /// Headline.
    pub title: Option<Text>,
    /// Address of the article.
    pub link: Option<String>,
    /// All links, those to enclosures among them.
    pub links: Vec<Link>,
    /// Summary.
    pub summary: Option<Text>,
    /// Full text, in document order; see [`Entry::text`].
    pub content: Vec<Text>,
    /// Who wrote it.
    pub authors: Vec<Person>,
    /// Who else worked on it.
    pub contributors: Vec<Person>,
    /// Publisher (`dc:publisher`).
    pub publisher: Option<Person>,
    /// When it was published.
    pub published: Option<Date>,
    /// When it was changed last.
    pub updated: Option<Date>,
    /// When it was made.
    pub created: Option<Date>,
    /// When it is no longer valid.
    pub expired: Option<Date>,
    /// Language of the entry: its own, else that of the elements around it.
    pub language: Option<Arc<str>>,
    /// Subjects.
    pub categories: Vec<Category>,
    /// Attached files.
    pub enclosures: Vec<Enclosure>,
    /// Pictures and films (`media:content`).
    pub media: Vec<Media>,
    /// Small pictures (`media:thumbnail`, `itunes:image`, JSON Feed `image`).
    pub thumbnails: Vec<Image>,
    /// Credits of pictures and films (`media:credit`) outside of any [`Media`].
    pub credits: Vec<String>,
    /// Where (`GeoRSS`, W3C geo).
    pub place: Option<Geometry>,
    /// The feed that the entry was taken from.
    pub source: Option<Source>,
    /// Address of the comments.
    pub comments: Option<String>,
    /// Copyright.
    pub rights: Option<Text>,
}

impl Entry {
    /// The best date of publication: published, else created, else updated; among them the first that was understood.
    pub fn date(&self) -> Option<Timestamp> {
        [&self.published, &self.created, &self.updated].into_iter().flatten().find_map(|date| date.instant)
    }

    /// The fullest text: the longest content, else the summary.
    pub fn text(&self) -> Option<&Text> {
        self.content.iter().max_by_key(|text| text.value.len()).or(self.summary.as_ref())
    }
}

/// The format of a feed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Version {
    /// Not told.
    #[default]
    Unknown,
    /// RSS 0.90 (RDF).
    Rss090,
    /// RSS 0.91, Netscape's.
    Rss091n,
    /// RSS 0.91, Userland's.
    Rss091u,
    /// RSS 0.92.
    Rss092,
    /// RSS 0.93.
    Rss093,
    /// RSS 0.94.
    Rss094,
    /// RSS 2.0.
    Rss20,
    /// RSS 1.0 (RDF).
    Rss10,
    /// RSS of no known version.
    Rss,
    /// Atom 0.1.
    Atom01,
    /// Atom 0.2.
    Atom02,
    /// Atom 0.3.
    Atom03,
    /// Atom 1.0 (RFC 4287).
    Atom10,
    /// Atom of no known version.
    Atom,
    /// Channel Definition Format.
    Cdf,
    /// JSON Feed 1.0.
    Json10,
    /// JSON Feed 1.1.
    Json11,
}

impl Version {
    /// The customary short name, as feed readers spell it; empty where unknown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "",
            Self::Rss090 => "rss090",
            Self::Rss091n => "rss091n",
            Self::Rss091u => "rss091u",
            Self::Rss092 => "rss092",
            Self::Rss093 => "rss093",
            Self::Rss094 => "rss094",
            Self::Rss20 => "rss20",
            Self::Rss10 => "rss10",
            Self::Rss => "rss",
            Self::Atom01 => "atom01",
            Self::Atom02 => "atom02",
            Self::Atom03 => "atom03",
            Self::Atom10 => "atom10",
            Self::Atom => "atom",
            Self::Cdf => "cdf",
            Self::Json10 => "json10",
            Self::Json11 => "json11",
        }
    }

    pub(crate) const fn is_atom(self) -> bool {
        matches!(self, Self::Atom01 | Self::Atom02 | Self::Atom03 | Self::Atom10 | Self::Atom)
    }
}

/// A piece of text that may be markup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// The text; HTML is as the producer wrote it, not cleaned, but for its relative links, which are resolved.
    pub value: String,
    /// `text/plain`, `text/html`, `application/xhtml+xml`, or what the feed says.
    pub media_type: Cow<'static, str>,
    /// What relative addresses in it refer to.
    pub base: Option<Arc<str>>,
    /// Language as declared.
    pub language: Option<Arc<str>>,
    /// Where the content is, if it is not here (`atom:content` with `src`).
    pub src: Option<String>,
}

impl Text {
    /// Whether the value is HTML or XHTML.
    pub fn is_markup(&self) -> bool {
        matches!(self.media_type.as_ref(), "text/html" | "application/xhtml+xml")
    }
}

/// A link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// Address, resolved.
    pub href: String,
    /// Relation; `alternate` where nothing is said.
    pub rel: String,
    /// Media type of what it points to.
    pub media_type: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Language of what it points to.
    pub hreflang: Option<String>,
    /// Size in bytes of what it points to, as written.
    pub length: Option<String>,
}

/// Somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Name.
    pub name: Option<String>,
    /// Address of mail.
    pub email: Option<String>,
    /// Home page.
    pub url: Option<String>,
    /// All as written, where name and mail stood in one string.
    pub written: Option<String>,
}

impl Person {
    /// As written, else `name (email)`, or what there is of it.
    pub fn display(&self) -> Option<String> {
        match (&self.written, &self.name, &self.email) {
            (Some(written), _, _) => Some(written.clone()),
            (None, Some(name), Some(email)) => Some(format!("{name} ({email})")),
            (None, Some(one), None) | (None, None, Some(one)) => Some(one.clone()),
            (None, None, None) => None,
        }
    }
}

/// A date as written, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// As written, trimmed.
    pub raw: String,
    /// `None` where it could not be understood. A date without time is midnight, without zone UTC.
    pub instant: Option<Timestamp>,
}

/// A subject.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Category {
    /// The subject.
    pub term: Option<String>,
    /// The vocabulary that it is from.
    pub scheme: Option<String>,
    /// How it is shown.
    pub label: Option<String>,
}

/// An attached file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enclosure {
    /// Address, resolved.
    pub url: String,
    /// Media type, as written.
    pub media_type: Option<String>,
    /// Size in bytes, as written.
    pub length: Option<String>,
}

/// A picture, sound or film.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Media {
    /// Address, resolved.
    pub url: Option<String>,
    /// Media type, as written.
    pub media_type: Option<String>,
    /// `image`, `audio`, `video`, `document`, `executable`.
    pub medium: Option<String>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// Seconds.
    pub duration_secs: Option<u32>,
    /// Bytes.
    pub size_bytes: Option<u64>,
    /// Title.
    pub title: Option<String>,
    /// Caption.
    pub description: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
}

/// A picture that stands for a feed or an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Image {
    /// Address, resolved.
    pub url: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Address that it links to.
    pub link: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
}

/// The program that made a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Generator {
    /// Name.
    pub name: Option<String>,
    /// Version.
    pub version: Option<String>,
    /// Address.
    pub url: Option<String>,
}

/// Where an entry was taken from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Title of the feed.
    pub title: Option<Text>,
    /// Address of the feed (RSS `url`).
    pub url: Option<String>,
    /// Address of the site.
    pub link: Option<String>,
    /// All links.
    pub links: Vec<Link>,
    /// Identifier of the feed.
    pub id: Option<String>,
    /// When the feed was changed last.
    pub updated: Option<Date>,
    /// Description of the feed.
    pub subtitle: Option<Text>,
    /// Copyright.
    pub rights: Option<Text>,
    /// Authors.
    pub authors: Vec<Person>,
    /// Contributors.
    pub contributors: Vec<Person>,
    /// Subjects.
    pub categories: Vec<Category>,
    /// Program that made the feed.
    pub generator: Option<Generator>,
}

/// How often a feed changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// `hourly`, `daily`, `weekly`, `monthly`, `yearly`, as written.
    pub period: String,
    /// Changes in a period.
    pub frequency: u32,
}

impl Update {
    /// Seconds between two changes; `None` for an unknown period.
    pub fn interval_secs(&self) -> Option<u32> {
        const DAY: u32 = 86_400;
        let period = match self.period.to_ascii_lowercase().as_str() {
            "hourly" => 3_600,
            "daily" => DAY,
            "weekly" => 7 * DAY,
            "monthly" => 30 * DAY,
            "yearly" => 365 * DAY,
            _ => return None,
        };
        Some(period / self.frequency.max(1))
    }
}

/// A place as a shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Geometry {
    /// What the positions make.
    pub shape: Shape,
    /// Positions: longitude, latitude, in degrees (WGS 84 unless the feed names another system).
    pub positions: Vec<[f64; 2]>,
    /// Name of the place (`georss:featurename`).
    pub name: Option<String>,
}

/// The kinds of shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// One position.
    Point,
    /// A line of two or more positions.
    Line,
    /// A ring of four or more positions, the last being the first.
    Polygon,
    /// South-west and north-east corner.
    Box,
}

impl Shape {
    /// The name used by `GeoJSON`, and `Box`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Point => "Point",
            Self::Line => "LineString",
            Self::Polygon => "Polygon",
            Self::Box => "Box",
        }
    }
}
