//! Quotations and who speaks.
//!
//! A quotation is what stands between quotation marks and has three words or more: shorter ones are names and
//! scare quotes. The speaker stands before ("X said: …"), after ("…", said X) or is the sentence's subject;
//! where nobody can be told, there is no speaker.

mod unmarked;

use std::ops::Range;

use record::event::Party;
use record::id::EntityId;
use record::record::{EntityType, Quote};

pub(crate) use unmarked::says_we;

use crate::document::{Document, Name, Referent};
use crate::events::source;
use crate::knowledge::{Class, Meaning, Prefix, Preposition, morphology};

/// A quotation of this article.
#[derive(Debug, Clone)]
pub(crate) struct FoundQuote {
    /// The words inside the marks.
    pub(crate) words: Range<usize>,
    pub(crate) speaker: Option<Party>,
}

/// The fewest words of a quotation.
const SHORTEST: usize = 3;
/// The longest quotation looked for, in words: an unclosed mark must not swallow the article.
const LONGEST: usize = 400;
/// How far before a quotation somebody without a name may be its speaker, in words.
const LAST_REACH: usize = 12;
/// How many sentences a speaker without a name may be back.
const LOOK_BACK: usize = 3;

impl FoundQuote {
    pub(crate) fn public(self, document: &Document<'_>) -> Quote {
        let span = document.span(&self.words);
        Quote { start: span.start, end: span.end, speaker: self.speaker }
    }
}

/// The quotations of an article, in order.
pub(crate) fn find(document: &Document<'_>) -> Vec<FoundQuote> {
    let mut quotes = Vec::new();
    let mut index = 0;
    let mut last_speaker: Option<Party> = None;
    while index < document.words.len() {
        let Some((start, end, next)) = quoted_at(document, index) else {
            index += 1;
            continue;
        };
        index = next;
        let count = (start..end).filter(|&word| !document.is_punct(word)).count();
        if count < SHORTEST || names_something(document, start, end) {
            continue;
        }
        let speaker = speaker(document, start, next)
            .or_else(|| last_speaker.clone().filter(|_| count > 5))
            .or_else(|| spoke_before(document, start).filter(|_| count > 5));
        last_speaker.clone_from(&speaker);
        quotes.push(FoundQuote { words: start..end, speaker });
    }
    let unmarked = unmarked::find(document);
    let outside = |quote: &FoundQuote| {
        unmarked
            .iter()
            .all(|other| !(other.words.start <= quote.words.start && quote.words.end <= other.words.end))
    };
    quotes.retain(outside);
    quotes.extend(unmarked);
    quotes.sort_by_key(|quote| quote.words.start);
    quotes
}

/// The words inside quotation marks that open here, and one past the closing mark. Marks inside marks are
/// skipped.
fn quoted_at(document: &Document<'_>, index: usize) -> Option<(usize, usize, usize)> {
    let (width, close) = opening(document, index)?;
    let start = index + width;
    let limit = (start + LONGEST).min(document.words.len());
    let mut open = 0_usize;
    for word in start..limit {
        if !closes(document, word, close) {
            continue;
        }
        if close == "\"" && leans(document, word) == Lean::Opening {
            open += 1;
        } else if open > 0 {
            open -= 1;
        } else {
            return Some((start, word, word + width));
        }
    }
    None
}

/// Which side of a mark is written without a space. The shapes of marks do not tell: outlets swap them
/// freely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lean {
    Opening,
    Closing,
    Either,
}

fn leans(document: &Document<'_>, index: usize) -> Lean {
    let glued = |index: usize| document.words.get(index).is_some_and(|word| word.glued);
    // Letters glued by writing (the preposition "in" and the like) stand before a mark without a space too.
    let previous = index.wrapping_sub(1);
    let short = document.word(previous).chars().count() <= 2;
    let before = glued(previous) && !short && !document.is_punct(previous);
    match (before, glued(index)) {
        (false, true) => Lean::Opening,
        (true, false) => Lean::Closing,
        (true, true) | (false, false) => Lean::Either,
    }
}

/// How many words the opening mark has, and what closes it.
fn opening(document: &Document<'_>, index: usize) -> Option<(usize, &'static str)> {
    if !document.is_punct(index) {
        return None;
    }
    let double = |mark: &str| document.is(index, mark) && document.is(index + 1, mark);
    match document.word(index) {
        "\"" | "“" | "”" | "„" => (leans(document, index) != Lean::Closing).then_some((1, "\"")),
        "«" => Some((1, "»")),
        "(" if double("(") => Some((2, ")")),
        "'" | "’" | "‘" if double("'") => Some((2, "'")),
        _ => None,
    }
}

fn closes(document: &Document<'_>, index: usize, close: &str) -> bool {
    match close {
        "\"" => matches!(document.word(index), "\"" | "“" | "”"),
        ")" => document.is(index, ")") && document.is(index + 1, ")"),
        "'" => document.is(index, "'") && document.is(index + 1, "'"),
        other => document.is(index, other),
    }
}

/// The quoted words are one name.
fn names_something(document: &Document<'_>, start: usize, end: usize) -> bool {
    document.names_in(start.saturating_sub(8)..start + 1).iter().any(|name| name.words.end >= end)
}

