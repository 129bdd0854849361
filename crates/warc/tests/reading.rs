//! Records of sound and damaged files, however they are stored.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use warc::defect::{Defect, Fault};
use warc::record::Kind;
use warc::records::{Limits, Records};
use warc::sample;

const LIMITS: Limits = Limits { header_bytes: 2000, block_bytes: 300_000 };

/// Ids of records, and the faults between them.
fn read(file: &[u8]) -> Vec<String> {
    let mut records = Records::new(file, LIMITS);
    let mut found = Vec::new();
    while let Some(read) = records.next_record() {
        found.push(match read {
            Ok(record) => record.id().unwrap_or_default().into_owned(),
            Err(Defect { fault: Fault::TooLarge { bytes, head, .. }, place, .. }) => {
                assert!(head.len() <= 1 << 13);
                format!("TooLarge({bytes})@{}", place.offset)
            }
            Err(defect) => format!("{:?}@{}", defect.fault, defect.place.offset),
        });
    }
    found
}

#[track_caller]
fn check(file: &[u8], expected: &[&str]) {
    assert_eq!(read(file), expected);
}

fn block(id: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>خبر {id}</p>").repeat(3).into_bytes()
}

fn response(id: &str) -> Vec<u8> {
    sample::response(id, "https://example.org/", "2024-03-18T10:00:00Z", &block(id))
}

fn gzip(id: &str) -> Vec<u8> {
    sample::gzip(&response(id)).unwrap()
}

/// The record with its content length replaced.
fn with_length(id: &str, length: &str) -> Vec<u8> {
    let true_length = format!("Content-Length: {}\r\n", block(id).len());
    let text = String::from_utf8(response(id)).unwrap();
    text.replace(&true_length, length).into_bytes()
}

#[test]
fn records_are_read_however_the_file_is_stored() {
    let plain = [response("a"), response("b"), response("c")].concat();
    let expected = ["a", "b", "c"];
    check(&plain, &expected);
    check(&[gzip("a"), gzip("b"), gzip("c")].concat(), &expected);
    check(&sample::gzip(&plain).unwrap(), &expected);
    let frames: Vec<_> = ["a", "b", "c"].iter().flat_map(|id| sample::zstd(&response(id)).unwrap()).collect();
    check(&frames, &expected);
    check(&sample::zstd(&plain).unwrap(), &expected);
    let pieces: Vec<_> = plain.chunks(37).flat_map(|piece| sample::gzip(piece).unwrap()).collect();
    check(&pieces, &expected);
    check(b"", &[]);
    check(b"\r\n\r\n", &[]);
}

#[test]
fn a_dictionary_before_the_frames_is_used() {
    let dictionary = response("d");
    let mut file = vec![0x5d, 0x2a, 0x4d, 0x18];
    file.extend_from_slice(&u32::try_from(dictionary.len()).unwrap().to_le_bytes());
    file.extend_from_slice(&dictionary);
    let mut compressor = zstd::bulk::Compressor::with_dictionary(3, &dictionary).unwrap();
    file.extend(compressor.compress(&response("a")).unwrap());
    file.extend(compressor.compress(&response("b")).unwrap());
    check(&file, &["a", "b"]);
}

#[test]
fn a_record_tells_its_fields() {
    let file = sample::record(
        &[
            ("warc-type", "Response"),
            ("WARC-Record-ID", "<urn:uuid:1>"),
            ("WARC-Date", "2024-03-18T10:00:00Z"),
            ("WARC-Target-URI", "<https://example.org/خبر>"),
            ("Content-Type", "application/http;\r\n msgtype=response"),
            ("WARC-Identified-Payload-Type", "text/html"),
            ("WARC-Truncated", "length"),
        ],
        b"x",
    );
    let mut records = Records::new(file.as_slice(), LIMITS);
    let record = records.next_record().unwrap().unwrap();
    assert_eq!(record.kind(), Kind::Response);
    assert_eq!(record.id().as_deref(), Some("urn:uuid:1"));
    assert_eq!(record.date().unwrap().to_string(), "2024-03-18T10:00:00Z");
    assert_eq!(record.target_uri().as_deref(), Some("https://example.org/خبر"));
    assert_eq!(
        record.content_type().unwrap().split_whitespace().collect::<String>(),
        "application/http;msgtype=response"
    );
    assert_eq!(record.payload_type().as_deref(), Some("text/html"));
    assert!(record.is_truncated());
    assert_eq!(record.block(), b"x");
}

#[test]
fn places_are_those_of_the_stored_file() {
    #[track_caller]
    fn check(file: &[u8], expected: &[(u64, u64)]) {
        let mut records = Records::new(file, LIMITS);
        let mut places = Vec::new();
        while let Some(read) = records.next_record() {
            let place = read.unwrap().place();
            places.push((place.offset, place.within));
        }
        assert_eq!(places, expected);
    }
    let (a, b) = (response("a"), response("b"));
    check(&[a.clone(), b.clone()].concat(), &[(0, 0), (a.len() as u64, 0)]);
    check(&[gzip("a"), gzip("b")].concat(), &[(0, 0), (gzip("a").len() as u64, 0)]);
    check(&sample::gzip(&[a.clone(), b].concat()).unwrap(), &[(0, 0), (0, a.len() as u64)]);
}

#[test]
fn old_versions_and_bare_line_feeds_are_read() {
    check(b"WARC/0.18\nWARC-Record-ID: <a>\nContent-Length: 1\n\nx\n\nWARC/1.0\nWARC-Record-ID: b\nContent-Length: 0\n\n", &["a", "b"]);
    check(&[b"\r\n\n".as_slice(), &response("a"), b"\r\n\r\n\n", &response("b")].concat(), &["a", "b"]);
    let text = String::from_utf8([response("a"), response("b")].concat()).unwrap();
    check(text.replace("\r\n\r\nWARC", "WARC").as_bytes(), &["a", "b"]);
}

