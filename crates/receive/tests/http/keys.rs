//! `Idempotency-Key`: one answer for one request.

use std::time::Duration;

use receive::store::StoreError;

use crate::rig::{Mood, Rig, SANA, gzip};

const JSON: &str = "application/json";
const BODY: &str = r#"{"text": "a"}"#;

#[tokio::test]
async fn the_first_answer_is_given_again() {
    let rig = Rig::default();
    let key = [("idempotency-key", "\"k-1\"")];
    let first = rig.push_with(JSON, &key, BODY).await;
    first.accepted(1, 0, 0);
    let again = rig.push_with(JSON, &key, BODY).await;
    assert_eq!((&again.body, again.header("idempotent-replayed")), (&first.body, "true"));
    assert_eq!(first.header("idempotent-replayed"), "");
    let packed = [key[0], ("content-encoding", "gzip")];
    let packed = rig.push_with(JSON, &packed, gzip(BODY.as_bytes())).await;
    assert_eq!(packed.header("idempotent-replayed"), "true");
    assert_eq!(rig.memory.documents().len(), 1);
}

#[tokio::test]
async fn refusals_are_remembered_too() {
    let rig = Rig::default();
    let key = [("idempotency-key", "k")];
    let first = rig.push_with(JSON, &key, "{}").await;
    first.problem(422, "no-document");
    let again = rig.push_with(JSON, &key, "{}").await;
    assert_eq!(again.problem(422, "no-document").body, first.body);
    assert_eq!(again.header("idempotent-replayed"), "true");
}

#[tokio::test]
async fn a_key_is_of_one_request_and_one_token() {
    let rig = Rig::default();
    let key = ("idempotency-key", "k");
    rig.push_with(JSON, &[key], BODY).await.accepted(1, 0, 0);
    rig.push_with(JSON, &[key], r#"{"text": "b"}"#).await.problem(422, "key-reused");
    rig.push_with("text/plain", &[key], BODY).await.problem(422, "key-reused");
    rig.push_with(JSON, &[key, ("rasid-source", "x")], BODY).await.problem(422, "key-reused");
    let other = format!("Bearer {SANA}");
    rig.push_with(JSON, &[key, ("authorization", &other)], r#"{"text": "b"}"#).await.accepted(1, 0, 0);
    rig.push_with(JSON, &[("idempotency-key", "a\"b")], BODY).await.problem(400, "bad-header");
}

#[tokio::test]
async fn a_failed_request_frees_its_key() {
    let rig = Rig::default();
    let key = [("idempotency-key", "k")];
    for mood in [Mood::Fails(StoreError::Busy), Mood::Panics] {
        rig.memory.set(mood);
        assert!(rig.push_with(JSON, &key, BODY).await.status.is_server_error());
    }
    rig.memory.set(Mood::Good);
    let answer = rig.push_with(JSON, &key, BODY).await;
    assert_eq!(answer.accepted(1, 0, 0).header("idempotent-replayed"), "");
}

#[tokio::test(start_paused = true)]
async fn a_request_at_work_holds_its_key() {
    let rig = Rig::default();
    let key = [("idempotency-key", "k")];
    rig.memory.set(Mood::Slow(Duration::from_secs(10)));
    let first = rig.push_with(JSON, &key, BODY);
    let second = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        rig.push_with(JSON, &key, BODY).await
    };
    let (first, second) = tokio::join!(first, second);
    first.accepted(1, 0, 0);
    assert_eq!(second.problem(409, "key-in-progress").header("retry-after"), "1");
}

#[tokio::test(start_paused = true)]
async fn a_sender_that_goes_away_frees_its_key() {
    let rig = Rig::default();
    let key = [("idempotency-key", "k")];
    rig.memory.set(Mood::Slow(Duration::from_secs(10)));
    let gone = tokio::time::timeout(Duration::from_secs(1), rig.push_with(JSON, &key, BODY)).await;
    assert!(gone.is_err());
    rig.push_with(JSON, &key, BODY).await.accepted(1, 0, 0);
}
