//! `POST /v1/articles`. The order of the checks is what protects the server: who sends, whether it may send now,
//! whether there is room, what it says it sends; only then is the body read, unpacked, parsed and stored.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _};
use sha2::{Digest as _, Sha256};

use crate::access;
use crate::answer::{Accepted, Answer, Reason, Refused};
use crate::batch::{self, Entry, Parsed};
use crate::body;
use crate::decode::{self, Coding};
use crate::describe::{self, Description};
use crate::gate::Pass;
use crate::idempotency::{self, Claim, Print, Saved};
use crate::media::{self, Shape};
use crate::metrics;
use crate::problem::{self, Kind, Outcome, Problem};
use crate::router::App;
use crate::store::{Store, StoreError};
use crate::token::Token;

/// Marks an answer that was given before, as other services do; the draft names no header for it.
pub(crate) const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// What the headers of a request say.
struct Head {
    token: usize,
    key: Option<Print>,
    shape: Shape,
    coding: Coding,
    description: Description,
}

/// Stores the articles of a request.
pub(crate) async fn post<S: Store>(State(app): State<App<S>>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let token = access::authenticate(&app.tokens, &parts.headers)?;
    app.take(token)?;
    let mut pass = app.gate.enter()?;
    let head = Head::read(&parts, token)?;
    let key = head.key;
    let bytes = body::read(body, &parts.headers, &app.limits, &mut pass).await?;
    let (print, parsed, _pass) = read_documents(&app, head, bytes, pass).await?;
    app.charge(token, parsed.documents().saturating_sub(1));
    let Some(key) = key else { return Ok(answer(&app, token, parsed).await?.into_response(false)) };
    match app.keys.claim(key, print)? {
        Claim::Answered(saved) => {
            metrics::answer_repeated();
            Ok(saved.into_response(true))
        }
        Claim::New(guard) => {
            let saved = answer(&app, token, parsed).await?;
            guard.answered(saved.clone());
            Ok(saved.into_response(false))
        }
    }
}

impl Head {
    fn read(parts: &Parts, token: usize) -> Result<Self, Problem> {
        Ok(Self {
            token,
            shape: media::shape(&parts.headers)?,
            coding: decode::coding(&parts.headers)?,
            key: idempotency::key(&parts.headers, token)?,
            description: describe::read(&parts.headers)?,
        })
    }

    /// What makes a request the same as another under one key: all that the stored documents depend on, the
    /// body unpacked, so that packing it anew does not count.
    fn print(&self, body: &[u8]) -> Print {
        let about = format!("{:?}{:?}", self.shape, self.description);
        let length = (about.len() as u64).to_be_bytes();
        Sha256::new().chain_update(length).chain_update(about).chain_update(body).finalize().into()
    }
}

/// Unpacks and parses off the async threads: a large body takes many milliseconds.
async fn read_documents<S: Store>(
    app: &App<S>,
    head: Head,
    sent: Bytes,
    mut pass: Pass,
) -> Result<(Print, Parsed, Pass), Problem> {
    let app = app.clone();
    let work = tokio::task::spawn_blocking(move || {
        let sent_bytes = sent.len();
        let body = decode::unpack(head.coding, sent, app.limits.request_bytes, &mut pass)?;
        metrics::body_read(sent_bytes, body.len());
        let context = batch::Context {
            shape: &head.shape,
            description: &head.description,
            token: app.token(head.token)?,
            limits: &app.limits,
            received_at: (app.clock)(),
        };
        let parsed = batch::parse(&body, &context)?;
        Ok((head.print(&body), parsed, pass))
    });
    work.await.unwrap_or_else(|_| {
        metrics::panicked("articles");
        Err(Problem::internal())
    })
}

