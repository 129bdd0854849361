//! Other addresses of the same article: pages for telephones, copies in AMP caches, addresses that lead to another.
//!
//! What [`stands_for`] says is certain, the address itself says it. What [`variants`] says is a guess to look up what
//! is known already, never to publish: some sites have other things under such names.

use url::Url;

use crate::address::lists::{LISTS, Redirector};
use crate::address::{parse, site};

const AMP_CACHES: [&str; 2] = [".cdn.ampproject.org", ".bing-amp.com"];

/// How many addresses within addresses are unpacked.
const DEPTH: usize = 3;

/// The address that this one stands for by its own words: a copy in an AMP cache or viewer
/// (`site-example.cdn.ampproject.org/c/s/site.example/1`), or a redirector with its target in a parameter.
pub fn stands_for(url: &Url) -> Option<Url> {
    let mut found = unpack(url)?;
    for _ in 1..DEPTH {
        match unpack(&found) {
            Some(next) => found = next,
            None => break,
        }
    }
    Some(found)
}

fn unpack(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    if AMP_CACHES.iter().any(|cache| host.ends_with(cache)) {
        return cached(url, url.path().trim_start_matches('/'));
    }
    let viewer = url.path().strip_prefix("/amp/").filter(|_| plain(host).is_some_and(is_google));
    viewer.map_or_else(|| redirected(url, host), |rest| origin(url, rest))
}

fn plain(host: &str) -> Option<&str> {
    host.strip_prefix("www.")
}

/// `google.com`, `google.com.eg` and its like.
fn is_google(host: &str) -> bool {
    psl::domain_str(host) == Some(host) && host.starts_with("google.")
}

/// `c/s/HOST/PATH` of an AMP cache: what kind of document (`c`, `v` or `wp/c` for pages), `s` for https, the address.
fn cached(url: &Url, path: &str) -> Option<Url> {
    let path = path.strip_prefix("wp/").unwrap_or(path);
    let rest = path.strip_prefix("c/").or_else(|| path.strip_prefix("v/"))?;
    origin(url, rest)
}

fn origin(url: &Url, rest: &str) -> Option<Url> {
    let (scheme, rest) = match rest.strip_prefix("s/") {
        Some(rest) => ("https", rest),
        None => ("http", rest),
    };
    let host = rest.split('/').next().filter(|host| host.contains('.'))?;
    let mut found = parse(&format!("{scheme}://{rest}")).filter(|found| found.host_str() == Some(host))?;
    found.set_query(url.query());
    Some(found)
}

fn redirected(url: &Url, host: &str) -> Option<Url> {
    let is = |entry: &&Redirector| entry.host == host && entry.path == url.path();
    LISTS.redirector.iter().filter(is).find_map(|entry| {
        let (_, target) = url.query_pairs().find(|(name, _)| *name == entry.parameter)?;
        parse(&target).filter(|_| target.starts_with("http"))
    })
}

/// Addresses that the same article may have without its marks for telephones, the likeliest first, never the
/// address itself. At most four.
pub fn variants(url: &Url) -> Vec<Url> {
    let origin = stands_for(url);
    let from = origin.as_ref().unwrap_or(url);
    let mut bare = from.clone();
    bare.set_path(&bare_path(from.path()));
    bare.set_query(bare_query(from).as_deref());
    let host = from.host_str().map(site::plain_host).unwrap_or_default();
    let mut found: Vec<Url> = [host.clone(), format!("www.{host}")]
        .iter()
        .filter_map(|host| {
            let mut other = bare.clone();
            other.set_host(Some(host)).ok()?;
            Some(other)
        })
        .collect();
    found.extend([bare, from.clone()]);
    let mut seen = vec![url.clone()];
    found.retain(|found| {
        !seen.contains(found) && {
            seen.push(found.clone());
            true
        }
    });
    found
}

/// The path without `amp` at its beginning or end.
fn bare_path(path: &str) -> String {
    let marks = &LISTS.variants;
    let is_mark = |segment: &str| marks.segments.iter().any(|mark| mark.eq_ignore_ascii_case(segment));
    let inner = path.strip_prefix('/').unwrap_or(path);
    let inner = inner.split_once('/').filter(|(first, _)| is_mark(first)).map_or(inner, |(_, rest)| rest);
    let (body, slash) = inner.strip_suffix('/').map_or((inner, ""), |body| (body, "/"));
    let body = match body.rsplit_once('/') {
        Some((body, last)) if is_mark(last) => return format!("/{body}{slash}"),
        _ => body,
    };
    for suffix in &marks.suffixes {
        if let Some(cut) = body.strip_suffix(suffix.as_str()) {
            let ending =
                suffix.rfind('.').filter(|at| *at > 0).and_then(|at| suffix.get(at..)).unwrap_or_default();
            return format!("/{cut}{ending}{slash}");
        }
    }
    format!("/{body}{slash}")
}

