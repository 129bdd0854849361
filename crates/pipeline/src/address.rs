//! Addresses of articles: one article, one address.

use url::Url;

/// Parameters that only tell where a reader came from.
const TRACKING: [&str; 8] = ["fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "ref_src", "yclid", "msclkid"];

/// The address under which an article is known: the page's own claim where it may be believed, else the
/// address that it was fetched from; without fragment and tracking parameters.
///
/// A page may speak for its own site only: a claim on somebody else's address would take over their record.
pub fn canonical(claimed: Option<&str>, fetched: Option<&str>) -> Option<String> {
    let fetched = fetched.and_then(parse);
    let claimed = claimed.and_then(parse);
    let believed = match (claimed, &fetched) {
        (Some(claimed), Some(fetched)) => same_site(&claimed, fetched).then_some(claimed),
        (claimed, None) => claimed,
        (None, Some(_)) => None,
    };
    believed.or(fetched).map(clean)
}

fn parse(address: &str) -> Option<Url> {
    Url::parse(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Whether two hosts are one, or one lies below the other (`m.site.example` and `site.example`).
fn same_site(a: &Url, b: &Url) -> bool {
    let bare = |url: &Url| {
        let host = url.host_str().unwrap_or_default().to_owned();
        host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
    };
    let (a, b) = (bare(a), bare(b));
    a == b || a.ends_with(&format!(".{b}")) || b.ends_with(&format!(".{a}"))
}

fn clean(mut url: Url) -> String {
    url.set_fragment(None);
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !name.starts_with("utm_") && !TRACKING.contains(&name.as_ref()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let all = url.query_pairs().count();
    if kept.is_empty() {
        url.set_query(None);
    } else if kept.len() < all {
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
    url.into()
}

#[cfg(test)]
mod tests {
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
        check(Some("javascript:x"), None, None);
        check(None, None, None);
    }

    #[test]
    fn nobody_speaks_for_another_site() {
        check(
            Some("https://victim.example/1"),
            Some("https://evil.example/2"),
            Some("https://evil.example/2"),
        );
        check(
            Some("https://notvictim.example/"),
            Some("https://victim.example/2"),
            Some("https://victim.example/2"),
        );
    }
}
