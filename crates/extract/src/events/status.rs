//! Whether an event happened: PLOVER's auxiliary modes.

use record::event::EventStatus;

use super::group::Group;
use crate::dates::FoundDate;
use crate::document::Document;
use crate::knowledge::Class;

/// How many words before a negation "at least" may begin.
const FIGURE: usize = 3;

/// How far before a trigger a word of condition or denial still counts.
const REACH: usize = 12;

/// The status of an event.
pub(super) fn status(document: &Document<'_>, group: &Group<'_>, date: Option<&FoundDate>) -> EventStatus {
    let Some(main) = group.main() else { return EventStatus::Factual };
    let start = main.words.start;
    let low = group.clause.start.max(start.saturating_sub(REACH));
    let before = low..start;
    if group.hits.iter().any(|hit| hit.trigger.status == Some(EventStatus::Negated))
        || negated(document, group, start)
    {
        return EventStatus::Negated;
    }
    if document.has_class(before.clone(), Class::Hypothetical) {
        return EventStatus::Hypothetical;
    }
    let implied = group.hits.iter().find_map(|hit| hit.trigger.status);
    let will = group.hits.iter().any(|hit| hit.prefix.future)
        || document.has_class(before.clone(), Class::Future)
        || before
            .clone()
            .any(|index| document.class_at(index, Class::Light).is_some_and(|found| found.prefix.future));
    if let Some(status) = implied {
        return status;
    }
    let past_form = date.is_some_and(|date| !date.coming);
    if will && !past_form || date.is_some_and(|date| date.coming && !main.is_verb()) || will && date.is_none()
    {
        return EventStatus::Future;
    }
    if date.is_some_and(|date| date.old) {
        return EventStatus::Historical;
    }
    // "It said it had struck" is reported speech.
    let said = |index: usize| {
        document.word(index).is_ascii() && (group.sentence.start..index).any(|verb| document.says(verb))
    };
    let background = (group.sentence.start..start)
        .any(|index| document.is_class(index, Class::Background) && !said(index));
    if background && date.is_none_or(is_long_ago(document)) {
        return EventStatus::Historical;
    }
    EventStatus::Factual
}

/// More than two months before the article.
fn is_long_ago<'d>(document: &'d Document<'_>) -> impl Fn(&FoundDate) -> bool + 'd {
    move |date| {
        document
            .published
            .is_some_and(|published| published.since(date.start).is_ok_and(|span| span.get_days() > 60))
    }
}

fn negated(document: &Document<'_>, group: &Group<'_>, start: usize) -> bool {
    let near = start.saturating_sub(4).max(group.sentence.start)..start;
    // "Denied the claim and accused X": the second verb is not denied.
    let joined = group.main().is_some_and(|main| {
        main.is_verb() && (main.prefix.conjunction || start > 0 && document.is(start - 1, "and"))
    });
    let low = if joined { start } else { group.sentence.start };
    let denied = start.saturating_sub(REACH).max(low)..start;
    near.into_iter().any(|index| document.is_class(index, Class::Negation) && !is_of_figure(document, index))
        || document.has_class(denied, Class::Denial)
        || document.has_class(group.clause.clone(), Class::Denial) && group.clause.len() < 14
}

/// "Not less than 22": part of a figure, no denial.
fn is_of_figure(document: &Document<'_>, index: usize) -> bool {
    (index.saturating_sub(FIGURE)..=index)
        .any(|at| document.class_at(at, Class::Approximate).is_some_and(|found| found.end > index))
}
