//! Any bytes, in any documented form, are answered with a documented status, and never with 500.

use std::sync::LazyLock;

use axum::http::HeaderValue;
use proptest::prelude::*;
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::rig::{ANY, Rig};
use crate::websub::{asked, distribute, signature};

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap());
static DOCUMENT: LazyLock<Value> = LazyLock::new(receive::openapi::document);

fn media_types() -> impl Strategy<Value = String> {
    let content = &DOCUMENT["paths"]["/v1/articles"]["post"]["requestBody"]["content"];
    let types: Vec<String> = content.as_object().unwrap().keys().cloned().collect();
    proptest::sample::select(types)
}

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let pieces = proptest::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"text\"",
        "\"html\"",
        "\"source\"",
        "\"id\"",
        "\"a\"",
        "null",
        "1e9",
        "\n",
        "\u{feff}",
        "\\u0000",
        "\"published\"",
        "\"2024-01-01\"",
        "\"fetched_at\"",
    ]);
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..600),
        proptest::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat().into_bytes()),
        "\\PC{0,80}".prop_map(|text| serde_json::json!({"text": text}).to_string().into_bytes()),
    ]
}

fn check_documented(status: u16, path: &str) -> Result<(), TestCaseError> {
    prop_assert_ne!(status, 500);
    let responses = &DOCUMENT["paths"][path]["post"]["responses"];
    prop_assert!(responses.get(status.to_string()).is_some(), "{} is not documented", status);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_body_of_any_type_is_answered(
        content_type in media_types(),
        coding in proptest::sample::select(vec!["identity", "gzip", "zstd"]),
        body in bodies(),
    ) {
        let rig = Rig::default();
        let answer =
            RUNTIME.block_on(rig.push_with(&content_type, &[("content-encoding", coding)], body));
        check_documented(answer.status.as_u16(), "/v1/articles")?;
    }

    #[test]
    fn any_header_is_answered(
        name in proptest::sample::select(vec![
            "rasid-source", "rasid-url", "rasid-title", "rasid-byline", "rasid-published", "rasid-doc",
            "idempotency-key", "content-encoding", "authorization", "content-type", "content-length",
        ]),
        value in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let Ok(value) = HeaderValue::from_bytes(&value) else { return Ok(()) };
        let rig = Rig::default();
        let mut request =
            crate::rig::post("text/plain", &[("authorization", &format!("Bearer {ANY}"))])
                .body("x".into()).unwrap();
        request.headers_mut().insert(name, value);
        let answer = RUNTIME.block_on(rig.send(request));
        check_documented(answer.status.as_u16(), "/v1/articles")?;
    }

    #[test]
    fn any_distributed_body_is_answered(
        coding in proptest::sample::select(vec!["identity", "gzip", "zstd", "br"]),
        body in bodies(),
        is_signed in any::<bool>(),
    ) {
        let rig = Rig::default();
        let callback = asked(&rig);
        let signature = if is_signed { signature(&body) } else { "sha512=00".to_owned() };
        let headers = [("x-hub-signature", &*signature), ("content-encoding", coding)];
        let answer = RUNTIME.block_on(distribute(&rig, &callback, &headers, body.clone()));
        check_documented(answer.status.as_u16(), "/v1/websub/{source}")?;
        let handed_on = rig.memory.feeds().len();
        prop_assert!(is_signed || handed_on == 0);
        prop_assert!(!is_signed || coding != "identity" || handed_on == 1);
    }

    #[test]
    fn every_good_line_is_stored_and_every_other_listed(
        texts in proptest::collection::vec(proptest::option::of("[a-z ]{0,9}"), 1..20),
    ) {
        let line = |text: &Option<String>| match text {
            Some(text) => serde_json::json!({"text": text}).to_string(),
            None => "{oops".to_owned(),
        };
        let body = texts.iter().map(line).collect::<Vec<_>>().join("\n");
        let good = texts.iter().flatten().filter(|text| !text.trim().is_empty()).count();
        let rig = Rig::default();
        let answer = RUNTIME.block_on(rig.push("application/x-ndjson", body));
        prop_assert_eq!(rig.memory.documents().len(), good);
        prop_assert_eq!(answer.status.as_u16(), if good > 0 { 202 } else { 422 });
        prop_assert_eq!(answer.json()["refused"].as_array().unwrap().len(), texts.len() - good);
    }
}
