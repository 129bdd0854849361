//! The `AsyncAPI` 3.0 document: every subject, the stream that holds it, and what it carries.

use serde_json::{Map, Value, json};

use crate::schema;
use crate::subject::{SUBMIT, Stream};

struct Channel {
    name: &'static str,
    address: &'static str,
    message: &'static str,
    stream: Option<Stream>,
    about: &'static str,
}

const CHANNELS: &[Channel] = &[
    Channel {
        name: "raw",
        address: "rasid.raw.{source}",
        message: "raw",
        stream: Some(Stream::Raw),
        about: "The document as fetched or received; zstd where Content-Encoding says so.",
    },
    Channel {
        name: "enriched",
        address: "rasid.enriched.{lang}",
        message: "record",
        stream: Some(Stream::Enriched),
        about: "A record before the resolver: its dedup is null.",
    },
    Channel {
        name: "record",
        address: "rasid.record.{status}.{lang}.{source}",
        message: "record",
        stream: Some(Stream::Results),
        about: "A judged record; rasid.record.new.ar.> is every first Arabic article.",
    },
    Channel {
        name: "incident",
        address: "rasid.incident.{event_type}.{country}.{admin1}",
        message: "incident",
        stream: Some(Stream::Results),
        about: "One real-world event over all reports; rasid.incident.assault.sy.> is every assault in Syria.",
    },
    Channel {
        name: "story",
        address: "rasid.story.{story}",
        message: "story",
        stream: Some(Stream::Results),
        about: "Reports of one happening.",
    },
    Channel {
        name: "cursor",
        address: "rasid.cursor.{shard}",
        message: "cursor",
        stream: Some(Stream::Results),
        about: "How far the resolver has come, in one atomic batch with the outcomes.",
    },
    Channel {
        name: "status",
        address: "rasid.status.source.{source}",
        message: "status",
        stream: Some(Stream::Status),
        about: "A source's health when it changes.",
    },
    Channel {
        name: "dead",
        address: "rasid.dead.{stage}.{reason}",
        message: "dead",
        stream: Some(Stream::Dead),
        about: "An input that no retry can save.",
    },
    Channel {
        name: "submit",
        address: SUBMIT,
        message: "submission",
        stream: None,
        about: "Request/reply: push a document, get {\"id\": …} or {\"error\": …} back.",
    },
];

/// The whole document.
pub fn document() -> Value {
    let mut channels = Map::new();
    let mut operations = Map::new();
    for channel in CHANNELS {
        channels.insert(channel.name.to_owned(), channel_json(channel));
        let action = if channel.stream.is_some() { "send" } else { "receive" };
        operations.insert(
            format!("{action}-{}", channel.name),
            json!({"action": action, "channel": {"$ref": format!("#/channels/{}", channel.name)}}),
        );
    }
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "rasid",
            "version": "1.0.0",
            "description": "Enriched news over NATS JetStream. Tokens are lower-case ASCII; a missing one is `_`.",
            "license": {"name": "Apache-2.0 OR MIT"}
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages()}
    })
}

fn channel_json(channel: &Channel) -> Value {
    let parameters: Map<String, Value> = channel
        .address
        .split(['{', '}'])
        .skip(1)
        .step_by(2)
        .map(|name| (name.to_owned(), json!({"description": format!("The {name}, as a token.")})))
        .collect();
    let mut out = json!({
        "address": channel.address,
        "description": channel.about,
        "messages": {channel.message: {"$ref": format!("#/components/messages/{}", channel.message)}},
    });
    if let Some(fields) = out.as_object_mut() {
        if !parameters.is_empty() {
            fields.insert("parameters".to_owned(), parameters.into());
        }
        if let Some(stream) = channel.stream {
            fields.insert("x-jetstream".to_owned(), json!({"stream": stream.name()}));
        }
    }
    out
}

fn messages() -> Map<String, Value> {
    let mut messages: Map<String, Value> = schema::all()
        .into_iter()
        .map(|schema| {
            let payload = json!({"$ref": format!("./schema/{}.json", schema.name)});
            (schema.name.to_owned(), json!({"name": schema.name, "payload": payload, "headers": headers()}))
        })
        .collect();
    messages.insert(
        "submission".to_owned(),
        json!({"name": "submission", "payload": {
            "type": "object",
            "description": "A document: the same fields as one line of NDJSON for `rasid replay`.",
            "properties": {
                "doc": {"type": "string"}, "id": {"type": ["string", "integer"]},
                "text": {"type": "string"}, "html": {"type": "string"}, "title": {"type": "string"},
                "url": {"type": "string"}, "source": {"type": "string"}, "published": {"type": "string"}
            }
        }}),
    );
    messages
}

fn headers() -> Value {
    json!({
        "type": "object",
        "properties": {
            "Nats-Msg-Id": {"type": "string", "description": "Derived from content and stage."},
            "ce-specversion": {"const": "1.0"},
            "ce-id": {"type": "string"},
            "ce-type": {"type": "string"},
            "ce-source": {"type": "string"},
            "ce-time": {"type": "string", "format": "date-time"},
            "traceparent": {"type": "string", "description": "W3C trace context."},
            "Rasid-Input-Seq": {"type": "string", "description": "Stream sequence that it was made from."},
            "Rasid-Received-At": {"type": "string", "format": "date-time", "description": "The document's time of receipt."}
        }
    })
}
