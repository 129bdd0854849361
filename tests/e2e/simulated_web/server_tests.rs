//! The simulated web itself, asked by a plain client over TCP.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use flate2::read::MultiGzDecoder;

use super::answer::{Request, answer};
use super::manner::{Format, RobotsFile, Validators};
use super::pages;
use super::server::Web;
use super::world::{Due, FIRST, Host, Misdeed, World, article_of};

fn web() -> Web {
    Web::start(World::new(80, Misdeed::ALL.len(), 1))
}

fn of(web: &Web, misdeed: Misdeed) -> &Host {
    web.world().hosts.iter().find(|host| host.misdeed == Some(misdeed)).unwrap()
}

/// A good host with a certain manner.
fn good(web: &Web, is_wanted: impl Fn(&Host) -> bool) -> &Host {
    web.world().hosts.iter().find(|host| host.misdeed.is_none() && is_wanted(host)).unwrap()
}

/// Connects and asks.
fn ask(web: &Web, host: &Host, path: &str, more: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", web.world().port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(700))).unwrap();
    let (id, port) = (&host.id, web.world().port);
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {id}.test:{port}\r\nUser-Agent: plain\r\n{more}\r\n")
        .unwrap();
    stream
}

/// All that comes until the server closes, falls silent, or has sent two megabytes.
fn read(mut stream: TcpStream) -> Vec<u8> {
    let (mut bytes, mut piece) = (Vec::new(), vec![0; 65_536]);
    while bytes.len() < 2_000_000 {
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => break,
            Ok(read) => bytes.extend_from_slice(&piece[..read]),
        }
        // An answer with its length is whole before the connection closes.
        if is_whole(&bytes) {
            break;
        }
    }
    bytes
}

fn is_whole(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    if head.starts_with("HTTP/1.1 304") {
        return true;
    }
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
    length.is_some_and(|length| bytes.len() - end - 4 >= length.parse().unwrap())
}

fn text(web: &Web, host: &Host, path: &str) -> String {
    String::from_utf8_lossy(&read(ask(web, host, path, ""))).into_owned()
}

fn body(answer: &[u8]) -> &[u8] {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    &answer[end + 4..]
}

fn field<'a>(answer: &'a str, name: &str) -> &'a str {
    answer.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or_default()
}

#[test]
fn good_hosts_have_all_formats_and_list_what_exists() {
    let web = web();
    for format in [Format::Rss, Format::Atom, Format::Json, Format::Sitemap] {
        let host = good(&web, |host| host.manner.format == format && !host.manner.is_indexed);
        let list = text(&web, host, host.list_path());
        assert!(list.starts_with("HTTP/1.1 200"), "{format:?}: {list}");
        for number in 0..FIRST {
            let links = host.links(number);
            for link in links {
                let link = link.replace('&', if format == Format::Json { "&" } else { "&amp;" });
                assert!(list.contains(&link), "{format:?} does not list {link}: {list}");
            }
        }
    }
    let indexed = good(&web, |host| host.lists_as_sitemap() && host.manner.is_indexed);
    assert!(text(&web, indexed, "/sitemap.xml").contains(pages::CHILD));
    assert!(text(&web, indexed, pages::CHILD).contains("<news:title>"));
}

#[test]
fn every_listed_address_leads_to_its_article() {
    let web = web();
    let world = web.world();
    let mut titles = std::collections::BTreeSet::new();
    for host in world.hosts.iter().filter(|host| host.misdeed.is_none()).take(30) {
        for number in 0..FIRST {
            for link in host.links(number) {
                assert_eq!(article_of(&world.address(host, &link)), Some((host.id.clone(), number)));
                let mut request = Request { target: pages::encoded(&link), ..Request::default() };
                let mut found = answer(world, host, &request, Duration::ZERO);
                if host.is_moved(number) {
                    let (_, to) = found.headers.iter().find(|(name, _)| *name == "Location").unwrap();
                    request.target = to.split_once(".test:").unwrap().1.split_once('/').unwrap().1.to_owned();
                    request.target.insert(0, '/');
                    found = answer(world, host, &request, Duration::ZERO);
                }
                assert_eq!(found.status, 200, "{link}");
            }
            let page = pages::article(world, host, number);
            assert!((2_000..8_000).contains(&page.len()), "{} bytes", page.len());
            titles.insert(page.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap().to_owned());
        }
    }
    assert_eq!(titles.len(), 30 * FIRST);
}

#[test]
fn hosts_grow_and_keep_the_newest() {
    let web = web();
    let host = good(&web, |_| true);
    let every = host.manner.every;
    assert_eq!(host.listed(Duration::ZERO), 0..FIRST);
    assert_eq!(host.listed(every), 0..FIRST + 1);
    assert_eq!(host.listed(every * 100), FIRST + 85..FIRST + 100);
    assert_eq!((host.listed_at(FIRST - 1), host.listed_at(FIRST + 1)), (Duration::ZERO, every * 2));
    let known = web.world().known(Duration::ZERO);
    let of_kind = |due| known.iter().filter(|article| article.due == due).count();
    assert!(of_kind(Due::Once) > 200 && of_kind(Due::Never) > 10, "{}", of_kind(Due::Never));
}