#[test]
fn a_length_that_leads_elsewhere_costs_its_record_only() {
    let length = block("a").len();
    let (long, short) = (length + 9, length - 9);
    let wrong = |length: usize| with_length("a", &format!("Content-Length: {length}\r\n"));
    let fault = |length: usize| format!("WrongLength({length})@0");
    check(&[wrong(short), response("b")].concat(), &[&fault(short), "b"]);
    check(&[wrong(long), response("b")].concat(), &[&fault(long), "b"]);
    check(&[wrong(9000), response("b")].concat(), &["Truncated@0", "b"]);
    let compressed = |length| sample::gzip(&wrong(length)).unwrap();
    check(&[compressed(short), gzip("b")].concat(), &[&fault(short), "b"]);
    check(&[compressed(long), gzip("b")].concat(), &[&fault(long), "b"]);
    check(&[compressed(9000), gzip("b"), gzip("c")].concat(), &[&fault(9000), "b", "c"]);
    check(&[with_length("a", ""), response("b")].concat(), &["NoLength@0", "b"]);
    check(&[with_length("a", "Content-Length: many\r\n"), response("b")].concat(), &["NoLength@0", "b"]);
}

#[test]
fn what_is_no_record_is_passed_over() {
    check(&[b"nonsense WARC/1.0\r\n".as_slice(), &response("a")].concat(), &["NoRecord@0", "a"]);
    check(b"nonsense", &["NoRecord@0"]);
    check(b"WARC/", &["NoRecord@0"]);
    check(b"WARC/1.0", &["Truncated@0"]);
    let junk = sample::gzip(b"nonsense").unwrap();
    check(&[junk.clone(), gzip("a")].concat(), &["NoRecord@0", "a"]);
    check(&[gzip("a"), vec![0; 5000]].concat(), &["a"]);
    let end = gzip("a").len();
    check(&[gzip("a"), b"plain text".to_vec(), gzip("b")].concat(), &["a", &format!("Damaged@{end}"), "b"]);
}

#[test]
fn large_blocks_and_headers_are_skipped_without_being_held() {
    let large = sample::record(&[("WARC-Record-ID", "<l>")], &vec![b'x'; 1 << 20]);
    let fault = "TooLarge(1048576)@0";
    check(&[large.clone(), response("b")].concat(), &[fault, "b"]);
    check(&[sample::gzip(&large).unwrap(), gzip("b")].concat(), &[fault, "b"]);
    let endless = with_length("a", "Content-Length: 99999999999\r\n");
    let members = [sample::gzip(&endless).unwrap(), gzip("b")].concat();
    check(&members, &["TooLarge(99999999999)@0", "b"]);
    let long = sample::record(&[("X", &"y".repeat(5000))], b"");
    check(&[long, response("b")].concat(), &["HeaderTooLarge@0", "b"]);
}

#[test]
fn a_damaged_member_costs_its_record_only() {
    let members = [gzip("a"), gzip("b"), gzip("c")];
    let file = members.concat();
    let (begin, end) = (members[0].len(), members[0].len() + members[1].len());
    for at in begin..end {
        let mut damaged = file.clone();
        damaged[at] ^= 0x55;
        let found = read(&damaged);
        let bytes = at - begin;
        // Bits of the header's time, system and flags of no consequence change nothing.
        let sound = found == ["a", "b", "c"];
        assert!(!sound || (4..10).contains(&bytes), "byte {bytes} of the member");
        assert!(sound || found.len() == 3 && found[0] == "a" && found[2] == "c", "byte {bytes}: {found:?}");
    }
}

#[test]
fn a_damaged_frame_costs_its_record_only() {
    let frames: Vec<_> = ["a", "b", "c"].iter().map(|id| sample::zstd(&response(id)).unwrap()).collect();
    let mut file = frames.concat();
    for byte in &mut file[frames[0].len() + 9..frames[0].len() + 40] {
        *byte = 0xff;
    }
    let found = read(&file);
    assert_eq!((found[0].as_str(), found[2].as_str(), found.len()), ("a", "c", 3), "{found:?}");
}

#[test]
fn damage_in_the_only_member_costs_what_follows() {
    let plain: Vec<_> = (0..2000).flat_map(|nth| response(&format!("r{nth}"))).collect();
    let mut file = sample::gzip(&plain).unwrap();
    let middle = file.len() / 2;
    for byte in &mut file[middle..middle + 20] {
        *byte ^= 0xff;
    }
    let found = read(&file);
    assert!(found.len() > 500 && found[..500].iter().enumerate().all(|(nth, id)| *id == format!("r{nth}")));
    assert!(found.last().unwrap().contains('@'), "{:?}", found.last());
}

#[test]
fn a_failing_disk_is_told_once() {
    struct Failing(usize);
    impl std::io::Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let file = response("a");
            let part = file.get(self.0..).unwrap_or_default();
            if part.is_empty() {
                return Err(std::io::Error::other("gone"));
            }
            let count = part.len().min(buffer.len());
            buffer[..count].copy_from_slice(&part[..count]);
            self.0 += count;
            Ok(count)
        }
    }
    let mut records = Records::new(Failing(0), LIMITS);
    let mut faults = Vec::new();
    while let Some(read) = records.next_record() {
        faults.extend(read.err().map(|defect| defect.fault));
    }
    assert_eq!(faults, [Fault::Unreadable("gone".to_owned())]);
}