fn bare_query(url: &Url) -> Option<String> {
    let is_mark = |part: &&str| LISTS.variants.parameters.iter().any(|mark| mark.eq_ignore_ascii_case(part));
    let kept: Vec<&str> = url.query()?.split('&').filter(|part| !is_mark(part)).collect();
    (!kept.is_empty()).then(|| kept.join("&"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(address: &str, expected: &str) {
        let found = stands_for(&Url::parse(address).unwrap()).map(String::from);
        assert_eq!(found.as_deref().unwrap_or_default(), expected);
    }

    #[track_caller]
    fn check_variants(address: &str, first: &str) {
        let found = variants(&Url::parse(address).unwrap());
        assert_eq!(found.first().map(Url::as_str), Some(first), "{found:?}");
    }

    #[test]
    fn copies_and_redirectors_name_what_they_stand_for() {
        check("https://a-example.cdn.ampproject.org/c/s/a.example/1?x=2", "https://a.example/1?x=2");
        check(
            "https://a-example.cdn.ampproject.org/v/a.example/1/amp?amp_js_v=0.1",
            "http://a.example/1/amp?amp_js_v=0.1",
        );
        check("https://a-example.cdn.ampproject.org/wp/c/s/a.example/1", "https://a.example/1");
        check("https://a-example.cdn.ampproject.org/i/s/a.example/1.png", "");
        check("https://a-example.cdn.ampproject.org/c/s/", "");
        check("https://a-example.cdn.ampproject.org/c/s/user@a.example/", "");
        check("https://cdn.ampproject.org.evil.example/c/s/a.example/1", "");
        check("https://www.google.com/amp/s/a.example/1.amp.html", "https://a.example/1.amp.html");
        check("https://www.google.com.eg/amp/s/a.example/1", "https://a.example/1");
        check("https://www.google.evil.example/amp/s/a.example/1", "");
        check("https://www.google.com/url?sa=t&url=https%3A%2F%2Fa.example%2F1%3Fb", "https://a.example/1?b");
        check("https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2F1&h=x", "https://a.example/1");
        check("https://l.facebook.com/l.php?u=javascript:1", "");
        check("https://a.example/l.php?u=https://b.example/", "");
        check(
            "https://www.google.com/url?q=https://l.facebook.com/l.php?u%3Dhttps://a.example/1",
            "https://a.example/1",
        );
    }

    #[test]
    fn pages_for_telephones_lead_to_the_article() {
        check_variants("https://m.a.example/1", "https://a.example/1");
        check_variants("https://amp.a.example/1?b=c", "https://a.example/1?b=c");
        check_variants("https://www.a.example/1/amp", "https://a.example/1");
        check_variants("https://a.example/1/amp/", "https://a.example/1/");
        check_variants("https://a.example/amp/1", "https://a.example/1");
        check_variants("https://a.example/1.amp.html", "https://a.example/1.html");
        check_variants("https://a.example/1.amp", "https://a.example/1");
        check_variants("https://a.example/1?outputType=amp", "https://a.example/1");
        check_variants("https://a.example/1?b=c&amp=1", "https://a.example/1?b=c");
        check_variants("https://a.example/1", "https://www.a.example/1");
        check_variants("https://a.example/amp", "https://www.a.example/amp");
        check_variants("https://a-example.cdn.ampproject.org/c/s/m.a.example/1/amp", "https://a.example/1");
        check_variants("https://m.com/1", "https://www.m.com/1");
    }

    proptest! {
        #[test]
        fn any_address_has_few_variants_and_is_none_of_them(rest in "\\PC{0,30}") {
            if let Some(url) = parse(&format!("https://{rest}")) {
                let found = variants(&url);
                prop_assert!(found.len() <= 4 && !found.contains(&url));
            }
        }

        #[test]
        fn any_copy_is_unpacked_or_not(rest in "[csv/]{0,6}\\PC{0,20}") {
            if let Some(found) = parse(&format!("https://x.cdn.ampproject.org/{rest}")).and_then(|url| stands_for(&url)) {
                prop_assert!(found.has_host());
            }
        }
    }
}
