//! What uses the words of conflict and is none: sport, stage, letters, food, opinion; and single words that allude to an
//! event without telling one.

use std::collections::HashSet;
use std::ops::Range;

use crate::document::{Document, Preposition};
use crate::knowledge::{Class, Form, is_definite as has_article, morphology};

use record::event::EventType;

use super::hits::Hit;

/// From how many words of one kind on an article is taken for sport or fiction, per hundred words.
const DENSITY: usize = 2;
/// The same for prices and weather, which news of conflict speaks of too.
const HIGH_DENSITY: usize = 8;
/// The same for the words of stage and letters together, and how many different ones.
const ARTS_DENSITY: usize = 3;
const FEWEST_ARTS: usize = 4;
/// One word alone, however often said, is no topic: the round of talks, the ruling of a court.
const FEWEST_WORDS: usize = 3;

const TOPICS: [(Class, usize); 7] = [
    (Class::Sport, DENSITY),
    (Class::Fiction, DENSITY),
    (Class::Opinion, DENSITY),
    (Class::Food, DENSITY),
    (Class::Letters, DENSITY),
    (Class::Market, HIGH_DENSITY),
    (Class::Weather, HIGH_DENSITY / 2 + 1),
];

/// How long a question is at most, in words.
const LONGEST_QUESTION: usize = 25;
/// How far before a noun the verb may stand that announces it.
const ANNOUNCED: usize = 6;

/// The whole article is about something else.
pub(super) fn is_no_news(document: &Document<'_>) -> bool {
    let arts = || said_often(document, &[Class::Fiction, Class::Letters], ARTS_DENSITY, FEWEST_ARTS);
    TOPICS.into_iter().any(|(class, density)| said_often(document, &[class], density, FEWEST_WORDS)) || arts()
}

/// The sentence is a question: it tells nothing.
pub(super) fn asks(document: &Document<'_>, sentence: &Range<usize>) -> bool {
    let last = sentence.end.saturating_sub(1);
    document.is(last, "?") && sentence.len() <= LONGEST_QUESTION
}

/// So many different words of these classes, and so many of a hundred words.
fn said_often(document: &Document<'_>, classes: &[Class], density: usize, fewest: usize) -> bool {
    let of_class = |index: &usize| classes.iter().any(|&class| document.is_class(*index, class));
    let words = || (0..document.words.len()).filter(of_class);
    let different: HashSet<&str> = words().map(|index| document.word(index)).collect();
    different.len() >= fewest && words().count() * 100 >= density * document.words.len().max(1)
}

/// People died of an accident, a disaster or a disease: only outcomes are told, and no name has the word.
pub(super) fn is_accident(document: &Document<'_>, hits: &[Hit<'_>], mut sentence: Range<usize>) -> bool {
    hits.iter().all(Hit::is_harm)
        && sentence
            .any(|index| document.is_class(index, Class::Accident) && document.named_at(index).is_none())
}

/// The words allude: a motive, an aim, or an event told before ("the attack").
pub(super) fn alludes(document: &Document<'_>, hit: &Hit<'_>) -> bool {
    let start = hit.words.start;
    if !hit.is_verb() && hit.prefix.preposition == Some(Preposition::For) {
        return true;
    }
    // "In refusal of": an accusative noun before "for" says why.
    let word = document.word(start);
    if !hit.is_verb()
        && hit.event_type() == EventType::Reject
        && word.ends_with('ا')
        && hit.words.len() == 1
        && document.word(hit.words.end).starts_with('ل')
    {
        return true;
    }
    // "In protest at": the word itself begins the wording of a motive.
    if document.class_at(start, Class::Motive).is_some_and(|found| found.end > hit.words.end) {
        return true;
    }
    (1..=3).any(|back| {
        start.checked_sub(back).is_some_and(|index| {
            document
                .class_at(index, Class::Motive)
                .is_some_and(|found| found.end + 1 >= start && found.end <= start)
                && document.sentence_of(index) == document.sentence_of(start)
        })
    })
}

/// A noun with the article takes up what was told before.
pub(super) fn is_definite(document: &Document<'_>, hit: &Hit<'_>) -> bool {
    if hit.is_verb() || hit.form == Form::Phrase && hit.words.len() > 1 {
        return false;
    }
    // "Announced his resignation", "declared the general mobilisation": told as news all the same.
    let low = hit.words.start.saturating_sub(ANNOUNCED);
    let announced = (low..hit.words.start).any(|index| {
        document.sentence_of(index) == document.sentence_of(hit.words.start)
            && document.is_class(index, Class::Announce)
    });
    if announced {
        return false;
    }
    if hit.form == Form::Owned {
        return !hit.is_harm();
    }
    let word = document.word(hit.words.start);
    let word = word.strip_prefix(['و', 'ف']).unwrap_or(word);
    let word = word.strip_prefix(['ب', 'ك']).unwrap_or(word);
    has_article(word) && !hit.is_harm()
        || word.starts_with(morphology().for_article.as_str())
        || hit.words.start > 0 && matches!(document.word(hit.words.start - 1), "the" | "this" | "that")
}
