//! Who may be asked: only hosts of the public internet, unless an operator has opted one in.
//!
//! Feeds and pages name the addresses that we fetch next, so whoever writes a feed could have us ask our own
//! network, or a cloud's metadata service. Two checks stand in the way, and a fetcher needs both: [`Guard::check_url`]
//! before a request and after each redirect, and [`Guard::check_resolved`] on every address that a name resolves to,
//! on the very address that is then connected to (a name may resolve differently a moment later).
//!
//! The table of addresses refuses by default. Ports are the other way round: those on WHATWG's list of bad ports
//! are refused, because news sites do stand on odd ports and the list names what speaks other protocols.

use std::net::IpAddr;

use thiserror::Error;
use url::{Host, Url};

use crate::guard::network::Network;
use crate::guard::ranges::Range;

pub mod network;
pub mod ranges;

/// Why an address may not be asked. Asking again changes nothing, unless the name resolves to something else by then.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Neither http nor https.
    #[error("scheme `{0}` is not http or https")]
    Scheme(String),
    /// A name or password stands in the address: it would be sent, logged and published.
    #[error("the address carries a user name or password")]
    Credentials,
    /// There is no host, or an empty one.
    #[error("the address has no host")]
    NoHost,
    /// A port of another protocol.
    #[error("port `{0}` belongs to another protocol")]
    Port(u16),
    /// A name that only a local network knows.
    #[error("host `{0}` is a local name")]
    LocalName(String),
    /// A name without a dot, which the resolver would complete with the local network's own domain.
    #[error("host `{0}` is not fully qualified")]
    Unqualified(String),
    /// The host is, or resolves to, an address that is not public.
    #[error("address `{ip}` is not public ({range})")]
    Address {
        /// The address as it was met.
        ip: IpAddr,
        /// What it is meant for.
        range: Range,
    },
}

impl Refusal {
    /// One word, for metrics.
    pub fn label(&self) -> &'static str {
        match self {
            Refusal::Scheme(_) => "scheme",
            Refusal::Credentials => "credentials",
            Refusal::NoHost => "no-host",
            Refusal::Port(_) => "port",
            Refusal::LocalName(_) => "local-name",
            Refusal::Unqualified(_) => "unqualified",
            Refusal::Address { range, .. } => range.label(),
        }
    }
}

/// An entry of the list of networks and hosts that is neither.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadEntry {
    /// It has a slash or reads as an address, but is no network (or all of them).
    #[error(
        "`{0}` is not a network such as `10.1.0.0/16`: bits after the prefix must be zero, and `/0` is refused"
    )]
    Network(String),
    /// It is no plain host name.
    #[error("`{0}` is not a host name such as `news.intranet`: no scheme, port, path or wildcard")]
    Host(String),
}

/// Judges addresses. The default allows the public internet and nothing else.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    networks: Vec<Network>,
    hosts: Vec<String>,
}

/// Suffixes of names that only a local network knows (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`), and those
/// that routers and companies use without asking anybody.
const LOCAL: [&str; 10] = [
    "localhost",
    "localdomain",
    "local",
    "internal",
    "home.arpa",
    "intranet",
    "lan",
    "corp",
    "home",
    "private",
];

/// <https://fetch.spec.whatwg.org/#port-blocking>, sorted.
const BAD_PORTS: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103,
    104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514,
    515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723,
    2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

impl Guard {
    /// A guard that also lets through what the entries name: networks (`127.0.0.0/8`), addresses and host names
    /// (`news.intranet`, that name alone). Reports the first entry that is none of these.
    ///
    /// A metadata service is let through by its single address only, never by a network around it. Ports, schemes and
    /// credentials are judged for those who are opted in as for all.
    pub fn with_allowed<S: AsRef<str>>(entries: impl IntoIterator<Item = S>) -> Result<Guard, BadEntry> {
        let mut guard = Guard::default();
        for entry in entries {
            let entry = entry.as_ref();
            match Network::parse(entry) {
                Some(network) => guard.networks.push(network),
                None => guard.hosts.push(plain_host(entry)?),
            }
        }
        Ok(guard)
    }

