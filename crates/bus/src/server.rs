//! The supervised local nats-server: found, checked, started on loopback with a token, restarted when it
//! ends, and ended with its parent ([`crate::guard`]).

use std::fs;
use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::process::{Child, ChildStdin, Command};
use tokio_util::sync::CancellationToken;

use crate::connect::{Auth, OLDEST_SERVER, Options, parse_version};

/// The program's name.
const PROGRAM: &str = "nats-server";

/// How to run the local server.
#[derive(Debug, Clone)]
pub struct Setup {
    /// A program named in the configuration; else it is looked for.
    pub binary: Option<PathBuf>,
    /// The folder for its store, configuration and log.
    pub folder: PathBuf,
    /// The program that guards it: rasid itself, called with `guard -- PROGRAM ARGUMENTS…`.
    pub guard: PathBuf,
    /// The largest message, in bytes.
    pub max_payload: u64,
}

/// How others on this machine reach the local server; kept in its folder, readable for the owner only.
#[derive(Clone, Serialize, Deserialize)]
pub struct Address {
    /// `nats://127.0.0.1:port`.
    pub url: String,
    /// The token.
    pub token: String,
}

impl Address {
    /// Reads the address of the server whose folder this is, if there is one.
    pub fn read(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(folder.join("address.json")).ok()?).ok()
    }

    /// The options to connect with.
    pub fn options(&self, name: &str) -> Options {
        Options { url: self.url.clone(), auth: Auth::Token(self.token.clone()), name: name.to_owned() }
    }
}

/// Why no local server runs.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// None is installed.
    #[error(
        "no nats-server found ({looked}); run tools/get-nats-server, install one, or set nats.url to a running one"
    )]
    Missing {
        /// Where it was looked for.
        looked: String,
    },
    /// The one found is not usable.
    #[error("`{path}` does not run as a nats-server")]
    Unusable {
        /// The program.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The one found is too old.
    #[error("`{path}` is version {found}, but rasid needs {needed} or newer; run tools/get-nats-server")]
    TooOld {
        /// The program.
        path: PathBuf,
        /// Its version.
        found: String,
        /// The oldest that will do.
        needed: String,
    },
    /// Its folder cannot be prepared.
    #[error("cannot prepare the folder `{path}` for nats-server")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It was started but never answered.
    #[error("nats-server was started but does not answer; its log is `{log}`")]
    Silent {
        /// The log.
        log: PathBuf,
    },
}

/// A running local server.
pub struct Server {
    setup: Setup,
    program: PathBuf,
    address: Address,
    child: Guarded,
}

/// The guard's process, with the pipe whose end means the end of the server. Kept apart, because waiting for a
/// child closes the standard input that it still holds.
struct Guarded {
    process: Child,
    pipe: Option<ChildStdin>,
}

impl Server {
    /// Finds, checks and starts a server, and waits until it answers.
    pub async fn start(setup: Setup) -> Result<Self, ServerError> {
        let program = find(setup.binary.as_deref())?;
        check_version(&program).await?;
        let folder_error = |source| ServerError::Folder { path: setup.folder.clone(), source };
        fs::create_dir_all(&setup.folder).map_err(folder_error)?;
        let port = free_port().map_err(folder_error)?;
        let address = Address { url: format!("nats://127.0.0.1:{port}"), token: crate::trace::secret() };
        write_files(&setup, &address, port).map_err(folder_error)?;
        let child = spawn(&setup, &program)
            .map_err(|source| ServerError::Unusable { path: program.clone(), source })?;
        let mut server = Self { setup, program, address, child };
        server.wait_until_healthy().await?;
        tracing::info!(url = server.address.url, program = %server.program.display(), "local nats-server runs");
        Ok(server)
    }

    /// How to reach it.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Restarts the server whenever it ends, with backoff, until told to stop; then ends it.
    pub async fn supervise(mut self, stop: CancellationToken) {
        let mut delay = Duration::from_millis(200);
        loop {
            let started = tokio::time::Instant::now();
            tokio::select! {
                () = stop.cancelled() => break,
                status = self.child.process.wait() => {
                    let status = status.map_or_else(|error| error.to_string(), |status| status.to_string());
                    crate::metrics::server_restarted(&status);
                }
            }
            if started.elapsed() > Duration::from_mins(1) {
                delay = Duration::from_millis(200);
            }
            tokio::select! {
                () = stop.cancelled() => break,
                () = tokio::time::sleep(delay) => delay = (delay * 2).min(Duration::from_secs(30)),
            }
            match spawn(&self.setup, &self.program) {
                Ok(child) => self.child = child,
                Err(error) => tracing::error!(%error, "cannot start nats-server again"),
            }
        }
        self.end().await;
    }

