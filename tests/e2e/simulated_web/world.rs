//! What there is in the simulated web: hosts, their manners and misdeeds, and which articles exist at which moment.
//!
//! Everything follows from a seed and the time since the start, so the oracle can say what there was to be found
//! without asking the server.

use std::ops::Range;
use std::time::Duration;

use super::manner::{Format, Manner, RobotsFile};
use super::words::Random;

/// All hosts, and where they are played.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) hosts: Vec<Host>,
    /// The port at 127.0.0.1 that plays all hosts.
    pub(crate) port: u16,
    /// The port, at other loopback addresses, that nobody may connect to.
    pub(crate) forbidden: u16,
    /// The wall clock's second at the start.
    pub(crate) start_unix_secs: u64,
}

/// A host: how it behaves where it behaves, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Host {
    /// `h017`, as the source's id.
    pub(crate) id: String,
    pub(crate) seed: u64,
    pub(crate) manner: Manner,
    pub(crate) misdeed: Option<Misdeed>,
}

/// What a hostile host does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Misdeed {
    DripFeed,
    EndlessBody,
    RedirectLoop,
    RedirectChain,
    GzipBomb,
    LengthTooLarge,
    LengthTooSmall,
    TooManyRequests,
    Unavailable,
    Flapping,
    RobotsChange,
    RobotsBroken,
    RobotsDrip,
    EndlessIndex,
    HugeFeed,
    PageForFeed,
    CutFeed,
    Garbage,
    HeaderFlood,
    RedirectInside,
    LinksInside,
}

impl Misdeed {
    pub(crate) const ALL: [Self; 21] = [
        Self::DripFeed,
        Self::EndlessBody,
        Self::RedirectLoop,
        Self::RedirectChain,
        Self::GzipBomb,
        Self::LengthTooLarge,
        Self::LengthTooSmall,
        Self::TooManyRequests,
        Self::Unavailable,
        Self::Flapping,
        Self::RobotsChange,
        Self::RobotsBroken,
        Self::RobotsDrip,
        Self::EndlessIndex,
        Self::HugeFeed,
        Self::PageForFeed,
        Self::CutFeed,
        Self::Garbage,
        Self::HeaderFlood,
        Self::RedirectInside,
        Self::LinksInside,
    ];
}

/// An article, by its host's id and its number there.
pub(crate) type Key = (String, usize);

/// What the fetcher owes an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// One record.
    Once,
    /// None or one: the host is not to be relied upon.
    AtMostOnce,
    /// None: robots.txt closes its folder.
    Never,
}

/// An article that was listed.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) key: Key,
    /// When it was first listed, since the start.
    pub(crate) listed: Duration,
    pub(crate) due: Due,
}

/// Articles that a host has from the start, and the most that it lists.
pub(crate) const FIRST: usize = 4;
const LISTED: usize = 15;
/// The newest articles that [`Misdeed::CutFeed`] lists whole.
pub(crate) const WHOLE: usize = 3;

impl World {
    /// `hostile` of the hosts are hostile, each in the next way; they stand evenly among the others.
    pub(crate) fn new(hosts: usize, hostile: usize, seed: u64) -> Self {
        let nth = |index: usize| index * hostile / hosts;
        let hosts = (0..hosts)
            .map(|index| {
                let is_hostile = nth(index) != nth(index + 1);
                let misdeed = is_hostile.then(|| Misdeed::ALL[nth(index) % Misdeed::ALL.len()]);
                Host::new(index, index - nth(index), misdeed, seed)
            })
            .collect();
        Self { hosts, port: 0, forbidden: 0, start_unix_secs: 0 }
    }

    /// The host of a `Host` field.
    pub(crate) fn host(&self, field: &str) -> Option<&Host> {
        let name = field.split(':').next().unwrap_or_default();
        let id = name.strip_suffix(".test")?;
        let index: usize = id.strip_prefix('h')?.parse().ok()?;
        self.hosts.get(index).filter(|host| host.id == id)
    }

    /// A second of the wall clock.
    pub(crate) fn unix_secs(&self, since_start: Duration) -> u64 {
        self.start_unix_secs + since_start.as_secs()
    }

    /// The address of a path at a host.
    pub(crate) fn address(&self, host: &Host, path: &str) -> String {
        format!("http://{}.test:{}{path}", host.id, self.port)
    }

