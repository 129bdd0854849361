//! Stopping: politely under load, and not politely at all. Nothing is lost, nothing comes twice.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::Value;

use crate::rig::{Run, articles, json_lines, rasid, succeed};

const ARTICLES: usize = 3000;

/// Verdicts by document, as an uninterrupted replay gives them.
fn reference(path: &Path) -> BTreeMap<String, Value> {
    verdicts(&json_lines(&succeed(rasid().args(["replay", path.to_str().unwrap(), "--format", "ndjson"]))))
}

#[track_caller]
fn verdicts(records: &[Value]) -> BTreeMap<String, Value> {
    let mut verdicts = BTreeMap::new();
    for record in records {
        let doc = record["doc"].as_str().unwrap().to_owned();
        let former = verdicts.insert(doc, record["dedup"]["status"].clone());
        assert_eq!(former, None, "{} has two outcomes", record["doc"]);
    }
    verdicts
}

/// Stops a run by `signal` in the middle of its work, as often as `times`, and lets the last one finish.
#[track_caller]
fn check(signal: Signal, times: usize) {
    let data = tempfile::tempdir().unwrap();
    let path = articles(data.path(), ARTICLES);
    let wanted = reference(&path);
    assert!(wanted.values().any(|status| status == "duplicate"));
    let mut run = Run::start(data.path(), &[]);
    succeed(&mut run.beside(&["replay", path.to_str().unwrap(), "--nats", "local", "--no-wait"]));
    for _ in 0..times {
        run.signal(signal);
        let (code, took) = run.wait(Duration::from_secs(10));
        if signal == Signal::KILL {
            assert_eq!(code, None);
        } else {
            assert_eq!(code, Some(0), "after {took:?}");
        }
        run = Run::start(data.path(), &[]);
    }
    let deadline = Instant::now() + Duration::from_secs(150);
    let mut records = run.read("rasid.record.>");
    while records.len() < wanted.len() {
        assert!(Instant::now() < deadline, "{} of {} records", records.len(), wanted.len());
        records = run.read("rasid.record.>");
    }
    let got = verdicts(&records);
    assert_eq!(got.len(), wanted.len());
    let count = |all: &BTreeMap<String, Value>, status| all.values().filter(|one| *one == status).count();
    // Which of two copies is the first may change with the order of redelivery; how many are new may not.
    assert_eq!(count(&got, "new"), count(&wanted, "new"));
    assert!(run.read("rasid.dead.>").is_empty());
    run.stop();
}

#[test]
fn sigterm_under_load_loses_nothing() {
    check(Signal::TERM, 2);
}

#[test]
fn ctrl_c_under_load_loses_nothing() {
    check(Signal::INT, 1);
}

#[test]
fn kill_9_under_load_loses_nothing() {
    check(Signal::KILL, 1);
}

#[test]
fn the_local_server_is_started_again_when_it_is_killed() {
    let data = tempfile::tempdir().unwrap();
    let run = Run::start(data.path(), &[]);
    let replay = |folder| succeed(&mut run.beside(&["replay", folder, "--nats", "local"]));
    replay("seeds/gold");
    let pid = std::fs::read_to_string(data.path().join("nats/nats-server.pid")).unwrap();
    let pid = rustix::process::Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
    rustix::process::kill_process(pid, Signal::KILL).unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while !run.get("/ready").is_some_and(|answer| answer.starts_with("HTTP/1.1 503")) {
        assert!(Instant::now() < deadline, "the lost server was never told by /ready");
    }
    while !run.get("/ready").is_some_and(|answer| answer.starts_with("HTTP/1.1 200")) {
        assert!(Instant::now() < deadline, "the server did not come back");
        std::thread::sleep(Duration::from_millis(50));
    }
    replay("seeds/gold-b");
    assert_eq!(run.read("rasid.record.>").len(), 38);
    run.stop();
}

#[test]
fn the_local_server_does_not_outlive_its_parent() {
    let data = tempfile::tempdir().unwrap();
    let run = Run::start(data.path(), &[]);
    let address: Value =
        serde_json::from_slice(&std::fs::read(data.path().join("nats/address.json")).unwrap()).unwrap();
    let host = address["url"].as_str().unwrap().trim_start_matches("nats://").to_owned();
    assert!(std::net::TcpStream::connect(&host).is_ok());
    run.kill();
    let deadline = Instant::now() + Duration::from_secs(10);
    while std::net::TcpStream::connect(&host).is_ok() {
        assert!(Instant::now() < deadline, "nats-server still answers 10 s after its parent was killed");
        std::thread::sleep(Duration::from_millis(100));
    }
}
