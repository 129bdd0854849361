//! Days of publication and of events, as numbers.

use jiff::civil::Date;
use record::event::EventDate;

/// The day that an ISO 8601 value begins with, counted from 1970-01-01; none for a month or a year alone.
pub(crate) fn day(value: &str) -> Option<i32> {
    let date: Date = value.get(..10)?.parse().ok()?;
    let epoch = Date::constant(1970, 1, 1);
    date.since(epoch).ok().map(|span| span.get_days())
}

/// The first and last day that an ISO 8601 value of a day, a month or a year covers.
pub(crate) fn days(value: &str) -> Option<(i32, i32)> {
    if let Some(day) = day(value) {
        return Some((day, day));
    }
    let year = value.get(..4)?;
    let (first, months) = match value.get(5..7) {
        Some(month) => (day(&format!("{year}-{month}-01"))?, 1),
        None => (day(&format!("{year}-01-01"))?, 12),
    };
    Some((first, first + if months == 1 { 30 } else { 365 }))
}

/// The first and last day that an event's date covers.
pub(crate) fn span(date: &EventDate) -> Option<(i32, i32)> {
    let (first, last) = days(&date.value)?;
    let end = date.end_value.as_deref().and_then(days);
    Some((first, end.map_or(last, |(_, end)| end.max(first))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: Option<(i32, i32)>) {
        assert_eq!(days(value), expected, "{value}");
    }

    #[test]
    fn days_of_values() {
        check("1970-01-02", Some((1, 1)));
        check("2024-03-18T05:00:00Z", Some((19800, 19800)));
        check("1970-02", Some((31, 61)));
        check("1971", Some((365, 730)));
        check("soon", None);
        check("", None);
        check("2024-13", None);
        check("ثلاثة", None);
    }
}
