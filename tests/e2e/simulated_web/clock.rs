//! Moments as feeds and headers write them. Seconds since 1970 in, text out; nothing is read back.

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// As headers write it (RFC 9110, 5.6.7), and RSS nearly so.
pub(crate) fn http(unix_secs: u64) -> String {
    let (year, month, day) = date(unix_secs);
    let weekday = DAYS[(unix_secs / 86_400 % 7) as usize];
    let month = MONTHS[month as usize - 1];
    format!("{weekday}, {day:02} {month} {year} {} GMT", time(unix_secs))
}

/// As Atom, JSON Feed and sitemaps write it (RFC 3339).
pub(crate) fn rfc3339(unix_secs: u64) -> String {
    let (year, month, day) = date(unix_secs);
    format!("{year}-{month:02}-{day:02}T{}Z", time(unix_secs))
}

fn time(unix_secs: u64) -> String {
    let second = unix_secs % 86_400;
    format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
}

/// Year, month and day (<https://howardhinnant.github.io/date_algorithms.html#civil_from_days>, after 1970 only).
fn date(unix_secs: u64) -> (u64, u64, u64) {
    let days = unix_secs / 86_400 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[test]
fn moments_are_written_as_the_standards_say() {
    assert_eq!(http(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_eq!(rfc3339(784_111_777), "1994-11-06T08:49:37Z");
    assert_eq!(rfc3339(1_709_164_800), "2024-02-29T00:00:00Z");
    assert_eq!(http(0), "Thu, 01 Jan 1970 00:00:00 GMT");
}
