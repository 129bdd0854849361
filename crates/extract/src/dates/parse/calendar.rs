//! Days, months and years by their names and numbers in a calendar: "14 April 2021", "last April", "in 2016".
//!
//! A year that is not told is completed from the day of publication: towards the past or the future where a
//! word says so, else to the nearest.

use jiff::civil::Date;
use record::record::Precision;

use super::{Parser, Read};
use crate::dates::resolve::{Resolved, Toward, hijri_without_year, without_year};
use crate::document::Preposition;
use crate::hijri;
use crate::knowledge::{Calendar, Class};

/// So many days may share a month: "3, 4, 5 and 6 April".
const MOST_DAYS: usize = 4;

/// A month, perhaps with a day.
#[derive(Debug, Clone, Copy)]
struct Named {
    calendar: Calendar,
    month: i8,
    day: Option<i8>,
}

impl Named {
    fn precision(self) -> Precision {
        if self.day.is_some() { Precision::Day } else { Precision::Month }
    }

    fn in_year(self, year: i64) -> Option<Date> {
        match self.calendar {
            Calendar::Gregorian if (1700..2200).contains(&year) => {
                Date::new(i16::try_from(year).ok()?, self.month, self.day.unwrap_or(1)).ok()
            }
            Calendar::Hijri if (1300..1600).contains(&year) => {
                hijri::to_gregorian(year, self.month.into(), self.day.unwrap_or(1).into())
            }
            Calendar::Gregorian | Calendar::Hijri => None,
        }
    }

    fn without_year(self, anchor: Date, toward: Toward) -> Option<Date> {
        match self.calendar {
            Calendar::Gregorian => without_year(anchor, self.month, self.day, toward),
            Calendar::Hijri => hijri_without_year(anchor, self.month, self.day, toward),
        }
    }
}

impl Parser<'_, '_> {
    /// `[Tuesday] 14 [of] April[/April] [2021 | last]`, and the first of "3 and 4 April".
    pub(super) fn day_of_month(&self, index: usize) -> Read<Resolved> {
        let start = self.after_weekday(index);
        let (end, day) = self.day_number(start)?;
        let at = self.document.after(end, Class::OfMonth).unwrap_or(end);
        if let Some((end, calendar, month)) = self.month_name(at) {
            return self.completed(end, Named { calendar, month, day: Some(day) });
        }
        if start == index && !self.stands_in_time(index) && self.list_end != Some(index) {
            return None;
        }
        let (_, month) = self.shared_month(end)?;
        Some((end, Resolved { start: month.earlier_in_month(day)?, ..month }))
    }

    /// The last day of "3, 4 and 5 April", whose month the others share.
    fn shared_month(&self, mut end: usize) -> Read<Resolved> {
        for _ in 0..MOST_DAYS {
            let second = self.joined(end).or_else(|| self.is_comma(end).then_some(end + 1))?;
            let (after, day) = self.day_number(second)?;
            let at = self.document.after(after, Class::OfMonth).unwrap_or(after);
            if let Some((end, calendar, month)) = self.month_name(at) {
                return self.completed(end, Named { calendar, month, day: Some(day) });
            }
            end = after;
        }
        None
    }

    /// `April 14[, 2021]`, `Sept. 14`.
    pub(super) fn month_first(&self, index: usize) -> Read<Resolved> {
        let start = self.after_weekday(index);
        let (end, named) = self.month_then_day(start)?;
        self.completed(end, named)
    }

    fn month_then_day(&self, start: usize) -> Read<Named> {
        let (end, calendar, month) = self.month_name(start).filter(|_| self.is_latin(start))?;
        let abbreviated = self.document.is(end, ".") && self.document.word(start).len() <= 4;
        let (end, day) = self.day_number(if abbreviated { end + 1 } else { end })?;
        Some((end, Named { calendar, month, day: Some(day) }))
    }

    /// `March 3-7[, 2021]` and `March 3 to 7`: the month's two days.
    pub(super) fn two_days_of_month(&self, index: usize) -> Read<(Resolved, Resolved)> {
        let start = self.after_weekday(index);
        let (end, first) = self.month_then_day(start)?;
        let second = self.linked(end)?;
        let (after, day) = self.day_number(second)?;
        let (after, last) = self.completed(after, Named { day: Some(day), ..first })?;
        let start = last.earlier_in_month(first.day?)?;
        Some((after, (Resolved { start, ..last.clone() }, last)))
    }

    /// One past a dash, "and" or "to" between two ends.
    fn linked(&self, index: usize) -> Option<usize> {
        if self.is_dash(index) {
            return Some(index + 1);
        }
        self.joined(index).or_else(|| self.document.after(index, Class::Until))
    }

