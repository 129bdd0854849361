//! Input that is no document, and why.

use record::dead::DeadReason;
use record::raw::RawDocument;

/// An input that could not become a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{doc}: {detail}")]
pub struct BadInput {
    /// The name under which it would have been known.
    pub doc: String,
    /// The kind of fault.
    pub reason: DeadReason,
    /// The fault, for people.
    pub detail: String,
    /// What was read of it; empty where that is nothing or too much.
    pub bytes: Vec<u8>,
}

/// A document, or why there is none.
pub type Item = Result<RawDocument, BadInput>;

impl BadInput {
    /// A fault without bytes.
    pub fn new(doc: &str, reason: DeadReason, detail: impl Into<String>) -> Self {
        Self { doc: doc.to_owned(), reason, detail: detail.into(), bytes: Vec::new() }
    }
}
