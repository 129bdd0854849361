//! Any bytes as a feed, a sitemap, a list of feeds and a page: none may panic, and caps must hold.
#![no_main]

use feed::{Hints, Limits, sitemap};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let hints = Hints { url: Some("https://news.example/a/b"), ..Hints::default() };
    let limits = Limits { entries: 4, depth: 16 };
    if let Ok(feed) = feed::parse_within(bytes, &hints, limits) {
        assert!(feed.entries.len() <= limits.entries);
    }
    if let Ok(map) = sitemap::parse(bytes, &hints, &sitemap::Options::default()) {
        assert!(map.locations.iter().all(|one| one.url.starts_with("http")));
    }
    let _ = feed::opml::parse(bytes, None);
    let _ = feed::discover(bytes, "https://news.example/");
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = feed::date::instant(text);
    }
});
