//! Dates told by their distance: three days ago, two days after the attack, the next day, the past three days.
//!
//! What is counted from the article counts from its publication; what is counted from an event counts from the
//! last date mentioned, and is left out where there is none. A length alone is no date.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use record::record::Precision;

use super::{Parser, Read, Unit};
use crate::dates::resolve::{Resolved, Toward, add};
use crate::knowledge::{Class, is_definite};

/// A few days ago is so many.
const FEW_DAYS: i64 = 3;

/// So many units.
type Length = (i64, Unit);

impl Parser<'_, '_> {
    pub(super) fn distance(&self, index: usize) -> Read<Resolved> {
        self.ago(index)
            .or_else(|| self.after_length(index))
            .or_else(|| self.after_it(index))
            .or_else(|| self.length_first(index))
    }

    /// "three days ago", with the word for "ago" first as in Arabic.
    fn ago(&self, index: usize) -> Read<Resolved> {
        let start = self.document.after(index, Class::Ago)?;
        // "About two weeks ago" is a date, "more than two weeks ago" is none.
        let start = self.document.after(start, Class::About).unwrap_or(start);
        if let Some(end) = self.few_days(start) {
            let counted = self.document.is_class(end, Class::From);
            return if counted { None } else { Some((end, a_few(self.anchor?)?)) };
        }
        let (end, length) = self.length(start)?;
        // "two days before the attack" and "two days ago" both count back, from the attack or from today.
        let event = self.document.is_class(end, Class::From);
        Some((end, moved(self.base(event)?, length, -1)?))
    }

    fn base(&self, event: bool) -> Option<Date> {
        if event { self.last.or(self.anchor) } else { self.anchor }
    }

    /// "two days after the explosion" is the day of the explosion; "after two days" counts from the last date
    /// where it begins a clause, from today where the sentence speaks of the future.
    fn after_length(&self, index: usize) -> Read<Resolved> {
        let found = self.document.class_at(index, Class::After)?;
        let (end, length) = self.length(found.end)?;
        let event = [Class::From, Class::Onto].into_iter().any(|class| self.document.is_class(end, class));
        if event {
            return if lasts_briefly(length) {
                Some((end, moved(self.base(true)?, length, -1)?))
            } else {
                None
            };
        }
        let base = if self.ahead(index) {
            self.anchor
        } else {
            self.last.filter(|_| found.prefix.conjunction && self.closed(end))
        };
        Some((end, moved(base?, length, 1)?))
    }

    /// "two days after that", "two days before that", with "after that" first as in Arabic.
    fn after_it(&self, index: usize) -> Read<Resolved> {
        let (start, sign) = self.beyond(index)?;
        let (end, length) = self.length(start)?;
        Some((end, moved(self.last?, length, sign)?))
    }

    /// One past "after that" or "before that", and the direction from there.
    fn beyond(&self, index: usize) -> Read<i64> {
        let later = self.document.after(index, Class::Later).map(|end| (end, 1));
        later.or_else(|| self.document.after(index, Class::EarlierThan).map(|end| (end, -1)))
    }

    /// "three days ago", "two days later", "a day after": the length first, as in English and Turkish.
    fn length_first(&self, index: usize) -> Read<Resolved> {
        if !self.is_latin(index) {
            return None;
        }
        let ago = |end: usize| {
            self.document.class_at(end, Class::Ago).is_some_and(|found| self.is_latin(found.first))
        };
        if let Some(end) = self.few_days(index).filter(|&end| ago(end)) {
            return Some((end + 1, a_few(self.anchor?)?));
        }
        let (end, length) = self.length(index)?;
        if let Some(after) = self.document.after(end, Class::Ago) {
            return Some((after, moved(self.anchor?, length, -1)?));
        }
        if let Some((after, sign)) = self.beyond(end) {
            return Some((after, moved(self.last?, length, sign)?));
        }
        // "Two days after the attack" is the day of the attack.
        let after = self.document.after(end, Class::After).filter(|_| lasts_briefly(length))?;
        Some((after, moved(self.base(true)?, length, -1)?))
    }

    /// "A few days", "days": one past them.
    fn few_days(&self, index: usize) -> Option<usize> {
        let start = self.document.after(index, Class::Few).unwrap_or(index);
        let end = self.document.after(start, Class::UnitDay)?;
        let many = self.document.is_class(start, Class::Many) && !is_definite(self.document.word(start));
        many.then(|| self.document.after(end, Class::Few).unwrap_or(end))
    }

