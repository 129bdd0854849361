//! `rasid bench`: what this machine can do.

mod clock;
pub(crate) mod dedup;
pub(crate) mod enrich;
mod stream;
