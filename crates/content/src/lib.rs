//! From bytes to an article: charset, main text of HTML pages, cleaning of plain text.
//!
//! One function, [`article`], takes what a collector received and gives back title, byline, date and
//! body, together with everything it took out ([`Removed`]) and everything that was wrong with the input
//! ([`Defect`]). It never fails: a broken page is an article with defects.
//!
//! What it is not: it opens no connection, knows no events, and does not fold, repair or normalise the
//! words of the body; crate `text` does that afterwards and needs the raw characters (tatweel and
//! censored spellings are evidence there).
//!
//! Vocabulary of site furniture is data under `config/content`, see [`furniture`].

pub mod charset;
pub mod dates;
pub mod furniture;
pub mod sniff;

mod clean;
mod html;
mod line;
mod plain;

pub use furniture::Furniture;
pub use sniff::Format;

/// What a collector hands over: the bytes, and what was said about them on the way.
#[derive(Debug, Clone, Copy, Default)]
pub struct Input<'a> {
    /// The document as received.
    pub bytes: &'a [u8],
    /// Transport header `Content-Type`; may carry a charset.
    pub content_type: Option<&'a str>,
    /// Where the document was found; relative canonical links are resolved against it.
    pub url: Option<&'a str>,
    /// Title given by the producer (feed item, JSON field); it wins over the document's own.
    pub title: Option<&'a str>,
    /// Language given by the producer.
    pub language: Option<&'a str>,
}

/// An article, as far as the document allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// Headline without the site's name; `None` where the document has none.
    pub title: Option<String>,
    /// The body whose letterhead stands above the title, a state's left aside, or that the foot says issued it.
    pub letterhead: Option<String>,
    /// Who wrote it, as written.
    pub byline: Option<String>,
    /// When it was published, as far as the document itself says.
    pub published: Option<Found>,
    /// When it was last changed, as far as the page's metadata say (ISO 8601, as [`Found::value`]).
    pub modified: Option<String>,
    /// The address that the page itself claims.
    pub canonical_url: Option<String>,
    /// Name of the site that the page itself claims.
    pub site_name: Option<String>,
    /// Language as declared by the producer or the page (BCP 47, not checked against the text).
    pub language: Option<String>,
    /// Raw characters of the body, paragraphs separated by a blank line.
    pub body: String,
    /// Everything a reader would have seen that is neither title nor body, in document order.
    pub removed: Vec<Removed>,
    /// What was wrong with the input.
    pub defects: Vec<Defect>,
}

/// A date of publication and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// ISO 8601 date (`2024-03-18`) or instant with offset (`2024-03-18T10:00:00+03:00`).
    pub value: String,
    /// Where it stood.
    pub basis: Basis,
}

/// Where a date of publication stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// In metadata: JSON-LD, OpenGraph, microdata, `meta`, `<time datetime>`.
    Metadata,
    /// In words that a reader sees.
    Text,
}

/// A piece taken out of what a reader would see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Why.
    pub reason: Reason,
    /// The raw characters taken out.
    pub text: String,
}

/// Why a piece was taken out; maps one to one to the contract's `removed.reason`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Site furniture: menus, counters, rights, tags, tickers.
    Boilerplate,
    /// The title standing once more.
    RepeatedTitle,
    /// Caption of a picture or film.
    Caption,
    /// Who wrote, edited, took the picture, or was copied.
    Credit,
    /// Links to other articles.
    Related,
    /// Invitations to pass the article on.
    Share,
    /// Invitations to follow, join or subscribe.
    Subscribe,
    /// Appeals for money.
    Donate,
    /// A bare address.
    Url,
    /// Anything else that is not part of the article.
    Other,
}

impl Reason {
    /// The contract's spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Boilerplate => "boilerplate",
            Self::RepeatedTitle => "repeated-title",
            Self::Caption => "caption",
            Self::Credit => "credit",
            Self::Related => "related",
            Self::Share => "share",
            Self::Subscribe => "subscribe",
            Self::Donate => "donate",
            Self::Url => "url",
            Self::Other => "other",
        }
    }
}

