//! What can be wrong with a WARC file, and where.

use crate::record::Kind;

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Bytes from the beginning of the file as it is stored. In a compressed file: where the compressed member
    /// begins.
    pub offset: u64,
    /// Bytes from the beginning of the decompressed member; 0 in a file that is not compressed.
    pub within: u64,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "byte {}", self.offset)?;
        if self.within > 0 { write!(f, " (+{} decompressed)", self.within) } else { Ok(()) }
    }
}

/// A record, or a stretch of a file, that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at {place}: {fault}")]
pub struct Defect {
    /// Where it begins.
    pub place: Place,
    /// The id of the record, where its header could be read that far.
    pub record: Option<String>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a record, or with a stretch of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Something else stands where a record should begin.
    #[error("no record begins here")]
    NoRecord,
    /// The header has more bytes or fields than allowed.
    #[error("the record's header is over the limit")]
    HeaderTooLarge,
    /// The header does not say how long the block is, or says it in no number.
    #[error("the record has no content length")]
    NoLength,
    /// What follows the block is no record.
    #[error("the content length of {0} bytes does not lead to the next record")]
    WrongLength(u64),
    /// The block is larger than allowed. It was skipped.
    #[error("the record has {bytes} bytes, over the limit of {limit}")]
    TooLarge {
        /// Its size, as the header says.
        bytes: u64,
        /// The limit.
        limit: u64,
        /// What the record is.
        kind: Kind,
        /// The block's first bytes, so that it can be told what was lost: at least an HTTP header, usually.
        head: Vec<u8>,
    },
    /// The file ends before the record does.
    #[error("the file ends within the record")]
    Truncated,
    /// The compressed data is damaged. What it held, up to the next member that can be found, is lost.
    #[error("damaged compressed data")]
    Damaged,
    /// The data does not agree with its checksum.
    #[error("the checksum is wrong")]
    Checksum,
    /// The file cannot be read further.
    #[error("cannot be read: {0}")]
    Unreadable(String),
}
