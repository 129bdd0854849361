//! Everything that could be too much, too slow, or at a bad moment.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures::StreamExt as _;
use receive::options::Limits;
use receive::store::StoreError;

use crate::rig::{Mood, Rig, SANA, gzip, post, small};

const JSON: &str = "application/json";
const LINES: &str = "application/x-ndjson";
const BODY: &str = r#"{"text": "a"}"#;

fn chunks(sizes: Vec<usize>) -> Body {
    let chunks = sizes.into_iter().map(|size| Ok::<_, Infallible>(Bytes::from(vec![b' '; size])));
    Body::from_stream(futures::stream::iter(chunks))
}

#[tokio::test]
async fn a_body_over_the_limit_is_too_large() {
    let rig = Rig::default();
    rig.push(JSON, " ".repeat(4001)).await.problem(413, "too-large");
    rig.push(JSON, chunks(vec![2000, 2001])).await.problem(413, "too-large");
    rig.push(JSON, chunks(vec![2000, 2000])).await.problem(400, "malformed");
    rig.push_with(JSON, &[("content-length", "99999999999")], BODY).await.problem(413, "too-large");
}

#[tokio::test]
async fn a_document_over_the_limit_is_too_large() {
    let rig = Rig::default();
    rig.push("text/plain", "x".repeat(1001)).await.problem(413, "too-large");
    let batch = format!("{{\"text\":\"{}\"}}\n{BODY}", "x".repeat(1000));
    let answer = rig.push(LINES, batch).await;
    assert_eq!(answer.accepted(1, 0, 1).json()["refused"][0]["reason"], "too-large");
    rig.push(LINES, format!("{BODY}\n").repeat(21)).await.problem(413, "too-large");
    rig.memory.set(Mood::Fails(StoreError::TooLarge { bytes: 9, limit: 8 }));
    rig.push(JSON, BODY).await.problem(413, "too-large");
}

#[tokio::test]
async fn a_bomb_stays_small() {
    let rig = Rig::default();
    let bomb = gzip(&vec![b' '; 3_000_000]);
    assert!(bomb.len() < 4000, "{}", bomb.len());
    rig.push_with(JSON, &[("content-encoding", "gzip")], bomb).await.problem(413, "too-large");
    let bomb = zstd::stream::encode_all(vec![b' '; 100_000_000].as_slice(), 1).unwrap();
    let rig = Rig::new(Limits { request_bytes: bomb.len(), ..small() });
    rig.push_with(JSON, &[("content-encoding", "zstd")], bomb).await.problem(413, "too-large");
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_is_given_up() {
    let rig = Rig::default();
    let drops = futures::stream::iter(0..1000).then(|_| async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok::<_, Infallible>(Bytes::from_static(b" "))
    });
    rig.push(JSON, Body::from_stream(drops)).await.problem(408, "slow-body");
}

#[tokio::test]
async fn a_body_that_breaks_off_is_malformed() {
    let rig = Rig::default();
    let broken = futures::stream::iter([Ok(Bytes::from_static(b"{")), Err("gone")]);
    rig.push(JSON, Body::from_stream(broken)).await.problem(400, "malformed");
}

#[tokio::test(start_paused = true)]
async fn a_token_has_its_share() {
    let rig = Rig::new(Limits { documents_per_sec: 1, burst_documents: 3, ..small() });
    rig.push(LINES, format!("{BODY}\n").repeat(10)).await.accepted(10, 9, 0);
    let answer = rig.push(JSON, BODY).await;
    assert_eq!(answer.problem(429, "too-many").header("retry-after"), "8");
    let other = format!("Bearer {SANA}");
    rig.push_with(JSON, &[("authorization", &other)], BODY).await.accepted(1, 0, 0);
    tokio::time::advance(Duration::from_secs(8)).await;
    rig.push(JSON, BODY).await.accepted(1, 1, 0);
}

#[tokio::test(start_paused = true)]
async fn who_finds_no_room_is_sent_away() {
    let rig = Rig::new(Limits { requests_in_flight: 1, ..small() });
    rig.memory.set(Mood::Slow(Duration::from_secs(10)));
    let first = rig.push(JSON, BODY);
    let second = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        rig.push(JSON, BODY).await
    };
    let (first, second) = tokio::join!(first, second);
    first.accepted(1, 0, 0);
    assert!(!second.problem(503, "busy").header("retry-after").is_empty());
    rig.memory.set(Mood::Good);
    rig.push(JSON, BODY).await.accepted(1, 1, 0);
    let rig = Rig::new(Limits { bytes_in_flight: 10, ..small() });
    rig.push(JSON, BODY).await.problem(503, "busy");
}

#[tokio::test]
async fn a_store_in_trouble_is_told_from_a_bad_document() {
    let rig = Rig::default();
    rig.memory.set(Mood::Fails(StoreError::Busy));
    assert_eq!(rig.push(JSON, BODY).await.problem(503, "busy").header("retry-after"), "5");
    rig.memory.set(Mood::Fails(StoreError::Unavailable));
    assert_eq!(rig.push(JSON, BODY).await.problem(503, "unavailable").header("retry-after"), "5");
    rig.memory.set(Mood::Fails(StoreError::Refused("no".to_owned())));
    let answer = rig.push(JSON, BODY).await;
    assert_eq!(answer.problem(422, "no-document").json()["refused"][0]["reason"], "refused");
}

#[tokio::test(start_paused = true)]
async fn a_store_that_hangs_is_busy() {
    let rig = Rig::default();
    rig.memory.set(Mood::Slow(Duration::from_hours(1)));
    rig.push(JSON, BODY).await.problem(503, "busy");
}

#[tokio::test]
async fn a_panic_is_an_answer() {
    let rig = Rig::default();
    rig.memory.set(Mood::Panics);
    rig.push(JSON, BODY).await.problem(500, "internal");
    rig.memory.set(Mood::Good);
    let request = post(JSON, &[]).body(BODY.into()).unwrap();
    rig.send(request).await.accepted(1, 0, 0);
}
