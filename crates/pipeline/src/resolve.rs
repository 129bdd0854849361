//! `resolve`: a record is judged against everything before it. Deterministic: the same records in the same order
//! give the same outputs, on every machine and at every time.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dedup::output::Output;
use dedup::state::State;
use jiff::Timestamp;
use record::record::Record;

/// Judges one record, received at this time.
///
/// A panic inside is reported as an error. It is as deterministic as the rest, so that recovery meets it again
/// at the same record and skips it again.
///
/// # Errors
/// The panic's message.
pub fn resolve(state: &mut State, record: Record, received_at: Timestamp) -> Result<Vec<Output>, String> {
    catch_unwind(AssertUnwindSafe(|| state.resolve(record, received_at))).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        text.or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "panic without a message".to_owned())
    })
}
