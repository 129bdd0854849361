//! NATS JetStream, and nothing else: connection, streams, the worker loop, atomic batches, dead letters, and
//! the supervised local server.
//!
//! This crate knows no article. A stage decides ([`verdict::Verdict`]), the bus delivers ([`worker`]).
//! Retention is by limits everywhere: the message-id memory of work-queue and interest streams is lost at a
//! broker restart (nats-server#3272).

pub mod batch;
pub mod codec;
pub mod connect;
pub mod dead;
pub mod guard;
pub mod message;
pub mod metrics;
pub mod reader;
pub mod server;
pub mod service;
pub mod streams;
pub mod table;
pub mod trace;
pub mod verdict;
pub mod worker;
