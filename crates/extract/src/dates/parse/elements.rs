//! The smallest parts of date expressions: numbers of days and years, names of months and weekdays, the words
//! that point back or ahead. None of them is a date by itself.

use text::token::Kind;

use super::{Parser, Read};
use crate::dates::resolve::Toward;
use crate::knowledge::{Calendar, Class, morphology};

impl Parser<'_, '_> {
    pub(super) fn year_number(&self, index: usize) -> Read<i64> {
        let digits = self.digits(index)?;
        let year: i64 = digits.parse().ok()?;
        (digits.len() == 4 && (1300..2200).contains(&year)).then_some((index + 1, year))
    }

    /// One past the mark of an era after a year (`م`, `هـ`).
    pub(super) fn era(&self, index: usize) -> usize {
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

    pub(super) fn digits(&self, index: usize) -> Option<&str> {
        let word = self.document.words.get(index)?;
        (word.kind == Kind::Number).then(|| self.document.word(index))
    }

    /// A number from 1 to 31, in digits or as an ordinal word.
    pub(super) fn day_number(&self, index: usize) -> Read<i8> {
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
    pub(super) fn month_name(&self, index: usize) -> Option<(usize, Calendar, i8)> {
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

    pub(super) fn weekday_name(&self, index: usize) -> Read<u8> {
        self.document.matches_at(index).iter().find_map(|found| Some((found.end, found.meaning.weekday()?)))
    }

    /// One past a weekday and the comma after it.
    pub(super) fn after_weekday(&self, index: usize) -> usize {
        let lead = self.day_lead(index);
        let Some((end, _)) = self.weekday_name(lead) else {
            return self.document.after(index, Class::DayWord).unwrap_or(index);
        };
        let end = if self.document.is_punct(end) && !self.document.is(end, ".") { end + 1 } else { end };
        if self.document.is(end, &morphology().in_word) { end + 1 } else { end }
    }

    /// One past the part of the day, "night of", "day of", "on".
    pub(super) fn day_lead(&self, index: usize) -> usize {
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

    pub(super) fn direction(&self, index: usize, otherwise: usize) -> (usize, Option<Toward>) {
        for (class, toward) in
            [(Class::LastOne, Toward::Past), (Class::NextOne, Toward::Future), (Class::ThisOne, Toward::This)]
        {
            if let Some(end) = self.document.after(index, class) {
                return (end, Some(toward));
            }
        }
        (otherwise, None)
    }

    pub(super) fn unit_word(&self, index: usize, class: Class) -> Option<usize> {
        self.document.after(index, class)
    }

    pub(super) fn is_dash(&self, index: usize) -> bool {
        matches!(self.document.word(index), "-" | "–" | "—" | "/")
    }
}
