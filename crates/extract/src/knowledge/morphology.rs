//! The endings of Arabic inflection and the article: data, since no word of a language stands in code.
//!
//! Compiled in and not overridden by a desk's folder: they are grammar, and nothing a desk would want
//! otherwise.

use std::sync::LazyLock;

use serde::Deserialize;

use super::reading::{Prefix, Preposition};

/// Parts of words.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Morphology {
    /// The definite article.
    pub(crate) article: String,
    /// "For" and the article, as written together.
    pub(crate) for_article: String,
    /// The word for "in", which may stand between a weekday and a date.
    pub(crate) in_word: String,
    pub(crate) adjective: Vec<String>,
    pub(crate) people: Vec<String>,
    pub(crate) objects: Vec<String>,
    pub(crate) dual_joined: String,
    pub(crate) oblique: String,
    pub(crate) relational: String,
    pub(crate) ours: String,
    pub(crate) duals: Vec<String>,
    /// How a feminine noun in the dual ends before the names of the two.
    pub(crate) duals_joined: Vec<String>,
    /// Nouns of number before "of".
    pub(crate) parts: Vec<String>,
    /// Endings of verbs that have several for their subject.
    pub(crate) plural_verbs: Vec<String>,
    /// Endings of feminine nouns.
    pub(crate) feminine: Vec<String>,
    /// First words of bodies that are masculine in the singular.
    pub(crate) masculine: Vec<String>,
    /// Words for "servant of" that begin given names of two words.
    pub(crate) servants: Vec<String>,
    /// Words for "sons of" and "house of" that begin names of clans.
    pub(crate) sons: Vec<String>,
    /// How active participles begin that tell on what somebody calls or whom he accuses, and how they end.
    pub(crate) participle_starts: Vec<String>,
    pub(crate) participle_ends: Vec<String>,
    pub(crate) past_full: Vec<String>,
    pub(crate) past_short: Vec<String>,
    pub(crate) present_full: Vec<String>,
    pub(crate) present_short: Vec<String>,
}

static MORPHOLOGY: LazyLock<Morphology> = LazyLock::new(|| {
    // A fault of the compiled-in file is the business of the test below.
    toml::from_str(include_str!("../../../../config/lexicon/morphology.toml")).unwrap_or_default()
});

/// The compiled-in endings.
pub(crate) fn morphology() -> &'static Morphology {
    &MORPHOLOGY
}

/// Whether a folded word carries the article.
pub(crate) fn is_definite(word: &str) -> bool {
    word.starts_with(morphology().article.as_str())
}

/// The noun behind the article, with a preposition written before it.
pub(crate) fn definite_noun(word: &str) -> Option<(&str, Prefix)> {
    let article = morphology().article.as_str();
    let long = |rest: &&str| rest.chars().nth(1).is_some();
    if let Some(rest) = word.strip_prefix(article) {
        return Some((rest, Prefix::default())).filter(|(rest, _)| long(rest));
    }
    if let Some(rest) = word.strip_prefix(morphology().for_article.as_str()).filter(long) {
        return Some((rest, Prefix { preposition: Some(Preposition::For), ..Prefix::default() }));
    }
    let rest = word.strip_prefix('ب')?.strip_prefix(article).filter(long)?;
    Some((rest, Prefix { preposition: Some(Preposition::In), ..Prefix::default() }))
}

/// "That he", «أنه»: a word for "that" with a pronoun.
pub(crate) fn has_pronoun(that: &str) -> bool {
    let rest = |object: &String| that.strip_suffix(object.as_str()).is_some_and(|that| that.ends_with('ن'));
    morphology().objects.iter().any(rest)
}

/// The verb carries a pronoun for its object.
pub(crate) fn has_object(verb: &str) -> bool {
    morphology().objects.iter().any(|object| {
        object.chars().nth(1).is_some() && verb.ends_with(object.as_str())
            || verb.strip_suffix(object.as_str()).is_some_and(|stem| stem.ends_with('ت'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        assert!(is_definite("الجيش"));
        assert!(!is_definite("جيش"));
        assert_eq!(morphology().past_short.len(), 3);
    }
}
