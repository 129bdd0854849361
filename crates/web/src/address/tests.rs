//! Addresses as feeds and pages write them.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(address: &str, expected: &str) {
    assert_eq!(normal(address).as_deref(), Some(expected));
}

#[test]
fn the_same_page_has_the_same_address() {
    check("HTTP://Site.Example:80", "http://site.example/");
    check("https://site.example.:443/a/./b/../c", "https://site.example/a/c");
    check("https://site.example/%7euser/%e3%83%84/%2f", "https://site.example/~user/%E3%83%84/%2F");
    check("https://site.example/خبر", "https://site.example/%D8%AE%D8%A8%D8%B1");
    check("https://site.example//a///b//", "https://site.example/a/b/");
    check("https://site.example/web/https://a.example//b", "https://site.example/web/https://a.example/b");
    check("https://user:pass@site.example/", "https://site.example/");
    check("https://الجزيرة.قطر/", "https://xn--mgbeiue0iwb.xn--wgbl6a/");
    check("site.example/a", "http://site.example/a");
    check("\u{200f} https://site.example/a\u{a0}\n", "https://site.example/a");
    check("https://site.example/100%", "https://site.example/100%25");
}

#[test]
fn fragments_go_but_hash_bangs_stay() {
    check("https://site.example/a#top", "https://site.example/a");
    check("https://site.example/a#:~:text=x", "https://site.example/a");
    check("https://site.example/#!/a", "https://site.example/#!/a");
}

#[test]
fn what_tracks_the_reader_goes() {
    check("https://site.example/?utm_source=a&id=1&UTM_medium=b&%75tm_x", "https://site.example/?id=1");
    check("https://site.example/a?fbclid=1&gclid=2&_ga=3", "https://site.example/a");
    check("https://site.example/a?b=1&a=2&b=3&c", "https://site.example/a?b=1&a=2&b=3&c");
    check("https://site.example/a?q=%d9%85+x&y=a%2Bb&z=", "https://site.example/a?q=%D9%85+x&y=a%2Bb&z=");
    check("https://site.example/a?&&", "https://site.example/a");
    check("https://www.youtube.com/watch?v=1&si=2", "https://www.youtube.com/watch?v=1");
    check("https://site.example/watch?v=1&si=2", "https://site.example/watch?v=1&si=2");
}

#[test]
fn what_names_a_visit_goes() {
    check("https://site.example/a;jsessionid=1A2B?id=1", "https://site.example/a?id=1");
    check("https://site.example/a;v=1;jsessionid=1", "https://site.example/a;v=1;jsessionid=1");
    check("https://site.example/(S(abc123))/a.aspx", "https://site.example/a.aspx");
    check("https://site.example/a?PHPSESSID=1&b=2", "https://site.example/a?b=2");
    check("https://site.example/a?sid=0123456789abcdef", "https://site.example/a");
    check("https://site.example/a?sid=12345", "https://site.example/a?sid=12345");
    check("https://site.example/a?sid=1234567890123456", "https://site.example/a?sid=1234567890123456");
}

#[test]
fn links_are_resolved_as_browsers_do() {
    let base = Url::parse("https://site.example/a/b?c").unwrap();
    let resolved = |link: &str| resolve(&base, link).map(String::from).unwrap_or_default();
    assert_eq!(resolved(" /x\n/y\t "), "https://site.example/x/y");
    assert_eq!(resolved("\\\\other.example\\x"), "https://other.example/x");
    assert_eq!(resolved("/\n/\\/other.example/x"), "https://other.example/x");
    assert_eq!(resolved("?d"), "https://site.example/a/b?d");
    assert_eq!(resolved("../x y"), "https://site.example/x%20y");
    assert_eq!(resolved("ht\ntps://other.example"), "https://other.example/");
    for link in
        ["javascript:alert(1)", "java\nscript:1", "mailto:a@b.example", "data:,x", "http://", "https://a b/"]
    {
        assert_eq!(resolved(link), "", "{link}");
    }
    assert_eq!(resolved(&"a".repeat(MAX_BYTES)), "");
}

#[test]
fn what_is_no_address_of_the_web_is_none() {
    for address in
        ["", "news", "ftp://site.example/", "a b.example", "http:///", "https://%2X.example/", "co.uk/x"]
    {
        assert_eq!(normal(address), None, "{address}");
    }
}

proptest! {
    #[test]
    fn the_normal_form_is_normal_already(rest in "[a-cA-C:/.;?&=#!%()S@0-9é\\\\]{0,40}") {
        if let Some(once) = normal(&format!("https://a.example/{rest}")) {
            prop_assert_eq!(normal(&once), Some(once));
        }
    }

    #[test]
    fn any_text_is_an_address_or_none(text in "\\PC{0,60}") {
        if let Some(once) = normal(&text) {
            prop_assert!(once.is_ascii());
            prop_assert_eq!(normal(&once), Some(once));
        }
    }
}
