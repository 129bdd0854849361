//! `rasid run`: a server, the streams, the workers, until told to stop.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use bus::connect::Bus;
use bus::server::{Server, Setup};
use fetcher::source::Source;
use pipeline::knowledge::Knowledge;
use pipeline::reload::{self, Loaded};
use pipeline::{enricher, resolver};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::args::Run;
use crate::config::{self, Config};
use crate::exit::{Failure, say};
use crate::folders::Folder;
use crate::http::{self, Started};
use crate::telemetry;

/// All workers together must end within this, once told to stop; the local server takes three seconds at most
/// after them, so that the whole ends within ten.
const STOP_LIMIT: Duration = Duration::from_secs(6);

pub(crate) fn main(mut config: Config, command: &Run) -> Result<ExitCode, Failure> {
    if let Some(url) = &command.nats {
        config.nats_url = Some(url.clone());
    }
    if let Some(address) = &command.http {
        config.http = config::address(address).map_err(Failure::Usage)?;
        config.http_is_default = false;
    }
    config.workers = command.workers.unwrap_or(config.workers).max(1);
    config.folders.extend(command.watch.iter().cloned());
    let known = read_knowledge(&config)?;
    let _lock = lock(&config.data)?;
    let folders = config
        .folders
        .iter()
        .map(|path| Folder::new(path, &config.data, config.poll, config.document_bytes))
        .collect::<Result<Vec<_>, _>>()?;
    let sources = crate::source::sources(&config).map_err(Failure::Usage)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // Names are looked up here too, and a slow one must not keep the workers waiting.
        .max_blocking_threads(config.fetch.in_flight + 32)
        .build()?;
    let ended = runtime.block_on(host(config, known, folders, sources));
    // Blocking work that outlives the deadline is delivered again after the restart.
    runtime.shutdown_timeout(Duration::from_millis(200));
    ended
}

/// The knowledge to begin with, and its folder where it has one to follow.
struct Known {
    knowledge: Knowledge,
    folder: Option<(PathBuf, Loaded)>,
}

fn read_knowledge(config: &Config) -> Result<Known, Failure> {
    let gazetteer = crate::check::open_gazetteer(config)?;
    if let Some(folder) = &config.knowledge {
        let loaded =
            Loaded::read(folder, gazetteer).map_err(|faults| crate::check::refuse(folder, &faults))?;
        return Ok(Known { knowledge: loaded.knowledge.clone(), folder: Some((folder.clone(), loaded)) });
    }
    let knowledge = Knowledge::builtin();
    let knowledge = match gazetteer {
        Some(gazetteer) => knowledge.with_gazetteer(gazetteer),
        None => knowledge,
    };
    Ok(Known { knowledge, folder: None })
}

