//! `rasid source add URL`: what an address offers, and the entry for the best of it.

use std::collections::HashSet;
use std::process::ExitCode;

use anyhow::anyhow;
use fetcher::ask::Asker;
use jiff::Timestamp;
use record::subject::Token;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use url::Url;

use super::file::{self, Entry};
use crate::args::SourceAdd;
use crate::config::Config;
use crate::exit::{Failure, say};
use crate::render::table;

/// How long any site may make a person wait.
const PATIENCE: std::time::Duration = std::time::Duration::from_mins(1);
/// Addresses that are tried for one page.
const MOST_TRIES: usize = 12;

/// A feed or sitemap that was found and read.
#[derive(Debug, Clone)]
struct Offer {
    kind: &'static str,
    url: String,
    title: Option<String>,
    entries: usize,
    newest: Option<Timestamp>,
}

pub(super) async fn main(config: &Config, command: &SourceAdd) -> Result<ExitCode, Failure> {
    let text =
        if command.url.contains("://") { command.url.clone() } else { format!("https://{}", command.url) };
    let url = Url::parse(&text).map_err(|error| Failure::usage(anyhow!("`{}`: {error}", command.url)))?;
    // Before anything is asked.
    let path = super::path(config);
    let known: Vec<_> = super::all(config)?.into_iter().map(|(source, _)| source).collect();
    if let Some(id) = &command.id
        && known.iter().any(|source| Token::new(&source.id) == Token::new(id))
    {
        return Err(Failure::usage(anyhow!(
            "there is a source `{id}` in `{}` already; give another --id",
            path.display()
        )));
    }
    let mut taken: HashSet<String> = known.iter().map(|source| source.id.clone()).collect();
    let asker = super::asker(config)?;
    let offers = offers(&asker, &url).await?;
    if offers.is_empty() {
        return Err(anyhow!("`{url}` offers no feed and no news sitemap; give the address of one").into());
    }
    show(&offers);
    let addresses: HashSet<String> = known.iter().map(|source| source.url.to_string()).collect();
    let wanted = if command.all { offers.len() } else { 1 };
    let mut entries = Vec::new();
    for offer in offers.into_iter().take(wanted).filter(|offer| !addresses.contains(&offer.url)) {
        let id = command.id.clone().unwrap_or_else(|| file::id(&offer.url, &taken));
        taken.insert(id.clone());
        entries.push(Entry {
            id,
            name: command.name.clone().or(offer.title),
            kind: offer.kind,
            url: offer.url,
        });
    }
    if entries.is_empty() {
        say(&format!("nothing added: `{}` has it already", path.display()));
        return Ok(ExitCode::SUCCESS);
    }
    file::append(&path, &entries)?;
    for entry in &entries {
        say(&format!(
            "added `{}` to {}: try it with `rasid source test {}`",
            entry.id,
            path.display(),
            entry.id
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// All that an address offers, the best first.
async fn offers(asker: &Asker, url: &Url) -> anyhow::Result<Vec<Offer>> {
    let answer = asker.ask(url, &HeaderMap::new(), PATIENCE).await?.answer;
    if answer.status != 200 {
        return Err(anyhow!("`{url}` answers with status {}", answer.status));
    }
    let media = answer.header(&CONTENT_TYPE).map(str::to_owned);
    if let Some(offer) = read(&answer.body, answer.url.as_str(), media.as_deref()) {
        return Ok(vec![offer]);
    }
    let found = feed::discover(&answer.body, answer.url.as_str());
    let guessed = feed::guesses(answer.url.as_str());
    let mut offers: Vec<Offer> = Vec::new();
    let mut met = HashSet::new();
    let mapped = news_sitemaps(asker, &answer.url).await;
    let told = found.into_iter().map(|found| found.url).chain(mapped).map(|url| (url, true));
    let all = told.chain(guessed.into_iter().map(|url| (url, false)));
    for (address, is_told) in all.take(MOST_TRIES) {
        let Ok(address) = Url::parse(&address) else { continue };
        // Guesses cost the site a request each: only where the page names nothing.
        if !is_told && !offers.is_empty() || !met.insert(address.clone()) {
            continue;
        }
        let Ok(reached) = asker.ask(&address, &HeaderMap::new(), PATIENCE).await else { continue };
        let (answer, media) = (&reached.answer, reached.answer.header(&CONTENT_TYPE));
        if answer.status == 200
            && let Some(offer) = read(&answer.body, answer.url.as_str(), media)
            && !offers.iter().any(|known| known.url == offer.url)
        {
            offers.push(offer);
        }
    }
    offers.sort_by_key(|offer| std::cmp::Reverse((offer.newest, offer.entries)));
    Ok(offers)
}

/// The sitemaps that a site's robots.txt names, those of news first; other ones list all that a site ever had.
async fn news_sitemaps(asker: &Asker, url: &Url) -> Vec<String> {
    let Ok(robots) = url.join("/robots.txt") else { return Vec::new() };
    let Ok(reached) = asker.ask(&robots, &HeaderMap::new(), PATIENCE).await else { return Vec::new() };
    if reached.answer.status != 200 {
        return Vec::new();
    }
    let mut sitemaps = web::robots::Robots::parse(&reached.answer.body).sitemaps().to_vec();
    sitemaps.sort_by_key(|sitemap| !sitemap.to_ascii_lowercase().contains("news"));
    sitemaps
}

/// A feed or sitemap with entries.
fn read(body: &[u8], url: &str, media: Option<&str>) -> Option<Offer> {
    let hints = feed::Hints { url: Some(url), content_type: media, ..feed::Hints::default() };
    if let Ok(feed) = feed::parse(body, &hints)
        && !feed.entries.is_empty()
    {
        return Some(Offer {
            kind: "feed",
            url: url.to_owned(),
            title: feed.title.as_ref().map(|title| title.value.clone()),
            entries: feed.entries.len(),
            newest: feed.entries.iter().filter_map(feed::model::Entry::date).max(),
        });
    }
    let sitemap = feed::sitemap::parse(body, &hints, &feed::sitemap::Options::default()).ok()?;
    let newest =
        sitemap.locations.iter().filter_map(fetcher::entry::of_sitemap).filter_map(|entry| entry.published);
    let entries = sitemap.locations.len();
    (entries > 0).then(|| Offer {
        kind: "sitemap",
        url: url.to_owned(),
        title: None,
        entries,
        newest: newest.max(),
    })
}

fn show(offers: &[Offer]) {
    let rows: Vec<[String; 5]> = offers
        .iter()
        .map(|offer| {
            let newest = offer.newest.map(|newest| newest.strftime("%Y-%m-%d %H:%M").to_string());
            [
                offer.kind.to_owned(),
                offer.entries.to_string(),
                newest.unwrap_or_default(),
                offer.title.clone().unwrap_or_default(),
                offer.url.clone(),
            ]
        })
        .collect();
    for line in
        table::lines(["kind", "entries", "newest", "title", "address"], &rows, table::terminal_columns())
    {
        say(&line);
    }
}
