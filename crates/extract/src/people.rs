//! People whom no lexicon knows, by the patterns of naming: a title and a name ("Colonel …"), a given name
//! and what follows it, family names alone once the full name was told.
//!
//! No statistical tagger: titles and given names are lists that a desk can extend, and a name ends where a
//! word of grammar, an ordinary word or a verb begins.

use std::ops::Range;

use record::event::EventType;
use text::token;

use crate::document::{Document, Prefix};
use crate::knowledge::{Class, Form, Kind, Meaning, Trait, is_definite, morphology};

/// The longest name in words.
const LONGEST: usize = 5;

/// The words of each person's name, in order, not overlapping.
pub(crate) fn find(document: &Document<'_>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut index = 0;
    while index < document.words.len() {
        match person_at(document, index) {
            Some(name) => {
                index = name.end;
                found.push(name);
            }
            None => index += 1,
        }
    }
    found
}

fn person_at(document: &Document<'_>, index: usize) -> Option<Range<usize>> {
    if let Some(after) = document.after(index, Class::Title) {
        let start = document.after(after, Class::Filler).unwrap_or(after);
        let start = place_end(document, start).unwrap_or(start);
        let name = name_from(document, start);
        let real = name.len() >= 2
            || name.len() == 1 && is_latin(document, start) && !opens_sentence(document, index);
        if real && led_by_given(document, &name) | (name.len() == 2 && !is_known_place(document, start)) {
            return Some(name);
        }
    }
    if let Some(name) = after_speech(document, index) {
        return Some(name);
    }
    if let Some(name) = servant_of_god(document, index) {
        return Some(name);
    }
    if !(is_given(document, index) || document.has(index, Trait::GivenJoined)) {
        return None;
    }
    // "Between Abu Hamam and Kishkiyah": towns are called after people.
    let town = !is_latin(document, index) && place_end(document, index).is_some_and(|end| end > index + 1);
    if !looks_like_name(document, index) || town {
        return None;
    }
    let name = name_from(document, index);
    (name.len() >= 2).then_some(name)
}

/// "Abd al-Malik …": a given name of two words, whatever the second is.
fn servant_of_god(document: &Document<'_>, index: usize) -> Option<Range<usize>> {
    let word = document.word(index);
    let bare = word.strip_prefix(['و', 'ل', 'ب']).unwrap_or(word);
    let servant = morphology().servants.iter().any(|servant| servant == bare);
    if !servant || !is_definite(document.word(index + 1)) || document.is_punct(index + 2) {
        return None;
    }
    // The second half may be any word: al-Salam, "peace".
    let mut end = index + 2;
    while end < index + LONGEST && continues(document, index, end) {
        end += 1;
    }
    (end > index + 2).then_some(index..end)
}

/// "Said Hiwa Salar", «وطالب تونجر بكرهان، الرئيس المشترك»: two unknown words right behind a verb of speech.
fn after_speech(document: &Document<'_>, index: usize) -> Option<Range<usize>> {
    let verb = index.checked_sub(1)?;
    let speaks = speaks(document, verb) && !document.is_class(verb, Class::Between);
    if document.sentence_of(verb) != document.sentence_of(index) || !speaks {
        return None;
    }
    let latin = is_latin(document, index);
    let particle = document.is_class(index, Class::NameParticle);
    let unknown = |at: usize| {
        looks_like_name(document, at)
            && document.words.get(at).is_some_and(|word| word.kind == token::Kind::Word)
            && document.matches_at(at).is_empty()
            && !document.has(at, Trait::Ordinary)
            && !is_definite(document.word(at).trim_start_matches(['و', 'ف', 'ب', 'ك']))
            && !document.word(at).starts_with(morphology().for_article.as_str())
    };
    if !(unknown(index) && (unknown(index + 1) || latin && looks_like_name(document, index + 1)) || particle)
    {
        return None;
    }
    let name = name_from(document, index);
    let ends = latin || document.is_punct(name.end) || particle;
    (name.len() >= 2 && ends).then_some(name)
}

/// A verb of saying, demanding, accusing, refusing, threatening.
fn speaks(document: &Document<'_>, index: usize) -> bool {
    let kinds = document.kinds_at(index);
    if !(kinds.has(Kind::Trigger) || kinds.has_class(Class::Say) || kinds.has_class(Class::Denial)) {
        return false;
    }
    document.matches_at(index).iter().any(|found| {
        if let Meaning::Trigger(trigger, Form::Past | Form::Passive | Form::Present) = found.meaning {
            return document.knowledge.triggers.get(trigger as usize).is_some_and(|trigger| {
                matches!(
                    trigger.event_type,
                    EventType::Request | EventType::Accuse | EventType::Reject | EventType::Threaten
                )
            });
        }
        matches!(found.meaning, Meaning::Class(Class::Say | Class::Denial))
    })
}

/// "The governor of Hama N.N.": one past a place right behind a title.
fn place_end(document: &Document<'_>, index: usize) -> Option<usize> {
    let places = document.matches_at(index).iter().filter(|found| {
        matches!(found.meaning, Meaning::Place(_) | Meaning::Country(_)) && found.prefix == Prefix::default()
    });
    places.map(|found| found.end).max()
}