    /// "three days", "two weeks", "a week": a count of a unit.
    fn length(&self, index: usize) -> Read<Length> {
        const UNITS: [(Class, Class, Unit); 4] = [
            (Class::UnitDay, Class::TwoDays, Unit::Day),
            (Class::UnitWeek, Class::TwoWeeks, Unit::Week),
            (Class::UnitMonth, Class::TwoMonths, Unit::Month),
            (Class::UnitYear, Class::TwoYears, Unit::Year),
        ];
        if self.document.is_class(index, Class::Few) {
            return None;
        }
        let article = self.document.after(index, Class::Indefinite);
        let index = article.unwrap_or(index);
        for (one, two, unit) in UNITS {
            if let Some(end) = self.document.after(index, two) {
                return Some((end, (2, unit)));
            }
            if let Some((after, number)) = self.document.number_at(index)
                && let Some(end) = self.document.after(after, one)
            {
                let count = i64::try_from(number.value).ok()?.min(5000);
                let bounded = number.max.is_some() && number.min > 0;
                return (bounded && !number.ordinal).then_some((end, (count, unit)));
            }
            if let Some(end) = self.document.after(index, one)
                && !is_definite(self.document.word(index))
                && !self.document.is_class(index, Class::Many)
                && (article.is_some() || !self.is_latin(index))
                && self.unit_alone(end)
            {
                return Some((self.one_after(end), (1, unit)));
            }
        }
        None
    }

    /// "A year", and not "the year 2011", "the month of March", "the day of Friday".
    pub(super) fn unit_alone(&self, end: usize) -> bool {
        self.year_number(end).is_none()
            && self.month_name(end).is_none()
            && self.weekday_name(end).is_none()
            && self.digits(end).is_none()
            && self.direction(end, end).1.is_none()
    }

    /// One past the "one" of "one day", which Arabic sets last.
    fn one_after(&self, end: usize) -> usize {
        match self.document.number_at(end) {
            Some((after, number)) if number.value == 1 && !number.ordinal => after,
            _ => end,
        }
    }

    /// "the next day", "the previous month", "the same year": counted from the last date.
    pub(super) fn beside(&self, index: usize) -> Read<Resolved> {
        let lead = self.day_lead(index);
        self.beside_at(lead).or_else(|| self.beside_at(index)).or_else(|| self.day_after_the(index))
    }

    fn beside_at(&self, index: usize) -> Read<Resolved> {
        let start = self.document.after(index, Class::The).unwrap_or(index);
        let before = self.beside_word(start);
        let unit_at = before.map_or(start, |(end, _)| end);
        for (class, unit) in [
            (Class::UnitDay, Unit::Day),
            (Class::UnitWeek, Unit::Week),
            (Class::UnitMonth, Unit::Month),
            (Class::UnitYear, Unit::Year),
        ] {
            let Some(end) = self.document.after(unit_at, class) else { continue };
            if let Some((_, sign)) = before {
                return Some((end, self.counted(unit, sign)?));
            }
            if !is_definite(self.document.word(unit_at)) {
                return None;
            }
            if let Some((after, sign)) = self.beside_word(end) {
                return Some((after, self.counted(unit, sign)?));
            }
            // "the next day" has its own meaning beside "next month".
        }
        let next = self
            .document
            .after(start, Class::NextOne)
            .filter(|_| before.is_none() && self.is_latin(start))?;
        let end = self.document.after(next, Class::UnitDay)?;
        Some((end, self.counted(Unit::Day, 1)?))
    }

    /// Following, previous, same: one past the word, and the step.
    fn beside_word(&self, index: usize) -> Read<i64> {
        [(Class::Following, 1), (Class::Previous, -1), (Class::SameOne, 0)]
            .into_iter()
            .find_map(|(class, sign)| Some((self.document.after(index, class)?, sign)))
    }

    fn counted(&self, unit: Unit, sign: i64) -> Option<Resolved> {
        let base = match unit {
            Unit::Day | Unit::Week => self.last,
            Unit::Month => self.last_month.map(Date::first_of_month),
            Unit::Year => self.last_year.map(Date::first_of_year),
        };
        moved(base?, (1, unit), sign)
    }

    /// "the day after", "the day before" at the end of a clause.
    fn day_after_the(&self, index: usize) -> Read<Resolved> {
        let start = self.document.after(index, Class::The)?;
        let end = self.document.after(start, Class::UnitDay)?;
        let after = self.document.after(end, Class::After).map(|after| (after, 1));
        let (after, sign) =
            after.or_else(|| self.document.after(end, Class::EarlierThan).map(|before| (before, -1)))?;
        if self.document.is_punct(after) { Some((after, self.counted(Unit::Day, sign)?)) } else { None }
    }

