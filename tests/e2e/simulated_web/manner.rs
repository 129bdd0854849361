//! How hosts behave that behave: formats, robots files, validators. Every host has its own mixture.

use std::time::Duration;

use super::words::Random;

/// How a host behaves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    pub(crate) format: Format,
    pub(crate) robots: RobotsFile,
    /// Time between two new articles.
    pub(crate) every: Duration,
    pub(crate) validators: Validators,
    pub(crate) max_age_secs: Option<u32>,
    pub(crate) is_gzip: bool,
    /// Before each answer.
    pub(crate) delay: Duration,
    /// The sitemap is an index with one child.
    pub(crate) is_indexed: bool,
    /// Addresses end in Arabic words, raw in UTF-8.
    pub(crate) has_slugs: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Rss,
    Atom,
    Json,
    Sitemap,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RobotsFile {
    Missing,
    Empty,
    Open,
    /// One second.
    CrawlDelay,
    /// A folder is closed to all.
    ClosedFolder,
    /// All is closed to all but rasid, to whom a folder is.
    OnlyUs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Validators {
    None,
    ETag,
    LastModified,
    Both,
}

impl Manner {
    /// Every 24 good hosts have all formats with all robots files; the rest is chance. What a hostile host does well
    /// is plain, so that its one misdeed stands alone.
    pub(crate) fn new(rank: usize, seed: u64, is_good: bool) -> Self {
        let mut random = Random::new(seed);
        let formats = [Format::Rss, Format::Atom, Format::Json, Format::Sitemap];
        let robots = [
            RobotsFile::Open,
            RobotsFile::CrawlDelay,
            RobotsFile::Missing,
            RobotsFile::ClosedFolder,
            RobotsFile::Empty,
            RobotsFile::OnlyUs,
        ];
        let robots = if is_good { robots[rank / 4 % robots.len()] } else { RobotsFile::Open };
        // Whoever wants a second between two requests cannot be read faster than that.
        let least = if robots == RobotsFile::CrawlDelay { 7_000 } else { 3_000 };
        Self {
            format: if is_good { formats[rank % formats.len()] } else { Format::Rss },
            robots,
            every: Duration::from_millis(least + random.below(6_000)),
            validators: random.pick(&[
                Validators::None,
                Validators::ETag,
                Validators::LastModified,
                Validators::Both,
            ]),
            max_age_secs: random.pick(&[None, None, Some(3)]),
            is_gzip: is_good && random.below(3) == 0,
            delay: Duration::from_millis(if is_good && random.below(6) == 0 { 300 } else { 0 }),
            is_indexed: random.below(3) == 0,
            has_slugs: random.below(4) == 0,
        }
    }
}
