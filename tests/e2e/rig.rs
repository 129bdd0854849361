//! Starts and stops what the tests need: the binary, and a `rasid run` with a server of its own.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// The repository.
/// Every folder of the repository that holds annotated documents.
pub(crate) fn annotated() -> Vec<PathBuf> {
    let under = |parent: &str| {
        let entries = fs::read_dir(root().join(parent)).unwrap();
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.join("gold.jsonl").is_file())
    };
    under("seeds").chain(under("tests/articles")).chain(under("tests")).collect()
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A command of the binary under test, in the repository, without the environment's own settings.
pub(crate) fn rasid() -> Command {
    // target/debug/deps/e2e-… → target/debug/rasid
    let program = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join("rasid");
    assert!(program.is_file(), "{} is not there: run `cargo build` (make test does)", program.display());
    let mut command = Command::new(program);
    command.current_dir(root()).stdin(Stdio::null());
    let settings = [
        "RASID_CONFIG",
        "RASID_DATA",
        "RASID_GAZETTEER",
        "RASID_KNOWLEDGE",
        "RASID_LOG",
        "RASID_HTTP",
        "NATS_URL",
        "NATS_TOKEN",
    ];
    for name in settings {
        command.env_remove(name);
    }
    command
}

/// Runs a command to its end.
pub(crate) fn output(command: &mut Command) -> Output {
    command.output().unwrap()
}

/// Standard output of a command that must succeed.
#[track_caller]
pub(crate) fn succeed(command: &mut Command) -> String {
    let output = output(command);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} ended with {}: {error}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

/// JSON lines.
pub(crate) fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The server reserves what its streams may hold, and a disk that is nearly full has no room for what they hold by default.
const SMALL_STREAMS: &str = "[streams]\n\
    raw = { max_bytes = 268435456, max_age_days = 40 }\n\
    enriched = { max_bytes = 268435456, max_age_days = 40 }\n\
    results = { max_bytes = 268435456, max_age_days = 90 }\n\
    status = { max_bytes = 67108864, max_age_days = 90 }\n\
    dead = { max_bytes = 67108864, max_age_days = 90 }\n";

/// A running `rasid run`.
pub(crate) struct Run {
    child: Child,
    http: String,
    data: PathBuf,
}

impl Run {
    /// Starts it on a data folder and waits until it is ready.
    #[track_caller]
    pub(crate) fn start(data: &Path, arguments: &[&str]) -> Self {
        Self::logging(data, arguments, Stdio::inherit())
    }

    /// The same, with its log where it is wanted.
    #[track_caller]
    pub(crate) fn logging(data: &Path, arguments: &[&str], log: Stdio) -> Self {
        let http = format!("127.0.0.1:{}", free_port());
        let small = data.join("streams.toml");
        let mut command = rasid();
        command.args(["run", "--http", &http, "--log", "warn", "--data"]).arg(data);
        if !arguments.contains(&"--config") {
            std::fs::create_dir_all(data).unwrap();
            std::fs::write(&small, SMALL_STREAMS).unwrap();
            command.arg("--config").arg(&small);
        }
        let child = command.args(arguments).stderr(log).spawn().unwrap();
        let mut run = Self { child, http, data: data.to_owned() };
        let deadline = Instant::now() + Duration::from_mins(1);
        while !run.get("/ready").is_some_and(|answer| answer.starts_with("HTTP/1.1 200")) {
            assert!(Instant::now() < deadline, "rasid run is not ready after 60 s");
            assert!(run.child.try_wait().unwrap().is_none(), "rasid run ended before it was ready");
            std::thread::sleep(Duration::from_millis(30));
        }
        run
    }

    /// Starts it with a configuration file of its own.
    #[track_caller]
    pub(crate) fn with_config(data: &TempDir, config: &str, arguments: &[&str]) -> Self {
        let path = data.path().join("rasid.toml");
        let config = if config.contains("[streams]\n") {
            config.replacen("[streams]\n", SMALL_STREAMS, 1)
        } else {
            format!("{config}\n{SMALL_STREAMS}")
        };
        std::fs::write(&path, config).unwrap();
        let path = path.to_str().unwrap();
        Self::start(data.path(), &[&["--config", path], arguments].concat())
    }

    /// A command that runs beside it.
    pub(crate) fn beside(&self, arguments: &[&str]) -> Command {
        let mut command = rasid();
        command.args(arguments).arg("--data").arg(&self.data);
        command
    }

    /// Everything that a stream holds under a subject, as JSON, in order.
    #[track_caller]
    pub(crate) fn read(&self, subject: &str) -> Vec<Value> {
        json_lines(&succeed(
            &mut self.beside(&["tail", subject, "--from", "start", "--format", "ndjson", "--idle", "1"]),
        ))
    }

    /// An HTTP answer, head and body.
    pub(crate) fn get(&self, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect(&self.http).ok()?;
        write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }

    /// The process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        let pid = i32::try_from(self.child.id()).unwrap();
        rustix::process::kill_process(rustix::process::Pid::from_raw(pid).unwrap(), signal).unwrap();
    }

    /// Waits for the end: the exit code, and how long it took.
    #[track_caller]
    pub(crate) fn wait(mut self, limit: Duration) -> (Option<i32>, Duration) {
        let started = Instant::now();
        while started.elapsed() < limit {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status.code(), started.elapsed());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("rasid run did not end within {limit:?}");
    }

    /// Stops it as a person would, and holds it to its promise.
    #[track_caller]
    pub(crate) fn stop(self) {
        self.signal(rustix::process::Signal::TERM);
        let (code, _) = self.wait(Duration::from_secs(10));
        assert_eq!(code, Some(0));
    }
}

impl Run {
    /// Kills it without warning.
    pub(crate) fn kill(self) {
        self.signal(rustix::process::Signal::KILL);
        self.wait(Duration::from_secs(5));
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// An NDJSON file of `n` short articles, all different, every tenth a copy of the one before.
pub(crate) fn articles(folder: &Path, n: usize) -> PathBuf {
    let places = ["ذيبان", "البصيرة", "الشدادي", "منبج", "الهول", "غرانيج", "كوباني"];
    let path = folder.join("articles.ndjson");
    let mut text = String::new();
    for i in 0..n {
        let original = if i % 10 == 9 { i - 1 } else { i };
        let place = places[original % places.len()];
        // Far apart, so that no two originals are alike: their number must not depend on the order of arrival.
        let words: Vec<String> =
            (0..40).map(|k| format!("كلمة{}", scattered(original as u64 * 64 + k))).collect();
        let body = format!(
            "اعتقلت قوات سوريا الديمقراطية {} أشخاص في {place} يوم 18 آذار 2024. {}",
            original % 9 + 3,
            words.join(" ")
        );
        let line = serde_json::json!({"doc": format!("d{i}"), "source": format!("s{}", i % 5), "text": body});
        text.push_str(&format!("{line}\n"));
    }
    std::fs::write(&path, text).unwrap();
    path
}

/// A number that looks random, the same for the same input (splitmix64).
fn scattered(n: u64) -> u64 {
    let mut z = n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (z ^ (z >> 31)) % 1_000_003
}
