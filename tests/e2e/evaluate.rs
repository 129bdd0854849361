//! `rasid eval`: the figures of an invented folder, worked out by hand; the baselines of `seeds/`.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::rig::{annotated, output, rasid, root, succeed};

/// Two documents. Of the first, everything is found, and one entity and the recipient are not what the gold
/// wants; the second is annotated, but not there.
fn gold() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = "اعتقلت قوات سوريا الديمقراطية 3 أشخاص في مدينة الرقة يوم 18 آذار 2024.";
    fs::write(folder.path().join("a.txt"), text).unwrap();
    let manifest = json!({"doc": "a.txt", "source": "s", "published": "2024-03-19"});
    fs::write(folder.path().join("manifest.jsonl"), format!("{manifest}\n")).unwrap();
    let raqqa =
        json!({"names": ["مدينة الرَّقّة"], "country": "SY", "lat": 35.95, "lon": 39.01, "kind": "settlement"});
    let day = json!({"value": "2024-03-18", "precision": "day"});
    let sdf = json!(["قسد", "قوات سوريا الديموقراطية", "قوات سوريا الديمقراطية"]);
    let event = json!({
        "event_type": "COERCE", "mode": ["arrest"], "status": "factual", "actor": [sdf],
        "recipient": [["تجار"]], "event_loc": raqqa, "date": day, "counts": {"arrested": 3},
        "attribution": null, "evidence": "اعتقلت قوات سوريا الديمقراطية 3 أشخاص"
    });
    let missed = json!({
        "event_type": "PROTEST", "mode": ["demo"], "status": "factual", "actor": [["الأهالي"]], "recipient": [],
        "event_loc": null, "date": null, "counts": {}, "attribution": null, "evidence": "تظاهر الأهالي"
    });
    let lines = [
        json!({
            "doc": "a.txt", "lang": "ar", "title": null, "body_must": ["18 آذار", "غير موجود"],
            "body_must_not": [], "restored": {}, "entities": [{"names": sdf}, {"names": ["تجار"]}],
            "places": [raqqa], "dates": [day], "quotes": [], "events": [event, missed], "story": "s1"
        }),
        json!({
            "doc": "b.txt", "lang": "ar", "title": "t", "body_must": [], "body_must_not": [], "restored": {},
            "entities": [{"names": ["x"]}], "places": [], "dates": [], "quotes": [], "events": [], "story": "s2"
        }),
    ];
    fs::write(folder.path().join("gold.jsonl"), lines.map(|line| line.to_string()).join("\n")).unwrap();
    folder
}

fn eval(folder: &Path) -> std::process::Command {
    let mut command = rasid();
    command.arg("eval").arg(folder);
    command
}

#[test]
fn the_figures_are_those_worked_out_by_hand() {
    let folder = gold();
    let figures: Value = serde_json::from_str(&succeed(eval(folder.path()).arg("--json"))).unwrap();
    let check = |measure: &str, wanted: Value| assert_eq!(figures[measure], wanted, "{measure}: {figures}");
    check("documents", json!({"acc": 0.5, "n": 2}));
    check("language", json!({"acc": 1.0, "n": 1}));
    check("title", json!({"acc": null, "n": 0}));
    check("body_kept", json!({"acc": 0.5, "n": 2}));
    check("entities", json!({"p": 1.0, "r": 0.3333, "f1": 0.5, "n": 3}));
    check("places", json!({"p": 1.0, "r": 1.0, "f1": 1.0, "n": 1}));
    check("geocode_25km", json!({"acc": 1.0, "n": 1}));
    check("dates", json!({"p": 1.0, "r": 1.0, "f1": 1.0, "n": 1}));
    check("events", json!({"p": 1.0, "r": 0.5, "f1": 0.6667, "n": 2}));
    check("event_actor", json!({"acc": 1.0, "n": 1}));
    check("event_recipient", json!({"acc": 0.0, "n": 1}));
    check("event_counts", json!({"acc": 1.0, "n": 1}));
    check("event_date", json!({"acc": 1.0, "n": 1}));
    check("stories_b3", json!({"p": 1.0, "r": 1.0, "f1": 1.0, "n": 1}));
}

#[test]
fn the_report_names_the_worst() {
    let folder = gold();
    let report = succeed(&mut eval(folder.path()));
    let lines =
        ["missed  PROTEST/demo", "wrong   recipient of COERCE/arrest", "b.txt: 1 fault", "absent  no record"];
    for wanted in lines {
        assert!(report.contains(wanted), "`{wanted}` is missing: {report}");
    }
    assert!(!succeed(eval(folder.path()).args(["--worst", "0"])).contains("missed"));
}

#[test]
fn a_fall_below_the_baseline_is_an_error() {
    let folder = gold();
    let file = folder.path().join("before.baseline");
    succeed(eval(folder.path()).arg("--save").arg(&file));
    succeed(eval(folder.path()).arg("--baseline").arg(&file));
    let saved = fs::read_to_string(&file).unwrap();
    fs::write(&file, saved.replace("\"events\": 0.6667", "\"events\": 0.7")).unwrap();
    let failed = output(eval(folder.path()).arg("--baseline").arg(&file));
    assert_eq!(failed.status.code(), Some(1));
    let said = String::from_utf8(failed.stderr).unwrap();
    assert!(said.contains("events fell: 0.7000 → 0.6667"), "{said}");
    succeed(eval(folder.path()).args(["--tolerance", "0.05", "--baseline"]).arg(&file));
}

#[test]
fn faults_of_the_annotations_are_told_with_their_lines() {
    let folder = gold();
    let path = folder.path().join("gold.jsonl");
    let gold = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{gold}\n{{\"doc\": 7}}\nnonsense\n")).unwrap();
    let failed = output(&mut eval(folder.path()));
    assert_eq!(failed.status.code(), Some(2));
    let said = String::from_utf8(failed.stderr).unwrap();
    assert!(said.contains("gold.jsonl:3: ") && said.contains("gold.jsonl:4: "), "{said}");
    fs::remove_file(path).unwrap();
    assert_eq!(output(&mut eval(folder.path())).status.code(), Some(2));
}

/// After rules have changed for the better, `make baseline` writes what they reach now.
#[test]
fn no_measure_falls_on_annotated_articles() {
    let folders = annotated();
    assert_eq!(folders.len(), fs::read_dir(root().join("tests/baseline")).unwrap().count());
    for folder in folders {
        let name = folder.file_name().unwrap().display();
        let baseline = root().join(format!("tests/baseline/{name}.json"));
        let held = output(eval(&folder).args(["--worst", "0", "--baseline"]).arg(baseline));
        assert!(held.status.success(), "{name}: {}", String::from_utf8_lossy(&held.stderr));
    }
}
