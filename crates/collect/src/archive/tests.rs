//! Archives as crawlers write them, and the same pages as files.

use std::path::Path;

use warc::sample;

use super::*;
use crate::folder;

const DATE: &str = "2024-03-18T10:00:00Z";

const OPTIONS: fn(u64) -> Options =
    |max_document_bytes| Options { max_document_bytes, received_at: "2026-01-01T00:00:00Z".parse().unwrap() };

fn message(head: &str, body: &[u8]) -> Vec<u8> {
    [b"HTTP/1.1 ", head.as_bytes(), b"\r\n\r\n", body].concat()
}

fn record(kind: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let fields = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", "<urn:uuid:1>"),
        ("WARC-Date", DATE),
        ("WARC-Target-URI", "https://www.example.org/a"),
        ("Content-Type", content_type),
    ];
    sample::record(&fields, block)
}

fn read(archive: &[u8]) -> (Vec<Item>, PassedOver) {
    let mut archive = Archive::new(archive, "a.warc", OPTIONS(10_000));
    let items = archive.by_ref().collect();
    (items, archive.passed_over())
}

/// The body of the only document in an archive of one response.
#[track_caller]
fn check_response(head: &str, body: &[u8], expected: Option<&[u8]>) {
    let (items, _) = read(&record("response", "application/http", &message(head, body)));
    let bodies: Vec<_> = items.iter().map(|item| item.as_ref().unwrap().body.as_bytes()).collect();
    assert_eq!(bodies, expected.into_iter().collect::<Vec<_>>(), "{head}");
}

#[test]
fn a_response_tells_its_name_its_site_and_its_time() {
    let page = message("200 OK\r\nContent-Type: text/html; charset=utf-8", "<p>خبر</p>".as_bytes());
    let (items, _) = read(&record("response", "application/http", &page));
    let document = items[0].as_ref().unwrap();
    assert_eq!(document.doc, "urn:uuid:1");
    assert_eq!(document.source.id, "example-org");
    assert_eq!(document.source.kind, SourceKind::Warc);
    assert_eq!(document.source.url.as_deref(), Some("https://www.example.org"));
    assert_eq!(document.url.as_deref(), Some("https://www.example.org/a"));
    assert_eq!(document.content_type.as_deref(), Some("text/html; charset=utf-8"));
    assert_eq!(document.fetched_at.unwrap().to_string(), DATE);
    assert_eq!(document.received_at, document.fetched_at.unwrap());
    assert_eq!(document.body, Body::Text("<p>خبر</p>".to_owned()));
}

#[test]
fn documents_are_told_from_the_rest() {
    let text = b"text".as_slice();
    check_response("200 OK\r\nContent-Type: TEXT/HTML;charset=x", text, Some(text));
    check_response("200 OK\r\nContent-Type: application/xhtml+xml", text, Some(text));
    check_response("200 OK\r\nContent-Type: text/plain", text, Some(text));
    check_response("200 OK\r\nContent-Type: application/json", b"{}", Some(b"{}"));
    check_response("200 OK", text, Some(text));
    check_response("200 OK", b"\x89PNG\r\n", None);
    check_response("200 OK\r\nContent-Type: text/html", b"%PDF-1.7", None);
    check_response("200 OK\r\nContent-Type: text/html", b" \n", None);
    check_response("200 OK\r\nContent-Type: image/png", text, None);
    check_response("200 OK\r\nContent-Type: text/css", text, None);
    check_response("404 Not Found\r\nContent-Type: text/html", text, None);
    check_response("301 Moved\r\nContent-Type: text/html", text, None);
}

#[test]
fn what_is_passed_over_is_counted() {
    let html = "200 OK\r\nContent-Type: text/html";
    let archive = [
        record("warcinfo", "application/warc-fields", b"software: x\r\n"),
        record("request", "application/http", b"GET / HTTP/1.1\r\n\r\n"),
        record("response", "application/http", &message("404 X", b"x")),
        record("response", "application/http", &message("200 OK\r\nContent-Type: image/png", b"x")),
        record(
            "response",
            "application/http",
            &message("200 OK\r\nContent-Type: video/mp4", &vec![b'x'; 1 << 20]),
        ),
        record("response", "application/http", &message(html, b"x")),
        record("revisit", "application/http", &message(html, b"")),
        record("resource", "text/html", b"<p>x</p>"),
        record("conversion", "text/plain", b"x"),
        record("resource", "image/png", b"x"),
    ];
    let (items, passed_over) = read(&archive.concat());
    assert_eq!(items.iter().filter(|item| item.is_ok()).count(), 3);
    assert_eq!(items.len(), 3);
    assert_eq!(passed_over, PassedOver { other_kinds: 3, other_status: 1, no_text: 3 });
}

