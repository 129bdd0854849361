//! Payloads on the wire: JSON, compressed with zstd where that pays and the header says so.

use std::io::Read as _;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The only encoding that rasid writes.
pub const ZSTD: &str = "zstd";

/// No message of rasid is larger than this when unpacked, in bytes: a guard against decompression bombs.
const UNPACKED_LIMIT_BYTES: u64 = 256 * 1024 * 1024;

/// Why a payload could not be read. Never worth a retry: the same bytes fail again.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The compression is broken, or hides too much.
    #[error("cannot decompress the payload")]
    Compression(#[source] std::io::Error),
    /// The payload says that it is packed in a way that rasid does not know.
    #[error("the payload has the unknown encoding `{0}`")]
    Encoding(String),
    /// The JSON is not of the shape that it should be.
    #[error("the payload is not the JSON that this subject carries")]
    Json(#[source] serde_json::Error),
}

/// JSON bytes of a value.
///
/// # Errors
/// Only for a value whose maps have keys that are no strings; none of the contract's types has.
pub fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(value)
}

/// The bytes compressed; level 1, because RAW is written once and read once.
pub fn compress(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::bulk::compress(bytes, 1)
}

/// The value in a payload.
pub fn decode<T: DeserializeOwned>(payload: &Bytes, encoding: Option<&str>) -> Result<T, DecodeError> {
    match encoding {
        None | Some("") => serde_json::from_slice(payload).map_err(DecodeError::Json),
        Some(ZSTD) => {
            let unpacked = decompress(payload).map_err(DecodeError::Compression)?;
            serde_json::from_slice(&unpacked).map_err(DecodeError::Json)
        }
        Some(other) => Err(DecodeError::Encoding(other.to_owned())),
    }
}

/// The bytes unpacked, up to the limit.
pub fn decompress(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut reader = zstd::Decoder::new(bytes)?.take(UNPACKED_LIMIT_BYTES + 1);
    reader.read_to_end(&mut out)?;
    if out.len() as u64 > UNPACKED_LIMIT_BYTES {
        return Err(std::io::Error::other("the payload unpacks to more than 256 MiB"));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_and_plain_read_alike() {
        let value = vec!["خبر".to_owned(); 100];
        let plain = json(&value).unwrap();
        let packed = compress(&plain).unwrap();
        assert!(packed.len() < plain.len());
        assert_eq!(decode::<Vec<String>>(&plain.into(), None).unwrap(), value);
        assert_eq!(decode::<Vec<String>>(&packed.into(), Some(ZSTD)).unwrap(), value);
    }

    #[test]
    fn broken_payloads_are_errors() {
        let bytes = Bytes::from_static(b"{not json");
        assert!(matches!(decode::<String>(&bytes, None), Err(DecodeError::Json(_))));
        assert!(matches!(decode::<String>(&bytes, Some(ZSTD)), Err(DecodeError::Compression(_))));
        assert!(matches!(decode::<String>(&bytes, Some("br")), Err(DecodeError::Encoding(_))));
    }
}
