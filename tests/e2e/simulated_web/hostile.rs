//! What hostile hosts answer. One misdeed each; what they do not spoil is left to the well-behaved part.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a misdeed spoils few answers and leaves the others alone"
)]

use std::fmt::Write as _;
use std::sync::OnceLock;
use std::time::Duration;

use super::answer::{Answer, Body, Request, Rules, gzip, well_behaved};
use super::clock;
use super::pages;
use super::words::Random;
use super::world::{Host, Misdeed, WHOLE, World};

/// When the robots file of [`Misdeed::RobotsChange`] closes the host.
pub(crate) const ROBOTS_CHANGE: Duration = Duration::from_secs(12);
/// How long [`Misdeed::TooManyRequests`] and [`Misdeed::Unavailable`] want to be left alone.
const RETRY_SECS: u64 = 3;
/// More hops than anybody should follow, of redirects and of indexes.
const DEEP: usize = 20;

/// The answer, where it is a misdeed.
pub(crate) fn answer(world: &World, host: &Host, request: &Request, now: Duration) -> Option<Answer> {
    let misdeed = host.misdeed?;
    let path = request.target.split('?').next().unwrap_or_default();
    if path == "/robots.txt" {
        return robots(misdeed, now);
    }
    let is_list = path == host.list_path();
    match misdeed {
        Misdeed::RedirectLoop => looped(world, host, path, is_list),
        Misdeed::RedirectChain => chained(world, host, request, path, now),
        Misdeed::EndlessIndex => indexed(world, host, path),
        Misdeed::TooManyRequests => busy(world, request, now, 429),
        Misdeed::Unavailable => busy(world, request, now, 503),
        Misdeed::Flapping => flapping(request),
        Misdeed::LinksInside if !is_list => leads_inside(world, path),
        _ if is_list => list(world, host, misdeed, request, now),
        _ => None,
    }
}

fn robots(misdeed: Misdeed, now: Duration) -> Option<Answer> {
    let closed = Some(Rules { disallowed: vec!["/".to_owned()], crawl_delay: None });
    match misdeed {
        Misdeed::RobotsChange if now < ROBOTS_CHANGE => Some(
            Answer::robots("User-agent: *\nDisallow:\n", &[], None)
                .with("Cache-Control", "max-age=4".to_owned()),
        ),
        Misdeed::RobotsChange => Some(Answer::robots("User-agent: *\nDisallow: /\n", &["/"], None)),
        // RFC 9309, 2.3.1.4: a file that cannot be had for the server's fault closes the host.
        Misdeed::RobotsBroken => Some(Answer { rules: closed, ..Answer::new(500, "text/plain", "no") }),
        Misdeed::RobotsDrip => {
            let body = Body::Drip(b"User-agent: *\nDisallow:\n# ".to_vec());
            Some(Answer { rules: closed, body, ..Answer::new(200, "text/plain", "") })
        }
        _ => None,
    }
}

/// What stands in the place of the feed.
fn list(world: &World, host: &Host, misdeed: Misdeed, request: &Request, now: Duration) -> Option<Answer> {
    let (kind, feed) = pages::rss(world, host, now);
    let odd = |body| Some(Answer { body, ..Answer::new(200, kind, "") });
    match misdeed {
        Misdeed::DripFeed => odd(Body::Drip(feed.into_bytes())),
        Misdeed::EndlessBody => odd(Body::Endless(feed.into_bytes())),
        Misdeed::GzipBomb => Some(Answer::new(200, kind, bomb()).with("Content-Encoding", "gzip".to_owned())),
        Misdeed::LengthTooLarge => odd(Body::Length(feed.len() as u64 + 1_000, feed.into_bytes())),
        Misdeed::LengthTooSmall => odd(Body::Length(feed.len() as u64 / 2, feed.into_bytes())),
        Misdeed::HugeFeed => Some(
            Answer::new(200, "application/feed+json", huge()).with("Content-Encoding", "gzip".to_owned()),
        ),
        Misdeed::PageForFeed => {
            Some(Answer::new(200, "text/html; charset=utf-8", pages::article(world, host, 0)))
        }
        Misdeed::CutFeed => Some(Answer::new(200, kind, cut(&feed))),
        Misdeed::Garbage => Some(garbage(host, request, kind)),
        Misdeed::HeaderFlood => Some(flood(kind, feed)),
        Misdeed::RedirectInside => {
            let targets = inside(world);
            Some(Answer::redirect(302, targets[request.earlier % targets.len()].clone()))
        }
        Misdeed::LinksInside => Some(Answer::new(200, kind, links_inside(world, host))),
        _ => None,
    }
}

fn looped(world: &World, host: &Host, path: &str, is_list: bool) -> Option<Answer> {
    let next = match path {
        "/loop-a" => "/loop-b",
        "/loop-b" => "/loop-a",
        _ if is_list => "/loop-a",
        _ => return None,
    };
    Some(Answer::redirect(302, world.address(host, next)))
}

fn chained(world: &World, host: &Host, request: &Request, path: &str, now: Duration) -> Option<Answer> {
    let hop = if path == host.list_path() { 0 } else { path.strip_prefix("/hop/")?.parse().ok()? };
    let trap = (hop > DEEP).then_some("it followed more than twenty redirects");
    if hop == 30 {
        let feed = Request { target: host.list_path().to_owned(), ..request.clone() };
        return Some(Answer { trap, ..well_behaved(world, host, &feed, now) });
    }
    let next = world.address(host, &format!("/hop/{}", hop + 1));
    Some(Answer { trap, ..Answer::redirect(301, next) })
}

