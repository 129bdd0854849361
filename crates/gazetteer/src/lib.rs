//! The large gazetteer: hundreds of thousands of places, compiled from a dump into one file and looked up by name.
//!
//! It answers "which places bear this name?" and nothing else: which of them an article means, and whether its
//! words are a place at all, is the business of the crate above. Not the curated gazetteer either, whose entries
//! are written by hand and win over everything here.
//!
//! One sorted table of folded names with binary search, mapped into memory: an FST would halve the file, but the
//! names of all of Syria and Iraq take a few megabytes, a look-up happens after a word of place only, and the
//! table can be read with the standard library alone. [`mod@format`] describes the file, [`compile`] writes it,
//! [`reader`] reads it; [`wof`] and [`geonames`] parse the dumps.

pub mod compile;
pub mod distance;
pub mod format;
pub mod geonames;
pub mod key;
mod map;
pub mod reader;
pub mod row;
pub mod wof;

pub use compile::Compiler;
pub use reader::{Gazetteer, OpenError};
