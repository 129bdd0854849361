//! A panic in a pure function as an error: one article must not end the work on all others.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs a function; its panic is an error with the panic's message.
///
/// # Errors
/// When the function panics.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        text.or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "panic without a message".to_owned())
    })
}
