//! Stretches of time with two ends: since, between, from … to, and a dash between two days.
//!
//! A stretch whose beginning is unknown ("the past weeks") is no date and is not read.

use jiff::ToSpan;
use record::record::Precision;

use super::{Parser, Read};
use crate::dates::resolve::{Resolved, Toward, add, days_between, weekday};
use crate::knowledge::{Class, Meaning};

impl Parser<'_, '_> {
    /// "since X": from X to the day of publication, or to the end that is told.
    pub(super) fn since(&self, index: usize) -> Read<Resolved> {
        let found = self.document.class_at(index, Class::Since)?;
        let anchor = self.anchor?;
        if self.document.is_class(index, Class::From) || found.prefix.future {
            return None;
        }
        let start = self.document.after(found.end, Class::During).unwrap_or(found.end);
        let (end, point) = self
            .part_of(start)
            .or_else(|| self.share_of(start))
            .or_else(|| self.point(start))
            .or_else(|| self.bare_month(start))
            .or_else(|| self.plain_year(start))?;
        if point.start >= anchor {
            return None;
        }
        if let Some((after, last)) = self.until(end).filter(|(_, last)| point.start < *last) {
            return Some((after, Resolved::range(point.start, last)));
        }
        Some((end, Resolved::range(point.start, anchor)))
    }

    /// "until X", as the end of a range.
    fn until(&self, index: usize) -> Read<jiff::civil::Date> {
        let index = if self.document.is(index, "و") { index + 1 } else { index };
        let start = self.document.after(index, Class::Until)?;
        let (end, point) = self.part_of(start).or_else(|| self.point(start))?;
        Some((end, point.last_day()))
    }

    /// "until Thursday": the coming one.
    pub(super) fn until_weekday(&self, index: usize) -> Read<Resolved> {
        let start = self.document.after(index, Class::Until)?;
        let (end, number) = self.weekday_name(self.day_lead(start))?;
        let (end, toward) = self.direction(end, end);
        let toward = toward.filter(|&toward| toward == Toward::Past).unwrap_or(Toward::Future);
        Some((end, Resolved::day(weekday(self.anchor?, number, toward)?)))
    }

    /// "between 9 and 19 March".
    pub(super) fn between(&self, index: usize) -> Read<Resolved> {
        let start = self.document.after(index, Class::Between)?;
        self.two_ends(start, Self::joined)
    }

    /// "from 9 to 19 March", "from Sunday until Thursday".
    pub(super) fn starting_from(&self, index: usize) -> Read<Resolved> {
        let start = self.document.after(index, Class::From)?;
        self.two_ends(start, |parser, middle| {
            let middle = if parser.document.is(middle, "و") { middle + 1 } else { middle };
            let matches = parser.document.matches_at(middle).iter();
            matches
                .filter(|found| matches!(found.meaning, Meaning::Class(Class::Until | Class::Towards)))
                .filter(|found| found.prefix.preposition.is_none())
                .map(|found| found.end)
                .min()
        })
    }

    /// "3-7 March", "25 February - 5 March", "March 3-7".
    pub(super) fn dashed(&self, index: usize) -> Read<Resolved> {
        if let Some((end, (first, last))) = self.two_days_of_month(index) {
            return Some((end, Resolved::range(first.start, last.start)));
        }
        let dash = |parser: &Self, middle: usize| parser.is_dash(middle).then_some(middle + 1);
        let start = self.after_weekday(index);
        if let Some((middle, day)) = self.day_number(start)
            && let Some(second) = dash(self, middle)
        {
            let (end, last) = self.day_of_month(second)?;
            return last.earlier_in_month(day).map(|first| (end, Resolved::range(first, last.start)));
        }
        let (middle, first) = self.day_of_month(start)?;
        let (end, last) = self.day_of_month(dash(self, middle)?)?;
        ordered(&first, &last).map(|range| (end, range))
    }

    fn two_ends(&self, start: usize, link: impl Fn(&Self, usize) -> Option<usize>) -> Read<Resolved> {
        if let Some((end, (first, last))) = self.two_days_of_month(start) {
            return Some((end, Resolved::range(first.start, last.start)));
        }
        if let Some((middle, day)) = self.day_number(self.day_lead(start))
            && let Some(second) = link(self, middle)
            && let Some((end, last)) = self.day_of_month(second)
        {
            return last.earlier_in_month(day).map(|first| (end, Resolved::range(first, last.start)));
        }
        let (middle, first) = self.bound(start)?;
        let second = link(self, middle)?;
        let (end, last) = self.bound(second)?;
        if first.precision == Precision::Week || last.precision == Precision::Week {
            return None;
        }
        if self.ahead(start) && last.start < first.start && days_between(last.start, first.start) < 7 {
            return Some((end, Resolved::range(first.start, add(last.start, 7.days())?)));
        }
        ordered(&first, &last).map(|range| (end, range))
    }

    /// One end of a range, where a month or a year needs no word of time before it.
    fn bound(&self, index: usize) -> Read<Resolved> {
        self.part_of(index)
            .or_else(|| self.point(index))
            .or_else(|| self.bare_month(index))
            .or_else(|| self.plain_year(index).filter(|(_, year)| (1900..2100).contains(&year.start.year())))
    }
}

/// The range between two ends. A first end without a year of its own lies before the second.
fn ordered(first: &Resolved, last: &Resolved) -> Option<Resolved> {
    let mut start = first.start;
    if !first.year_told && first.absolute && matches!(first.precision, Precision::Day | Precision::Month) {
        let year = last.start.year();
        start = start.with().year(year).build().ok()?;
        if start > last.start {
            start = start.with().year(year - 1).build().ok()?;
        }
    } else if start > last.start && days_between(last.start, start) < 7 {
        start = add(start, (-7).days())?;
    }
    (start < last.last_day()).then(|| Resolved::range(start, last.last_day()))
}
