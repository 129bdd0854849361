//! The Islamic calendar: that of Umm al-Qura where its table reaches, the arithmetic one elsewhere.
//!
//! News dates come from sighted or calculated moons and may differ by a day. Umm al-Qura is the calendar that
//! outlets print from; a Gregorian date beside it always wins. The arithmetic one is civil, with leap years 2,
//! 5, 7, 10, 13, 16, 18, 21, 24, 26, 29 of 30.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// The first year of [`MONTHS`].
const FIRST: i64 = 1400;

/// The months of each year from [`FIRST`] to 1500, the lowest bit first: set where a month has 30 days.
const MONTHS: [u16; 101] = [
    0xd4b, 0x52a, 0xa57, 0x4ae, 0x976, 0x56c, 0xb55, 0xaaa, 0xa55, 0x4ad, 0x95d, 0x2da, 0x5d9, 0xdb2, 0xba4,
    0xb4a, 0xa55, 0x2b5, 0x575, 0xb6a, 0xbd2, 0xbc4, 0xb89, 0xa95, 0x52d, 0x5ad, 0xb6a, 0x6d4, 0xdc9, 0xd92,
    0xaa6, 0x956, 0x2ae, 0x56d, 0x36a, 0xb55, 0xaaa, 0x94d, 0x49d, 0x95d, 0x2ba, 0x5b5, 0x5aa, 0xd55, 0xa9a,
    0x92e, 0x26e, 0x55d, 0xada, 0x6d4, 0x6a5, 0x54b, 0xa97, 0x54e, 0xaae, 0x5ac, 0xba9, 0xd92, 0xb25, 0x64b,
    0xcab, 0x55a, 0xb55, 0x6d2, 0xea5, 0xe4a, 0xa95, 0x52d, 0xaad, 0x36c, 0x759, 0x6d2, 0x695, 0x52d, 0xa5b,
    0x4ba, 0x9ba, 0x3b4, 0xb69, 0xb52, 0xaa6, 0x4b6, 0x96d, 0x2ec, 0x6d9, 0xeb2, 0xd54, 0xd2a, 0xa56, 0x4ae,
    0x96d, 0xd6a, 0xb54, 0xb29, 0xa93, 0x52b, 0xa57, 0x536, 0xab5, 0x6aa, 0xe93,
];

/// The Gregorian day of a Hijri date; `None` where there is no such day.
pub(crate) fn to_gregorian(year: i64, month: i64, day: i64) -> Option<Date> {
    if !(1..=1600).contains(&year) || !(1..=12).contains(&month) || !(1..=30).contains(&day) {
        return None;
    }
    tabled(year, month, day).or_else(|| {
        let days = (year - 1) * 354 + (11 * year + 3) / 30 + 29 * (month - 1) + month / 2 + day - 1;
        // 1 Muharram 1 is 16 July 622 in the Julian calendar, 19 July in the Gregorian one.
        date(622, 7, 19).checked_add(days.days()).ok()
    })
}

fn tabled(year: i64, month: i64, day: i64) -> Option<Date> {
    let index = usize::try_from(year - FIRST).ok()?;
    let this = MONTHS.get(index)?;
    let long = |months: u16| i64::from(months.count_ones());
    let years = MONTHS.iter().take(index).map(|&months| 348 + long(months)).sum::<i64>();
    let before = this & ((1_u16 << (month - 1)) - 1);
    date(1979, 11, 20).checked_add((years + 29 * (month - 1) + long(before) + day - 1).days()).ok()
}

/// Year and month of a Gregorian day.
fn month_of(day: Date) -> Option<(i64, i64)> {
    let months = years_around(day.year()).flat_map(|year| (1..=12).map(move |month| (year, month)));
    months.take_while(|&(year, month)| to_gregorian(year, month, 1).is_some_and(|first| first <= day)).last()
}

/// The day of that number in the month of a Gregorian day.
pub(crate) fn in_month_of(day: Date, number: i8) -> Option<Date> {
    let (year, month) = month_of(day)?;
    to_gregorian(year, month, number.into())
}

/// The first day of the month that lies so many months behind that of a Gregorian day.
pub(crate) fn months_on(day: Date, months: i8) -> Option<Date> {
    let (year, month) = month_of(day)?;
    let month = month - 1 + i64::from(months);
    to_gregorian(year + month / 12, month % 12 + 1, 1)
}

/// The Hijri years of which a Gregorian year has a part, with one to spare on either side.
pub(crate) fn years_around(year: i16) -> std::ops::RangeInclusive<i64> {
    let middle = (i64::from(year) - 622) * 33 / 32;
    middle - 1..=middle + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_found_again() {
        for year in [1390, 1445, 1446, 1499] {
            for month in 1..=12 {
                let first = to_gregorian(year, month, 1).unwrap();
                let last = to_gregorian(year, month, 29).unwrap();
                assert_eq!((month_of(first), month_of(last)), (Some((year, month)), Some((year, month))));
                let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
                assert_eq!(months_on(last, 1), to_gregorian(next.0, next.1, 1));
            }
        }
    }

    #[track_caller]
    fn check(hijri: (i64, i64, i64), expected: &str) {
        let found = to_gregorian(hijri.0, hijri.1, hijri.2).map(|date| date.to_string());
        assert_eq!(found.as_deref(), Some(expected));
    }

    #[test]
    fn known_days() {
        check((1, 1, 1), "0622-07-19");
        check((1400, 1, 1), "1979-11-20");
        check((1444, 10, 1), "2023-04-21");
        check((1444, 12, 10), "2023-06-28");
        check((1445, 1, 15), "2023-08-02");
        check((1445, 9, 8), "2024-03-18");
        check((1444, 7, 28), "2023-02-19");
        check((1447, 3, 30), "2025-09-22");
        check((1500, 12, 30), "2077-11-16");
        assert_eq!(to_gregorian(1445, 13, 1), None);
    }

    #[test]
    fn a_year_lies_among_those_around_it() {
        for year in 1400..1500 {
            let Some(start) = to_gregorian(year, 1, 1) else { panic!("no year {year}") };
            assert!(years_around(start.year()).contains(&year), "{year}");
        }
    }
}
