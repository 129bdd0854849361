//! `rasid source`: find, try, list and exchange sources.

mod add;
mod exchange;
mod file;
mod list;
mod revive;
mod test;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use bus::connect::Bus;
use fetch::client::{Client, Options};
use fetcher::ask::Asker;
use fetcher::domains::Domains;
use fetcher::lease::Leases;
use fetcher::robots::Memory;
use fetcher::state::States;
use fetcher::visit::{Shown, Sink, Visitor};
use fetcher::worker::Worker;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use web::schedule::{Interval, Policy};

use crate::args::Source;
use crate::config::Config;
use crate::exit::{Failure, say};

pub(crate) fn main(config: &Config, command: &Source) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Runtime::new()?;
    let ended = match command {
        Source::Add(command) => runtime.block_on(add::main(config, command)),
        Source::Test(command) => runtime.block_on(test::main(config, command)),
        Source::List(command) => runtime.block_on(list::main(config, command)),
        Source::Revive(command) => runtime.block_on(revive::main(config, command)),
        Source::Import(command) => exchange::import(config, command),
        Source::Export => exchange::export(config),
    };
    runtime.shutdown_background();
    ended
}

/// Entries taken of a source in one visit; the rest waits for the next.
const MOST_ENTRIES: usize = 500;

/// The file of sources: the configured one, else that of the data folder.
pub(crate) fn path(config: &Config) -> PathBuf {
    config.fetch.sources.clone().unwrap_or_else(|| config.data.join("sources.toml"))
}

/// Asks as `rasid run` would, with nothing remembered.
fn asker(config: &Config) -> anyhow::Result<Asker> {
    let fetch = &config.fetch;
    if !fetch.has_contact {
        say("rasid: note: set fetch.contact, so that sites know whom to write to");
    }
    let client = client(config)?;
    let domains = Domains::new(fetch.rules(), None);
    let robots = Memory::new(crate::config::fetch::PRODUCT, None);
    Ok(Asker::new(client, domains, robots, fetch.in_flight, fetch.redirects))
}

/// The client that the configuration asks for.
pub(crate) fn client(config: &Config) -> anyhow::Result<Client> {
    let fetch = &config.fetch;
    let options = Options {
        user_agent: fetch.user_agent.clone(),
        limits: fetch.limits,
        pins: fetch.pins.clone(),
        proxy: fetch.proxy.clone(),
    };
    Client::new(options, fetch.guard.clone()).context("fetch")
}

/// Takes up the sources of the file; none where there is no file and none is configured.
pub(crate) fn sources(config: &Config) -> anyhow::Result<Vec<fetcher::source::Source>> {
    let all = all(config)?;
    Ok(all.into_iter().filter(|(_, is_enabled)| *is_enabled).map(|(source, _)| source).collect())
}

/// All sources of the file, and whether they are enabled.
fn all(config: &Config) -> anyhow::Result<Vec<(fetcher::source::Source, bool)>> {
    let path = path(config);
    if config.fetch.sources.is_none() && !path.is_file() {
        return Ok(Vec::new());
    }
    crate::config::sources::read(&path, &config.fetch)
}

/// Visits the sources beside the other workers.
pub(crate) async fn visit(
    workers: &mut JoinSet<anyhow::Result<()>>,
    config: &Config,
    sources: Vec<fetcher::source::Source>,
    bus: &Bus,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    if sources.is_empty() {
        return Ok(());
    }
    let fetch = &config.fetch;
    if !fetch.has_contact {
        tracing::warn!("fetch.contact is not set: sites cannot know whom to write to");
    }
    let table = fetcher::worker::table(bus, config.streams.replicas).await?;
    let sites = fetcher::worker::sites(bus, config.streams.replicas).await?;
    let leases = Arc::new(Leases::new(sites.clone(), machine(config)?));
    let domains = Domains::new(fetch.rules(), Some(Arc::clone(&leases)));
    let robots = Memory::new(crate::config::fetch::PRODUCT, Some(sites));
    let worker = Worker {
        visitor: Visitor {
            asker: Asker::new(client(config)?, domains, robots, fetch.in_flight, fetch.redirects),
            sink: Sink::Bus(Box::new(bus.clone())),
            most_entries: MOST_ENTRIES,
        },
        bus: bus.clone(),
        states: States(table),
        leases,
        policy: Policy {
            interval: Interval::Adaptive { min: fetch.interval_min, max: fetch.interval_max },
            ..Policy::default()
        },
    };
    tracing::info!(sources = sources.len(), "visiting sources");
    let stop = stop.clone();
    workers.spawn(async move {
        fetcher::worker::run(worker, sources, stop).await;
        Ok(())
    });
    Ok(())
}

/// This machine's name for leases: the same after a restart, another one for another data folder.
fn machine(config: &Config) -> anyhow::Result<String> {
    let path = config.data.join("machine");
    if let Ok(name) = std::fs::read_to_string(&path)
        && !name.trim().is_empty()
    {
        return Ok(name.trim().to_owned());
    }
    let name = bus::trace::secret();
    std::fs::write(&path, &name).with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(name)
}

/// What a visit needs, where nothing is stored.
fn visitor(config: &Config, show: UnboundedSender<Shown>) -> anyhow::Result<Visitor> {
    Ok(Visitor { asker: asker(config)?, sink: Sink::Show(show), most_entries: usize::MAX })
}