    /// "the past three days", "the next 48 hours": from or to the day of publication.
    pub(super) fn stretch(&self, index: usize) -> Read<Resolved> {
        let (end, span, toward) = self
            .stretch_direction_first(index)
            .or_else(|| self.stretch_of_two(index))
            .or_else(|| self.stretch_number_last(index))
            .or_else(|| self.stretch_number_first(index))?;
        let anchor = self.anchor?;
        let range = match toward {
            Toward::Past => Resolved::range(anchor.checked_sub(span).ok()?, anchor),
            Toward::Future => Resolved::range(anchor, anchor.checked_add(span).ok()?),
            Toward::BeforePast | Toward::AfterNext | Toward::This | Toward::Nearest => return None,
        };
        Some((end, range))
    }

    /// A number that is no "several" and no "about".
    fn exact_number(&self, index: usize) -> Read<u64> {
        let (end, number) = self.document.number_at(index).filter(|(_, number)| number.exact)?;
        (!number.ordinal).then_some((end, number.value))
    }

    /// "the last three days".
    fn stretch_direction_first(&self, index: usize) -> Option<(usize, Span, Toward)> {
        let (start, toward) = self.direction(index, index);
        let (after, number) = self.exact_number(start)?;
        let (end, span) = self.many(after, number)?;
        Some((end, span, toward?))
    }

    /// "the two past weeks", which Arabic says in the dual.
    fn stretch_of_two(&self, index: usize) -> Option<(usize, Span, Toward)> {
        let (end, span) = [
            (Class::TwoDays, 2.days()),
            (Class::TwoWeeks, 2.weeks()),
            (Class::TwoMonths, 2.months()),
            (Class::TwoYears, 2.years()),
        ]
        .into_iter()
        .find_map(|(class, span)| Some((self.document.after(index, class)?, span)))?;
        let (end, toward) = self.direction(end, end);
        Some((end, span, toward?))
    }

    /// "the days three past".
    fn stretch_number_last(&self, index: usize) -> Option<(usize, Span, Toward)> {
        let (at, _) = self.many(index, 1)?;
        let (end, number) = self.exact_number(at).filter(|_| is_definite(self.document.word(index)))?;
        let (_, span) = self.many(index, number)?;
        let (end, toward) = self.direction(end, end);
        Some((end, span, toward?))
    }

    /// "the 48 hours past".
    fn stretch_number_first(&self, index: usize) -> Option<(usize, Span, Toward)> {
        let start = if is_definite(self.document.word(index)) && self.digits(index + 1).is_some() {
            index + 1
        } else {
            index
        };
        let (after, number) = self.exact_number(start)?;
        let (end, span) = self.many(after, number)?;
        let (end, toward) = self.direction(end, end);
        Some((end, span, toward?))
    }

    /// So many of the unit that stands here; hours count where they make days.
    fn many(&self, index: usize, count: u64) -> Option<(usize, Span)> {
        let count = i64::try_from(count).ok().filter(|count| (1..=1000).contains(count))?;
        [
            (Class::Hour, (count >= 12).then(|| (count + 12) / 24).map(|days| days.max(1).days())),
            (Class::UnitDay, Some(count.days())),
            (Class::UnitWeek, Some(count.weeks())),
            (Class::UnitMonth, Some(count.months())),
            (Class::UnitYear, Some(count.years())),
        ]
        .into_iter()
        .find_map(|(class, span)| Some((self.document.after(index, class)?, span)))
        .and_then(|(end, span)| Some((end, span.or((count == 1).then(Span::new))?)))
    }
}

/// After years of something, the something lasted.
fn lasts_briefly((count, unit): Length) -> bool {
    unit != Unit::Year || count == 1
}

fn a_few(anchor: Date) -> Option<Resolved> {
    Some(Resolved::with(add(anchor, (-FEW_DAYS).days())?, Precision::Week))
}

/// A day so far before or after another; as exact as the unit is.
fn moved(base: Date, (count, unit): Length, sign: i64) -> Option<Resolved> {
    let count = count * sign;
    let (span, precision) = match unit {
        Unit::Day => (count.days(), Precision::Day),
        Unit::Week => (count.weeks(), Precision::Week),
        Unit::Month => (count.months(), Precision::Month),
        Unit::Year => (count.years(), Precision::Year),
    };
    Some(Resolved::with(add(base, span)?, precision))
}
