//! End to end: the real binary, a real nats-server, real files; and the house rules.
//!
//! The binary and the server are built and fetched by `make test` before these tests run.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::format_push_string,
    clippy::cast_sign_loss,
    reason = "a test says what is wrong by failing"
)]

mod collecting;
mod contract;
mod demo;
mod evaluate;
mod faults;
mod gazetteer;
mod guide;
mod house;
mod knowledge;
mod live;
mod replay;
mod rig;
mod simulated_web;
mod snapshots;
mod stop;