    /// `April[/April] 2021`, `last April`, `in April`.
    pub(super) fn month(&self, index: usize) -> Read<Resolved> {
        let lead = self.document.after(index, Class::UnitMonth);
        let start = lead.unwrap_or(index);
        let (start, before) = self.direction(start, start);
        let (end, calendar, month) = self.month_name(start)?;
        if self.after_digits(index) {
            return None;
        }
        let named = Named { calendar, month, day: None };
        if let Some(told) = self.with_year(end, named) {
            return Some(told);
        }
        let (end, after) = self.direction(end, end);
        let doubtful = calendar == Calendar::Hijri
            || self.is_doubtful(start)
            || lead.is_none()
                && !self.stands_in_time(index)
                && !self.listed(end)
                && !self.has_preposition(start);
        if before.or(after).is_none() && doubtful {
            return None;
        }
        self.nearest(end, named, before.or(after))
    }

    /// A name of people or, once folded, of a city: August has two letters, of which the first differs.
    fn is_doubtful(&self, index: usize) -> bool {
        let short = self.document.word(index).chars().count() == 2;
        short && !self.document.surface(&(index..index + 1)).starts_with('آ')
            || self.document.is_class(index, Class::DoubtfulMonth)
    }

    /// "In" written with the month's name.
    fn has_preposition(&self, index: usize) -> bool {
        let matches = self.document.matches_at(index).iter();
        matches
            .filter(|found| found.meaning.month().is_some())
            .any(|found| found.prefix.preposition == Some(Preposition::In))
    }

    /// Behind a number of days, what is left is a day that does not exist.
    fn after_digits(&self, index: usize) -> bool {
        let before = |back: usize| index.checked_sub(back).and_then(|at| self.digits(at));
        before(1)
            .or_else(|| before(2).filter(|_| self.document.is_class(index - 1, Class::OfMonth)))
            .is_some_and(|digits| digits.len() <= 2)
    }

    /// A month without anything around it that would make it one; for where the context does.
    pub(super) fn bare_month(&self, index: usize) -> Read<Resolved> {
        let (end, calendar, month) = self.month_name(index)?;
        self.completed(end, Named { calendar, month, day: None })
    }

    /// "March and April 2021": a month that shares the year of the next.
    fn listed(&self, end: usize) -> bool {
        self.joined(end)
            .and_then(|second| self.month_name(second))
            .is_some_and(|(after, ..)| self.year_number(after).is_some())
    }

    /// A month's name says a month only where the sentence speaks of time: names of months are names of
    /// people and ordinary words too.
    fn stands_in_time(&self, index: usize) -> bool {
        let Some(previous) = index.checked_sub(1) else { return false };
        [
            Class::Within,
            Class::Since,
            Class::Until,
            Class::During,
            Class::StartOf,
            Class::EndOf,
            Class::MiddleOf,
            Class::OfMonth,
            Class::UnitDay,
        ]
        .into_iter()
        .any(|class| self.document.is_class(previous, class))
    }

    /// Completes a month, or a day of it, by the year or direction that follows, else by the nearest year.
    fn completed(&self, end: usize, named: Named) -> Read<Resolved> {
        if let Some(told) = self.with_year(end, named) {
            return Some(told);
        }
        if self.year_number(end).is_some() {
            return None;
        }
        let (end, toward) = self.direction(end, end);
        self.nearest(end, named, toward)
    }

    fn nearest(&self, end: usize, named: Named, toward: Option<Toward>) -> Read<Resolved> {
        let default = if named.day.is_none() && self.ahead(end) { Toward::Future } else { Toward::Nearest };
        let date = named.without_year(self.anchor?, toward.unwrap_or(default))?;
        let resolved = Resolved::with(date, named.precision());
        let resolved = Resolved { hijri: named.calendar == Calendar::Hijri, ..resolved };
        Some((end, if toward.is_none() { resolved.absolute() } else { resolved }))
    }

