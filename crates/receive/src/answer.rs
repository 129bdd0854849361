//! What a sender is told of its documents.

use record::id::RecordId;
use schemars::JsonSchema;
use serde::Serialize;

/// The answer to a request of which the store has at least one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Answer {
    /// How many documents the store has, repeated ones among them.
    pub accepted: usize,
    /// How many of these it had already.
    pub repeated: usize,
    /// Documents that were not stored, and why. The others are.
    pub refused: Vec<Refused>,
    /// Documents that are stored, in the order of the request.
    pub documents: Vec<Accepted>,
}

/// A document that is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Accepted {
    /// Its place in the request, counted from 0; blank lines do not count.
    pub index: usize,
    /// Its line, counted from 1, where the body was NDJSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Its name: its own, else its address, else one derived from its bytes.
    pub doc: String,
    /// The id that its record will have, where that can be told already.
    pub id: Option<RecordId>,
    /// The store had it already.
    pub repeated: bool,
}

/// A document that was not stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Refused {
    /// Its place in the request, counted from 0; blank lines do not count.
    pub index: usize,
    /// Its line, counted from 1, where the body was NDJSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The kind of fault.
    pub reason: Reason,
    /// The fault, for people.
    pub detail: String,
}

/// Why a document was not stored. To send it again as it is does not help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It is no JSON object of an article.
    Undecodable,
    /// It has no text.
    Empty,
    /// It is no text but a file of another kind.
    Binary,
    /// It is larger than the limit.
    TooLarge,
    /// The token may not push for its source.
    OtherSource,
    /// The store will not take it.
    Refused,
}

impl Reason {
    /// The name in JSON and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Undecodable => "undecodable",
            Self::Empty => "empty",
            Self::Binary => "binary",
            Self::TooLarge => "too-large",
            Self::OtherSource => "other-source",
            Self::Refused => "refused",
        }
    }
}
