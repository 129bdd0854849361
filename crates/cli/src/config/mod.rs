//! Configuration: default < file < environment < flag, merged in one place.
//!
//! [`raw`] is what the file says, this module what the program uses: only [`Config`] leaves it, checked and
//! complete.

mod fault;
pub(crate) mod fetch;
mod raw;
pub(crate) mod receive;
pub(crate) mod sources;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use bus::connect::Auth;
use bus::streams::{Limits, Plan};

use crate::args::Global;
use crate::exit::Failure;

/// Where a configuration is looked for when none is named.
const PLACES: [&str; 2] = ["config/rasid.toml", "/etc/rasid/rasid.toml"];

/// The configuration in force.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// The file that it came from.
    pub(crate) file: Option<PathBuf>,
    /// Folder for everything that rasid keeps.
    pub(crate) data: PathBuf,
    /// The nats-server's address; none for a local one.
    pub(crate) nats_url: Option<String>,
    /// Credentials for it.
    pub(crate) auth: Auth,
    /// The program for the local server, where one is named.
    pub(crate) server: Option<PathBuf>,
    /// The largest message of the local server, in bytes.
    pub(crate) max_payload: u64,
    /// Larger documents are refused, in bytes.
    pub(crate) document_bytes: u64,
    /// The streams.
    pub(crate) streams: Plan,
    /// Documents enriched at the same time.
    pub(crate) workers: usize,
    /// A folder that extends the built-in knowledge.
    pub(crate) knowledge: Option<PathBuf>,
    /// The large gazetteer.
    pub(crate) gazetteer: Option<PathBuf>,
    /// How often `rasid run` looks whether that folder has changed.
    pub(crate) knowledge_poll: Duration,
    /// The resolver.
    pub(crate) resolver: pipeline::resolver::Options,
    /// Folders under watch.
    pub(crate) folders: Vec<PathBuf>,
    /// How often to look into them.
    pub(crate) poll: Duration,
    /// How sources are asked.
    pub(crate) fetch: fetch::Fetch,
    /// What may be pushed over HTTP.
    pub(crate) receive: receive::Receive,
    /// Where metrics and health are served.
    pub(crate) http: SocketAddr,
    /// Whether nobody chose that address.
    pub(crate) http_is_default: bool,
    /// How long a stopping worker may take.
    pub(crate) drain: Duration,
    /// Logs.
    pub(crate) log: Log,
}

/// How to log.
#[derive(Debug, Clone)]
pub(crate) struct Log {
    /// Levels, as tracing's filter directives.
    pub(crate) level: String,
    /// Whether lines are JSON.
    pub(crate) json: bool,
}

/// Reads the file, adds environment and flags, checks.
pub(crate) fn load(global: &Global) -> Result<Config, Failure> {
    let file = find(global)?;
    let raw = match &file {
        Some(path) => read(path).map_err(Failure::Usage)?,
        None => raw::Raw::default(),
    };
    let mut config = build(raw, file).map_err(Failure::Usage)?;
    if let Some(data) = &global.data {
        config.data.clone_from(data);
    }
    if let Some(gazetteer) = &global.gazetteer {
        config.gazetteer = Some(gazetteer.clone());
    }
    if let Some(folder) = &global.knowledge {
        config.knowledge = Some(folder.clone());
    }
    if let Some(level) = &global.log {
        config.log.level.clone_from(level);
    }
    if let Some(url) = global.nats_env.as_deref().filter(|url| !url.is_empty()) {
        config.nats_url = Some(url.to_owned());
    }
    if let Some(token) = global.token.as_deref().filter(|token| !token.is_empty()) {
        config.auth = Auth::Token(token.to_owned());
    }
    Ok(config)
}

/// An address for metrics and health.
pub(crate) fn address(text: &str) -> anyhow::Result<SocketAddr> {
    text.parse().map_err(|_| anyhow!("`{text}` is no address and port (example: 127.0.0.1:7380)"))
}

