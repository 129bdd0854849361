//! The smallest parts of date expressions: numbers of days and years, names of months and weekdays, the words
//! that point back or ahead. None of them is a date by itself.

use text::token;

use super::{Parser, Read};
use crate::dates::resolve::Toward;
use crate::knowledge::{Calendar, Class, Kind, Meaning, ROOT, Trait, morphology};

/// How far a sign of the future reaches, in words.
const REACH: usize = 20;

impl Parser<'_, '_> {
    pub(super) fn year_number(&self, index: usize) -> Read<i64> {
        let digits = self.digits(index)?;
        let year: i64 = digits.parse().ok()?;
        (digits.len() == 4 && (1300..2200).contains(&year)).then_some((index + 1, year))
    }

    /// One past the mark of an era after a year (`م`, `هـ`).
    pub(super) fn era(&self, index: usize) -> usize {
        let mark = self.document.word(index);
        let single = mark.chars().count() == 1 && !mark.is_ascii();
        let word = self.document.words.get(index).is_some_and(|word| word.kind == token::Kind::Word);
        // "And" is a single letter too, and is glued to what follows.
        let alone = self.document.words.get(index).is_some_and(|word| !word.glued);
        let number = index.checked_sub(1).is_some_and(|last| self.digits(last).is_some());
        if single && word && number && (alone || self.document.is_punct(index + 1)) {
            index + 1
        } else {
            index
        }
    }

    pub(super) fn digits(&self, index: usize) -> Option<&str> {
        let word = self.document.words.get(index)?;
        (word.kind == token::Kind::Number).then(|| self.document.word(index))
    }

    /// Whether a word begins with a Latin letter, a digit or a mark, or one of Greek or Cyrillic: not Arabic.
    pub(super) fn is_latin(&self, index: usize) -> bool {
        self.document.word(index).starts_with(|c: char| c < '\u{530}')
    }

    /// A number from 1 to 31, in digits or as an ordinal word.
    pub(super) fn day_number(&self, index: usize) -> Read<i8> {
        let word = self.document.word(index);
        let led = word == morphology().article
            || word == morphology().in_word
            || self.document.is_class(index, Class::The);
        let index = if led { index + 1 } else { index };
        let (end, day) = if let Some(digits) = self.digits(index) {
            // Straight from the digits: the reader of numbers takes "between 3 and 7" for one.
            (index + 1, digits.parse::<i8>().ok()?)
        } else {
            let (end, number) = self.document.number_at(index).filter(|(_, number)| !number.dual_noun)?;
            (end, i8::try_from(number.value).ok()?)
        };
        let end = match self.document.word(end) {
            "st" | "nd" | "rd" | "th" => end + 1,
            _ => end,
        };
        (1..=31).contains(&day).then_some((end, day))
    }

    /// A month, and the same month in another tradition after a slash.
    pub(super) fn month_name(&self, index: usize) -> Option<(usize, Calendar, i8)> {
        let (end, calendar, month) = self.one_month(index)?;
        let slash = ["/", "-", "("].contains(&self.document.word(end));
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
        if !self.may_name(index, Kind::Month) {
            return None;
        }
        let named = self
            .document
            .matches_at(index)
            .iter()
            // «باب» is a door, not "in August".
            .filter(|found| {
                found.prefix.preposition.is_none() || self.document.word(index).chars().count() > 4
            })
            .filter_map(|found| Some((found.end, found.meaning.month()?)))
            .max_by_key(|&(end, _)| end);
        let (end, (calendar, month)) = named.or_else(|| {
            let meaning = self.before_apostrophe(index)?.iter().find_map(|meaning| meaning.month());
            Some((index + 1, meaning?))
        })?;
        // English month names are verbs and names too: they carry a capital.
        let latin = self.document.word(index).is_ascii();
        (!latin || self.document.surface(&(index..index + 1)).starts_with(char::is_uppercase)).then_some((
            end,
            calendar,
            month.cast_signed(),
        ))
    }

    pub(super) fn weekday_name(&self, index: usize) -> Read<u8> {
        if !self.may_name(index, Kind::Weekday) {
            return None;
        }
        let matches = self.document.matches_at(index).iter();
        let named = matches.filter_map(|found| Some((found.end, found.meaning.weekday()?))).max();
        named.or_else(|| {
            let day = self.before_apostrophe(index)?.iter().find_map(|meaning| meaning.weekday())?;
            Some((index + 1, day))
        })
    }

    /// Whether a word names a month or weekday, or does so before an apostrophe: most do not, and are not read further.
    fn may_name(&self, index: usize, kind: Kind) -> bool {
        self.document.kinds_at(index).has(kind) || self.document.has(index, Trait::Apostrophe)
    }