    /// The year that stands after a month: "2021", "of the year 2021", "of last year"; for "March and April
    /// 2021" also the one after the second month.
    fn with_year(&self, end: usize, named: Named) -> Read<Resolved> {
        let resolved =
            |date| Resolved { year_told: true, ..Resolved::with(date, named.precision()).absolute() };
        if let Some((after, year)) = self.told_year(end) {
            let hijri = named.calendar == Calendar::Hijri;
            let after = self.document.after(after, Class::HijriEra).unwrap_or_else(|| self.era(after));
            return Some((after, Resolved { hijri, ..resolved(named.in_year(year)?) }));
        }
        if let Some((after, year)) = self.relative_year(end) {
            return Some((after, Resolved { absolute: false, ..resolved(named.in_year(year.into())?) }));
        }
        let second = self.joined(end)?;
        let (after, calendar, _) = self.month_name(second)?;
        let (_, year) = self.told_year(after).filter(|_| calendar == named.calendar)?;
        named.day.is_none().then_some((end, resolved(named.in_year(year)?)))
    }

    fn told_year(&self, end: usize) -> Read<i64> {
        let at = if self.is_comma(end) { end + 1 } else { end };
        self.year_in_brackets(at).or_else(|| {
            let after = self.document.after(at, Class::OfMonth).unwrap_or(at);
            let after = self.document.after(after, Class::UnitYear).unwrap_or(after);
            if after > at { self.year_in_brackets(after) } else { None }
        })
    }

    /// A year, as archives write it in brackets: "May (1970)".
    fn year_in_brackets(&self, index: usize) -> Read<i64> {
        self.year_number(index).or_else(|| {
            let (end, year) = self.year_number(index + 1).filter(|_| self.document.is(index, "("))?;
            self.document.is(end, ")").then_some((end + 1, year))
        })
    }

    /// "of last year", "of the same year".
    pub(super) fn relative_year(&self, index: usize) -> Read<i16> {
        let after = self.document.after(index, Class::OfMonth).unwrap_or(index);
        let after = self.document.after(after, Class::The).unwrap_or(after);
        let same = self.document.after(after, Class::SameOne);
        let (after, before) = self.direction(after, after);
        let after = self.document.after(same.unwrap_or(after), Class::UnitYear)?;
        if let Some(end) = same.map(|_| after).or_else(|| self.document.after(after, Class::SameOne)) {
            return Some((end, self.last_year.or(self.anchor)?.year()));
        }
        let (end, toward) = self.direction(after, after);
        let year = self.anchor?.year();
        match before.or(toward)? {
            Toward::Past => Some((end, year - 1)),
            Toward::BeforePast => Some((end, year - 2)),
            Toward::Future => Some((end, year + 1)),
            Toward::AfterNext => Some((end, year + 2)),
            Toward::This | Toward::Nearest => Some((end, year)),
        }
    }

    /// "the year 2023", "in 2023", "2019 yılında".
    pub(super) fn year(&self, index: usize) -> Read<Resolved> {
        if let Some(start) = self.document.after(index, Class::YearWord) {
            return self.plain_year(start);
        }
        if let Some(start) = self.document.after(index, Class::YearIn) {
            return self.plain_year(start).filter(|&(end, ref year)| self.is_year(end, year.start.year()));
        }
        let (end, year) = self.plain_year(index)?;
        let war = index.checked_sub(1).is_some_and(|at| self.document.is_class(at, Class::DatedEvent));
        let end = if war { end } else { self.document.after(end, Class::YearAfter)? };
        Some((end, year))
    }

    /// A number of four digits that is taken for a year because of what stands before it; small ones are years
    /// of the Hijri calendar.
    pub(super) fn plain_year(&self, index: usize) -> Read<Resolved> {
        let (end, year) = self.year_in_brackets(index)?;
        let month = self.digits(end + 1).filter(|digits| digits.len() < 3);
        if matches!(self.document.word(end), "-" | "/") && month.is_some() {
            return None;
        }
        let hijri = (1300..1600).contains(&year);
        let date = if hijri {
            hijri::to_gregorian(year, 1, 1)?
        } else {
            Date::new(i16::try_from(year).ok()?, 1, 1).ok().filter(|_| (1700..2200).contains(&year))?
        };
        let resolved = Resolved::with(date, Precision::Year).absolute();
        let end = self.document.after(end, Class::HijriEra).unwrap_or_else(|| self.era(end));
        Some((end, Resolved { year_told: true, hijri, ..resolved }))
    }

    /// "in 2016" says a year, "in 2000 houses" does not.
    fn is_year(&self, end: usize, year: i16) -> bool {
        let now = self.anchor.map_or(2030, Date::year);
        (1900..=now + 30).contains(&year)
            && (self.closed(end) || year % 100 != 0 && (now - 80..=now + 10).contains(&year))
    }

    /// The second of "2015 and 2018".
    pub(super) fn listed_year(&self, index: usize) -> Read<Resolved> {
        let second = self.joined(index).filter(|_| self.year_end == Some(index))?;
        self.plain_year(second)
    }
}
