//! How sources are asked: the section `[fetch]`.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use serde::Deserialize;
use url::Url;
use web::guard::Guard;
use web::politeness::{Domains, Limits};

/// The section as it is written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    sources: Option<PathBuf>,
    contact: Option<String>,
    in_flight: usize,
    domain_interval_ms: u64,
    domain_concurrent: u32,
    domains: BTreeMap<String, RawDomain>,
    interval_min_secs: u64,
    interval_max_secs: u64,
    connect_timeout_ms: u64,
    idle_timeout_ms: u64,
    total_timeout_ms: u64,
    redirects: u8,
    header_bytes: usize,
    wire_bytes: u64,
    body_bytes: u64,
    backfill_days: f64,
    allow: Vec<String>,
    proxy: Option<String>,
    resolve: BTreeMap<String, IpAddr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDomain {
    interval_ms: u64,
    #[serde(default = "one")]
    concurrent: u32,
}

fn one() -> u32 {
    1
}

impl Default for Raw {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            sources: None,
            contact: None,
            in_flight: 64,
            domain_interval_ms: 2_000,
            domain_concurrent: 1,
            domains: BTreeMap::new(),
            interval_min_secs: 300,
            interval_max_secs: 21_600,
            connect_timeout_ms: 10_000,
            idle_timeout_ms: 15_000,
            total_timeout_ms: 60_000,
            redirects: 8,
            header_bytes: 65_536,
            wire_bytes: 10 * MIB,
            body_bytes: 20 * MIB,
            backfill_days: 3.0,
            allow: Vec::new(),
            proxy: None,
            resolve: BTreeMap::new(),
        }
    }
}

/// The section as it is used.
#[derive(Debug, Clone)]
pub(crate) struct Fetch {
    /// The file with the sources, where one is named.
    pub(crate) sources: Option<PathBuf>,
    /// Who asks.
    pub(crate) user_agent: String,
    /// Whether the agent says how its owner can be reached.
    pub(crate) has_contact: bool,
    /// Requests under way at once, over all domains.
    pub(crate) in_flight: usize,
    /// How often any domain may be asked.
    pub(crate) domain: Domain,
    /// How often these may be asked.
    pub(crate) domains: BTreeMap<String, Domain>,
    /// The shortest time between two visits of a source that has no interval of its own.
    pub(crate) interval_min: Duration,
    /// The longest.
    pub(crate) interval_max: Duration,
    /// What an answer may cost.
    pub(crate) limits: ::fetch::client::Limits,
    /// Redirects followed.
    pub(crate) redirects: u8,
    /// How old an entry may be that was there before its source was known.
    pub(crate) backfill: Duration,
    /// Who may be asked.
    pub(crate) guard: Guard,
    /// A proxy for all requests.
    pub(crate) proxy: Option<Url>,
    /// Names with addresses of their own.
    pub(crate) pins: ::fetch::names::Pins,
}

/// How often a domain may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Domain {
    /// Between two requests.
    pub(crate) interval: Duration,
    /// Requests under way at once.
    pub(crate) concurrent: u32,
}

pub(super) fn check(raw: Raw, place: &str) -> anyhow::Result<Fetch> {
    let key = |name: &str| format!("{place}.{name}");
    if raw.interval_min_secs == 0 || raw.interval_min_secs > raw.interval_max_secs {
        bail!("{}: must be at least 1 and at most interval_max_secs", key("interval_min_secs"));
    }
    if !raw.backfill_days.is_finite() || !(0.0..=36_500.0).contains(&raw.backfill_days) {
        bail!("{}: must be a number of days, 0 to 36500", key("backfill_days"));
    }
    let proxy = raw.proxy.as_deref().map(|proxy| {
        let url = Url::parse(proxy).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        url.ok_or_else(|| anyhow!("{}: `{proxy}` is no http or https address", key("proxy")))
    });
    let contact = raw.contact.as_deref().map(str::trim).filter(|contact| !contact.is_empty());
    if contact.is_some_and(|contact| !contact.chars().all(|c| c.is_ascii_graphic())) {
        bail!("{}: must be a web or mail address without spaces", key("contact"));
    }
    for name in raw.domains.keys() {
        let own = web::address::registrable_domain(name).or_else(|| web::address::ascii_host(name));
        if own.as_ref() != Some(name) {
            let hint = own.map(|own| format!("; did you mean `{own}`?")).unwrap_or_default();
            bail!("{}: `{name}` is not a registrable domain{hint}", key("domains"));
        }
    }
    let domain = |interval_ms, concurrent: u32| Domain {
        interval: millis(interval_ms),
        concurrent: concurrent.max(1),
    };
    Ok(Fetch {
        sources: raw.sources,
        user_agent: agent(contact),
        has_contact: contact.is_some(),
        in_flight: raw.in_flight.max(1),
        domain: domain(raw.domain_interval_ms, raw.domain_concurrent),
        domains: raw
            .domains
            .into_iter()
            .map(|(name, one)| (name, domain(one.interval_ms, one.concurrent)))
            .collect(),
        interval_min: Duration::from_secs(raw.interval_min_secs),
        interval_max: Duration::from_secs(raw.interval_max_secs),
        limits: ::fetch::client::Limits {
            connect: millis(raw.connect_timeout_ms),
            idle: millis(raw.idle_timeout_ms),
            total: millis(raw.total_timeout_ms),
            header_bytes: raw.header_bytes,
            body: ::fetch::body::Caps { wire_bytes: raw.wire_bytes, body_bytes: raw.body_bytes },
        },
        redirects: raw.redirects,
        backfill: Duration::from_secs_f64(raw.backfill_days * 86_400.0),
        guard: Guard::with_allowed(&raw.allow).with_context(|| key("allow"))?,
        proxy: proxy.transpose()?,
        pins: ::fetch::names::Pins::new(raw.resolve),
    })
}

impl Fetch {
    /// How often each domain may be asked.
    pub(crate) fn rules(&self) -> Domains {
        let limits = |domain: &Domain| Limits::new(domain.interval, 1, domain.concurrent);
        let mut rules = Domains::new(limits(&self.domain));
        for (name, domain) in &self.domains {
            rules.set(name, limits(domain));
        }
        rules
    }
}

/// The product token in the User-Agent: what robots rules address.
pub(crate) const PRODUCT: &str = "rasid";

fn agent(contact: Option<&str>) -> String {
    let product = format!("{PRODUCT}/{}", env!("CARGO_PKG_VERSION"));
    match contact {
        Some(contact) => format!("{product} (+{contact})"),
        None => product,
    }
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}
