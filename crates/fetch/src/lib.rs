//! One HTTP request, guarded: who is asked is checked by name and by address, and every size and time is capped.
//!
//! Redirects are answers here and never followed: whoever asks decides about each hop (robots rules, politeness,
//! the guard again). No cookies, no proxy but a configured one, no credentials in addresses.

pub mod body;
pub mod client;
pub mod error;
pub mod names;
