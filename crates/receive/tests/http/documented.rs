//! The `OpenAPI` document against the router: every answer that it names is given, with the type, the headers and
//! the body that it names; and it is well formed.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use bytes::Bytes;
use futures::StreamExt as _;
use receive::options::Limits;
use receive::problem::Kind;
use receive::store::StoreError;
use serde_json::{Value, json};

use crate::rig::{Answer, Mood, Rig, SANA, post, small};
use crate::websub::{asked, distribute, signature, verify};

const BODY: &str = r#"{"text": "a"}"#;
const JSON: &str = "application/json";

fn document() -> Value {
    receive::openapi::document()
}

/// Checks an answer against the response that the document names for its status.
#[track_caller]
fn check(document: &Value, path: &str, method: &str, answer: &Answer) {
    let status = answer.status.as_str();
    let response = &document["paths"][path][method]["responses"][status];
    assert!(response.is_object(), "{method} {path}: {status} is not documented");
    for (name, header) in response["headers"].as_object().into_iter().flatten() {
        let is_there = answer.headers.contains_key(name.as_str());
        assert!(is_there || header["required"] != true, "{method} {path}: {status} without {name}");
    }
    let given = answer.header("content-type").split(';').next().unwrap();
    let Some(content) = response["content"].as_object() else {
        assert_eq!((given, answer.body.len()), ("", 0), "{method} {path}: {status}");
        return;
    };
    let named = content.get(given).unwrap_or_else(|| panic!("{method} {path}: {status} as {given}"));
    let mut schema = named["schema"].clone();
    schema["components"] = document["components"].clone();
    let body = match given {
        "text/plain" => String::from_utf8(answer.body.to_vec()).unwrap().into(),
        _ => answer.json(),
    };
    let faults: Vec<_> =
        jsonschema::draft202012::new(&schema).unwrap().iter_errors(&body).map(|e| e.to_string()).collect();
    assert!(faults.is_empty(), "{method} {path}: {status}: {faults:?} in {body}");
}

/// Checks that the answers are all that the document names for an operation.
#[track_caller]
fn check_all(path: &str, method: &str, answers: &[Answer]) {
    let document = document();
    for answer in answers {
        check(&document, path, method, answer);
    }
    let given: BTreeSet<&str> = answers.iter().map(|answer| answer.status.as_str()).collect();
    let responses = document["paths"][path][method]["responses"].as_object().unwrap();
    let named: BTreeSet<&str> = responses.keys().map(String::as_str).collect();
    assert_eq!(given, named, "{method} {path}");
}

fn slow() -> Body {
    let drops = futures::stream::iter(0..100).then(|_| async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok::<_, Infallible>(Bytes::from_static(b" "))
    });
    Body::from_stream(drops)
}

#[tokio::test(start_paused = true)]
async fn pushing_answers_as_documented() {
    let rig = Rig::default();
    let sana = format!("Bearer {SANA}");
    let key = [("idempotency-key", "k")];
    let mut answers = vec![
        rig.push(JSON, format!("[{BODY},7]")).await,
        rig.push_with(JSON, &key, BODY).await,
        rig.push_with(JSON, &key, BODY).await,
        rig.push_with(JSON, &key, "{}").await,
        rig.push(JSON, "{").await,
        rig.push_with("text/plain", &[("rasid-doc", "%FF")], BODY).await,
        rig.push_with(JSON, &[("authorization", "")], BODY).await,
        rig.push_with(JSON, &[("authorization", &sana)], r#"{"text":"a","source":"b"}"#).await,
        rig.push(JSON, slow()).await,
        rig.push("text/plain", "x".repeat(1001)).await,
        rig.push("image/png", "x").await,
        rig.push(JSON, "{}").await,
    ];
    for mood in [Mood::Fails(StoreError::Busy), Mood::Fails(StoreError::Unavailable), Mood::Panics] {
        rig.memory.set(mood);
        answers.push(rig.push(JSON, BODY).await);
    }
    rig.memory.set(Mood::Slow(Duration::from_secs(1)));
    let key = [("idempotency-key", "other")];
    let (first, second) = tokio::join!(rig.push_with(JSON, &key, BODY), rig.push_with(JSON, &key, BODY));
    answers.extend([first, second]);
    let poor = Rig::new(Limits { documents_per_sec: 1, burst_documents: 1, ..small() });
    answers.extend([poor.push(JSON, BODY).await, poor.push(JSON, BODY).await]);
    check_all("/v1/articles", "post", &answers);
}

#[tokio::test]
async fn every_documented_media_type_is_taken_and_no_other() {
    let document = document();
    let content = document["paths"]["/v1/articles"]["post"]["requestBody"]["content"].clone();
    let rig = Rig::default();
    for (media_type, about) in content.as_object().unwrap() {
        let example = match &about["example"] {
            Value::String(text) => text.clone(),
            other
            @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                other.to_string()
            }
        };
        assert_eq!(rig.push(media_type, example).await.status.as_u16(), 202, "{media_type}");
    }
    let refused = rig.push("a/b", "x").await;
    let named: BTreeSet<&str> = refused.header("accept-post").split(", ").collect();
    assert_eq!(named, content.as_object().unwrap().keys().map(String::as_str).collect());
}