    /// The sources as `rasid run` reads them.
    pub(crate) fn sources(&self) -> String {
        let table = |host: &Host| {
            let kind = if host.lists_as_sitemap() { "sitemap" } else { "feed" };
            let url = self.address(host, host.list_path());
            format!("[[source]]\nid = \"{}\"\nkind = \"{kind}\"\nurl = \"{url}\"\n\n", host.id)
        };
        self.hosts.iter().map(table).collect()
    }

    /// All articles that were listed up to a moment.
    pub(crate) fn known(&self, now: Duration) -> Vec<Known> {
        let known = |host: &Host, number| Known {
            key: (host.id.clone(), number),
            listed: host.listed_at(number),
            due: host.due(number),
        };
        self.hosts
            .iter()
            .flat_map(|host| (0..host.count(now)).map(move |number| known(host, number)))
            .collect()
    }
}

impl Host {
    fn new(index: usize, rank: usize, misdeed: Option<Misdeed>, seed: u64) -> Self {
        let seed = seed.wrapping_mul(1_000_003) + index as u64;
        Self { id: format!("h{index:03}"), seed, manner: Manner::new(rank, seed, misdeed.is_none()), misdeed }
    }

    pub(crate) fn lists_as_sitemap(&self) -> bool {
        self.misdeed == Some(Misdeed::EndlessIndex) || self.manner.format == Format::Sitemap
    }

    pub(crate) fn list_path(&self) -> &'static str {
        if self.lists_as_sitemap() {
            return "/sitemap.xml";
        }
        match self.manner.format {
            Format::Rss => "/feed.xml",
            Format::Atom => "/atom.xml",
            Format::Json => "/feed.json",
            Format::Sitemap => "/sitemap.xml",
        }
    }

    /// The number of articles so far.
    pub(crate) fn count(&self, now: Duration) -> usize {
        if self.misdeed == Some(Misdeed::CutFeed) {
            // What is cut off stays as it is.
            return FIRST;
        }
        FIRST + (now.as_millis() / self.manner.every.as_millis()) as usize
    }

    /// The articles that are listed at a moment.
    pub(crate) fn listed(&self, now: Duration) -> Range<usize> {
        let count = self.count(now);
        count.saturating_sub(LISTED)..count
    }

    /// When an article was first listed.
    pub(crate) fn listed_at(&self, number: usize) -> Duration {
        self.manner.every * (number + 1).saturating_sub(FIRST) as u32
    }

    fn due(&self, number: usize) -> Due {
        match self.misdeed {
            None if self.is_closed(number) => Due::Never,
            None => Due::Once,
            Some(Misdeed::CutFeed) if number >= FIRST - WHOLE => Due::Once,
            Some(_) => Due::AtMostOnce,
        }
    }

    /// Whether an article lies in a folder that robots.txt closes.
    fn is_closed(&self, number: usize) -> bool {
        matches!(self.manner.robots, RobotsFile::ClosedFolder | RobotsFile::OnlyUs) && number % 4 == 3
    }

    /// Whether an article is listed at an address that redirects to its own.
    pub(crate) fn is_moved(&self, number: usize) -> bool {
        !self.is_closed(number) && number % 5 == 2
    }

    /// The path that an article calls its own.
    pub(crate) fn path(&self, number: usize) -> String {
        let folder = if self.is_closed(number) { "closed" } else { "a" };
        let slug = if self.manner.has_slugs {
            format!("/{}", super::words::title(self.article_seed(number)).replace(' ', "-"))
        } else {
            String::new()
        };
        format!("/{folder}/{number}{slug}")
    }

    /// The paths under which it is listed: some with what trackers add, some twice.
    pub(crate) fn links(&self, number: usize) -> Vec<String> {
        let path = if self.is_moved(number) { format!("/r/{number}") } else { self.path(number) };
        match number % 4 {
            1 => vec![
                format!("{path}?utm_source=rss&utm_medium=feed"),
                format!("{path}?utm_source=twitter&fbclid=x{number}"),
            ],
            2 => vec![format!("{path}?utm_campaign=daily")],
            _ => vec![path],
        }
    }

    /// What an article's words follow from.
    pub(crate) fn article_seed(&self, number: usize) -> u64 {
        Random::new(self.seed.wrapping_mul(65_537) + number as u64).next()
    }
}

/// The article of an address, by its path.
pub(crate) fn article_of(address: &str) -> Option<Key> {
    let (host, path) = address.strip_prefix("http://")?.split_once('/')?;
    let id = host.split(':').next()?.strip_suffix(".test")?;
    let mut segments = path.split(['/', '?']);
    matches!(segments.next()?, "a" | "r" | "closed").then_some(())?;
    Some((id.to_owned(), segments.next()?.parse().ok()?))
}
