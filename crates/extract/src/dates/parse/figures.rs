//! Dates in figures: `27/8/2023`, `2023-08-27`, `27.8.2023`, `8/9/1445`, and `27/8` after "dated".
//!
//! Phone numbers, scores, formations and numbers of paragraphs look alike: a year of four digits, or of two
//! between slashes, is asked for, and nothing more of the kind on either side.

use jiff::civil::Date;
use text::token::Kind;

use super::{Parser, Read};
use crate::dates::resolve::{Resolved, Toward, without_year};
use crate::hijri;

impl Parser<'_, '_> {
    pub(super) fn figures(&self, index: usize) -> Read<Resolved> {
        let start = self.after_weekday(index);
        let first = self.digits(start)?;
        if let [a, b, c] = first.split('.').collect::<Vec<_>>()[..] {
            let told = (c.len() == 4).then(|| figures_date(a, b, c)).flatten()?;
            return Some((self.era(start + 1), told));
        }
        let mark = self.document.word(start + 1);
        if !matches!(mark, "/" | "-" | ".") || self.runs_on_before(start, mark) {
            return None;
        }
        let second = self.digits(start + 2)?;
        if !self.document.is(start + 3, mark) {
            return if start > index { self.day_and_month(start, first, second) } else { None };
        }
        let third = self.digits(start + 4)?;
        let short = third.len() == 2 && mark == "/" && first.len() <= 2;
        if !(third.len() == 4 || first.len() == 4 || short) || self.runs_on_after(start + 5, mark) {
            return None;
        }
        Some((self.era(start + 5), figures_date(first, second, third)?))
    }

    /// `27/8`, which is a date only where "dated" or a weekday stands before it.
    fn day_and_month(&self, start: usize, first: &str, second: &str) -> Read<Resolved> {
        let (day, month) = (first.parse::<i8>().ok()?, second.parse::<i8>().ok()?);
        if !self.document.is(start + 1, "/") || !(1..=12).contains(&month) {
            return None;
        }
        let date = without_year(self.anchor?, month, Some(day), Toward::Nearest)?;
        Some((start + 3, Resolved::day(date).absolute()))
    }

    fn runs_on_before(&self, start: usize, mark: &str) -> bool {
        start.checked_sub(1).is_some_and(|previous| {
            let glued = self.document.words.get(previous).is_some_and(|word| word.glued);
            glued && (self.document.is(previous, mark) || self.document.is(previous, "+"))
        })
    }

    fn runs_on_after(&self, end: usize, mark: &str) -> bool {
        self.document.is(end, mark)
            && self.document.words.get(end).is_some_and(|word| word.glued)
            && self.document.words.get(end + 1).is_some_and(|word| word.kind == Kind::Number)
    }
}

fn figures_date(first: &str, second: &str, third: &str) -> Option<Resolved> {
    let number = |digits: &str| digits.parse::<i16>().ok();
    let (first, second, third) = (number(first)?, number(second)?, number(third)?);
    let (year, month, day) = if first > 31 { (first, second, third) } else { (third, second, first) };
    let year = if (0..100).contains(&year) { year + 2000 } else { year };
    if (1300..1600).contains(&year) {
        let start = hijri::to_gregorian(year.into(), month.into(), day.into())?;
        return Some(Resolved { hijri: true, year_told: true, ..Resolved::day(start).absolute() });
    }
    if !(1700..2200).contains(&year) {
        return None;
    }
    let date =
        |month: i16, day: i16| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    let start = date(month, day).or_else(|| date(day, month))?;
    Some(Resolved { year_told: true, ..Resolved::day(start).absolute() })
}