fn find(global: &Global) -> Result<Option<PathBuf>, Failure> {
    match &global.config {
        Some(path) if path.is_file() => Ok(Some(path.clone())),
        Some(path) => Err(Failure::Usage(anyhow!("no such configuration file: `{}`", path.display()))),
        None => Ok(PLACES.iter().map(PathBuf::from).find(|path| path.is_file())),
    }
}

fn read(path: &Path) -> anyhow::Result<raw::Raw> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    toml::from_str(&text).map_err(|error| anyhow!(fault::sentence(path, &text, &error)))
}

fn build(raw: raw::Raw, file: Option<PathBuf>) -> anyhow::Result<Config> {
    let place = |key: &str| match &file {
        Some(path) => format!("{}: {key}", path.display()),
        None => key.to_owned(),
    };
    let auth = match (raw.nats.token, raw.nats.token_file, raw.nats.credentials) {
        (None, None, None) => Auth::None,
        (Some(token), None, None) => Auth::Token(token),
        (None, Some(path), None) => {
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("{}: cannot read `{}`", place("nats.token_file"), path.display()))?;
            Auth::Token(text.trim().to_owned())
        }
        (None, None, Some(path)) => Auth::Credentials(path),
        _ => Err(anyhow!("{}: give one of token, token_file and credentials", place("nats")))?,
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let limits =
        |one: raw::StreamLimits| Limits { max_bytes: one.max_bytes, max_age: days(one.max_age_days) };
    let (streams, resolve) = (raw.streams, raw.resolve);
    if streams.enriched.max_age_days < resolve.look_back_days {
        let keys = (place("streams.enriched.max_age_days"), resolve.look_back_days);
        Err(anyhow!(
            "{}: shorter than resolve.look_back_days ({}); a restart could not rebuild the memory",
            keys.0,
            keys.1
        ))?;
    }
    Ok(Config {
        data: raw.data.folder,
        nats_url: raw.nats.url,
        auth,
        server: raw.nats.server,
        max_payload: raw.nats.max_payload,
        document_bytes: raw.limits.document_bytes,
        workers: if raw.enrich.workers == 0 { cores } else { raw.enrich.workers },
        knowledge: raw.enrich.knowledge,
        gazetteer: raw.enrich.gazetteer,
        knowledge_poll: Duration::from_millis(raw.enrich.knowledge_poll_ms.max(50)),
        resolver: pipeline::resolver::Options {
            shard: "main".to_owned(),
            batch_inputs: resolve.batch_inputs.clamp(1, 500),
            batch_wait: Duration::from_millis(resolve.batch_wait_ms),
            limits: dedup::state::Limits {
                look_back_days: resolve.look_back_days,
                memory_bytes: resolve.memory_bytes,
            },
            snapshots: None,
        },
        streams: Plan {
            raw: limits(streams.raw),
            enriched: limits(streams.enriched),
            results: limits(streams.results),
            status: limits(streams.status),
            dead: limits(streams.dead),
            duplicate_window: Duration::from_secs(streams.duplicate_window_secs),
            replicas: streams.replicas,
        },
        folders: raw.collect.folders,
        poll: Duration::from_millis(raw.collect.poll_ms.max(50)),
        fetch: fetch::check(raw.fetch, &place("fetch"))?,
        receive: receive::check(&raw.receive, &place("receive"))?,
        http_is_default: raw.http == raw::Http::default(),
        http: address(&raw.http.listen).with_context(|| place("http.listen"))?,
        drain: Duration::from_millis(raw.run.drain_ms),
        log: Log { level: raw.log.level, json: raw.log.format == raw::LogFormat::Json },
        file,
    })
}

fn days(days: u32) -> Duration {
    Duration::from_secs(u64::from(days) * 24 * 3600)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_file_holds_the_defaults() {
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/rasid.toml"));
        let documented = read(path).unwrap();
        assert_eq!(documented, raw::Raw::default());
    }
}
