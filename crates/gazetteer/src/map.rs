//! A file's bytes without reading them first: the one place of the workspace with an `unsafe` line.
//!
//! Mapping lets all processes of a machine share one copy of a gazetteer of a gigabyte, and start without reading
//! it into memory of their own.

use std::fs::File;
use std::io;
use std::ops::Deref;
use std::path::Path;

use memmap2::Mmap;

/// Bytes from a file or from memory.
#[derive(Debug)]
pub(crate) enum Bytes {
    /// Mapped from a file.
    Mapped(Mmap),
    /// Owned.
    Owned(Vec<u8>),
}

impl Bytes {
    /// Maps a file.
    #[allow(unsafe_code, reason = "a mapping cannot be made otherwise; the comment below says why it holds")]
    pub(crate) fn map(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        // SAFETY: the bytes must not change while they are mapped. `compile::write` never changes a file in place:
        // it writes beside it and renames, so that a mapping keeps the old file. Whoever overwrites the file by other
        // means can make look-ups wrong or end the process (SIGBUS), but reach no other memory: every read is within
        // the mapping, and none relies on what an earlier read said.
        let map = unsafe { Mmap::map(&file)? };
        Ok(Self::Mapped(map))
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Owned(bytes) => bytes,
        }
    }
}
