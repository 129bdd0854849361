//! What the router counts and logs, as functions named after what happened.

use std::time::Duration;

use metrics::{counter, gauge, histogram};

use crate::answer::Reason;

/// A request has come.
pub(crate) fn request_began(route: &'static str) {
    gauge!("rasid_receive_requests_in_flight", "route" => route).increment(1.0);
}

/// A request was answered, or its sender went away before (`status` 499).
pub(crate) fn request_ended(route: &'static str, status: u16, took: Duration) {
    gauge!("rasid_receive_requests_in_flight", "route" => route).decrement(1.0);
    counter!("rasid_receive_requests_total", "route" => route, "status" => status.to_string()).increment(1);
    histogram!("rasid_receive_request_seconds", "route" => route).record(took.as_secs_f64());
    tracing::debug!(route, status, seconds = took.as_secs_f64(), "request answered");
}

/// A handler panicked.
pub(crate) fn panicked(route: &'static str) {
    counter!("rasid_receive_panics_total", "route" => route).increment(1);
    tracing::error!(route, "a handler panicked; the request is answered with 500");
}

/// A request found no room: `requests` or `bytes`.
pub(crate) fn turned_away(room: &'static str) {
    counter!("rasid_receive_turned_away_total", "room" => room).increment(1);
    tracing::warn!(room, "no room for a request; it is sent away");
}

/// A body has been read: its bytes as sent and unpacked.
pub(crate) fn body_read(sent: usize, unpacked: usize) {
    counter!("rasid_receive_bytes_total", "form" => "sent").increment(sent as u64);
    counter!("rasid_receive_bytes_total", "form" => "unpacked").increment(unpacked as u64);
}

/// A document is stored.
pub(crate) fn document_stored(token: &str, is_repeated: bool) {
    let outcome = if is_repeated { "repeated" } else { "stored" };
    counter!("rasid_receive_documents_total", "outcome" => outcome, "token" => token.to_owned()).increment(1);
}

/// A document was not stored.
pub(crate) fn document_refused(token: &str, reason: Reason) {
    let labels = [("outcome", reason.as_str().to_owned()), ("token", token.to_owned())];
    counter!("rasid_receive_documents_total", &labels).increment(1);
}

/// The store did not take a document for now.
pub(crate) fn store_failed(error: &dyn std::fmt::Display) {
    counter!("rasid_receive_store_failures_total").increment(1);
    tracing::warn!(%error, "the store does not take documents; the sender is asked to come again");
}

/// An answer was given again.
pub(crate) fn answer_repeated() {
    counter!("rasid_receive_idempotent_answers_total").increment(1);
}

/// So many answers are remembered.
pub(crate) fn keys_remembered(keys: usize) {
    gauge!("rasid_receive_idempotency_keys").set(keys as f64);
}

/// A hub asked whether a subscription is meant, or said that it will not have it.
pub(crate) fn websub_verification(source: &str, outcome: &'static str) {
    let labels = [("source", source.to_owned()), ("outcome", outcome.to_owned())];
    counter!("rasid_receive_websub_verifications_total", &labels).increment(1);
    tracing::info!(source, outcome, "a hub asked about a subscription");
}

/// A hub distributed something: `taken`, `unsigned`, `forged` or `refused`.
pub(crate) fn websub_content(source: &str, outcome: &'static str) {
    let labels = [("source", source.to_owned()), ("outcome", outcome.to_owned())];
    counter!("rasid_receive_websub_contents_total", &labels).increment(1);
    if outcome != "taken" {
        tracing::warn!(source, outcome, "distributed content dropped");
    }
}
