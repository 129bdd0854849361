//! According to whom: the source that the sentence names, the speaker of the quotation it stands in, or whoever
//! spoke last where the text goes on with "he added".

use std::ops::Range;

use record::event::Party;

use super::group::Group;
use crate::document::{Document, Referent};
use crate::knowledge::Class;
use crate::quotes::{FoundQuote, described, party_of};

/// How far behind a verb of saying its subject may stand.
const REACH: usize = 12;

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
    in_sentence(document, group.sentence.clone(), last)
}

/// Whoever this sentence quotes speaks on in the next.
pub(super) fn remember(document: &Document<'_>, sentence: Range<usize>, speaker: &mut Option<Party>) {
    if let Some(found) = in_sentence(document, sentence, None) {
        *speaker = Some(found);
    }
}

fn in_sentence(document: &Document<'_>, sentence: Range<usize>, last: Option<&Party>) -> Option<Party> {
    let cue = sentence.clone().find_map(|index| Some((index, document.after(index, Class::Source)?)));
    if let Some((_, after)) = cue
        && let Some(found) = first_party(document, after..(after + REACH).min(sentence.end))
    {
        return Some(found);
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
    first_party(document, first).or_else(|| first_party(document, second)).or_else(|| last.cloned())
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
