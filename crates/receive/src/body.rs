//! A body as it arrives: within a size, a time, and the room that all requests share.

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use bytes::Bytes;
use futures::StreamExt as _;

use crate::gate::Pass;
use crate::options::Limits;
use crate::problem::{Kind, Problem};

/// Reads a body whole. One whose declared length is too much is not read at all.
pub(crate) async fn read(
    body: Body,
    headers: &HeaderMap,
    limits: &Limits,
    pass: &mut Pass,
) -> Result<Bytes, Problem> {
    let declared = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|bytes| bytes > limits.request_bytes as u64) {
        return Err(too_large(limits));
    }
    tokio::time::timeout(limits.body_timeout, collect(body, limits, pass)).await.unwrap_or_else(|_| {
        let secs = limits.body_timeout.as_secs_f64();
        Err(Problem::new(Kind::SlowBody, format!("the body did not arrive within {secs} s")))
    })
}

async fn collect(body: Body, limits: &Limits, pass: &mut Pass) -> Result<Bytes, Problem> {
    let mut chunks = body.into_data_stream();
    let mut whole = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let chunk =
            chunk.map_err(|error| Problem::new(Kind::Malformed, format!("the body broke off: {error}")))?;
        if chunk.len() > limits.request_bytes - whole.len() {
            return Err(too_large(limits));
        }
        pass.grow(chunk.len())?;
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.into())
}

fn too_large(limits: &Limits) -> Problem {
    Problem::new(Kind::TooLarge, format!("a request has at most {} bytes", limits.request_bytes))
}
