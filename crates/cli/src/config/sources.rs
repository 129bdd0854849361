//! The file of sources: what `rasid source` writes and `rasid run` visits.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use fetcher::source::{Content, Kind, Source};
use record::subject::Token;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use toml::Spanned;
use url::Url;

use super::fault;
use super::fetch::Fetch;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    source: Vec<RawSource>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSource {
    id: Spanned<String>,
    name: Option<String>,
    #[serde(default)]
    kind: RawKind,
    url: Spanned<String>,
    #[serde(default)]
    interval_secs: Option<Spanned<u64>>,
    #[serde(default)]
    headers: BTreeMap<Spanned<String>, String>,
    #[serde(default)]
    content: RawContent,
    #[serde(default)]
    backfill_days: Option<Spanned<f64>>,
    #[serde(default)]
    links: Option<String>,
    #[serde(default = "yes")]
    enabled: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RawKind {
    #[default]
    Feed,
    Sitemap,
    Page,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RawContent {
    #[default]
    Page,
    Feed,
}

/// The sources of a file, and whether they are enabled. Every fault is told, with its place.
pub(crate) fn read(path: &Path, fetch: &Fetch) -> anyhow::Result<Vec<(Source, bool)>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let raw: RawFile =
        toml::from_str(&text).map_err(|error| anyhow!(fault::sentence(path, &text, &error)))?;
    let mut faults = String::new();
    let mut tell = |at: usize, what: String| {
        let (line, column) = fault::place(&text, at);
        let _ = writeln!(faults, "{}:{line}:{column}: {what}", path.display());
    };
    let mut sources = Vec::new();
    let mut ids = HashSet::new();
    for raw in raw.source {
        // What is remembered of a source stands under the token of its id.
        if !ids.insert(Token::new(raw.id.get_ref()).to_string()) {
            tell(raw.id.span().start, format!("a second source `{}`", raw.id.get_ref()));
        }
        let enabled = raw.enabled;
        match build(raw, fetch) {
            Ok(source) => sources.push((source, enabled)),
            Err(found) => found.into_iter().for_each(|(at, what)| tell(at, what)),
        }
    }
    if faults.is_empty() { Ok(sources) } else { Err(anyhow!(faults.trim_end().to_owned())) }
}

fn build(raw: RawSource, fetch: &Fetch) -> Result<Source, Vec<(usize, String)>> {
    let mut faults = Vec::new();
    if raw.id.get_ref().trim().is_empty() {
        faults.push((raw.id.span().start, "a source needs an id".to_owned()));
    }
    let url = Url::parse(raw.url.get_ref()).map_err(|error| error.to_string()).and_then(|url| {
        fetch.guard.check_url(&url).map(|()| url).map_err(|refusal| format!("may not be asked: {refusal}"))
    });
    if let Err(error) = &url {
        faults.push((raw.url.span().start, format!("`{}`: {error}", raw.url.get_ref())));
    }
    if let Some(zero) = raw.interval_secs.as_ref().filter(|secs| *secs.get_ref() == 0) {
        faults.push((zero.span().start, "an interval of no time".to_owned()));
    }
    let days = |days: f64| days.is_finite() && (0.0..=36_500.0).contains(&days);
    if let Some(wrong) = raw.backfill_days.as_ref().filter(|value| !days(*value.get_ref())) {
        faults.push((wrong.span().start, "must be a number of days, 0 to 36500".to_owned()));
    }
    let mut headers = HeaderMap::new();
    for (name, value) in raw.headers {
        match (HeaderName::try_from(name.get_ref()), HeaderValue::try_from(&value)) {
            (Ok(name), Ok(value)) => drop(headers.insert(name, value)),
            _ => faults.push((name.span().start, format!("`{}` is no header field", name.get_ref()))),
        }
    }
    let (Ok(url), true) = (url, faults.is_empty()) else { return Err(faults) };
    Ok(Source {
        id: raw.id.into_inner(),
        name: raw.name,
        kind: match raw.kind {
            RawKind::Feed => Kind::Feed,
            RawKind::Sitemap => Kind::Sitemap,
            RawKind::Page => Kind::Page,
        },
        url,
        interval: raw.interval_secs.map(|secs| Duration::from_secs(secs.into_inner())),
        headers,
        content: match raw.content {
            RawContent::Page => Content::Page,
            RawContent::Feed => Content::Feed,
        },
        links: raw.links,
        backfill: raw
            .backfill_days
            .map_or(fetch.backfill, |days| Duration::from_secs_f64(days.into_inner() * 86_400.0)),
    })
}
