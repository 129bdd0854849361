//! Dates of feeds, however they are written, to instants.
//!
//! One reader for all forms: the text is cut into numbers, times, offsets and words (`date/parts.rs`), and the numbers are
//! sorted into year, month and day by their length, their separators and a month's name. That covers RFC 822 with its
//! mistakes, RFC 3339, W3CDTF, ISO 8601 with ordinal days and without separators, asctime, SQL, Unix time, and the
//! localised forms that feeds are known for, without a list of patterns that grows with each of them. Words are data
//! (`words.tsv`). What it is not: a finder of dates in prose.
//!
//! Decisions: no zone means UTC; no time means midnight; two-digit years below 90 are of this century; `3/4/2024` is
//! the third of April unless one of the two is above 12.

mod parts;
mod words;

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::Offset;

use crate::model::Date;
use parts::{Number, Parts};

/// Nothing longer is a date.
const LONGEST: usize = 128;

/// The date as written, and what it means; `None` where nothing is written.
pub(crate) fn date(raw: &str) -> Option<Date> {
    let raw = raw.trim();
    (!raw.is_empty()).then(|| Date { raw: raw.to_owned(), instant: instant(raw) })
}

/// What a date means, in any form that feeds use.
///
/// Years before 1000, offsets beyond 14 hours and days that do not exist give `None`.
pub fn instant(raw: &str) -> Option<Timestamp> {
    let raw = raw.trim();
    if raw.is_empty() || raw.len() > LONGEST {
        return None;
    }
    let parts = Parts::read(raw)?;
    if let Some(instant) = unix(&parts) {
        return Some(instant);
    }
    let day = day(&parts)?;
    let (midnight, time) = clock(&parts, day)?;
    let offset = Offset::from_seconds(parts.offset_minutes().checked_mul(60)?).ok()?;
    offset.to_timestamp(midnight.to_datetime(time)).ok()
}

/// Seconds or milliseconds since 1970, standing alone.
fn unix(parts: &Parts) -> Option<Timestamp> {
    let [number] = parts.numbers() else { return None };
    if parts.month.is_some() || parts.time.is_some() {
        return None;
    }
    let value = i64::try_from(number.value).ok()?;
    match number.digits {
        9 | 10 => Timestamp::from_second(value).ok(),
        13 => Timestamp::from_millisecond(value).ok(),
        _ => None,
    }
}

/// The time of the day, and the day, which is the next one for 24:00.
fn clock(parts: &Parts, day: civil::Date) -> Option<(civil::Date, civil::Time)> {
    let time = parts.time.unwrap_or_default();
    let hour = match (parts.is_afternoon, time.hour) {
        (Some(true), hour @ 0..12) => hour + 12,
        (Some(false), 12) => 0,
        (Some(_) | None, hour) => hour,
    };
    if hour == 24 && time.minute == 0 && time.second == 0 {
        return Some((day.tomorrow().ok()?, civil::Time::midnight()));
    }
    // A leap second is the last one of its minute.
    let second = time.second.min(59);
    let valid = time.second <= 60;
    let clock = civil::Time::new(hour, time.minute, second, time.nanosecond).ok().filter(|_| valid)?;
    Some((day, clock))
}

fn day(parts: &Parts) -> Option<civil::Date> {
    match (parts.month, parts.numbers()) {
        (Some(month), [first, second]) => named_month(month, *first, *second),
        (Some(month), [year]) if year.digits == 4 => civil(year.value, month.into(), 1),
        (None, [first, second, third]) => numeric(*first, *second, *third),
        (None, [year, second]) if year.digits == 4 && second.digits == 3 => ordinal(year.value, second.value),
        (None, [year, month]) if year.digits == 4 => civil(year.value, month.value, 1),
        (None, [one]) => compact(*one),
        (Some(_) | None, _) => None,
    }
}

/// Day and year beside the name of a month, in either order.
fn named_month(month: u8, first: Number, second: Number) -> Option<civil::Date> {
    let is_year_first = first.digits > 2 || first.value > 31;
    let (day, year) = if is_year_first { (second, first) } else { (first, second) };
    civil(full_year(year)?, month.into(), day.value)
}

fn numeric(first: Number, second: Number, third: Number) -> Option<civil::Date> {
    if first.digits == 4 {
        return either(first.value, second.value, third.value);
    }
    // `03-12-31` is ISO 8601's short form, `31-12-03` is not.
    if third.digits <= 2 && first.is_before_dash && first.digits == 2 {
        let iso = civil(full_year(first)?, second.value, third.value);
        return iso.or_else(|| either(full_year(third)?, second.value, first.value));
    }
    either(full_year(third)?, second.value, first.value)
}

/// Month and day, or day and month where only that is possible.
fn either(year: u64, month: u64, day: u64) -> Option<civil::Date> {
    civil(year, month, day).or_else(|| civil(year, day, month).filter(|_| month > 12))
}

/// `20240318`, `2024078`, `240318`, `2024`.
fn compact(number: Number) -> Option<civil::Date> {
    let value = number.value;
    match number.digits {
        8 => civil(value / 10_000, value / 100 % 100, value % 100),
        7 => ordinal(value / 1000, value % 1000),
        6 => {
            let year = full_year(Number { value: value / 10_000, digits: 2, is_before_dash: false })?;
            civil(year, value / 100 % 100, value % 100)
        }
        4 => civil(value, 1, 1),
        _ => None,
    }
}

fn ordinal(year: u64, day: u64) -> Option<civil::Date> {
    let first = civil(year, 1, 1)?;
    let day = i16::try_from(day).ok()?;
    first.with().day_of_year(day).build().ok()
}

fn full_year(number: Number) -> Option<u64> {
    match (number.digits, number.value) {
        (4, year) => Some(year),
        (1 | 2, year @ 0..90) => Some(2000 + year),
        // Three digits are of a program that counts from 1900: 104 is 2004.
        (1 | 2, year) | (3, year @ 100..200) => Some(1900 + year),
        _ => None,
    }
}

fn civil(year: u64, month: u64, day: u64) -> Option<civil::Date> {
    let year = i16::try_from(year).ok().filter(|year| *year >= 1000)?;
    civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests;
