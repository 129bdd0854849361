//! Stretches of time and their ends: since, until, between, the start or the end of a month or year.
//!
//! A stretch whose beginning is unknown ("the past weeks") is no date and is not read.

use record::record::Precision;

use super::{Parser, Read};
use crate::dates::resolve::{Resolved, Toward, last_of_month, weekday, without_year};
use crate::knowledge::{Calendar, Class};

impl Parser<'_, '_> {
    /// "since X": from X to the day of publication. "until X": X.
    pub(super) fn since(&self, index: usize) -> Read<Resolved> {
        let start = self.document.after(index, Class::Since)?;
        let anchor = self.anchor?;
        let strict = self.document.class_at(index, Class::From).is_none();
        let start = self.document.after(start, Class::During).unwrap_or(start);
        let (end, point) = self.part_of(start).or_else(|| self.point(start))?;
        let began = point.start;
        if !strict || began >= anchor || self.document.class_at(index, Class::Since)?.prefix.future {
            return None;
        }
        Some((end, Resolved::range(began, anchor)))
    }

    /// "until Thursday": the coming one.
    pub(super) fn until_weekday(&self, index: usize) -> Read<Resolved> {
        let start = self.document.after(index, Class::Until)?;
        let (end, number) = self.weekday_name(self.day_lead(start))?;
        Some((end, Resolved::day(weekday(self.anchor?, number, Toward::Future)?)))
    }

    /// "between 9 and 19 March".
    pub(super) fn between(&self, index: usize) -> Read<Resolved> {
        let start = self.document.after(index, Class::Between)?;
        if let Some((middle, day)) = self.day_number(start)
            && let Some(second) = self.joined(middle)
            && let Some((end, last)) = self.day_of_month(second)
        {
            let first = last.start.with().day(day).build().ok()?;
            return Some((end, Resolved { absolute: last.absolute, ..Resolved::range(first, last.start) }));
        }
        let (middle, first) = self.point(start)?;
        let (end, last) = self.point(self.joined(middle)?)?;
        (first.start <= last.start).then(|| (end, Resolved::range(first.start, last.start)))
    }

    /// One past an "and", which Arabic glues to the following word.
    fn joined(&self, index: usize) -> Option<usize> {
        let word = self.document.word(index);
        if matches!(word, "و" | "and" | "-") {
            return Some(index + 1);
        }
        let glued = self.document.matches_at(index).iter().any(|found| found.prefix.conjunction);
        glued.then_some(index)
    }

    /// "the start of April", "the end of the month", "mid-March", "the beginning of this year".
    pub(super) fn part_of(&self, index: usize) -> Read<Resolved> {
        let (start, part) = [Class::StartOf, Class::MiddleOf, Class::EndOf]
            .into_iter()
            .find_map(|class| Some((self.document.after(index, class)?, class)))?;
        let start = if self.is_dash(start) { start + 1 } else { start };
        let start = self
            .unit_word(start, Class::UnitMonth)
            .filter(|&at| self.month_name(at).is_some())
            .unwrap_or(start);
        let (end, whole) = self
            .month(start)
            .or_else(|| self.bare_month(start))
            .or_else(|| self.unit_with_direction(start))
            .or_else(|| self.bare_unit(start))
            .or_else(|| self.year(start))?;
        let resolved = match (whole.precision, part) {
            (Precision::Year, Class::StartOf) => Resolved::with(whole.start, Precision::Month),
            (Precision::Month, Class::EndOf) if self.led_by_until(index) => {
                Resolved::day(last_of_month(whole.start))
            }
            _ => whole,
        };
        Some((end, resolved))
    }

    fn led_by_until(&self, index: usize) -> bool {
        self.document.class_at(index.wrapping_sub(1), Class::Until).is_some()
    }

    fn bare_month(&self, index: usize) -> Read<Resolved> {
        let (end, calendar, month) = self.month_name(index)?;
        let toward = if self.led_by_until(index.wrapping_sub(1)) { Toward::Future } else { Toward::Nearest };
        let date = without_year(self.anchor?, month, None, toward)?;
        (calendar == Calendar::Gregorian).then(|| (end, Resolved::with(date, Precision::Month)))
    }

    fn bare_unit(&self, index: usize) -> Read<Resolved> {
        let anchor = self.anchor?;
        if let Some(end) = self.document.after(index, Class::UnitMonth) {
            let month = self.last_month.unwrap_or(anchor).first_of_month();
            return Some((end, Resolved::with(month, Precision::Month)));
        }
        let end = self.document.after(index, Class::UnitYear)?;
        Some((end, Resolved::with(anchor.first_of_year(), Precision::Year)))
    }
}
