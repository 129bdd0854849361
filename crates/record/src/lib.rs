//! The public contract: what subscribers see, and how it is named.
//!
//! Every message that leaves rasid is one of these types, serialised as JSON; the JSON Schemas and the
//! AsyncAPI document under `docs/` are generated from them ([`schema`], [`asyncapi`]). Fields may be added
//! within v1; removing or changing one means v2.
//!
//! This crate does no I/O and knows no rule of any language. Field names follow PLOVER where it has one.
//! All offsets count Unicode scalar values in [`record::Record::text`], never bytes or UTF-16 units.

pub mod asyncapi;
pub mod cursor;
pub mod dead;
pub mod event;
pub mod header;
pub mod id;
pub mod incident;
pub mod published;
pub mod raw;
pub mod record;
pub mod schema;
pub mod status;
pub mod story;
pub mod subject;
