//! Days told by where they lie: today, last Monday, the night of Thursday to Friday, last week, the 12th.
//!
//! Nothing here is read without a day to count from; "the 12th" alone counts only where a month was named
//! before.

use jiff::ToSpan;
use jiff::civil::Date;
use record::record::Precision;

use super::{Parser, Read, Unit};
use crate::dates::resolve::{Resolved, Toward, add, monday, weekday, weekday_near};
use crate::knowledge::{Class, is_definite};

impl Parser<'_, '_> {
    /// Today, yesterday, Monday, with the part of the day before and the direction after.
    pub(super) fn named_day(&self, index: usize) -> Read<Resolved> {
        let anchor = self.anchor?;
        let start = self.day_lead(index);
        for (class, shift) in [
            (Class::DayBeforeYesterday, -2),
            (Class::DayAfterTomorrow, 2),
            (Class::Today, 0),
            (Class::Yesterday, -1),
            (Class::Tomorrow, 1),
        ] {
            let found = self.document.after(index, class).or_else(|| self.document.after(start, class));
            let Some(end) = found else { continue };
            let better = class == Class::Tomorrow && self.document.is_class(end, Class::SomeDay);
            if better || class == Class::Today && self.is_some_day(end) {
                return None;
            }
            let date = add(anchor, i64::from(shift).days())?;
            return self.weekday_of(end, date).or_else(|| Some(self.same_day_in(end, date, class)));
        }
        self.weekday_with_direction(start, anchor)
    }

    /// "Today Monday": where the two differ, the author's weekday is right and the day of publication late.
    fn weekday_of(&self, end: usize, date: Date) -> Read<Resolved> {
        let comma = usize::from(self.is_comma(end));
        let (after, number) = self.weekday_name(end + comma)?;
        Some((after, Resolved::day(weekday_near(date, number)?)))
    }

    /// "This day in 2011", else the day itself.
    fn same_day_in(&self, end: usize, date: Date, class: Class) -> (usize, Resolved) {
        let year = self.document.after(end, Class::OfMonth).filter(|_| class == Class::Today);
        if let Some((after, year)) = year.and_then(|at| self.year(at))
            && let Ok(start) = date.with().year(year.start.year()).build()
        {
            return (after, Resolved::day(start));
        }
        (end, Resolved::day(date))
    }

    /// "The third day", "the world day of", "the same day": no today.
    fn is_some_day(&self, end: usize) -> bool {
        let lead = self.document.is_class(end.wrapping_sub(1), Class::UnitDay);
        let next = [Class::SomeDay, Class::SameOne, Class::Following, Class::LastOne, Class::NextOne];
        lead && self.weekday_name(end).is_none()
            && (next.into_iter().any(|class| self.document.is_class(end, class))
                || self.document.number_at(end).is_some_and(|(_, number)| number.ordinal))
    }

    fn weekday_with_direction(&self, start: usize, anchor: Date) -> Read<Resolved> {
        let (start, before) = self.direction(start, start);
        if self.in_name(start) {
            return None;
        }
        let (end, number) = self.weekday_name(start)?;
        let (after, toward) = self.direction(end, end);
        if toward.is_none() && start.checked_sub(1).is_some_and(|at| self.document.is_class(at, Class::Many))
        {
            // "The days of Friday" come every week.
            return None;
        }
        let date = match before.or(toward) {
            Some(toward) if toward != Toward::This => weekday(anchor, number, toward)?,
            _ => self.open_weekday(start, anchor, number)?,
        };
        Some((after, Resolved::day(date)))
    }

    /// A weekday without a direction: the last one, the coming one where the sentence speaks of the future.
    fn open_weekday(&self, index: usize, anchor: Date, number: u8) -> Option<Date> {
        let past = weekday(anchor, number, Toward::Nearest)?;
        if past != anchor && self.ahead(index) { weekday(anchor, number, Toward::Future) } else { Some(past) }
    }

    /// "the night of Thursday to Friday", "the night of 25 to 26 March": the second day counts.
    pub(super) fn night_span(&self, index: usize) -> Read<Resolved> {
        let lead = self.document.after(index, Class::DayWord).unwrap_or(index);
        let start =
            self.document.after(index, Class::Night).or_else(|| self.document.after(lead, Class::Night))?;
        if let Some((end, _)) = self.weekday_name(start)
            && let Some((after, number)) = self.weekday_name(self.night_link(end).unwrap_or(end))
        {
            let (after, toward) = self.direction(after, after);
            let date = weekday(self.anchor?, number, toward.unwrap_or(Toward::Nearest))?;
            return Some((after, Resolved::day(date)));
        }
        if let Some(second) = self.night_link(start) {
            let (end, number) = self.weekday_name(second)?;
            return Some((end, Resolved::day(weekday(self.anchor?, number, Toward::Nearest)?)));
        }
        if let Some((end, (_, last))) = self.two_days_of_month(start) {
            return Some((end, last));
        }
        let end = self.day_of_month(start).map(|(end, _)| end).or_else(|| Some(self.day_number(start)?.0))?;
        self.day_of_month(self.night_link(end)?)
    }

