//! Which of these hundred reports say the same thing: copies, revisions, stories and incidents over a stream of
//! records.
//!
//! [`state::State::resolve`] is the whole of it: one record in, what subscribers shall see out. It is
//! deterministic: the same records in the same order, with the same times of receipt, give the same outputs.
//! Time is the document's time of receipt alone; there is no wall clock, no randomness, no NATS and no I/O here.
//!
//! **Order.** Two neighbours in the stream that have no shingle, name or place in common may change places, and who is a
//! copy of whom stays the same (a property test holds it to that). It cannot stay the same where order is the question:
//! of two copies the first is the original; the fifth holder of a shingle finds it common, whichever that is; a doubtful
//! copy counts or not by what came before it. Stories weigh a word by how many records had it so far, so that a record at
//! the edge of two stories may go either way; ids of stories and incidents are those of their first record.
//!
//! | module | subject |
//! |---|---|
//! | [`fingerprint`] | a text as a small sample of its shingles and figures |
//! | [`figures`] | the figures that a text states |
//! | [`postings`] | which live document holds a shingle |
//! | [`near`] | candidates, the first record of which a text is a copy |
//! | `versions` | the versions of a revised page |
//! | [`verdict`] | copy or not, by what two texts have in common |
//! | `known` | what is remembered of a record id: revisions and unchanged re-fetches |
//! | [`story`] | reports of one happening, in whatever words and languages |
//! | `incident` | one event over all its reports |
//! | [`common`] | words that tell nothing |
//! | [`explain`] | why two records are or are not one |
//! | [`state`] | the order in which these decide, and expiry |
//! | [`snapshot`] | the state as bytes, and back |

pub mod common;
pub mod explain;
mod features;
pub mod figures;
pub mod fingerprint;
mod hashed;
mod incident;
mod index;
mod known;
mod matching;
pub mod near;
pub mod output;
pub mod postings;
mod queue;
#[cfg(test)]
mod sample;
mod scan;
pub mod snapshot;
pub mod state;
pub mod story;
mod time;
pub mod verdict;
mod versions;
