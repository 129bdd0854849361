//! A desk's own knowledge: checked with file and line, and followed by a running `rasid run`.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::rig::{Run, output, rasid, succeed};

fn write(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn every_fault_of_every_file_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "lexicon/desk.toml",
        "[[entity]]\nid = \"desk-a\"\ntype = \"dragon\"\nar = [\"لواء الفجر\"]\n\n\
         [[place]]\nid = \"desk-p\"\nkind = \"settlement\"\nat = [91.0, 40.0]\nar = [\"قرية النبع\"]\n\n\
         [[entity]]\nid = \"desk-b\"\ntype = \"group\"\nar = [\"لواء النبع\"]\n\n\
         [[entity]]\nid = \"desk-b\"\ntype = \"group\"\nar = [\"لواء السد\"]\n",
    );
    write(
        folder.path(),
        "events/desk.toml",
        "[[trigger]]\ntype = \"ASSAULT\"\nphrase = [\"أغار على\"]\nsubject = \"object\"\n\n\
         [[trigger]]\ntype = \"KISS\"\nphrase = [\"قبّل\"]\n",
    );
    write(folder.path(), "events/torn.toml", "[[trigger]]\ntype = \"ASSAULT\nphrase = []\n");
    let failed = output(rasid().args(["check", "--knowledge"]).arg(folder.path()));
    assert_eq!(failed.status.code(), Some(2));
    let said = String::from_utf8(failed.stderr).unwrap();
    for wanted in [
        "lexicon/desk.toml:1: unknown type `dragon`",
        "lexicon/desk.toml:6: impossible coordinates 91, 40",
        "lexicon/desk.toml:17: duplicate id `desk-b`",
        "events/desk.toml:1: unknown slot `object`",
        "events/desk.toml:6: unknown type `KISS`",
        "events/torn.toml:2: ",
        "6 faults in the knowledge folder",
    ] {
        assert!(said.contains(wanted), "`{wanted}` is missing: {said}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let failed = output(rasid().args(["check", "--knowledge", "nowhere"]));
    assert_eq!(failed.status.code(), Some(2));
    assert!(String::from_utf8(failed.stderr).unwrap().contains("nowhere: no such folder"));
}

/// A run with a desk's folder, its log in its data folder.
struct Desk {
    data: TempDir,
    knowledge: TempDir,
    run: Run,
}

impl Desk {
    fn start() -> Self {
        let (data, knowledge) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let config = format!(
            "[enrich]\nknowledge = {:?}\nknowledge_poll_ms = 50\n[log]\nformat = \"json\"\n",
            knowledge.path().display().to_string()
        );
        let file = data.path().join("rasid.toml");
        fs::write(&file, config).unwrap();
        let log = fs::File::create(data.path().join("log")).unwrap();
        let run = Run::logging(data.path(), &["--config", file.to_str().unwrap()], log.into());
        Self { data, knowledge, run }
    }

    /// The ids of the entities that are found in a text.
    fn entities(&self, name: &str, text: &str) -> Vec<String> {
        let path = self.data.path().join(name);
        fs::write(&path, text).unwrap();
        succeed(self.run.beside(&["replay", "--nats", "local"]).arg(&path));
        let records = self.run.read("rasid.record.>");
        let record = records.iter().find(|record| record["doc"] == name).unwrap();
        let ids = record["entities"].as_array().unwrap().iter();
        ids.filter_map(|entity| entity["id"].as_str().map(str::to_owned)).collect()
    }

    /// Waits until the run has counted a reload of that outcome.
    #[track_caller]
    fn wait_for(&self, outcome: &str, times: u64) {
        let wanted = format!("rasid_knowledge_reloads_total{{outcome=\"{outcome}\"}} {times}");
        let deadline = Instant::now() + Duration::from_secs(30);
        while !self.run.get("/metrics").is_some_and(|metrics| metrics.contains(&wanted)) {
            assert!(Instant::now() < deadline, "`{wanted}` does not come");
            std::thread::sleep(Duration::from_millis(30));
        }
    }
}

const ENTITY: &str = "[[entity]]\nid = \"desk-volcano\"\ntype = \"group\"\nar = [\"زمرة البركان\"]\n";

#[test]
fn a_run_follows_its_knowledge_and_keeps_the_last_good_one() {
    let desk = Desk::start();
    let known = |ids: &[String]| ids.iter().any(|id| id == "desk-volcano");
    let text =
        |n: u32| format!("الخبر رقم {n}: أعلنت زمرة البركان مسؤوليتها عن الهجوم في مدينة الرقة اليوم.");
    assert!(!known(&desk.entities("before.txt", &text(1))));

    write(desk.knowledge.path(), "lexicon/desk.toml", ENTITY);
    desk.wait_for("replaced", 1);
    assert!(known(&desk.entities("after.txt", &text(2))));

    write(
        desk.knowledge.path(),
        "lexicon/desk.toml",
        &format!("{ENTITY}\n[[place]]\nid = \"x\"\nkind = \"town\"\n"),
    );
    desk.wait_for("faulty", 1);
    assert!(known(&desk.entities("faulty.txt", &text(3))), "the last good knowledge is gone");
    assert!(desk.run.get("/metrics").unwrap().contains("rasid_knowledge_faults 1"));

    let log = fs::read_to_string(desk.data.path().join("log")).unwrap();
    assert!(log.contains("lexicon/desk.toml:6: unknown kind `town`"), "{log}");

    fs::remove_file(desk.knowledge.path().join("lexicon/desk.toml")).unwrap();
    desk.wait_for("replaced", 2);
    assert!(!known(&desk.entities("gone.txt", &text(4))));
    desk.run.stop();
}