    /// One past a dash, "to" or "upon" between two days.
    fn night_link(&self, index: usize) -> Option<usize> {
        if self.is_dash(index) {
            return Some(index + 1);
        }
        [Class::Towards, Class::Onto].into_iter().find_map(|class| {
            self.document.class_at(index, class).filter(|found| found.prefix.preposition.is_none())
        })?;
        Some(index + 1)
    }

    /// "last week", "the coming month", "this year"; a week is told by its Monday.
    pub(super) fn unit_with_direction(&self, index: usize) -> Read<Resolved> {
        let anchor = self.anchor?;
        let (start, before) = self.direction(index, index);
        for (class, unit) in
            [(Class::UnitWeek, Unit::Week), (Class::UnitMonth, Unit::Month), (Class::UnitYear, Unit::Year)]
        {
            let Some(end) = self.document.after(start, class) else { continue };
            let (after, toward) = self.direction(end, end);
            let toward = before.or(toward)?;
            if self.document.is_class(start, Class::Many) {
                // "The past weeks" is a stretch without a beginning.
                return None;
            }
            if unit == Unit::Month
                && toward == Toward::This
                && let Some((after, year)) = self.relative_year(after)
            {
                // "This very month of last year".
                let month = anchor.first_of_month().with().year(year).build().ok()?;
                return Some((after, Resolved::with(month, Precision::Month)));
            }
            return Some((after, shifted(anchor, unit, toward)?));
        }
        None
    }

    /// "the 12th of the same month", "on the 27th".
    pub(super) fn day_of_this_month(&self, index: usize) -> Read<Resolved> {
        let lead = self.document.after(index, Class::DayWord);
        let (end, day) = self.day_number(lead.unwrap_or(index))?;
        let month = self.last_month.or(self.anchor)?;
        let of = |end: usize, month: Date| Some((end, Resolved::day(month.with().day(day).build().ok()?)));
        if let Some(after) = self.document.after(end, Class::OfMonth)
            && let Some(after) = self.unit_after_phrase(end, after)
        {
            if let Some(same) = self.document.after(after, Class::SameOne) {
                return of(same, month);
            }
            let (after, toward) = self.direction(after, after);
            let base = match toward {
                Some(Toward::Past) => add(self.anchor?.first_of_month(), (-1).months())?,
                Some(Toward::BeforePast) => add(self.anchor?.first_of_month(), (-2).months())?,
                Some(Toward::Future) => add(self.anchor?.first_of_month(), 1.months())?,
                Some(Toward::AfterNext) => add(self.anchor?.first_of_month(), 2.months())?,
                Some(Toward::This) => self.anchor?,
                Some(Toward::Nearest) | None => month,
            };
            return of(after, base);
        }
        let alone = self.digits(lead?).is_some() && !self.is_latin(index);
        let of_day = self.document.is_class(index, Class::UnitDay);
        if alone && of_day && self.closed(end) { of(end, month) } else { None }
    }

    /// One past "of the month": the word for month may be part of the phrase for "of".
    fn unit_after_phrase(&self, of: usize, after: usize) -> Option<usize> {
        let month = after.checked_sub(1)?;
        let within = month > of && self.document.is_class(month, Class::UnitMonth);
        self.document.after(after, Class::UnitMonth).or(within.then_some(after))
    }

    /// "The first week of March", "the last week of February".
    pub(super) fn week_of_month(&self, index: usize) -> Read<Resolved> {
        let (end, place) = if let Some(end) = self.document.after(index, Class::UnitWeek) {
            is_definite(self.document.word(index)).then(|| self.place_in_row(end))??
        } else {
            let (end, place) = self.place_in_row(index)?;
            (self.document.after(end, Class::UnitWeek)?, place)
        };
        let of = self.document.after(end, Class::OfMonth)?;
        let (end, month) =
            self.month(of).or_else(|| self.bare_month(of)).or_else(|| self.unit_with_direction(of))?;
        if month.precision != Precision::Month {
            return None;
        }
        let shift = place.map_or(month.last_day().day() - 7, |place| (place - 1).min(4) * 7);
        Some((end, Resolved { precision: Precision::Week, ..month.shifted(shift)? }))
    }

    /// First, second, … or last (none): one past the word.
    pub(super) fn place_in_row(&self, index: usize) -> Read<Option<i8>> {
        if let Some((end, number)) = self.document.number_at(index).filter(|(_, number)| number.ordinal) {
            return Some((end, Some(i8::try_from(number.value).ok()?)));
        }
        Some((self.document.after(index, Class::LastOne)?, None))
    }
}

fn shifted(anchor: Date, unit: Unit, toward: Toward) -> Option<Resolved> {
    let step = match toward {
        Toward::Past => -1_i64,
        Toward::BeforePast => -2,
        Toward::Future => 1,
        Toward::AfterNext => 2,
        Toward::This | Toward::Nearest => 0,
    };
    Some(match unit {
        Unit::Day => Resolved::day(add(anchor, step.days())?),
        Unit::Week => Resolved::with(add(monday(anchor)?, step.weeks())?, Precision::Week),
        Unit::Month => Resolved::with(add(anchor.first_of_month(), step.months())?, Precision::Month),
        Unit::Year => Resolved::with(add(anchor.first_of_year(), step.years())?, Precision::Year),
    })
}
