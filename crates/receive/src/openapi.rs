//! The `OpenAPI` 3.1 document of the interface.
//!
//! Written by hand where a person reads it, derived where code knows better: the schemas of answers from their
//! types, the problems from their closed set. Tests drive the router to every answer that it names.
//! What holds for every address is not repeated at each: 404 for an unknown one, 405 for another method.

mod articles;
mod websub;

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::problem::{Kind, MEDIA_TYPE, ProblemBody};
use crate::router;

/// The whole document.
pub fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "rasid: articles pushed over HTTP",
            "version": "1.0.0",
            "summary": "Push news articles; they are stored before the answer is given.",
            "description": "Every answer but success is a problem of RFC 9457, for an unknown address (404) and \
                another method (405) too. Its `type` is a path into this document: `x-problems`.",
            "license": {"name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT"}
        },
        "servers": [{"url": "/"}],
        "tags": [
            {"name": "articles", "description": "For producers."},
            {"name": "websub", "description": "For hubs (W3C WebSub)."},
            {"name": "about", "description": "The interface itself."}
        ],
        "paths": {
            router::ARTICLES: {"post": articles::post()},
            format!("{}{{source}}", router::WEBSUB): websub::path(),
            router::OPENAPI: {"get": described()}
        },
        "components": {
            "securitySchemes": {"token": {
                "type": "http",
                "scheme": "bearer",
                "description": "RFC 6750. A token may be bound to one source."
            }},
            "schemas": schemas()
        },
        "x-problems": problems()
    })
}

fn described() -> Value {
    json!({
        "operationId": "describe",
        "tags": ["about"],
        "summary": "This document.",
        "security": [],
        "responses": {"200": {
            "description": "The document.",
            "content": {"application/json": {"schema": {"type": "object", "required": ["openapi", "paths"]}}}
        }}
    })
}

fn schemas() -> Map<String, Value> {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    generator.subschema_for::<Answer>();
    generator.subschema_for::<ProblemBody>();
    let mut schemas = generator.take_definitions(true);
    schemas.insert("Article".to_owned(), articles::article());
    schemas
}

fn problems() -> Map<String, Value> {
    let entry = |kind: &Kind| {
        let about = json!({"type": kind.uri(), "title": kind.title(), "status": kind.status().as_u16()});
        (kind.slug().to_owned(), about)
    };
    Kind::ALL.iter().map(entry).collect()
}

/// The responses of an operation: its success, and the problems it may answer with, grouped by status.
fn responses(status: &str, success: Value, kinds: &[Kind]) -> Value {
    let mut all = Map::new();
    all.insert(status.to_owned(), success);
    for kind in kinds {
        let status = kind.status().as_str().to_owned();
        let same = kinds.iter().filter(|other| other.status() == kind.status());
        let titles: Vec<String> = same.map(|kind| format!("`{}`: {}.", kind.slug(), kind.title())).collect();
        let mut response = json!({
            "description": titles.join(" "),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        });
        if let (Some(headers), Some(fields)) = (headers(*kind), response.as_object_mut()) {
            fields.insert("headers".to_owned(), headers);
        }
        all.insert(status, response);
    }
    all.into()
}

fn headers(kind: Kind) -> Option<Value> {
    let text = |name: &str, about: &str| {
        Some(json!({name: {"description": about, "required": true, "schema": {"type": "string"}}}))
    };
    match kind {
        Kind::Unauthorized => text("WWW-Authenticate", "RFC 6750."),
        Kind::UnsupportedType => text("Accept-Post", "The media types that are taken."),
        Kind::KeyInProgress | Kind::TooMany | Kind::Busy | Kind::Unavailable => Some(json!({"Retry-After": {
            "description": "When to come again, in seconds.",
            "required": true,
            "schema": {"type": "integer", "minimum": 1}
        }})),
        Kind::Malformed
        | Kind::BadHeader
        | Kind::OtherSource
        | Kind::NotFound
        | Kind::MethodNotAllowed
        | Kind::SlowBody
        | Kind::Gone
        | Kind::TooLarge
        | Kind::NoDocument
        | Kind::KeyReused
        | Kind::Internal => None,
    }
}