fn indexed(world: &World, host: &Host, path: &str) -> Option<Answer> {
    let depth = match path.strip_prefix("/index-") {
        Some(rest) => rest.strip_suffix(".xml")?.parse().ok()?,
        None if path == host.list_path() => 0,
        None => return None,
    };
    let trap = (depth > DEEP).then_some("it went through more than twenty indexes");
    let body = pages::index(world, host, &format!("/index-{}.xml", depth + 1));
    Some(Answer { trap, ..Answer::new(200, "application/xml", body) })
}

/// Every third request is told to come again later.
fn busy(world: &World, request: &Request, now: Duration, status: u16) -> Option<Answer> {
    request.earlier.is_multiple_of(3).then_some(())?;
    let secs = now.as_secs() + RETRY_SECS + 1;
    let (not_before, value) = if status == 429 {
        (now + Duration::from_secs(RETRY_SECS), RETRY_SECS.to_string())
    } else {
        // The start may lie within its second; the date means whole ones.
        (Duration::from_secs(secs - 1), clock::http(world.start_unix_secs + secs))
    };
    let answer = Answer::new(status, "text/html", "later").with("Retry-After", value);
    Some(Answer { not_before: Some(not_before), ..answer })
}

fn flapping(request: &Request) -> Option<Answer> {
    match request.earlier % 4 {
        0 => Some(Answer::new(500, "text/html", "no")),
        2 => Some(Answer { body: Body::Reset, ..Answer::new(0, "", "") }),
        _ => None,
    }
}

/// A gigabyte of zeros in one megabyte: many members, which all readers of gzip read on.
fn bomb() -> Vec<u8> {
    static BOMB: OnceLock<Vec<u8>> = OnceLock::new();
    BOMB.get_or_init(|| gzip(&vec![0; 10_000_000]).repeat(100)).clone()
}

/// 200,000 entries in less than four megabytes, packed.
fn huge() -> Vec<u8> {
    static HUGE: OnceLock<Vec<u8>> = OnceLock::new();
    HUGE.get_or_init(|| {
        let mut feed = "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{}".to_owned();
        for number in 0..200_000 {
            write!(feed, ",{{\"url\":\"/{number}\"}}").unwrap();
        }
        feed.push_str("]}");
        gzip(feed.as_bytes())
    })
    .clone()
}

/// Cut off in a title, after the entries that are whole.
fn cut(feed: &str) -> String {
    let mut pieces = feed.split_inclusive("<item><title>");
    let whole: String = pieces.by_ref().take(WHOLE + 1).collect();
    whole + &pieces.next().unwrap().chars().take(9).collect::<String>()
}

/// Sometimes as a body, sometimes in place of HTTP.
fn garbage(host: &Host, request: &Request, kind: &str) -> Answer {
    let mut random = Random::new(host.seed + request.earlier as u64);
    let bytes: Vec<u8> = (0..40_000).flat_map(|_| random.next().to_le_bytes()).collect();
    let body = if request.earlier.is_multiple_of(2) { Body::Whole(bytes) } else { Body::Raw(bytes) };
    Answer { body, ..Answer::new(200, kind, "") }
}

/// A megabyte of header fields.
fn flood(kind: &str, feed: String) -> Answer {
    let answer = Answer::new(200, kind, feed);
    (0..1_000).fold(answer, |answer, _| answer.with("X-Flood", "x".repeat(1_000)))
}

/// Addresses that lead where nobody from outside may lead us, in several spellings.
fn inside(world: &World) -> Vec<String> {
    let port = world.forbidden;
    let hosts =
        ["127.0.0.2", "localhost", "[::1]", "2130706434", "0x7f000002", "127.2", "[::ffff:127.0.0.2]"];
    let mut targets: Vec<String> = hosts.iter().map(|host| format!("http://{host}:{port}/secret")).collect();
    targets.push("http://169.254.169.254/latest/meta-data/".to_owned());
    targets.push("file:///etc/passwd".to_owned());
    targets.push(format!("http://h000.test@127.0.0.2:{port}/secret"));
    targets
}

/// A feed whose entries lead inside: at once, after a redirect, and by a page that refreshes itself.
fn links_inside(world: &World, host: &Host) -> String {
    let own = (0..inside(world).len()).flat_map(|at| [format!("/to/{at}"), format!("/refresh/{at}")]);
    let links = inside(world).into_iter().chain(own.map(|path| world.address(host, &path)));
    let mut xml = "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>x</title>\n".to_owned();
    for link in links {
        writeln!(xml, "<item><title>{link}</title><link>{link}</link></item>").unwrap();
    }
    xml + "</channel></rss>"
}

fn leads_inside(world: &World, path: &str) -> Option<Answer> {
    let targets = inside(world);
    let (way, at) = path.strip_prefix('/')?.split_once('/')?;
    let target = targets.get(at.parse::<usize>().ok()?)?;
    match way {
        "to" => Some(Answer::redirect(302, target.clone())),
        "refresh" => Some(Answer::new(
            200,
            "text/html",
            format!(
                "<!doctype html><meta http-equiv=\"refresh\" content=\"0; url={target}\"><title>x</title>"
            ),
        )),
        _ => None,
    }
}
