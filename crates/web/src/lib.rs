//! The rules of fetching, without any I/O: robots, addresses, who may be asked, how often, when again.
//!
//! Nothing here reads a clock, a socket or a file: times are parameters, answers are values. The client that asks
//! and the store that remembers are elsewhere.

pub mod address;
pub mod freshness;
pub mod guard;
mod moment;
mod percent;
pub mod politeness;
pub mod robots;
pub mod schedule;
