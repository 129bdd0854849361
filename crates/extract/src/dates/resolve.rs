//! Arithmetic of dates: what a wording means, given the day of publication.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use record::record::Precision;

use crate::hijri;

/// A date with its precision.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Resolved {
    pub(crate) start: Date,
    pub(crate) end: Option<Date>,
    pub(crate) precision: Precision,
    /// Told by its own figures, year included or not.
    pub(crate) absolute: bool,
    /// Told in the Hijri calendar.
    pub(crate) hijri: bool,
    /// The year was told and not completed.
    pub(crate) year_told: bool,
}

/// In which direction an incomplete date is completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Toward {
    Past,
    /// The one before the last.
    BeforePast,
    Future,
    /// The one after the next.
    AfterNext,
    /// The same unit as the article's.
    This,
    /// Whichever is nearer; the past where in doubt.
    Nearest,
}

impl Resolved {
    pub(crate) fn day(start: Date) -> Self {
        Self { start, end: None, precision: Precision::Day, absolute: false, hijri: false, year_told: false }
    }

    pub(crate) fn with(start: Date, precision: Precision) -> Self {
        Self { precision, ..Self::day(start) }
    }

    pub(crate) fn range(start: Date, end: Date) -> Self {
        Self { end: Some(end), precision: Precision::Range, ..Self::day(start) }
    }

    pub(crate) fn absolute(self) -> Self {
        Self { absolute: true, ..self }
    }

    /// The last day that it covers.
    pub(crate) fn last_day(&self) -> Date {
        match self.precision {
            Precision::Day => self.start,
            Precision::Week => add(self.start, 6.days()).unwrap_or(self.start),
            Precision::Month => self.day_before_month(1).unwrap_or(self.start),
            Precision::Year => self.day_before_month(12).unwrap_or(self.start),
            Precision::Range => self.end.unwrap_or(self.start),
        }
    }

    /// The first day of the month that lies so many months after the first of this month or year.
    pub(crate) fn month_on(&self, months: i8) -> Option<Date> {
        if self.hijri {
            return hijri::months_on(self.start, months);
        }
        let year = self.precision == Precision::Year;
        let first = if year { self.start.first_of_year() } else { self.start.first_of_month() };
        add(first, months.months())
    }

    /// The last day before that month.
    pub(crate) fn day_before_month(&self, months: i8) -> Option<Date> {
        if self.hijri {
            return self.month_on(months)?.yesterday().ok();
        }
        // Not the day before the next month's first: the calendar's last month has none.
        Some(self.month_on(months - 1)?.last_of_month())
    }

    /// The day of that number in the month of this day, where it lies before this one.
    pub(crate) fn earlier_in_month(&self, number: i8) -> Option<Date> {
        let day = if self.hijri {
            hijri::in_month_of(self.start, number)
        } else {
            self.start.with().day(number).build().ok()
        };
        day.filter(|&day| day < self.start)
    }

    /// So many days later.
    pub(crate) fn shifted(self, days: i8) -> Option<Self> {
        Some(Self { start: add(self.start, i64::from(days).days())?, ..self })
    }

    /// ISO 8601, as precise as the precision says.
    pub(crate) fn value(&self) -> String {
        match self.precision {
            Precision::Day | Precision::Week | Precision::Range => self.start.to_string(),
            Precision::Month => format!("{:04}-{:02}", self.start.year(), self.start.month()),
            Precision::Year => format!("{:04}", self.start.year()),
        }
    }

    pub(crate) fn end_value(&self) -> Option<String> {
        self.end.map(|end| end.to_string())
    }

    pub(crate) fn same_day(&self, other: &Self) -> bool {
        self.precision == Precision::Day && other.precision == Precision::Day && self.start == other.start
    }

    pub(crate) fn days_from(&self, other: &Self) -> i64 {
        days_between(self.start, other.start).abs()
    }
}

/// Days from the first to the second.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

pub(crate) fn add(date: Date, span: Span) -> Option<Date> {
    date.checked_add(span).ok()
}

/// A day or month without its year. `day` is `None` for a month.
pub(crate) fn without_year(anchor: Date, month: i8, day: Option<i8>, toward: Toward) -> Option<Date> {
    let on = |year: i16| Date::new(year, month, day.unwrap_or(1)).ok();
    let year = anchor.year();
    let here = on(year);
    let shift = here.map_or(0, |date| match day {
        Some(_) => days_between(anchor, date),
        None => i64::from(month) - i64::from(anchor.month()),
    });
    match toward {
        Toward::Past if shift >= 0 => on(year - 1),
        Toward::BeforePast => on(if shift >= 0 { year - 2 } else { year - 1 }),
        Toward::AfterNext => on(if shift < 0 { year + 2 } else { year + 1 }),
        Toward::Future if shift < 0 => on(year + 1),
        Toward::Nearest => {
            let limit = if day.is_some() { 100 } else { 2 };
            let low = if day.is_some() { 300 } else { 10 };
            if shift > limit {
                on(year - 1)
            } else if shift < -low {
                on(year + 1)
            } else {
                here
            }
        }
        Toward::This | Toward::Past | Toward::Future => here,
    }
}

/// A weekday by its number, 1 for Monday.
pub(crate) fn weekday(anchor: Date, number: u8, toward: Toward) -> Option<Date> {
    let wanted = Weekday::from_monday_one_offset(i8::try_from(number).ok()?).ok()?;
    let behind = i64::from(anchor.weekday().since(wanted));
    match toward {
        Toward::This | Toward::Nearest => add(anchor, (-behind).days()),
        Toward::Past => add(anchor, (-(if behind == 0 { 7 } else { behind })).days()),
        Toward::BeforePast => add(anchor, (-(if behind == 0 { 14 } else { behind + 7 })).days()),
        Toward::Future => add(anchor, (7 - behind).days()),
        Toward::AfterNext => add(anchor, (14 - behind).days()),
    }
}

/// The day of that weekday that is nearest to another day.
pub(crate) fn weekday_near(day: Date, number: u8) -> Option<Date> {
    let wanted = Weekday::from_monday_one_offset(i8::try_from(number).ok()?).ok()?;
    let behind = i64::from(day.weekday().since(wanted));
    add(day, (if behind > 3 { 7 - behind } else { -behind }).days())
}

/// The Monday of a week, which stands for the week.
pub(crate) fn monday(day: Date) -> Option<Date> {
    add(day, (-i64::from(day.weekday().to_monday_zero_offset())).days())
}

/// A day or month of the Hijri calendar without its year.
pub(crate) fn hijri_without_year(anchor: Date, month: i8, day: Option<i8>, toward: Toward) -> Option<Date> {
    let on = |year| hijri::to_gregorian(year, month.into(), day.unwrap_or(1).into());
    let mut days = hijri::years_around(anchor.year()).filter_map(on);
    match toward {
        Toward::Past => days.filter(|&date| date < anchor).max(),
        Toward::BeforePast => {
            days.rfind(|&date| date < anchor).and_then(|last| last.checked_sub(354.days()).ok())
        }
        Toward::Future => days.filter(|&date| date >= anchor).min(),
        Toward::AfterNext | Toward::This | Toward::Nearest => {
            days.min_by_key(|&date| days_between(anchor, date).abs())
        }
    }
}