#[test]
fn validators_hold_until_something_is_new() {
    let web = web();
    for (validators, given, sent) in [
        (Validators::ETag, "ETag", "If-None-Match"),
        (Validators::LastModified, "Last-Modified", "If-Modified-Since"),
    ] {
        let host = good(&web, |host| host.manner.validators == validators && !host.manner.is_indexed);
        let first = text(&web, host, host.list_path());
        let more = format!("{sent}: {}\r\n", field(&first, given));
        let request =
            |more: &str| String::from_utf8_lossy(&read(ask(&web, host, host.list_path(), more))).into_owned();
        assert!(request(&more).starts_with("HTTP/1.1 304"), "{first}");
        assert!(request(&format!("{sent}: \"other\"\r\n")).starts_with("HTTP/1.1 200"));
        let log = web.log();
        let [.., held, other] = log.as_slice() else { panic!("{log:?}") };
        assert!(held.is_conditional && held.has_validators && held.status == 304 && other.status == 200);
        assert!(held.end.unwrap() >= held.start && held.user_agent == "plain");
    }
}

#[test]
fn packed_feeds_are_packed_for_those_who_ask() {
    let web = web();
    let host = good(&web, |host| host.manner.is_gzip && !host.manner.is_indexed);
    let packed = read(ask(&web, host, host.list_path(), "Accept-Encoding: gzip, deflate\r\n"));
    let mut plain = String::new();
    MultiGzDecoder::new(body(&packed)).read_to_string(&mut plain).unwrap();
    assert!(text(&web, host, host.list_path()).ends_with(&plain) && plain.len() > 500);
}

#[test]
fn a_connection_takes_one_request_after_another() {
    let web = web();
    let host = good(&web, |host| host.manner.robots == RobotsFile::CrawlDelay);
    let mut stream = ask(&web, host, "/robots.txt", "");
    let mut bytes = [0; 4_000];
    for _ in 0..3 {
        let read = stream.read(&mut bytes).unwrap();
        assert!(String::from_utf8_lossy(&bytes[..read]).contains("Crawl-delay: 1"));
        write!(stream, "GET /robots.txt HTTP/1.1\r\nHost: {}.test\r\n\r\n", host.id).unwrap();
    }
    let log = web.log();
    assert!(log.len() >= 3 && log[0].rules.as_ref().unwrap().crawl_delay == Some(Duration::from_secs(1)));
}

#[test]
fn bodies_misbehave_as_announced() {
    let web = web();
    let feed = |misdeed| {
        let host = of(&web, misdeed);
        read(ask(&web, host, host.list_path(), ""))
    };
    assert_eq!(feed(Misdeed::EndlessBody).len() / 2_000_000, 1);
    assert!(feed(Misdeed::HeaderFlood).len() > 1_000_000);
    assert_eq!(String::from_utf8_lossy(&feed(Misdeed::CutFeed)).matches("</item>").count(), 3);
    let mut unpacked = 0;
    let bomb = feed(Misdeed::GzipBomb);
    let mut decoder = MultiGzDecoder::new(body(&bomb));
    let mut piece = vec![0; 1 << 20];
    while let Ok(read @ 1..) = decoder.read(&mut piece) {
        unpacked += read;
    }
    assert_eq!((unpacked, bomb.len() < 2_000_000), (1_000_000_000, true));
    let mut huge = String::new();
    let packed = feed(Misdeed::HugeFeed);
    MultiGzDecoder::new(body(&packed)).read_to_string(&mut huge).unwrap();
    assert_eq!((huge.matches("url").count(), huge.len() < 4_000_000), (200_000, true));
}

#[test]
fn lengths_are_wrong_where_they_should_be() {
    let web = web();
    for (misdeed, is_short) in [(Misdeed::LengthTooLarge, true), (Misdeed::LengthTooSmall, false)] {
        let host = of(&web, misdeed);
        let mut bytes = Vec::new();
        ask(&web, host, host.list_path(), "").read_to_end(&mut bytes).unwrap();
        let length: usize = field(&String::from_utf8_lossy(&bytes), "Content-Length").parse().unwrap();
        assert_eq!(body(&bytes).len() < length, is_short, "{misdeed:?}");
        assert_ne!(body(&bytes).len(), length, "{misdeed:?}");
    }
}

