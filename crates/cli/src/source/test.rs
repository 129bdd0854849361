//! `rasid source test`: one visit of a source, and what would be published. Nothing is stored or remembered.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::anyhow;
use fetcher::listing::Outcome;
use fetcher::seen::Seen;
use fetcher::source::{Content, Kind, Source};
use fetcher::state::Children;
use fetcher::visit::Shown;
use reqwest::header::HeaderMap;
use tokio_util::sync::CancellationToken;
use url::Url;
use web::schedule::Validators;

use crate::args::{Format, SourceTest};
use crate::config::Config;
use crate::exit::{Failure, say, unless_closed};
use crate::render::table;

pub(super) async fn main(config: &Config, command: &SourceTest) -> Result<ExitCode, Failure> {
    let source = source(config, &command.source)?;
    let (show, mut shown) = tokio::sync::mpsc::unbounded_channel();
    let visitor = super::visitor(config, show)?;
    let listed = visitor.list(&source, &Validators::default(), &mut Children::new()).await?;
    if let Some(moved) = &listed.moved {
        say(&format!("it has moved for good to {moved}"));
    }
    let mut named = match listed.outcome {
        Outcome::Named(named) => named,
        Outcome::Unchanged => return Err(anyhow!("it answers as if nothing had changed").into()),
        Outcome::Gone => return Err(anyhow!("it is gone (410)").into()),
        Outcome::Useless(reason) => return Err(anyhow!("`{}`: {reason}", source.url).into()),
    };
    for defect in &named.defects {
        say(&format!("defect: {defect}"));
    }
    say(&format!("{} entries; taking the newest {}", named.entries.len(), command.count));
    // The newest stand last.
    let entries = named.entries.len().saturating_sub(command.count);
    named.entries.drain(..entries);
    let knowledge = crate::check::load_knowledge(config)?;
    let stop = CancellationToken::new();
    let taking = tokio::spawn(async move {
        let mut seen = Seen::default();
        visitor.take(&source, named, &mut seen, None, &stop).await
    });
    let mut nothing = 0;
    while let Some(one) = shown.recv().await {
        match one {
            Shown::Document(raw) => {
                let record = pipeline::enrich::enrich(&raw, &knowledge);
                print(&record, command.format)?;
            }
            Shown::Nothing { entry, reason } => {
                nothing += 1;
                say(&format!("rasid: {entry}: {reason}"));
            }
        }
    }
    taking.await?;
    Ok(ExitCode::from(u8::from(nothing > 0)))
}

fn print(record: &record::record::Record, format: Format) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let line = match format {
        Format::Ndjson => serde_json::to_string(record)?,
        Format::Table => {
            let published = record.published.as_ref().map(|published| published.value.clone());
            let row = [
                published.unwrap_or_default(),
                record.language.code.clone(),
                record.events.len().to_string(),
                record.title.clone().unwrap_or_default(),
                record.doc.clone(),
            ];
            let lines = table::lines(
                ["published", "", "events", "title", "address"],
                &[row],
                table::terminal_columns(),
            );
            lines.into_iter().nth(1).unwrap_or_default()
        }
    };
    Ok(unless_closed(writeln!(out, "{line}"))?)
}

/// The source of this id, or one made up for an address.
fn source(config: &Config, name: &str) -> Result<Source, Failure> {
    let known = super::sources(config)?;
    if let Some(source) = known.into_iter().find(|source| source.id == name) {
        return Ok(source);
    }
    let url = Url::parse(name).ok().filter(Url::has_host).ok_or_else(|| {
        Failure::usage(anyhow!(
            "no source `{name}` in `{}` (see `rasid source list`)",
            super::path(config).display()
        ))
    })?;
    let kind = if url.path().contains("sitemap") { Kind::Sitemap } else { Kind::Feed };
    Ok(Source {
        id: "test".to_owned(),
        name: None,
        kind,
        url,
        interval: None,
        headers: HeaderMap::new(),
        content: Content::Page,
        links: None,
        backfill: std::time::Duration::MAX,
    })
}