/// Stores what can be stored, and says what became of it. A problem is returned only where the same request may
/// fare better later; any other answer is final, and may be remembered.
async fn answer<S: Store>(app: &App<S>, token: usize, parsed: Parsed) -> Result<Saved, Problem> {
    let token = app.token(token)?;
    let mut outcome = Outcome { documents: Vec::new(), refused: parsed.refused };
    let storing = store_all(app, parsed.good, token, &mut outcome);
    let stored = tokio::time::timeout(app.limits.store_timeout, storing).await;
    for refused in &outcome.refused {
        metrics::document_refused(token.name(), refused.reason);
    }
    outcome.refused.sort_by_key(|refused| refused.index);
    match stored.unwrap_or(Err(StoreError::Busy)) {
        Ok(()) => Ok(settled(outcome)),
        Err(error) => {
            metrics::store_failed(&error);
            let kind = if error == StoreError::Unavailable { Kind::Unavailable } else { Kind::Busy };
            let problem = Problem::new(kind, "send the whole request again: what is stored is recognised");
            Err(problem.retry_after(std::time::Duration::from_secs(5)).with_outcome(outcome))
        }
    }
}

async fn store_all<S: Store>(
    app: &App<S>,
    entries: Vec<Entry>,
    token: &Token,
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    let mut storing = futures::stream::iter(entries)
        .map(|entry| store_one(&app.store, entry))
        .buffered(app.limits.stores_at_once.max(1));
    while let Some(stored) = storing.try_next().await? {
        match stored {
            Ok(accepted) => {
                metrics::document_stored(token.name(), accepted.repeated);
                outcome.documents.push(accepted);
            }
            Err(refused) => outcome.refused.push(refused),
        }
    }
    Ok(())
}

async fn store_one<S: Store>(store: &S, entry: Entry) -> Result<Result<Accepted, Refused>, StoreError> {
    let Entry { place, raw } = entry;
    let doc = raw.doc.clone();
    match store.store(raw).await {
        Ok(stored) => {
            let (index, line) = (place.index, place.line);
            Ok(Ok(Accepted { index, line, doc, id: stored.id, repeated: stored.repeated }))
        }
        Err(error @ (StoreError::Busy | StoreError::Unavailable)) => Err(error),
        Err(error @ StoreError::TooLarge { .. }) => {
            Ok(Err(batch::refused(place, Reason::TooLarge, &error.to_string())))
        }
        Err(error @ StoreError::Refused(_)) => {
            Ok(Err(batch::refused(place, Reason::Refused, &error.to_string())))
        }
    }
}

/// 202 where the store has any document, else the status that fits all refusals.
fn settled(outcome: Outcome) -> Saved {
    let Outcome { documents, refused } = outcome;
    if documents.is_empty() {
        let (kind, detail) = verdict(&refused);
        let problem = Problem::new(kind, detail).with_outcome(Outcome { documents, refused });
        return Saved { status: kind.status(), media_type: problem::MEDIA_TYPE, body: problem.json().into() };
    }
    let repeated = documents.iter().filter(|document| document.repeated).count();
    let answer = Answer { accepted: documents.len(), repeated, refused, documents };
    let body = serde_json::to_vec(&answer).unwrap_or_default().into();
    Saved { status: StatusCode::ACCEPTED, media_type: "application/json", body }
}

fn verdict(refused: &[Refused]) -> (Kind, String) {
    let detail = match refused {
        [] => "the body holds no document".to_owned(),
        [one] => one.detail.clone(),
        [first, ..] => format!("none of {} documents; the first: {}", refused.len(), first.detail),
    };
    let all = |reason| !refused.is_empty() && refused.iter().all(|refused| refused.reason == reason);
    let kind = if all(Reason::OtherSource) {
        Kind::OtherSource
    } else if all(Reason::TooLarge) {
        Kind::TooLarge
    } else {
        Kind::NoDocument
    };
    (kind, detail)
}

impl Saved {
    fn into_response(self, is_replayed: bool) -> Response {
        let mut response = (self.status, Body::from(self.body)).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        if is_replayed {
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}
