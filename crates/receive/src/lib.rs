//! Articles pushed over HTTP: `POST /v1/articles` for producers, `/v1/websub/{source}` for hubs.
//!
//! This crate knows nothing of NATS and parses no article text: it checks who sends, reads what is sent within
//! limits, names the documents, and hands them to a [`store::Store`]. An answer of success is given only after
//! the store has them. It listens nowhere by itself: [`router::router`] is an axum router for whoever serves.
//!
//! Chosen against a framework of middleware layers: the order of the checks is the security of an endpoint, so
//! it stands in one function (`articles.rs`), and every answer but success is one closed set ([`problem::Kind`]),
//! from which the `OpenAPI` document is written as well ([`openapi`]).

mod access;
pub mod answer;
mod articles;
mod batch;
mod body;
mod decode;
mod describe;
mod gate;
mod guard;
mod hex;
mod idempotency;
mod media;
mod metrics;
pub mod openapi;
pub mod options;
pub mod problem;
mod rate;
pub mod router;
pub mod store;
pub mod token;
pub mod websub;