#[test]
fn a_drip_ends_in_the_log_when_its_reader_goes() {
    let web = web();
    for (misdeed, path) in [(Misdeed::DripFeed, "/feed.xml"), (Misdeed::RobotsDrip, "/robots.txt")] {
        let started = Instant::now();
        let mut stream = ask(&web, of(&web, misdeed), path, "");
        let (mut byte, mut bytes) = ([0; 1], Vec::new());
        while !bytes.windows(4).any(|four| four == b"\r\n\r\n") || bytes.len() < 90 {
            stream.read_exact(&mut byte).unwrap();
            bytes.extend(byte);
        }
        assert!(web.log().last().unwrap().end.is_none());
        drop(stream);
        let took = started.elapsed();
        assert!(took > Duration::from_millis(500), "{took:?}");
        std::thread::sleep(Duration::from_millis(80));
        let last = web.log().pop().unwrap();
        assert!(last.end.is_some(), "{last:?}");
        assert_eq!(last.rules.is_some(), misdeed == Misdeed::RobotsDrip);
    }
}

#[test]
fn statuses_and_redirects_misbehave_as_announced() {
    let web = web();
    let ask = |misdeed, path: &str| text(&web, of(&web, misdeed), path);
    assert_eq!(field(&ask(Misdeed::TooManyRequests, "/feed.xml"), "Retry-After"), "3");
    assert!(ask(Misdeed::TooManyRequests, "/feed.xml").starts_with("HTTP/1.1 200"));
    assert!(field(&ask(Misdeed::Unavailable, "/feed.xml"), "Retry-After").ends_with(" GMT"));
    let waits: Vec<_> =
        web.log().into_iter().filter_map(|entry| Some(entry.not_before?.abs_diff(entry.start))).collect();
    assert!(
        waits.len() == 2 && waits.iter().all(|wait| (2_000..=4_000).contains(&wait.as_millis())),
        "{waits:?}"
    );
    let flaps: Vec<String> =
        (0..4).map(|_| ask(Misdeed::Flapping, "/feed.xml").chars().skip(9).take(3).collect()).collect();
    assert_eq!(flaps, ["500", "200", "", "200"]);
    assert!(field(&ask(Misdeed::RedirectLoop, "/loop-b"), "Location").ends_with("/loop-a"));
    assert!(field(&ask(Misdeed::RedirectChain, "/feed.xml"), "Location").ends_with("/hop/1"));
    assert!(web.log().last().unwrap().trap.is_none());
    assert!(ask(Misdeed::RedirectChain, "/hop/30").contains("<rss"));
    assert!(web.log().last().unwrap().trap.is_some());
    assert!(ask(Misdeed::EndlessIndex, "/index-7.xml").contains("/index-8.xml"));
    assert!(ask(Misdeed::RobotsBroken, "/robots.txt").starts_with("HTTP/1.1 500"));
    assert!(ask(Misdeed::PageForFeed, "/feed.xml").contains("<article>"));
    assert!(
        ask(Misdeed::RedirectInside, "/feed.xml").contains(&format!(":{}/secret", web.world().forbidden))
    );
    assert!(ask(Misdeed::LinksInside, "/feed.xml").contains("file:///etc/passwd"));
    assert!(ask(Misdeed::LinksInside, "/refresh/1").contains("url=http://localhost"));
    assert!(!ask(Misdeed::Garbage, "/feed.xml").is_empty());
    assert!(!ask(Misdeed::Garbage, "/feed.xml").starts_with("HTTP"));
}

#[test]
fn robots_change_with_time() {
    let web = web();
    let host = of(&web, Misdeed::RobotsChange);
    let robots = Request { target: "/robots.txt".to_owned(), ..Request::default() };
    let rules =
        |secs| answer(web.world(), host, &robots, Duration::from_secs(secs)).rules.unwrap().disallowed;
    assert!(rules(0).is_empty());
    assert_eq!(rules(60), ["/"]);
}

#[test]
fn whoever_comes_to_the_forbidden_port_is_seen() {
    let web = web();
    assert!(web.intruders().is_empty());
    for address in ["127.0.0.2", "127.0.0.1"] {
        let mut stream = TcpStream::connect((address, web.world().forbidden)).unwrap();
        write!(stream, "GET /secret HTTP/1.1\r\n\r\n").unwrap();
        let _ = stream.read(&mut [0; 10]);
    }
    let seen = web.intruders();
    assert!(
        seen.len() == 2 && seen[0].contains("at 127.0.0.2") && seen[1].contains("GET /secret"),
        "{seen:?}"
    );
}

#[test]
fn a_host_that_is_none_is_misdirected() {
    let web = web();
    let mut stream = TcpStream::connect(("127.0.0.1", web.world().port)).unwrap();
    write!(stream, "GET / HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", web.world().port).unwrap();
    assert!(read(stream).starts_with(b"HTTP/1.1 421"));
    assert_eq!(web.log()[0].host, "localhost");
}

#[test]
fn sources_are_a_table_for_each_host() {
    let web = web();
    let sources: toml::Table = web.world().sources().parse().unwrap();
    let sources = sources["source"].as_array().unwrap();
    assert_eq!(sources.len(), 80);
    let kinds: std::collections::BTreeSet<_> =
        sources.iter().map(|source| source["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["feed", "sitemap"]);
    let hostile = web.world().hosts.iter().filter(|host| host.misdeed.is_some()).count();
    assert_eq!(hostile, Misdeed::ALL.len());
}
