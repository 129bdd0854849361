//! Which addresses are no hosts of the public internet, and why not.
//!
//! The table follows the two IANA registries of special-purpose addresses (RFC 6890, as of 2025) and is stricter
//! where they leave room: of IPv6 only the allocated `2000::/3` counts as public, and no tunnel does, since it would
//! carry a request past the table to an IPv4 address. NAT64's well-known prefix is judged by the address inside,
//! because a host with IPv6 only sees the whole IPv4 internet through it.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::guard::network::Network;

/// What an address that is not public is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Range {
    /// Benchmarks of network devices (RFC 2544, RFC 5180).
    Benchmark,
    /// Everybody on the local network (RFC 919).
    Broadcast,
    /// Documentation (RFC 5737, RFC 3849, RFC 9637).
    Documentation,
    /// The link itself (RFC 3927, RFC 4291).
    LinkLocal,
    /// This very host (RFC 1122, RFC 4291).
    Loopback,
    /// A cloud provider's metadata or control service, which hands out credentials to whoever asks.
    Metadata,
    /// Groups of hosts (RFC 5771, RFC 4291).
    Multicast,
    /// A private network (RFC 1918, RFC 4193, and the site-local addresses of old).
    Private,
    /// Reserved, or assigned to protocols (RFC 6890).
    Reserved,
    /// Shared by a provider's customers (RFC 6598).
    Shared,
    /// A way to another network: 6to4, Teredo, local NAT64, IPv4-compatible.
    Tunnel,
    /// No host, or this network (RFC 1122).
    Unspecified,
}

impl Range {
    /// One word, for metrics and messages.
    pub fn label(self) -> &'static str {
        match self {
            Range::Benchmark => "benchmark",
            Range::Broadcast => "broadcast",
            Range::Documentation => "documentation",
            Range::LinkLocal => "link-local",
            Range::Loopback => "loopback",
            Range::Metadata => "metadata",
            Range::Multicast => "multicast",
            Range::Private => "private",
            Range::Reserved => "reserved",
            Range::Shared => "shared",
            Range::Tunnel => "tunnel",
            Range::Unspecified => "unspecified",
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// In the order of judgement: the narrow before the wide.
const V4: [(Ipv4Addr, u8, Range); 20] = [
    (Ipv4Addr::new(169, 254, 169, 254), 32, Range::Metadata), // AWS, Google, Azure and most others
    (Ipv4Addr::new(169, 254, 170, 2), 32, Range::Metadata),   // AWS, of containers
    (Ipv4Addr::new(100, 100, 100, 200), 32, Range::Metadata), // Alibaba
    (Ipv4Addr::new(168, 63, 129, 16), 32, Range::Metadata),   // Azure, in the midst of public addresses
    (Ipv4Addr::UNSPECIFIED, 8, Range::Unspecified),
    (Ipv4Addr::new(10, 0, 0, 0), 8, Range::Private),
    (Ipv4Addr::new(100, 64, 0, 0), 10, Range::Shared),
    (Ipv4Addr::new(127, 0, 0, 0), 8, Range::Loopback),
    (Ipv4Addr::new(169, 254, 0, 0), 16, Range::LinkLocal),
    (Ipv4Addr::new(172, 16, 0, 0), 12, Range::Private),
    (Ipv4Addr::new(192, 0, 0, 0), 24, Range::Reserved),
    (Ipv4Addr::new(192, 0, 2, 0), 24, Range::Documentation),
    (Ipv4Addr::new(192, 88, 99, 0), 24, Range::Tunnel),
    (Ipv4Addr::new(192, 168, 0, 0), 16, Range::Private),
    (Ipv4Addr::new(198, 18, 0, 0), 15, Range::Benchmark),
    (Ipv4Addr::new(198, 51, 100, 0), 24, Range::Documentation),
    (Ipv4Addr::new(203, 0, 113, 0), 24, Range::Documentation),
    (Ipv4Addr::new(224, 0, 0, 0), 4, Range::Multicast),
    (Ipv4Addr::BROADCAST, 32, Range::Broadcast),
    (Ipv4Addr::new(240, 0, 0, 0), 4, Range::Reserved),
];

/// In the order of judgement: the narrow before the wide, and at the end all that is not allocated.
const V6: [(Ipv6Addr, u8, Range); 20] = [
    (Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254), 128, Range::Metadata), // AWS
    (Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23), 128, Range::Metadata),  // AWS, of containers
    (Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254), 128, Range::Metadata),  // Google
    (Ipv6Addr::UNSPECIFIED, 128, Range::Unspecified),
    (Ipv6Addr::LOCALHOST, 128, Range::Loopback),
    (Ipv6Addr::UNSPECIFIED, 96, Range::Tunnel), // IPv4-compatible
    (Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, 0, 0), 48, Range::Tunnel),
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 32, Range::Tunnel), // Teredo
    (Ipv6Addr::new(0x2001, 2, 0, 0, 0, 0, 0, 0), 48, Range::Benchmark),
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, Range::Reserved), // ORCHID and other protocols
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32, Range::Documentation),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16, Range::Tunnel), // 6to4
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, Range::Documentation),
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7, Range::Private),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10, Range::LinkLocal),
    (Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10, Range::Private),
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8, Range::Multicast),
    (Ipv6Addr::UNSPECIFIED, 3, Range::Reserved),
    (Ipv6Addr::new(0x4000, 0, 0, 0, 0, 0, 0, 0), 2, Range::Reserved),
    (Ipv6Addr::new(0x8000, 0, 0, 0, 0, 0, 0, 0), 1, Range::Reserved),
];

