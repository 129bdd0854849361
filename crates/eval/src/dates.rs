//! When two dates are the same.

use jiff::civil::Date as Day;

use crate::gold::Date;

/// As precise as the gold date is; a week may be told by any day up to seven days off.
pub(crate) fn same(gold: &Date, found: &str) -> bool {
    let Some(value) = gold.value.as_deref().filter(|value| !value.is_empty()) else { return false };
    let precision = gold.precision.as_deref().unwrap_or("day");
    match precision {
        "week" => within_a_week(value, found),
        "month" => equal_heads(value, found, 7),
        "year" => equal_heads(value, found, 4),
        _ => equal_heads(value, found, 10),
    }
}

/// The same day.
pub(crate) fn same_day(value: &str, found: &str) -> bool {
    !value.is_empty() && equal_heads(value, found, 10)
}

fn equal_heads(a: &str, b: &str, length: usize) -> bool {
    !b.is_empty() && a.chars().take(length).eq(b.chars().take(length))
}

fn within_a_week(a: &str, b: &str) -> bool {
    let day = |text: &str| text.get(..10)?.parse::<Day>().ok();
    let (Some(a), Some(b)) = (day(a), day(b)) else { return false };
    a.since(b).is_ok_and(|span| span.get_days().abs() <= 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, precision: &str, found: &str, expected: bool) {
        let gold =
            Date { value: Some(value.to_owned()), precision: Some(precision.to_owned()), optional: false };
        assert_eq!(same(&gold, found), expected, "{value} {precision} {found}");
    }

    #[test]
    fn as_precise_as_the_gold() {
        check("2024-03-18", "day", "2024-03-18", true);
        check("2024-03-18", "day", "2024-03", false);
        check("2024-03", "month", "2024-03-18", true);
        check("2024", "year", "2024-05", true);
        check("2024-03-18", "week", "2024-03-25", true);
        check("2024-03-18", "week", "2024-03-26", false);
        check("2023-12-28", "week", "2024-01-02", true);
        check("2024-03-18", "range", "2024-03-18", true);
        check("", "day", "", false);
    }
}
