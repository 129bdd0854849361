//! A body becomes documents, or reasons why not, each in its place.
//!
//! A document without a name of its own is named after its bytes, never after its place: the same article in
//! another batch, or sent again, is recognised as the same.

use collect::bad::BadInput;
use collect::file::Options as Reading;
use jiff::Timestamp;
use record::dead::DeadReason;
use record::published::{Basis, Published};
use record::raw::{Body, RawDocument, RawSchema};
use record::record::{Source, SourceKind};
use serde_json::value::RawValue;

use crate::access;
use crate::answer::{Reason, Refused};
use crate::describe::Description;
use crate::media::Shape;
use crate::options::Limits;
use crate::problem::{Kind, Problem};
use crate::token::Token;

/// Explanations are cut after this many characters: a parser may quote its input.
const DETAIL_CHARS: usize = 300;

/// What holds for all documents of a request.
pub(crate) struct Context<'a> {
    pub(crate) shape: &'a Shape,
    pub(crate) description: &'a Description,
    pub(crate) token: &'a Token,
    pub(crate) limits: &'a Limits,
    pub(crate) received_at: Timestamp,
}

/// The place of a document in its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) index: usize,
    pub(crate) line: Option<usize>,
}

/// A document and its place.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) place: Place,
    pub(crate) raw: RawDocument,
}

/// What a body holds.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) good: Vec<Entry>,
    pub(crate) refused: Vec<Refused>,
}

struct Fault(Reason, String);

/// Cuts a body into documents.
///
/// # Errors
/// When it is no JSON at all, or holds too many documents.
pub(crate) fn parse(body: &[u8], context: &Context<'_>) -> Result<Parsed, Problem> {
    let mut parsed = Parsed::default();
    match context.shape {
        Shape::Page(content_type) => parsed.push(0, None, context.page(body, content_type)),
        Shape::Lines => lines(body, context, &mut parsed)?,
        Shape::Json => json(body, context, &mut parsed)?,
    }
    Ok(parsed)
}

fn lines(body: &[u8], context: &Context<'_>, parsed: &mut Parsed) -> Result<(), Problem> {
    let filled = without_mark(body)
        .split(|&byte| byte == b'\n')
        .zip(1..)
        .filter(|(line, _)| !line.trim_ascii().is_empty());
    for (index, (line, number)) in filled.enumerate() {
        context.count(index)?;
        parsed.push(index, Some(number), context.article(line));
    }
    Ok(())
}

fn json(body: &[u8], context: &Context<'_>, parsed: &mut Parsed) -> Result<(), Problem> {
    let text = without_mark(body);
    if text.trim_ascii_start().first() == Some(&b'[') {
        let values: Vec<&RawValue> = serde_json::from_slice(text).map_err(|error| malformed(&error))?;
        for (index, value) in values.into_iter().enumerate() {
            context.count(index)?;
            parsed.push(index, None, context.article(value.get().as_bytes()));
        }
        return Ok(());
    }
    let value: &RawValue = serde_json::from_slice(text).map_err(|error| malformed(&error))?;
    parsed.push(0, None, context.article(value.get().as_bytes()));
    Ok(())
}

fn malformed(error: &serde_json::Error) -> Problem {
    Problem::new(Kind::Malformed, format!("invalid JSON: {error}"))
}

fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

impl Parsed {
    /// How many documents there were, good and bad.
    pub(crate) fn documents(&self) -> usize {
        self.good.len() + self.refused.len()
    }

    fn push(&mut self, index: usize, line: Option<usize>, item: Result<RawDocument, Fault>) {
        let place = Place { index, line };
        match item {
            Ok(raw) => self.good.push(Entry { place, raw }),
            Err(Fault(reason, detail)) => self.refused.push(refused(place, reason, &detail)),
        }
    }
}

/// A refusal at its place.
pub(crate) fn refused(place: Place, reason: Reason, detail: &str) -> Refused {
    let Place { index, line } = place;
    Refused { index, line, reason, detail: detail.chars().take(DETAIL_CHARS).collect() }
}

impl Context<'_> {
    fn count(&self, index: usize) -> Result<(), Problem> {
        let limit = self.limits.documents;
        let detail = || format!("a request has at most {limit} documents");
        if index < limit { Ok(()) } else { Err(Problem::new(Kind::TooLarge, detail())) }
    }

    fn article(&self, json: &[u8]) -> Result<RawDocument, Fault> {
        self.within_limit(json)?;
        let limit = self.limits.document_bytes as u64;
        let reading = Reading { max_document_bytes: limit, received_at: self.received_at };
        let mut raw = collect::json::document(json, &name(json), SourceKind::Push, &reading)
            .map_err(|bad| fault(&bad))?;
        // The sender may tell when it fetched the article; when it came here is ours to say.
        raw.received_at = self.received_at;
        raw.source.id = self.source(&raw.source.id)?;
        Ok(raw)
    }

    fn page(&self, body: &[u8], content_type: &str) -> Result<RawDocument, Fault> {
        self.within_limit(body)?;
        if body.trim_ascii().is_empty() {
            return Err(Fault(Reason::Empty, "the document is empty".to_owned()));
        }
        if collect::file::is_binary(body) {
            return Err(Fault(Reason::Binary, "the document is binary, not text".to_owned()));
        }
        let Description { url, title, byline, published, doc, source: _ } = self.description.clone();
        let id = self.source(collect::json::UNKNOWN_SOURCE)?;
        Ok(RawDocument {
            schema: RawSchema::V1,
            doc: doc.or_else(|| url.clone()).unwrap_or_else(|| name(body)),
            source: Source { id, name: None, kind: SourceKind::Push, url: None },
            url,
            content_type: Some(content_type.to_owned()),
            title,
            byline,
            fetched_at: instant_of(published.as_deref()),
            published,
            received_at: self.received_at,
            body: Body::from_bytes(body.to_vec()),
        })
    }

    fn within_limit(&self, document: &[u8]) -> Result<(), Fault> {
        let limit = self.limits.document_bytes;
        let detail = || format!("{} bytes, over the limit of {limit}", document.len());
        if document.len() > limit { Err(Fault(Reason::TooLarge, detail())) } else { Ok(()) }
    }

    fn source(&self, own: &str) -> Result<String, Fault> {
        access::source(own, self.description.source.as_deref(), self.token).map_err(|other| {
            Fault(Reason::OtherSource, format!("the token may not push for the source `{other}`"))
        })
    }
}

fn name(bytes: &[u8]) -> String {
    format!("push-{}", record::id::digest(&[bytes]))
}

/// As for articles in JSON ([`collect::json::document`]): a date alone counts as the time of fetching too.
fn instant_of(published: Option<&str>) -> Option<Timestamp> {
    Published::parse(published?, Basis::Metadata)?.instant()
}

fn fault(bad: &BadInput) -> Fault {
    let reason = match bad.reason {
        DeadReason::Empty => Reason::Empty,
        DeadReason::Binary => Reason::Binary,
        DeadReason::TooLarge => Reason::TooLarge,
        DeadReason::Unreadable | DeadReason::Undecodable | DeadReason::Panic | DeadReason::Exhausted => {
            Reason::Undecodable
        }
    };
    Fault(reason, bad.detail.clone())
}

#[cfg(test)]
mod tests;