/// The address that a connection goes to in the end: the IPv4 address inside an IPv4-mapped one, or inside one of
/// NAT64's well-known prefix `64:ff9b::/96` (RFC 6052).
pub fn effective(ip: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = ip.to_canonical() else { return ip.to_canonical() };
    match v6.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            IpAddr::V4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
        }
        _ => IpAddr::V6(v6),
    }
}

/// What the address is meant for, if it is not one of the public internet.
pub fn special(ip: IpAddr) -> Option<Range> {
    let within = |base: IpAddr, prefix: u8, ip: IpAddr| Network::covers(base, prefix, ip);
    match effective(ip) {
        IpAddr::V4(_) => {
            let ip = effective(ip);
            V4.iter()
                .find(|(base, prefix, _)| within((*base).into(), *prefix, ip))
                .map(|(_, _, range)| *range)
        }
        IpAddr::V6(_) => V6
            .iter()
            .find(|(base, prefix, _)| within((*base).into(), *prefix, ip))
            .map(|(_, _, range)| *range),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, expected: Option<&str>) {
        let found = special(address.parse().unwrap()).map(Range::label);
        assert_eq!(found, expected, "{address}");
    }

    #[test]
    fn public_hosts_are_none_of_these() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "203.0.112.255",
            "203.0.114.0",
            "223.255.255.255",
            "168.63.129.15",
            "168.63.129.17",
            "2606:4700::1111",
            "2a00:1450:4001::1",
            "2001:4860:4860::8888",
            "2003::1",
            "2001:200::",
            "3fff:1000::",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
        ] {
            check(address, None);
        }
    }

    #[test]
    fn ipv4_that_is_not_public_is_named_by_its_use() {
        check("0.0.0.0", Some("unspecified"));
        check("0.1.2.3", Some("unspecified"));
        check("10.0.0.0", Some("private"));
        check("10.255.255.255", Some("private"));
        check("100.64.0.1", Some("shared"));
        check("100.127.255.255", Some("shared"));
        check("100.100.100.200", Some("metadata"));
        check("127.0.0.1", Some("loopback"));
        check("127.255.255.254", Some("loopback"));
        check("168.63.129.16", Some("metadata"));
        check("169.254.0.1", Some("link-local"));
        check("169.254.169.254", Some("metadata"));
        check("169.254.170.2", Some("metadata"));
        check("172.16.0.1", Some("private"));
        check("172.31.255.255", Some("private"));
        check("192.0.0.8", Some("reserved"));
        check("192.0.2.1", Some("documentation"));
        check("192.88.99.1", Some("tunnel"));
        check("192.168.1.1", Some("private"));
        check("198.18.0.1", Some("benchmark"));
        check("198.19.255.255", Some("benchmark"));
        check("198.51.100.7", Some("documentation"));
        check("203.0.113.7", Some("documentation"));
        check("224.0.0.1", Some("multicast"));
        check("239.255.255.255", Some("multicast"));
        check("240.0.0.1", Some("reserved"));
        check("255.255.255.255", Some("broadcast"));
    }

    #[test]
    fn ipv6_that_is_not_public_is_named_by_its_use() {
        check("::", Some("unspecified"));
        check("::1", Some("loopback"));
        check("::2", Some("tunnel"));
        check("fc00::1", Some("private"));
        check("fdff:ffff::1", Some("private"));
        check("fd00:ec2::254", Some("metadata"));
        check("fe80::1", Some("link-local"));
        check("febf::1", Some("link-local"));
        check("fec0::1", Some("private"));
        check("ff02::1", Some("multicast"));
        check("2001:db8::1", Some("documentation"));
        check("3fff:fff::1", Some("documentation"));
        check("2001:10::1", Some("reserved"));
        check("2001:20::1", Some("reserved"));
        check("2001:2::1", Some("benchmark"));
        check("100::1", Some("reserved"));
        check("5f00::1", Some("reserved"));
        check("1fff::1", Some("reserved"));
        check("4000::1", Some("reserved"));
        check("e000::1", Some("reserved"));
    }

    #[test]
    fn ipv4_inside_ipv6_is_no_way_around() {
        check("::ffff:127.0.0.1", Some("loopback"));
        check("::ffff:169.254.169.254", Some("metadata"));
        check("::ffff:10.1.2.3", Some("private"));
        check("::ffff:0:127.0.0.1", Some("reserved"));
        check("::127.0.0.1", Some("tunnel"));
        check("::8.8.8.8", Some("tunnel"));
        check("64:ff9b::127.0.0.1", Some("loopback"));
        check("64:ff9b::10.0.0.1", Some("private"));
        check("64:ff9b::169.254.169.254", Some("metadata"));
        check("64:ff9b:1::8.8.8.8", Some("tunnel"));
        check("64:ff9b:0:1::8.8.8.8", Some("reserved"));
        check("2002:7f00:1::1", Some("tunnel"));
        check("2002:808:808::1", Some("tunnel"));
        check("2001:0:4136:e378:8000:63bf:3fff:fdd2", Some("tunnel"));
    }
}
