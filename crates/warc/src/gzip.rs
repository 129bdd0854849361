//! One gzip member after the other (RFC 1952), with their checksums.
//!
//! On raw inflate rather than a reader of `flate2`: the places of the members and the way past a damaged one are
//! what matters here, and one inflater serves all members.

use flate2::{Crc, Decompress, FlushDecompress, Status};

/// The length of a trailer: checksum and size.
pub(crate) const TRAILER_BYTES: usize = 8;

/// What a member begins with: magic number and "deflate".
const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

const FIXED_HEADER_BYTES: usize = 10;

/// So much of a member is looked at before it is believed, after damage.
const TRIAL_BYTES: usize = 2048;

pub(crate) struct Gzip {
    inflater: Decompress,
    checksum: Crc,
}

/// How far a decoder has come.
pub(crate) struct Progress {
    /// Bytes of input consumed.
    pub(crate) read: usize,
    /// Bytes of output written.
    pub(crate) written: usize,
    /// Whether the member's data is complete.
    pub(crate) ended: bool,
}

/// The data is no member, or a damaged one.
pub(crate) struct Broken;

/// What the first bytes of a member say of its header.
pub(crate) enum Header {
    /// Its length.
    Whole(usize),
    /// It goes on.
    Partial,
    /// It is none.
    None,
}

impl Gzip {
    pub(crate) fn new() -> Self {
        Self { inflater: Decompress::new(false), checksum: Crc::new() }
    }

    /// Begins a member, after its header.
    pub(crate) fn begin(&mut self) {
        self.inflater.reset(false);
        self.checksum.reset();
    }

    pub(crate) fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Result<Progress, Broken> {
        let (before_in, before_out) = (self.inflater.total_in(), self.inflater.total_out());
        // `Finish` even where more is to come: the inflater then spares itself the copy of its window.
        let status = self.inflater.decompress(input, output, FlushDecompress::Finish).map_err(|_| Broken)?;
        let read = (self.inflater.total_in() - before_in) as usize;
        let written = (self.inflater.total_out() - before_out) as usize;
        self.checksum.update(output.get(..written).unwrap_or_default());
        Ok(Progress { read, written, ended: matches!(status, Status::StreamEnd) })
    }

    /// Whether the trailer agrees with what was decoded.
    pub(crate) fn agrees(&self, trailer: &[u8]) -> bool {
        let expected = [self.checksum.sum().to_le_bytes(), self.checksum.amount().to_le_bytes()].concat();
        trailer == expected
    }

    /// Whether a member seems to begin here: its header is one, and its data decodes for a while.
    pub(crate) fn seems_to_begin(&mut self, input: &[u8]) -> bool {
        let Header::Whole(length) = header(input) else { return false };
        let data = input.get(length..).unwrap_or_default();
        let data = data.get(..TRIAL_BYTES).unwrap_or(data);
        self.begin();
        self.decode(data, &mut [0; TRIAL_BYTES]).is_ok()
    }
}

/// The next place where a member might begin; the second figure says how many bytes need no second look.
pub(crate) fn find(input: &[u8]) -> Result<usize, usize> {
    memchr::memmem::find(input, &MAGIC).ok_or(input.len().saturating_sub(MAGIC.len() - 1))
}

/// Reads a member's header.
pub(crate) fn header(input: &[u8]) -> Header {
    let shown = input.len().min(MAGIC.len());
    if input.get(..shown) != MAGIC.get(..shown) {
        return Header::None;
    }
    let Some(&flags) = input.get(3) else { return Header::Partial };
    if flags & 0xe0 != 0 {
        return Header::None;
    }
    match optional_fields(input, flags) {
        Some(length) if length <= input.len() => Header::Whole(length),
        Some(_) | None => Header::Partial,
    }
}

/// The header's length with its extra field, name, comment and checksum.
fn optional_fields(input: &[u8], flags: u8) -> Option<usize> {
    let mut length = FIXED_HEADER_BYTES;
    if flags & 4 != 0 {
        let size = input.get(length..length + 2)?;
        length += 2 + size.iter().rev().fold(0, |size, &byte| size << 8 | usize::from(byte));
    }
    for text in [8, 16] {
        if flags & text != 0 {
            length += memchr::memchr(0, input.get(length..)?)? + 1;
        }
    }
    Some(if flags & 2 != 0 { length + 2 } else { length })
}
