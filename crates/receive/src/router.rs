//! The routes, and what all requests share.

use std::sync::Arc;

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use bytes::Bytes;
use jiff::Timestamp;

use crate::gate::Gate;
use crate::idempotency::Keys;
use crate::options::{Limits, Options};
use crate::problem::{Kind, Problem};
use crate::rate::Bucket;
use crate::store::Store;
use crate::token::Token;
use crate::websub::subscriptions::Subscriptions;
use crate::{articles, guard, openapi, websub};

/// Where articles are pushed.
pub const ARTICLES: &str = "/v1/articles";
/// Where the interface describes itself.
pub const OPENAPI: &str = "/v1/openapi.json";
/// Where hubs call back, followed by the source.
pub const WEBSUB: &str = "/v1/websub/";

/// What all requests share.
#[derive(Clone)]
pub(crate) struct App<S> {
    pub(crate) store: S,
    pub(crate) tokens: Arc<[Token]>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) clock: fn() -> Timestamp,
    pub(crate) gate: Gate,
    pub(crate) keys: Keys,
    pub(crate) subscriptions: Subscriptions,
    buckets: Arc<[Bucket]>,
}

/// The whole interface over a store. `subscriptions` is shared with whoever asks hubs for them.
pub fn router<S: Store>(store: S, options: Options, subscriptions: Subscriptions) -> Router {
    let limits = options.limits;
    let bucket = || Bucket::new(limits.documents_per_sec, limits.burst_documents);
    let app = App {
        store,
        buckets: options.tokens.iter().map(|_| bucket()).collect(),
        tokens: options.tokens.into(),
        gate: Gate::new(&limits),
        keys: Keys::new(&limits),
        limits: Arc::new(limits),
        clock: options.clock,
        subscriptions,
    };
    let document: Bytes = openapi::document().to_string().into();
    Router::new()
        .route(ARTICLES, post(articles::post::<S>).fallback(|| async { only("POST") }))
        .route(
            OPENAPI,
            get(move || async move { described(document.clone()) }).fallback(|| async { only("GET, HEAD") }),
        )
        .route(
            &format!("{WEBSUB}{{source}}"),
            get(websub::routes::verify::<S>)
                .post(websub::routes::distribute::<S>)
                .fallback(|| async { only("GET, HEAD, POST") }),
        )
        .fallback(|| async { Problem::new(Kind::NotFound, "see /v1/openapi.json for what there is") })
        .layer(middleware::from_fn(guard::around))
        .with_state(app)
}

fn only(methods: &'static str) -> Problem {
    Problem::method_not_allowed(methods)
}

fn described(document: Bytes) -> Response {
    ([(CONTENT_TYPE, "application/json")], document).into_response()
}

impl<S> App<S> {
    pub(crate) fn token(&self, index: usize) -> Result<&Token, Problem> {
        self.tokens.get(index).ok_or_else(Problem::internal)
    }

    /// Lets one document of a token pass, or says when to come again.
    pub(crate) fn take(&self, token: usize) -> Result<(), Problem> {
        self.buckets.get(token).map_or(Ok(()), Bucket::take).map_err(|wait| {
            Problem::new(Kind::TooMany, "come again after the time in Retry-After").retry_after(wait)
        })
    }

    pub(crate) fn charge(&self, token: usize, documents: usize) {
        if let Some(bucket) = self.buckets.get(token) {
            bucket.charge(documents);
        }
    }
}
