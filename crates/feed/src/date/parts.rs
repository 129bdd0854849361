//! A date cut into what it is made of: numbers, a time, an offset, words.

use super::words::{self, Word};

/// A date has at most three numbers.
const MOST_NUMBERS: usize = 3;

/// A number, and how it stood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) value: u64,
    /// As written, with leading zeros.
    pub(super) digits: usize,
    /// Followed by `-`.
    pub(super) is_before_dash: bool,
}

/// A time of the day as written; hours may be 24, seconds 60.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Time {
    pub(super) hour: i8,
    pub(super) minute: i8,
    pub(super) second: i8,
    pub(super) nanosecond: i32,
}

/// All that was found.
#[derive(Debug, Default)]
pub(super) struct Parts {
    numbers: [Number; MOST_NUMBERS],
    count: usize,
    pub(super) time: Option<Time>,
    pub(super) month: Option<u8>,
    pub(super) is_afternoon: Option<bool>,
    offset: Option<i32>,
    zone: Option<i32>,
    implied: Option<i32>,
}

impl Parts {
    /// Cuts a date; `None` where there are too many numbers, or a time that is none.
    pub(super) fn read(raw: &str) -> Option<Self> {
        let text = normal(raw);
        let mut parts = Self::default();
        let mut rest = text.as_str();
        let mut is_behind_t = false;
        while let Some(first) = rest.chars().next() {
            let before = rest;
            if first.is_ascii_digit() {
                rest = parts.digits(rest, is_behind_t)?;
                is_behind_t = false;
            } else if first.is_alphabetic() {
                (rest, is_behind_t) = parts.word(rest);
            } else if matches!(first, '+' | '-') && parts.time.is_some() && parts.offset.is_none() {
                rest = parts.offset(rest);
            } else {
                rest = rest.get(first.len_utf8()..)?;
            }
            debug_assert!(rest.len() < before.len(), "each step moves forward");
        }
        Some(parts)
    }

    pub(super) fn numbers(&self) -> &[Number] {
        self.numbers.get(..self.count).unwrap_or_default()
    }

    /// An offset wins over a name (`GMT+3`), and both over what the language implies.
    pub(super) fn offset_minutes(&self) -> i32 {
        self.offset.or(self.zone).or(self.implied).unwrap_or_default()
    }

