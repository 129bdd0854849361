//! Small WARC files for tests and measurements.
//!
//! Not a writer for archives: it checks nothing and holds everything in memory.

use std::io::Write as _;

/// A record of these header fields and this block, in WARC 1.1. The content length is added.
pub fn record(fields: &[(&str, &str)], block: &[u8]) -> Vec<u8> {
    let mut record = b"WARC/1.1\r\n".to_vec();
    for (name, value) in fields {
        record.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    record.extend_from_slice(format!("Content-Length: {}\r\n\r\n", block.len()).as_bytes());
    record.extend_from_slice(block);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

/// A record of type `response` that holds an HTTP message.
pub fn response(id: &str, uri: &str, date: &str, message: &[u8]) -> Vec<u8> {
    let fields = [
        ("WARC-Type", "response"),
        ("WARC-Record-ID", &format!("<{id}>")),
        ("WARC-Date", date),
        ("WARC-Target-URI", uri),
        ("Content-Type", "application/http; msgtype=response"),
    ];
    record(&fields, message)
}

/// Bytes as one gzip member.
///
/// # Errors
/// None that memory does not make.
pub fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Bytes as one zstd frame.
///
/// # Errors
/// None that memory does not make.
pub fn zstd(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::stream::encode_all(bytes, 3)
}
