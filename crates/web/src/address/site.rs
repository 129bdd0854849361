//! Which hosts belong together, by the public suffix list.

use std::net::IpAddr;

use url::{Host, Url};

use crate::address::lists::LISTS;

/// The domain that somebody has registered: `example.co.uk` for `www.example.co.uk`. `None` for addresses, and for names
/// under which others register theirs. Suffixes of hosting providers (`blogspot.com`) count as public.
///
/// The host may be written in any letters; the answer is in small ASCII letters.
pub fn registrable_domain(host: &str) -> Option<String> {
    let host = ascii_host(host)?;
    if host.parse::<IpAddr>().is_ok() || host.starts_with('[') {
        return None;
    }
    psl::domain_str(&host).map(str::to_owned)
}

/// The host as it is asked for: IDNA to ASCII, small letters, no dot at the end. `None` where it is no host.
pub fn ascii_host(host: &str) -> Option<String> {
    let host = Host::parse(host.trim()).ok()?.to_string();
    let bare = host.trim_end_matches('.');
    (!bare.is_empty()).then(|| bare.to_owned())
}

/// Whether two addresses are of one site, as browsers see it: one registrable domain, or the very same host where
/// there is none.
pub fn same_site(a: &Url, b: &Url) -> bool {
    let (Some(a), Some(b)) = (a.host_str(), b.host_str()) else { return false };
    match (registrable_domain(a), registrable_domain(b)) {
        (Some(a), Some(b)) => a == b,
        (None, None) => ascii_host(a) == ascii_host(b),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// The host without the labels in front that mark pages for telephones, and without `www`; never less than what is
/// registered.
pub(super) fn plain_host(host: &str) -> String {
    let whole = ascii_host(host).unwrap_or_default();
    let registered = registrable_domain(&whole).unwrap_or_else(|| whole.clone());
    let mut host = whole.as_str();
    while host != registered {
        match host.split_once('.') {
            Some((label, rest)) if LISTS.variants.labels.iter().any(|known| known == label) => host = rest,
            _ => break,
        }
    }
    host.to_owned()
}

/// Whether a page on `by` may say that its address is on `host`: same site, and one of the hosts lies below the
/// other, or they are the same, apart from marks such as `m.` and `www.`.
///
/// Narrower than [`same_site`], because not every host on which people publish is on the public suffix list.
pub(super) fn may_speak_for(by: &Url, host: &Url) -> bool {
    if !same_site(by, host) {
        return false;
    }
    let (a, b) =
        (plain_host(by.host_str().unwrap_or_default()), plain_host(host.host_str().unwrap_or_default()));
    let below = |low: &str, high: &str| low.strip_suffix(high).is_some_and(|rest| rest.ends_with('.'));
    a == b || below(&a, &b) || below(&b, &a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(host: &str, expected: Option<&str>) {
        assert_eq!(registrable_domain(host).as_deref(), expected, "{host}");
    }

    #[test]
    fn the_registered_part_is_found() {
        check("www.example.com", Some("example.com"));
        check("Example.COM.", Some("example.com"));
        check("a.b.example.co.uk", Some("example.co.uk"));
        check("news.gov.sy", Some("news.gov.sy"));
        check("www.sana.sy", Some("sana.sy"));
        check("a.blogspot.com", Some("a.blogspot.com"));
        check("blogspot.com", None);
        check("co.uk", None);
        check("com", None);
        check("127.0.0.1", None);
        check("0x7f.1", None);
        check("[::1]", None);
        check("", None);
        check("a b", None);
        check("site.example", Some("site.example"));
        check("www.الجزيرة.قطر", Some("xn--mgbeiue0iwb.xn--wgbl6a"));
        check("a.公司.cn", Some("a.xn--55qx5d.cn"));
        check("公司.cn", None);
    }

    #[test]
    fn one_site_has_one_registered_domain() {
        let same = |a: &str, b: &str| same_site(&Url::parse(a).unwrap(), &Url::parse(b).unwrap());
        assert!(same("https://a.example.com/", "http://b.example.com:8080/"));
        assert!(same("https://example.com./", "http://EXAMPLE.com/"));
        assert!(same("http://127.0.0.1/", "http://127.1/"));
        assert!(!same("http://127.0.0.1/", "http://127.0.0.2/"));
        assert!(!same("https://a.blogspot.com/", "https://b.blogspot.com/"));
        assert!(!same("https://a.example/", "https://notreallya.example/"));
        assert!(!same("mailto:a@b.example", "mailto:a@b.example"));
    }
}
