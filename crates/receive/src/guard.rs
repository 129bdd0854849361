//! Around every handler: a panic becomes an answer, and every request is counted once, whatever ends it.

use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures::FutureExt as _;
use tokio::time::Instant;

use crate::problem::Problem;

/// nginx's status for a sender that went away before the answer.
const SENDER_GONE: u16 = 499;

/// A request that is being handled; counted when dropped.
struct Counted {
    route: &'static str,
    status: u16,
    since: Instant,
}

impl Drop for Counted {
    fn drop(&mut self) {
        crate::metrics::request_ended(self.route, self.status, self.since.elapsed());
    }
}

/// Handles a request, come what may.
pub(crate) async fn around(request: Request, next: Next) -> Response {
    let route = route(request.uri().path());
    crate::metrics::request_began(route);
    let mut counted = Counted { route, status: SENDER_GONE, since: Instant::now() };
    let response = AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(|_| {
        crate::metrics::panicked(route);
        Problem::internal().into_response()
    });
    counted.status = response.status().as_u16();
    response
}

/// The route as a label: a closed set, whatever address was asked for.
fn route(path: &str) -> &'static str {
    match path {
        crate::router::ARTICLES => "articles",
        crate::router::OPENAPI => "openapi",
        _ if path.starts_with(crate::router::WEBSUB) => "websub",
        _ => "none",
    }
}
