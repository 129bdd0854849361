//! Networks as an operator writes them: `10.1.0.0/16`, `fd12::/48`, or one address.

use std::net::IpAddr;

/// A network whose bits after the prefix are zero. Never the whole internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    prefix: u8,
}

impl Network {
    /// From `ADDRESS/PREFIX`, or from an address alone. `None` where it is neither, where the address has bits after
    /// the prefix (`10.1.2.3/8`: was 10.0.0.0/8 meant, or this host?), and for `/0`, which would open everything.
    pub fn parse(entry: &str) -> Option<Network> {
        let (base, prefix) = match entry.split_once('/') {
            Some((base, prefix)) => (base.parse().ok()?, Some(digits(prefix)?)),
            None => (entry.parse().ok()?, None),
        };
        let prefix = prefix.unwrap_or(width(base));
        let whole = prefix >= 1 && prefix <= width(base) && bits(base) & !mask(base, prefix) == 0;
        whole.then_some(Network { base, prefix })
    }

    /// Whether the address lies in the network. IPv4 and IPv6 never lie in each other.
    pub fn contains(&self, ip: IpAddr) -> bool {
        Network::covers(self.base, self.prefix, ip)
    }

    /// Whether the network is one address.
    pub fn is_single(&self) -> bool {
        self.prefix == width(self.base)
    }

    pub(super) fn covers(base: IpAddr, prefix: u8, ip: IpAddr) -> bool {
        base.is_ipv4() == ip.is_ipv4() && (bits(base) ^ bits(ip)) & mask(base, prefix) == 0
    }
}

fn digits(text: &str) -> Option<u8> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn width(ip: IpAddr) -> u8 {
    if ip.is_ipv4() { 32 } else { 128 }
}

fn bits(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

/// The first `prefix` of the address's bits set; all above them too, which does no harm.
fn mask(ip: IpAddr, prefix: u8) -> u128 {
    let free = width(ip).saturating_sub(prefix);
    u128::MAX.checked_shl(u32::from(free)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(entry: &str, inside: &[&str], outside: &[&str]) {
        let network = Network::parse(entry).unwrap();
        for ip in inside {
            assert!(network.contains(ip.parse().unwrap()), "{ip} in {entry}");
        }
        for ip in outside {
            assert!(!network.contains(ip.parse().unwrap()), "{ip} not in {entry}");
        }
    }

    #[test]
    fn a_network_ends_where_its_prefix_says() {
        check("127.0.0.0/8", &["127.0.0.1", "127.255.255.255"], &["126.255.255.255", "128.0.0.0", "::1"]);
        check("172.16.0.0/12", &["172.16.0.0", "172.31.255.255"], &["172.32.0.0"]);
        check("10.1.2.3", &["10.1.2.3"], &["10.1.2.4"]);
        check("128.0.0.0/1", &["255.255.255.255"], &["127.255.255.255"]);
        check("fd12::/48", &["fd12::1", "fd12:0:0:ffff::1"], &["fd12:0:1::", "10.0.0.1"]);
        check("::1", &["::1"], &["::2", "0.0.0.1"]);
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for entry in [
            "",
            "/",
            "10.0.0.0/",
            "/8",
            "10.0.0.0/33",
            "10.1.0.0/8",
            "0.0.0.0/0",
            "::/0",
            "::/129",
            "10.0.0/24",
            "10.0.0.0/+8",
            "10.0.0.0/8 ",
            "10.0.0.0/8/8",
            "x/8",
            "010.0.0.1",
        ] {
            assert_eq!(Network::parse(entry), None, "{entry}");
        }
    }
}
