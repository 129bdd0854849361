//! The seam: where received documents go. Whoever wires the router implements it over a stream.

use std::future::Future;

use bytes::Bytes;
use record::id::RecordId;
use record::raw::RawDocument;

/// Where received documents go. Cloned for every request, so a handle, not the thing itself.
pub trait Store: Clone + Send + Sync + 'static {
    /// Stores a document durably, and returns only when it is stored.
    ///
    /// The same document may come any number of times, as after an answer that was lost: the store recognises it
    /// ([`RawDocument::message_id`]) and says so. The future may be dropped at any point.
    fn store(&self, raw: RawDocument) -> impl Future<Output = Result<Stored, StoreError>> + Send;

    /// Takes the body of a feed that a hub distributed, and returns only when it is safe or read.
    fn feed(&self, feed: Feed) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// A document that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The id that its record will have, where the store can tell.
    pub id: Option<RecordId>,
    /// It was there already.
    pub repeated: bool,
}

/// A feed as a hub distributed it, its signature checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// The source whose subscription it is.
    pub source: String,
    /// The address of the feed.
    pub topic: String,
    /// The media type that the hub declared, with parameters.
    pub content_type: Option<String>,
    /// The feed, unpacked.
    pub body: Bytes,
}

/// Why a document is not stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// It is larger than the store takes, though within this crate's own limits.
    #[error("{bytes} bytes, over the limit of {limit}")]
    TooLarge {
        /// Its size, in bytes.
        bytes: u64,
        /// What the store takes, in bytes.
        limit: u64,
    },
    /// The store is full or slow.
    #[error("the store is busy")]
    Busy,
    /// The store cannot be reached.
    #[error("the store is not connected")]
    Unavailable,
    /// The store will never take this document.
    #[error("refused by the store: {0}")]
    Refused(String),
}

impl StoreError {
    /// Whether the same document may be stored later.
    pub fn is_retriable(&self) -> bool {
        match self {
            Self::Busy | Self::Unavailable => true,
            Self::TooLarge { .. } | Self::Refused(_) => false,
        }
    }
}
