//! What the workers count and log, as functions named after what happened.

use std::path::Path;
use std::time::Duration;

use metrics::{counter, gauge, histogram};
use record::record::Status;
use text::fault::Fault;

/// A document came in: `stored` in RAW, `repeated` (it was there already) or `bad`.
pub fn collected(way: &'static str, outcome: &'static str) {
    counter!("rasid_documents_collected_total", "way" => way, "outcome" => outcome).increment(1);
}

/// A document became a record.
pub fn enriched(took: Duration, bytes: usize, events: usize) {
    histogram!("rasid_enrich_seconds").record(took.as_secs_f64());
    counter!("rasid_enriched_bytes_total").increment(bytes as u64);
    counter!("rasid_events_found_total").increment(events as u64);
}

/// A record was judged.
pub fn judged(status: Status) {
    counter!("rasid_records_resolved_total", "status" => status.as_str()).increment(1);
}

/// A record was unchanged: nothing comes of it.
pub fn unchanged() {
    counter!("rasid_records_resolved_total", "status" => "unchanged").increment(1);
}

/// A batch of outcomes was stored.
pub fn batch_stored(inputs: usize, messages: usize, took: Duration) {
    histogram!("rasid_resolve_batch_seconds").record(took.as_secs_f64());
    counter!("rasid_resolve_batches_total").increment(1);
    tracing::debug!(inputs, messages, "batch stored");
}

/// How many records the resolver remembers.
pub fn remembered(records: usize) {
    gauge!("rasid_resolver_records").set(records as f64);
}

/// Recovery re-read so many inputs before the cursor.
pub fn recovered(inputs: u64, cursor: u64, took: Duration) {
    gauge!("rasid_resolver_recovered_inputs").set(inputs as f64);
    tracing::info!(inputs, cursor, seconds = took.as_secs_f64(), "resolver recovered");
}

/// What recovery made of the same inputs differs from what was published.
pub fn recovery_differs() {
    counter!("rasid_resolver_recovery_differs_total").increment(1);
    tracing::warn!("recovered state differs from the published one; rules or retention changed in between");
}

/// The memory was written to the disk.
pub fn snapshot_written(bytes: u64, took: Duration) {
    counter!("rasid_resolver_snapshots_total", "outcome" => "written").increment(1);
    tracing::debug!(bytes, seconds = took.as_secs_f64(), "snapshot written");
}

/// The memory could not be written to the disk; the former snapshot stands.
pub fn snapshot_failed(error: &(dyn std::error::Error + 'static)) {
    counter!("rasid_resolver_snapshots_total", "outcome" => "failed").increment(1);
    tracing::warn!(error, "snapshot cannot be written");
}

/// The memory was read from the disk.
pub fn snapshot_restored(records: usize, input_seq: u64, took: Duration) {
    counter!("rasid_resolver_snapshots_total", "outcome" => "restored").increment(1);
    tracing::info!(records, input_seq, seconds = took.as_secs_f64(), "snapshot restored");
}

/// There is a snapshot, and it is of no use: the memory is built from the stream.
pub fn snapshot_refused(error: &(dyn std::error::Error + 'static)) {
    counter!("rasid_resolver_snapshots_total", "outcome" => "refused").increment(1);
    tracing::warn!(error, "snapshot refused; building the memory from ENRICHED");
}

/// The files of the knowledge changed, and the workers have what they hold now.
pub fn knowledge_replaced(folder: &Path, took: Duration) {
    counter!("rasid_knowledge_reloads_total", "outcome" => "replaced").increment(1);
    gauge!("rasid_knowledge_faults").set(0.0);
    tracing::info!(folder = %folder.display(), seconds = took.as_secs_f64(), "knowledge replaced");
}

/// The files of the knowledge changed, and are faulty: a person is needed.
pub fn knowledge_kept(folder: &Path, faults: &[Fault]) {
    counter!("rasid_knowledge_reloads_total", "outcome" => "faulty").increment(1);
    gauge!("rasid_knowledge_faults").set(faults.len() as f64);
    for fault in faults {
        tracing::error!(%fault, "fault in the knowledge");
    }
    tracing::error!(folder = %folder.display(), faults = faults.len(), "the last good knowledge stays in use");
}
