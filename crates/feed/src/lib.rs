//! Feeds, sitemaps and OPML: bytes in, entries and defects out.
//!
//! [`parse`] reads RSS 0.90 to 2.0, Atom 0.3 and 1.0, CDF and JSON Feed, with the extensions that news carry, and is as
//! lenient as readers have to be: what can be read is read, and what was wrong is a [`Defect`]. [`sitemap`] reads
//! sitemaps, [`opml`] lists of feeds, [`fn@discover`] finds the feeds of a page.
//!
//! What it is not: it opens no connection, follows no link, decompresses nothing, and cleans no HTML: texts are the
//! producer's, and crate `content` makes articles of them.
//!
//! Everything is linear in the length of the input and capped ([`Limits`]); entities of a DOCTYPE are never expanded.

mod capture;
mod charset;
pub mod date;
mod defect;
pub mod discover;
mod draft;
mod elements;
mod entity;
mod geo;
mod json;
mod link;
pub mod model;
mod names;
mod open;
pub mod opml;
mod person;
mod reader;
mod scan;
pub mod sitemap;
mod sniff;
mod store;

pub use defect::{Defect, DefectCode};
pub use discover::{discover, guesses};
pub use model::{Entry, Feed};
pub use sniff::is_gzip;

use charset::Charset;
use defect::Defects;
use link::Base;
use reader::{Reader, Root};

/// What was said about a document on its way.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// Where it was found, after redirects.
    pub url: Option<&'a str>,
    /// HTTP header `Content-Type`.
    pub content_type: Option<&'a str>,
    /// HTTP header `Content-Location`.
    pub content_location: Option<&'a str>,
    /// HTTP header `Content-Language`.
    pub content_language: Option<&'a str>,
}

/// What is kept of a feed at most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Entries; those behind are dropped, with a defect.
    pub entries: usize,
    /// Elements open at once; deeper ones are passed over, with a defect.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { entries: 10_000, depth: 200 }
    }
}

/// Why a document is no feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// Nothing, or nothing but white space.
    #[error("the document is empty")]
    Empty,
    /// An HTML page; [`fn@discover`] may find feeds in it.
    #[error("an HTML page, not a feed")]
    Html,
    /// A sitemap: see [`sitemap`].
    #[error("a sitemap, not a feed")]
    Sitemap,
    /// A list of feeds: see [`opml`].
    #[error("a list of feeds (OPML), not a feed")]
    Opml,
    /// An image, an archive, compressed data.
    #[error("binary data, not a feed")]
    Binary,
    /// JSON that is no JSON Feed.
    #[error("JSON, but not a JSON Feed")]
    Json,
    /// Text or markup of another kind.
    #[error("no element of a feed was found")]
    NoFeed,
}

impl FeedError {
    /// Whether the same bytes may be a feed another time: an empty answer is often a server's fault.
    pub const fn is_retryable(self) -> bool {
        match self {
            Self::Empty => true,
            Self::Html | Self::Sitemap | Self::Opml | Self::Binary | Self::Json | Self::NoFeed => false,
        }
    }
}

/// Reads a feed with the usual [`Limits`].
pub fn parse(bytes: &[u8], hints: &Hints<'_>) -> Result<Feed, FeedError> {
    parse_within(bytes, hints, Limits::default())
}

/// Reads a feed. An error means that the bytes are no feed at all; whatever is wrong with a feed is a defect of it.
pub fn parse_within(bytes: &[u8], hints: &Hints<'_>, limits: Limits) -> Result<Feed, FeedError> {
    if sniff::is_binary(bytes) {
        return Err(FeedError::Binary);
    }
    let mut defects = Defects::default();
    let decoded = charset::decode(bytes, hints.content_type, &mut defects);
    let text = decoded.text.as_ref();
    if text.trim_start().is_empty() {
        return Err(FeedError::Empty);
    }
    let base = base(hints);
    if text.trim_start().starts_with('{') {
        let mut feed = json::read(text, &base, limits, &mut defects)?;
        feed.encoding = decoded.encoding.name();
        feed.defects = defects.into_vec();
        return Ok(feed);
    }
    let is_utf8 = decoded.encoding == Charset::Known(encoding_rs::UTF_8);
    let mut reader = Reader::new(base, hints.content_language, limits, is_utf8, defects);
    reader.read(text);
    match reader.root {
        Root::Feed => {}
        Root::Html => return Err(FeedError::Html),
        Root::Sitemap => return Err(FeedError::Sitemap),
        Root::Opml => return Err(FeedError::Opml),
        Root::None => return Err(FeedError::NoFeed),
    }
    let mut feed = reader.draft.feed;
    feed.encoding = decoded.encoding.name();
    feed.defects = reader.defects.into_vec();
    Ok(feed)
}

/// `Content-Location` is relative to the address of the request.
fn base(hints: &Hints<'_>) -> Base {
    let base = hints.url.map(Base::new).unwrap_or_default();
    hints.content_location.and_then(|location| base.inner(location)).unwrap_or(base)
}
