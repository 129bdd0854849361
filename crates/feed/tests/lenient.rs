//! What broken feeds look like, one leniency a test: what is found, and what is said about it.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use feed::model::{Shape, Version};
use feed::{DefectCode, Entry, Feed, FeedError, Hints};

fn read(text: &str) -> Feed {
    let hints = Hints { url: Some("https://news.example/ar/feed.xml"), ..Hints::default() };
    feed::parse(text.as_bytes(), &hints).unwrap()
}

fn item(inside: &str) -> Entry {
    read(&format!("<rss version='2.0'><channel><item>{inside}</item></channel></rss>")).entries.remove(0)
}

fn codes(feed: &Feed) -> Vec<DefectCode> {
    feed.defects.iter().map(|defect| defect.code).collect()
}

#[track_caller]
fn check_title(inside: &str, expected: &str) {
    let title = item(inside).title.map(|title| title.value);
    assert_eq!(title.as_deref(), Some(expected), "{inside}");
}

#[test]
fn a_sound_feed_has_no_defect() {
    let feed = read(
        "<?xml version='1.0' encoding='utf-8'?>
        <rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:atom='http://www.w3.org/2005/Atom'
             xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>
        <channel><title>أخبار الساحل</title><link>https://news.example/</link><language>ar_SY</language>
        <atom:link rel='self' href='feed.xml'/><atom:link rel='hub' href='https://hub.example/'/>
        <ttl>30</ttl><skipHours><hour>1</hour><hour>24</hour></skipHours><skipDays><day>Friday</day></skipDays>
        <sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
        <image><url>/logo.png</url><title>شعار</title><width>88</width></image>
        <item><title>افتتاح جسر</title><link>/a/1</link><guid isPermaLink='false'>n-1</guid>
        <dc:creator>ليلى حداد</dc:creator><pubDate>Mon, 18 Mar 2024 09:15:30 +0300</pubDate>
        <category domain='sections'>محليات</category><enclosure url='/a.mp3' length='12' type='audio/mpeg'/></item>
        </channel></rss>",
    );
    assert_eq!(codes(&feed), []);
    assert_eq!((feed.version, feed.language.as_deref()), (Version::Rss20, Some("ar-SY")));
    assert_eq!(feed.self_link(), Some("https://news.example/ar/feed.xml"));
    assert_eq!(feed.hubs().collect::<Vec<_>>(), ["https://hub.example/"]);
    assert_eq!((feed.interval_secs(), feed.skip_hours.as_slice()), (Some(1800), [1, 0].as_slice()));
    assert_eq!(feed.image.unwrap().url.as_deref(), Some("https://news.example/logo.png"));
    let entry = &feed.entries[0];
    assert_eq!(entry.link.as_deref(), Some("https://news.example/a/1"));
    assert_eq!((entry.id.as_deref(), entry.id_is_permalink), (Some("n-1"), false));
    assert_eq!(entry.authors[0].name.as_deref(), Some("ليلى حداد"));
    assert_eq!(entry.date().unwrap().to_string(), "2024-03-18T06:15:30Z");
    assert_eq!(entry.categories[0].scheme.as_deref(), Some("sections"));
    assert_eq!(entry.enclosures[0].url, "https://news.example/a.mp3");
    assert_eq!(entry.title.as_ref().unwrap().language.as_deref(), Some("ar-SY"));
}

#[test]
fn stray_marks_stay_text() {
    check_title("<title>قمح & شعير < ذرة</title>", "قمح & شعير < ذرة");
    check_title("<title>R&D &unknown; &nbsp;x&eacute;</title>", "R&D &unknown; \u{a0}xé");
    check_title("<title><![CDATA[<![CDATA[قمح & شعير]]></title>", "قمح & شعير");
    check_title("<title>أ<![CDATA[ب]]>ج</title>", "أبج");
}

#[test]
fn junk_before_the_root_is_passed_over() {
    let feed = read(
        "\u{feff} Warning: <b>x</b> in line 3\n<?xml version='1.0'?><rss><channel><item><title>x</title>",
    );
    assert_eq!(feed.entries.len(), 1);
    assert_eq!(codes(&feed), [DefectCode::JunkBeforeRoot, DefectCode::Truncated]);
}

