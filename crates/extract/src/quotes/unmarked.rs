//! Quotations without marks: the answers of an interview, and "name: we …" in bulletins and live reports.
//!
//! An interview is known by at least two questions that are followed by answers; who answers is the person named
//! last before the first question. A label is followed by the words of its bearer only where they say "we" or "our":
//! "Idlib: two wounded" is no quotation.

use std::ops::Range;

use record::event::Party;
use record::record::EntityType;

use super::{FoundQuote, described, is_person, party_of};
use crate::document::{Document, Referent};
use crate::knowledge::{Form, Kind, Meaning, Trait};

/// The fewest questions of an interview.
const FEWEST_QUESTIONS: usize = 2;
/// The longest label with what may stand before it (a bullet, a clock time), in words.
const LONGEST_LABEL: usize = 12;

/// The answers and labelled words of an article, in order.
pub(super) fn find(document: &Document<'_>) -> Vec<FoundQuote> {
    let lines = lines(document);
    let answers = answers(document, &lines);
    if !answers.is_empty() {
        return answers;
    }
    lines.into_iter().filter_map(|line| labelled(document, line)).collect()
}

/// The words of each line.
fn lines(document: &Document<'_>) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for index in 1..=document.words.len() {
        let ends = index == document.words.len() || document.breaks_before(index);
        if ends {
            lines.push(start..index);
            start = index;
        }
    }
    lines
}

fn answers(document: &Document<'_>, lines: &[Range<usize>]) -> Vec<FoundQuote> {
    let pairs: Vec<(&Range<usize>, &Range<usize>)> = lines
        .iter()
        .zip(lines.iter().skip(1))
        .filter(|(question, answer)| is_question(document, question) && !is_question(document, answer))
        .collect();
    let Some((first, _)) = pairs.first().filter(|_| pairs.len() >= FEWEST_QUESTIONS) else {
        return Vec::new();
    };
    let speaker = interviewee(document, first.start);
    pairs
        .iter()
        .map(|(_, answer)| FoundQuote { words: without_label(document, answer), speaker: speaker.clone() })
        .filter(|quote| !quote.words.is_empty())
        .collect()
}

fn is_question(document: &Document<'_>, line: &Range<usize>) -> bool {
    line.clone().rev().take(2).any(|index| matches!(document.word(index), "?" | "؟"))
}

fn interviewee(document: &Document<'_>, before: usize) -> Option<Party> {
    let person = document.names_in(0..before).iter().rev().find(|name| is_person(document, name.referent))?;
    party_of(document, person.referent)
}

/// The line without the dash or the letter that marks an answer.
fn without_label(document: &Document<'_>, line: &Range<usize>) -> Range<usize> {
    let mut start = line.start;
    let letter = document.word(start).chars().nth(1).is_none() && document.is(start + 1, ":");
    if letter {
        start += 2;
    }
    while start < line.end && document.is_punct(start) {
        start += 1;
    }
    let mut end = line.end;
    while end > start && document.is_punct(end - 1) {
        end -= 1;
    }
    start..end
}

fn labelled(document: &Document<'_>, line: Range<usize>) -> Option<FoundQuote> {
    let label = line.start..line.end.min(line.start + LONGEST_LABEL);
    let is_time = |index: usize| {
        let digit = |index: usize| document.word(index).starts_with(|c: char| c.is_ascii_digit());
        digit(index.wrapping_sub(1)) && digit(index + 1)
    };
    let colon = label.clone().find(|&index| document.is(index, ":") && !is_time(index))?;
    let start = colon + 1;
    let quoted = matches!(document.word(start), "\"" | "“" | "”" | "«" | "'");
    let first_person = (start..line.end).any(|index| says_we(document, index));
    if quoted || !first_person || line.end < start + super::SHORTEST {
        return None;
    }
    let named = document.names_in(label.start..colon).iter().find(|name| match name.referent {
        Referent::Entity(entity) => {
            document.entities.get(entity).is_some_and(|entity| entity.entity_type != EntityType::Facility)
        }
        Referent::Place(_) | Referent::Party(_) => false,
    });
    let speaker = match named {
        Some(name) => party_of(document, name.referent),
        None => (label.start..colon).find_map(|index| described(document, index)),
    }?;
    Some(FoundQuote { words: without_label(document, &(start..line.end)), speaker: Some(speaker) })
}

/// "We reject", "our units".
pub(crate) fn says_we(document: &Document<'_>, index: usize) -> bool {
    let present = || {
        document.word(index).starts_with('ن')
            && document
                .matches_at(index)
                .iter()
                .any(|found| matches!(found.meaning, Meaning::Trigger(_, Form::Present)))
    };
    document.has(index, Trait::Ours) || document.kinds_at(index).has(Kind::Trigger) && present()
}
