//! Everything that is not success, as one closed set, answered as `application/problem+json` (RFC 9457).
//!
//! A `type` is a path into the `OpenAPI` document, where its meaning stands; no address of ours is made up.

use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::{
    ACCEPT_ENCODING, ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{Accepted, Refused};

/// The media type of every problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

macro_rules! kinds {
    ($($kind:ident $slug:literal $status:ident $title:literal,)*) => {
        /// What is wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind {
            $(#[doc = $title] $kind,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// The name within the problem's `type`.
            pub fn slug(self) -> &'static str {
                match self {
                    $(Self::$kind => $slug,)*
                }
            }

            /// The status of the answer.
            pub fn status(self) -> StatusCode {
                match self {
                    $(Self::$kind => StatusCode::$status,)*
                }
            }

            /// What is wrong, the same for every occurrence.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$kind => $title,)*
                }
            }
        }
    };
}

kinds! {
    Malformed "malformed" BAD_REQUEST "The body is not what its media type or its encoding says",
    BadHeader "bad-header" BAD_REQUEST "A header cannot be read",
    Unauthorized "unauthorized" UNAUTHORIZED "A known bearer token is needed",
    OtherSource "other-source" FORBIDDEN "The token is bound to another source",
    NotFound "not-found" NOT_FOUND "There is nothing at this address",
    MethodNotAllowed "method-not-allowed" METHOD_NOT_ALLOWED "This address does not take this method",
    SlowBody "slow-body" REQUEST_TIMEOUT "The body took too long to arrive",
    KeyInProgress "key-in-progress" CONFLICT "A request with this idempotency key is at work",
    Gone "gone" GONE "The subscription has ended",
    TooLarge "too-large" PAYLOAD_TOO_LARGE "Larger than the limit",
    UnsupportedType "unsupported-type" UNSUPPORTED_MEDIA_TYPE "This media type or encoding is not taken",
    NoDocument "no-document" UNPROCESSABLE_ENTITY "Nothing in the body could be stored",
    KeyReused "key-reused" UNPROCESSABLE_ENTITY "The idempotency key was used with another request",
    TooMany "too-many" TOO_MANY_REQUESTS "The token has sent more than its share",
    Internal "internal" INTERNAL_SERVER_ERROR "A fault of this server",
    Busy "busy" SERVICE_UNAVAILABLE "No room at the moment",
    Unavailable "unavailable" SERVICE_UNAVAILABLE "The store cannot be reached",
}

impl Kind {
    /// The problem's `type`.
    pub fn uri(self) -> String {
        format!("/v1/openapi.json#/x-problems/{}", self.slug())
    }
}

/// An answer that is not success.
#[derive(Debug)]
pub(crate) struct Problem {
    kind: Kind,
    detail: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    outcome: Option<Outcome>,
}

/// What became of the documents, where some were looked at.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) documents: Vec<Accepted>,
    pub(crate) refused: Vec<Refused>,
}

/// The body of a problem (RFC 9457).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub struct ProblemBody {
    /// The kind of problem: a path into this server's `OpenAPI` document.
    #[serde(rename = "type")]
    #[schemars(extend("format" = "uri-reference"))]
    pub kind: String,
    /// The kind of problem, for people.
    pub title: String,
    /// The status of the answer.
    #[schemars(range(min = 400, max = 599))]
    pub status: u16,
    /// This occurrence, for people.
    pub detail: String,
    /// Documents that the store has nevertheless, before it became busy: to send them again does no harm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents: Option<Vec<Accepted>>,
    /// Documents that could not be stored, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Vec<Refused>>,
}

impl Problem {
    pub(crate) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), headers: Vec::new(), outcome: None }
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: &'static str) -> Self {
        self.headers.push((name, HeaderValue::from_static(value)));
        self
    }

    /// When the same request is worth another try, in whole seconds, at least one.
    pub(crate) fn retry_after(mut self, wait: Duration) -> Self {
        let secs = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        self.headers.push((RETRY_AFTER, HeaderValue::from(secs.max(1))));
        self
    }

    pub(crate) fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = Some(outcome);
        self
    }

    #[cfg(test)]
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn unauthorized(challenge: &'static str, detail: &str) -> Self {
        Self::new(Kind::Unauthorized, detail).with_header(WWW_AUTHENTICATE, challenge)
    }

    /// RFC 9110, 15.5.16: what would be taken instead.
    pub(crate) fn unsupported_type(detail: impl Into<String>) -> Self {
        Self::new(Kind::UnsupportedType, detail)
            .with_header(HeaderName::from_static("accept-post"), crate::media::ACCEPT_POST)
            .with_header(ACCEPT_ENCODING, "gzip, zstd, identity")
    }

    pub(crate) fn method_not_allowed(allowed: &'static str) -> Self {
        Self::new(Kind::MethodNotAllowed, format!("this address takes {allowed}")).with_header(ALLOW, allowed)
    }

    pub(crate) fn busy(detail: &str) -> Self {
        Self::new(Kind::Busy, detail).retry_after(Duration::from_secs(2))
    }

    pub(crate) fn internal() -> Self {
        Self::new(Kind::Internal, "the request could not be handled; the log of the server tells more")
    }

    /// The body as sent.
    pub(crate) fn json(&self) -> Vec<u8> {
        let outcome = self.outcome.as_ref();
        let body = ProblemBody {
            kind: self.kind.uri(),
            title: self.kind.title().to_owned(),
            status: self.kind.status().as_u16(),
            detail: self.detail.clone(),
            documents: outcome.map(|outcome| outcome.documents.clone()).filter(|list| !list.is_empty()),
            refused: outcome.map(|outcome| outcome.refused.clone()).filter(|list| !list.is_empty()),
        };
        serde_json::to_vec(&body).unwrap_or_default()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.kind.status(), self.json()).into_response();
        response.headers_mut().extend(self.headers);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        response
    }
}