    /// Ends the server: the guard sees its pipe close.
    async fn end(mut self) {
        drop(self.child.pipe.take());
        if tokio::time::timeout(Duration::from_secs(3), self.child.process.wait()).await.is_err() {
            tracing::warn!("local nats-server did not end in time");
            let _ = self.child.process.kill().await;
        }
        // Gone with the server, so that nobody tries an address where nothing listens.
        let _ = fs::remove_file(self.setup.folder.join("address.json"));
        tracing::info!("local nats-server ended");
    }

    async fn wait_until_healthy(&mut self) -> Result<(), ServerError> {
        let options = self.address.options("rasid-health");
        for _ in 0..200 {
            if let Ok(Some(_)) = self.child.process.try_wait() {
                break;
            }
            if crate::connect::Bus::connect(&options).await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(ServerError::Silent { log: log_path(&self.setup.folder) })
    }
}

/// Looks for the program: where the configuration says, beside rasid, in the project's tools folder, on PATH.
fn find(configured: Option<&Path>) -> Result<PathBuf, ServerError> {
    if let Some(path) = configured {
        let missing = || ServerError::Missing { looked: format!("not at `{}`", path.display()) };
        return path.is_file().then(|| path.to_owned()).ok_or_else(missing);
    }
    let own = std::env::current_exe().ok().and_then(|path| Some(path.parent()?.to_owned()));
    let beside = own.iter().cloned();
    // From target/debug/rasid, the project's tools folder is three floors up.
    let of_checkout = own.iter().filter_map(|folder| Some(folder.parent()?.parent()?.join("tools/bin")));
    let here = std::iter::once(PathBuf::from("tools/bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<PathBuf> = std::env::split_paths(&path).collect();
    beside
        .chain(of_checkout)
        .chain(here)
        .chain(on_path)
        .map(|folder| folder.join(PROGRAM))
        .find(|candidate| candidate.is_file())
        .ok_or_else(|| ServerError::Missing {
            looked: "not beside rasid, not in tools/bin, not on PATH".to_owned(),
        })
}

async fn check_version(program: &Path) -> Result<(), ServerError> {
    let output = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .await
        .map_err(|source| ServerError::Unusable { path: program.to_owned(), source })?;
    let text = String::from_utf8_lossy(&output.stdout);
    let found = text.split_whitespace().find(|word| parse_version(word).is_some());
    let Some(found) = found else {
        let source = std::io::Error::other(format!("its --version says `{}`", text.trim()));
        return Err(ServerError::Unusable { path: program.to_owned(), source });
    };
    if parse_version(found).is_none_or(|version| version < OLDEST_SERVER) {
        let (major, minor, patch) = OLDEST_SERVER;
        return Err(ServerError::TooOld {
            path: program.to_owned(),
            found: found.trim_start_matches('v').to_owned(),
            needed: format!("{major}.{minor}.{patch}"),
        });
    }
    Ok(())
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn log_path(folder: &Path) -> PathBuf {
    folder.join("nats-server.log")
}

fn write_files(setup: &Setup, address: &Address, port: u16) -> std::io::Result<()> {
    let quoted = |path: &Path| serde_json::to_string(&path.display().to_string()).unwrap_or_default();
    // sync_interval 1s: the default of two minutes can lose acknowledged data at a power loss, and one second
    // costs nothing measurable.
    let text = format!(
        "server_name: rasid-local\nlisten: 127.0.0.1:{port}\nmax_payload: {}\nlog_file: {}\nlog_size_limit: 16MB\npid_file: {}\n\
         authorization {{ token: \"{}\" }}\njetstream {{ store_dir: {}, sync_interval: 1s }}\n",
        setup.max_payload,
        quoted(&log_path(&setup.folder)),
        quoted(&setup.folder.join("nats-server.pid")),
        address.token,
        quoted(&setup.folder.join("store")),
    );
    write_private(&setup.folder.join("nats-server.conf"), text.as_bytes())?;
    let json = serde_json::to_vec_pretty(address)?;
    write_private(&setup.folder.join("address.json"), &json)
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(bytes)
}

fn spawn(setup: &Setup, program: &Path) -> std::io::Result<Guarded> {
    let mut process = Command::new(&setup.guard)
        .args(["guard", "--"])
        .arg(program)
        .arg("--config")
        .arg(setup.folder.join("nats-server.conf"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // A group of its own: Ctrl-C reaches rasid alone, which drains before it lets the server go.
        .process_group(0)
        .spawn()?;
    let pipe = process.stdin.take();
    Ok(Guarded { process, pipe })
}
