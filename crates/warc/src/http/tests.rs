//! Messages as crawlers store them.

use std::io::Write as _;

use flate2::Compression;

use super::*;

const LIMIT: usize = 1 << 20;

#[track_caller]
fn check(head: &str, stored: &[u8], expected: &[u8], defects: &[BodyDefect]) {
    let block = [head.as_bytes(), b"\r\n\r\n", stored].concat();
    let response = response(&block).unwrap();
    assert_eq!(response.status, 200);
    let body = response.body(LIMIT).unwrap();
    assert_eq!(String::from_utf8_lossy(&body.bytes), String::from_utf8_lossy(expected), "{head}");
    assert_eq!(body.defects, defects, "{head}");
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn status_lines_are_read_as_crawlers_write_them() {
    #[track_caller]
    fn check(line: &str, expected: Option<u16>) {
        assert_eq!(response(line.as_bytes()).ok().map(|response| response.status), expected, "{line:?}");
    }
    check("HTTP/1.1 200 OK\r\n\r\n", Some(200));
    check("HTTP/1.0 404\n\n", Some(404));
    check("HTTP/2 200\r\n\r\n", Some(200));
    check("HTTP/2.0  301 \r\n\r\n", Some(301));
    check("http/1.1 200 ok", Some(200));
    check("HTTP/1.1 abc OK\r\n\r\n", None);
    check("HTTP/1.1 99999\r\n\r\n", None);
    check("<html>", None);
    check("", None);
}

#[test]
fn headers_are_read_leniently() {
    let block = b"HTTP/1.1 200 OK\r\n:status: 200\r\nCONTENT-type : text/html;\r\n charset=utf-8\r\nno header\nX: 1\n\nbody";
    let response = response(block).unwrap();
    assert_eq!(response.header("Content-Type").as_deref(), Some("text/html; charset=utf-8"));
    assert_eq!(response.header("x").as_deref(), Some("1"));
    assert_eq!(response.headers.len(), 2);
    assert_eq!(response.stored, b"body");
}

#[test]
fn chunks_are_put_together() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked";
    check(head, b"4\r\nabcd\r\n3;x=y\r\nefg\r\n0\r\n\r\n", b"abcdefg", &[]);
    check(head, b"0004  \r\nabcd\r\n0\r\nTrailer: x\r\n\r\n", b"abcd", &[]);
    check(head, b"4\nabcd\n0\n\n", b"abcd", &[]);
    check(head, b"4\r\nabcd\r\n", b"abcd", &[]);
    check(head, b"4\r\nabcd\r\n9\r\nef", b"abcdef", &[BodyDefect::BrokenChunk]);
    check(head, b"4\r\nabcd\r\nnonsense", b"abcd", &[BodyDefect::BrokenChunk]);
}

#[test]
fn a_body_that_was_dechunked_already_is_left_alone() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked";
    check(head, b"<html>", b"<html>", &[]);
    check(head, "خبر\r\n".as_bytes(), "خبر\r\n".as_bytes(), &[]);
    check(head, b"+4\r\nabcd", b"+4\r\nabcd", &[]);
    check(head, b"", b"", &[]);
}

#[test]
fn codings_are_undone() {
    let text = "خبر عاجل من دير الزور".repeat(20);
    let text = text.as_bytes();
    let head = |coding: &str| format!("HTTP/1.1 200 OK\r\nContent-Encoding: {coding}");
    let gzip = crate::sample::gzip(text).unwrap();
    check(&head("gzip"), &gzip, text, &[]);
    check(&head("GZIP"), text, text, &[]);
    check(&head("identity"), text, text, &[]);
    check(&head("deflate"), &zlib(text), text, &[]);
    check(&head("deflate"), &deflate(text), text, &[]);
    check(&head("deflate"), text, text, &[]);
    check(&head("zstd"), &crate::sample::zstd(text).unwrap(), text, &[]);
    check(&head("zstd"), text, text, &[]);
    check(&head("br"), text, text, &[]);
    check(&head("br"), b"\x0b\x05\x80hello world\x03", b"hello world", &[]);
    check(&head("deflate, gzip"), &crate::sample::gzip(&zlib(text)).unwrap(), text, &[]);
    check(&head("compress"), text, text, &[BodyDefect::UnknownCoding]);
    let both = format!("{:x}\r\n{}", gzip.len(), "");
    let chunked = [both.as_bytes(), &gzip, b"\r\n0\r\n\r\n"].concat();
    check(&format!("{}\r\nTransfer-Encoding: chunked", head("gzip")), &chunked, text, &[]);
    check("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked", &chunked, text, &[]);
}

#[test]
fn of_damaged_compressed_data_the_beginning_is_given() {
    let text = "ab".repeat(10_000);
    let mut gzip = crate::sample::gzip(text.as_bytes()).unwrap();
    gzip.truncate(gzip.len() - 8);
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip";
    check(head, &gzip, text.as_bytes(), &[BodyDefect::BrokenCoding]);
}

#[test]
fn a_bomb_is_refused_without_being_held() {
    let gzip = crate::sample::gzip(&vec![b'x'; 10 << 20]).unwrap();
    let block = [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".as_slice(), &gzip].concat();
    assert_eq!(response(&block).unwrap().body(LIMIT), Err(BodyTooLarge { limit: LIMIT }));
}
