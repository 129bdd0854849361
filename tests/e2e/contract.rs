//! The contract as files: committed, current, and decodable for ever.

use record::cursor::Cursor;
use record::dead::DeadLetter;
use record::incident::Incident;
use record::raw::RawDocument;
use record::record::Record;
use record::status::SourceStatus;
use record::story::Story;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::rig::{rasid, root, succeed};

#[test]
fn the_committed_schemas_are_current() {
    succeed(rasid().args(["schema", "docs", "--check"]));
}

/// A stored sample of version 1 decodes, follows the schema, and says the same after a round trip.
#[track_caller]
fn check<T: Serialize + DeserializeOwned>(name: &str) {
    let read = |path: &str| -> Value {
        let path = root().join(path);
        serde_json::from_slice(
            &std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        )
        .unwrap()
    };
    let sample = read(&format!("tests/fixtures/contract/v1/{name}.json"));
    let validator = jsonschema::validator_for(&read(&format!("docs/schema/{name}.json"))).unwrap();
    let faults: Vec<_> = validator.iter_errors(&sample).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{name}: {faults:?}");
    let decoded: T = serde_json::from_value(sample.clone()).unwrap();
    // By way of text: a value tree would widen 32-bit floats.
    let again: Value = serde_json::from_str(&serde_json::to_string(&decoded).unwrap()).unwrap();
    for (key, value) in sample.as_object().unwrap() {
        assert_eq!(again.get(key), Some(value), "{name}.{key}");
    }
}

#[test]
fn stored_samples_of_version_1_decode() {
    check::<RawDocument>("raw");
    check::<Record>("record");
    check::<Incident>("incident");
    check::<Story>("story");
    check::<Cursor>("cursor");
    check::<SourceStatus>("status");
    check::<DeadLetter>("dead");
}

#[test]
fn the_asyncapi_document_names_every_schema() {
    let document: Value =
        serde_json::from_slice(&std::fs::read(root().join("docs/asyncapi.json")).unwrap()).unwrap();
    assert_eq!(document["asyncapi"], "3.0.0");
    for (name, channel) in document["channels"].as_object().unwrap() {
        assert!(channel["address"].as_str().unwrap().starts_with("rasid."), "{name}");
    }
    for (name, message) in document["components"]["messages"].as_object().unwrap() {
        if let Some(reference) = message["payload"]["$ref"].as_str() {
            assert!(root().join("docs").join(reference).is_file(), "{name}: {reference}");
        }
    }
}
