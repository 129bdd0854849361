//! `rasid source list`: the sources, and how they are, where a server can be asked.

use std::io::Write as _;
use std::process::ExitCode;

use fetcher::source::Kind;
use fetcher::state::States;

use crate::args::SourceList;
use crate::config::Config;
use crate::exit::{Failure, say, unless_closed};
use crate::render::table;

pub(super) async fn main(config: &Config, command: &SourceList) -> Result<ExitCode, Failure> {
    let sources = super::sources(config)?;
    let states = match crate::connect::beside(config, command.nats.as_deref(), "rasid-source").await {
        Ok(bus) => fetcher::worker::table(&bus, config.streams.replicas).await.ok().map(States),
        Err(error) => {
            say(&format!("rasid: health unknown: {error}"));
            None
        }
    };
    let mut rows = Vec::new();
    for source in sources {
        let known = match &states {
            Some(states) => states.read(&source.id).await.unwrap_or_default(),
            None => None,
        };
        let due = known.as_ref().and_then(|known| known.schedule.due());
        let health = known.as_ref().map_or("", |known| fetcher::worker::health(&known.schedule));
        rows.push([
            source.id,
            match source.kind {
                Kind::Feed => "feed",
                Kind::Sitemap => "sitemap",
                Kind::Page => "page",
            }
            .to_owned(),
            health.to_owned(),
            due.map(|due| due.strftime("%Y-%m-%d %H:%M:%SZ").to_string()).unwrap_or_default(),
            source.url.to_string(),
        ]);
    }
    let mut out = std::io::stdout().lock();
    for line in
        table::lines(["id", "kind", "health", "next visit", "address"], &rows, table::terminal_columns())
    {
        unless_closed(writeln!(out, "{line}"))?;
    }
    Ok(ExitCode::SUCCESS)
}
