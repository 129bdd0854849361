//! `resolve`: a record is judged against everything before it. Deterministic: the same records in the same order
//! give the same outputs, on every machine and at every time.

use dedup::output::Output;
use dedup::state::State;
use jiff::Timestamp;
use record::record::Record;

use crate::panics::caught;

/// Judges one record, received at this time.
///
/// A panic inside is reported as an error. It is as deterministic as the rest, so that recovery meets it again
/// at the same record and skips it again.
///
/// # Errors
/// The panic's message.
pub fn resolve(state: &mut State, record: Record, received_at: Timestamp) -> Result<Vec<Output>, String> {
    caught(|| state.resolve(record, received_at))
}
