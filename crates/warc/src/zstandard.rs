//! One zstd frame after the other (RFC 8878), with the dictionary that may stand before them.
//!
//! The dictionary is that of the draft "Zstandard in WARC files" (iipc.github.io/warc-specifications): a skippable
//! frame at the beginning of the file, itself compressed or not.

use std::io::Read as _;

use zstd::stream::raw::{Decoder, Operation as _};

use crate::gzip::{Broken, Progress};

/// What a frame begins with.
pub(crate) const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// What the frame begins with that holds the dictionary.
pub(crate) const DICTIONARY_MAGIC: [u8; 4] = [0x5d, 0x2a, 0x4d, 0x18];

/// Larger dictionaries are not used, in bytes.
pub(crate) const MAX_DICTIONARY_BYTES: u32 = 1 << 24;

pub(crate) struct Zstandard {
    decoder: Decoder<'static>,
}

impl Zstandard {
    pub(crate) fn new(dictionary: &[u8]) -> std::io::Result<Self> {
        if !dictionary.starts_with(&MAGIC) {
            return Ok(Self { decoder: Decoder::with_dictionary(dictionary)? });
        }
        let mut plain = Vec::new();
        let decoder = zstd::stream::read::Decoder::with_buffer(dictionary)?;
        decoder.take(u64::from(MAX_DICTIONARY_BYTES)).read_to_end(&mut plain)?;
        Ok(Self { decoder: Decoder::with_dictionary(&plain)? })
    }

    /// Begins a frame.
    pub(crate) fn begin(&mut self) -> Result<(), Broken> {
        self.decoder.reinit().map_err(|_| Broken)
    }

    pub(crate) fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Result<Progress, Broken> {
        let status = self.decoder.run_on_buffers(input, output).map_err(|_| Broken)?;
        Ok(Progress { read: status.bytes_read, written: status.bytes_written, ended: status.remaining == 0 })
    }
}

/// Whether a frame begins here: one of data, or one to be skipped.
pub(crate) fn begins(input: &[u8]) -> bool {
    match input.get(..4) {
        Some(&[first, 0x2a, 0x4d, 0x18]) => first & 0xf0 == 0x50,
        Some(magic) => magic == MAGIC,
        None => false,
    }
}

/// The next place where a frame of data might begin, or how many bytes need no second look.
pub(crate) fn find(input: &[u8]) -> Result<usize, usize> {
    memchr::memmem::find(input, &MAGIC).ok_or(input.len().saturating_sub(MAGIC.len() - 1))
}
