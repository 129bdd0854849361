//! Dates through the public face of the crate: a table of sentences, and what holds for any text.
//!
//! The table (`dates.tsv`) is data, so that a newcomer adds a sentence without Rust. Not here: what a date does
//! to an event.

use std::time::{Duration, Instant};

use extract::knowledge::Knowledge;
use extract::{Input, extract};
use jiff::civil::Date;
use proptest::prelude::*;
use record::record::{DateKind, DateMention, Precision};

const TABLE: &str = include_str!("dates.tsv");

/// One line of the table.
struct Row {
    number: usize,
    published: Option<Date>,
    group: &'static str,
    text: &'static str,
    expected: Vec<&'static str>,
}

fn rows() -> Vec<Row> {
    let (mut published, mut group, mut rows) = (None, "", Vec::new());
    for (index, line) in TABLE.lines().enumerate() {
        if let Some(day) = line.strip_prefix("@ ") {
            published = day.trim().parse().ok();
            assert!(published.is_some() || day == "-", "line {}: no day", index + 1);
        } else if let Some(name) = line.strip_prefix("## ") {
            group = name;
        } else if let Some((text, expected)) = line.split_once(" |").filter(|_| !line.starts_with('#')) {
            let expected = expected.split(';').map(str::trim).filter(|part| !part.is_empty()).collect();
            rows.push(Row { number: index + 1, published, group, text, expected });
        }
    }
    rows
}

fn dates(text: &str, published: Option<Date>) -> Vec<DateMention> {
    let input = Input { text, title: None, letterhead: None, language: "ar", published };
    extract(Knowledge::builtin(), &input).dates
}

/// A date as the table writes it.
fn told(date: &DateMention) -> String {
    let kind = if date.kind == DateKind::Absolute { "a" } else { "r" };
    match date.precision {
        Precision::Range => format!("{}..{}", date.value, date.end_value.as_deref().unwrap_or("?")),
        Precision::Week => format!("~{} {kind}", date.value),
        Precision::Day | Precision::Month | Precision::Year => format!("{} {kind}", date.value),
    }
}

/// Whether the two say the same; a week is any of its days.
fn agree(found: &str, expected: &str) -> bool {
    let week = |text: &str| text.strip_prefix('~')?.split(' ').next()?.parse::<Date>().ok();
    match (week(found), week(expected)) {
        (Some(found), Some(expected)) => found.until(expected).is_ok_and(|gap| gap.get_days().abs() <= 6),
        _ => found == expected,
    }
}

#[test]
fn the_table() {
    let rows = rows();
    let mut wrong = Vec::new();
    for row in &rows {
        let text = row.text.replace("\\n", "\n\n");
        let found: Vec<String> = dates(&text, row.published).iter().map(told).collect();
        let right = found.len() == row.expected.len()
            && found.iter().zip(&row.expected).all(|(found, expected)| agree(found, expected));
        if !right {
            let (number, group, text) = (row.number, row.group, row.text);
            wrong.push(format!("{number} [{group}] {text}\n    {found:?}, not {:?}", row.expected));
        }
    }
    assert!(rows.len() > 450, "only {} rows read", rows.len());
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// Words that dates are made of, and marks that glue and cut them.
const PIECES: [&str; 60] = [
    "ليلة",
    "ليل",
    "الخميس",
    "الجمعة",
    " - ",
    "–",
    "/",
    "على",
    "إلى",
    "من",
    "بين",
    "و",
    "منذ",
    "حتى",
    "قبل",
    "بعد",
    "3",
    "7",
    "31",
    "2024",
    "1445",
    "٢٣",
    "99999999999999999999",
    "27/8/2023",
    "2023-08-27",
    "27.8.2023",
    "آذار",
    "مارس",
    "كانون الثاني",
    "رمضان",
    "محرم",
    "الماضي",
    "المقبل",
    "الجاري",
    "التالي",
    "نفسه",
    "اليوم",
    "أمس",
    "يوم",
    "أيام",
    "الشهر",
    "العام",
    "أسبوعين",
    "ثلاثة",
    "الأولى",
    "النصف",
    "الربع",
    "صيف",
    "مطلع",
    "نهاية",
    "هـ",
    "،",
    ".\n\n",
    "(",
    ")",
    "March",
    "Sept.",
    "days ago",
    "the",
    "until",
];

fn lengths_hold(text: &str, published: Option<Date>) -> Result<(), TestCaseError> {
    let length = text.chars().count();
    let found = dates(text, published);
    let mut last = 0;
    for date in &found {
        prop_assert!(date.start < date.end && date.end <= length, "{text:?}: {date:?}");
        prop_assert!(last <= date.start, "overlap in {text:?}: {found:?}");
        last = date.end;
        let range = date.precision == Precision::Range;
        prop_assert_eq!(range, date.end_value.is_some(), "{:?}: {:?}", text, date);
        // Years before the common era are not in the order of their letters.
        let ordered = |end: &String| date.value.starts_with('-') || *end >= date.value;
        prop_assert!(date.end_value.as_ref().is_none_or(ordered), "{text:?}: {date:?}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_words_of_time_give_sound_dates(
        pieces in proptest::collection::vec((proptest::sample::select(PIECES.to_vec()), any::<bool>()), 0..40),
        day in proptest::option::of(0..80_000_i32),
    ) {
        let text: String = pieces.iter().flat_map(|(piece, space)| [*piece, if *space { " " } else { "" }]).collect();
        let epoch = jiff::civil::date(1900, 1, 1);
        let published = day.and_then(|day| epoch.checked_add(jiff::Span::new().days(day)).ok());
        lengths_hold(&text, published)?;
    }

    #[test]
    fn the_first_and_last_days_of_the_calendar_do_no_harm(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..30),
        last in any::<bool>(),
    ) {
        lengths_hold(&pieces.join(" "), Some(if last { Date::MAX } else { Date::MIN }))?;
    }
}

/// The quicker of two runs over so many bytes of a repeated piece: what else runs on the machine only adds.
fn time(piece: &str, bytes: usize) -> Duration {
    let text = piece.repeat(bytes / piece.len());
    let once = || {
        let start = Instant::now();
        dates(&text, Some(jiff::civil::date(2024, 3, 18)));
        start.elapsed()
    };
    once().min(once())
}

#[test]
fn twice_as_long_costs_at_most_four_times() {
    let bytes = if cfg!(debug_assertions) { 40_000 } else { 400_000 };
    time("3 آذار ", 1_000);
    for piece in [
        "3 و4 ",
        "بين 3 و",
        "من الأحد إلى ",
        "آذار و",
        "ليلة الخميس - ",
        "قبل ",
        "منذ بداية ",
        "سيصل الخميس ",
        "the ",
        "1/2/",
        "3-",
        "2015 و",
        "بعد ذلك ب",
        "النصف ",
        "يوم ",
        "آذار/",
        "March 3-",
    ] {
        let (short, long) = (time(piece, bytes), time(piece, 2 * bytes));
        let limit = (short * 4).max(Duration::from_millis(200));
        assert!(long <= limit, "{piece:?}: {short:?}, then {long:?}");
    }
}

#[test]
fn a_megabyte_of_dates_takes_seconds() {
    let table: Vec<&str> = rows().iter().map(|row| row.text).collect();
    let table = table.join("\n");
    let text = table.repeat(1_000_000 / table.len());
    let start = Instant::now();
    let found = dates(&text, Some(jiff::civil::date(2024, 3, 18)));
    assert!(found.len() > 5_000, "only {} dates", found.len());
    assert!(start.elapsed() < Duration::from_mins(1), "{:?}", start.elapsed());
}
