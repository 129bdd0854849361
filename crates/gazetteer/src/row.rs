//! One place as a dump tells it, and what can be wrong with a line.

use record::record::PlaceKind;

/// A place of a dump.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The dump's id.
    pub id: u64,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// What it is.
    pub kind: PlaceKind,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: [u8; 2],
    /// The division that it lies in, by the dump's own key.
    pub admin: Option<String>,
    /// Inhabitants; 0 where not told.
    pub population: u32,
    /// The name to show in English or in Latin letters.
    pub english: Option<String>,
    /// The name to show in Arabic.
    pub arabic: Option<String>,
    /// All names, these two among them.
    pub names: Vec<String>,
}

/// Why a line is left out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    /// Fields are missing.
    #[error("{found} fields instead of {expected}")]
    Fields {
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// A field holds no such value.
    #[error("`{value}` is no {what}")]
    Value {
        /// What was expected.
        what: &'static str,
        /// What stands there, cut short.
        value: String,
    },
    /// The bytes are not UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// No name has two letters.
    #[error("no usable name")]
    Nameless,
}

impl BadLine {
    pub(crate) fn value(what: &'static str, value: &str) -> Self {
        Self::Value { what, value: value.chars().take(40).collect() }
    }
}

/// A point on the globe from two fields.
pub(crate) fn point(lat: &str, lon: &str) -> Result<(f64, f64), BadLine> {
    let degrees = |text: &str, most: f64| text.parse().ok().filter(|value: &f64| value.abs() <= most);
    Ok((
        degrees(lat, 90.0).ok_or_else(|| BadLine::value("latitude", lat))?,
        degrees(lon, 180.0).ok_or_else(|| BadLine::value("longitude", lon))?,
    ))
}

/// A country code, in either case.
pub(crate) fn country(text: &str) -> Result<[u8; 2], BadLine> {
    match text.as_bytes() {
        [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
            Ok([a.to_ascii_uppercase(), b.to_ascii_uppercase()])
        }
        _ => Err(BadLine::value("country code", text)),
    }
}

/// A number.
pub(crate) fn number(what: &'static str, text: &str) -> Result<u64, BadLine> {
    text.parse().map_err(|_| BadLine::value(what, text))
}
