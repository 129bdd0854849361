//! According to whom: the source that the sentence names, the speaker of the quotation it stands in, or
//! whoever spoke last where the text goes on with "he added".

use std::ops::Range;

use record::event::Party;

use super::group::Group;
use crate::document::{Document, Referent};
use crate::knowledge::Class;
use crate::quotes::{FoundQuote, described, party_of};

/// How far behind a verb of saying its subject may stand.
const REACH: usize = 12;
/// How far from a clause or from the end of a sentence a source is looked for, in words.
const SIGHT: usize = 150;
/// The longest description of a source, in words.
const LONGEST_SUBJECT: usize = 5;

/// The stated source of an event.
pub(super) fn attribution(
    document: &Document<'_>,
    group: &Group<'_>,
    quotes: &[FoundQuote],
    last: Option<&Party>,
) -> Option<Party> {
    let start = group.clause.start;
    let around = quotes.iter().find(|quote| quote.words.start <= start && start < quote.words.end);
    if let Some(quote) = around {
        return quote.speaker.clone().or_else(|| last.cloned());
    }
    // "X says this, while Y says that": what the clause itself cites comes before the rest of the sentence.
    in_words(document, group.clause.clone(), None).or_else(|| in_words(document, in_sight(group), last))
}

/// The sentence, as far as a clause of it can see: a text without a full stop must not be read once an event.
fn in_sight(group: &Group<'_>) -> Range<usize> {
    let start = group.clause.start.saturating_sub(SIGHT).max(group.sentence.start);
    start..(group.clause.end + SIGHT).min(group.sentence.end)
}

/// The source that a sentence cites by itself.
pub(crate) fn cited(document: &Document<'_>, sentence: Range<usize>) -> Option<Party> {
    in_words(document, sentence.end.saturating_sub(SIGHT).max(sentence.start)..sentence.end, None)
}

/// Whoever this sentence quotes speaks on in the next.
pub(super) fn remember(document: &Document<'_>, sentence: Range<usize>, speaker: &mut Option<Party>) {
    if let Some(found) = in_words(document, sentence, None) {
        *speaker = Some(found);
    }
}

fn in_words(document: &Document<'_>, sentence: Range<usize>, last: Option<&Party>) -> Option<Party> {
    let cue = sentence.clone().find_map(|index| Some((index, document.after(index, Class::Source)?)));
    if let Some((_, after)) = cue {
        let end = (after + REACH).min(sentence.end);
        // What stands behind a comma is told, not cited.
        let end = (after..end).find(|&index| is_comma(document, index)).unwrap_or(end);
        if let Some(found) = first_party(document, after..end) {
            return Some(found);
        }
    }
    let labelled = sentence
        .clone()
        .take(8)
        .find(|&index| document.after(index, Class::Speaker).is_some_and(|end| document.is(end, ":")));
    if let Some(index) = labelled {
        return described(document, index);
    }
    let speaks = |index: &usize| {
        document.class_at(*index, Class::Say).is_some() || document.class_at(*index, Class::Denial).is_some()
    };
    let verb = sentence.clone().find(speaks)?;
    let latin = document.word(verb).is_ascii();
    let behind = verb + 1..(verb + REACH).min(sentence.end);
    let ahead = verb.saturating_sub(REACH).max(sentence.start)..verb;
    let (first, second) = if latin { (ahead, behind) } else { (behind, ahead) };
    first_party(document, first)
        .or_else(|| first_party(document, second))
        .or_else(|| subject_words(document, verb, sentence.end))
        .or_else(|| last.cloned())
}

/// The words between an Arabic verb of saying and "that", where they are no name that anybody knows.
fn subject_words(document: &Document<'_>, verb: usize, end: usize) -> Option<Party> {
    let start = verb + 1;
    let that = (start..(start + LONGEST_SUBJECT + 3).min(end))
        .find(|&index| document.class_at(index, Class::That).is_some())?;
    let ends = |index: &usize| {
        document.is_punct(*index)
            || document.in_date(*index)
            || [Class::Within, Class::From, Class::Towards, Class::Onto, Class::Stop]
                .into_iter()
                .any(|class| document.class_at(*index, class).is_some())
    };
    let stop = (start..that).find(ends).unwrap_or(that);
    (start < stop && stop - start <= LONGEST_SUBJECT && !document.word(verb).is_ascii())
        .then(|| Party::Described { name: document.surface(&(start..stop)) })
}

fn is_comma(document: &Document<'_>, index: usize) -> bool {
    matches!(document.word(index), "،" | ",")
}

/// The first named or described source of these words, before the content of what is said.
fn first_party(document: &Document<'_>, words: Range<usize>) -> Option<Party> {
    for index in words.clone() {
        if document.class_at(index, Class::That).is_some() && index > words.start {
            return None;
        }
        let name = document.names.binary_search_by_key(&index, |name| name.words.start).ok();
        let name = name.and_then(|at| document.names.get(at));
        if let Some(name) = name
            && matches!(name.referent, Referent::Entity(_))
        {
            return party_of(document, name.referent);
        }
        if document.class_at(index, Class::Speaker).is_some() {
            return described(document, index);
        }
    }
    None
}
