//! The resolver's memory as bytes, and back.
//!
//! A snapshot is any number of sealed segments and one open one. What has changed since the last seal goes into the
//! open segment, which is written anew at every snapshot; [`crate::state::State::seal`] closes it for good, so that a
//! sealed segment is written once and never again. Restoring applies them in order, the later over the earlier. A
//! segment ends with the time of the last record in it: once that is older than the look-back, nothing in it is alive
//! and the file may go.
//!
//! Only the writer's side decides when: these are functions over bytes. What is large and flat is laid out by hand in
//! little-endian words, the rest by `postcard`. Every segment carries a version and a checksum over all its other bytes;
//! one that is damaged, of another version, missing or of another history is refused, and the state is built from the
//! stream again.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

/// What a segment begins with.
const MAGIC: [u8; 8] = *b"rasidsnp";
/// The version of the format that is written and read.
pub const VERSION: u32 = 4;
/// Documents and the like are numbered from zero for ever: a snapshot that has come so far is none.
pub(crate) const MOST_NUMBERS: u32 = 1 << 31;
/// Magic, version, and at the end the checksum.
const LEAST_BYTES: usize = 8 + 4 + 8;

/// A sealed segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its number: they are numbered from 0 without gaps.
    pub number: u32,
    /// The time of the last record in it, in seconds.
    pub until: i64,
    /// The whole file.
    pub bytes: Vec<u8>,
}

/// A sealed segment as later ones know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Its number.
    pub number: u32,
    /// The time of the last record in it, in seconds.
    pub until: i64,
    /// Its checksum.
    pub checksum: u64,
}

/// Why a snapshot cannot be used. None of these gets better by trying again: the state is to be built from the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// The bytes are no segment, or not all of it.
    #[error("not a snapshot")]
    NotASnapshot,
    /// The format is another one.
    #[error("snapshot has version {0}, not {VERSION}")]
    Version(u32),
    /// The checksum is another one.
    #[error("snapshot is damaged")]
    Damaged,
    /// The open segment needs a sealed one that is not there, or is there with other content.
    #[error("segment {0} of the snapshot is missing or of another history")]
    Missing(u32),
    /// The checksum is right and the content is not.
    #[error("snapshot contradicts itself")]
    Inconsistent,
}

/// Writes a segment.
pub(crate) struct Writer {
    bytes: Vec<u8>,
}

/// Reads a segment whose checksum was right.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    /// Bytes of the segment up to its checksum.
    length: usize,
}

impl Writer {
    pub(crate) fn new() -> Self {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        Self { bytes }
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub(crate) fn u64(&mut self, value: u64) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    /// How many things follow.
    pub(crate) fn count(&mut self, count: usize) {
        self.u64(count as u64);
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn numbers(&mut self, numbers: &[u32]) {
        self.count(numbers.len());
        for number in numbers {
            self.u32(*number);
        }
    }

    /// A part that can be read by itself, behind its length.
    pub(crate) fn section(&mut self, write: impl FnOnce(&mut Self)) {
        let start = self.bytes.len();
        self.u64(0);
        write(self);
        let length = (self.bytes.len() - start - size_of::<u64>()) as u64;
        if let Some(place) = self.bytes.get_mut(start..).and_then(<[u8]>::first_chunk_mut) {
            *place = length.to_le_bytes();
        }
    }

    pub(crate) fn value(&mut self, value: &impl Serialize) {
        // Neither can fail: a vector always grows, and what is written knows its lengths.
        if let Ok(bytes) = postcard::to_extend(value, std::mem::take(&mut self.bytes)) {
            self.bytes = bytes;
        }
    }

    /// The whole segment, and its checksum.
    pub(crate) fn finish(self) -> (Vec<u8>, u64) {
        let mut bytes = self.bytes;
        let checksum = xxh3_64(&bytes);
        bytes.extend_from_slice(&checksum.to_le_bytes());
        (bytes, checksum)
    }
}

impl<'a> Reader<'a> {
    /// Checks a segment; returns its content and its checksum.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<(Self, u64), SnapshotError> {
        if bytes.len() < LEAST_BYTES || !bytes.starts_with(&MAGIC) {
            return Err(SnapshotError::NotASnapshot);
        }
        let (content, checksum) = bytes.split_last_chunk().ok_or(SnapshotError::NotASnapshot)?;
        let checksum = u64::from_le_bytes(*checksum);
        let mut reader =
            Reader { rest: content.get(MAGIC.len()..).unwrap_or_default(), length: content.len() };
        let version = reader.u32()?;
        if xxh3_64(content) != checksum {
            return Err(SnapshotError::Damaged);
        }
        if version != VERSION {
            return Err(SnapshotError::Version(version));
        }
        Ok((reader, checksum))
    }

    pub(crate) fn u32(&mut self) -> Result<u32, SnapshotError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, SnapshotError> {
        self.array().map(u64::from_le_bytes)
    }

    /// How many things follow, each of so many bytes at least: a wrong count allocates no more than there is.
    pub(crate) fn count(&mut self, each: usize) -> Result<usize, SnapshotError> {
        let count = usize::try_from(self.u64()?).map_err(|_| SnapshotError::Inconsistent)?;
        if count <= self.rest.len() / each { Ok(count) } else { Err(SnapshotError::Inconsistent) }
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], SnapshotError> {
        let (array, rest) = self.rest.split_first_chunk().ok_or(SnapshotError::Inconsistent)?;
        self.rest = rest;
        Ok(*array)
    }

    /// Where the next sections stand in the bytes of the segment, as [`Writer::section`] wrote them.
    pub(crate) fn sections<const N: usize>(&mut self) -> Result<[Range<usize>; N], SnapshotError> {
        let mut sections = [const { 0..0 }; N];
        for section in &mut sections {
            let length = self.count(1)?;
            let start = self.length - self.rest.len();
            *section = start..start + length;
            self.rest = self.rest.get(length..).unwrap_or_default();
        }
        Ok(sections)
    }

    /// A section of the bytes of a segment.
    pub(crate) fn section(bytes: &'a [u8], section: Range<usize>) -> Self {
        Self { rest: bytes.get(section).unwrap_or_default(), length: 0 }
    }

    pub(crate) fn numbers(&mut self) -> Result<Vec<u32>, SnapshotError> {
        let count = self.count(4)?;
        (0..count).map(|_| self.u32()).collect()
    }

    pub(crate) fn value<T: Deserialize<'a>>(&mut self) -> Result<T, SnapshotError> {
        let (value, rest) = postcard::take_from_bytes(self.rest).map_err(|_| SnapshotError::Inconsistent)?;
        self.rest = rest;
        Ok(value)
    }

    /// Everything is read: more would be of another shape.
    pub(crate) fn end(&self) -> Result<(), SnapshotError> {
        if self.rest.is_empty() { Ok(()) } else { Err(SnapshotError::Inconsistent) }
    }
}

/// Puts the checksum of changed bytes right: for tests of what lies behind it.
pub fn seal_bytes(content: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.bytes(content);
    writer.finish().0
}
