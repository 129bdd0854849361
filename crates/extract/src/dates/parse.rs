//! The parser of date expressions: at each word, the longest expression that begins there.

use jiff::ToSpan;
use jiff::civil::Date;
use record::record::Precision;
use text::token::Kind;

use super::Found;
use super::resolve::{Resolved, Toward, add, last_of_month, weekday, without_year};
use crate::document::Document;
use crate::hijri;
use crate::knowledge::{Calendar, Class, is_definite, morphology};

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

    /// A month's name says a month only where the sentence speaks of time: names of months are names of people and
    /// ordinary words too.
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

    /// Today, yesterday, Monday, with the part of the day before and the direction after.
    fn named_day(&self, index: usize) -> Read<Resolved> {
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
    fn night_span(&self, index: usize) -> Read<Resolved> {
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

    /// "since X": from X to the day of publication. "until X": X.
    fn since(&self, index: usize) -> Read<Resolved> {
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
    fn until_weekday(&self, index: usize) -> Read<Resolved> {
        let start = self.document.after(index, Class::Until)?;
        let (end, number) = self.weekday_name(self.day_lead(start))?;
        Some((end, Resolved::day(weekday(self.anchor?, number, Toward::Future)?)))
    }

    /// "between 9 and 19 March".
    fn between(&self, index: usize) -> Read<Resolved> {
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

    /// "three days ago", "two days after".
    fn distance(&self, index: usize) -> Read<Resolved> {
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

    /// "the start of April", "the end of the month", "mid-March", "the beginning of this year".
    fn part_of(&self, index: usize) -> Read<Resolved> {
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

    /// "last week", "the coming month", "this year".
    fn unit_with_direction(&self, index: usize) -> Read<Resolved> {
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
    fn day_of_this_month(&self, index: usize) -> Read<Resolved> {
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

    /// "the year 2023", "in 2023", "2023" after a preposition.
    fn year(&self, index: usize) -> Read<Resolved> {
        let start = self.document.after(index, Class::YearWord)?;
        let (end, year) = self.year_number(start)?;
        let date = Date::new(i16::try_from(year).ok()?, 1, 1).ok()?;
        (1700..2200).contains(&year).then(|| (end, Resolved::with(date, Precision::Year).absolute()))
    }

    fn year_number(&self, index: usize) -> Read<i64> {
        let digits = self.digits(index)?;
        let year: i64 = digits.parse().ok()?;
        (digits.len() == 4 && (1300..2200).contains(&year)).then_some((index + 1, year))
    }

    /// One past the mark of an era after a year (`م`, `هـ`).
    fn era(&self, index: usize) -> usize {
        let mark = self.document.word(index);
        let glued = index > 0 && self.document.words.get(index - 1).is_some_and(|word| word.glued);
        if mark.chars().count() == 1
            && glued
            && self.document.words.get(index).is_some_and(|word| word.kind == Kind::Word)
        {
            index + 1
        } else {
            index
        }
    }

    fn digits(&self, index: usize) -> Option<&str> {
        let word = self.document.words.get(index)?;
        (word.kind == Kind::Number).then(|| self.document.word(index))
    }

    /// A number from 1 to 31, in digits or as an ordinal word.
    fn day_number(&self, index: usize) -> Read<i8> {
        let index = if self.document.is(index, &morphology().article)
            || self.document.is(index, &morphology().in_word)
        {
            index + 1
        } else {
            index
        };
        let (end, number) = self.document.number_at(index)?;
        let end = match self.document.word(end) {
            "st" | "nd" | "rd" | "th" => end + 1,
            _ => end,
        };
        (1..=31).contains(&number.value).then_some((end, i8::try_from(number.value).ok()?))
    }

    /// A month, and the same month in another tradition after a slash.
    fn month_name(&self, index: usize) -> Option<(usize, Calendar, i8)> {
        let (end, calendar, month) = self.one_month(index)?;
        let slash = self.document.is(end, "/") || self.document.is(end, "-") || self.document.is(end, "(");
        if slash
            && let Some((after, _, second)) = self.one_month(end + 1)
            && second == month
        {
            let closed =
                if self.document.is(end, "(") && self.document.is(after, ")") { after + 1 } else { after };
            return Some((closed, calendar, month));
        }
        Some((end, calendar, month))
    }

    fn one_month(&self, index: usize) -> Option<(usize, Calendar, i8)> {
        let found = self
            .document
            .matches_at(index)
            .iter()
            // «باب» is a door, not "in August".
            .filter(|found| found.prefix.preposition.is_none())
            .filter_map(|found| {
                let (calendar, month) = found.meaning.month()?;
                Some((found.end, calendar, month.cast_signed()))
            })
            .max_by_key(|&(end, ..)| end)?;
        // English month names are verbs and names too: they carry a capital.
        let latin = self.document.word(index).is_ascii();
        (!latin || self.document.surface(&(index..index + 1)).starts_with(char::is_uppercase))
            .then_some(found)
    }

    fn weekday_name(&self, index: usize) -> Read<u8> {
        self.document.matches_at(index).iter().find_map(|found| Some((found.end, found.meaning.weekday()?)))
    }

    /// One past a weekday and the comma after it.
    fn after_weekday(&self, index: usize) -> usize {
        let lead = self.day_lead(index);
        let Some((end, _)) = self.weekday_name(lead) else {
            return self.document.after(index, Class::DayWord).unwrap_or(index);
        };
        let end = if self.document.is_punct(end) && !self.document.is(end, ".") { end + 1 } else { end };
        if self.document.is(end, &morphology().in_word) { end + 1 } else { end }
    }

    /// One past the part of the day, "night of", "day of", "on".
    fn day_lead(&self, index: usize) -> usize {
        let mut at = index;
        for _ in 0..3 {
            let next = [Class::DayPart, Class::Night, Class::DayWord]
                .into_iter()
                .filter_map(|class| self.document.after(at, class))
                .max();
            match next {
                Some(next) if self.document.class_at(at, Class::Today).is_none() => at = next,
                _ => break,
            }
        }
        at
    }

    fn direction(&self, index: usize, otherwise: usize) -> (usize, Option<Toward>) {
        for (class, toward) in
            [(Class::LastOne, Toward::Past), (Class::NextOne, Toward::Future), (Class::ThisOne, Toward::This)]
        {
            if let Some(end) = self.document.after(index, class) {
                return (end, Some(toward));
            }
        }
        (otherwise, None)
    }

    fn unit_word(&self, index: usize, class: Class) -> Option<usize> {
        self.document.after(index, class)
    }

    fn is_dash(&self, index: usize) -> bool {
        matches!(self.document.word(index), "-" | "–" | "—" | "/")
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
