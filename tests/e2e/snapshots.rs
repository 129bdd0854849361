//! The resolver's memory over restarts: with a snapshot, with a damaged one and with none the output is that of a run
//! that was never interrupted.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::Value;

use crate::rig::{Run, articles, json_lines, rasid, succeed};

const ARTICLES: usize = 400;

/// The articles in parts, as files of their own.
fn parts(folder: &Path, bounds: &[usize]) -> Vec<String> {
    let all = fs::read_to_string(articles(folder, ARTICLES)).unwrap();
    let lines: Vec<&str> = all.lines().collect();
    let part = |range: &[usize]| {
        let path = folder.join(format!("part{}.ndjson", range[0]));
        fs::write(&path, lines[range[0]..range[1]].join("\n")).unwrap();
        path.to_str().unwrap().to_owned()
    };
    bounds.windows(2).map(part).collect()
}

/// Waits until a metric has a value.
#[track_caller]
fn expect(run: &Run, name: &str, value: f64) {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let metrics = run.get("/metrics").unwrap();
        let line = metrics.lines().find(|line| line.starts_with(name));
        let found = line.map(|line| line.rsplit(' ').next().unwrap().parse::<f64>().unwrap());
        if found == Some(value) {
            return;
        }
        assert!(Instant::now() < deadline, "{name} is {found:?}, not {value}");
        std::thread::sleep(Duration::from_millis(30));
    }
}

fn stop(run: Run, signal: Signal) {
    run.signal(signal);
    run.wait(Duration::from_secs(10));
}

/// Reads everything once with restarts in between, where `harm` may happen to the snapshot before the last one, and once
/// without; returns the last run after checking that both published the same.
#[track_caller]
fn check(harm: impl Fn(&Path)) -> (Run, tempfile::TempDir) {
    let data = tempfile::tempdir().unwrap();
    let parts = parts(data.path(), &[0, 150, 290, 300, ARTICLES]);
    let replay = |run: &Run, part: &str| {
        succeed(&mut run.beside(&["replay", part, "--nats", "local"]));
    };
    let run = Run::start(data.path(), &["--workers", "1"]);
    replay(&run, &parts[0]);
    stop(run, Signal::TERM);
    assert!(data.path().join("resolver/open").is_file(), "no snapshot on stop");
    let run = Run::start(data.path(), &["--workers", "1"]);
    replay(&run, &parts[1]);
    stop(run, Signal::TERM);
    // Ten inputs behind the snapshot.
    let run = Run::start(data.path(), &["--workers", "1"]);
    replay(&run, &parts[2]);
    stop(run, Signal::KILL);
    harm(&data.path().join("resolver"));
    let run = Run::start(data.path(), &["--workers", "1"]);
    replay(&run, &parts[3]);
    assert_eq!(run.read("rasid.record.>"), uninterrupted(&parts));
    let metrics = run.get("/metrics").unwrap();
    assert!(!metrics.contains("rasid_resolver_recovery_differs_total"), "{metrics}");
    (run, data)
}

fn uninterrupted(parts: &[String]) -> Vec<Value> {
    let mut replay = rasid();
    replay.args(["replay", "--format", "ndjson"]).args(parts);
    let records = json_lines(&succeed(&mut replay));
    assert_eq!(records.len(), ARTICLES);
    records
}

const RESTORED: &str = "rasid_resolver_snapshots_total{outcome=\"restored\"}";
const REFUSED: &str = "rasid_resolver_snapshots_total{outcome=\"refused\"}";
const INPUTS: &str = "rasid_resolver_recovered_inputs";

#[test]
fn a_restart_goes_on_from_the_snapshot() {
    let (run, _data) = check(|_| {});
    expect(&run, RESTORED, 1.0);
    expect(&run, INPUTS, 10.0);
    run.stop();
}

#[test]
fn a_damaged_snapshot_is_refused_and_built_again() {
    let (run, data) = check(|folder| {
        let path = folder.join("open");
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, bytes).unwrap();
    });
    expect(&run, REFUSED, 1.0);
    expect(&run, INPUTS, 300.0);
    run.stop();
    // The next one is whole again.
    let run = Run::start(data.path(), &["--workers", "1"]);
    expect(&run, INPUTS, 0.0);
    run.stop();
}

#[test]
fn without_a_snapshot_the_stream_is_read() {
    let (run, _data) = check(|folder| fs::remove_dir_all(folder).unwrap());
    expect(&run, INPUTS, 300.0);
    run.stop();
}

#[test]
fn a_snapshot_of_another_stream_is_refused() {
    let (other, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = &parts(other.path(), &[0, 100])[0];
    for (folder, documents) in [(&other, file.clone()), (&own, parts(own.path(), &[100, 250])[0].clone())] {
        let run = Run::start(folder.path(), &["--workers", "1"]);
        succeed(&mut run.beside(&["replay", &documents, "--nats", "local"]));
        run.stop();
    }
    fs::copy(other.path().join("resolver/open"), own.path().join("resolver/open")).unwrap();
    let run = Run::start(own.path(), &["--workers", "1"]);
    expect(&run, REFUSED, 1.0);
    expect(&run, INPUTS, 150.0);
    run.stop();
}
