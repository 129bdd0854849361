//! What a stranger does wrong gets one clear sentence and an exit code; a bad document never stops the others.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::rig::{Run, json_lines, output, rasid};

/// The command fails with this code and says this, in one line.
#[track_caller]
fn check(command: &mut Command, code: i32, says: &str) {
    let output = output(command);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{command:?}: {error}");
    let lines: Vec<_> = error.lines().filter(|line| line.starts_with("rasid: ")).collect();
    assert_eq!(lines.len(), 1, "one sentence is wanted: {error}");
    assert!(lines[0].contains(says), "`{}` does not say `{says}`", lines[0]);
    assert!(output.stdout.is_empty(), "nothing belongs on standard output");
}

fn replay(path: &Path) -> Command {
    let mut command = rasid();
    command.args(["replay", "--format", "ndjson"]).arg(path);
    command
}

fn file(folder: &TempDir, name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn inputs() {
    let folder = tempfile::tempdir().unwrap();
    check(&mut replay(&folder.path().join("nowhere")), 1, "no such file or folder");
    check(&mut replay(&file(&folder, "empty.txt", b"")), 1, "the file is empty");
    check(&mut replay(&file(&folder, "blank.txt", b" \n\n")), 1, "nothing but white space");
    check(&mut replay(&file(&folder, "binary.txt", b"%PDF-1.7\n\x00\x01\x02")), 1, "binary, not text");
    fs::create_dir(folder.path().join("none")).unwrap();
    check(&mut replay(&folder.path().join("none")), 1, "no document in the folder");
    let bad = b"{\"text\": \"one\"}\n{\"text\": \"two\"}\n{\"text\": \n";
    let output = output(&mut replay(&file(&folder, "bad.ndjson", bad)));
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("bad.ndjson: line 3: invalid JSON"));
    assert_eq!(json_lines(&String::from_utf8(output.stdout).unwrap()).len(), 2);
}

#[test]
fn unreadable_files() {
    let folder = tempfile::tempdir().unwrap();
    // A loop of links cannot be read by anybody, root included.
    let link = folder.path().join("loop.txt");
    std::os::unix::fs::symlink(&link, &link).unwrap();
    check(&mut replay(&link), 1, "cannot read");
    let secret = file(&folder, "secret.txt", b"text");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&secret).is_err() {
        check(&mut replay(&secret), 1, "cannot be read");
    }
}

#[test]
fn a_file_over_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huge.txt");
    // Sparse: 200 MB that take no room on the disk.
    fs::File::create(&path).unwrap().set_len(200_000_000).unwrap();
    check(&mut replay(&path), 1, "over the limit of 10485760 (limits.document_bytes)");
    let config = file(&folder, "c.toml", b"[limits]\ndocument_bytes = 3\n");
    let small = file(&folder, "small.txt", b"four");
    check(replay(&small).arg("--config").arg(config), 1, "over the limit of 3");
}

#[test]
fn a_bad_document_does_not_stop_the_others() {
    let folder = tempfile::tempdir().unwrap();
    file(&folder, "a.txt", "خبر أول من مدينة الرقة.".as_bytes());
    file(&folder, "b.txt", b"");
    file(&folder, "c.txt", "خبر ثان من مدينة حلب ولا علاقة له بالأول.".as_bytes());
    file(&folder, "d.txt", &[0, 0, 7]);
    file(&folder, "e.docx", b"x");
    let output = output(&mut replay(folder.path()));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(json_lines(&String::from_utf8(output.stdout).unwrap()).len(), 2);
    let error = String::from_utf8(output.stderr).unwrap();
    for said in
        ["4 documents: 2 new", "2 bad", "b.txt: the file is empty", "d.txt: the file is binary", "e.docx"]
    {
        assert!(error.contains(said), "`{said}` is missing: {error}");
    }
}

#[test]
fn configuration() {
    let folder = tempfile::tempdir().unwrap();
    let typo = file(&folder, "typo.toml", b"[enrich]\nwrokers = 2\n");
    check(rasid().args(["check", "--config"]).arg(&typo), 2, "typo.toml:2:1: unknown field `wrokers`");
    check(rasid().args(["check", "--config"]).arg(&typo), 2, "did you mean `workers`?");
    let kind = file(&folder, "kind.toml", b"\n[limits]\ndocument_bytes = \"ten\"\n");
    check(rasid().args(["check", "--config"]).arg(kind), 2, "kind.toml:3:18: invalid type");
    check(rasid().args(["check", "--config", "nowhere.toml"]), 2, "no such configuration file");
    let range = file(&folder, "range.toml", b"[resolve]\nlook_back_days = 99\n");
    check(rasid().args(["check", "--config"]).arg(range), 2, "shorter than resolve.look_back_days");
}

