//! Sitemaps as sites write them.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use feed::sitemap::{Kind, Options, Sitemap, parse};
use feed::{DefectCode, FeedError, Hints};

const HINTS: Hints<'static> = Hints {
    url: Some("https://news.example/maps/sitemap.xml"),
    content_type: None,
    content_location: None,
    content_language: None,
};

fn read(text: &str) -> Sitemap {
    parse(text.as_bytes(), &HINTS, &Options::default()).unwrap()
}

#[track_caller]
fn check(text: &str, kind: Kind, urls: &[&str]) {
    let map = read(text);
    let found: Vec<_> = map.locations.iter().map(|one| one.url.as_str()).collect();
    assert_eq!((map.kind, found.as_slice()), (kind, urls), "{text}");
}

#[test]
fn namespaces_may_be_missing_or_wrong() {
    let one = ["https://news.example/1"];
    check("<urlset><url><loc>https://news.example/1</loc></url></urlset>", Kind::Pages, &one);
    check("\u{feff}<x:urlset xmlns:x='y'><x:url><x:loc> /1 </x:loc></x:url>", Kind::Pages, &one);
    check("<sitemapindex><sitemap><loc><![CDATA[https://news.example/1]]></loc>", Kind::Index, &one);
    check("<sitemapindex><sitemap>\n/1\n</sitemap></sitemapindex>", Kind::Index, &one);
    check(
        "https://news.example/1\nnonsense\n\r\n",
        Kind::Text,
        &["https://news.example/1", "https://news.example/maps/nonsense"],
    );
    check("<rss><channel><item><link>/1</link></item></channel></rss>", Kind::Feed, &one);
}

#[test]
fn news_are_read_and_pictures_are_not_pages() {
    let map = read(
        "<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>/1?a=1&amp;b=2</loc>
         <lastmod>2024-03-18T09:15:30+03:00</lastmod><priority>0.7</priority>
         <n:news><n:publication><n:name>صحيفة</n:name><n:language>ar</n:language></n:publication>
         <n:publication_date>2024-03-18</n:publication_date><n:title>عنوان</n:title>
         <n:keywords>قمح، شعير, ذرة</n:keywords></n:news>
         <image:image><image:loc>/p.jpg</image:loc><image:title>x</image:title></image:image></url></urlset>",
    );
    let page = &map.locations[0];
    assert_eq!(page.url, "https://news.example/1?a=1&b=2");
    assert_eq!(page.modified.as_ref().unwrap().instant.unwrap().to_string(), "2024-03-18T06:15:30Z");
    let news = page.news.as_ref().unwrap();
    assert_eq!((news.title.as_deref(), news.publication.as_deref()), (Some("عنوان"), Some("صحيفة")));
    assert_eq!((news.language.as_deref(), news.keywords.len()), (Some("ar"), 3));
    assert_eq!(map.locations.len(), 1);
}

#[test]
fn other_hosts_are_refused_unless_they_vouched() {
    let text =
        "<urlset><url><loc>https://other.example/1</loc></url><url><loc>ftp://news.example/2</loc></url>
                <url><loc>http://news.example/3</loc></url></urlset>";
    let map = read(text);
    assert_eq!((map.locations.len(), map.refused), (1, 2));
    let options = Options { hosts: &["other.example"], ..Options::default() };
    assert_eq!(parse(text.as_bytes(), &HINTS, &options).unwrap().refused, 1);
    assert_eq!(parse(text.as_bytes(), &Hints::default(), &Options::default()).unwrap().refused, 3);
}

#[test]
fn caps_are_kept_and_said() {
    let text = format!("<urlset>{}</urlset>", "<url><loc>/1</loc></url>".repeat(9));
    let options = Options { most: 4, ..Options::default() };
    let map = parse(text.as_bytes(), &HINTS, &options).unwrap();
    assert_eq!((map.locations.len(), map.defects[0].code), (4, DefectCode::Limit));
    let options = Options { most_bytes: 60, ..Options::default() };
    let map = parse(text.as_bytes(), &HINTS, &options).unwrap();
    assert_eq!((map.locations.len(), map.defects[0].code), (2, DefectCode::Limit));
}

#[test]
fn what_is_no_sitemap_says_why() {
    let error = |bytes: &[u8]| parse(bytes, &HINTS, &Options::default()).unwrap_err();
    assert_eq!(error(b""), FeedError::Empty);
    assert_eq!(error(b"<html><body>404"), FeedError::Html);
    assert_eq!(error(&[0x1F, 0x8B, 8, 0]), FeedError::Binary);
    assert_eq!(error(b"Not found"), FeedError::NoFeed);
    assert!(feed::is_gzip(&[0x1F, 0x8B, 8, 0]));
}
