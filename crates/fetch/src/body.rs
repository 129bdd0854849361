//! The bytes of an answer, unpacked as they come, with a cap on both sides of the packing.

use std::io::Write as _;

use flate2::write::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// The most bytes of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// As sent, in bytes.
    pub wire_bytes: u64,
    /// Unpacked, in bytes.
    pub body_bytes: u64,
}

/// Why a body was given up.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// More than so many bytes.
    #[error("over {0} bytes")]
    TooLarge(u64),
    /// It breaks off or is no such packing.
    #[error("cannot be unpacked: {0}")]
    Damaged(std::io::Error),
    /// Packed in another way.
    #[error("packed in a way that was not asked for (`{0}`)")]
    Unknown(String),
}

/// Unpacks a file that is gzip in itself, whatever it was sent as; at most `cap` bytes.
///
/// # Errors
/// When it is damaged or holds more.
pub fn gunzip(packed: &[u8], cap: u64) -> Result<Vec<u8>, BodyError> {
    let mut collector = Collector::new(Some("gzip"), Caps { wire_bytes: u64::MAX, body_bytes: cap })?;
    collector.push(packed)?;
    collector.finish()
}

/// How a body is packed.
enum Packing {
    None(Sink),
    Gzip(Box<MultiGzDecoder<Sink>>),
    /// What servers call deflate: with the frame of zlib, or without.
    Undecided(Sink),
    Zlib(Box<ZlibDecoder<Sink>>),
    Deflate(Box<DeflateDecoder<Sink>>),
}

/// Takes a body piece by piece.
pub(crate) struct Collector {
    packing: Packing,
    wire: u64,
    caps: Caps,
}

/// Unpacked bytes under a cap.
struct Sink {
    bytes: Vec<u8>,
    cap: u64,
    over: bool,
}

impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() as u64 + bytes.len() as u64 > self.cap {
            self.over = true;
            return Err(std::io::Error::other("over the limit"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Collector {
    /// For a body with this `Content-Encoding`.
    pub(crate) fn new(encoding: Option<&str>, caps: Caps) -> Result<Self, BodyError> {
        let sink = Sink { bytes: Vec::new(), cap: caps.body_bytes, over: false };
        let packing = match encoding.map(|encoding| encoding.trim().to_ascii_lowercase()).as_deref() {
            None | Some("" | "identity" | "none" | "utf-8") => Packing::None(sink),
            Some("gzip" | "x-gzip") => Packing::Gzip(Box::new(MultiGzDecoder::new(sink))),
            Some("deflate") => Packing::Undecided(sink),
            Some(other) => return Err(BodyError::Unknown(other.chars().take(40).collect())),
        };
        Ok(Self { packing, wire: 0, caps })
    }

    /// Takes the next piece.
    pub(crate) fn push(&mut self, piece: &[u8]) -> Result<(), BodyError> {
        self.wire += piece.len() as u64;
        if self.wire > self.caps.wire_bytes {
            return Err(BodyError::TooLarge(self.caps.wire_bytes));
        }
        self.decide(piece);
        let (written, over) = match &mut self.packing {
            Packing::None(sink) | Packing::Undecided(sink) => (sink.write_all(piece), sink.over),
            Packing::Gzip(decoder) => (decoder.write_all(piece), decoder.get_ref().over),
            Packing::Zlib(decoder) => (decoder.write_all(piece), decoder.get_ref().over),
            Packing::Deflate(decoder) => (decoder.write_all(piece), decoder.get_ref().over),
        };
        self.settle(written, over)
    }

    /// The first byte of a zlib frame tells it.
    fn decide(&mut self, piece: &[u8]) {
        if let (Packing::Undecided(sink), Some(&first)) = (&mut self.packing, piece.first()) {
            let sink = Sink { bytes: Vec::new(), cap: sink.cap, over: false };
            self.packing = if first & 0x0f == 8 && first >> 4 <= 7 {
                Packing::Zlib(Box::new(ZlibDecoder::new(sink)))
            } else {
                Packing::Deflate(Box::new(DeflateDecoder::new(sink)))
            };
        }
    }

    fn settle(&self, written: std::io::Result<()>, over: bool) -> Result<(), BodyError> {
        match written {
            Ok(()) => Ok(()),
            Err(_) if over => Err(BodyError::TooLarge(self.caps.body_bytes)),
            Err(error) => Err(BodyError::Damaged(error)),
        }
    }

    /// Bytes as sent so far.
    pub(crate) fn wire(&self) -> u64 {
        self.wire
    }

    /// The whole body.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, BodyError> {
        // An empty answer that claims to be packed is an empty answer.
        if self.wire == 0 {
            return Ok(Vec::new());
        }
        let tried = match &mut self.packing {
            Packing::None(_) | Packing::Undecided(_) => (Ok(()), false),
            Packing::Gzip(decoder) => (decoder.try_finish(), decoder.get_ref().over),
            Packing::Zlib(decoder) => (decoder.try_finish(), decoder.get_ref().over),
            Packing::Deflate(decoder) => (decoder.try_finish(), decoder.get_ref().over),
        };
        self.settle(tried.0, tried.1)?;
        Ok(match self.packing {
            Packing::None(sink) | Packing::Undecided(sink) => sink.bytes,
            Packing::Gzip(mut decoder) => std::mem::take(&mut decoder.get_mut().bytes),
            Packing::Zlib(mut decoder) => std::mem::take(&mut decoder.get_mut().bytes),
            Packing::Deflate(mut decoder) => std::mem::take(&mut decoder.get_mut().bytes),
        })
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use proptest::prelude::*;

    use super::*;

    const CAPS: Caps = Caps { wire_bytes: 10_000, body_bytes: 100_000 };

    fn take(encoding: Option<&str>, packed: &[u8], piece: usize) -> Result<Vec<u8>, BodyError> {
        let mut collector = Collector::new(encoding, CAPS)?;
        packed.chunks(piece.max(1)).try_for_each(|piece| collector.push(piece))?;
        collector.finish()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_bomb_is_given_up_and_so_is_an_endless_body() {
        let bomb = gzip(&vec![0; 1_000_000]);
        assert!(bomb.len() < 10_000);
        assert!(matches!(take(Some("gzip"), &bomb, 512), Err(BodyError::TooLarge(100_000))));
        assert!(matches!(take(None, &vec![b'x'; 10_001], 512), Err(BodyError::TooLarge(10_000))));
    }

    #[test]
    fn half_a_packed_body_is_broken() {
        let packed = gzip("خبر".repeat(99).as_bytes());
        assert!(matches!(take(Some("gzip"), &packed[..packed.len() / 2], 9), Err(BodyError::Damaged(_))));
        assert!(matches!(take(Some("br"), b"x", 9), Err(BodyError::Unknown(_))));
        assert_eq!(take(Some("gzip"), b"", 9).unwrap(), b"");
    }

    proptest! {
        #[test]
        fn packed_bodies_come_back(bytes in prop::collection::vec(any::<u8>(), 0..3_000), piece in 1_usize..700) {
            prop_assert_eq!(take(None, &bytes, piece).unwrap(), bytes.clone());
            prop_assert_eq!(take(Some("gzip"), &gzip(&bytes), piece).unwrap(), bytes.clone());
            prop_assert_eq!(take(Some("deflate"), &zlib(&bytes), piece).unwrap(), bytes.clone());
            prop_assert_eq!(take(Some("Deflate"), &deflate(&bytes), piece).unwrap(), bytes);
        }

        #[test]
        fn any_bytes_are_unpacked_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            for encoding in ["gzip", "deflate"] {
                let _ = take(Some(encoding), &bytes, 7);
            }
        }
    }
}
