//! A source as it is configured.

use std::time::Duration;

use record::record::SourceKind;
use reqwest::header::HeaderMap;
use url::Url;

/// A source to visit.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its id: the token in subjects, and the key of what is remembered of it.
    pub id: String,
    /// Its name, for people.
    pub name: Option<String>,
    /// What its address leads to.
    pub kind: Kind,
    /// Its address.
    pub url: Url,
    /// How often to visit; none: as often as it brings something new.
    pub interval: Option<Duration>,
    /// Header fields for its own site, beside the usual ones.
    pub headers: HeaderMap,
    /// Where articles come from.
    pub content: Content,
    /// Of a page, only links whose address holds this.
    pub links: Option<String>,
    /// How old an entry may be that was there before the source was known.
    pub backfill: Duration,
}

/// What a source's address leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// RSS, RDF, Atom or JSON Feed.
    Feed,
    /// A sitemap, or an index of them.
    Sitemap,
    /// A page that links to articles.
    Page,
}

/// Where articles come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// From their pages; from the feed where the page cannot be had.
    Page,
    /// From the feed, where it carries them; their pages are not asked for.
    Feed,
}

impl Kind {
    /// The kind in records.
    pub fn of_record(self) -> SourceKind {
        match self {
            Self::Feed => SourceKind::Feed,
            Self::Sitemap => SourceKind::Sitemap,
            Self::Page => SourceKind::Page,
        }
    }
}

impl Source {
    /// As records name it.
    pub fn of_record(&self) -> record::record::Source {
        record::record::Source {
            id: self.id.clone(),
            name: self.name.clone(),
            kind: self.kind.of_record(),
            url: Some(self.url.to_string()),
        }
    }
}