#[test]
fn no_server() {
    let folder = tempfile::tempdir().unwrap();
    let run = |url: &str| {
        let mut command = rasid();
        command
            .args(["run", "--log", "off", "--http", "127.0.0.1:0", "--nats", url, "--data"])
            .arg(folder.path());
        command
    };
    check(&mut run("nats://127.0.0.1:1"), 1, "no nats-server answers at `nats://127.0.0.1:1`");
    check(&mut run("nonsense"), 1, "`nonsense` is no address of a nats-server");
    let config = file(&folder, "c.toml", b"[nats]\nserver = \"/nowhere/nats-server\"\n");
    let mut missing = rasid();
    missing
        .args(["run", "--log", "off", "--http", "127.0.0.1:0", "--data"])
        .arg(folder.path())
        .arg("--config")
        .arg(config);
    check(&mut missing, 1, "no nats-server found (not at `/nowhere/nats-server`)");
    check(rasid().args(["tail", "--data"]).arg(folder.path()), 1, "no `rasid run` keeps one");
}

#[test]
fn an_old_server() {
    let folder = tempfile::tempdir().unwrap();
    let old = file(&folder, "nats-server", b"#!/bin/sh\necho 'nats-server: v2.10.26'\n");
    fs::set_permissions(&old, fs::Permissions::from_mode(0o755)).unwrap();
    let config =
        file(&folder, "c.toml", format!("[nats]\nserver = {:?}\n", old.display().to_string()).as_bytes());
    let mut local = rasid();
    local
        .args(["run", "--log", "off", "--http", "127.0.0.1:0", "--data"])
        .arg(folder.path())
        .arg("--config")
        .arg(config);
    check(&mut local, 1, "is version 2.10.26, but rasid needs 2.12.0 or newer");
    let url = imitation("2.11.9");
    let mut remote = rasid();
    remote
        .args(["run", "--log", "off", "--http", "127.0.0.1:0", "--nats", &url, "--data"])
        .arg(folder.path());
    check(&mut remote, 1, "is version 2.11.9, but rasid needs 2.12.0 or newer");
}

/// Speaks just enough of the protocol to be asked for its version.
fn imitation(version: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("nats://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let info = format!(
            "INFO {{\"server_id\":\"X\",\"server_name\":\"x\",\"version\":\"{version}\",\"proto\":1,\"go\":\"x\",\
             \"host\":\"127.0.0.1\",\"port\":4222,\"headers\":true,\"max_payload\":1048576,\"client_id\":1}}\r\n"
        );
        stream.write_all(info.as_bytes()).unwrap();
        for line in BufReader::new(stream.try_clone().unwrap()).lines() {
            if line.is_ok_and(|line| line.starts_with("PING")) {
                let _ = stream.write_all(b"PONG\r\n");
            }
        }
    });
    url
}

#[test]
fn a_wrong_token_and_a_data_folder_in_use() {
    let data = tempfile::tempdir().unwrap();
    let run = Run::start(data.path(), &[]);
    let address: serde_json::Value =
        serde_json::from_slice(&fs::read(data.path().join("nats/address.json")).unwrap()).unwrap();
    let url = address["url"].as_str().unwrap();
    check(rasid().args(["tail", "--nats", url, "--token", "wrong"]), 1, "refuses the credentials");
    check(rasid().args(["tail", "--nats", url]), 1, "refuses the credentials");
    let mut second = rasid();
    second.args(["run", "--log", "off", "--http", "127.0.0.1:0", "--data"]).arg(data.path());
    check(&mut second, 1, "is in use by another `rasid run`");
    run.stop();
}

#[test]
fn secrets_stay_out_of_logs_and_help() {
    let help = output(
        rasid().args(["run", "--help"]).env("NATS_TOKEN", "s3cret").env("NATS_URL", "nats://s3cret@h"),
    );
    assert!(!String::from_utf8_lossy(&help.stdout).contains("s3cret"));
    let failed = output(rasid().args(["tail", "--nats", "nats://s3cret@127.0.0.1:1"]));
    assert!(!String::from_utf8_lossy(&failed.stderr).contains("s3cret"));
}

#[test]
fn pairs_and_measurements_of_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let text = file(&folder, "one.txt", "خبر من مدينة الرقة.".as_bytes());
    let empty = file(&folder, "empty.ndjson", b"");
    let pair = |other: &Path| {
        let mut command = rasid();
        command.args(["explain", "--pair"]).arg(&text).arg(other);
        command
    };
    check(&mut pair(&folder.path().join("nowhere")), 1, "no such file or folder");
    check(&mut pair(&file(&folder, "empty.txt", b"")), 1, "the file is empty");
    check(rasid().args(["explain", "--pair"]).arg(&text), 2, "takes two documents, and there are 1");
    check(rasid().args(["bench", "dedup"]).arg(&empty), 1, "no document in");
    check(rasid().args(["bench", "dedup"]).arg(folder.path().join("nowhere")), 2, "cannot read");
}
