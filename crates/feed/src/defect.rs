//! What was wrong with a document. A defect never stops the reading: what was found is returned beside it.

/// Something wrong with the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// What kind.
    pub code: DefectCode,
    /// Particulars of its first occurrence, for a person; not meant to be parsed.
    pub detail: String,
}

/// The kinds of defect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DefectCode {
    /// No charset was declared and the bytes are not UTF-8: it was detected from the bytes.
    CharsetGuessed,
    /// The declared charset contradicts the bytes, or is unknown, and was not followed.
    CharsetMismatch,
    /// Characters could not be decoded, and U+FFFD stands in their place.
    ReplacementCharacters,
    /// Control characters that XML forbids were dropped.
    ControlCharacters,
    /// The media type of the response is not one of XML or JSON.
    MediaType,
    /// Something stood before the root element.
    JunkBeforeRoot,
    /// A `<`, a quote or a `>` where none may be, or none where one must be.
    StrayMarkup,
    /// An `&` that begins no reference, or a reference that nobody defined.
    StrayReference,
    /// An end tag without a start tag, or elements that overlap.
    Nesting,
    /// The document ends in the middle.
    Truncated,
    /// Elements were nested too deeply and were passed over.
    DeepNesting,
    /// The document declares entities; they were not expanded.
    EntitiesRefused,
    /// A prefix that was never declared was taken for what it customarily means.
    UndeclaredPrefix,
    /// Content was escaped twice, and was unescaped once more.
    DoubleEscaped,
    /// UTF-8 had been read as an 8-bit charset and encoded again; it was repaired.
    DoubleEncoded,
    /// A date that could not be understood.
    BadDate,
    /// An entry or address beyond the limits was dropped.
    Limit,
}

impl DefectCode {
    /// The spelling used in logs and records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CharsetGuessed => "charset-guessed",
            Self::CharsetMismatch => "charset-mismatch",
            Self::ReplacementCharacters => "replacement-characters",
            Self::ControlCharacters => "control-characters",
            Self::MediaType => "media-type",
            Self::JunkBeforeRoot => "junk-before-root",
            Self::StrayMarkup => "stray-markup",
            Self::StrayReference => "stray-reference",
            Self::Nesting => "nesting",
            Self::Truncated => "truncated",
            Self::DeepNesting => "deep-nesting",
            Self::EntitiesRefused => "entities-refused",
            Self::UndeclaredPrefix => "undeclared-prefix",
            Self::DoubleEscaped => "double-escaped",
            Self::DoubleEncoded => "double-encoded",
            Self::BadDate => "bad-date",
            Self::Limit => "limit",
        }
    }
}

/// Defects met so far: the first of each kind, so that a broken document cannot fill the memory.
#[derive(Debug, Default)]
pub(crate) struct Defects {
    found: Vec<Defect>,
}

impl Defects {
    pub(crate) fn add(&mut self, code: DefectCode, detail: impl FnOnce() -> String) {
        if self.found.iter().all(|defect| defect.code != code) {
            self.found.push(Defect { code, detail: detail() });
        }
    }

    pub(crate) fn into_vec(self) -> Vec<Defect> {
        self.found
    }
}
