//! Days told by their distance: today, last Monday, two days ago, the night of Thursday to Friday, last week.
//!
//! Nothing here is read without a day to count from; "the 12th" alone counts only where a month was named
//! before.

use jiff::ToSpan;
use jiff::civil::Date;
use record::record::Precision;

use super::{Parser, Read, Unit};
use crate::dates::resolve::{Resolved, Toward, add, weekday};
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
            if let Some(end) = self.document.after(index, class).or_else(|| self.document.after(start, class))
            {
                let date = add(anchor, i64::from(shift).days())?;
                let named =
                    self.weekday_name(end).filter(|_| class != Class::Today || self.is_weekday_of(end, date));
                return Some((named.map_or(end, |(after, _)| after), Resolved::day(date)));
            }
        }
        let (start, before) = self.direction(start, start);
        let (end, number) = self.weekday_name(start)?;
        let (after, toward) = self.direction(end, end);
        let toward = before.or(toward).unwrap_or(Toward::Nearest);
        let toward = if toward == Toward::This { Toward::Nearest } else { toward };
        Some((after, Resolved::day(weekday(anchor, number, toward)?)))
    }

    fn is_weekday_of(&self, index: usize, date: Date) -> bool {
        self.weekday_name(index)
            .is_some_and(|(_, number)| date.weekday().to_monday_one_offset().unsigned_abs() == number)
    }

    /// "the night of Thursday to Friday", "the night of 25 to 26 March": the second day counts.
    pub(super) fn night_span(&self, index: usize) -> Read<Resolved> {
        let start = self.document.after(index, Class::Night)?;
        if let Some((end, _)) = self.weekday_name(start)
            && self.is_dash(end)
            && let Some((after, number)) = self.weekday_name(end + 1)
        {
            let (after, toward) = self.direction(after, after);
            let date = weekday(self.anchor?, number, toward.unwrap_or(Toward::Nearest))?;
            return Some((after, Resolved::day(date)));
        }
        let (end, _) = self.day_number(start)?;
        if self.is_dash(end) { self.day_of_month(end + 1) } else { None }
    }

    /// "three days ago", "two days after".
    pub(super) fn distance(&self, index: usize) -> Read<Resolved> {
        if let Some(start) = self.document.after(index, Class::Ago)
            && let Some((end, (count, unit))) = self.length(start)
        {
            // "two days before the attack" and "two days ago" both count back, from the attack or from today.
            let base = if self.document.class_at(end, Class::From).is_some() {
                self.last.or(self.anchor)?
            } else {
                self.anchor?
            };
            return Some((end, back(base, count, unit)?));
        }
        if let Some(start) = self.document.after(index, Class::After)
            && let Some((end, (count, unit))) = self.length(start)
            && self.document.class_at(end, Class::From).is_some()
        {
            return Some((end, back(self.last.or(self.anchor)?, count, unit)?));
        }
        let (end, (count, unit)) = self.length(index)?;
        if !self.document.word(index).is_ascii() {
            return None;
        }
        if let Some(after) = self.document.after(end, Class::Ago) {
            let before = self.document.is(end, "before");
            let base = if before { self.last.or(self.anchor)? } else { self.anchor? };
            return Some((after, back(base, count, unit)?));
        }
        let after = self.document.after(end, Class::After)?;
        Some((after, back(self.last.or(self.anchor)?, count, unit)?))
    }

    /// "three days", "two weeks": a count of a unit.
    fn length(&self, index: usize) -> Read<(i64, Unit)> {
        const UNITS: [(Class, Class, Unit); 4] = [
            (Class::UnitDay, Class::TwoDays, Unit::Day),
            (Class::UnitWeek, Class::TwoWeeks, Unit::Week),
            (Class::UnitMonth, Class::TwoMonths, Unit::Month),
            (Class::UnitYear, Class::TwoYears, Unit::Year),
        ];
        for (one, two, unit) in UNITS {
            if let Some(end) = self.document.after(index, two) {
                return Some((end, (2, unit)));
            }
            if let Some((after, number)) = self.document.number_at(index)
                && let Some(end) = self.document.after(after, one)
            {
                return Some((end, (i64::try_from(number.value).ok()?.min(5000), unit)));
            }
            if let Some(end) = self.document.after(index, one)
                && self.document.class_at(index, Class::DayWord).is_none()
                && !is_definite(self.document.word(index))
                && one != Class::UnitDay
            {
                return Some((end, (1, unit)));
            }
        }
        None
    }

    /// "last week", "the coming month", "this year".
    pub(super) fn unit_with_direction(&self, index: usize) -> Read<Resolved> {
        let anchor = self.anchor?;
        let (start, before) = self.direction(index, index);
        for (class, unit) in
            [(Class::UnitWeek, Unit::Week), (Class::UnitMonth, Unit::Month), (Class::UnitYear, Unit::Year)]
        {
            let Some(end) = self.document.after(start, class) else { continue };
            let (after, toward) = self.direction(end, end);
            let toward = before.or(toward)?;
            if self.is_plural(start) {
                return None;
            }
            return Some((after, shifted(anchor, unit, toward)?));
        }
        None
    }

    /// "the past weeks" is a stretch, no date.
    fn is_plural(&self, index: usize) -> bool {
        let word = self.document.word(index);
        ["weeks", "months", "years"].contains(&word) || self.document.class_at(index, Class::Filler).is_some()
    }

    /// "the 12th of the same month", "on the 27th".
    pub(super) fn day_of_this_month(&self, index: usize) -> Read<Resolved> {
        let lead = self.document.after(index, Class::DayWord);
        let (end, day) = self.day_number(lead.unwrap_or(index))?;
        let month = self.last_month.or(self.anchor)?;
        let dated = |end: usize| Some((end, Resolved::day(month.with().day(day).build().ok()?)));
        if let Some(after) = self.document.after(end, Class::OfMonth)
            && let Some(after) = self.unit_word(after, Class::UnitMonth)
        {
            if let Some(same) = self.document.after(after, Class::SameOne) {
                return dated(same);
            }
            let (after, toward) = self.direction(after, after);
            let base = match toward {
                Some(Toward::Past) => add(self.anchor?, (-1).months())?,
                Some(Toward::Future) => add(self.anchor?, 1.months())?,
                Some(Toward::This) => self.anchor?,
                Some(Toward::Nearest) | None => month,
            };
            return Some((after, Resolved::day(base.with().day(day).build().ok()?)));
        }
        let alone = lead.is_some() && !self.document.word(index).is_ascii() && self.digits(lead?).is_some();
        let closed = self.document.is_punct(end) || self.document.class_at(end, Class::Stop).is_some();
        if alone && closed && self.document.class_at(index, Class::UnitDay).is_some() {
            dated(end)
        } else {
            None
        }
    }
}

fn back(base: Date, count: i64, unit: Unit) -> Option<Resolved> {
    let (span, precision) = match unit {
        Unit::Day => (count.days(), Precision::Day),
        Unit::Week => (count.weeks(), Precision::Week),
        Unit::Month => (count.months(), Precision::Month),
        Unit::Year => (count.years(), Precision::Year),
    };
    Some(Resolved::with(base.checked_sub(span).ok()?, precision))
}

fn shifted(anchor: Date, unit: Unit, toward: Toward) -> Option<Resolved> {
    let step = match toward {
        Toward::Past => -1_i64,
        Toward::Future => 1,
        Toward::This | Toward::Nearest => 0,
    };
    Some(match unit {
        Unit::Day => Resolved::day(add(anchor, step.days())?),
        Unit::Week => Resolved::with(add(anchor, step.weeks())?, Precision::Week),
        Unit::Month => Resolved::with(add(anchor.first_of_month(), step.months())?, Precision::Month),
        Unit::Year => Resolved::with(add(anchor.first_of_year(), step.years())?, Precision::Year),
    })
}
