//! The router as a sender sees it, over a store in memory.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod articles;
mod documented;
mod keys;
mod limits;
mod properties;
mod rig;
mod websub;
