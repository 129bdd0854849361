//! A web archive (WARC): each answer of a server that holds text becomes a document.
//!
//! Which records are documents: responses with status 200, resources and conversions, of HTML, XHTML, plain text or
//! JSON, by the type that the server declared, else by that which the crawler identified, else by their bytes. All
//! others (requests, metadata, redirects, pictures) are no bad input: they are counted and passed over. What is
//! damaged or too large is told as such, where it may have been a document.

use std::borrow::Cow;
use std::io::Read;

use jiff::Timestamp;
use record::dead::DeadReason;
use record::raw::{Body, RawDocument, RawSchema};
use record::record::{Source, SourceKind};
use warc::defect::{Defect, Fault};
use warc::http::BodyDefect;
use warc::record::{Kind, Record};
use warc::records::{Limits, Records};

use crate::bad::{BadInput, Item};
use crate::file::{Options, is_binary};
use crate::json::UNKNOWN_SOURCE;

/// Room for the HTTP header beside a document of the largest size.
const HTTP_HEADER_BYTES: u64 = 1 << 18;

/// The documents of a web archive, in order, read as a stream.
pub struct Archive<R> {
    records: Records<R>,
    name: String,
    options: Options,
    passed_over: PassedOver,
}

/// Records that are no documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PassedOver {
    /// Requests, metadata and others that hold no content.
    pub other_kinds: u64,
    /// Answers with a status other than 200.
    pub other_status: u64,
    /// Answers of types that are no text, and empty ones.
    pub no_text: u64,
}

/// Why a record is no document.
#[derive(Debug, Clone, Copy)]
enum Not {
    Kind,
    Status,
    Text,
}

/// What a record holds, before anything is decompressed.
struct Held<'a> {
    content_type: Option<String>,
    message: Option<warc::http::Response<'a>>,
    stored: &'a [u8],
}

impl<R: Read> Archive<R> {
    /// Reads an archive from its beginning, compressed or not. `name` is what its faults are reported under.
    pub fn new(reader: R, name: &str, options: Options) -> Self {
        let block_bytes = options.max_document_bytes.saturating_add(HTTP_HEADER_BYTES);
        let records = Records::new(reader, Limits { block_bytes, ..Limits::default() });
        Self { records, name: name.to_owned(), options, passed_over: PassedOver::default() }
    }

    /// The records so far that were no documents.
    pub fn passed_over(&self) -> PassedOver {
        self.passed_over
    }
}

impl<R: Read> Iterator for Archive<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            let not = match self.records.next_record()? {
                Ok(record) => match content(&record) {
                    Ok(content) => match document(&record, &content, &self.name, &self.options) {
                        Ok(Some(document)) => return Some(Ok(document)),
                        Ok(None) => Not::Text,
                        Err(bad) => return Some(Err(bad)),
                    },
                    Err(not) => not,
                },
                Err(defect) => match is_of_no_concern(&defect) {
                    Some(not) => not,
                    None => return Some(Err(bad(&defect, &self.name))),
                },
            };
            let count = match not {
                Not::Kind => &mut self.passed_over.other_kinds,
                Not::Status => &mut self.passed_over.other_status,
                Not::Text => &mut self.passed_over.no_text,
            };
            *count += 1;
        }
    }
}

/// What a record holds, where that may be a document.
fn content<'a>(record: &Record<'a>) -> Result<Held<'a>, Not> {
    let content_type = record.content_type().map(Cow::into_owned);
    match record.kind() {
        Kind::Response => {
            let content = answer(record.block())?;
            let judged = content.content_type.clone().or_else(|| record.payload_type().map(Cow::into_owned));
            if is_text(judged.as_deref()) { Ok(content) } else { Err(Not::Text) }
        }
        Kind::Resource | Kind::Conversion if is_text(content_type.as_deref()) => {
            Ok(Held { content_type, message: None, stored: record.block() })
        }
        Kind::Resource | Kind::Conversion => Err(Not::Text),
        Kind::Warcinfo
        | Kind::Request
        | Kind::Metadata
        | Kind::Revisit
        | Kind::Continuation
        | Kind::Other => Err(Not::Kind),
    }
}

/// The HTTP message of a response.
fn answer(block: &[u8]) -> Result<Held<'_>, Not> {
    let message = warc::http::response(block).map_err(|_| Not::Kind)?;
    if message.status != 200 {
        return Err(Not::Status);
    }
    let content_type = message.header("Content-Type").map(Cow::into_owned).filter(|text| !text.is_empty());
    Ok(Held { content_type, stored: message.stored, message: Some(message) })
}

/// Whether a type is that of a document; one that is not told may be.
fn is_text(content_type: Option<&str>) -> bool {
    const TYPES: [&str; 4] = ["text/html", "application/xhtml+xml", "text/plain", "application/json"];
    let Some(content_type) = content_type else { return true };
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    TYPES.iter().any(|known| essence.eq_ignore_ascii_case(known))
}