fn led_by_given(document: &Document<'_>, name: &Range<usize>) -> bool {
    is_given(document, name.start)
        || document.after(name.start, Class::NameParticle).is_some()
        || is_latin(document, name.start)
}

fn is_known_place(document: &Document<'_>, index: usize) -> bool {
    document
        .matches_at(index)
        .iter()
        .any(|found| matches!(found.meaning, Meaning::Place(_) | Meaning::Country(_)))
}

/// The words from here on that can be one name.
fn name_from(document: &Document<'_>, start: usize) -> Range<usize> {
    let mut end = start;
    while end < start + LONGEST && continues(document, start, end) {
        end =
            document.after(end, Class::NameParticle).filter(|_| !is_latin(document, end)).unwrap_or(end + 1);
    }
    // A particle needs the name that it leads to.
    if end > start && document.is_class(end - 1, Class::NameParticle) && continues(document, start, end) {
        end += 1;
    }
    start..end
}

fn continues(document: &Document<'_>, start: usize, index: usize) -> bool {
    let Some(word) = document.words.get(index) else { return false };
    if word.kind != token::Kind::Word || word.sentence as usize != document.sentence_of(start) {
        return false;
    }
    if document.class_at(index, Class::NameParticle).is_some_and(|found| found.prefix == Prefix::default()) {
        return true;
    }
    let bare = document.word(index);
    let given = is_given(document, index);
    if is_led_by_preposition(bare) {
        return false;
    }
    // "… with the launch of": a preposition written to an ordinary word.
    let clitic = bare
        .strip_prefix(['ب', 'ل'])
        .is_some_and(|rest| rest.chars().nth(3).is_some() && document.knowledge.is_ordinary(rest));
    if clitic && !given && index > start {
        return false;
    }
    looks_like_name(document, index)
        && (given || !document.has(index, Trait::Ordinary) || is_family_name(document, bare))
        && (given || !is_grammar(document, index) || is_between_names(document, start, index))
}

/// A given name with the article, as families are called by.
fn is_family_name(document: &Document<'_>, word: &str) -> bool {
    word.strip_prefix(morphology().article.as_str()).is_some_and(|bare| document.knowledge.is_given(bare))
}

/// "To the prison", "by the law": a preposition and the article are written to a noun.
fn is_led_by_preposition(word: &str) -> bool {
    let noun =
        word.strip_prefix(['ب', 'ك']).and_then(|rest| rest.strip_prefix(morphology().article.as_str()));
    let noun = noun.or_else(|| word.strip_prefix(morphology().for_article.as_str()));
    noun.is_some_and(|noun| noun.chars().nth(2).is_some())
}

/// A word that is grammar elsewhere stands between a given name and an unknown word: a father's name.
fn is_between_names(document: &Document<'_>, start: usize, index: usize) -> bool {
    let next = index + 1;
    let unknown = document.words.get(next).is_some_and(|word| word.kind == token::Kind::Word)
        && document.matches_at(next).is_empty()
        && !document.has(next, Trait::Ordinary)
        && !is_definite(document.word(next));
    index == start + 1
        && !is_latin(document, index)
        && is_given(document, start)
        && document.word(index).chars().nth(2).is_some()
        && unknown
        && document.matches_at(index).iter().all(|found| matches!(found.meaning, Meaning::Class(_)))
}

/// A given name; where folding makes it equal to a word of grammar, in its own spelling only.
fn is_given(document: &Document<'_>, index: usize) -> bool {
    if !document.has(index, Trait::Given) {
        return false;
    }
    !document.kinds_at(index).is_classed()
        || document.knowledge.given_exact.contains(document.surface(&(index..index + 1)))
}

/// A capital in scripts that have them; at least two letters.
fn looks_like_name(document: &Document<'_>, index: usize) -> bool {
    let word = document.word(index);
    if word.chars().nth(1).is_none() {
        return false;
    }
    !is_latin(document, index) || document.surface(&(index..index + 1)).starts_with(char::is_uppercase)
}

fn is_latin(document: &Document<'_>, index: usize) -> bool {
    document.word(index).starts_with(|c: char| c.is_ascii_alphabetic())
}

fn opens_sentence(document: &Document<'_>, index: usize) -> bool {
    document.sentences.get(document.sentence_of(index)).is_some_and(|words| words.start == index)
}

/// Words of grammar, verbs and the like never belong to a name.
fn is_grammar(document: &Document<'_>, index: usize) -> bool {
    // No preposition is written to another, which are all short.
    let short = document.word(index).chars().nth(4).is_none();
    document.matches_at(index).iter().any(|found| match found.meaning {
        Meaning::Class(_) if short && found.prefix.preposition.is_some() => false,
        Meaning::Class(class) => class != Class::NameParticle && class != Class::Ordinary,
        Meaning::Trigger(_, form) => {
            matches!(form, Form::Past | Form::Passive | Form::Present | Form::Phrase)
                || found.prefix.conjunction
                || found.end > index + 1
        }
        Meaning::Party(_) | Meaning::Weekday(_) | Meaning::Entity(_) | Meaning::Head(_) => true,
        Meaning::Adjective(_) => !is_latin(document, index) && is_definite(document.word(index)),
        Meaning::Month(..) | Meaning::ShortEntity(_) | Meaning::Place(_) | Meaning::Country(_) => false,
    })
}
