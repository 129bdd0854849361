//! End to end: the real binary, a real nats-server, real files; and the house rules.
//!
//! The binary and the server are built and fetched by `make test` before these tests run.

mod contract;
mod demo;
mod faults;
mod house;
mod live;
mod replay;
mod rig;
mod stop;