    /// Whether the address may be asked, by all that can be seen without resolving its name.
    pub fn check_url(&self, url: &Url) -> Result<(), Refusal> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Credentials);
        }
        if let Some(port) = url.port().filter(|port| BAD_PORTS.binary_search(port).is_ok()) {
            return Err(Refusal::Port(port));
        }
        match url.host() {
            None => Err(Refusal::NoHost),
            Some(Host::Ipv4(v4)) => self.check_ip(v4.into()),
            Some(Host::Ipv6(v6)) => self.check_ip(v6.into()),
            Some(Host::Domain(name)) => self.check_name(name),
        }
    }

    /// Whether the address may be connected to, whatever name led to it.
    pub fn check_ip(&self, ip: IpAddr) -> Result<(), Refusal> {
        let Some(range) = ranges::special(ip) else { return Ok(()) };
        let effective = ranges::effective(ip);
        let opens = |network: &Network| {
            network.contains(effective) && (range != Range::Metadata || network.is_single())
        };
        if self.networks.iter().any(opens) { Ok(()) } else { Err(Refusal::Address { ip, range }) }
    }

    /// Whether an address may be connected to that this host name has been resolved to.
    ///
    /// A name that was opted in may lie on a private network or on this host; still not on a metadata service, a
    /// multicast group or another address that no web server has.
    pub fn check_resolved(&self, host: &str, ip: IpAddr) -> Result<(), Refusal> {
        match (self.check_ip(ip), ranges::special(ip)) {
            (Err(_), Some(Range::Private | Range::Loopback | Range::Shared | Range::LinkLocal))
                if self.is_opted_in(&bare(host)) =>
            {
                Ok(())
            }
            (verdict, _) => verdict,
        }
    }

    fn check_name(&self, name: &str) -> Result<(), Refusal> {
        let name = bare(name);
        if name.is_empty() {
            return Err(Refusal::NoHost);
        }
        if self.is_opted_in(&name) {
            return Ok(());
        }
        if LOCAL.iter().any(|suffix| is_below(&name, suffix)) {
            return Err(Refusal::LocalName(name));
        }
        if !name.contains('.') || name.split('.').any(str::is_empty) {
            return Err(Refusal::Unqualified(name));
        }
        Ok(())
    }

    fn is_opted_in(&self, name: &str) -> bool {
        self.hosts.iter().any(|host| host == name)
    }
}

