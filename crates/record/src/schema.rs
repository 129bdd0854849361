//! JSON Schemas of every payload, generated from the types.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::cursor::Cursor;
use crate::dead::DeadLetter;
use crate::incident::Incident;
use crate::raw::RawDocument;
use crate::record::Record;
use crate::status::SourceStatus;
use crate::story::Story;

/// A named schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    /// The file's stem and the message's name (`record`).
    pub name: &'static str,
    /// JSON Schema, draft 2020-12.
    pub json: Value,
}

/// Every schema of the contract, in the order of the flow.
pub fn all() -> Vec<Schema> {
    vec![
        of::<RawDocument>("raw"),
        of::<Record>("record"),
        of::<Incident>("incident"),
        of::<Story>("story"),
        of::<Cursor>("cursor"),
        of::<SourceStatus>("status"),
        of::<DeadLetter>("dead"),
    ]
}

fn of<T: schemars::JsonSchema>(name: &'static str) -> Schema {
    let generator = SchemaSettings::draft2020_12().into_generator();
    Schema { name, json: generator.into_root_schema_for::<T>().to_value() }
}
