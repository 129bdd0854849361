//! A source's health, published when it changes.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What has become of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceStatus {
    /// The source's id.
    pub source: String,
    /// Its health now.
    pub health: Health,
    /// Since when.
    pub since: Timestamp,
    /// What was seen, for people.
    pub detail: String,
}

/// The health of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// Nothing new for far longer than usual.
    Silent,
    /// Errors on every try.
    Failing,
    /// In order again.
    Recovered,
    /// At another address for good.
    Moved,
    /// No more.
    Gone,
}
