//! Any bytes as a snapshot, with the checksum put right so that they get past it: it is refused, or a state that goes on.
#![no_main]

use dedup::snapshot::seal_bytes;
use dedup::state::{Limits, State};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let _ = State::restore(limits, [], bytes);
    let (first, rest) = bytes.split_at(bytes.len() / 2);
    for (sealed, open) in [(first, bytes), (first, rest)] {
        if let Ok(mut state) = State::restore(limits, [seal_bytes(sealed).as_slice()], &seal_bytes(open)) {
            let _ = (state.snapshot(), state.seal());
        }
    }
});
