//! How bodies are cut and named.

use super::*;

fn parse_as(shape: &Shape, body: &[u8], description: &Description) -> Result<Parsed, Kind> {
    let limits = Limits { documents: 3, document_bytes: 200, ..Limits::default() };
    let context = Context {
        shape,
        description,
        token: &Token::plain("t", "0123456789abcdef", Some("sana")).unwrap(),
        limits: &limits,
        received_at: "2026-01-01T00:00:00Z".parse().unwrap(),
    };
    parse(body, &context).map_err(|problem| problem.kind())
}

#[track_caller]
fn check(shape: &Shape, body: &str, good: &[usize], bad: &[(usize, Option<usize>, Reason)]) {
    let parsed = parse_as(shape, body.as_bytes(), &Description::default()).unwrap();
    assert_eq!(parsed.good.iter().map(|entry| entry.place.index).collect::<Vec<_>>(), good);
    let refused: Vec<_> = parsed.refused.iter().map(|r| (r.index, r.line, r.reason)).collect();
    assert_eq!(refused, bad);
}

#[test]
fn one_article_and_many() {
    check(&Shape::Json, "\u{feff} {\"text\":\"a\"}", &[0], &[]);
    check(&Shape::Json, "[{\"text\":\"a\"},7,{\"html\":\"b\"}]", &[0, 2], &[(1, None, Reason::Undecodable)]);
    check(&Shape::Json, "[]", &[], &[]);
    check(&Shape::Json, "\"text\"", &[], &[(0, None, Reason::Undecodable)]);
}

#[test]
fn a_bad_line_does_not_stop_the_others() {
    let bad = [(1, Some(3), Reason::Undecodable), (2, Some(4), Reason::Empty)];
    check(&Shape::Lines, "{\"text\":\"a\"}\r\n\n{oops\n{\"text\":\" \"}\n", &[0], &bad);
    check(&Shape::Lines, "\n \n", &[], &[]);
}

#[test]
fn every_fault_has_its_reason() {
    let page = Shape::Page("text/plain".to_owned());
    check(&page, " \n", &[], &[(0, None, Reason::Empty)]);
    check(&page, "%PDF-1.7", &[], &[(0, None, Reason::Binary)]);
    check(&page, &"x".repeat(201), &[], &[(0, None, Reason::TooLarge)]);
    let other = r#"{"text":"a","source":{"id":"aden"}}"#;
    check(&Shape::Json, other, &[], &[(0, None, Reason::OtherSource)]);
    check(&Shape::Json, r#"{"title":"a"}"#, &[], &[(0, None, Reason::Undecodable)]);
}

#[test]
fn what_is_no_json_is_malformed() {
    let none = Description::default();
    for body in [b"".as_slice(), b"{", b"[{}", b"{} {}", b"\"\xff\""] {
        assert_eq!(parse_as(&Shape::Json, body, &none).unwrap_err(), Kind::Malformed);
    }
}

#[test]
fn too_many_documents_are_too_large() {
    let none = Description::default();
    let body = "{\"text\":\"a\"}\n".repeat(4);
    assert_eq!(parse_as(&Shape::Lines, body.as_bytes(), &none).unwrap_err(), Kind::TooLarge);
}

#[test]
fn nameless_documents_are_named_after_their_bytes() {
    let none = Description::default();
    let alone = parse_as(&Shape::Json, br#"{"text":"b"}"#, &none).unwrap();
    let lines = parse_as(&Shape::Lines, b"{\"text\":\"a\"}\n{\"text\":\"b\"}", &none).unwrap();
    assert!(alone.good[0].raw.doc.starts_with("push-"));
    assert_eq!(alone.good[0].raw.message_id(), lines.good[1].raw.message_id());
    assert_ne!(lines.good[0].raw.doc, lines.good[1].raw.doc);
}

#[test]
fn a_page_is_what_its_headers_say() {
    let description = Description {
        url: Some("https://a.example/1".to_owned()),
        title: Some("خبر".to_owned()),
        published: Some("2024-03-18".to_owned()),
        ..Description::default()
    };
    let shape = Shape::Page("text/html; charset=windows-1256".to_owned());
    let parsed = parse_as(&shape, b"<p>\xce\xc8\xd1</p>", &description).unwrap();
    let raw = &parsed.good[0].raw;
    assert_eq!((raw.doc.as_str(), raw.source.id.as_str()), ("https://a.example/1", "sana"));
    assert_eq!(raw.content_type.as_deref(), Some("text/html; charset=windows-1256"));
    assert_eq!(raw.title.as_deref(), Some("خبر"));
    assert_eq!(raw.fetched_at.unwrap().to_string(), "2024-03-18T00:00:00Z");
    assert_eq!(raw.received_at.to_string(), "2026-01-01T00:00:00Z");
    assert_eq!(raw.source.kind, SourceKind::Push);
}

#[test]
fn the_time_of_receipt_is_ours() {
    let body = br#"{"text":"a","fetched_at":"1999-01-01T00:00:00Z"}"#;
    let parsed = parse_as(&Shape::Json, body, &Description::default()).unwrap();
    let raw = &parsed.good[0].raw;
    assert_eq!(raw.received_at.to_string(), "2026-01-01T00:00:00Z");
    assert_eq!(raw.fetched_at.unwrap().to_string(), "1999-01-01T00:00:00Z");
}
