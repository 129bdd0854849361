//! What hubs ask and send.
//!
//! Content with a bad signature is answered like good content, as `WebSub` 7.1 wants it: a forger learns nothing.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;

use crate::problem::{Kind, Problem};
use crate::router::App;
use crate::store::{Feed, Store, StoreError};
use crate::websub::signature::{self, Verdict};
use crate::websub::subscriptions::{Intent, Phase, Wanted};
use crate::{body, decode, metrics, websub::callback};

/// What a hub tells is cut after this many characters.
const REASON_CHARS: usize = 200;

/// Confirms a subscription that we asked for (`WebSub`, 5.3), or takes note of a denial (5.2).
pub(crate) async fn verify<S: Store>(
    State(app): State<App<S>>,
    source: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let query = pairs(request.uri().query());
    let (source, _, _) = known(&app, source, &query)?;
    let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let (mode, topic) = (value("hub.mode"), value("hub.topic").ok_or_else(unknown)?);
    let (intent, outcome, challenge) = match mode.as_deref() {
        Some("subscribe") => {
            let lease_secs = value("hub.lease_seconds").and_then(|secs| secs.parse().ok());
            (Intent::Subscribe { topic, lease_secs }, "subscribed", value("hub.challenge"))
        }
        Some("unsubscribe") => (Intent::Unsubscribe { topic }, "unsubscribed", value("hub.challenge")),
        Some("denied") => {
            let reason = value("hub.reason").unwrap_or_default().chars().take(REASON_CHARS).collect();
            (Intent::Denied { topic, reason }, "denied", Some(String::new()))
        }
        Some(_) | None => return Err(unknown()),
    };
    let challenge = challenge.ok_or_else(unknown)?;
    if !app.subscriptions.judge(&source, intent, (app.clock)()) {
        metrics::websub_verification(&source, "unasked");
        return Err(unknown());
    }
    metrics::websub_verification(&source, outcome);
    // Not to be taken for a page: the challenge is whatever the caller wrote.
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    Ok((headers, challenge).into_response())
}

/// Takes what a hub distributes (`WebSub`, 7).
pub(crate) async fn distribute<S: Store>(
    State(app): State<App<S>>,
    source: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let query = pairs(request.uri().query());
    let (source, wanted, phase) = known(&app, source, &query)?;
    if matches!(phase, Phase::Leaving | Phase::Left) {
        return Err(Problem::new(Kind::Gone, "this subscription has ended"));
    }
    let mut pass = app.gate.enter()?;
    let (parts, body) = request.into_parts();
    let coding = decode::coding(&parts.headers)?;
    let signed = body::read(body, &parts.headers, &app.limits, &mut pass).await?;
    let header = parts.headers.get("x-hub-signature").map(|value| value.as_bytes().to_vec());
    let limit = app.limits.request_bytes;
    let secret = wanted.secret.clone();
    let work = tokio::task::spawn_blocking(move || -> Result<_, Problem> {
        let verdict = signature::check(header.as_deref(), secret.as_bytes(), &signed);
        let is_genuine = verdict == Verdict::Genuine;
        let body = if is_genuine { decode::unpack(coding, signed, limit, &mut pass)? } else { Bytes::new() };
        Ok((verdict, body, pass))
    });
    let (verdict, body, _pass) = work.await.unwrap_or_else(|_| Err(Problem::internal()))?;
    if verdict != Verdict::Genuine {
        return Ok(dropped(&source, verdict.as_str()));
    }
    let text = |value: &axum::http::HeaderValue| value.to_str().ok().map(str::to_owned);
    let content_type = parts.headers.get(CONTENT_TYPE).and_then(text);
    hand_on(&app, Feed { source, topic: wanted.topic, content_type, body }).await
}

async fn hand_on<S: Store>(app: &App<S>, feed: Feed) -> Result<StatusCode, Problem> {
    let source = feed.source.clone();
    let taken = tokio::time::timeout(app.limits.store_timeout, app.store.feed(feed)).await;
    match taken.unwrap_or(Err(StoreError::Busy)) {
        Ok(()) => {
            metrics::websub_content(&source, "taken");
            Ok(StatusCode::ACCEPTED)
        }
        // The hub would send the same again, to no use.
        Err(StoreError::TooLarge { .. } | StoreError::Refused(_)) => Ok(dropped(&source, "refused")),
        Err(error @ (StoreError::Busy | StoreError::Unavailable)) => {
            metrics::store_failed(&error);
            Err(Problem::busy("the feed could not be taken; distribute it again"))
        }
    }
}

fn dropped(source: &str, outcome: &'static str) -> StatusCode {
    metrics::websub_content(source, outcome);
    StatusCode::ACCEPTED
}

/// The source of an address, where it is one that we gave to a hub.
fn known<S>(
    app: &App<S>,
    source: Result<Path<String>, PathRejection>,
    query: &[(String, String)],
) -> Result<(String, Wanted, Phase), Problem> {
    let Path(source) = source.map_err(|_| unknown())?;
    let (wanted, phase) = app.subscriptions.wanted(&source).ok_or_else(unknown)?;
    if !callback::is_meant(query, &source, wanted.secret.as_bytes()) {
        return Err(unknown());
    }
    Ok((source, wanted, phase))
}

fn pairs(query: Option<&str>) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect()
}

fn unknown() -> Problem {
    Problem::new(Kind::NotFound, "no such subscription was asked for")
}
