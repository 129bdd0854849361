//! How far the resolver has come: the last message of every atomic batch of outcomes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A shard's position, written in one atomic batch with the outcomes that it covers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Cursor {
    /// Sequence in ENRICHED of the last input whose outcomes are published.
    pub input_seq: u64,
    /// Grows with every writer that takes over.
    pub epoch: u64,
    /// Digest of the outcomes so far: two writers that decide differently differ here.
    pub state_hash: String,
}