/// The data folder belongs to one `rasid run` at a time. The lock ends with the process.
fn lock(data: &Path) -> anyhow::Result<File> {
    std::fs::create_dir_all(data)
        .with_context(|| format!("cannot create the data folder `{}`", data.display()))?;
    let path = data.join("lock");
    let file = File::create(&path).with_context(|| format!("cannot write `{}`", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(anyhow!(
            "the data folder `{}` is in use by another `rasid run`; stop it or give another --data",
            data.display()
        )),
        Err(std::fs::TryLockError::Error(error)) => {
            Err(anyhow::Error::from(error).context(format!("cannot lock `{}`", path.display())))
        }
    }
}

/// What stands before the workers start.
struct Ready {
    bus: Bus,
    server: Option<Server>,
    listener: TcpListener,
}

async fn host(
    config: Config,
    known: Known,
    folders: Vec<Folder>,
    sources: Vec<Source>,
) -> Result<ExitCode, Failure> {
    let mut signals = Signals::new()?;
    let metrics = telemetry::metrics()?;
    let Ready { bus, server, listener } = tokio::select! {
        ready = prepare(&config) => ready?,
        () = signals.next() => return Ok(ExitCode::SUCCESS),
    };
    let address = listener.local_addr()?;
    let (stop, server_stop) = (CancellationToken::new(), CancellationToken::new());
    let server = server.map(|server| tokio::spawn(server.supervise(server_stop.clone())));
    let started = Started::default();
    tokio::spawn(http::serve(listener, metrics, bus.clone(), started.clone(), server_stop.clone()));
    let mut workers: JoinSet<anyhow::Result<()>> = JoinSet::new();
    spawn_workers(&mut workers, &config, known, &bus, folders, &stop);
    crate::source::visit(&mut workers, &config, sources, &bus, &stop).await?;
    if let Some(listener) = crate::receive::bind(&config).await? {
        let (config, bus, stop) = (config.clone(), bus.clone(), stop.clone());
        workers.spawn(async move { crate::receive::serve(listener, &config, bus, stop).await });
    }
    started.set();
    tracing::info!(
        http = %address, workers = config.workers, folders = config.folders.len(), data = %config.data.display(),
        "rasid runs"
    );

    let failed = tokio::select! {
        () = signals.next() => None,
        Some(ended) = workers.join_next() => Some(ended),
    };
    tracing::info!("stopping: finishing what is in hand");
    stop.cancel();
    drain(&mut workers, &mut signals).await;
    bus.close().await;
    server_stop.cancel();
    if let Some(server) = server {
        let _ = server.await;
    }
    match failed {
        None => Ok(ExitCode::SUCCESS),
        Some(Ok(Ok(()))) => Err(anyhow!("a worker ended by itself").into()),
        Some(Ok(Err(error))) => Err(error.into()),
        Some(Err(error)) => Err(anyhow::Error::from(error).context("a worker panicked").into()),
    }
}

async fn prepare(config: &Config) -> anyhow::Result<Ready> {
    let listener = http::bind(config.http, config.http_is_default).await?;
    let server = server(config).await?;
    let options = match &server {
        Some(server) => server.address().options("rasid-run"),
        None => external(config)?,
    };
    let bus = Bus::connect(&options).await?;
    bus.ensure_streams(&config.streams).await?;
    Ok(Ready { bus, server, listener })
}

/// Waits for the workers, for as long as is allowed or until somebody insists.
async fn drain(workers: &mut JoinSet<anyhow::Result<()>>, signals: &mut Signals) {
    let finish = async { while workers.join_next().await.is_some() {} };
    tokio::select! {
        () = finish => {}
        () = tokio::time::sleep(STOP_LIMIT) => tracing::warn!("workers did not end in time; their work is given back"),
        () = signals.next() => say("rasid: stopped at once; unfinished work is delivered again"),
    }
}

/// SIGTERM and Ctrl-C.
struct Signals {
    interrupted: Signal,
    terminated: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            interrupted: signal(SignalKind::interrupt())?,
            terminated: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupted.recv() => {}
            _ = self.terminated.recv() => {}
        }
    }
}

/// The local server, where no other is configured.
async fn server(config: &Config) -> anyhow::Result<Option<Server>> {
    if config.nats_url.is_some() {
        return Ok(None);
    }
    let setup = Setup {
        binary: config.server.clone(),
        folder: config.data.join("nats"),
        guard: std::env::current_exe().context("cannot find rasid's own program file")?,
        max_payload: config.max_payload,
    };
    Ok(Some(Server::start(setup).await?))
}

fn external(config: &Config) -> anyhow::Result<bus::connect::Options> {
    let url = config.nats_url.as_deref().unwrap_or_default();
    crate::connect::to(config, url, "rasid-run")
}

fn spawn_workers(
    workers: &mut JoinSet<anyhow::Result<()>>,
    config: &Config,
    known: Known,
    bus: &Bus,
    folders: Vec<Folder>,
    stop: &CancellationToken,
) {
    for folder in folders {
        workers.spawn(folder.watch(bus.clone(), stop.clone()));
    }
    let (sender, knowledge) = watch::channel(known.knowledge);
    if let Some((folder, loaded)) = known.folder {
        let (poll, stop) = (config.knowledge_poll, stop.clone());
        workers.spawn(async move {
            reload::run(folder, loaded, poll, sender, &stop).await;
            Ok(())
        });
    }
    workers.spawn(crate::submit::serve(bus.clone(), knowledge.clone(), config.document_bytes, stop.clone()));
    let options = enricher::Options { workers: config.workers, drain: config.drain };
    let (enrich_bus, enrich_stop) = (bus.clone(), stop.clone());
    workers.spawn(async move {
        enricher::run(&enrich_bus, knowledge, options, &enrich_stop).await;
        Ok(())
    });
    let (resolve_bus, resolve_stop) = (bus.clone(), stop.clone());
    let options =
        resolver::Options { snapshots: Some(config.data.join("resolver")), ..config.resolver.clone() };
    workers.spawn(async move { Ok(resolver::run(&resolve_bus, options, &resolve_stop).await?) });
}