#[tokio::test]
async fn verification_answers_as_documented() {
    let rig = Rig::default();
    let callback = asked(&rig);
    let query = [("hub.mode", "subscribe"), ("hub.topic", crate::rig::TOPIC), ("hub.challenge", "c")];
    let mut answers = vec![verify(&rig, &callback, &query).await, verify(&rig, &callback, &query[..1]).await];
    let mut options = rig.options.clone();
    options.clock = || panic!("as the test asked");
    let broken = Rig::with(options);
    asked(&broken);
    answers.push(verify(&broken, &callback, &query).await);
    check_all("/v1/websub/{source}", "get", &answers);
}

#[tokio::test(start_paused = true)]
async fn distribution_answers_as_documented() {
    let rig = Rig::default();
    let callback = asked(&rig);
    let signed = signature(b"feed");
    let signed = [("x-hub-signature", signed.as_str())];
    let mut nowhere = callback.clone();
    nowhere.set_query(Some("key=0"));
    let mut answers = vec![
        distribute(&rig, &callback, &signed, "feed").await,
        distribute(&rig, &callback, &[signed[0], ("content-encoding", "gzip")], "feed").await,
        distribute(&rig, &nowhere, &signed, "feed").await,
        distribute(&rig, &callback, &signed, slow()).await,
        distribute(&rig, &callback, &signed, "x".repeat(4001)).await,
        distribute(&rig, &callback, &[("content-encoding", "br")], "feed").await,
    ];
    for mood in [Mood::Fails(StoreError::Busy), Mood::Panics] {
        rig.memory.set(mood);
        answers.push(distribute(&rig, &callback, &signed, "feed").await);
    }
    rig.subscriptions.leave("sana", &callback, rig_now(&rig)).unwrap();
    answers.push(distribute(&rig, &callback, &signed, "feed").await);
    check_all("/v1/websub/{source}", "post", &answers);
}

fn rig_now(rig: &Rig) -> jiff::Timestamp {
    (rig.options.clock)()
}

#[tokio::test]
async fn the_document_is_served() {
    let rig = Rig::default();
    let answer = rig.send(Request::get("/v1/openapi.json").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.json(), document());
    check_all("/v1/openapi.json", "get", &[answer]);
}

/// Every `$ref` of a document, wherever it stands.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn the_document_is_well_formed() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 10);
    for reference in found {
        let target = document.pointer(reference.trim_start_matches('#'));
        assert!(target.is_some(), "{reference} leads nowhere");
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(jsonschema::meta::is_valid(schema), "{name}");
    }
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for operation in ["get", "post"].iter().filter_map(|method| item.get(method)) {
            assert!(ids.insert(operation["operationId"].as_str().unwrap()), "an id twice");
            assert!(
                operation["responses"].as_object().unwrap().values().all(|r| r["description"].is_string())
            );
            let parameters = [&item["parameters"], &operation["parameters"]];
            let mut parameters = parameters.iter().filter_map(|list| list.as_array()).flatten();
            let is_named = path.contains("{source}");
            assert_eq!(parameters.any(|parameter| parameter["in"] == "path"), is_named, "{path}");
        }
    }
}

#[test]
fn every_problem_leads_into_the_document() {
    let document = document();
    for kind in Kind::ALL {
        let uri = kind.uri();
        let pointer = uri.strip_prefix("/v1/openapi.json#").unwrap();
        assert_eq!(document.pointer(pointer).unwrap()["status"], kind.status().as_u16());
    }
    assert_eq!(document["x-problems"].as_object().unwrap().len(), Kind::ALL.len());
}

#[track_caller]
fn fits(article: &Value, expected: bool) {
    let schema = document()["components"]["schemas"]["Article"].clone();
    assert_eq!(jsonschema::draft202012::is_valid(&schema, article), expected, "{article}");
}

#[tokio::test]
async fn the_schema_of_an_article_is_what_is_taken() {
    let rig = Rig::default();
    for (article, expected) in [
        (json!({"text": "a"}), true),
        (json!({"html": "a", "id": 7, "source": {"id": 1, "name": null}, "published": 1.5, "x": []}), true),
        (json!({"text": "a", "title": null, "source": null, "fetched_at": "2026-01-01T00:00:00Z"}), true),
        (json!({"text": " "}), false),
        (json!({"title": "a"}), false),
        (json!({"text": 7}), false),
        (json!({"text": "a", "source": {"name": "b"}}), false),
        (json!({"text": "a", "url": 7}), false),
        (json!("a"), false),
    ] {
        fits(&article, expected);
        let request = post(JSON, &[]).body(article.to_string().into()).unwrap();
        assert_eq!(rig.send(request).await.status.is_success(), expected, "{article}");
    }
}