/// Whether the name is the suffix, or ends in it after a dot.
fn is_below(name: &str, suffix: &str) -> bool {
    name.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// A name as hosts are compared: in small letters, without the dot that marks the root.
fn bare(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

fn plain_host(entry: &str) -> Result<String, BadEntry> {
    let digits = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'/' | b':');
    if entry.contains('/') || (!entry.is_empty() && entry.bytes().all(digits)) {
        return Err(BadEntry::Network(entry.to_owned()));
    }
    let bad = || BadEntry::Host(entry.to_owned());
    let Ok(Host::Domain(name)) = Host::parse(entry) else { return Err(bad()) };
    let name = bare(&name);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let labels = name.split('.').all(|label| !label.is_empty() && label.bytes().all(plain));
    if labels { Ok(name) } else { Err(bad()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(address: &str, expected: &str) {
        check_with(&[], address, expected);
    }

    #[track_caller]
    fn check_with(allowed: &[&str], address: &str, expected: &str) {
        let guard = Guard::with_allowed(allowed).unwrap();
        let url = Url::parse(address).unwrap();
        let found = guard.check_url(&url).map_or_else(|refusal| refusal.label(), |()| "ok");
        assert_eq!(found, expected, "{address} = {url}");
    }

    #[test]
    fn the_public_web_may_be_asked() {
        for address in [
            "http://news.example.com/",
            "https://news.example.com/a?b#c",
            "https://example.org:8443/",
            "http://example.org:8080/",
            "http://example.org:81/",
            "http://1.1.1.1/",
            "http://[2606:4700::1111]/",
            "https://الجزيرة.قطر/",
            "https://news.example.com./",
            "https://a_b.example.com/",
            "http://notlocalhost.com/",
            "http://localhost.com/",
            "http://internal.example.com/",
            "http://@example.com/",
        ] {
            check(address, "ok");
        }
    }

    #[test]
    fn other_schemes_are_refused() {
        for address in [
            "ftp://example.com/",
            "file:///etc/passwd",
            "gopher://example.com/",
            "javascript:1",
            "data:,x",
            "ws://a.b/",
        ] {
            check(address, "scheme");
        }
    }

    #[test]
    fn credentials_are_refused() {
        check("http://user@example.com/", "credentials");
        check("http://user:pass@example.com/", "credentials");
        check("http://:pass@example.com/", "credentials");
        check("http://example.com@127.0.0.1/", "credentials");
        check("http://1.1.1.1:80@169.254.169.254/", "credentials");
    }

    #[test]
    fn ports_of_other_protocols_are_refused() {
        for port in [0, 1, 22, 25, 53, 110, 143, 993, 2049, 6000, 6667, 10080] {
            check(&format!("http://example.com:{port}/"), "port");
        }
        assert!(BAD_PORTS.is_sorted());
    }

    #[test]
    fn local_names_are_refused() {
        for address in [
            "http://localhost/",
            "http://LOCALHOST/",
            "http://localhost./",
            "http://localhost../",
            "http://a.localhost/",
            "http://printer.local/",
            "http://metadata.google.internal/computeMetadata/v1/",
            "http://nas.home.arpa/",
            "http://router.lan/",
            "http://news.intranet/",
            "http://ｌｏｃａｌｈｏｓｔ/",
            "http://local%68ost/",
            "http://localhost。/",
            "http://local\thost/",
            "http://local\u{ad}host/",
        ] {
            check(address, "local-name");
        }
        check("http://intranet1/", "unqualified");
        check("http://a..b/", "unqualified");
        check("http://./", "no-host");
    }

    #[test]
    fn an_address_is_known_in_every_disguise() {
        for address in [
            "http://127.0.0.1/",
            "http://127.0.0.1./",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0177.0.0.1/",
            "http://0x7f.1/",
            "http://017700000001/",
            "http://127.0.0.1:8080/",
            "http://１２７.０.０.１/",
            "http://①②⑦.⓪.⓪.①/",
            "http://127。0。0。1/",
            "http://127．0．0．1/",
            "http://127｡0｡0｡1/",
            "http://%31%32%37.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[0:0:0:0:0:0:0:1]/",
            "http://[64:ff9b::7f00:1]/",
            "http:127.0.0.1/",
            "http:\\\\127.0.0.1\\",
            "http://127.0.\n0.1/",
        ] {
            check(address, "loopback");
        }
        check("http://0/", "unspecified");
        check("http://[::]/", "unspecified");
        check("http://169.254.169.254/latest/meta-data/", "metadata");
        check("http://2852039166/", "metadata");
        check("http://0xa9fea9fe/", "metadata");
        check("http://[fd00:ec2::254]/", "metadata");
        check("http://10.0.0.1/", "private");
        check("http://012.1/", "private");
        check("http://192.168.1/", "private");
        check("http://[fc00::1]/", "private");
        check("http://[::7f00:1]/", "tunnel");
    }

    #[test]
    fn what_is_opted_in_may_be_asked() {
        check_with(&["127.0.0.0/8"], "http://127.0.0.1:3000/", "ok");
        check_with(&["127.0.0.0/8"], "http://[::ffff:127.0.0.1]/", "ok");
        check_with(&["127.0.0.0/8"], "http://[::1]/", "loopback");
        check_with(&["127.0.0.0/8"], "http://localhost/", "local-name");
        check_with(&["127.0.0.0/8"], "http://127.0.0.1:22/", "port");
        check_with(&["News.Intranet."], "http://news.intranet/", "ok");
        check_with(&["news.intranet"], "http://NEWS.intranet./", "ok");
        check_with(&["news.intranet"], "http://a.news.intranet/", "local-name");
        check_with(&["nas"], "http://nas/", "ok");
        check_with(&["100.64.0.0/10"], "http://100.100.100.200/", "metadata");
        check_with(&["100.100.100.200"], "http://100.100.100.200/", "ok");
    }

    #[test]
    fn a_name_is_judged_again_by_what_it_resolves_to() {
        let guard = Guard::with_allowed(["news.intranet"]).unwrap();
        let verdict = |host: &str, ip: &str| guard.check_resolved(host, ip.parse().unwrap()).is_ok();
        assert!(verdict("news.example", "8.8.8.8"));
        assert!(!verdict("news.example", "10.0.0.1"));
        assert!(verdict("news.intranet", "10.0.0.1"));
        assert!(verdict("NEWS.intranet.", "::1"));
        assert!(!verdict("news.intranet", "169.254.169.254"));
        assert!(!verdict("news.intranet", "224.0.0.1"));
        assert!(!verdict("other.intranet", "10.0.0.1"));
    }

    #[test]
    fn bad_entries_are_refused() {
        for entry in ["", "10.0.0.0/33", "10.1.0.0/8", "0.0.0.0/0", "1.2.3", "http://a.b/", "a.b/c", "127.1"]
        {
            assert!(Guard::with_allowed([entry]).is_err(), "{entry}");
        }
        for entry in ["a.b:80", "*.b", ".b", "a..b", "a b", "u@b", "0x7f.1", "[::1]"] {
            assert_eq!(
                Guard::with_allowed([entry]).unwrap_err(),
                BadEntry::Host(entry.to_owned()),
                "{entry}"
            );
        }
    }

    proptest! {
        #[test]
        fn whatever_is_let_through_is_public_or_a_qualified_name(host in "\\PC{1,40}") {
            let Ok(url) = Url::parse(&format!("http://{host}/")) else { return Ok(()) };
            if Guard::default().check_url(&url).is_ok() {
                match url.host().unwrap() {
                    Host::Domain(name) => prop_assert!(name.trim_end_matches('.').contains('.')),
                    Host::Ipv4(ip) => prop_assert_eq!(ranges::special(ip.into()), None),
                    Host::Ipv6(ip) => prop_assert_eq!(ranges::special(ip.into()), None),
                }
            }
        }

        #[test]
        fn an_ipv4_address_is_judged_alike_in_all_its_forms(bits: u32) {
            let v4 = std::net::Ipv4Addr::from_bits(bits);
            let verdict = Guard::default().check_ip(v4.into()).map_err(|refusal| refusal.label());
            for host in [format!("{bits}"), format!("{bits:#x}"), format!("[::ffff:{v4}]"), format!("[64:ff9b::{v4}]")] {
                let url = Url::parse(&format!("http://{host}/")).unwrap();
                let found = Guard::default().check_url(&url).map_err(|refusal| refusal.label());
                prop_assert_eq!(found, verdict, "{}", host);
            }
        }

        #[test]
        fn any_entry_is_taken_or_refused(entry in "\\PC{0,40}") {
            let _ = Guard::with_allowed([entry]);
        }
    }
}
