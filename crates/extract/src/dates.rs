//! Dates that a text names: absolute, relative, ranges; four sets of month names, Hijri, nights that span two
//! days.
//!
//! A hand-written parser over words, driven by classes of the vocabulary, and not a table of patterns: the
//! parts combine too freely ("the night of Thursday to Friday, 28 March last"). Durations, clock times and
//! ages are no dates. What the text leaves open is resolved against the day of publication; without one,
//! relative dates are left out rather than guessed.

mod parse;
mod resolve;

use std::ops::Range;

use jiff::civil::Date;
use record::record::{DateKind, DateMention, Precision};

use crate::document::Document;
use crate::knowledge::Class;
use parse::Parser;
use resolve::Resolved;

/// A date of this article.
#[derive(Debug, Clone)]
pub(crate) struct FoundDate {
    pub(crate) words: Range<usize>,
    pub(crate) mention: DateMention,
    pub(crate) start: Date,
    /// A year or more before the article.
    pub(crate) old: bool,
    /// After the article.
    pub(crate) coming: bool,
}

/// The dates of an article by start, and its day of publication where only the text tells it.
pub(crate) fn find(document: &Document<'_>, published: Option<Date>) -> (Vec<FoundDate>, Option<Date>) {
    let inferred = if published.is_none() { infer(document) } else { None };
    let Some(anchor) = published.or(inferred) else {
        return (publish(document, scan(document, None), None), None);
    };
    (publish(document, scan(document, Some(anchor)), Some(anchor)), inferred)
}

/// A date at its place, before merging.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) words: Range<usize>,
    pub(crate) resolved: Resolved,
}

fn scan(document: &Document<'_>, anchor: Option<Date>) -> Vec<Found> {
    let mut parser = Parser::new(document, anchor);
    let mut found: Vec<Found> = Vec::new();
    let mut index = 0;
    while index < document.words.len() {
        match parser.date_at(index) {
            Some(date) => {
                index = date.words.end.max(index + 1);
                merge(document, &mut found, date);
            }
            None => index += 1,
        }
    }
    found
}

/// Appends a date, or joins it to the one before where both name the same day: "today Monday", "Tuesday (21
/// March)", "8 Ramadan, corresponding to 18 March".
fn merge(document: &Document<'_>, found: &mut Vec<Found>, mut next: Found) {
    let Some(last) = found.last_mut() else { return found.push(next) };
    let gap = last.words.end..next.words.start;
    let equals = gap.len() <= 4 && gap.clone().any(|index| document.is_class(index, Class::Equals));
    let close =
        gap.len() <= 3 && gap.clone().all(|index| document.is_punct(index) && !document.is(index, "."));
    let two_calendars = next.resolved.hijri != last.resolved.hijri
        && last.resolved.precision == Precision::Day
        && (equals || close && last.resolved.days_from(&next.resolved) <= 2);
    if two_calendars {
        // The Gregorian one is exact. Both wordings stay, since both are dates.
        if next.resolved.hijri {
            next.resolved = Resolved { hijri: true, ..last.resolved.clone() };
        } else {
            last.resolved = Resolved { hijri: true, ..next.resolved.clone() };
        }
        return found.push(next);
    }
    if (close || equals) && last.resolved.same_day(&next.resolved) {
        last.words.end = next.words.end;
        last.resolved.absolute |= next.resolved.absolute;
        return;
    }
    found.push(next);
}

/// The most words that a dateline has beside its date.
const DATELINE: usize = 8;

/// The day of publication from the text: the day that it calls today; else the first full date that stands all
/// but alone in its line (a dateline or a footer); else the last day that it tells as past.
fn infer(document: &Document<'_>) -> Option<Date> {
    let found = scan(document, None);
    let full: Vec<&Found> = found
        .iter()
        .filter(|date| date.resolved.precision == Precision::Day && date.resolved.year_told)
        .collect();
    let line = |date: &Found| document.sentences.get(document.sentence_of(date.words.start)).cloned();
    let today = full.iter().find(|date| {
        let before = date.words.start.saturating_sub(3)..date.words.end;
        document.has_class(before, Class::Today)
    });
    let dateline =
        || full.iter().find(|date| line(date).is_some_and(|line| line.len() <= date.words.len() + DATELINE));
    let told = || {
        let past = |date: &&&Found| line(date).is_some_and(|line| !document.has_class(line, Class::Future));
        full.iter().filter(past).max_by_key(|date| date.resolved.start)
    };
    today.or_else(dateline).or_else(told).map(|date| date.resolved.start)
}

fn publish(document: &Document<'_>, found: Vec<Found>, anchor: Option<Date>) -> Vec<FoundDate> {
    found
        .into_iter()
        .map(|date| {
            let span = document.span(&date.words);
            let resolved = date.resolved;
            let age = anchor.map_or(0, |anchor| resolve::days_between(resolved.start, anchor));
            FoundDate {
                words: date.words,
                start: resolved.start,
                old: age > 300,
                coming: age < 0,
                mention: DateMention {
                    start: span.start,
                    end: span.end,
                    value: resolved.value(),
                    end_value: resolved.end_value(),
                    precision: resolved.precision,
                    kind: resolved.kind(),
                },
            }
        })
        .collect()
}

impl Resolved {
    fn kind(&self) -> DateKind {
        if self.precision == Precision::Range {
            DateKind::Range
        } else if self.absolute {
            DateKind::Absolute
        } else {
            DateKind::Relative
        }
    }
}
