//! `/v1/websub/{source}`, described.

use serde_json::{Value, json};

use crate::openapi::responses;
use crate::problem::Kind;

const DISTRIBUTE: &[Kind] = &[
    Kind::Malformed,
    Kind::NotFound,
    Kind::SlowBody,
    Kind::Gone,
    Kind::TooLarge,
    Kind::UnsupportedType,
    Kind::Internal,
    Kind::Busy,
];

/// Both operations.
pub(super) fn path() -> Value {
    json!({
        "parameters": [
            {"name": "source", "in": "path", "required": true, "description": "The source that is fed.",
             "schema": {"type": "string", "minLength": 1}},
            {"name": "key", "in": "query", "required": true,
             "description": "Part of the address that the hub was given; makes it unguessable.",
             "schema": {"type": "string"}}
        ],
        "get": verify(),
        "post": distribute()
    })
}

fn verify() -> Value {
    let query = |name: &str, required: bool, schema: Value| json!({"name": name, "in": "query", "required": required, "schema": schema});
    json!({
        "operationId": "verifySubscription",
        "tags": ["websub"],
        "summary": "Verification of intent (WebSub 5.3), or a denial (5.2).",
        "description": "404 for everything that was not asked for.",
        "security": [],
        "parameters": [
            query("hub.mode", true, json!({"enum": ["subscribe", "unsubscribe", "denied"]})),
            query("hub.topic", true, json!({"type": "string", "format": "uri"})),
            query("hub.challenge", false, json!({"type": "string"})),
            query("hub.lease_seconds", false, json!({"type": "integer", "minimum": 0})),
            query("hub.reason", false, json!({"type": "string"}))
        ],
        "responses": responses("200", json!({
            "description": "The challenge; empty for a denial.",
            "content": {"text/plain": {"schema": {"type": "string"}}}
        }), &[Kind::NotFound, Kind::Internal])
    })
}

fn distribute() -> Value {
    json!({
        "operationId": "distributeContent",
        "tags": ["websub"],
        "summary": "Content distribution (WebSub 7).",
        "description": "Content without a genuine signature is answered alike, and dropped.",
        "security": [],
        "parameters": [{
            "name": "X-Hub-Signature", "in": "header", "required": false,
            "description": "HMAC of the body under the subscription's secret.",
            "schema": {"type": "string", "pattern": "^sha(1|256|384|512)=[0-9a-fA-F]+$"}
        }],
        "requestBody": {"required": true, "content": {"*/*": {"schema": {"type": "string"}}}},
        "responses": responses("202", json!({"description": "Received."}), DISTRIBUTE)
    })
}
