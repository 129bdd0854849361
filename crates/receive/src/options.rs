//! What may be set: who may push, how much, how fast.

use std::time::Duration;

use jiff::Timestamp;

use crate::token::Token;

/// How the router behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// Who may push. Without any, nobody may.
    pub tokens: Vec<Token>,
    /// The bounds of everything.
    pub limits: Limits,
    /// Tells the time of receipt.
    pub clock: fn() -> Timestamp,
}

impl Default for Options {
    fn default() -> Self {
        Self { tokens: Vec::new(), limits: Limits::default(), clock: Timestamp::now }
    }
}

/// The bounds of everything that a sender could make large, many or slow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The largest body of a request in bytes, as sent and again when unpacked.
    pub request_bytes: usize,
    /// The largest single document, in bytes.
    pub document_bytes: usize,
    /// The most documents in one request.
    pub documents: usize,
    /// The most requests at work at the same time.
    pub requests_in_flight: usize,
    /// The most bytes of bodies held at the same time, as sent and unpacked. What is parsed of them comes on top:
    /// the process needs up to three times as much.
    pub bytes_in_flight: usize,
    /// How long a body may take to arrive.
    pub body_timeout: Duration,
    /// How long the store may take for all documents of a request.
    pub store_timeout: Duration,
    /// The most documents of one request that are being stored at the same time.
    pub stores_at_once: usize,
    /// Documents a second and token, on average.
    pub documents_per_sec: u32,
    /// Documents that a token may send at once after a rest. A larger batch is taken whole and paid off after.
    pub burst_documents: u32,
    /// The most idempotency keys remembered.
    pub idempotency_keys: usize,
    /// The most bytes of answers remembered for them.
    pub idempotency_bytes: usize,
    /// For how long a key is remembered.
    pub idempotency_age: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: usize = 1 << 20;
        Self {
            request_bytes: 32 * MIB,
            document_bytes: 10 * MIB,
            documents: 10_000,
            requests_in_flight: 64,
            bytes_in_flight: 256 * MIB,
            body_timeout: Duration::from_secs(30),
            store_timeout: Duration::from_mins(1),
            stores_at_once: 32,
            documents_per_sec: 100,
            burst_documents: 1000,
            idempotency_keys: 10_000,
            idempotency_bytes: 32 * MIB,
            idempotency_age: Duration::from_hours(24),
        }
    }
}
