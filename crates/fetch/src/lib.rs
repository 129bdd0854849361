//! One HTTP request after another, guarded: every hop checked, every size and time capped.
