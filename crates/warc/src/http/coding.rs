//! Content codings (RFC 9110 section 8.4) undone, within a limit.

use std::io::Read;

use crate::http::{BodyDefect, BodyTooLarge};

/// The decoded bytes; `None` where the bytes are to be taken as they are.
pub(super) fn decode(
    coding: &str,
    bytes: &[u8],
    limit: usize,
    defects: &mut Vec<BodyDefect>,
) -> Result<Option<Vec<u8>>, BodyTooLarge> {
    match coding {
        "" | "identity" | "none" => Ok(None),
        // Undone already where the magic number is gone.
        "gzip" | "x-gzip" if !bytes.starts_with(b"\x1f\x8b") => Ok(None),
        "gzip" | "x-gzip" => read(flate2::bufread::MultiGzDecoder::new(bytes), limit, defects),
        "deflate" if is_zlib(bytes) => read(flate2::bufread::ZlibDecoder::new(bytes), limit, defects),
        "deflate" => guess(flate2::bufread::DeflateDecoder::new(bytes), limit),
        "br" => guess(brotli_decompressor::Decompressor::new(bytes, 1 << 14), limit),
        "zstd" if !bytes.starts_with(&crate::zstandard::MAGIC) => Ok(None),
        "zstd" => match zstd::stream::read::Decoder::with_buffer(bytes) {
            Ok(decoder) => read(decoder, limit, defects),
            Err(_) => Ok(None),
        },
        _ => {
            defects.push(BodyDefect::UnknownCoding);
            Ok(None)
        }
    }
}

/// What a decoder gives, up to damage.
fn read(
    decoder: impl Read,
    limit: usize,
    defects: &mut Vec<BodyDefect>,
) -> Result<Option<Vec<u8>>, BodyTooLarge> {
    let (plain, whole) = read_some(decoder, limit)?;
    if !whole {
        defects.push(BodyDefect::BrokenCoding);
    }
    Ok(Some(plain))
}

/// What a decoder gives of data that has no magic number: if it does not decode, it was undone already.
fn guess(decoder: impl Read, limit: usize) -> Result<Option<Vec<u8>>, BodyTooLarge> {
    let (plain, whole) = read_some(decoder, limit)?;
    Ok(whole.then_some(plain))
}

fn read_some(decoder: impl Read, limit: usize) -> Result<(Vec<u8>, bool), BodyTooLarge> {
    let mut plain = Vec::new();
    let whole = decoder.take((limit as u64).saturating_add(1)).read_to_end(&mut plain).is_ok();
    if plain.len() > limit { Err(BodyTooLarge { limit }) } else { Ok((plain, whole)) }
}

/// A zlib header (RFC 1950): "deflate" without it is wrong, but old servers send it.
fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [method, flags, ..]
        if method & 0x0f == 8 && (u16::from(*method) << 8 | u16::from(*flags)) % 31 == 0)
}
