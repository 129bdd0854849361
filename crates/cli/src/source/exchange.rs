//! `rasid source import` and `export`: lists of feeds in OPML, as feed readers exchange them.

use std::collections::HashSet;
use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;
use feed::opml;

use super::file::{self, Entry};
use crate::args::SourceImport;
use crate::config::Config;
use crate::exit::{Failure, say, unless_closed};

pub(super) fn import(config: &Config, command: &SourceImport) -> Result<ExitCode, Failure> {
    let bytes =
        std::fs::read(&command.file).with_context(|| format!("cannot read `{}`", command.file.display()))?;
    let list = opml::parse(&bytes, None).with_context(|| format!("`{}`", command.file.display()))?;
    let known: Vec<_> = super::all(config)?.into_iter().map(|(source, _)| source).collect();
    let mut taken: HashSet<String> = known.iter().map(|source| source.id.clone()).collect();
    let mut addresses: HashSet<String> = known.iter().map(|source| source.url.to_string()).collect();
    let mut entries = Vec::new();
    for outline in list.subscriptions {
        let Ok(url) = url::Url::parse(&outline.xml_url) else {
            say(&format!("rasid: left out `{}`: no web address", outline.xml_url));
            continue;
        };
        if let Err(refusal) = config.fetch.guard.check_url(&url) {
            say(&format!("rasid: left out `{url}`: {refusal}"));
            continue;
        }
        if !addresses.insert(url.to_string()) {
            continue;
        }
        let id = file::id(url.as_str(), &taken);
        taken.insert(id.clone());
        entries.push(Entry { id, name: outline.title, kind: "feed", url: url.to_string() });
    }
    let path = super::path(config);
    file::append(&path, &entries)?;
    say(&format!("added {} sources to {}", entries.len(), path.display()));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn export(config: &Config) -> Result<ExitCode, Failure> {
    let feeds: Vec<opml::Subscription> = super::sources(config)?
        .into_iter()
        .filter(|source| source.kind == fetcher::source::Kind::Feed)
        .map(|source| opml::Subscription {
            title: Some(source.name.unwrap_or(source.id)),
            xml_url: source.url.to_string(),
            kind: Some("rss".to_owned()),
            ..opml::Subscription::default()
        })
        .collect();
    let mut out = std::io::stdout().lock();
    unless_closed(out.write_all(opml::write("rasid", &feeds).as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}
