//! The address under which an article is known: what its page claims, where that may be believed.

use url::Url;

use crate::address::{normalize, parse, resolve, site, stands_for};

/// The address under which an article is known: the page's own claim where it may be believed, else the address that
/// it was fetched from; in normal form. A claim may be relative to that address.
///
/// A page may speak for its own site only: a claim on somebody else's address would take over their record. Nor is
/// one believed that names the front page, a common mistake which would make all articles of a site one. A claim
/// of http on a host that was asked by https is taken as https.
pub fn canonical(claimed: Option<&str>, fetched: Option<&str>) -> Option<String> {
    let fetched = fetched.and_then(parse).map(|url| stands_for(&url).unwrap_or(url));
    let claimed = match &fetched {
        Some(fetched) => {
            claimed.and_then(|claim| resolve(fetched, claim)).and_then(|url| believed(url, fetched))
        }
        None => claimed.and_then(parse),
    };
    claimed.or(fetched).map(|url| normalize(&url).into())
}

fn believed(claim: Url, fetched: &Url) -> Option<Url> {
    let mut claim = stands_for(&claim).unwrap_or(claim);
    let is_front = |url: &Url| url.path() == "/" && url.query().is_none_or(str::is_empty);
    let port = claim.port().is_none() || claim.port() == fetched.port();
    if !port || !site::may_speak_for(fetched, &claim) || is_front(&claim) && !is_front(fetched) {
        return None;
    }
    if fetched.scheme() == "https" && claim.host_str() == fetched.host_str() {
        // Between special schemes this cannot fail.
        let _ = claim.set_scheme("https");
    }
    Some(claim)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(claimed: Option<&str>, fetched: Option<&str>, expected: Option<&str>) {
        assert_eq!(canonical(claimed, fetched).as_deref(), expected);
    }

    #[test]
    fn one_article_one_address() {
        check(None, Some("https://a.example/1?utm_source=x&id=2#top"), Some("https://a.example/1?id=2"));
        check(None, Some("https://a.example/1?fbclid=x"), Some("https://a.example/1"));
        check(Some("https://a.example/1"), Some("https://m.a.example/1?x=y"), Some("https://a.example/1"));
        check(Some("https://a.example/1"), None, Some("https://a.example/1"));
        check(Some("/1"), Some("https://a.example/2/amp"), Some("https://a.example/1"));
        check(Some("http://a.example/1"), Some("https://a.example/1?x"), Some("https://a.example/1"));
        check(
            Some("https://www.a.example/1"),
            Some("https://amp.a.example/1"),
            Some("https://www.a.example/1"),
        );
        check(
            Some("https://www.a.example/1"),
            Some("https://ar.a.example/1"),
            Some("https://www.a.example/1"),
        );
        check(Some("javascript:x"), None, None);
        check(Some("/1"), None, None);
        check(None, None, None);
    }

    #[test]
    fn nobody_speaks_for_another_site() {
        let stays = |claim: &str, fetched: &str| check(Some(claim), Some(fetched), Some(fetched));
        stays("https://victim.example/1", "https://evil.example/2");
        stays("https://notvictim.example/", "https://victim.example/2");
        stays("https://b.blogspot.com/1", "https://a.blogspot.com/2");
        stays("https://blogspot.com/1", "https://a.blogspot.com/2");
        stays("https://victim.platform.example/1", "https://evil.platform.example/2");
        stays("https://co.uk/1", "https://evil.co.uk/2");
        stays("//victim.example/1", "https://evil.example/2");
        stays("https://evil.example@victim.example/1", "https://evil.example/2");
        stays("https://evil.example:8443/1", "https://evil.example/2");
        stays("\\\\victim.example\\1", "https://evil.example/2");
        stays("https://www.google.com/amp/s/victim.example/1", "https://evil.example/2");
    }

    #[test]
    fn a_front_page_is_no_article() {
        check(Some("https://a.example/"), Some("https://a.example/1"), Some("https://a.example/1"));
        check(Some("https://a.example/?"), Some("https://a.example/1"), Some("https://a.example/1"));
        check(
            Some("https://a.example/"),
            Some("https://a.example/?utm_source=x"),
            Some("https://a.example/"),
        );
        check(Some("https://a.example/?id=1"), Some("https://a.example/1"), Some("https://a.example/?id=1"));
    }

    #[test]
    fn a_copy_in_a_cache_speaks_for_its_origin() {
        let cache = "https://a-example.cdn.ampproject.org/c/s/a.example/1/amp";
        check(Some("https://a.example/1"), Some(cache), Some("https://a.example/1"));
        check(None, Some(cache), Some("https://a.example/1/amp"));
        check(Some("https://b.example/1"), Some(cache), Some("https://a.example/1/amp"));
    }

    proptest! {
        #[test]
        fn whatever_is_claimed_stays_on_the_site(claim in "(https?:)?[/\\\\]{0,2}([ab]\\.example)?[:@/\\\\?#.]{0,3}\\PC{0,9}") {
            let found = canonical(Some(&claim), Some("https://a.example/1")).unwrap();
            prop_assert_eq!(site::registrable_domain(Url::parse(&found).unwrap().host_str().unwrap()).unwrap(), "a.example");
        }
    }
}