/// The document that a record holds; none where its bytes are no text.
fn document(
    record: &Record<'_>,
    content: &Held<'_>,
    archive: &str,
    options: &Options,
) -> Result<Option<RawDocument>, BadInput> {
    let name = name(record, archive);
    let body = body(content, options.max_document_bytes).map_err(|(reason, detail)| {
        BadInput::new(&name, reason, format!("in {archive} at {}: {detail}", record.place()))
    })?;
    if body.trim_ascii().is_empty() || is_binary(&body) {
        return Ok(None);
    }
    let url = record.target_uri().map(Cow::into_owned);
    let fetched_at: Option<Timestamp> = record.date();
    Ok(Some(RawDocument {
        schema: RawSchema::V1,
        doc: name,
        source: source(url.as_deref()),
        url,
        content_type: content.content_type.clone(),
        title: None,
        byline: None,
        published: None,
        fetched_at,
        received_at: fetched_at.unwrap_or(options.received_at),
        body: Body::from_bytes(body.into_owned()),
    }))
}

/// The name of a document: the record's id, where a broken crawler left it out the address, else its place.
fn name(record: &Record<'_>, archive: &str) -> String {
    let name = record.id().or_else(|| record.target_uri());
    name.map_or_else(|| format!("{archive}#{}", record.place().offset), Cow::into_owned)
}

fn body<'a>(content: &Held<'a>, limit: u64) -> Result<Cow<'a, [u8]>, (DeadReason, String)> {
    let too_large =
        || (DeadReason::TooLarge, format!("over the limit of {limit} bytes (limits.document_bytes)"));
    let Some(message) = &content.message else {
        let whole = content.stored.len() as u64 <= limit;
        return if whole { Ok(Cow::Borrowed(content.stored)) } else { Err(too_large()) };
    };
    let body = message.body(usize::try_from(limit).unwrap_or(usize::MAX)).map_err(|_| too_large())?;
    // What a broken chunk or stream leaves is the page up to there, as a reader would have seen it.
    if body.defects.contains(&BodyDefect::UnknownCoding) {
        return Err((DeadReason::Undecodable, "the body is in a coding that is not known".to_owned()));
    }
    Ok(body.bytes)
}

/// The site that an address lies on, its host being the source's id.
fn source(url: Option<&str>) -> Source {
    let site = url.and_then(site);
    let (id, url) = match site {
        Some((id, origin)) => (id, Some(origin)),
        None => (UNKNOWN_SOURCE.to_owned(), None),
    };
    Source { id, name: None, kind: SourceKind::Warc, url }
}

/// The source's id (`www.sana.sy` is `sana-sy`: such a name goes into a subject as it stands) and the origin.
fn site(url: &str) -> Option<(String, String)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let authority = authority.rsplit('@').next()?.to_lowercase();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, port),
        Some(_) | None => (authority.as_str(), ""),
    };
    let host = host.trim_end_matches('.');
    let id = host.strip_prefix("www.").unwrap_or(host).replace('.', "-");
    let scheme = scheme.to_ascii_lowercase();
    let default = port.is_empty() || matches!((scheme.as_str(), port), ("http", "80") | ("https", "443"));
    let origin = if default { format!("{scheme}://{host}") } else { format!("{scheme}://{host}:{port}") };
    (!id.is_empty()).then_some((id, origin))
}

/// A record over the limit of which enough is known to tell that it is no document.
fn is_of_no_concern(defect: &Defect) -> Option<Not> {
    let Fault::TooLarge { kind, head, .. } = &defect.fault else { return None };
    match kind {
        Kind::Response => match answer(head) {
            Ok(content) if is_text(content.content_type.as_deref()) && !is_binary(content.stored) => None,
            Ok(_) => Some(Not::Text),
            Err(not) => Some(not),
        },
        Kind::Resource | Kind::Conversion => is_binary(head).then_some(Not::Text),
        Kind::Warcinfo
        | Kind::Request
        | Kind::Metadata
        | Kind::Revisit
        | Kind::Continuation
        | Kind::Other => Some(Not::Kind),
    }
}

fn bad(defect: &Defect, archive: &str) -> BadInput {
    let reason = match &defect.fault {
        Fault::TooLarge { .. } | Fault::HeaderTooLarge => DeadReason::TooLarge,
        Fault::Unreadable(_) => DeadReason::Unreadable,
        Fault::NoRecord
        | Fault::NoLength
        | Fault::WrongLength(_)
        | Fault::Truncated
        | Fault::Damaged
        | Fault::Checksum => DeadReason::Undecodable,
    };
    match &defect.record {
        Some(id) => BadInput::new(id, reason, format!("in {archive} {defect}")),
        None => BadInput::new(archive, reason, defect.to_string()),
    }
}

#[cfg(test)]
mod tests;
