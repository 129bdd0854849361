//! Parts of longer units: the start of April, the end of the year, the first half of 2023, last summer.

use jiff::ToSpan;
use jiff::civil::Date;
use record::record::Precision;

use super::{Parser, Read};
use crate::dates::resolve::{Resolved, Toward, add, without_year};
use crate::knowledge::{Calendar, Class};

impl Parser<'_, '_> {
    /// "the start of April", "the end of the month", "mid-March", "the beginning of this year".
    pub(super) fn part_of(&self, index: usize) -> Read<Resolved> {
        let (start, part) = [Class::StartOf, Class::MiddleOf, Class::EndOf]
            .into_iter()
            .find_map(|class| Some((self.document.after(index, class)?, class)))?;
        let start = if self.is_dash(start) {
            start + 1
        } else {
            self.document.after(start, Class::The).unwrap_or(start)
        };
        let (end, whole) = self
            .month(start)
            .or_else(|| self.month_of_part(start))
            .or_else(|| self.unit_with_direction(start))
            .or_else(|| self.bare_unit(start))
            .or_else(|| self.year(start))
            .or_else(|| self.plain_year(start))?;
        let closing = part == Class::EndOf && self.led_by_until(index);
        Some((
            end,
            if closing { Resolved { end: None, ..Resolved::day(whole.last_day()) } } else { part.of(whole) },
        ))
    }

    fn led_by_until(&self, index: usize) -> bool {
        index.checked_sub(1).is_some_and(|before| {
            let before =
                if self.document.is_class(before, Class::The) { before.saturating_sub(1) } else { before };
            self.document.is_class(before, Class::Until)
        })
    }

    fn month_of_part(&self, index: usize) -> Read<Resolved> {
        let (end, _, month) =
            self.month_name(index).filter(|&(_, calendar, _)| calendar == Calendar::Gregorian)?;
        let until = index >= 2 && self.led_by_until(index - 1);
        let toward = if until || self.ahead(index) { Toward::Future } else { Toward::Nearest };
        let date = without_year(self.anchor?, month, None, toward)?;
        Some((end, Resolved::with(date, Precision::Month).absolute()))
    }

    fn bare_unit(&self, index: usize) -> Read<Resolved> {
        let anchor = self.anchor?;
        if let Some(end) = self.document.after(index, Class::UnitMonth).filter(|&end| self.unit_alone(end)) {
            let month = self.last_month.unwrap_or(anchor).first_of_month();
            return Some((end, Resolved::with(month, Precision::Month)));
        }
        let end = self.document.after(index, Class::UnitYear).filter(|&end| self.unit_alone(end))?;
        Some((end, Resolved::with(anchor.first_of_year(), Precision::Year)))
    }

    /// "the first half of 2023", "the last quarter of last year", "the second half of March", "summer 2015".
    pub(super) fn share_of(&self, index: usize) -> Read<Resolved> {
        self.season(index).or_else(|| self.fraction(index)).or_else(|| self.week_of_month(index))
    }

    fn fraction(&self, index: usize) -> Read<Resolved> {
        let parts = |at| {
            let half = self.document.after(at, Class::Half).map(|end| (end, 2));
            half.or_else(|| self.document.after(at, Class::Quarter).map(|end| (end, 4)))
        };
        let (end, parts, place) = if let Some((end, parts)) = parts(index) {
            let (end, place) = self.place_in_row(end)?;
            (end, parts, place)
        } else {
            let (end, place) = self.place_in_row(index)?;
            let (end, parts) = parts(end)?;
            (end, parts, place)
        };
        let of = self.document.after(end, Class::OfMonth).unwrap_or(end);
        let (end, whole) = self
            .month(of)
            .or_else(|| self.bare_month(of))
            .or_else(|| self.unit_with_direction(of))
            .or_else(|| self.year(of))
            .or_else(|| self.plain_year(of))
            .or_else(|| self.bare_unit(of))?;
        let place = place.unwrap_or(parts).clamp(1, parts);
        Some((end, split(&whole, parts, place)?))
    }

    fn season(&self, index: usize) -> Read<Resolved> {
        let (before_end, before) = self.direction(index, index);
        let (end, first) = [(Class::Spring, 3), (Class::Summer, 6), (Class::Autumn, 9), (Class::Winter, 12)]
            .into_iter()
            .find_map(|(class, month)| Some((self.document.after(before_end, class)?, month)))?;
        let of = self.document.after(end, Class::OfMonth).unwrap_or(end);
        let told = self.year(of).or_else(|| self.plain_year(of));
        let told = told
            .or_else(|| self.unit_with_direction(of).filter(|(_, unit)| unit.precision == Precision::Year));
        if let Some((end, year)) = told {
            let season = in_season(year.start, first)?;
            return Some((end, Resolved { absolute: year.absolute, ..season }));
        }
        let (end, after) = self.direction(end, end);
        let anchor = self.anchor?;
        let year = match before.or(after)? {
            Toward::Past if anchor.month() < first + 3 => anchor.first_of_year().yesterday().ok()?,
            Toward::Future if anchor.month() >= first => anchor.last_of_year().tomorrow().ok()?,
            Toward::BeforePast | Toward::AfterNext => return None,
            Toward::Past | Toward::Future | Toward::This | Toward::Nearest => anchor,
        };
        Some((end, in_season(year, first)?))
    }
}

impl Class {
    /// The part of a whole that a word names: the start and the end of a year are its first and last month;
    /// the middle of a month begins with the 15th, its end is the last day, both told as the month.
    fn of(self, whole: Resolved) -> Resolved {
        let told = |start| Resolved { start, ..whole.clone() };
        let middle = whole.month_on(0).and_then(|first| add(first, 14.days()));
        let month = |start| Resolved { precision: Precision::Month, ..told(start) };
        match (whole.precision, self) {
            (Precision::Year, Self::StartOf) => month(whole.start),
            (Precision::Year, Self::EndOf) => month(whole.month_on(11).unwrap_or(whole.start)),
            (Precision::Month, Self::MiddleOf) => told(middle.unwrap_or(whole.start)),
            (Precision::Month, Self::EndOf) => told(whole.last_day()),
            _ => whole,
        }
    }
}

/// A part of a year or month, counted from 1.
fn split(whole: &Resolved, parts: i8, place: i8) -> Option<Resolved> {
    let (start, end) = match whole.precision {
        Precision::Year => {
            let months = 12 / parts;
            (whole.month_on(months * (place - 1))?, whole.day_before_month(months * place)?)
        }
        Precision::Month if parts == 2 => {
            let first = whole.month_on(0)?;
            let middle = add(first, 14.days())?;
            if place == 1 { (first, middle) } else { (middle.tomorrow().ok()?, whole.last_day()) }
        }
        Precision::Day | Precision::Week | Precision::Month | Precision::Range => return None,
    };
    Some(Resolved::range(start, end))
}

/// Three months of a year. A winter belongs to two years, and which one is meant is not told: the year.
fn in_season(year: Date, first: i8) -> Option<Resolved> {
    let on = |month: i8| year.with().month(month).day(1).build().ok();
    if first == 12 {
        return Some(Resolved::with(year.first_of_year(), Precision::Year));
    }
    Some(Resolved::range(on(first)?, on(first + 2)?.last_of_month()))
}