    /// What the part before an apostrophe means: `Ocak'ta`, "Monday's".
    fn before_apostrophe(&self, index: usize) -> Option<&[Meaning]> {
        let (stem, _) = self.document.word(index).split_once('\'')?;
        let vocabulary = &self.document.knowledge.vocabulary;
        Some(vocabulary.meanings(vocabulary.child(ROOT, vocabulary.word(stem)?)?))
    }

    /// One past a weekday and the comma after it, or past "the day".
    pub(super) fn after_weekday(&self, index: usize) -> usize {
        let (asked, answer) = self.behind_weekday.get();
        if asked == index {
            return answer;
        }
        let answer = self.read_weekday(index);
        self.behind_weekday.set((index, answer));
        answer
    }

    fn read_weekday(&self, index: usize) -> usize {
        let lead = self.day_lead(index);
        let Some((end, _)) = self.weekday_name(lead) else { return lead };
        let end = if self.document.is_punct(end) && !self.document.is(end, ".") { end + 1 } else { end };
        let end = self.document.after(end, Class::Equals).unwrap_or(end);
        if self.document.is(end, &morphology().in_word) { end + 1 } else { end }
    }

    /// One past the part of the day, "night of", "day of", "on".
    pub(super) fn day_lead(&self, index: usize) -> usize {
        let mut at = index;
        for _ in 0..4 {
            if !self.document.kinds_at(at).has_any(Class::LEADS_OF_DAYS) {
                break;
            }
            let next = [Class::DayPart, Class::Night, Class::DayWord]
                .into_iter()
                .filter_map(|class| self.document.after(at, class))
                .max();
            match next {
                Some(next) if !self.document.is_class(at, Class::Today) => at = next,
                _ => break,
            }
        }
        at
    }

    /// Last, next or this: one past the word, and the direction; `otherwise` and none where there is no such
    /// word.
    pub(super) fn direction(&self, index: usize, otherwise: usize) -> (usize, Option<Toward>) {
        if !self.document.kinds_at(index).has_any(Class::DIRECTIONS) {
            return (otherwise, None);
        }
        for (class, toward) in [
            (Class::LastOne, Toward::Past),
            (Class::BeforeLast, Toward::BeforePast),
            (Class::NextOne, Toward::Future),
            (Class::AfterNext, Toward::AfterNext),
            (Class::ThisOne, Toward::This),
        ] {
            if let Some(end) = self.document.after(index, class) {
                return (end, Some(toward));
            }
        }
        (otherwise, None)
    }

    pub(super) fn is_dash(&self, index: usize) -> bool {
        matches!(self.document.word(index), "-" | "–" | "—" | "/" | "ـ")
    }

    pub(super) fn is_comma(&self, index: usize) -> bool {
        matches!(self.document.word(index), "," | "،")
    }

    /// One past an "and", which Arabic glues to the following word.
    pub(super) fn joined(&self, index: usize) -> Option<usize> {
        let word = self.document.word(index);
        if matches!(word, "و" | "and" | "-" | "&") {
            return Some(index + 1);
        }
        let glued = self.document.matches_at(index).iter().any(|found| found.prefix.conjunction)
            || word.starts_with('و') && self.document.number_at(index).is_some();
        glued.then_some(index)
    }

    /// Whether the expression ends before this word: a mark, the end, or a word of grammar.
    pub(super) fn closed(&self, index: usize) -> bool {
        self.document.is_punct(index) || self.document.is_class(index, Class::Stop)
    }

    /// Whether the sentence speaks of the future before this word; what somebody said in between is past.
    pub(super) fn ahead(&self, index: usize) -> bool {
        let sentence = self.document.sentence_of(index);
        (index.saturating_sub(REACH)..index)
            .rev()
            .take_while(|&at| self.document.sentence_of(at) == sentence)
            .find_map(|at| {
                let matches = self.document.matches_at(at);
                let is = |class| matches.iter().any(|found| found.meaning == Meaning::Class(class));
                // "May" with a capital is the month.
                let would = is(Class::Hypothetical) && self.is_latin(at) && self.month_name(at).is_none();
                if would || is(Class::Future) || matches.iter().any(|found| found.prefix.future) {
                    Some(true)
                } else {
                    is(Class::Say).then_some(false)
                }
            })
            .unwrap_or(false)
    }

    /// Whether the word belongs to a name or a habit: the street of 23 July, the Sunday market, every Friday.
    pub(super) fn in_name(&self, index: usize) -> bool {
        let Some(previous) = index.checked_sub(1) else { return false };
        self.document.is_class(previous, Class::DatedName)
            || (index.saturating_sub(3)..index).any(|at| {
                self.document.matches_at(at).iter().any(|found| {
                    found.end > index && matches!(found.meaning, Meaning::Entity(_) | Meaning::Place(_))
                })
            })
    }
}
