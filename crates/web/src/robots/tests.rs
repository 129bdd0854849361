//! What robots.txt files in the wild look like, and what hostile ones do.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(robots: &str, allowed: &[&str], disallowed: &[&str]) {
    let robots = Robots::parse(robots.as_bytes());
    for path in allowed {
        assert!(robots.allows("FooBot", path), "{path} must be allowed");
    }
    for path in disallowed {
        assert!(!robots.allows("foobot", path), "{path} must be disallowed");
    }
}

#[test]
fn the_longest_match_decides_and_allows_on_ties() {
    let robots = "user-agent: *\ndisallow: /\nallow: /p\nallow: /a\ndisallow: /a\ndisallow: /page";
    check(robots, &["https://a.example/p", "/pa", "/a"], &["/", "/page", "", "/x?y=/p"]);
}

#[test]
fn stars_and_the_end() {
    check("user-agent: *\ndisallow: /*.php$", &["/a.php5", "/php"], &["/a.php", "/b/c.php", "/a.php.php"]);
    check("user-agent: *\ndisallow: /a*b*c", &["/abb", "/a", "/acb"], &["/abc", "/a1b2c3", "/aabbcc"]);
    check("user-agent: *\ndisallow: *x", &["/"], &["/x", "/ax?"]);
    check("user-agent: *\ndisallow: /*$", &[], &["/", "/x"]);
    check("user-agent: *\ndisallow: /a***b", &["/a"], &["/ab", "/axb"]);
    check("user-agent: *\ndisallow: /$", &["/a"], &["/", "https://a.example"]);
    check("user-agent: *\ndisallow: a", &["/a", "/"], &[]);
}

#[test]
fn groups_of_one_agent_are_one() {
    let robots = "user-agent: a\nuser-agent: foobot\ndisallow: /1\n\nuser-agent: *\ndisallow: /2\n\
                  user-agent: FooBot/2.1\ndisallow: /3";
    check(robots, &["/2"], &["/1", "/3"]);
    check("user-agent: foobotter\ndisallow: /\nuser-agent: foo\ndisallow: /", &["/"], &[]);
    check("user-agent: foobot\ndisallow:\nuser-agent: *\ndisallow: /", &["/"], &[]);
    check("disallow: /\nuser-agent: *\ndisallow: /x", &["/"], &["/x"]);
}

#[test]
fn common_mistakes_are_understood() {
    check(
        "\u{feff}useragent: foobot\ndissallow: /1\nDisalow /2\n  DISALLOW : /3 # x",
        &[],
        &["/1", "/2", "/3"],
    );
    check("user-agent *\rdisallow: /1\r\n\r\ndisallow: /2", &["/3"], &["/1", "/2"]);
    check("user-agent: *\ndisallow: /x\nallow: /x/index.html", &["/x/", "/x/index.html"], &["/x/a"]);
    check("user-agent: * all of you\ndisallow: /", &[], &["/"]);
    check("user-agent: *x\ndisallow: /", &["/"], &[]);
    check("<html><body>not found: sorry</body></html>", &["/"], &[]);
}

#[test]
fn both_sides_are_brought_to_one_encoding() {
    // The examples of RFC 9309, section 2.2.2.
    check(
        "user-agent: *\ndisallow: /foo/bar/ツ",
        &[],
        &["/foo/bar/%E3%83%84", "/foo/bar/%e3%83%84", "/foo/bar/ツ"],
    );
    check("user-agent: *\ndisallow: /foo/bar/%62%61%7A", &[], &["/foo/bar/baz", "/foo/bar/%62az"]);
    check("user-agent: *\ndisallow: /a%2fb", &["/a/b"], &["/a%2Fb"]);
    check("user-agent: *\ndisallow: /a%2Ab\ndisallow: /c%24", &["/axb", "/c"], &["/a*b", "/c$", "/c$d"]);
    check("user-agent: *\ndisallow: /a b'c", &[], &["/a%20b%27c", "/a b'c"]);
    check("user-agent: *\ndisallow: /خبر", &[], &["https://a.example/%D8%AE%D8%A8%D8%B1/1"]);
    check("user-agent: *\ndisallow: /100%", &[], &["/100%"]);
}