/// Something wrong with the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// What kind.
    pub code: DefectCode,
    /// Particulars for a person; not meant to be parsed.
    pub detail: String,
}

impl Defect {
    pub(crate) fn new(code: DefectCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

/// The kinds of defect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DefectCode {
    /// No charset was declared and the bytes are not UTF-8: it was detected from the bytes.
    CharsetGuessed,
    /// The declared charset contradicts the bytes and was not followed.
    CharsetMismatch,
    /// UTF-8 had been read as an 8-bit charset and encoded again; it was repaired.
    DoubleEncodedUtf8,
    /// Characters could not be decoded, and U+FFFD stands in their place.
    ReplacementCharacters,
    /// The page ends in the middle of its markup.
    TruncatedHtml,
    /// Elements were nested too deeply and were flattened.
    DeepNesting,
    /// Only the beginning of the article is here (paywall, teaser).
    Partial,
    /// Several statements of the date of publication disagree by more than a day.
    DatesDisagree,
    /// A heading was glued to the sentence after it; they were separated.
    GluedHeading,
    /// Nothing was left as a body.
    EmptyBody,
}

impl DefectCode {
    /// The spelling used in logs and records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CharsetGuessed => "charset-guessed",
            Self::CharsetMismatch => "charset-mismatch",
            Self::DoubleEncodedUtf8 => "double-encoded-utf8",
            Self::ReplacementCharacters => "replacement-characters",
            Self::TruncatedHtml => "truncated-html",
            Self::DeepNesting => "deep-nesting",
            Self::Partial => "partial",
            Self::DatesDisagree => "dates-disagree",
            Self::GluedHeading => "glued-heading",
            Self::EmptyBody => "empty-body",
        }
    }
}

/// The producer's title. Feeds and JSON often carry it as a piece of HTML: tags go, entities are undone.
pub(crate) fn given_title(input: &Input<'_>) -> Option<String> {
    let title = html::unescape(&without_tags(input.title?));
    let title = title.trim();
    (!title.is_empty()).then(|| title.to_owned())
}

/// The text without what looks like a tag; a lone `<` stays. One pass: a piece between two `<` holds at most one tag.
fn without_tags(text: &str) -> String {
    let mut pieces = text.split('<');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let is_tag = piece.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        if let Some((_, behind)) = piece.split_once('>').filter(|_| is_tag) {
            out.push_str(behind);
        } else {
            out.push('<');
            out.push_str(piece);
        }
    }
    out
}

/// Makes an article of a document. Never fails and never panics, whatever the bytes.
pub fn article(input: &Input<'_>, furniture: &Furniture) -> Article {
    let decoded = charset::decode(input.bytes, input.content_type);
    let mut article = match Format::sniff(input.content_type, input.bytes) {
        Format::Html => html::article(&decoded.text, input, furniture),
        Format::Plain => plain::article(&decoded.text, input, furniture),
    };
    if article.body.is_empty() {
        article.defects.push(Defect::new(DefectCode::EmptyBody, "no text was left as a body"));
    }
    article.defects.splice(0..0, decoded.defects);
    article
}

#[cfg(test)]
mod given_title_tests {
    use super::*;

    #[track_caller]
    fn check(given: &str, expected: Option<&str>) {
        let input = Input { title: Some(given), ..Input::default() };
        assert_eq!(given_title(&input).as_deref(), expected);
    }

    #[test]
    fn a_title_may_be_a_piece_of_html() {
        check("<b>قصف</b> على &quot;منبج&quot;", Some("قصف على \"منبج\""));
        check("3 < 5 &amp; 7 > 6", Some("3 < 5 & 7 > 6"));
        check(" <br/> ", None);
        check("a <b", Some("a <b"));
    }
}
