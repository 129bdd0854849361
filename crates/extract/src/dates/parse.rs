//! The parser of date expressions: at each word, the first kind of expression that fits, the widest kinds
//! first.
//!
//! Here stands the order of trial and what names a day, month or year outright; [`relative`], [`range`] and
//! [`elements`] hold the rest. It never looks back over words that an earlier date has taken.

mod elements;
mod range;
mod relative;

use jiff::civil::Date;
use record::record::Precision;

use super::Found;
use super::resolve::{Resolved, Toward, without_year};
use crate::document::Document;
use crate::hijri;
use crate::knowledge::{Calendar, Class};

/// Reads dates from left to right and remembers the last one, which "two days later" counts from.
#[derive(Debug)]
pub(crate) struct Parser<'d, 'a> {
    document: &'d Document<'a>,
    anchor: Option<Date>,
    last: Option<Date>,
    last_month: Option<Date>,
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
        Self { document, anchor, last: None, last_month: None }
    }

    /// The date that begins with this word.
    pub(crate) fn date_at(&mut self, index: usize) -> Option<Found> {
        if self.document.is_punct(index) {
            return None;
        }
        let (end, resolved) = self
            .since(index)
            .or_else(|| self.until_weekday(index))
            .or_else(|| self.between(index))
            .or_else(|| self.distance(index))
            .or_else(|| self.night_span(index))
            .or_else(|| self.part_of(index))
            .or_else(|| self.point(index))?;
        if resolved.precision == Precision::Day {
            self.last = Some(resolved.start);
        }
        if matches!(resolved.precision, Precision::Day | Precision::Month) {
            self.last_month = Some(resolved.start);
        }
        Some(Found { words: index..end, resolved })
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

    /// `27/8/2023`, `2023-08-27`, `27.8.2023`.
    fn figures(&self, index: usize) -> Read<Resolved> {
        let first = self.digits(index)?;
        if let [a, b, c] = first.split('.').collect::<Vec<_>>()[..] {
            return Some((index + 1, Resolved::day(figures_date(a, b, c)?).absolute()));
        }
        let mark = self.document.word(index + 1);
        if !matches!(mark, "/" | "-" | ".") || !self.document.is(index + 3, mark) {
            return None;
        }
        let date = figures_date(first, self.digits(index + 2)?, self.digits(index + 4)?)?;
        Some((self.era(index + 5), Resolved::day(date).absolute()))
    }

    /// `[Tuesday] 14 [of] April[/April] [2021 | last]`.
    fn day_of_month(&self, index: usize) -> Read<Resolved> {
        let start = self.after_weekday(index);
        let (end, day) = self.day_number(start)?;
        let at = self.document.after(end, Class::OfMonth).unwrap_or(end);
        let (end, calendar, month) = self.month_name(at)?;
        self.completed(end, calendar, month, Some(day))
    }

    /// `April 14[, 2021]`.
    fn month_first(&self, index: usize) -> Read<Resolved> {
        let start = self.after_weekday(index);
        let (end, calendar, month) = self.month_name(start)?;
        let (after, day) = self.day_number(end)?;
        if !self.document.word(start).is_ascii() {
            return None;
        }
        self.completed(after, calendar, month, Some(day))
    }

    /// `April[/April] 2021`, `last April`, `in April`.
    fn month(&self, index: usize) -> Read<Resolved> {
        let start = self.unit_word(index, Class::UnitMonth).unwrap_or(index);
        let (start, before) = self.direction(start, start);
        let (end, calendar, month) = self.month_name(start)?;
        let (next, completed) = self.completed(end, calendar, month, None)?;
        if completed.absolute || next > end {
            return Some((next, completed));
        }
        if before.is_none() && start == index && !self.stands_in_time(index) {
            return None;
        }
        let toward = before.unwrap_or(Toward::Nearest);
        let date = without_year(self.anchor?, month, None, toward)?;
        (calendar == Calendar::Gregorian).then(|| (end, Resolved::with(date, Precision::Month)))
    }

    /// A month's name says a month only where the sentence speaks of time: names of months are names of
    /// people and ordinary words too.
    fn stands_in_time(&self, index: usize) -> bool {
        let previous = index.wrapping_sub(1);
        [
            Class::Within,
            Class::Since,
            Class::Until,
            Class::During,
            Class::StartOf,
            Class::EndOf,
            Class::MiddleOf,
            Class::OfMonth,
        ]
        .into_iter()
        .any(|class| self.document.class_at(previous, class).is_some())
    }

    /// Completes a month, or a day of it, by the year or direction that follows.
    fn completed(&self, end: usize, calendar: Calendar, month: i8, day: Option<i8>) -> Read<Resolved> {
        let precision = if day.is_some() { Precision::Day } else { Precision::Month };
        let at = if self.document.is(end, ",") || self.document.is(end, "،") { end + 1 } else { end };
        let year = self.year_number(at).or_else(|| {
            let after = self.document.after(at, Class::OfMonth).unwrap_or(at);
            let after = self.unit_word(after, Class::UnitYear)?;
            self.year_number(after)
        });
        if let Some((after, year)) = year {
            let date = match calendar {
                Calendar::Gregorian => Date::new(i16::try_from(year).ok()?, month, day.unwrap_or(1)).ok()?,
                Calendar::Hijri => hijri::to_gregorian(year, month.into(), day.unwrap_or(1).into())?,
            };
            if (calendar == Calendar::Gregorian) != (1700..2200).contains(&year) {
                return None;
            }
            let resolved = Resolved::with(date, precision).absolute();
            return Some((self.era(after), Resolved { hijri: calendar == Calendar::Hijri, ..resolved }));
        }
        if calendar == Calendar::Hijri {
            return None;
        }
        if let Some((after, year)) = self.relative_year(end) {
            let date = Date::new(year, month, day.unwrap_or(1)).ok()?;
            return Some((after, Resolved::with(date, precision)));
        }
        let (after, toward) = self.direction(end, end);
        if day.is_none() && toward.is_none() {
            return Some((end, Resolved::with(self.anchor.unwrap_or(Date::constant(2000, 1, 1)), precision)));
        }
        let date = without_year(self.anchor?, month, day, toward.unwrap_or(Toward::Nearest))?;
        let resolved = Resolved::with(date, precision);
        Some((after, if toward.is_none() { resolved.absolute() } else { resolved }))
    }

    /// "of last year", "of the same year".
    fn relative_year(&self, index: usize) -> Read<i16> {
        let after = self.document.after(index, Class::OfMonth).unwrap_or(index);
        let (after, before) = self.direction(after, after);
        let after = self.unit_word(after, Class::UnitYear)?;
        let (end, toward) = self.direction(after, after);
        let year = self.anchor?.year();
        match before.or(toward)? {
            Toward::Past => Some((end, year - 1)),
            Toward::Future => Some((end, year + 1)),
            Toward::This | Toward::Nearest => Some((end, year)),
        }
    }

    /// "the year 2023", "in 2023", "2023" after a preposition.
    fn year(&self, index: usize) -> Read<Resolved> {
        let start = self.document.after(index, Class::YearWord)?;
        let (end, year) = self.year_number(start)?;
        let date = Date::new(i16::try_from(year).ok()?, 1, 1).ok()?;
        (1700..2200).contains(&year).then(|| (end, Resolved::with(date, Precision::Year).absolute()))
    }
}

fn figures_date(first: &str, second: &str, third: &str) -> Option<Date> {
    let number = |digits: &str| digits.parse::<i16>().ok();
    let (first, second, third) = (number(first)?, number(second)?, number(third)?);
    let (year, month, day) = if first > 31 { (first, second, third) } else { (third, second, first) };
    let year = if (0..100).contains(&year) { year + 2000 } else { year };
    if !(1700..2200).contains(&year) {
        return None;
    }
    let date =
        |month: i16, day: i16| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    date(month, day).or_else(|| date(day, month))
}
