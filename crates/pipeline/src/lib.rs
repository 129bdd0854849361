//! The two functions that hold all the meaning, and the workers that host them.
//!
//! [`enrich::enrich`] makes a record of a document and never fails; [`resolve::resolve`] judges records in order
//! and is deterministic. Neither knows NATS, clocks, threads or files. [`replay`] calls them in process;
//! [`enricher`] and [`resolver`] host them on JetStream. Both ways print the same records for the same documents.

pub mod enrich;
pub mod enricher;
pub mod intake;
pub mod knowledge;
pub mod metrics;
pub mod outcome;
pub mod panics;
pub mod reload;
pub mod replay;
pub mod resolve;
pub mod resolver;
pub mod snapshots;
