//! The subscriber's side of W3C `WebSub` (Recommendation of 23 January 2018).
//!
//! State and answers only: who finds hubs (`Link: rel="hub"`), sends them the requests that
//! [`subscriptions::Subscriptions`] writes, and parses the distributed feeds, stands elsewhere. Every
//! subscription has a secret: content that it did not sign is dropped.

mod callback;
pub(crate) mod routes;
mod signature;
pub mod subscriptions;