#[test]
fn delays_are_for_the_agents_before_them() {
    let robots = Robots::parse(
        b"user-agent: a\ncrawl-delay: 2.5s\nuser-agent: b\ndisallow: /\n\nuser-agent: *\ncrawl-delay: 999999\n\
          user-agent: c\ncrawl-delay: x\ncrawl-delay: 0\nallow: /",
    );
    assert_eq!(robots.crawl_delay("A"), Some(Duration::from_millis(2500)));
    assert_eq!(robots.crawl_delay("b"), None);
    assert_eq!(robots.crawl_delay("c"), None);
    assert_eq!(robots.crawl_delay("d"), Some(Duration::from_hours(24)));
    assert!(!robots.allows("a", "/") && !robots.allows("b", "/"));
}

#[test]
fn sitemaps_belong_to_nobody() {
    let robots =
        Robots::parse(b"Sitemap: https://a.example/1.xml\nuser-agent: a\nSite-Map: /2.xml\ndisallow: /");
    assert_eq!(robots.sitemaps(), ["https://a.example/1.xml", "/2.xml"]);
    assert!(!robots.allows("a", "/"));
}

#[test]
fn a_long_file_is_cut_after_a_whole_line() {
    let mut file = b"user-agent: *\ndisallow: /x\n".to_vec();
    file.resize(MAX_BYTES - 12, b'#');
    file.extend(b"\ndisallow: /yes/this\n");
    check(std::str::from_utf8(&file).unwrap(), &["/", "/y", "/yes/this"], &["/x"]);
}

#[test]
fn a_question_that_takes_too_long_is_answered_with_no() {
    let rules: Vec<String> = (0..15_000).map(|n| format!("disallow: *{n}z")).collect();
    let robots = Robots::parse(format!("user-agent: *\n{}", rules.join("\n")).as_bytes());
    assert!(!robots.allows("a", &format!("/{}", "a".repeat(8_000))));
    assert!(robots.allows("a", &format!("/{}", "a".repeat(80))));
}

/// The obvious matcher, to compare with.
fn slow(pattern: &[u8], path: &[u8]) -> bool {
    match pattern {
        [] => true,
        b"$" => path.is_empty(),
        [b'*', rest @ ..] => (0..=path.len()).any(|skip| slow(rest, &path[skip..])),
        [first, rest @ ..] => path.first() == Some(first) && slow(rest, &path[1..]),
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_and_any_address_is_judged(bytes: Vec<u8>, agent in "\\PC{0,9}", url in "\\PC{0,40}") {
        Robots::parse(&bytes).allows(&agent, &url);
    }

    #[test]
    fn lines_of_the_language_are_read(
        lines in prop::collection::vec("(user-agent|allow|disallow|crawl-delay|sitemap|x)[: ]{1,2}[a-c*/$%4.#é]{0,6}", 0..20),
        path in "/[a-c%/é*$]{0,8}",
    ) {
        let robots = Robots::parse(lines.join("\n").as_bytes());
        let only = robots.only("a");
        prop_assert_eq!(robots.allows("a", &path), only.allows("a", &path));
        prop_assert_eq!(robots.crawl_delay("a"), only.crawl_delay("anybody"));
        let stored = serde_json::to_string(&only).unwrap();
        prop_assert_eq!(serde_json::from_str::<Robots>(&stored).unwrap(), only);
    }

    #[test]
    fn the_greedy_matcher_finds_what_the_obvious_one_finds(pattern in "[ab*]{0,9}[$]?", path in "[ab]{0,12}") {
        let greedy = pattern::matches(&pattern, &path, &mut Budget::default());
        prop_assert_eq!(greedy, slow(pattern.as_bytes(), path.as_bytes()));
    }

    #[test]
    fn the_normal_form_is_normal_already(path in "/\\PC{0,20}", escapes in "(%[0-9a-fA-F]{2}){0,4}%?") {
        let once = pattern::path(&format!("{path}{escapes}"), Encoding::Normal);
        prop_assert!(once.is_ascii());
        prop_assert_eq!(pattern::path(&once, Encoding::Normal), once);
    }
}
