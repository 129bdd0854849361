//! Dates as feeds write them.

use super::*;

#[track_caller]
fn check(raw: &str, expected: &str) {
    let found = instant(raw).map(|instant| instant.to_string()).unwrap_or_default();
    assert_eq!(found, expected, "{raw}");
}

const NINE: &str = "2024-03-18T09:15:30Z";

#[test]
fn rfc_822_and_its_mistakes() {
    check("Mon, 18 Mar 2024 09:15:30 GMT", NINE);
    check("Mon, 18 Mar 2024 12:15:30 +0300", NINE);
    check("18 March 2024 09:15:30", NINE);
    check("Monday, 18-Mar-24 09:15:30 UTC", NINE);
    check("Mon, Mar 18 2024 04:15:30 EST", "2024-03-18T09:15:30Z");
    check("Mon,18 Mar 2024 12:15:30 GMT+03:00", NINE);
    check("Mon, 18 Mar 2024 09:15:30 Etc/GMT", NINE);
    check("Mon, 18 Mar 2024 9:15 GMT", "2024-03-18T09:15:00Z");
    check("Mon, 18 Mar 2024", "2024-03-18T00:00:00Z");
    check("Mon, 18 Mar 2024 24:00:00 GMT", "2024-03-19T00:00:00Z");
    check("Mon, 18 Mar 104 09:15:30 GMT", "2004-03-18T09:15:30Z");
}

#[test]
fn iso_8601_and_its_variants() {
    check("2024-03-18T09:15:30Z", NINE);
    check("2024-03-18t12:15:30.250+03:00", "2024-03-18T09:15:30.25Z");
    check("2024-03-18 12:15:30 +0300", NINE);
    check("2024-03-18T12:15:30+03", NINE);
    check("20240318T091530Z", NINE);
    check("20240318091530", NINE);
    check("2024-03-18", "2024-03-18T00:00:00Z");
    check("2024-03", "2024-03-01T00:00:00Z");
    check("2024", "2024-01-01T00:00:00Z");
    check("2024-078", "2024-03-18T00:00:00Z");
    check("2024078", "2024-03-18T00:00:00Z");
    check("24-03-18", "2024-03-18T00:00:00Z");
    check("240318", "2024-03-18T00:00:00Z");
    check("2024/03/18 09:15:30", NINE);
    check("2024-03-18T09:15:30,123456789012Z", "2024-03-18T09:15:30.123456789Z");
}

#[test]
fn asctime_sql_and_unix_time() {
    check("Mon Mar 18 09:15:30 2024", NINE);
    check("Mon Mar 18 12:15:30 +0300 2024", NINE);
    check("Mon Mar  8 01:15:30 PST 2024", "2024-03-08T09:15:30Z");
    check("2024-03-18 09:15:30.0", NINE);
    check("1710753330", NINE);
    check("1710753330000", NINE);
}

#[test]
fn arabic_months_digits_and_halves() {
    check("18 مارس 2024 09:15:30", NINE);
    check("١٨ آذار ٢٠٢٤ ٠٩:١٥:٣٠", NINE);
    check("الاثنين، 18 آذار/مارس 2024", "2024-03-18T00:00:00Z");
    check("18 كانون الثاني 2024 09:15 م", "2024-01-18T21:15:00Z");
    check("۱۸ تشرين الأول ۲۰۲۳", "2023-10-18T00:00:00Z");
    check("2024-03-18 12:15 صباحاً", "2024-03-18T00:15:00Z");
}

#[test]
fn korean_greek_hungarian_and_others() {
    check("2024년 03월 18일 18:15:30", NINE);
    check("2024-03-18 오후 6:15:30", NINE);
    check("Δευ, 18 Μαρ 2024 11:15:30 EET", NINE);
    check("2024-március-18T10:15+01:00", "2024-03-18T09:15:00Z");
    check("18 Mart 2024 12:15:30 +03", NINE);
    check("18 août 2024", "2024-08-18T00:00:00Z");
}

#[test]
fn numbers_alone_are_day_first_unless_impossible() {
    check("18/03/2024 09:15:30", NINE);
    check("03/18/2024 09:15:30", NINE);
    check("3.4.2024", "2024-04-03T00:00:00Z");
    check("March 18, 2024 5:15:30 AM EDT", NINE);
}

#[test]
fn what_is_no_date_is_none() {
    for raw in [
        "",
        "yesterday",
        "32 Mar 2024",
        "2024-13-41",
        "1 2 3 4 5",
        "12:30",
        "99999999999999999999",
        "2024-03-18T99:00",
    ] {
        check(raw, "");
    }
}
