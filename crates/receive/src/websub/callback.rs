//! The address that a hub calls back: unguessable (`WebSub`, 8.1), yet the same after every restart, since its
//! key is derived from the subscription's secret.

use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use url::Url;

/// The query's parameter that makes the address unguessable.
const KEY: &str = "key";

/// The address for a source, below the public address of this server.
pub(crate) fn address(base: &Url, source: &str, secret: &[u8]) -> Url {
    let mut address = base.clone();
    address.set_query(None);
    address.set_fragment(None);
    if let Ok(mut segments) = address.path_segments_mut() {
        segments.pop_if_empty().extend(["v1", "websub", source]);
    }
    address.query_pairs_mut().append_pair(KEY, &key(source, secret));
    address
}

/// Whether the query of a request holds the key of this source's address.
pub(crate) fn is_meant(query: &[(String, String)], source: &str, secret: &[u8]) -> bool {
    let expected = key(source, secret);
    let given = query.iter().find(|(name, _)| name == KEY).map_or("", |(_, value)| value);
    bool::from(given.as_bytes().ct_eq(expected.as_bytes()))
}

fn key(source: &str, secret: &[u8]) -> String {
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    let digest = mac.chain_update(b"rasid websub callback\0").chain_update(source).finalize().into_bytes();
    crate::hex::encode(digest.first_chunk::<16>().map_or(&[], |half| half.as_slice()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_recognised_by_its_key() {
        let base = Url::parse("https://news.example/rasid/?x=1").unwrap();
        let address = address(&base, "صنعاء/1", b"secret");
        assert!(
            address
                .as_str()
                .starts_with("https://news.example/rasid/v1/websub/%D8%B5%D9%86%D8%B9%D8%A7%D8%A1%2F1?key=")
        );
        let query: Vec<_> = address.query_pairs().into_owned().collect();
        assert!(is_meant(&query, "صنعاء/1", b"secret"));
        assert!(!is_meant(&query, "صنعاء/2", b"secret"));
        assert!(!is_meant(&query, "صنعاء/1", b"other"));
        assert!(!is_meant(&[], "صنعاء/1", b"secret"));
    }
}
