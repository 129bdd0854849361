//! What is stored, what is refused, who may push.

use record::record::SourceKind;

use crate::rig::{ANY, Rig, SANA, gzip};

const JSON: &str = "application/json";
const LINES: &str = "application/x-ndjson";

#[tokio::test]
async fn an_article_is_stored_before_the_answer() {
    let rig = Rig::default();
    let answer = rig.push(JSON, r#"{"id": 7, "text": "خبر عاجل", "source": "aden"}"#).await;
    answer.accepted(1, 0, 0);
    assert_eq!(answer.json()["documents"][0]["doc"], "7");
    let stored = rig.memory.documents();
    assert_eq!((stored[0].source.id.as_str(), stored[0].source.kind), ("aden", SourceKind::Push));
    assert_eq!(stored[0].received_at.to_string(), "2026-01-01T00:00:00Z");
}

#[tokio::test]
async fn the_same_article_again_is_repeated() {
    let rig = Rig::default();
    rig.push(JSON, r#"{"text": "a"}"#).await.accepted(1, 0, 0);
    rig.push(JSON, r#"{"text": "a"}"#).await.accepted(1, 1, 0);
    rig.push(LINES, "{\"text\": \"b\"}\n{\"text\": \"a\"}").await.accepted(2, 1, 0);
}

#[tokio::test]
async fn a_batch_with_a_bad_line_is_stored_without_it() {
    let rig = Rig::default();
    let answer = rig.push(LINES, "{\"text\":\"a\"}\n\n{oops\n{\"text\":\"b\"}\n").await;
    answer.accepted(2, 0, 1);
    let json = answer.json();
    assert_eq!((&json["refused"][0]["line"], &json["refused"][0]["index"]), (&3.into(), &1.into()));
    assert_eq!(json["refused"][0]["reason"], "undecodable");
    assert_eq!(json["documents"][1]["line"], 4);
    let array = rig.push(JSON, r#"[{"text":"a"}, {"text":""}]"#).await;
    array.accepted(1, 1, 1);
    assert_eq!(array.json()["refused"][0]["reason"], "empty");
}

#[tokio::test]
async fn a_batch_of_which_nothing_can_be_stored_is_refused() {
    let rig = Rig::default();
    let answer = rig.push(LINES, "{oops\n{\"title\":\"b\"}\n").await;
    assert_eq!(answer.problem(422, "no-document").json()["refused"].as_array().unwrap().len(), 2);
    for (content_type, body) in [(JSON, "[]"), (LINES, ""), (JSON, r#"{"text":" "}"#), (JSON, "7")] {
        rig.push(content_type, body).await.problem(422, "no-document");
    }
    rig.push("text/html", "%PDF-1.7").await.problem(422, "no-document");
    assert!(rig.memory.documents().is_empty());
}

#[tokio::test]
async fn what_is_no_json_is_malformed() {
    let rig = Rig::default();
    for body in ["", "{", "[{},", "{} {}"] {
        rig.push(JSON, body).await.problem(400, "malformed");
    }
    let deep = "[".repeat(3000);
    rig.push(JSON, deep).await.problem(400, "malformed");
}

#[tokio::test]
async fn a_page_is_described_by_headers() {
    let rig = Rig::default();
    let headers = [
        ("rasid-source", "sana"),
        ("rasid-url", "https://a.example/%D8%AE"),
        ("rasid-title", "UTF-8'ar'%D8%AE%D8%A8%D8%B1"),
        ("rasid-byline", "%D8%B3%D8%A7%D9%85%D9%8A"),
        ("rasid-published", "2024-03-18"),
        ("rasid-doc", "n-1"),
    ];
    let answer = rig.push_with("text/html; charset=utf-8", &headers, "<p>نص</p>").await;
    answer.accepted(1, 0, 0);
    let raw = rig.memory.documents().remove(0);
    assert_eq!((raw.doc.as_str(), raw.source.id.as_str()), ("n-1", "sana"));
    assert_eq!((raw.title.as_deref(), raw.byline.as_deref()), (Some("خبر"), Some("سامي")));
    assert_eq!(raw.url.as_deref(), Some("https://a.example/%D8%AE"));
    assert_eq!(raw.published.as_deref(), Some("2024-03-18"));
    assert_eq!(raw.content_type.as_deref(), Some("text/html; charset=utf-8"));
    rig.push_with("text/plain", &[("rasid-title", "%FF")], "x").await.problem(400, "bad-header");
}

#[tokio::test]
async fn packed_bodies_are_unpacked() {
    let rig = Rig::default();
    let body = r#"{"text": "a"}"#.as_bytes();
    rig.push_with(JSON, &[("content-encoding", "gzip")], gzip(body)).await.accepted(1, 0, 0);
    let zstd = zstd::stream::encode_all(body, 1).unwrap();
    rig.push_with(JSON, &[("content-encoding", "zstd")], zstd).await.accepted(1, 1, 0);
    rig.push_with(JSON, &[("content-encoding", "gzip")], body).await.problem(400, "malformed");
    let brotli = rig.push_with(JSON, &[("content-encoding", "br")], body).await;
    brotli.problem(415, "unsupported-type");
    assert!(brotli.header("accept-encoding").contains("zstd"));
}

#[tokio::test]
async fn only_known_types_are_taken() {
    let rig = Rig::default();
    let answer = rig.push("application/pdf", "x").await;
    answer.problem(415, "unsupported-type");
    assert!(answer.header("accept-post").contains("application/x-ndjson"));
    rig.push("application/json; charset=windows-1256", "{}").await.problem(415, "unsupported-type");
}

#[tokio::test]
async fn a_known_token_is_needed() {
    let rig = Rig::default();
    let body = r#"{"text": "a"}"#;
    let missing = rig.push_with(JSON, &[("authorization", "")], body).await;
    assert_eq!(missing.problem(401, "unauthorized").header("www-authenticate"), r#"Bearer realm="rasid""#);
    let wrong = rig.push_with(JSON, &[("authorization", "Bearer nobody")], body).await;
    assert!(wrong.problem(401, "unauthorized").header("www-authenticate").contains("invalid_token"));
    rig.push_with(JSON, &[("authorization", "Basic eDp5")], body).await.problem(401, "unauthorized");
    let any_case = format!("bearer {ANY}");
    rig.push_with(JSON, &[("authorization", &any_case)], body).await.accepted(1, 0, 0);
}

#[tokio::test]
async fn a_bound_token_pushes_for_its_source_only() {
    let rig = Rig::default();
    let token = format!("Bearer {SANA}");
    let bound = [("authorization", token.as_str())];
    rig.push_with(JSON, &bound, r#"{"text":"a"}"#).await.accepted(1, 0, 0);
    rig.push_with(JSON, &bound, r#"{"text":"a","source":"aden"}"#).await.problem(403, "other-source");
    let mixed = "{\"text\":\"b\",\"source\":\"sana\"}\n{\"text\":\"c\",\"source\":\"aden\"}";
    let answer = rig.push_with(LINES, &bound, mixed).await;
    answer.accepted(1, 0, 1);
    assert_eq!(answer.json()["refused"][0]["reason"], "other-source");
    let page = [bound[0], ("rasid-source", "aden")];
    rig.push_with("text/plain", &page, "x").await.problem(403, "other-source");
    assert!(rig.memory.documents().iter().all(|raw| raw.source.id == "sana"));
}

#[tokio::test]
async fn other_addresses_and_methods_are_problems_too() {
    let rig = Rig::default();
    let request = |method: &str, path: &str| {
        axum::http::Request::builder().method(method).uri(path).body(axum::body::Body::empty()).unwrap()
    };
    rig.send(request("GET", "/v1/nothing")).await.problem(404, "not-found");
    let answer = rig.send(request("GET", "/v1/articles")).await;
    assert_eq!(answer.problem(405, "method-not-allowed").header("allow"), "POST");
    rig.send(request("DELETE", "/v1/openapi.json")).await.problem(405, "method-not-allowed");
    rig.send(request("PUT", "/v1/websub/sana")).await.problem(405, "method-not-allowed");
}
