//! `POST /v1/articles`, described.

use serde_json::{Value, json};

use crate::openapi::responses;
use crate::problem::Kind;

const PROBLEMS: &[Kind] = &[
    Kind::Malformed,
    Kind::BadHeader,
    Kind::Unauthorized,
    Kind::OtherSource,
    Kind::SlowBody,
    Kind::KeyInProgress,
    Kind::TooLarge,
    Kind::UnsupportedType,
    Kind::NoDocument,
    Kind::KeyReused,
    Kind::TooMany,
    Kind::Internal,
    Kind::Busy,
    Kind::Unavailable,
];

const ABOUT: &str = "One article, many, or a page with headers that describe it. The answer is given after \
    all that can be stored is stored; bad documents do not stop good ones. Answers of 503, 429 and 409 are worth \
    another try after the time in `Retry-After`; to send the same again never stores it twice, with or without \
    an idempotency key, since documents are recognised by their content. `Content-Length` is not needed; \
    `Content-Encoding` may be `gzip` or `zstd`.";

/// The operation.
pub(super) fn post() -> Value {
    json!({
        "operationId": "pushArticles",
        "tags": ["articles"],
        "summary": "Push articles.",
        "description": ABOUT,
        "security": [{"token": []}],
        "parameters": parameters(),
        "requestBody": {"required": true, "content": bodies()},
        "responses": responses("202", accepted(), PROBLEMS)
    })
}

fn accepted() -> Value {
    json!({
        "description": "The store has at least one document; those under `refused` it has not.",
        "headers": {"Idempotent-Replayed": {
            "description": "`true`: this answer was given before, to a request with the same idempotency key.",
            "schema": {"const": "true"}
        }},
        "content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/Answer"},
            "example": {
                "accepted": 1, "repeated": 0,
                "refused": [{"index": 1, "line": 2, "reason": "empty", "detail": "the document is empty"}],
                "documents": [{"index": 0, "line": 1, "doc": "7", "id": null, "repeated": false}]
            }
        }}
    })
}

fn bodies() -> Value {
    let lines = json!({
        "schema": {"type": "string", "description": "One `Article` a line."},
        "example": "{\"text\":\"First.\"}\n{\"text\":\"Second.\"}\n"
    });
    let page = json!({
        "schema": {"type": "string", "pattern": "\\S"},
        "example": "<p>The text.</p>"
    });
    json!({
        "application/json": {
            "schema": {"anyOf": [
                {"$ref": "#/components/schemas/Article"},
                {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Article"}}
            ]},
            "example": {"text": "The text.", "title": "A title", "source": "sana", "published": "2026-01-31"}
        },
        "application/x-ndjson": lines,
        "application/ndjson": lines,
        "application/jsonl": lines,
        "text/html": page,
        "application/xhtml+xml": page,
        "text/plain": page
    })
}

fn parameters() -> Value {
    const LETTERS: &str = "Other letters than ASCII as percent-encoded UTF-8, or as a value of RFC 8187.";
    let header = |name: &str, about: String, pattern: &str| {
        json!({
            "name": name, "in": "header", "required": false, "description": about,
            "schema": {"type": "string", "pattern": pattern}
        })
    };
    let described = |name: &str, about: &str| header(name, format!("{about} {LETTERS}"), "^[ -$&-~]*$");
    json!([
        described("Rasid-Source", "The source of documents that name none."),
        header(
            "Rasid-Url",
            "A page's address, taken literally unless it is a value of RFC 8187.".to_owned(),
            "^[ -~]*$"
        ),
        described("Rasid-Title", "A page's title."),
        described("Rasid-Byline", "A page's author line."),
        described("Rasid-Published", "A page's date of publication."),
        described("Rasid-Doc", "A page's name; else its address, else one derived from its bytes."),
        header(
            "Idempotency-Key",
            "draft-ietf-httpapi-idempotency-key-header. The first final answer is given again, within the \
             memory of this process; the same key with another request is refused."
                .to_owned(),
            "^(\"[ !#-\\[\\]-~]{1,255}\"|[!#-\\[\\]-~]{1,255})$"
        )
    ])
}

/// An article in JSON, as [`collect::json::document`] reads it.
pub(super) fn article() -> Value {
    let text = |about: &str| json!({"type": ["string", "null"], "description": about});
    let filled = |about: &str| json!({"type": "string", "pattern": "\\S", "description": about});
    let scalar = |about: &str| json!({"type": ["string", "number", "null"], "description": about});
    json!({
        "title": "Article",
        "description": "Fields that are not named here are ignored.",
        "type": "object",
        "anyOf": [{"required": ["text"]}, {"required": ["html"]}],
        "properties": {
            "text": filled("The text. Goes before `html`."),
            "html": filled("The page, or a part of it."),
            "doc": scalar("Its name for its producer."),
            "id": scalar("The same, where there is no `doc`."),
            "url": text("Its address."),
            "title": text("Its title."),
            "byline": text("Its author line."),
            "published": scalar("Its date of publication, as it stands there."),
            "fetched_at": {"type": ["string", "null"], "format": "date-time", "description": "RFC 3339."},
            "source": {
                "description": "Where it comes from: an id, or more.",
                "anyOf": [
                    {"type": ["string", "number", "null"]},
                    {"type": "object", "required": ["id"], "properties": {
                        "id": {"type": ["string", "number"]},
                        "name": {"type": ["string", "null"]},
                        "url": {"type": ["string", "null"]}
                    }}
                ]
            }
        }
    })
}
