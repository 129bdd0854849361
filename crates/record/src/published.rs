//! When an article was published, and how precisely that is known.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When an article was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Published {
    /// ISO 8601, as precise as `precision` says: `2021-04-15T10:00:00Z`, `2021-04-15`, `2021-04`, `2021`.
    pub value: String,
    /// How precise `value` is.
    pub precision: PublishedPrecision,
    /// Where it was read.
    pub basis: Basis,
}

impl Published {
    /// Reads ISO 8601 of any precision, RFC 3339 and RFC 2822; none where the text is neither.
    ///
    /// An instant keeps its offset, which tells the day at the place of publication; one without an offset is
    /// taken as UTC.
    pub fn parse(text: &str, basis: Basis) -> Option<Self> {
        let text = text.trim();
        let shape: Vec<bool> = text.chars().map(|c| c.is_ascii_digit()).collect();
        let made = |value: String, precision| Some(Self { value, precision, basis });
        match (shape.len(), text.parse::<jiff::civil::Date>()) {
            (4, _) if shape.iter().all(|&digit| digit) => {
                return made(text.to_owned(), PublishedPrecision::Year);
            }
            (7, _) => {
                let first = format!("{text}-01").parse::<jiff::civil::Date>().ok()?;
                return made(first.strftime("%Y-%m").to_string(), PublishedPrecision::Month);
            }
            (10, Ok(date)) => return made(date.to_string(), PublishedPrecision::Day),
            _ => {}
        }
        let (instant, offset) = instant(text)?;
        made(instant.display_with_offset(offset).to_string(), PublishedPrecision::Instant)
    }

    /// The day of publication, at the place of publication; none where the value is less precise.
    pub fn day(&self) -> Option<jiff::civil::Date> {
        self.value.get(..10)?.parse().ok()
    }

    /// The instant of publication, where a date stands for its first moment in UTC.
    pub fn instant(&self) -> Option<Timestamp> {
        if self.precision == PublishedPrecision::Instant {
            return self.value.parse().ok();
        }
        let padded: String = self.value.chars().chain("0000-01-01".chars().skip(self.value.len())).collect();
        let day: jiff::civil::Date = padded.parse().ok()?;
        Some(day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    }
}

fn instant(text: &str) -> Option<(Timestamp, jiff::tz::Offset)> {
    use jiff::fmt::temporal::{DateTimeParser, PiecesOffset};
    static PARSER: DateTimeParser = DateTimeParser::new();
    let Ok(pieces) = PARSER.parse_pieces(text) else {
        let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
        return Some((zoned.timestamp(), zoned.offset()));
    };
    let offset = match pieces.offset() {
        Some(PiecesOffset::Numeric(numeric)) => numeric.offset(),
        Some(_) | None => jiff::tz::Offset::UTC,
    };
    let local = pieces.date().to_datetime(pieces.time()?);
    Some((offset.to_timestamp(local).ok()?, offset))
}

/// How precise a date of publication is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PublishedPrecision {
    /// To the second.
    Instant,
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the year.
    Year,
}

/// Where a date of publication was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The page's or the manifest's metadata.
    Metadata,
    /// The visible text.
    Text,
    /// The transport (HTTP headers, feed entry).
    Transport,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, value: &str, instant: &str) {
        let published = Published::parse(text, Basis::Metadata).unwrap();
        assert_eq!(published.value, value);
        assert_eq!(published.instant().unwrap().to_string(), instant);
    }

    #[test]
    fn dates_of_publication() {
        check("2024-03-18", "2024-03-18", "2024-03-18T00:00:00Z");
        check("2024-03", "2024-03", "2024-03-01T00:00:00Z");
        check("2024", "2024", "2024-01-01T00:00:00Z");
        check("2023-11-22T00:15:00+03:00", "2023-11-22T00:15:00+03:00", "2023-11-21T21:15:00Z");
        check("2023-11-22 00:15:00", "2023-11-22T00:15:00+00:00", "2023-11-22T00:15:00Z");
        check("Wed, 22 Nov 2023 08:15:00 +0300", "2023-11-22T08:15:00+03:00", "2023-11-22T05:15:00Z");
        assert_eq!(Published::parse("yesterday", Basis::Text), None);
        assert_eq!(Published::parse("2024-13", Basis::Text), None);
    }

    #[test]
    fn the_day_is_that_of_the_place() {
        let published = Published::parse("2023-11-22T00:15:00+03:00", Basis::Metadata).unwrap();
        assert_eq!(published.day().unwrap().to_string(), "2023-11-22");
    }
}
