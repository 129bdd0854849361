//! Any bytes: no panic, everything within its cap, and reading twice is reading once.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test")]

use feed::{Hints, sitemap};
use proptest::prelude::*;

/// Pieces of feeds in any order: closer to what breaks a reader than bytes at random.
fn soup() -> impl Strategy<Value = String> {
    let pieces = proptest::sample::select(vec![
        "<rss version='2.0'>",
        "<channel>",
        "<item>",
        "</item>",
        "<title>",
        "</title>",
        "<link href='a'/>",
        "<link>/b</link>",
        "<guid isPermaLink='false'>",
        "</guid>",
        "<description>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "&amp;",
        "&#x0;",
        "&",
        "<",
        "\"",
        "'",
        "<a href=\"x",
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='ar'>",
        "<entry xml:base='/x/'>",
        "<content type='xhtml'><div>",
        "</div></content>",
        "<content type='application/x' mode='base64'>4pyT",
        "<author><name>ليلى",
        "<pubDate>الاثنين 18 آذار 2024</pubDate>",
        "<media:content url='x' width='-1'>",
        "<georss:point>1 2",
        "<gml:pos>1",
        "<source url='x'>",
        "<image>",
        "<textInput>",
        "<urlset><url><loc>https://news.example/x",
        "<opml><outline text='x' xmlUrl='y'>",
        "{\"version\":",
        "قصف",
        "é",
        "\u{feff}",
        "\u{0}",
    ]);
    proptest::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

fn read_all(bytes: &[u8]) {
    let hints = Hints {
        url: Some("https://news.example/a/b"),
        content_type: Some("application/xml"),
        content_location: Some("c/"),
        content_language: Some("ar"),
    };
    let limits = feed::Limits { entries: 5, depth: 8 };
    if let Ok(feed) = feed::parse_within(bytes, &hints, limits) {
        assert!(feed.entries.len() <= limits.entries);
    }
    assert_eq!(feed::parse(bytes, &hints).is_ok(), feed::parse_within(bytes, &hints, limits).is_ok());
    let options = sitemap::Options { most: 3, ..sitemap::Options::default() };
    if let Ok(map) = sitemap::parse(bytes, &hints, &options) {
        assert!(map.locations.len() <= options.most);
        assert!(map.locations.iter().all(|one| one.url.contains("://news.example")));
    }
    let _ = feed::opml::parse(bytes, None);
    let _ = feed::discover(bytes, "https://news.example/");
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read_all(&bytes);
        read_all(&[b"<rss><item><title>".as_slice(), &bytes].concat());
    }

    #[test]
    fn any_soup_of_markup_is_read_without_panic(text in soup()) {
        read_all(text.as_bytes());
    }

    #[test]
    fn any_text_as_a_date_is_an_instant_or_nothing(text in "[0-9٠-٩:/.,+ TZ-]{0,24}|\\PC{0,40}") {
        let _ = feed::date::instant(&text);
    }

    #[test]
    fn an_instant_written_down_is_read_back(second in -30_000_000_000_i64..100_000_000_000) {
        let instant = jiff::Timestamp::from_second(second).unwrap();
        prop_assert_eq!(feed::date::instant(&instant.to_string()), Some(instant));
        let rfc = jiff::fmt::rfc2822::to_string(&instant.to_zoned(jiff::tz::TimeZone::UTC)).unwrap();
        prop_assert_eq!(feed::date::instant(&rfc), Some(instant));
    }

    #[test]
    fn a_title_comes_back_as_it_was_escaped(title in "[a-zء-ي<>&\"' ]{0,30}") {
        let escaped = title.replace('&', "&amp;").replace('<', "&lt;");
        let text = format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>{escaped}</title></entry></feed>");
        let feed = feed::parse(text.as_bytes(), &Hints::default()).unwrap();
        let found = feed.entries.first().and_then(|entry| entry.title.as_ref()).map(|title| title.value.as_str());
        prop_assert_eq!(found.unwrap_or_default(), title.trim());
        prop_assert_eq!(feed.defects, vec![]);
    }
}
