//! Visits sources: asks for their feeds, sitemaps and pages, politely, and stores what is new in RAW.
//!
//! The rules live elsewhere and are pure: how often and when again in [`web`], what a feed says in [`feed`], how
//! an address is asked in [`fetch`]. Here they meet a clock, the network and the server's tables. An entry counts
//! as taken only once RAW has it, so a crash repeats a page and loses none; the resolver knows a page that it has
//! seen.

pub mod ask;
pub mod domains;
pub mod entry;
pub mod freshness;
pub mod lease;
pub mod listing;
pub mod metrics;
pub mod page;
pub mod robots;
pub mod seen;
pub mod source;
pub mod state;
pub mod visit;
pub mod worker;
