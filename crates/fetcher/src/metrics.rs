//! What the fetcher counts and logs, as functions named after what happened.

use std::time::Duration;

use fetch::client::Answer;
use fetch::error::FetchError;
use metrics::{counter, gauge, histogram};
use record::status::Health;

/// A request came to its end: by class of status, or by kind of fault.
pub fn asked(outcome: &Result<Answer, FetchError>, took: Duration) {
    let label = match outcome {
        Ok(answer) => match answer.status {
            304 => "304",
            429 => "429",
            200..=299 => "2xx",
            300..=399 => "3xx",
            400..=499 => "4xx",
            500..=599 => "5xx",
            _ => "other",
        },
        Err(error) => error.kind(),
    };
    counter!("rasid_fetch_requests_total", "outcome" => label).increment(1);
    histogram!("rasid_fetch_seconds").record(took.as_secs_f64());
    if let Ok(answer) = outcome {
        counter!("rasid_fetch_wire_bytes_total").increment(answer.wire_bytes);
        counter!("rasid_fetch_body_bytes_total").increment(answer.body.len() as u64);
    }
}

/// What became of an entry of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryOutcome {
    /// Its page is in RAW.
    Stored,
    /// RAW had just that already.
    Repeated,
    /// Its page could not be had; what the feed says of it is in RAW.
    FromFeed,
    /// It is older than wanted of a source that is new here.
    Old,
    /// It could not be had this time.
    Failed,
    /// It was given up: a dead letter says why.
    Dead,
}

/// An entry was dealt with.
pub fn entry(outcome: EntryOutcome) {
    let label = match outcome {
        EntryOutcome::Stored => "stored",
        EntryOutcome::Repeated => "repeated",
        EntryOutcome::FromFeed => "from_feed",
        EntryOutcome::Old => "old",
        EntryOutcome::Failed => "failed",
        EntryOutcome::Dead => "dead",
    };
    counter!("rasid_fetch_entries_total", "outcome" => label).increment(1);
}

/// A source was visited, and this came of it.
pub fn visited(source: &str, outcome: &'static str, fresh: usize, took: Duration) {
    counter!("rasid_source_visits_total", "source" => source.to_owned(), "outcome" => outcome).increment(1);
    counter!("rasid_source_entries_total", "source" => source.to_owned()).increment(fresh as u64);
    tracing::debug!(source, outcome, fresh, seconds = took.as_secs_f64(), "source visited");
}

/// A source's health changed.
pub fn health(source: &str, health: Health, detail: &str) {
    let healthy = matches!(health, Health::Recovered | Health::Moved);
    gauge!("rasid_source_healthy", "source" => source.to_owned()).set(if healthy { 1.0 } else { 0.0 });
    match health {
        Health::Recovered => tracing::info!(source, detail, "source recovered"),
        Health::Moved => tracing::warn!(source, detail, "source moved; correct its address"),
        Health::Silent => tracing::warn!(source, detail, "source is silent"),
        Health::Failing => tracing::warn!(source, detail, "source is failing"),
        Health::Gone => tracing::error!(source, detail, "source is gone; it is not visited any more"),
    }
}

/// How many sources there are.
pub fn sources(count: usize) {
    gauge!("rasid_sources").set(count as f64);
}

/// What is remembered of a source cannot be read or written: it will be visited as if for the first time.
pub fn state_failed(source: &str, error: &dyn std::error::Error) {
    counter!("rasid_source_state_failures_total").increment(1);
    tracing::warn!(source, error = %error, "what is known of the source cannot be read or kept");
}
