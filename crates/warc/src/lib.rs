//! WARC files: records and the HTTP responses in them.
//!
//! [`records::Records`] reads a file from its first byte to its last, one record at a time, in bounded memory:
//! WARC 1.0 and 1.1 (ISO 28500), and 0.17 and 0.18 as far as they look the same; stored plainly, as gzip or as
//! zstd, with a member for each record, one for all, or anything between. [`http::response`] opens the HTTP
//! message in a record's block.
//!
//! Damage is data: what cannot be read is a [`defect::Defect`] with its place, in the order of the file, and the
//! reading goes on at the next record that can be found.
//!
//! What it is not: no writer (but for [`sample`], which tests and measurements use), no index, no random access,
//! and no judgement which records are documents.

pub mod defect;
pub mod header;
pub mod http;
pub mod record;
pub mod records;
pub mod sample;

mod gzip;
mod input;
mod stream;
mod zstandard;
