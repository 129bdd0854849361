//! Documents from the outside: files, folders, web archives and pushed articles become [`record::raw::RawDocument`]s.
//!
//! This crate reads and names; it extracts nothing. What cannot be read is a [`bad::BadInput`] with its reason,
//! in the place where the document would have stood: a bad document among good ones never stops the others.

pub mod archive;
pub mod bad;
pub mod file;
pub mod folder;
pub mod json;
pub mod lines;
pub mod manifest;
pub mod storage;
pub mod watch;

mod feeds;
