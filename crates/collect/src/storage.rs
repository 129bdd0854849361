//! Files that are stored compressed: `.gz` and `.zst` around any other kind.
//!
//! The name says that a file may be compressed, its first bytes whether it is: tools that download `a.html.gz` often
//! decompress it and keep the name. A file whose name says nothing is never decompressed.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;

use record::dead::DeadReason;

const GZIP_MAGIC: &[u8] = b"\x1f\x8b";
const ZSTD_MAGIC: &[u8] = b"\x28\xb5\x2f\xfd";

/// The content of a file, decompressed.
pub struct Stored {
    /// Its bytes.
    pub bytes: Box<dyn Read + Send>,
    /// How many there are; none where only reading tells.
    pub size: Option<u64>,
}

/// The path without its extension for compression, where it has one.
pub fn without_compression(path: &Path) -> &Path {
    match (is_compressed(path), path.file_stem()) {
        (true, Some(stem)) => Path::new(stem),
        (true, None) | (false, _) => path,
    }
}

fn is_compressed(path: &Path) -> bool {
    path.extension().is_some_and(|name| ["gz", "zst"].iter().any(|known| name.eq_ignore_ascii_case(known)))
}

/// Opens the content of a file of `size` bytes.
///
/// # Errors
/// When its first bytes cannot be read.
pub fn open(file: File, size: u64, path: &Path) -> std::io::Result<Stored> {
    if !is_compressed(path) {
        return Ok(Stored { bytes: Box::new(file), size: Some(size) });
    }
    let mut file = BufReader::with_capacity(1 << 16, file);
    let head = file.fill_buf()?;
    if head.starts_with(GZIP_MAGIC) {
        return Ok(Stored { bytes: Box::new(flate2::bufread::MultiGzDecoder::new(file)), size: None });
    }
    if head.starts_with(ZSTD_MAGIC) {
        return Ok(Stored { bytes: Box::new(zstd::stream::read::Decoder::with_buffer(file)?), size: None });
    }
    Ok(Stored { bytes: Box::new(file), size: Some(size) })
}

/// What an error of reading says of the file: that it cannot be had, or that it is damaged. Only the first comes
/// from the system.
pub fn reason(error: &std::io::Error) -> DeadReason {
    match error.raw_os_error() {
        Some(_) => DeadReason::Unreadable,
        None => DeadReason::Undecodable,
    }
}