#[test]
fn what_was_read_of_a_cut_feed_is_given_back() {
    let whole = "<rss><channel><title>أ</title><item><title>ب</title><link>https://a.example/1</link></item>\
                 <item><title>ج</title><description>نص طويل</description></item></channel></rss>";
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        let feed = feed::parse(whole.get(..end).unwrap().as_bytes(), &Hints::default());
        let wanted = usize::from(end > 50) + usize::from(end > 125);
        assert!(feed.map_or(0, |feed| feed.entries.len()) >= wanted, "cut at {end}");
    }
}

#[test]
fn missing_end_tags_cost_nothing_but_themselves() {
    let feed = read("<rss><channel><item><title>أ<guid>1</guid><item><title>ب</title></item></channel>");
    let titles: Vec<_> =
        feed.entries.iter().map(|entry| entry.title.as_ref().unwrap().value.as_str()).collect();
    assert_eq!(titles, ["أ", "ب"]);
    assert_eq!(feed.entries[0].id.as_deref(), Some("1"));
    assert!(codes(&feed).contains(&DefectCode::Nesting));
}

#[test]
fn prefixes_mean_their_uri_or_what_they_usually_do() {
    let declared = item("<x:creator xmlns:x='http://purl.org/dc/elements/1.1/'>ليلى</x:creator>");
    assert_eq!(declared.authors[0].name.as_deref(), Some("ليلى"));
    let undeclared =
        item("<dc:creator>ليلى</dc:creator><content:encoded>&lt;p&gt;x&lt;/p&gt;</content:encoded>");
    assert_eq!(undeclared.authors[0].name.as_deref(), Some("ليلى"));
    assert_eq!(undeclared.content[0].value, "<p>x</p>");
}

#[test]
fn declared_entities_are_never_expanded() {
    let feed = read(
        "<!DOCTYPE rss [<!ENTITY a 'boom'><!ENTITY b '&a;&a;&a;'>]><rss><channel><item><title>&b;</title></item></channel></rss>",
    );
    assert_eq!(feed.entries[0].title.as_ref().unwrap().value, "&b;");
    assert!(codes(&feed).contains(&DefectCode::EntitiesRefused));
}

#[test]
fn content_escaped_twice_is_unescaped_once_more() {
    let entry = item("<description>&amp;lt;p&amp;gt;خبر&amp;lt;/p&amp;gt;</description>");
    assert_eq!(entry.summary.unwrap().value, "<p>خبر</p>");
    let entry = item("<description>the tag &amp;lt;b&amp;gt;</description>");
    assert_eq!(entry.summary.unwrap().value, "the tag &lt;b&gt;");
}

#[test]
fn utf8_encoded_twice_is_repaired() {
    let twice: String = "قصف".bytes().map(char::from).collect();
    check_title(&format!("<title>{twice}</title>"), "قصف");
    check_title("<title>café</title>", "café");
}

#[test]
fn tags_in_a_text_are_kept_as_markup() {
    let entry = item("<description>أول<br>ثان <b>ثالث</b> &amp; رابع</description><guid>9</guid>");
    assert_eq!(entry.summary.as_ref().unwrap().value, "أول<br />ثان <b>ثالث</b> &amp; رابع");
    assert!(entry.summary.unwrap().is_markup());
    assert_eq!(entry.id.as_deref(), Some("9"));
}

#[test]
fn atom_texts_have_types() {
    let feed = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='ar' xml:base='/x/'><entry><id>urn:a</id>
         <title type='html'>&lt;b&gt;عنوان&lt;/b&gt;</title><link href='1'/><link rel='enclosure' href='2.mp3'/>
         <content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>نص &amp; <a href='y'>z</a></p></div></content>
         <summary type='text'>1 &lt; 2</summary></entry>
         <entry xml:lang='en'><content type='application/octet-stream'>2LnYsdio2Yo=</content></entry></feed>",
    );
    let first = &feed.entries[0];
    assert_eq!(first.title.as_ref().unwrap().media_type, "text/html");
    assert_eq!(first.link.as_deref(), Some("https://news.example/x/1"));
    assert_eq!(first.enclosures[0].url, "https://news.example/x/2.mp3");
    assert_eq!(first.content[0].value, "<p>نص &amp; <a href=\"https://news.example/x/y\">z</a></p>");
    assert_eq!(first.summary.as_ref().unwrap().value, "1 < 2");
    assert_eq!((first.language.as_deref(), feed.entries[1].language.as_deref()), (Some("ar"), Some("en")));
    assert_eq!(feed.entries[1].content[0].value, "عربي");
    assert_eq!(codes(&feed), []);
}

