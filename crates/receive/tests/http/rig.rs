//! A store in memory that can be made to fail, and requests in one line.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use bytes::Bytes;
use receive::options::{Limits, Options};
use receive::store::{Feed, Store, StoreError, Stored};
use receive::token::Token;
use receive::websub::subscriptions::{Secret, Subscriptions, Wanted};
use record::raw::RawDocument;
use tower::ServiceExt as _;

/// A token for any source.
pub(crate) const ANY: &str = "any-0123456789abcdef";
/// A token for the source `sana`.
pub(crate) const SANA: &str = "sana-0123456789abcdef";
pub(crate) const TOPIC: &str = "https://a.example/feed";
pub(crate) const SECRET: &str = "0123456789abcdef";

/// How the store behaves from now on.
#[derive(Clone, Debug, Default)]
pub(crate) enum Mood {
    #[default]
    Good,
    Fails(StoreError),
    Slow(Duration),
    Panics,
}

#[derive(Clone, Default)]
pub(crate) struct Memory(Arc<Mutex<State>>);

#[derive(Default)]
pub(crate) struct State {
    pub(crate) mood: Mood,
    pub(crate) documents: Vec<RawDocument>,
    pub(crate) feeds: Vec<Feed>,
    ids: HashSet<String>,
}

impl Memory {
    pub(crate) fn set(&self, mood: Mood) {
        self.0.lock().unwrap().mood = mood;
    }

    pub(crate) fn documents(&self) -> Vec<RawDocument> {
        self.0.lock().unwrap().documents.clone()
    }

    pub(crate) fn feeds(&self) -> Vec<Feed> {
        self.0.lock().unwrap().feeds.clone()
    }

    async fn act(&self) -> Result<(), StoreError> {
        let mood = self.0.lock().unwrap().mood.clone();
        match mood {
            Mood::Good => Ok(()),
            Mood::Fails(error) => Err(error),
            Mood::Slow(time) => {
                tokio::time::sleep(time).await;
                Ok(())
            }
            Mood::Panics => panic!("as the test asked"),
        }
    }
}

impl Store for Memory {
    async fn store(&self, raw: RawDocument) -> Result<Stored, StoreError> {
        self.act().await?;
        let mut state = self.0.lock().unwrap();
        let repeated = !state.ids.insert(raw.message_id().to_string());
        state.documents.push(raw);
        Ok(Stored { id: None, repeated })
    }

    async fn feed(&self, feed: Feed) -> Result<(), StoreError> {
        self.act().await?;
        self.0.lock().unwrap().feeds.push(feed);
        Ok(())
    }
}

pub(crate) struct Rig {
    pub(crate) memory: Memory,
    pub(crate) subscriptions: Subscriptions,
    pub(crate) options: Options,
    router: Router,
}

impl Default for Rig {
    fn default() -> Self {
        Self::new(small())
    }
}

/// Limits that a test reaches easily.
pub(crate) fn small() -> Limits {
    Limits { request_bytes: 4000, document_bytes: 1000, documents: 20, ..Limits::default() }
}

impl Rig {
    pub(crate) fn new(limits: Limits) -> Self {
        let tokens =
            vec![Token::plain("any", ANY, None).unwrap(), Token::plain("sana", SANA, Some("sana")).unwrap()];
        Self::with(Options { tokens, limits, clock: || "2026-01-01T00:00:00Z".parse().unwrap() })
    }

    pub(crate) fn with(options: Options) -> Self {
        let (memory, subscriptions) = (Memory::default(), Subscriptions::default());
        let secret = Secret::new(SECRET).unwrap();
        let wanted = Wanted { topic: TOPIC.to_owned(), secret, lease_secs: 1000 };
        subscriptions.want("sana", wanted).unwrap();
        let router = receive::router::router(memory.clone(), options.clone(), subscriptions.clone());
        Self { memory, subscriptions, options, router }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Pushes a body with the token for any source.
    pub(crate) async fn push(&self, content_type: &str, body: impl Into<Body>) -> Answer {
        self.send(post(content_type, &[]).body(body.into()).unwrap()).await
    }

    pub(crate) async fn push_with(
        &self,
        content_type: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        self.send(post(content_type, headers).body(body.into()).unwrap()).await
    }
}

/// A request to push; a header of the same name replaces the default.
pub(crate) fn post(content_type: &str, headers: &[(&str, &str)]) -> axum::http::request::Builder {
    let mut builder = Request::post("/v1/articles").header("content-type", content_type);
    if !headers.iter().any(|(name, _)| *name == "authorization") {
        builder = builder.header("authorization", format!("Bearer {ANY}"));
    }
    for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
        builder = builder.header(*name, *value);
    }
    builder
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Checks status and kind of a problem, and that it is one as RFC 9457 has it.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, slug: &str) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{:?}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        let json = self.json();
        assert_eq!(json["type"], format!("/v1/openapi.json#/x-problems/{slug}"));
        assert_eq!(json["status"], status);
        assert!(json["title"].is_string() && json["detail"].is_string());
        self
    }

    /// Checks that documents were accepted: how many, repeated, refused.
    #[track_caller]
    pub(crate) fn accepted(&self, accepted: usize, repeated: usize, refused: usize) -> &Self {
        assert_eq!(self.status, StatusCode::ACCEPTED, "{:?}", self.body);
        assert_eq!(self.header("content-type"), "application/json");
        let json = self.json();
        let counts = (&json["accepted"], &json["repeated"], json["refused"].as_array().unwrap().len());
        assert_eq!(counts, (&accepted.into(), &repeated.into(), refused));
        self
    }
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
