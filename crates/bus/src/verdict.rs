//! What a stage may say of an input. The bus alone turns it into publishes and acks.

use std::time::Duration;

use record::dead::DeadReason;

use crate::message::Outgoing;

/// A stage's verdict on one input.
#[derive(Debug)]
pub enum Verdict {
    /// Publish these, then acknowledge the input.
    Pass(Vec<Outgoing>),
    /// Acknowledge the input; nothing comes of it.
    Drop(DropReason),
    /// Give the input back, to be delivered again after this delay.
    Retry(Duration),
    /// Write a dead letter, then end the input.
    Reject(Reject),
}

/// Why an input is given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The kind of fault.
    pub reason: DeadReason,
    /// The fault with its causes, for people.
    pub error: String,
    /// The name of the document, where it could be read.
    pub doc: Option<String>,
}

/// Why an input is dropped without a trace in the streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropReason {
    /// The same content under the same name and id was seen before.
    Unchanged,
}

impl Verdict {
    /// The metric's label.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Pass(_) => "pass",
            Self::Drop(DropReason::Unchanged) => "drop-unchanged",
            Self::Retry(_) => "retry",
            Self::Reject(_) => "reject",
        }
    }
}
