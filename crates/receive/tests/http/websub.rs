//! A hub's conversation with us.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use hmac::{Hmac, Mac as _};
use jiff::Timestamp;
use receive::store::StoreError;
use receive::websub::subscriptions::Phase;
use url::Url;

use crate::rig::{Answer, Mood, Rig, SECRET, TOPIC, gzip};

const FEED: &str = "<rss><channel><title>خبر</title></channel></rss>";

fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

/// The callback as a hub would call it, after asking.
pub(crate) fn asked(rig: &Rig) -> Url {
    let base = Url::parse("http://here.example").unwrap();
    rig.subscriptions.ask("sana", &base, now()).unwrap().callback
}

pub(crate) fn signature(body: &[u8]) -> String {
    let mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap().chain_update(body);
    let digits: Vec<String> = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={}", digits.concat())
}

pub(crate) async fn verify(rig: &Rig, callback: &Url, query: &[(&str, &str)]) -> Answer {
    let mut callback = callback.clone();
    callback.query_pairs_mut().extend_pairs(query);
    let uri = format!("{}?{}", callback.path(), callback.query().unwrap());
    rig.send(Request::get(uri).body(Body::empty()).unwrap()).await
}

pub(crate) async fn distribute(
    rig: &Rig,
    callback: &Url,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    let uri = format!("{}?{}", callback.path(), callback.query().unwrap_or_default());
    let mut request = Request::post(uri).header("content-type", "application/rss+xml");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    rig.send(request.body(body.into()).unwrap()).await
}

const SUBSCRIBE: [(&str, &str); 4] = [
    ("hub.mode", "subscribe"),
    ("hub.topic", TOPIC),
    ("hub.challenge", "<b>c&1</b>"),
    ("hub.lease_seconds", "1000"),
];

#[tokio::test]
async fn what_was_asked_for_is_confirmed() {
    let rig = Rig::default();
    let callback = asked(&rig);
    let answer = verify(&rig, &callback, &SUBSCRIBE).await;
    assert_eq!((answer.status, &answer.body[..]), (StatusCode::OK, b"<b>c&1</b>".as_slice()));
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let until = "2026-01-01T00:16:40Z".parse().unwrap();
    assert_eq!(rig.subscriptions.phase("sana"), Some(Phase::Active { until }));
}

#[tokio::test]
async fn what_was_not_asked_for_is_not_found() {
    let rig = Rig::default();
    let callback = asked(&rig);
    let fresh = Rig::default();
    verify(&fresh, &callback, &SUBSCRIBE).await.problem(404, "not-found");
    let mut other = SUBSCRIBE;
    other[1].1 = "https://b.example/";
    verify(&rig, &callback, &other).await.problem(404, "not-found");
    verify(&rig, &callback, &SUBSCRIBE[..2]).await.problem(404, "not-found");
    verify(&rig, &callback, &[("hub.mode", "x"), SUBSCRIBE[1]]).await.problem(404, "not-found");
    let guess = Url::parse("http://here.example/v1/websub/sana?key=1").unwrap();
    verify(&rig, &guess, &SUBSCRIBE).await.problem(404, "not-found");
    let unknown = Url::parse("http://here.example/v1/websub/aden").unwrap();
    verify(&rig, &unknown, &SUBSCRIBE).await.problem(404, "not-found");
    let no_text = Url::parse("http://here.example/v1/websub/%FF").unwrap();
    verify(&rig, &no_text, &SUBSCRIBE).await.problem(404, "not-found");
    assert_eq!(rig.subscriptions.phase("sana"), Some(Phase::Asked));
}

#[tokio::test]
async fn a_denial_is_noted() {
    let rig = Rig::default();
    let callback = asked(&rig);
    let denied = [("hub.mode", "denied"), ("hub.topic", TOPIC), ("hub.reason", "no")];
    assert_eq!(verify(&rig, &callback, &denied).await.status, StatusCode::OK);
    assert_eq!(rig.subscriptions.phase("sana"), Some(Phase::Denied { reason: "no".to_owned() }));
}

#[tokio::test]
async fn signed_content_is_handed_on_as_it_is() {
    let rig = Rig::default();
    let callback = asked(&rig);
    let signed = signature(FEED.as_bytes());
    let answer = distribute(&rig, &callback, &[("x-hub-signature", &signed)], FEED).await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::ACCEPTED, 0));
    let packed = gzip(FEED.as_bytes());
    let headers = [("x-hub-signature", &*signature(&packed)), ("content-encoding", "gzip")];
    distribute(&rig, &callback, &headers, packed).await;
    let feeds = rig.memory.feeds();
    assert_eq!(feeds.len(), 2);
    for feed in feeds {
        assert_eq!((feed.source.as_str(), feed.topic.as_str()), ("sana", TOPIC));
        assert_eq!(feed.content_type.as_deref(), Some("application/rss+xml"));
        assert_eq!(feed.body, FEED.as_bytes());
    }
}

#[tokio::test]
async fn a_bad_signature_is_answered_alike_and_the_content_dropped() {
    let rig = Rig::default();
    let callback = asked(&rig);
    let of_other_body = signature(b"other");
    for headers in
        [vec![], vec![("x-hub-signature", of_other_body.as_str())], vec![("x-hub-signature", "md5=0")]]
    {
        let answer = distribute(&rig, &callback, &headers, FEED).await;
        assert_eq!((answer.status, answer.body.len()), (StatusCode::ACCEPTED, 0));
    }
    assert!(rig.memory.feeds().is_empty());
}

#[tokio::test]
async fn content_that_cannot_be_taken_now_is_asked_for_again() {
    let rig = Rig::default();
    let callback = asked(&rig);
    let headers = [("x-hub-signature", &*signature(FEED.as_bytes()))];
    rig.memory.set(Mood::Fails(StoreError::Unavailable));
    distribute(&rig, &callback, &headers, FEED).await.problem(503, "busy");
    rig.memory.set(Mood::Fails(StoreError::Refused("no feed".to_owned())));
    assert_eq!(distribute(&rig, &callback, &headers, FEED).await.status, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn content_of_an_ended_subscription_is_gone() {
    let rig = Rig::default();
    let callback = asked(&rig);
    let base = Url::parse("http://here.example").unwrap();
    rig.subscriptions.leave("sana", &base, now()).unwrap();
    let headers = [("x-hub-signature", &*signature(FEED.as_bytes()))];
    distribute(&rig, &callback, &headers, FEED).await.problem(410, "gone");
    let end = [("hub.mode", "unsubscribe"), ("hub.topic", TOPIC), ("hub.challenge", "c")];
    assert_eq!(verify(&rig, &callback, &end).await.body, "c");
    assert_eq!(rig.subscriptions.phase("sana"), Some(Phase::Left));
}
