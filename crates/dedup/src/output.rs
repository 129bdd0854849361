//! What the resolver makes of one record.

use record::incident::Incident;
use record::record::Record;
use record::story::Story;

/// One message for subscribers.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// The record, judged: `dedup` is set.
    Record(Box<Record>),
    /// An incident that this record began or changed.
    Incident(Box<Incident>),
    /// A story that this record began or changed.
    Story(Box<Story>),
}
