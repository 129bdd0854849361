//! Dates of publication, from metadata and from visible text.
//!
//! Not the dates inside an article: what "last Thursday" means is for crate `extract`. Here only complete
//! Gregorian dates count, because a date of publication that is half guessed is worse than none. A time
//! without an offset is no instant, so only its day is kept. Where day and month are both small numbers the
//! day comes first, as everywhere outside the United States.

use jiff::civil::Date;

use crate::furniture::Furniture;
use crate::line::Line;

/// Reads a machine's date (ISO 8601 with its usual liberties, or RFC 2822). Gives an ISO 8601 instant with
/// offset where there is an offset, else the day.
pub fn machine(value: &str) -> Option<String> {
    let value = value.trim();
    if let Ok(zoned) = jiff::fmt::rfc2822::parse(value) {
        return Some(instant(zoned.datetime(), zoned.offset()));
    }
    let day = value.get(..10).and_then(|d| d.replace(['/', '.'], "-").parse::<Date>().ok());
    let day = day.or_else(|| {
        let compact = value.get(..8).filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
        compact.and_then(|d| Date::strptime("%Y%m%d", d).ok())
    })?;
    if !plausible(day) {
        return None;
    }
    let full = with_clock(value).unwrap_or_else(|| day.to_string());
    Some(full)
}

/// The same with a clock and an offset, where both are there.
fn with_clock(value: &str) -> Option<String> {
    let mut value = value.replacen(' ', "T", 1).replace(' ', "");
    // `+0300` and `+03` are common; the parser wants `+03:00`.
    if let Some(sign) = value.rfind(['+', '-']).filter(|at| *at > 10) {
        let digits: String = value.get(sign + 1..)?.chars().filter(char::is_ascii_digit).collect();
        let (hours, minutes) = (digits.get(..2)?, digits.get(2..4).unwrap_or("00"));
        value = format!("{}{hours}:{minutes}", value.get(..=sign)?);
    }
    let pieces = jiff::fmt::temporal::Pieces::parse(&value).ok()?;
    let offset = pieces
        .to_numeric_offset()
        .or_else(|| value.ends_with(['Z', 'z']).then_some(jiff::tz::Offset::UTC))?;
    let clock = pieces.time()?;
    Some(instant(pieces.date().to_datetime(clock), offset))
}

fn instant(local: jiff::civil::DateTime, offset: jiff::tz::Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{}{sign}{:02}:{:02}", local.strftime("%Y-%m-%dT%H:%M:%S"), minutes / 60, minutes % 60)
}

/// The first complete Gregorian date that a line of visible text holds, as ISO 8601 day.
pub(crate) fn visible(line: &Line, furniture: &Furniture) -> Option<String> {
    let words: Vec<&str> = line.words().collect();
    let numbers: Vec<Option<u16>> = words.iter().map(|w| number(w)).collect();
    (0..words.len()).find_map(|at| {
        let year = numbers.get(at).copied().flatten().filter(|y| (1990..2100).contains(y))?;
        let date = by_name(line, &numbers, at, furniture).or_else(|| by_numbers(&numbers, at));
        let (month, day) = date?;
        Date::new(i16::try_from(year).ok()?, month, day).ok().map(|d| d.to_string())
    })
}

/// `18 March 2024`, `18 March/Mars 2024`, `March 18, 2024`, with the year at word `at`.
fn by_name(line: &Line, numbers: &[Option<u16>], at: usize, furniture: &Furniture) -> Option<(i8, i8)> {
    let (mut month, mut head) = month_before(line, at, furniture).or_else(|| {
        // Month first: one number between the name and the year.
        month_before(line, at.checked_sub(1)?, furniture)
    })?;
    let month_first = numbers.get(at.wrapping_sub(1)).copied().flatten();
    // The second name of a pair says the same month; the first one tells where the pair begins.
    if let Some((other, start)) = month_before(line, head, furniture) {
        (month, head) = (other, start);
    }
    let day = month_first.or_else(|| {
        let near = (1..=2).filter_map(|back| head.checked_sub(back));
        near.into_iter().find_map(|i| numbers.get(i).copied().flatten())
    })?;
    Some((month, day_number(day)?))
}

/// A name of a month that ends just before word `at`, and where it begins.
fn month_before(line: &Line, at: usize, furniture: &Furniture) -> Option<(i8, usize)> {
    let named = furniture.months.iter().filter_map(|(name, number)| {
        let start = at.checked_sub(name.len())?;
        (name.at(line, start) == Some(at)).then_some((i8::try_from(*number).ok()?, start))
    });
    named.min_by_key(|(_, start)| *start)
}