/// Whom the sentences before cite: "the statement said: …" goes on with their source.
fn spoke_before(document: &Document<'_>, start: usize) -> Option<Party> {
    let here = document.sentence_of(start);
    let cited = |back: usize| {
        let sentence = document.sentences.get(here.checked_sub(back)?)?.clone();
        source::cited(document, sentence)
    };
    (1..=LOOK_BACK).find_map(cited)
}

fn speaker(document: &Document<'_>, start: usize, next: usize) -> Option<Party> {
    let sentence = document.sentences.get(document.sentence_of(start))?.clone();
    after_quote(document, next).or_else(|| before_quote(document, sentence.start.min(start)..start))
}

/// "…", said X; "…", X told us. Only in the sentence that the quotation ends in.
fn after_quote(document: &Document<'_>, next: usize) -> Option<Party> {
    let sentence = document.sentence_of(next.checked_sub(1)?);
    let verb = (next..next + 10).find(|&index| document.says(index))?;
    if document.sentence_of(verb) != sentence {
        return None;
    }
    if verb <= next + 1 {
        return subject_after(document, verb + 1, 12);
    }
    (next..verb)
        .find_map(|index| described(document, index))
        .or_else(|| last_speaker_in(document, next..verb))
}

/// X said: "…". The verb nearest before the quotation counts, else the first person or body of the sentence.
fn before_quote(document: &Document<'_>, before: Range<usize>) -> Option<Party> {
    let verb = before.clone().rev().find(|&index| document.says(index));
    if let Some(verb) = verb {
        let arabic = !document.word(verb).is_ascii();
        if arabic && let Some(found) = subject_after(document, verb + 1, before.end - verb) {
            return Some(found);
        }
        if let Some(found) = last_speaker_in(document, before.start..verb) {
            return Some(found);
        }
        return subject_after(document, verb + 1, before.end - verb);
    }
    last_speaker_in(document, before.clone()).or_else(|| {
        let near = before.end.saturating_sub(LAST_REACH).max(before.start)..before.end;
        near.rev().find_map(|index| described(document, index))
    })
}

/// Who speaks among the words after a verb: a person before a body, a described speaker else.
fn subject_after(document: &Document<'_>, start: usize, reach: usize) -> Option<Party> {
    let end = (start..start + reach).find(|&index| document.is_class(index, Class::That));
    let range = start..end.unwrap_or(start + reach).min(document.words.len());
    let described = range.clone().take(2).find_map(|index| described(document, index));
    let mut names = document
        .names_in(range.clone())
        .iter()
        // Whom somebody tells something does not speak.
        .filter(|name| matches!(name.referent, Referent::Entity(_)) && !addressed(document, name));
    let first = names.clone().next();
    let person = names.find(|name| is_person(document, name.referent));
    let near = |start: usize| start < range.start + 7;
    if let Some(person) = person.filter(|name| near(name.words.start) || described.is_none()) {
        return party_of(document, person.referent);
    }
    described.or_else(|| party_of(document, first.filter(|name| near(name.words.start))?.referent))
}

fn addressed(document: &Document<'_>, name: &Name) -> bool {
    name.prefix.preposition.is_some()
        || (1..=2).any(|back| name.words.start.checked_sub(back).is_some_and(|index| document.is(index, "ل")))
}

fn last_speaker_in(document: &Document<'_>, range: Range<usize>) -> Option<Party> {
    let names: Vec<_> =
        document.names_in(range).iter().filter(|name| matches!(name.referent, Referent::Entity(_))).collect();
    let person = names.iter().find(|name| is_person(document, name.referent));
    person.or(names.first()).and_then(|name| party_of(document, name.referent))
}

pub(crate) fn is_person(document: &Document<'_>, referent: Referent) -> bool {
    matches!(referent, Referent::Entity(entity)
        if document.entities.get(entity).is_some_and(|entity| entity.entity_type == EntityType::Person))
}

/// A speaker without a name: "a security source", "one of the residents".
pub(crate) fn described(document: &Document<'_>, index: usize) -> Option<Party> {
    if document.named_at(index).is_some_and(|name| matches!(name.referent, Referent::Entity(_))) {
        return None;
    }
    let party = |meaning: Meaning| matches!(meaning, Meaning::Party(_));
    let found = document.class_at(index, Class::Speaker).or_else(|| {
        document.matches_at(index).iter().filter(|found| party(found.meaning)).max_by_key(|found| found.end)
    })?;
    let name = bare(document.surface(&(index..found.end)), found.prefix);
    Some(Party::Described { name })
}

/// The words without "and" and prepositions written to the first.
pub(crate) fn bare(surface: &str, prefix: Prefix) -> String {
    let rest =
        if prefix.conjunction { surface.strip_prefix(['و', 'ف']).unwrap_or(surface) } else { surface };
    match prefix.preposition {
        None => rest.to_owned(),
        Some(Preposition::For) if rest.starts_with(morphology().for_article.as_str()) => {
            rest.replacen(&morphology().for_article, &morphology().article, 1)
        }
        Some(_) => rest.chars().skip(1).collect(),
    }
}

/// The party that a name stands for; a place speaks for nobody.
pub(crate) fn party_of(document: &Document<'_>, referent: Referent) -> Option<Party> {
    match referent {
        Referent::Entity(entity) => {
            document.entities.get(entity).map(|entity| Party::Entity(EntityId::known(&entity.id)))
        }
        Referent::Place(_) | Referent::Party(_) => None,
    }
}
