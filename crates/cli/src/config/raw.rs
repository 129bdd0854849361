//! The configuration file as it is written. `config/rasid.toml` documents every key; a test holds the two
//! together.

use std::path::PathBuf;

use serde::Deserialize;

const GIB: u64 = 1024 * 1024 * 1024;
const MIB: u64 = 1024 * 1024;

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    pub(super) data: Data,
    pub(super) nats: Nats,
    pub(super) limits: DocumentLimits,
    pub(super) streams: Streams,
    pub(super) enrich: Enrich,
    pub(super) resolve: Resolve,
    pub(super) collect: Collect,
    pub(super) fetch: super::fetch::Raw,
    pub(super) receive: super::receive::Raw,
    pub(super) http: Http,
    pub(super) run: Run,
    pub(super) log: Log,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Data {
    pub(super) folder: PathBuf,
}

impl Default for Data {
    fn default() -> Self {
        Self { folder: PathBuf::from("data") }
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Nats {
    pub(super) url: Option<String>,
    pub(super) token: Option<String>,
    pub(super) token_file: Option<PathBuf>,
    pub(super) credentials: Option<PathBuf>,
    pub(super) server: Option<PathBuf>,
    pub(super) max_payload: u64,
}

impl Default for Nats {
    fn default() -> Self {
        Self {
            url: None,
            token: None,
            token_file: None,
            credentials: None,
            server: None,
            max_payload: 8 * MIB,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DocumentLimits {
    pub(super) document_bytes: u64,
}

impl Default for DocumentLimits {
    fn default() -> Self {
        Self { document_bytes: 10 * MIB }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StreamLimits {
    pub(super) max_bytes: u64,
    pub(super) max_age_days: u32,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Streams {
    pub(super) raw: StreamLimits,
    pub(super) enriched: StreamLimits,
    pub(super) results: StreamLimits,
    pub(super) status: StreamLimits,
    pub(super) dead: StreamLimits,
    pub(super) duplicate_window_secs: u64,
    pub(super) replicas: usize,
}

impl Default for Streams {
    fn default() -> Self {
        let limits = |max_bytes, max_age_days| StreamLimits { max_bytes, max_age_days };
        Self {
            raw: limits(4 * GIB, 40),
            enriched: limits(4 * GIB, 40),
            results: limits(4 * GIB, 90),
            status: limits(64 * MIB, 90),
            dead: limits(GIB, 90),
            duplicate_window_secs: 900,
            replicas: 1,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Enrich {
    pub(super) workers: usize,
    pub(super) knowledge: Option<PathBuf>,
    pub(super) gazetteer: Option<PathBuf>,
    pub(super) knowledge_poll_ms: u64,
}

impl Default for Enrich {
    fn default() -> Self {
        Self { workers: 0, knowledge: None, gazetteer: None, knowledge_poll_ms: 2000 }
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Resolve {
    pub(super) batch_inputs: usize,
    pub(super) batch_wait_ms: u64,
    pub(super) look_back_days: u32,
    pub(super) memory_bytes: u64,
}

impl Default for Resolve {
    fn default() -> Self {
        let limits = dedup::state::Limits::default();
        Self {
            batch_inputs: 500,
            batch_wait_ms: 50,
            look_back_days: limits.look_back_days,
            memory_bytes: limits.memory_bytes,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Collect {
    pub(super) folders: Vec<PathBuf>,
    pub(super) poll_ms: u64,
}

impl Default for Collect {
    fn default() -> Self {
        Self { folders: Vec::new(), poll_ms: 1000 }
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Http {
    pub(super) listen: String,
}

impl Default for Http {
    fn default() -> Self {
        Self { listen: "127.0.0.1:7380".to_owned() }
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Run {
    pub(super) drain_ms: u64,
}

impl Default for Run {
    fn default() -> Self {
        Self { drain_ms: 4000 }
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Log {
    pub(super) level: String,
    pub(super) format: LogFormat,
}

impl Default for Log {
    fn default() -> Self {
        Self { level: "info".to_owned(), format: LogFormat::Text }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum LogFormat {
    Text,
    Json,
}
