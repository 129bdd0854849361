//! Work grows with the length of hostile input and no faster: four times as much may cost at most ten times as much
//! (four, plus what a busy machine adds), where quadratic work would cost sixteen.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test")]

use std::time::{Duration, Instant};

use feed::{Hints, sitemap};

/// Quadratic work on the larger inputs takes longer than this, whatever its constant.
const NEGLIGIBLE: Duration = Duration::from_millis(100);
/// A busy machine may spoil a measurement, but not every one.
const TRIES: usize = 3;
const MOST_TIMES: u32 = 10;

/// What is repeated inside an item of a feed.
const PIECES: [&str; 44] = [
    "<a>",
    "<description>",
    "&",
    "&amp",
    "&#",
    "<",
    "<<a",
    "</",
    "</a>",
    "<!",
    "<!--",
    "<!-- -->",
    "<![CDATA[",
    "<![CDATA[]]>",
    "<!DOCTYPE a [",
    "<!DOCTYPE a [\"]>",
    "<!DOCTYPE a ['\"]>",
    "<?",
    "<a b=\"",
    "<a b='>",
    "<a b=\">",
    "<a b='\">",
    "<a b=",
    "<a b=c ",
    "<a xmlns:b='c'>",
    "<b:a>",
    "<item>",
    "<item><title>",
    "<title>x",
    "<title/>",
    "<title>&lt;a href=\"x",
    "<category>x</category>",
    "<category term='x",
    "<author>a@b.c",
    "<media:content url='/x'>",
    "<georss:line>1 2 3 4</georss:line>",
    "<div xml:base='x/'>",
    "<content:encoded>&lt;a href=x&gt;",
    "<content type='xhtml'><div>",
    "<pubDate>1 1 1 1",
    "&lt;a href='x'&gt;",
    "&lt;a href=\"",
    "قصف ",
    "= \t=",
];

fn time(input: &[u8], read: impl Fn(&[u8])) -> Duration {
    let once = || {
        let started = Instant::now();
        read(input);
        started.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap()
}

#[track_caller]
fn check(name: &str, make: impl Fn(usize) -> Vec<u8>, read: impl Fn(&[u8])) {
    let bytes = if cfg!(debug_assertions) { 50_000 } else { 1_000_000 };
    let (small, large) = (make(bytes), make(bytes * 4));
    let mut measured = (Duration::ZERO, Duration::ZERO);
    for _ in 0..TRIES {
        measured = (time(&small, &read), time(&large, &read));
        if measured.1 < NEGLIGIBLE.max(measured.0 * MOST_TIMES) {
            return;
        }
    }
    panic!("{name:?}: {:?} became {:?}", measured.0, measured.1);
}

fn hints() -> Hints<'static> {
    Hints { url: Some("https://news.example/a/b.xml"), ..Hints::default() }
}

#[test]
fn four_times_as_long_a_feed_costs_at_most_ten_times() {
    let heads = [
        "<rss><channel><item><description>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry>",
        "<rdf><item>",
    ];
    for head in heads {
        for piece in PIECES {
            let make = |bytes: usize| format!("{head}{}", piece.repeat(bytes / piece.len())).into_bytes();
            check(piece, make, |bytes| {
                let _ = feed::parse(bytes, &hints());
            });
        }
    }
}

#[test]
fn four_times_as_long_a_list_costs_at_most_ten_times() {
    for piece in
        ["<url>", "<loc>", "<url><loc>/x</loc>", "<outline text='x'>", "<news:title>x", "/x\n", "</url>"]
    {
        let make = |bytes: usize| format!("<urlset><opml>{}", piece.repeat(bytes / piece.len())).into_bytes();
        check(piece, make, |bytes| {
            let _ = sitemap::parse(bytes, &hints(), &sitemap::Options::default());
            let _ = feed::opml::parse(bytes, None);
        });
    }
}

#[test]
fn four_times_as_long_a_page_costs_at_most_ten_times() {
    for piece in [
        "<script>",
        "</script",
        "<script></scrip",
        "<link rel=alternate type=text/xml href=x>",
        "<style",
        "<",
    ] {
        let make = |bytes: usize| piece.repeat(bytes / piece.len()).into_bytes();
        check(piece, make, |bytes| {
            let _ = feed::discover(bytes, "https://news.example/");
        });
    }
}

#[test]
fn four_times_as_long_json_costs_at_most_ten_times() {
    for piece in ["{", "[", "{\"a\":", "\"", "\\", "{\"id\": 1},", "{\"tags\": [1, 2]},"] {
        let make = |bytes: usize| format!("{{\"items\": [{}", piece.repeat(bytes / piece.len())).into_bytes();
        check(piece, make, |bytes| {
            let _ = feed::parse(bytes, &hints());
        });
    }
}

#[test]
fn deep_nesting_needs_no_deep_stack() {
    let work = || {
        let nested = "<a>".repeat(100_000);
        assert!(feed::parse(format!("<rss><item>{nested}").as_bytes(), &hints()).is_ok());
        assert!(feed::parse("{\"items\":[".repeat(100_000).as_bytes(), &hints()).is_err());
    };
    let worker = std::thread::Builder::new().stack_size(300_000).spawn(work);
    assert!(worker.is_ok_and(|worker| worker.join().is_ok()));
}
