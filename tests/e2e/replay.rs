//! `rasid replay`: valid records, in input order, the same whatever the number of threads.

use std::io::Write as _;
use std::process::Stdio;

use crate::rig::{json_lines, rasid, root, succeed};

fn validator() -> jsonschema::Validator {
    let path = root().join("docs/schema/record.json");
    let schema = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[track_caller]
fn check_records(folder: &str, expected: usize) {
    let records = json_lines(&succeed(rasid().args(["replay", folder, "--format", "ndjson"])));
    assert_eq!(records.len(), expected, "{folder}");
    let validator = validator();
    for record in &records {
        let faults: Vec<_> = validator.iter_errors(record).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{}: {faults:?}", record["doc"]);
        check_offsets(record);
    }
}

/// Every span lies within the text, and every id that an event names is in the record.
#[track_caller]
fn check_offsets(record: &serde_json::Value) {
    let length = record["text"].as_str().unwrap().chars().count() as u64;
    let inside = |span: &serde_json::Value| {
        let (start, end) = (span["start"].as_u64().unwrap(), span["end"].as_u64().unwrap());
        assert!(start < end && end <= length, "{}: {span} of {length}", record["doc"]);
    };
    let mut ids = Vec::new();
    for list in ["entities", "places"] {
        for one in record[list].as_array().unwrap() {
            ids.push(one["id"].clone());
            one["mentions"].as_array().unwrap().iter().for_each(inside);
        }
    }
    record["dates"].as_array().unwrap().iter().for_each(inside);
    record["quotes"].as_array().unwrap().iter().for_each(inside);
    for event in record["events"].as_array().unwrap() {
        inside(&event["evidence"]);
        for party in event["actor"].as_array().unwrap().iter().chain(event["recipient"].as_array().unwrap()) {
            assert!(party.is_object() || ids.contains(party), "{}: {party} is no entity", record["doc"]);
        }
        assert!(event["event_loc"].is_null() || ids.contains(&event["event_loc"]), "{}", record["doc"]);
    }
}

#[test]
fn records_of_the_seeds_follow_the_schema() {
    check_records("seeds", 57);
}

/// The founding articles are not part of the repository; they are tested where they lie beside it.
#[test]
fn records_of_the_founding_articles_follow_the_schema() {
    if root().join("../shared/seeds").is_dir() {
        check_records("../shared/seeds", 5);
    } else {
        println!("no founding articles beside this checkout; seeds/ stands in for them");
        check_records("seeds/gold", 20);
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let with =
        |threads| succeed(rasid().args(["replay", "seeds", "--format", "ndjson", "--threads", threads]));
    let one = with("1");
    assert_eq!(one, with("2"));
    assert_eq!(one, with("8"));
}

#[test]
fn records_come_in_input_order() {
    let manifest = std::fs::read_to_string(root().join("seeds/gold/manifest.jsonl")).unwrap();
    let wanted: Vec<_> = json_lines(&manifest).into_iter().map(|entry| entry["doc"].clone()).collect();
    let records = json_lines(&succeed(rasid().args(["replay", "seeds/gold", "--format", "ndjson"])));
    let got: Vec<_> = records.into_iter().map(|record| record["doc"].clone()).collect();
    assert_eq!(got, wanted);
}

#[test]
fn ndjson_comes_in_by_standard_input() {
    let mut child = rasid()
        .args(["replay", "-", "--format", "ndjson"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = "{\"id\": 1, \"text\": \"خبر قصير من دير الزور.\", \"source\": \"a\", \"kind\": \"base\"}\n";
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let records = json_lines(std::str::from_utf8(&output.stdout).unwrap());
    assert_eq!(records.len(), 1);
    assert_eq!(
        (records[0]["doc"].as_str(), records[0]["language"]["code"].as_str()),
        (Some("1"), Some("ar"))
    );
}

#[test]
fn explain_tells_what_was_removed_restored_and_found() {
    let text = succeed(rasid().args(["explain", "seeds/gold/badia_20240318_dhiban.txt"]));
    for wanted in ["removed (", "title once more", "related articles", "entities (", "events (", "2024-03-18"]
    {
        assert!(text.contains(wanted), "`{wanted}` is missing: {text}");
    }
    for wanted in [
        "lexicon `sdf`",
        "gazetteer `",
        "relative, in an article of",
        "trigger",
        "COERCE/arrest, act",
        "[قسد]",
        "{ذيبان}",
    ] {
        assert!(text.contains(wanted), "`{wanted}` is missing: {text}");
    }
    assert!(!text.contains('\u{1B}'), "colours belong on a terminal only");
    let restored = succeed(rasid().args(["explain", "seeds/gold-c/barq_20240125_alerts.txt"]));
    assert!(restored.contains("restored ("), "{restored}");
}

#[test]
fn the_table_is_for_people() {
    let table = succeed(rasid().args(["replay", "seeds/gold"]));
    let lines: Vec<_> = table.lines().collect();
    assert!(lines.len() > 20, "{table}");
    assert!(lines[0].contains("actor") && lines[0].contains("place"), "{}", lines[0]);
    for line in lines {
        let count = |wanted| line.chars().filter(|&c| c == wanted).count();
        assert_eq!(count('\u{2068}'), count('\u{2069}'), "an isolate is left open: {line}");
    }
}
