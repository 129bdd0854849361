//! Unicode and Arabic text: folding with offsets, display form, repair of censored spellings, sentences, tokens, numbers,
//! language. It knows no article, no event and no place: what a word means is asked of the caller.
//!
//! Three forms of one text are kept apart. *Raw* is what arrived. *Display* ([`display`]) is what a person reads: NFC, no
//! tatweel or control characters, the author's letters and marks kept; every offset of a record counts its Unicode scalar
//! values. *Folded* ([`fold`]) is what matchers compare, and [`fold::Folded`] maps between the last two. Stemming was left out
//! on purpose: it merges words that a lexicon keeps apart; [`token::clitics`] offers candidates to look up instead.

pub mod bytes;
pub mod config;
pub mod display;
pub mod fault;
pub mod fold;
pub mod lang;
pub mod letters;
pub mod number;
pub mod repair;
pub mod sentence;
pub mod token;
pub mod vocabulary;
