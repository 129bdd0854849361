//! Names into addresses, of which only those pass that the guard lets through.
//!
//! The connection is made to the very addresses that were judged, so a name that changes between two look-ups
//! gains nothing. A name with public and private addresses is asked at the public ones alone.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use web::guard::Guard;

/// Names with addresses of their own, whatever the system's resolver says: `*.example.org` stands for all names
/// below it. The guard judges these addresses as any other.
#[derive(Debug, Clone, Default)]
pub struct Pins(BTreeMap<String, IpAddr>);

impl Pins {
    /// From names, in lower case, and addresses.
    pub fn new(pins: impl IntoIterator<Item = (String, IpAddr)>) -> Self {
        Self(pins.into_iter().map(|(name, address)| (name.to_ascii_lowercase(), address)).collect())
    }

    fn get(&self, name: &str) -> Option<IpAddr> {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let below = || name.split_once('.').and_then(|(_, parent)| self.0.get(&format!("*.{parent}")));
        self.0.get(&name).or_else(below).copied()
    }
}

/// Why a name led nowhere.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NameError {
    #[error("{0}")]
    Unknown(std::io::Error),
    #[error("it has no address")]
    Empty,
    #[error("{0}")]
    Refused(web::guard::Refusal),
}

/// The resolver that a client uses for every connection.
#[derive(Clone)]
pub(crate) struct Names {
    pub(crate) guard: Arc<Guard>,
    pub(crate) pins: Pins,
}

impl Names {
    async fn look_up(&self, name: &str) -> Result<Vec<SocketAddr>, NameError> {
        let found: Vec<SocketAddr> = match self.pins.get(name) {
            Some(address) => vec![SocketAddr::new(address, 0)],
            None => tokio::net::lookup_host((name, 0)).await.map_err(NameError::Unknown)?.collect(),
        };
        self.passed(name, found)
    }

    /// Those of a name's addresses that may be asked.
    fn passed(&self, name: &str, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, NameError> {
        let mut refused = NameError::Empty;
        let mut passed = Vec::with_capacity(found.len());
        for address in found {
            match self.guard.check_resolved(name, address.ip()) {
                Ok(()) => passed.push(address),
                Err(refusal) => refused = NameError::Refused(refusal),
            }
        }
        if passed.is_empty() { Err(refused) } else { Ok(passed) }
    }
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let names = self.clone();
        Box::pin(async move {
            let found = names.look_up(name.as_str()).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(addresses: &[&str], expected: &[&str]) {
        let names = Names { guard: Arc::new(Guard::default()), pins: Pins::default() };
        let found = addresses.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), 0)).collect();
        let passed = names.passed("news.example.org", found).unwrap_or_default();
        let passed: Vec<String> = passed.iter().map(|address| address.ip().to_string()).collect();
        assert_eq!(passed, expected);
    }

    #[test]
    fn of_mixed_addresses_only_public_ones_are_asked() {
        check(&["8.8.8.8", "127.0.0.1", "::1"], &["8.8.8.8"]);
        check(&["::ffff:10.0.0.1", "2001:4860:4860::8888"], &["2001:4860:4860::8888"]);
        check(&["127.0.0.1", "fd00::1", "169.254.169.254"], &[]);
        check(&[], &[]);
    }

    #[test]
    fn a_pin_stands_for_a_name_or_for_all_below_it() {
        let pins = Pins::new([("*.a.example".to_owned(), IpAddr::from([10, 0, 0, 1]))]);
        assert!(pins.get("x.A.example.").is_some());
        assert!(pins.get("a.example").is_none() && pins.get("y.x.a.example").is_none());
    }
}
