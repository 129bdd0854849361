//! `Content-Encoding`: gzip and zstd, unpacked within a limit, so that a small bomb stays small.

use std::io::Read;

use axum::http::HeaderMap;
use axum::http::header::CONTENT_ENCODING;
use bytes::Bytes;

use crate::gate::{Full, Pass};
use crate::problem::{Kind, Problem};

/// Unpacked in steps of this many bytes, each of which asks for room first.
const STEP_BYTES: usize = 64 * 1024;
/// RFC 9659: a decoder of `zstd` over HTTP need not take windows over 8 MiB.
const ZSTD_WINDOW_LOG: u32 = 23;

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Identity,
    Gzip,
    Zstd,
}

/// Reads the `Content-Encoding` of a request. Only one coding is taken: packing twice hides bombs.
pub(crate) fn coding(headers: &HeaderMap) -> Result<Coding, Problem> {
    let mut values = headers.get_all(CONTENT_ENCODING).iter();
    let Some(value) = values.next() else { return Ok(Coding::Identity) };
    let name = value.to_str().unwrap_or("?").trim().to_ascii_lowercase();
    match (name.as_str(), values.next()) {
        ("" | "identity", None) => Ok(Coding::Identity),
        ("gzip" | "x-gzip", None) => Ok(Coding::Gzip),
        ("zstd", None) => Ok(Coding::Zstd),
        _ => Err(Problem::unsupported_type(format!("the encoding `{name}` is not taken"))),
    }
}

/// Unpacks a body.
///
/// # Errors
/// When it is larger than the limit, damaged, or there is no room for it.
pub(crate) fn unpack(coding: Coding, bytes: Bytes, limit: usize, pass: &mut Pass) -> Result<Bytes, Problem> {
    match coding {
        Coding::Identity => Ok(bytes),
        Coding::Gzip => read_within(flate2::read::MultiGzDecoder::new(&*bytes), limit, pass),
        Coding::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(&*bytes).map_err(|e| damaged(&e))?;
            decoder.window_log_max(ZSTD_WINDOW_LOG).map_err(|e| damaged(&e))?;
            read_within(decoder, limit, pass)
        }
    }
}

fn read_within(mut reader: impl Read, limit: usize, pass: &mut Pass) -> Result<Bytes, Problem> {
    let mut out = Vec::new();
    loop {
        let before = out.len();
        pass.grow(STEP_BYTES).map_err(|full: Full| Problem::from(full))?;
        let step = STEP_BYTES.min(limit.saturating_sub(before).saturating_add(1));
        reader.by_ref().take(step as u64).read_to_end(&mut out).map_err(|error| damaged(&error))?;
        if out.len() > limit {
            return Err(Problem::new(Kind::TooLarge, format!("over {limit} bytes when unpacked")));
        }
        if out.len() - before < step {
            return Ok(out.into());
        }
    }
}

fn damaged(error: &std::io::Error) -> Problem {
    Problem::new(Kind::Malformed, format!("the body cannot be unpacked: {error}"))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::gate::Gate;
    use crate::options::Limits;

    fn gzip(bytes: &[u8]) -> Bytes {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap().into()
    }

    fn zstd(bytes: &[u8]) -> Bytes {
        zstd::stream::encode_all(bytes, 1).unwrap().into()
    }

    #[track_caller]
    fn check(coding: Coding, packed: Bytes, limit: usize, expected: Result<&[u8], Kind>) {
        let mut pass = Gate::new(&Limits::default()).enter().unwrap();
        let found = unpack(coding, packed, limit, &mut pass).map_err(|problem| problem.kind());
        assert_eq!(found.as_deref().map_err(|&kind| kind), expected);
    }

    #[test]
    fn packed_bodies_are_unpacked_up_to_the_limit() {
        let body = b"x".repeat(200_000);
        check(Coding::Gzip, gzip(&body), 200_000, Ok(&body));
        check(Coding::Zstd, zstd(&body), 200_000, Ok(&body));
        check(Coding::Gzip, gzip(&body), 199_999, Err(Kind::TooLarge));
        check(Coding::Zstd, zstd(&body), 199_999, Err(Kind::TooLarge));
        check(Coding::Gzip, gzip(b""), 0, Ok(b""));
    }

    #[test]
    fn damage_is_told() {
        check(Coding::Gzip, Bytes::from_static(b"not packed"), 100, Err(Kind::Malformed));
        check(Coding::Zstd, Bytes::from_static(b"not packed"), 100, Err(Kind::Malformed));
        check(Coding::Gzip, gzip(b"abc").slice(..15), 100, Err(Kind::Malformed));
        check(Coding::Zstd, zstd(&b"abcdefgh".repeat(99)).slice(..12), 1000, Err(Kind::Malformed));
        check(Coding::Gzip, Bytes::new(), 100, Err(Kind::Malformed));
    }

    #[test]
    fn a_body_without_room_is_sent_away() {
        let limits = Limits { bytes_in_flight: STEP_BYTES, ..Limits::default() };
        let mut pass = Gate::new(&limits).enter().unwrap();
        let packed = gzip(&b"x".repeat(STEP_BYTES * 2));
        let problem = unpack(Coding::Gzip, packed, usize::MAX, &mut pass).unwrap_err();
        assert_eq!(problem.kind(), Kind::Busy);
    }
}
