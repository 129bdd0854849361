//! One document as JSON: a line of NDJSON, a `.json` file, a request to `rasid.submit`.
//!
//! Lenient where that is safe: unknown fields are ignored and ids may be numbers, so that the output of other
//! tools pipes straight in. A document without text is refused.

use record::dead::DeadReason;
use record::published::{Basis, Published};
use record::raw::{Body, RawDocument, RawSchema};
use record::record::{Source, SourceKind};
use serde::Deserialize;

use crate::bad::{BadInput, Item};
use crate::file::Options;

/// The source of documents that name none.
pub const UNKNOWN_SOURCE: &str = "unknown";

#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Whole(i64),
    Real(f64),
}

impl Scalar {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Whole(number) => number.to_string(),
            Self::Real(number) => number.to_string(),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum JsonSource {
    Id(Scalar),
    Object { id: Scalar, name: Option<String>, url: Option<String> },
}

#[derive(Deserialize)]
struct JsonDocument {
    doc: Option<Scalar>,
    id: Option<Scalar>,
    text: Option<String>,
    html: Option<String>,
    title: Option<String>,
    byline: Option<String>,
    url: Option<String>,
    source: Option<JsonSource>,
    published: Option<Scalar>,
    fetched_at: Option<String>,
}

/// Reads one JSON object as a document. `fallback` names it where it does not name itself.
pub fn document(bytes: &[u8], fallback: &str, kind: SourceKind, options: &Options) -> Item {
    let bad = |reason, detail: String| {
        Err(BadInput { doc: fallback.to_owned(), reason, detail, bytes: bytes.to_vec() })
    };
    let parsed: JsonDocument = match serde_json::from_slice(bytes) {
        Ok(parsed) => parsed,
        Err(error) => return bad(DeadReason::Undecodable, format!("invalid JSON: {error}")),
    };
    let (body, content_type) = match (parsed.text, parsed.html) {
        (Some(text), _) => (text, "text/plain; charset=utf-8"),
        (None, Some(html)) => (html, "text/html; charset=utf-8"),
        (None, None) => {
            return bad(DeadReason::Undecodable, "the object has neither `text` nor `html`".to_owned());
        }
    };
    if body.trim().is_empty() {
        return bad(DeadReason::Empty, "the document is empty".to_owned());
    }
    let published = parsed.published.map(Scalar::into_text);
    let given_fetched_at = match parsed.fetched_at.map(|text| text.parse()).transpose() {
        Ok(given) => given,
        Err(error) => {
            return bad(DeadReason::Undecodable, format!("`fetched_at` is no RFC 3339 time: {error}"));
        }
    };
    let named = |scalar: Option<Scalar>| scalar.map(Scalar::into_text).filter(|text| !text.is_empty());
    Ok(RawDocument {
        schema: RawSchema::V1,
        doc: named(parsed.doc)
            .or_else(|| named(parsed.id))
            .or_else(|| parsed.url.clone())
            .unwrap_or_else(|| fallback.to_owned()),
        source: source(parsed.source, kind),
        url: parsed.url,
        content_type: Some(content_type.to_owned()),
        title: parsed.title,
        byline: parsed.byline,
        fetched_at: given_fetched_at.or_else(|| instant_of(published.as_deref())),
        published,
        received_at: given_fetched_at.unwrap_or(options.received_at),
        body: Body::Text(body),
    })
}

fn source(given: Option<JsonSource>, kind: SourceKind) -> Source {
    let (id, name, url) = match given {
        Some(JsonSource::Id(id)) => (id.into_text(), None, None),
        Some(JsonSource::Object { id, name, url }) => (id.into_text(), name, url),
        None => (UNKNOWN_SOURCE.to_owned(), None, None),
    };
    let id = if id.is_empty() { UNKNOWN_SOURCE.to_owned() } else { id };
    Source { id, name, kind, url }
}

/// A replayed document that does not say when it was fetched counts as fetched when it was published.
pub(crate) fn instant_of(published: Option<&str>) -> Option<jiff::Timestamp> {
    Published::parse(published?, Basis::Metadata)?.instant()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Item {
        let options =
            Options { max_document_bytes: 1000, received_at: "2026-01-01T00:00:00Z".parse().unwrap() };
        document(json.as_bytes(), "here#1", SourceKind::File, &options)
    }

    #[test]
    fn fields_are_read_and_unknown_ones_ignored() {
        let raw =
            read(r#"{"id": 7, "text": "خبر", "source": "43", "ts": 1, "published": "2024-03-18"}"#).unwrap();
        assert_eq!((raw.doc.as_str(), raw.source.id.as_str()), ("7", "43"));
        assert_eq!(raw.fetched_at.unwrap().to_string(), "2024-03-18T00:00:00Z");
        assert_eq!(raw.received_at.to_string(), "2026-01-01T00:00:00Z");
    }

    #[test]
    fn a_nameless_document_takes_its_place_as_name() {
        let raw = read(r#"{"html": "<p>x</p>"}"#).unwrap();
        assert_eq!((raw.doc.as_str(), raw.source.id.as_str()), ("here#1", "unknown"));
        assert_eq!(raw.received_at.to_string(), "2026-01-01T00:00:00Z");
    }

    #[test]
    fn a_given_time_of_fetching_is_the_time_of_receipt() {
        let raw = read(r#"{"text": "x", "fetched_at": "2023-11-14T22:13:20Z"}"#).unwrap();
        assert_eq!(raw.received_at, raw.fetched_at.unwrap());
    }

    #[test]
    fn what_is_no_document_is_refused() {
        assert_eq!(read("{oops").unwrap_err().reason, DeadReason::Undecodable);
        assert_eq!(read(r#"{"title": "x"}"#).unwrap_err().reason, DeadReason::Undecodable);
        assert_eq!(read(r#"{"text": " "}"#).unwrap_err().reason, DeadReason::Empty);
    }
}
