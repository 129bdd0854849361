//! What may be pushed over HTTP, and by whom: the section `[receive]`.

use std::net::SocketAddr;
use std::path::PathBuf;

use ::receive::options::Limits;
use ::receive::token::Token;
use anyhow::{Context as _, bail};
use serde::Deserialize;

/// The section as it is written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    listen: Option<String>,
    tokens: Vec<RawToken>,
    request_bytes: usize,
    documents_per_sec: u32,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawToken {
    name: String,
    sha256: Option<String>,
    file: Option<PathBuf>,
    source: Option<String>,
}

impl Default for Raw {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            listen: None,
            tokens: Vec::new(),
            request_bytes: limits.request_bytes,
            documents_per_sec: limits.documents_per_sec,
        }
    }
}

/// The section as it is used.
#[derive(Debug, Clone)]
pub(crate) struct Receive {
    /// Where to listen; none: nothing is received.
    pub(crate) listen: Option<SocketAddr>,
    /// Who may push.
    pub(crate) tokens: Vec<Token>,
    /// How much.
    pub(crate) limits: Limits,
}

pub(super) fn check(raw: &Raw, place: &str) -> anyhow::Result<Receive> {
    let listen = raw.listen.as_deref().map(super::address).transpose();
    let listen = listen.with_context(|| format!("{place}.listen"))?;
    let tokens: anyhow::Result<Vec<Token>> = raw.tokens.iter().map(|token| build(token, place)).collect();
    let tokens = tokens?;
    if listen.is_some() && tokens.is_empty() {
        bail!("{place}.tokens: nobody could push anything; give a token, or leave out {place}.listen");
    }
    Ok(Receive {
        listen,
        tokens,
        limits: Limits {
            request_bytes: raw.request_bytes,
            documents_per_sec: raw.documents_per_sec.max(1),
            ..Limits::default()
        },
    })
}

fn build(raw: &RawToken, place: &str) -> anyhow::Result<Token> {
    let told = || format!("{place}.tokens, `{}`", raw.name);
    let source = raw.source.as_deref();
    match (&raw.sha256, &raw.file) {
        (Some(hash), None) => Token::sha256(&raw.name, hash, source).with_context(told),
        (None, Some(path)) => {
            let text =
                std::fs::read_to_string(path).with_context(|| format!("{}: {}", told(), path.display()))?;
            Token::plain(&raw.name, text.trim(), source).with_context(told)
        }
        (None, None) | (Some(_), Some(_)) => bail!("{}: give one of sha256 and file", told()),
    }
}