/// `18/3/2024`, `2024-03-18`, with the year at word `at`.
fn by_numbers(numbers: &[Option<u16>], at: usize) -> Option<(i8, i8)> {
    let get = |i: Option<usize>| i.and_then(|i| numbers.get(i).copied().flatten());
    let before = (get(at.checked_sub(2)), get(at.checked_sub(1)));
    if let (Some(day), Some(month)) = before {
        return match (day, month) {
            (1..=31, 1..=12) => Some((day_number(month)?, day_number(day)?)),
            (1..=12, 13..=31) => Some((day_number(day)?, day_number(month)?)),
            _ => None,
        };
    }
    match (get(Some(at + 1)), get(Some(at + 2))) {
        (Some(month @ 1..=12), Some(day)) => Some((day_number(month)?, day_number(day)?)),
        _ => None,
    }
}

/// How many words of the line are neither numbers nor names of months.
pub(crate) fn words_besides(line: &Line, furniture: &Furniture) -> usize {
    let months: usize = (0..line.len())
        .filter_map(|at| {
            furniture.months.iter().filter_map(|(name, _)| name.at(line, at).map(|end| end - at)).max()
        })
        .sum();
    let numbers = line.words().filter(|word| number(word).is_some()).count();
    line.len().saturating_sub(months + numbers)
}

fn day_number(n: u16) -> Option<i8> {
    i8::try_from(n).ok().filter(|n| (1..=31).contains(n))
}

/// The number that a word is, an ordinal or era ending left aside (`2023م`, `18th`).
fn number(word: &str) -> Option<u16> {
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let letters = word.chars().count() - digits.chars().count();
    (letters <= 2).then(|| digits.parse().ok()).flatten()
}

fn plausible(day: Date) -> bool {
    (1990..2100).contains(&day.year())
}

/// Days between two values as this module gives them.
pub(crate) fn days_apart(a: &str, b: &str) -> Option<i32> {
    let day = |value: &str| value.get(..10).and_then(|d| d.parse::<Date>().ok());
    Some((day(a)? - day(b)?).get_days().abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines() {
        #[track_caller]
        fn check(value: &str, expected: Option<&str>) {
            assert_eq!(machine(value).as_deref(), expected, "{value}");
        }
        check("2024-03-18", Some("2024-03-18"));
        check("2024-03-18T10:00:00+03:00", Some("2024-03-18T10:00:00+03:00"));
        check("2024-03-18T10:00:00.000+0300", Some("2024-03-18T10:00:00+03:00"));
        check("2024-03-18T07:30:00Z", Some("2024-03-18T07:30:00+00:00"));
        check("2024-03-18 10:00:00", Some("2024-03-18"));
        check("2024-03-18 10:00:00 +0300", Some("2024-03-18T10:00:00+03:00"));
        check("20240318", Some("2024-03-18"));
        check("2024/03/18", Some("2024-03-18"));
        check("Mon, 18 Mar 2024 10:00:00 +0300", Some("2024-03-18T10:00:00+03:00"));
        check("1970-01-01T00:00:00Z", None);
        check("yesterday", None);
        check("2024-13-40", None);
        check("٢٠٢٤", None);
    }

    #[test]
    fn visible_text() {
        #[track_caller]
        fn check(text: &str, expected: Option<&str>) {
            assert_eq!(visible(&Line::new(text), Furniture::builtin()).as_deref(), expected, "{text}");
        }
        check("الأحد 19 شباط/فبراير 2023", Some("2023-02-19"));
        check("الثلاثاء ٣ كانون الأول ٢٠١٩", Some("2019-12-03"));
        check("24 آب (أغسطس) 2023", Some("2023-08-24"));
        check("نُشر في: 2 / 6 / 2022", Some("2022-06-02"));
        check("27/8/2023م", Some("2023-08-27"));
        check("2021-05-18 12:00", Some("2021-05-18"));
        check("18 من تشرين الثاني 2021", Some("2021-11-18"));
        check("March 19, 2024, 09:40 GMT", Some("2024-03-19"));
        check("19 March 2024", Some("2024-03-19"));
        check("15 Ocak 2024", Some("2024-01-15"));
        check("11/25/2023", Some("2023-11-25"));
        check("عام 2019", None);
        check("8 رمضان 1445", None);
        check("في آذار 2018", None);
    }
}
