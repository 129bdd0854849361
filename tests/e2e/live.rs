//! `rasid run` on a real server: the same records as replay, each once, with sound accounts.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::rig::{Run, json_lines, rasid, succeed};

fn replayed() -> Vec<Value> {
    json_lines(&succeed(rasid().args(["replay", "seeds", "--format", "ndjson"])))
}

#[track_caller]
fn check_equal(workers: &str) {
    let data = tempfile::tempdir().unwrap();
    let run = Run::start(data.path(), &["--workers", workers]);
    succeed(&mut run.beside(&["replay", "seeds", "--nats", "local"]));
    let (live, wanted) = (run.read("rasid.record.>"), replayed());
    assert_eq!(live.len(), wanted.len());
    for (live, wanted) in live.iter().zip(&wanted) {
        assert_eq!(live, wanted, "with {workers} workers");
    }
    let accounts = check_accounts(&run);
    assert_eq!(accounts, 57);
    run.stop();
}

#[test]
fn run_and_replay_agree_with_one_worker() {
    check_equal("1");
}

#[test]
fn run_and_replay_agree_with_two_workers() {
    check_equal("2");
}

#[test]
fn run_and_replay_agree_with_eight_workers() {
    check_equal("8");
}

/// For every stage, received = sum of verdicts + in flight. Returns what enrich received.
#[track_caller]
fn check_accounts(run: &Run) -> u64 {
    let metrics = run.get("/metrics").unwrap();
    let sum = |name: &str, stage: &str| -> u64 {
        let label = format!("stage=\"{stage}\"");
        let lines = metrics.lines().filter(|line| line.starts_with(name) && line.contains(&label));
        lines.map(|line| line.rsplit(' ').next().unwrap().parse::<f64>().unwrap() as u64).sum()
    };
    for stage in ["enrich", "resolve"] {
        let received = sum("rasid_messages_received_total", stage);
        let settled = sum("rasid_messages_decided_total", stage) + sum("rasid_messages_in_flight", stage);
        assert_eq!(received, settled, "{stage}: {metrics}");
    }
    sum("rasid_messages_received_total", "enrich")
}

#[test]
fn a_second_replay_publishes_no_second_new_record() {
    let data = tempfile::tempdir().unwrap();
    // The shortest window: the server forgets the message ids, and the resolver alone must know better.
    let run = Run::with_config(&data, "[streams]\nduplicate_window_secs = 1\n", &[]);
    succeed(&mut run.beside(&["replay", "seeds", "--nats", "local"]));
    let first = run.read("rasid.record.>");
    std::thread::sleep(Duration::from_secs(3));
    succeed(&mut run.beside(&["replay", "seeds", "--nats", "local"]));
    assert_eq!(run.read("rasid.raw.>").len(), 114, "the window was meant to have passed");
    assert_eq!(run.read("rasid.record.>"), first);
    run.stop();
}

#[test]
fn replay_publishes_even_where_no_run_is_at_work() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start();
    let replay = || {
        let url = server.url.clone();
        succeed(rasid().args(["replay", "seeds/gold", "--nats", &url, "--data"]).arg(data.path()));
        let tail = [
            "tail",
            "rasid.record.>",
            "--from",
            "start",
            "--idle",
            "1",
            "--format",
            "ndjson",
            "--nats",
            &url,
        ];
        json_lines(&succeed(rasid().args(tail)))
    };
    let first = replay();
    assert_eq!(first.len(), 20);
    // A second process starts from the cursor and the stream, and knows what the first one published.
    assert_eq!(replay(), first);
}

/// A nats-server as somebody else would run it: no token, its own store.
struct Server {
    child: std::process::Child,
    url: String,
    _store: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        let store = tempfile::tempdir().unwrap();
        let port = crate::rig::free_port();
        let beside = crate::rig::root().join("tools/bin/nats-server");
        let program = if beside.is_file() { beside } else { "nats-server".into() };
        let child = std::process::Command::new(program)
            .args(["-js", "-a", "127.0.0.1", "-p", &port.to_string(), "-sd"])
            .arg(store.path())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let deadline = Instant::now() + Duration::from_secs(10);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "nats-server does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { child, url: format!("nats://127.0.0.1:{port}"), _store: store }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn streams_are_updated_to_what_the_configuration_says() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start();
    let context = async_nats::jetstream::new(async_nats::connect(&server.url).await.unwrap());
    let url = server.url.clone();
    let start = |config: &str| Run::with_config(&data, config, &["--nats", &url]).stop();
    start("");
    let window = async || context.get_stream("RAW").await.unwrap().cached_info().config.duplicate_window;
    assert_eq!(window().await, Duration::from_mins(15));
    start("[streams]\nduplicate_window_secs = 60\n");
    assert_eq!(window().await, Duration::from_mins(1));
}

#[test]
fn a_watched_folder_is_read_once_each_file() {
    let (data, inbox) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let text = std::fs::read(crate::rig::root().join("seeds/gold/sahl_20240318_dhiban.txt")).unwrap();
    std::fs::write(inbox.path().join("first.txt"), &text).unwrap();
    std::fs::write(inbox.path().join("bad.txt"), [0_u8, 1, 2, 0, 0, 9]).unwrap();
    let config = "[collect]\npoll_ms = 100\n";
    let watch = ["--watch", inbox.path().to_str().unwrap()];
    let run = Run::with_config(&data, config, &watch);
    wait_for(|| run.read("rasid.record.>").len() == 1 && run.read("rasid.dead.collect.binary").len() == 1);
    run.stop();
    std::fs::write(inbox.path().join("second.txt"), "خبر ثان من مدينة الرقة لا يشبه الأول في شيء.").unwrap();
    let run = Run::with_config(&data, config, &watch);
    wait_for(|| run.read("rasid.record.>").len() == 2);
    let raw = run.read("rasid.raw.>");
    assert_eq!(raw.len(), 2, "the first file was read again");
    run.stop();
}

#[track_caller]
fn wait_for(mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !condition() {
        assert!(Instant::now() < deadline, "not within 30 s");
    }
}

#[tokio::test]
async fn submit_answers_the_id_or_an_error() {
    let data = tempfile::tempdir().unwrap();
    let run = Run::start(data.path(), &[]);
    let address: Value =
        serde_json::from_slice(&std::fs::read(data.path().join("nats/address.json")).unwrap()).unwrap();
    let token = address["token"].as_str().unwrap().to_owned();
    let client = async_nats::ConnectOptions::with_token(token)
        .connect(address["url"].as_str().unwrap())
        .await
        .unwrap();
    let ask = async |payload: Value| -> Value {
        let reply = client.request("rasid.submit", payload.to_string().into()).await.unwrap();
        serde_json::from_slice(&reply.payload).unwrap()
    };
    let article = json!({"url": "https://a.example/1?utm_source=x", "source": "a", "title": "عنوان", "text": "خبر من منبج."});
    let answer = ask(article.clone()).await;
    assert_eq!(ask(article).await["repeated"], true);
    assert!(ask(json!({"title": "no text"})).await["error"].as_str().unwrap().contains("neither"));
    let records = tokio::task::spawn_blocking(move || {
        let records = run.read("rasid.record.>");
        run.stop();
        records
    });
    let records = records.await.unwrap();
    assert_eq!(records.len(), 1);
    assert_eq!((&records[0]["id"], &records[0]["source"]["kind"]), (&answer["id"], &json!("nats")));
    assert_eq!(records[0]["canonical_url"], "https://a.example/1");
}
