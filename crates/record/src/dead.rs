//! Dead letters: input that no retry can save, kept with its reason.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The schema tag of [`DeadLetter`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum DeadSchema {
    /// Version 1.
    #[default]
    #[serde(rename = "rasid.dead.v1")]
    V1,
}

/// An input that a stage gave up on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeadLetter {
    /// Which shape this is.
    pub schema: DeadSchema,
    /// The stage that gave up.
    pub stage: Stage,
    /// Why, as a closed set.
    pub reason: DeadReason,
    /// Why, for people: the chain of errors.
    pub error: String,
    /// The subject that the input stood under; null for one that never reached a stream.
    pub subject: Option<String>,
    /// Its sequence in that stream.
    pub sequence: Option<u64>,
    /// How often it was delivered.
    pub deliveries: u64,
    /// The name of the document, where it could be read.
    pub doc: Option<String>,
    /// The input as received, base64; null where it is too large to keep.
    pub input: Option<String>,
    /// The input's `Content-Encoding`, where it had one.
    pub encoding: Option<String>,
}

/// A stage of the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Fetching and receiving.
    Collect,
    /// RAW to ENRICHED.
    Enrich,
    /// ENRICHED to RESULTS.
    Resolve,
}

impl Stage {
    /// The name in JSON, subjects and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Collect => "collect",
            Self::Enrich => "enrich",
            Self::Resolve => "resolve",
        }
    }
}

/// Why an input was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeadReason {
    /// It could not be read at all.
    Unreadable,
    /// It holds nothing.
    Empty,
    /// It is no text.
    Binary,
    /// It is larger than the configured limit.
    TooLarge,
    /// It is not of the shape that it claims.
    Undecodable,
    /// The code that handled it panicked.
    Panic,
    /// It was delivered as often as allowed, and failed each time.
    Exhausted,
}

impl DeadReason {
    /// The name in JSON, subjects and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Empty => "empty",
            Self::Binary => "binary",
            Self::TooLarge => "too-large",
            Self::Undecodable => "undecodable",
            Self::Panic => "panic",
            Self::Exhausted => "exhausted",
        }
    }
}