#[test]
fn damage_is_told_with_its_place_and_stops_nothing() {
    let html = "200 OK\r\nContent-Type: text/html";
    let page = |text: &[u8]| record("response", "application/http", &message(html, text));
    let large = page(&vec![b'x'; 1 << 20]);
    let bomb = message(
        "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip",
        &sample::gzip(&vec![b'x'; 1 << 20]).unwrap(),
    );
    let mut damaged = sample::gzip(&page(b"lost")).unwrap();
    damaged[30] ^= 0xff;
    let members =
        [&large, &record("response", "application/http", &bomb)].map(|one| sample::gzip(one).unwrap());
    let at = members.concat().len();
    let archive = [members.concat(), damaged, sample::gzip(&page(b"found")).unwrap()].concat();
    let (items, _) = read(&archive);
    let bad: Vec<_> = items.iter().filter_map(|item| item.as_ref().err()).collect();
    let reasons: Vec<_> = bad.iter().map(|bad| bad.reason).collect();
    assert_eq!(reasons, [DeadReason::TooLarge, DeadReason::TooLarge, DeadReason::Undecodable]);
    assert_eq!(bad[0].doc, "urn:uuid:1");
    assert!(bad[2].to_string().contains(&format!("at byte {at}: ")), "{}", bad[2]);
    assert_eq!(items[3].as_ref().unwrap().body.as_bytes(), b"found");
    assert_eq!(items.len(), 4);
}

#[test]
fn sites_are_named_by_their_host() {
    #[track_caller]
    fn check(url: &str, id: &str, origin: Option<&str>) {
        let source = source(Some(url));
        assert_eq!((source.id.as_str(), source.url.as_deref()), (id, origin), "{url}");
        if let Some(origin) = origin {
            assert_eq!(site(origin), site(url));
        }
    }
    check("https://www.Example.org/a?b#c", "example-org", Some("https://www.example.org"));
    check("http://user:pw@news.example.org:80", "news-example-org", Some("http://news.example.org"));
    check("http://example.org:8080/", "example-org", Some("http://example.org:8080"));
    check("https://خبر.example/", "خبر-example", Some("https://خبر.example"));
    check("urn:x", "unknown", None);
    check("https:///path", "unknown", None);
}

/// Pages as a crawler would have met them, with what each is sent as.
fn pages() -> Vec<(String, Vec<u8>)> {
    (0..6)
        .map(|nth| {
            let text = "قال مصدر محلي إن قوات دخلت بلدة في ريف دير الزور صباح اليوم. ".repeat(nth + 2);
            (
                format!("{nth}.html"),
                format!("<html><title>خبر {nth}</title><p>{text}</p></html>").into_bytes(),
            )
        })
        .collect()
}

/// The message of a page, each in another transfer and coding.
fn sent(nth: usize, page: &[u8]) -> Vec<u8> {
    let html = "200 OK\r\nContent-Type: text/html";
    let size = format!("{:x}\r\n", page.len());
    let chunked = [size.as_bytes(), page, b"\r\n0\r\n\r\n"].concat();
    let gzip = sample::gzip(page).unwrap();
    match nth % 4 {
        0 => message(html, page),
        1 => message(&format!("{html}\r\nTransfer-Encoding: chunked"), &chunked),
        2 => message(&format!("{html}\r\nContent-Encoding: gzip"), &gzip),
        _ => message(&format!("{html}\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked"), page),
    }
}

fn bodies(path: &Path) -> Vec<Body> {
    let listing = folder::list(path).unwrap();
    let items = listing.entries.iter().flat_map(|entry| crate::file::read(entry, OPTIONS(100_000)));
    items.map(|item| item.unwrap().body).collect()
}

#[test]
fn an_archive_holds_the_same_documents_as_its_pages_as_files() {
    let (files, archives) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut records = vec![record("warcinfo", "application/warc-fields", b"software: x\r\n")];
    for (nth, (name, page)) in pages().iter().enumerate() {
        std::fs::write(files.path().join(name), page).unwrap();
        records.push(record("request", "application/http", b"GET / HTTP/1.1\r\n\r\n"));
        records.push(record("response", "application/http", &sent(nth, page)));
        records.push(record("metadata", "application/warc-fields", b"fetchTimeMs: 9\r\n"));
    }
    let expected = bodies(files.path());
    assert_eq!(expected.len(), 6);
    let members = |compress: fn(&[u8]) -> std::io::Result<Vec<u8>>| {
        records.iter().flat_map(|record| compress(record).unwrap()).collect::<Vec<_>>()
    };
    let stored = [
        ("a.warc", records.concat()),
        ("a.warc.gz", members(sample::gzip)),
        ("a.warc.zst", members(sample::zstd)),
    ];
    for (name, bytes) in stored {
        let path = archives.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(bodies(&path), expected, "{name}");
    }
    assert_eq!(bodies(archives.path()).len(), 18);
}