    /// Behind a digit: a time, a time without colons, or a number.
    fn digits<'t>(&mut self, text: &'t str, is_behind_t: bool) -> Option<&'t str> {
        let (value, digits, rest) = number(text)?;
        if self.time.is_none() && rest.starts_with(':') {
            return self.time(value, rest);
        }
        if self.time.is_none() && is_behind_t && self.count > 0 {
            return self.short_time(value, digits, rest);
        }
        if self.count == 0 && matches!(digits, 12 | 14) {
            return self.run_together(value, digits, rest);
        }
        let slot = self.numbers.get_mut(self.count)?;
        *slot = Number { value, digits, is_before_dash: rest.starts_with('-') };
        self.count += 1;
        Some(rest)
    }

    /// `hh:mm`, `hh:mm:ss`, `hh:mm:ss.fff`, the hour read already.
    fn time<'t>(&mut self, hour: u64, text: &'t str) -> Option<&'t str> {
        let (minute, _, mut rest) = number(text.strip_prefix(':')?)?;
        let mut second = 0;
        if let Some((value, _, behind)) = rest.strip_prefix(':').and_then(number) {
            (second, rest) = (value, behind);
        }
        self.set_time(hour, minute, second)?;
        Some(self.fraction(rest))
    }

    /// `T10`, `T1020`, `T102030`.
    fn short_time<'t>(&mut self, value: u64, digits: usize, rest: &'t str) -> Option<&'t str> {
        match digits {
            1 | 2 => self.set_time(value, 0, 0)?,
            4 => self.set_time(value / 100, value % 100, 0)?,
            6 => self.set_time(value / 10_000, value / 100 % 100, value % 100)?,
            _ => return None,
        }
        Some(self.fraction(rest))
    }

    /// `20240318101500`, with or without seconds.
    fn run_together<'t>(&mut self, value: u64, digits: usize, rest: &'t str) -> Option<&'t str> {
        let with_seconds = if digits == 12 { value.checked_mul(100)? } else { value };
        let (day, time) = (with_seconds / 1_000_000, with_seconds % 1_000_000);
        self.numbers =
            [Number { value: day, digits: 8, is_before_dash: false }, Number::default(), Number::default()];
        self.count = 1;
        self.set_time(time / 10_000, time / 100 % 100, time % 100)?;
        Some(rest)
    }

    fn set_time(&mut self, hour: u64, minute: u64, second: u64) -> Option<()> {
        let small = |value: u64| i8::try_from(value).ok();
        let time = Time { hour: small(hour)?, minute: small(minute)?, second: small(second)?, nanosecond: 0 };
        self.time = Some(time);
        Some(())
    }

    /// Digits behind the seconds; more than nine say nothing.
    fn fraction<'t>(&mut self, text: &'t str) -> &'t str {
        let Some((_, digits, rest)) = text.strip_prefix(['.', ',']).and_then(number) else { return text };
        let shown = text.get(1..=digits.min(9)).unwrap_or_default();
        let scale = 10_i32.pow(u32::try_from(9 - shown.len().min(9)).unwrap_or_default());
        if let Some(time) = &mut self.time {
            time.nanosecond = shown.parse::<i32>().unwrap_or_default().saturating_mul(scale);
        }
        rest
    }

    /// `+03:00`, `+0300`, `+3`; what is no offset is passed over with its sign.
    fn offset<'t>(&mut self, text: &'t str) -> &'t str {
        let sign = if text.starts_with('-') { -1 } else { 1 };
        let behind = text.get(1..).unwrap_or_default();
        let Some((value, digits, mut rest)) = number(behind.trim_start()) else { return behind };
        let (hours, minutes) = match digits {
            1 | 2 => match rest.strip_prefix(':').and_then(number) {
                Some((minutes, _, after)) => {
                    rest = after;
                    (value, minutes)
                }
                None => (value, 0),
            },
            3 | 4 => (value / 100, value % 100),
            _ => (0, 0),
        };
        if hours <= 14 && minutes < 60 {
            self.offset = i32::try_from(hours * 60 + minutes).ok().map(|minutes| sign * minutes);
        }
        rest
    }

    /// A word, or two that are one name; tells whether it was the `T` before a time.
    fn word<'t>(&mut self, text: &'t str) -> (&'t str, bool) {
        let (first, rest) = word_end(text);
        if first == "t" && rest.starts_with(|c: char| c.is_ascii_digit()) {
            return (rest, true);
        }
        let (second, behind) = word_end(rest.trim_start());
        if !second.is_empty() && rest.starts_with(' ') {
            let pair = text.get(..text.len() - behind.len()).and_then(words::word);
            if let Some(pair) = pair {
                self.take(pair);
                return (behind, false);
            }
        }
        if let Some(word) = words::word(first.trim_end_matches('.')) {
            self.take(word);
        }
        (rest, false)
    }

    fn take(&mut self, word: Word) {
        // `m` and `a` are zones, but only behind a time.
        let zone = word.zone.filter(|_| self.time.is_some());
        self.month = self.month.or(word.month);
        self.is_afternoon = self.is_afternoon.or(word.is_afternoon);
        self.zone = self.zone.or(zone);
        self.implied = self.implied.or(word.implied);
    }
}

/// The digits at the start, their number, and the rest.
fn number(text: &str) -> Option<(u64, usize, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..)?;
    // More digits than fit are no number of a date, but a fraction may have them.
    let value = text.get(..digits.min(18))?.parse().ok()?;
    Some((value, digits, rest))
}

/// A run of letters (and the dots of `a.m.`), and the rest.
fn word_end(text: &str) -> (&str, &str) {
    let is_end = |c: char| !(c.is_alphabetic() || c == '.' || is_mark(c));
    text.split_at_checked(text.find(is_end).unwrap_or(text.len())).unwrap_or((text, ""))
}

/// Arabic marks above letters: they belong to the word.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{64B}'..='\u{652}' | '\u{307}')
}

/// Lower case, ASCII digits, plain spaces, no marks of direction.
fn normal(raw: &str) -> String {
    let lower = raw.chars().flat_map(char::to_lowercase);
    lower
        .filter(|c| !matches!(c, '\u{200E}' | '\u{200F}' | '\u{61C}' | '\u{202A}'..='\u{202E}'))
        .map(plain)
        .collect()
}

fn plain(c: char) -> char {
    let offset = match u32::from(c) {
        point @ 0x660..=0x669 => point - 0x660,
        point @ 0x6F0..=0x6F9 => point - 0x6F0,
        0x2212 | 0x2010..=0x2013 => return '-',
        _ if c.is_whitespace() => return ' ',
        _ => return c,
    };
    char::from_digit(offset, 10).unwrap_or(c)
}
