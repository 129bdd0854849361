//! `rasid gazetteer build`, and what the other commands do with the file.

use tempfile::TempDir;

use crate::rig::{json_lines, output, rasid, root, succeed};

const TEXT: &str = "قتل ثلاثة مدنيين بقصف مدفعي على قرية المسكونجة قرب منبج مساء أمس.";

/// A folder with the sample dump compiled, and an article that needs it.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let dump = root().join("tests/fixtures/gazetteer/wof.tsv");
    let built = output(
        rasid()
            .args(["gazetteer", "build", "--wof"])
            .arg(dump)
            .arg("-o")
            .arg(folder.path().join("sample.rgz")),
    );
    let told = String::from_utf8_lossy(&built.stderr).into_owned();
    assert!(built.status.success() && told.contains("10 places"), "{told}");
    assert!(told.contains(":11: `not a number` is no latitude") && told.contains("Who's On First"), "{told}");
    std::fs::write(folder.path().join("article.txt"), TEXT).unwrap();
    folder
}

#[test]
fn a_village_of_the_dump_is_found_and_attributed() {
    let folder = folder();
    let (article, file) = (folder.path().join("article.txt"), folder.path().join("sample.rgz"));
    let replay = |command: &mut std::process::Command| {
        json_lines(&succeed(command.args(["replay", "--format", "ndjson"]).arg(&article))).remove(0)
    };
    let without = replay(&mut rasid());
    assert!(without["places"].as_array().unwrap().iter().any(|place| place["lat"].is_null()), "{without}");
    let with = replay(rasid().arg("--gazetteer").arg(&file));
    assert_eq!((&with["places"][0]["id"], &with["places"][0]["lat"]), (&"wof-9104".into(), &36.5.into()));
    assert_eq!(with["events"][0]["event_loc"], "wof-9104");
    let explained = succeed(rasid().args(["explain"]).arg(&article).arg("--gazetteer").arg(&file));
    assert!(explained.contains("Who's On First"), "{explained}");
}

#[test]
fn a_file_that_is_missing_or_damaged_is_refused() {
    let folder = folder();
    let file = folder.path().join("sample.rgz");
    let check = |expected: i32, words: &str| {
        let done = output(rasid().arg("check").arg("--gazetteer").arg(&file));
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(expected), "{told}");
        assert!(told.contains(words), "{told}");
    };
    check(0, "ok, 10 places");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    check(2, "damaged (wrong checksum)");
    std::fs::remove_file(&file).unwrap();
    check(2, "cannot read it");
}
