//! A record as it is lent to the caller.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::defect::Place;
use crate::header::Fields;

/// One record. What it gives lies in the reader's buffer: nothing is copied before it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    pub(crate) place: Place,
    pub(crate) fields: Fields<'a>,
    pub(crate) block: &'a [u8],
}

/// What a record is, by its `WARC-Type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// What the following records were made by.
    Warcinfo,
    /// What a server answered.
    Response,
    /// A resource without a protocol's message around it.
    Resource,
    /// What a server was asked.
    Request,
    /// What is told about another record.
    Metadata,
    /// A resource that was found unchanged, so that its content stands in another record.
    Revisit,
    /// The content of another record in another form.
    Conversion,
    /// A further part of a record.
    Continuation,
    /// Anything else.
    Other,
}

impl Kind {
    fn of(name: &[u8]) -> Self {
        const NAMES: [(&[u8], Kind); 8] = [
            (b"response", Kind::Response),
            (b"request", Kind::Request),
            (b"metadata", Kind::Metadata),
            (b"warcinfo", Kind::Warcinfo),
            (b"resource", Kind::Resource),
            (b"revisit", Kind::Revisit),
            (b"conversion", Kind::Conversion),
            (b"continuation", Kind::Continuation),
        ];
        let same = |(known, _): &&(&[u8], Self)| known.eq_ignore_ascii_case(name);
        NAMES.iter().find(same).map_or(Self::Other, |(_, kind)| *kind)
    }
}

impl<'a> Record<'a> {
    /// What the record is.
    pub fn kind(&self) -> Kind {
        self.fields.get("WARC-Type").map_or(Kind::Other, Kind::of)
    }

    /// Its id without angle brackets: `urn:uuid:…`.
    pub fn id(&self) -> Option<Cow<'a, str>> {
        self.text("WARC-Record-ID")
    }

    /// When its content was captured.
    pub fn date(&self) -> Option<Timestamp> {
        instant(&self.text("WARC-Date")?)
    }

    /// The address that its content was captured from.
    pub fn target_uri(&self) -> Option<Cow<'a, str>> {
        self.text("WARC-Target-URI")
    }

    /// The media type of the block, with parameters: `application/http; msgtype=response` for a response.
    pub fn content_type(&self) -> Option<Cow<'a, str>> {
        self.text("Content-Type")
    }

    /// The media type of the content proper, as the crawler judged it.
    pub fn payload_type(&self) -> Option<Cow<'a, str>> {
        self.text("WARC-Identified-Payload-Type")
    }

    /// Whether the crawler says that it did not store all of the content.
    pub fn is_truncated(&self) -> bool {
        self.fields.get("WARC-Truncated").is_some()
    }

    /// Where the record begins.
    pub fn place(&self) -> Place {
        self.place
    }

    /// All fields of the header.
    pub fn fields(&self) -> Fields<'a> {
        self.fields
    }

    /// The content block.
    pub fn block(&self) -> &'a [u8] {
        self.block
    }

    /// A field's value as text, without the angle brackets that WARC writes around ids and 1.0 around addresses.
    fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        let value = self.fields.get(name)?;
        let bare = value.strip_prefix(b"<").and_then(|value| value.strip_suffix(b">")).unwrap_or(value);
        Some(String::from_utf8_lossy(bare)).filter(|text| !text.is_empty())
    }
}

/// A date of WARC: a W3C date (1.1 allows any precision), the missing parts taken as their first.
fn instant(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let bare = text.trim_end_matches(['Z', 'z']);
        let (date, time) = bare.split_once(['T', 't', ' ']).unwrap_or((bare, "00:00:00"));
        let date = match date.len() {
            4 => format!("{date}-01-01"),
            7 => format!("{date}-01"),
            _ => date.to_owned(),
        };
        let time = if time.len() == 5 { format!("{time}:00") } else { time.to_owned() };
        format!("{date}T{time}Z").parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(date: &str, expected: Option<&str>) {
        assert_eq!(instant(date).map(|instant| instant.to_string()).as_deref(), expected, "{date}");
    }

    #[test]
    fn dates_of_any_precision_are_read() {
        check("2024-03-18T10:00:05Z", Some("2024-03-18T10:00:05Z"));
        check("2024-03-18T10:00:05.123456Z", Some("2024-03-18T10:00:05.123456Z"));
        check("2024-03-18T13:00:05+03:00", Some("2024-03-18T10:00:05Z"));
        check("2024-03-18T10:00Z", Some("2024-03-18T10:00:00Z"));
        check("2024-03-18", Some("2024-03-18T00:00:00Z"));
        check("2024-03", Some("2024-03-01T00:00:00Z"));
        check("2024", Some("2024-01-01T00:00:00Z"));
        check("آذار", None);
        check("", None);
    }

    #[test]
    fn kinds_are_told_whatever_their_case() {
        assert_eq!(Kind::of(b"Response"), Kind::Response);
        assert_eq!(Kind::of(b"screenshot"), Kind::Other);
    }
}
