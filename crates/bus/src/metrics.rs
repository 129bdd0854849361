//! What the bus counts and logs, as functions named after what happened.
//!
//! The law: for every stage, received = sum of verdicts + in flight.

use metrics::{counter, gauge};
use record::dead::{DeadReason, Stage};

/// A stage took an input from its stream.
pub fn received(stage: Stage) {
    counter!("rasid_messages_received_total", "stage" => stage.as_str()).increment(1);
    gauge!("rasid_messages_in_flight", "stage" => stage.as_str()).increment(1.0);
}

/// A stage is done with an input: its verdict is carried out.
pub fn decided(stage: Stage, verdict: &'static str) {
    counter!("rasid_messages_decided_total", "stage" => stage.as_str(), "verdict" => verdict).increment(1);
    gauge!("rasid_messages_in_flight", "stage" => stage.as_str()).decrement(1.0);
}

/// A stage published messages.
pub fn published(stage: Stage, messages: u64) {
    counter!("rasid_messages_published_total", "stage" => stage.as_str()).increment(messages);
}

/// An input was written to the dead letters.
pub fn dead(stage: Stage, reason: DeadReason, doc: Option<&str>, error: &str) {
    counter!("rasid_dead_letters_total", "stage" => stage.as_str(), "reason" => reason.as_str()).increment(1);
    tracing::error!(stage = stage.as_str(), reason = reason.as_str(), doc, error, "input given up");
}

/// A publish failed and will be tried again.
pub fn publish_failed(stage: Stage, error: &dyn std::fmt::Display) {
    counter!("rasid_publish_failures_total", "stage" => stage.as_str()).increment(1);
    tracing::warn!(stage = stage.as_str(), %error, "publish failed; will be tried again");
}

/// A stream of messages broke and is rebuilt.
pub fn rebuilding(stream: &'static str, error: &dyn std::fmt::Display) {
    counter!("rasid_consumer_rebuilds_total", "stream" => stream).increment(1);
    tracing::warn!(stream, %error, "message stream broke; rebuilding it");
}

/// The local server ended though nobody asked it to.
pub fn server_restarted(status: &str) {
    counter!("rasid_local_server_restarts_total").increment(1);
    tracing::warn!(status, "local nats-server ended; starting it again");
}

/// The connection changed its state.
pub fn connection_event(event: &async_nats::Event) {
    counter!("rasid_nats_connection_events_total").increment(1);
    match event {
        async_nats::Event::Connected => tracing::debug!("connected to nats"),
        async_nats::Event::Disconnected => tracing::warn!("disconnected from nats; reconnecting"),
        // A failed attempt to reconnect; the disconnection has been told.
        async_nats::Event::ClientError(_) | async_nats::Event::Draining | async_nats::Event::Closed => {
            tracing::debug!(%event, "nats connection event");
        }
        async_nats::Event::LameDuckMode
        | async_nats::Event::SlowConsumer(_)
        | async_nats::Event::ServerError(_) => tracing::warn!(%event, "nats connection event"),
    }
}

/// What the connection last stored, for the resolver's lag.
pub fn resolver_position(shard: &str, input_seq: u64) {
    gauge!("rasid_resolver_input_seq", "shard" => shard.to_owned()).set(input_seq as f64);
}
