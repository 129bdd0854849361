//! What a word tells by itself, whatever stands around it: answered once for each distinct word, since the rules ask it
//! of every word of every article.

use super::Knowledge;
use super::morphology::{definite_noun, morphology};

/// Something about a folded word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trait {
    /// Has a digit.
    Digit,
    /// Has an apostrophe.
    Apostrophe,
    /// A given name.
    Given,
    /// A given name behind "and" or "for".
    GivenJoined,
    /// An ordinary word rather than a part of a name.
    Ordinary,
    /// A noun with the article, perhaps behind "and" and a preposition: it may take up an earlier name.
    TakesUp,
    /// "We", "our", or a word that ends in "our".
    Ours,
}

/// A set of traits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Traits(u8);

/// The fewest letters of a word whose ending can be "our".
const SHORTEST_OURS: usize = 5;
/// The fewest letters of a given name behind "and" or "for".
const SHORTEST_JOINED: usize = 4;

impl Traits {
    pub(crate) fn has(self, one: Trait) -> bool {
        self.0 & 1 << one as u8 != 0
    }

    /// The traits of a folded word.
    pub(super) fn of(knowledge: &Knowledge, word: &str) -> Self {
        let joined = word.strip_prefix(['و', 'ل']);
        let given_joined =
            |rest: &str| rest.chars().nth(SHORTEST_JOINED - 1).is_some() && knowledge.is_given(rest);
        let bare = word.strip_prefix(['و', 'ف']).unwrap_or(word);
        let ours = || {
            matches!(word, "we" | "our")
                || word.ends_with(morphology().ours.as_str()) && word.chars().nth(SHORTEST_OURS - 1).is_some()
        };
        let traits = [
            (Trait::Digit, word.bytes().any(|byte| byte.is_ascii_digit())),
            (Trait::Apostrophe, word.contains('\'')),
            (Trait::Given, knowledge.is_given(word)),
            (Trait::GivenJoined, joined.is_some_and(given_joined)),
            (Trait::Ordinary, knowledge.is_ordinary(word)),
            (Trait::TakesUp, definite_noun(bare).is_some()),
            (Trait::Ours, ours()),
        ];
        Self(traits.into_iter().fold(0, |bits, (one, has)| bits | u8::from(has) << one as u8))
    }
}
