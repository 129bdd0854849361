//! What uses the words of conflict and is none: sport, stage, opinion; and single words that allude to an
//! event without telling one.

use crate::document::{Document, Preposition};
use crate::knowledge::{Class, is_definite as has_article, morphology};

use super::hits::Hit;

/// From how many words of one kind on an article is taken for sport or fiction, per hundred words.
const DENSITY: usize = 2;

/// The whole article is about something else.
pub(super) fn is_no_news(document: &Document<'_>) -> bool {
    let length = document.words.len().max(1);
    [Class::Sport, Class::Fiction, Class::Opinion].into_iter().any(|class| {
        let count =
            (0..document.words.len()).filter(|&index| document.class_at(index, class).is_some()).count();
        count >= 3 && count * 100 >= DENSITY * length
    })
}

/// The words allude: a motive, an aim, or an event told before ("the attack").
pub(super) fn alludes(document: &Document<'_>, hit: &Hit<'_>) -> bool {
    let start = hit.words.start;
    if !hit.is_verb() && hit.prefix.preposition == Some(Preposition::For) {
        return true;
    }
    (1..=3).any(|back| {
        start.checked_sub(back).is_some_and(|index| {
            document.class_at(index, Class::Motive).is_some_and(|found| found.end + 1 >= start)
                && document.sentence_of(index) == document.sentence_of(start)
        })
    })
}

/// A noun with the article takes up what was told before.
pub(super) fn is_definite(document: &Document<'_>, hit: &Hit<'_>) -> bool {
    if hit.is_verb() {
        return false;
    }
    let word = document.word(hit.words.start);
    let word = word.strip_prefix(['و', 'ف']).unwrap_or(word);
    let word = word.strip_prefix(['ب', 'ك']).unwrap_or(word);
    has_article(word) && !hit.is_harm()
        || word.starts_with(morphology().for_article.as_str())
        || hit.words.start > 0 && matches!(document.word(hit.words.start - 1), "the" | "this" | "that")
}
