//! Any bytes as a snapshot, with the checksum put right so that they get past it: it is refused, or a state that goes on.
#![no_main]

use dedup::snapshot::seal_bytes;
use dedup::state::{Limits, State};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    assert!(State::restore(limits, [], bytes).is_err() || bytes.len() > 20);
    let open = seal_bytes(bytes);
    let _ = State::restore(limits, [], &open);
    let (first, rest) = bytes.split_at(bytes.len() / 2);
    if let Ok(mut state) = State::restore(limits, [seal_bytes(first).as_slice()], &seal_bytes(rest)) {
        let again = state.snapshot();
        assert!(State::restore(limits, [], &again).is_ok() || !state.sealed().is_empty());
        state.seal();
    }
});
