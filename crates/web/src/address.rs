//! Addresses of articles: one article, one address.
//!
//! Reading is WHATWG's (the `url` crate): tabs and newlines are dropped, backslashes are slashes, hosts become ASCII.
//! On top of that the normal form takes away what tells nothing about the article. It never guesses: an address in
//! normal form leads to the same page. So the order of parameters stays, since some sites heed it; so do empty
//! values and `index.html`. `#!` stays too, because what follows it did name a page when sites were built that way.

use std::borrow::Cow;

use url::Url;

use crate::address::lists::LISTS;
use crate::percent::{self, is_unreserved};

pub use crate::address::canonical::canonical;
pub use crate::address::site::{ascii_host, registrable_domain, same_site};
pub use crate::address::variants::{stands_for, variants};

mod canonical;
mod lists;
mod site;
mod variants;

/// Longer addresses are none: no server takes them, and no news site has them.
pub const MAX_BYTES: usize = 8 * 1024;

/// An address of the web: http or https, with a host. Where the scheme is left out (`site.example/1`), it is http.
pub fn parse(address: &str) -> Option<Url> {
    let address = trim(address);
    match Url::parse(address) {
        Ok(url) => of_the_web(url),
        Err(url::ParseError::RelativeUrlWithoutBase) => {
            let host = address.split(['/', '?', '#']).next().filter(|host| host.contains('.'))?;
            registrable_domain(host)?;
            Url::parse(&format!("http://{address}")).ok().and_then(of_the_web)
        }
        Err(_) => None,
    }
}

/// The address that a link on a page leads to. `None` where it leads to no address of the web.
pub fn resolve(base: &Url, link: &str) -> Option<Url> {
    let link = trim(link);
    if link.len() > MAX_BYTES {
        return None;
    }
    base.join(&two_slashes(link)).ok().and_then(of_the_web)
}

/// A link with three slashes or more in front is one with two, says WHATWG; the `url` crate finds no host in it.
fn two_slashes(link: &str) -> Cow<'_, str> {
    let rest = link.trim_start_matches(['/', '\\', '\t', '\n', '\r']);
    let front = link.strip_suffix(rest).unwrap_or_default();
    let slashes = front.bytes().filter(|byte| matches!(byte, b'/' | b'\\')).count();
    if slashes > 2 { Cow::Owned(format!("//{rest}")) } else { Cow::Borrowed(link) }
}

fn of_the_web(url: Url) -> Option<Url> {
    let fits = matches!(url.scheme(), "http" | "https") && url.has_host() && url.as_str().len() <= MAX_BYTES;
    fits.then_some(url)
}

/// Besides what WHATWG strips: spaces of other scripts, byte order marks and marks of direction, as they stand around
/// addresses that somebody pasted.
fn trim(address: &str) -> &str {
    address.trim_matches(|c: char| {
        c.is_whitespace()
            || c <= ' '
            || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
    })
}

/// An address in normal form. Doing it twice is doing it once.
///
/// Scheme and host in small letters, no default port, no dot after the host, no credentials, no dot segments or
/// doubled slashes (but `https://` within a path stays), escapes in capitals and only where needed, no parameters that
/// track the reader or name a visit, no empty query, no fragment but `#!`.
pub fn normalize(url: &Url) -> Url {
    let mut url = url.clone();
    // None of these can fail on an address of the web, and on others there is nothing to take away.
    let _ = (url.set_username(""), url.set_password(None));
    if let Some(bare) =
        url.domain().filter(|host| host.ends_with('.')).map(|host| host.trim_end_matches('.').to_owned())
        && !bare.is_empty()
    {
        let _ = url.set_host(Some(&bare));
    }
    if !url.cannot_be_a_base() {
        let path = path(url.path());
        url.set_path(&path);
    }
    let query = url.query().and_then(|query| kept(query, url.host_str().unwrap_or_default()));
    url.set_query(query.as_deref());
    let hash_bang = url.fragment().filter(|fragment| fragment.starts_with('!')).map(str::to_owned);
    url.set_fragment(hash_bang.as_deref());
    url
}

/// [`parse`] and [`normalize`].
pub fn normal(address: &str) -> Option<String> {
    parse(address).map(|url| normalize(&url).into())
}

fn path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for segment in path.split('/').skip(1) {
        let segment = without_session(segment);
        let skipped = segment.is_none() || out.ends_with('/') && !out.ends_with(":/");
        if !skipped || out.is_empty() {
            out.push('/');
        }
        out.push_str(segment.unwrap_or_default());
    }
    percent::normal(
        out.as_bytes(),
        |byte| is_unreserved(byte) || b"/:@!$&'()*+,;=".contains(&byte),
        is_unreserved,
    )
}

/// A part of a path without `;jsessionid=…`. `None` where all of it names a visit, as ASP.NET's `(S(…))` does.
fn without_session(segment: &str) -> Option<&str> {
    if segment.starts_with("(S(") && segment.ends_with("))") {
        return None;
    }
    let is_session = |parameter: &str| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        LISTS.is_session(&percent::decode(name).to_ascii_lowercase(), value)
    };
    match segment.split_once(';') {
        Some((name, parameters)) if parameters.split(';').all(is_session) => Some(name),
        _ => Some(segment),
    }
}

/// What is left of a query, if anything.
fn kept(query: &str, host: &str) -> Option<String> {
    let tells = |part: &&str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        !part.is_empty() && !LISTS.is_idle(host, &percent::decode(name).to_ascii_lowercase(), value)
    };
    let kept: Vec<&str> = query.split('&').filter(tells).collect();
    let stands = |byte| is_unreserved(byte) || b"/?:@!$&'()*+,;=".contains(&byte);
    (!kept.is_empty()).then(|| percent::normal(kept.join("&").as_bytes(), stands, is_unreserved))
}

#[cfg(test)]
mod tests;
