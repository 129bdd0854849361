//! The Islamic calendar, tabular (civil epoch, leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29 of 30).
//!
//! News dates come from sighted or calculated moons and may differ by a day; no table of a single country
//! would be right for all outlets, so the arithmetic one is used, and a Gregorian date beside it always wins.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// The Gregorian day of a Hijri date; `None` where there is no such day.
pub(crate) fn to_gregorian(year: i64, month: i64, day: i64) -> Option<Date> {
    if !(1..=1600).contains(&year) || !(1..=12).contains(&month) || !(1..=30).contains(&day) {
        return None;
    }
    let days = (year - 1) * 354 + (11 * year + 3) / 30 + 29 * (month - 1) + month / 2 + day - 1;
    // 1 Muharram 1 is 16 July 622 in the Julian calendar, 19 July in the Gregorian one.
    date(622, 7, 19).checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(hijri: (i64, i64, i64), expected: &str) {
        let found = to_gregorian(hijri.0, hijri.1, hijri.2).map(|date| date.to_string());
        assert_eq!(found.as_deref(), Some(expected));
    }

    #[test]
    fn known_days() {
        check((1, 1, 1), "0622-07-19");
        check((1445, 1, 15), "2023-08-02");
        check((1445, 9, 8), "2024-03-18");
        check((1444, 7, 28), "2023-02-19");
        assert_eq!(to_gregorian(1445, 13, 1), None);
    }
}
