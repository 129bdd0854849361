//! What a host answers to a path: the well-behaved part. A pure function of the world, the request and the time.

use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::clock;
use super::hostile;
use super::manner::{Format, RobotsFile, Validators};
use super::pages;
use super::world::{Host, World};

/// A request, as far as it matters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    /// With the query.
    pub(crate) target: String,
    pub(crate) if_none_match: Option<String>,
    pub(crate) if_modified_since: Option<String>,
    pub(crate) takes_gzip: bool,
    /// How many requests this host had before, not counting those for robots.txt.
    pub(crate) earlier: usize,
}

/// An answer, and what it means to whoever judges the fetcher.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Body,
    /// Before anything is sent.
    pub(crate) delay: Duration,
    /// What robots.txt says, where this is it.
    pub(crate) rules: Option<Rules>,
    /// When the host may be asked again, since the start.
    pub(crate) not_before: Option<Duration>,
    /// Whether the next request for it can be conditional.
    pub(crate) has_validators: bool,
    /// Why nobody should have come here.
    pub(crate) trap: Option<&'static str>,
}

/// How the body is sent.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    /// Whole, with its length.
    Whole(Vec<u8>),
    /// With a length that is not its own; the connection is closed after it.
    Length(u64, Vec<u8>),
    /// A byte at a time, again and again.
    Drip(Vec<u8>),
    /// As fast as it is taken, again and again.
    Endless(Vec<u8>),
    /// No HTTP around it: these bytes are the answer.
    Raw(Vec<u8>),
    /// Nothing: the connection is reset.
    Reset,
}

/// What robots.txt asks of rasid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rules {
    /// Paths that begin so are not to be asked.
    pub(crate) disallowed: Vec<String>,
    pub(crate) crawl_delay: Option<Duration>,
}

impl Answer {
    /// A plain answer.
    pub(crate) fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("Content-Type", kind.to_owned())],
            body: Body::Whole(body.into()),
            delay: Duration::ZERO,
            rules: None,
            not_before: None,
            has_validators: false,
            trap: None,
        }
    }

    /// Nothing is there.
    pub(crate) fn missing() -> Self {
        Self::new(404, "text/html; charset=utf-8", "<!doctype html><title>404</title><p>404")
    }

    /// It is elsewhere.
    pub(crate) fn redirect(status: u16, to: String) -> Self {
        Self::new(status, "text/html", "moved").with("Location", to)
    }

    /// robots.txt.
    pub(crate) fn robots(text: &str, disallowed: &[&str], crawl_delay: Option<Duration>) -> Self {
        let disallowed = disallowed.iter().map(|&path| path.to_owned()).collect();
        let rules = Some(Rules { disallowed, crawl_delay });
        Self { rules, ..Self::new(200, "text/plain", text) }
    }

    /// With a header field more.
    pub(crate) fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// With its bytes packed.
    pub(crate) fn packed(mut self) -> Self {
        if let Body::Whole(bytes) = self.body {
            self.body = Body::Whole(gzip(&bytes));
            return self.with("Content-Encoding", "gzip".to_owned());
        }
        self
    }
}

/// Packed bytes.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What a host answers.
pub(crate) fn answer(world: &World, host: &Host, request: &Request, now: Duration) -> Answer {
    if let Some(answer) = hostile::answer(world, host, request, now) {
        return answer;
    }
    let delayed = |answer| Answer { delay: host.manner.delay, ..answer };
    delayed(well_behaved(world, host, request, now))
}

/// What it answers where it does no mischief.
pub(crate) fn well_behaved(world: &World, host: &Host, request: &Request, now: Duration) -> Answer {
    let path = request.target.split('?').next().unwrap_or_default();
    if path == "/robots.txt" {
        return robots(host);
    }
    if path == host.list_path() {
        return list(world, host, request, now);
    }
    if path == pages::CHILD && host.lists_as_sitemap() && host.manner.is_indexed {
        let (kind, body) = pages::sitemap(world, host, now);
        return validated(world, host, request, now, kind, body);
    }
    let mut segments = path.split('/').skip(1);
    let (folder, number) = (segments.next(), segments.next().and_then(|number| number.parse::<usize>().ok()));
    match (folder, number) {
        (Some("r"), Some(number)) if number < host.count(now) && host.is_moved(number) => {
            let status = if number % 2 == 0 { 301 } else { 302 };
            Answer::redirect(status, pages::encoded(&world.address(host, &host.path(number))))
        }
        (Some("a" | "closed"), Some(number)) if number < host.count(now) => {
            Answer::new(200, "text/html; charset=utf-8", pages::article(world, host, number))
        }
        _ => Answer::missing(),
    }
}

fn robots(host: &Host) -> Answer {
    match host.manner.robots {
        RobotsFile::Missing => Answer { rules: Some(Rules::default()), ..Answer::missing() },
        RobotsFile::Empty => Answer::robots("", &[], None),
        RobotsFile::Open => Answer::robots("User-agent: *\nDisallow:\n", &[], None),
        RobotsFile::CrawlDelay => {
            Answer::robots("User-agent: *\nCrawl-delay: 1\n", &[], Some(Duration::from_secs(1)))
        }
        RobotsFile::ClosedFolder => {
            Answer::robots("User-agent: *\nAllow: /a/\nDisallow: /closed/\n", &["/closed/"], None)
        }
        RobotsFile::OnlyUs => {
            let text = "User-agent: *\nDisallow: /\n\nUser-agent: Rasid\nDisallow: /closed/\n";
            Answer::robots(text, &["/closed/"], None)
        }
    }
}

fn list(world: &World, host: &Host, request: &Request, now: Duration) -> Answer {
    let (kind, body) = match host.manner.format {
        Format::Rss => pages::rss(world, host, now),
        Format::Atom => pages::atom(world, host, now),
        Format::Json => pages::json(world, host, now),
        Format::Sitemap if host.manner.is_indexed => {
            // The index never changes, so it has nothing to compare.
            return Answer::new(200, "application/xml", pages::index(world, host, pages::CHILD));
        }
        Format::Sitemap => pages::sitemap(world, host, now),
    };
    validated(world, host, request, now, kind, body)
}

/// With validators where the host gives them; 304 where the request's still hold.
fn validated(
    world: &World,
    host: &Host,
    request: &Request,
    now: Duration,
    kind: &str,
    body: String,
) -> Answer {
    let manner = host.manner;
    let count = host.count(now);
    let etag = format!("\"{}-{count}\"", host.id);
    let changed = clock::http(world.unix_secs(host.listed_at(count - 1)));
    let (has_etag, has_date) = match manner.validators {
        Validators::None => (false, false),
        Validators::ETag => (true, false),
        Validators::LastModified => (false, true),
        Validators::Both => (true, true),
    };
    let holds = match (&request.if_none_match, &request.if_modified_since) {
        (Some(given), _) if has_etag => *given == etag,
        (_, Some(given)) if has_date => *given == changed,
        _ => false,
    };
    let mut answer = if holds {
        Answer { headers: Vec::new(), ..Answer::new(304, "", "") }
    } else {
        Answer::new(200, kind, body)
    };
    if manner.is_gzip && request.takes_gzip && !holds {
        answer = answer.packed();
    }
    if has_etag {
        answer = answer.with("ETag", etag);
    }
    if has_date {
        answer = answer.with("Last-Modified", changed);
    }
    if let Some(secs) = manner.max_age_secs {
        answer = answer.with("Cache-Control", format!("public, max-age={secs}"));
    }
    Answer { has_validators: has_etag || has_date, ..answer }
}