#[test]
fn rdf_and_pictures_and_places_are_read() {
    let feed = read(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'
          xmlns:media='http://search.yahoo.com/mrss/' xmlns:georss='http://www.georss.org/georss'>
         <channel rdf:about='c'><title>x</title></channel><item rdf:about='https://a.example/1'><title>y</title>
         <media:group><media:content url='/p.jpg' medium='image' width='640'><media:title>صورة</media:title>
         <media:credit>سامر</media:credit></media:content></media:group><media:thumbnail url='t.jpg'/>
         <media:description>تعليق</media:description><georss:point>35.5 36.2</georss:point></item></rdf:RDF>",
    );
    let entry = &feed.entries[0];
    assert_eq!((feed.version, entry.id.as_deref()), (Version::Rss10, Some("https://a.example/1")));
    let media = &entry.media[0];
    assert_eq!(media.url.as_deref(), Some("https://news.example/p.jpg"));
    assert_eq!(
        (media.title.as_deref(), media.credit.as_deref(), media.width),
        (Some("صورة"), Some("سامر"), Some(640))
    );
    assert_eq!(entry.title.as_ref().unwrap().value, "y");
    assert_eq!(entry.thumbnails[0].url.as_deref(), Some("https://news.example/ar/t.jpg"));
    assert_eq!(entry.summary.as_ref().unwrap().value, "تعليق");
    let place = entry.place.as_ref().unwrap();
    assert_eq!((place.shape, place.positions.as_slice()), (Shape::Point, [[36.2, 35.5]].as_slice()));
}

#[test]
fn an_identifier_is_a_link_only_where_it_may_be() {
    let permalink = item("<guid>https://a.example/1</guid>");
    assert_eq!(permalink.link.as_deref(), Some("https://a.example/1"));
    assert_eq!(item("<guid isPermaLink='false'>https://a.example/1</guid>").link, None);
    assert_eq!(item("<guid>12345</guid>").link, None);
}

#[test]
fn hints_say_charset_language_and_base() {
    let hints = Hints {
        url: Some("https://news.example/a/feed"),
        content_type: Some("application/rss+xml; charset=windows-1256"),
        content_location: Some("/b/"),
        content_language: Some("ar"),
    };
    let bytes = b"<rss><channel><item><title>\xde\xd5\xdd</title><link>c</link></item></channel></rss>";
    let feed = feed::parse(bytes, &hints).unwrap();
    assert_eq!((feed.encoding, feed.language.as_deref()), ("windows-1256", Some("ar")));
    assert_eq!(feed.entries[0].title.as_ref().unwrap().value, "قصف");
    assert_eq!(feed.entries[0].link.as_deref(), Some("https://news.example/b/c"));
}

#[test]
fn entries_and_depth_are_capped() {
    let text = format!("<rss><channel>{}", "<item><title>x</title></item>".repeat(9));
    let limits = feed::Limits { entries: 4, ..feed::Limits::default() };
    let feed = feed::parse_within(text.as_bytes(), &Hints::default(), limits).unwrap();
    assert_eq!(feed.entries.len(), 4);
    assert!(codes(&feed).contains(&DefectCode::Limit));
    let feed = read(&format!("<rss><channel><item>{}</item>", "<q>".repeat(300)));
    assert!(codes(&feed).contains(&DefectCode::DeepNesting));
}

#[test]
fn what_is_no_feed_says_why() {
    let error = |bytes: &[u8]| feed::parse(bytes, &Hints::default()).unwrap_err();
    assert_eq!(error(b" \n"), FeedError::Empty);
    assert_eq!(error(b"<!DOCTYPE html><html><link rel='alternate'></html>"), FeedError::Html);
    assert_eq!(error(b"\x89PNG\r\n"), FeedError::Binary);
    assert_eq!(error(b"\x1f\x8b\x08\x00"), FeedError::Binary);
    assert_eq!(error(b"<urlset><url/></urlset>"), FeedError::Sitemap);
    assert_eq!(error(b"<opml/>"), FeedError::Opml);
    assert_eq!(error(b"{\"a\": 1}"), FeedError::Json);
    assert_eq!(error(b"Not found"), FeedError::NoFeed);
}
