//! The parser of date expressions: at each word, the first kind of expression that fits, the widest kinds
//! first.
//!
//! Here stands the order of trial and the memory; [`calendar`] and [`figures`] read what names a day, month or
//! year outright, [`relative`] and [`distance`] what is told from another day, [`range`] and [`share`] what has
//! two ends, [`elements`] the words. It never looks back over words that an earlier date has taken.

mod calendar;
mod distance;
mod elements;
mod figures;
mod range;
mod relative;
mod share;

use std::cell::Cell;

use jiff::civil::Date;
use record::record::Precision;

use super::Found;
use super::resolve::Resolved;
use crate::document::Document;
use crate::knowledge::Trait;

/// Reads dates from left to right and remembers the last ones, which "two days later" counts from.
#[derive(Debug)]
pub(crate) struct Parser<'d, 'a> {
    document: &'d Document<'a>,
    /// For each word the next one, itself included, without which no expression is a date.
    cores: Vec<usize>,
    /// The word last asked for what stands behind its weekday, and the answer: several kinds of expression ask in turn.
    behind_weekday: Cell<(usize, usize)>,
    anchor: Option<Date>,
    last: Option<Date>,
    last_month: Option<Date>,
    last_year: Option<Date>,
    /// One past the last date where that was a year: "2015 and 2018".
    year_end: Option<usize>,
    /// One past the last date and an "and", where that was a day: "3 and 4 and 5 April".
    list_end: Option<usize>,
}

/// A date has no more words than this before a number, a name or a unit of time.
const LEADING_WORDS: usize = 7;

fn cores(document: &Document<'_>) -> Vec<usize> {
    let mut cores = vec![usize::MAX; document.words.len()];
    let mut next = usize::MAX;
    for (index, core) in cores.iter_mut().enumerate().rev() {
        let is_core = document.kinds_at(index).is_core_of_date()
            || document.has(index, Trait::Digit)
            || document.has(index, Trait::Apostrophe);
        if is_core {
            next = index;
        }
        *core = next;
    }
    cores
}

/// Something read: one past its last word, and what it is.
type Read<T> = Option<(usize, T)>;

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl<'d, 'a> Parser<'d, 'a> {
    pub(crate) fn new(document: &'d Document<'a>, anchor: Option<Date>) -> Self {
        Self {
            document,
            cores: cores(document),
            behind_weekday: Cell::new((usize::MAX, 0)),
            anchor,
            last: None,
            last_month: None,
            last_year: None,
            year_end: None,
            list_end: None,
        }
    }

    /// The date that begins with this word.
    pub(crate) fn date_at(&mut self, index: usize) -> Option<Found> {
        if self.document.is_punct(index) || !self.can_begin(index) || self.in_name(index) {
            return None;
        }
        let (end, resolved) = self
            .since(index)
            .or_else(|| self.until_weekday(index))
            .or_else(|| self.between(index))
            .or_else(|| self.starting_from(index))
            .or_else(|| self.distance(index))
            .or_else(|| self.beside(index))
            .or_else(|| self.stretch(index))
            .or_else(|| self.night_span(index))
            .or_else(|| self.part_of(index))
            .or_else(|| self.share_of(index))
            .or_else(|| self.dashed(index))
            .or_else(|| self.point(index))
            .or_else(|| self.listed_year(index))?;
        self.remember(end, &resolved);
        Some(Found { words: index..end, resolved })
    }

    /// Whether a date can begin with this word at all: most words of an article cannot, and are not tried further.
    fn can_begin(&self, index: usize) -> bool {
        if self.cores.get(index).is_none_or(|core| core.saturating_sub(index) > LEADING_WORDS) {
            return false;
        }
        if self.document.kinds_at(index).is_of_time() || self.document.number_at(index).is_some() {
            return true;
        }
        let digit = |index: usize| self.document.has(index, Trait::Digit);
        let glued = self.document.words.get(index).is_some_and(|word| word.glued);
        // "And 2021", "the 19th", "Monday's": what comes first tells nothing by itself.
        let goes_on = self.year_end.or(self.list_end).is_some_and(|end| end.abs_diff(index) <= 1);
        goes_on || digit(index) || glued && digit(index + 1) || self.document.has(index, Trait::Apostrophe)
    }

    fn remember(&mut self, end: usize, resolved: &Resolved) {
        let start = resolved.start;
        self.year_end = (resolved.precision == Precision::Year).then_some(end);
        let listed = self.joined(end).or_else(|| self.is_comma(end).then_some(end + 1));
        self.list_end = listed.filter(|_| resolved.precision == Precision::Day);
        match resolved.precision {
            Precision::Day => (self.last, self.last_month) = (Some(start), Some(start)),
            Precision::Month => self.last_month = Some(start),
            Precision::Week | Precision::Year | Precision::Range => {}
        }
        if matches!(resolved.precision, Precision::Day | Precision::Month | Precision::Year) {
            self.last_year = Some(start);
        }
    }

    /// A day, month or year, without "since" and the like.
    fn point(&self, index: usize) -> Read<Resolved> {
        self.figures(index)
            .or_else(|| self.day_of_month(index))
            .or_else(|| self.month_first(index))
            .or_else(|| self.named_day(index))
            .or_else(|| self.month(index))
            .or_else(|| self.unit_with_direction(index))
            .or_else(|| self.day_of_this_month(index))
            .or_else(|| self.year(index))
    }
}
