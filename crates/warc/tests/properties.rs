//! What holds of any file.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use proptest::collection::vec;
use proptest::prelude::*;
use warc::records::{Limits, Records};
use warc::sample;

const LIMITS: Limits = Limits { header_bytes: 4000, block_bytes: 100_000 };

type Block = Vec<u8>;

/// Blocks of the records, and how many defects there were.
fn read(file: &[u8]) -> (Vec<Block>, usize) {
    let mut records = Records::new(file, LIMITS);
    let (mut blocks, mut defects) = (Vec::new(), 0);
    while let Some(read) = records.next_record() {
        match read {
            Ok(record) => blocks.push(record.block().to_vec()),
            Err(_) => defects += 1,
        }
    }
    (blocks, defects)
}

/// How records are put into a file.
#[derive(Debug, Clone, Copy)]
enum Stored {
    Plain,
    Gzip,
    GzipWhole,
    Zstd,
}

/// The file, and where in it each record ends.
fn file(blocks: &[Block], stored: Stored) -> (Vec<u8>, Vec<usize>) {
    let records = blocks.iter().enumerate().map(|(nth, block)| {
        let record =
            sample::response(&format!("urn:{nth}"), "https://example.org/", "2024-03-18T10:00:00Z", block);
        match stored {
            Stored::Plain | Stored::GzipWhole => record,
            Stored::Gzip => sample::gzip(&record).unwrap(),
            Stored::Zstd => sample::zstd(&record).unwrap(),
        }
    });
    let mut ends = Vec::new();
    let mut file = Vec::new();
    for record in records {
        file.extend(record);
        ends.push(file.len());
    }
    match stored {
        Stored::GzipWhole => (sample::gzip(&file).unwrap(), Vec::new()),
        Stored::Plain | Stored::Gzip | Stored::Zstd => (file, ends),
    }
}

fn stored() -> impl Strategy<Value = Stored> {
    prop_oneof![Just(Stored::Plain), Just(Stored::Gzip), Just(Stored::GzipWhole), Just(Stored::Zstd)]
}

/// Text and bytes; line ends and pieces of headers among them, but no whole version line.
fn block() -> impl Strategy<Value = Block> {
    prop_oneof![
        vec(any::<u8>(), 0..3000),
        "([a-zء-ي ]|\r\n|WARC|Content-Length: 5|\r\n\r\n){0,200}".prop_map(String::into_bytes),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_come_to_an_end(bytes in vec(any::<u8>(), 0..3000)) {
        read(&bytes);
        read(&[b"\x1f\x8b\x08\0".as_slice(), &bytes].concat());
        read(&[b"\x28\xb5\x2f\xfd".as_slice(), &bytes].concat());
        read(&[b"WARC/1.0\r\n".as_slice(), &bytes].concat());
    }

    #[test]
    fn any_pieces_of_records_come_to_an_end(
        text in "(WARC/1\\.[01]\r?\n|Content-Length: [0-9]{1,4}\r?\n|[A-Z]: x\r\n|\r?\n| folded\r\n|[a-z]{1,9}){0,60}",
    ) {
        read(text.as_bytes());
        read(&sample::gzip(text.as_bytes()).unwrap());
    }

    #[test]
    fn any_block_gives_a_response_or_none(bytes in vec(any::<u8>(), 0..2000), coding in "(gzip|deflate|br|zstd|chunked|x)") {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nTransfer-Encoding: {coding}\r\n\r\n");
        let block = [head.as_bytes(), &bytes].concat();
        if let Ok(body) = warc::http::response(&block).unwrap().body(10_000) {
            prop_assert!(body.bytes.len() <= 10_000);
        }
        let _ = warc::http::response(&bytes);
    }

    #[test]
    fn what_is_written_is_read(blocks in vec(block(), 0..12), stored in stored()) {
        prop_assert_eq!(read(&file(&blocks, stored).0), (blocks, 0));
    }

    #[test]
    fn a_cut_leaves_the_records_before_it(blocks in vec(block(), 1..8), stored in stored(), at in any::<prop::sample::Index>()) {
        let (file, ends) = file(&blocks, stored);
        let cut = at.index(file.len());
        let (found, _) = read(&file[..cut]);
        prop_assert!(found.len() >= ends.iter().filter(|end| **end <= cut).count());
        prop_assert_eq!(&found[..], &blocks[..found.len()]);
    }

    #[test]
    fn a_flipped_bit_adds_nothing(blocks in vec(block(), 1..8), at in any::<prop::sample::Index>(), bit in 0..8) {
        let (mut file, _) = file(&blocks, Stored::Gzip);
        let place = at.index(file.len());
        file[place] ^= 1_u8 << bit;
        let (found, _) = read(&file);
        prop_assert!(found.len() + 1 >= blocks.len());
        prop_assert!(found.iter().all(|block| blocks.contains(block)));
    }
}
