//! One connection to a NATS server with JetStream, checked once: version, JetStream, credentials.
//!
//! The first connection fails fast, with a sentence that says what to do; once it stands, a lost one is
//! rebuilt by the client for ever.

use std::path::PathBuf;
use std::time::Duration;

use async_nats::jetstream;
use async_nats::jetstream::context::ContextBuilder;
use async_nats::{ConnectErrorKind, ConnectOptions};

/// The oldest server that has atomic batches, which the resolver's exactly-once effect rests on.
pub const OLDEST_SERVER: (u64, u64, u64) = (2, 12, 0);

/// Acks of publishes under way at once: more only adds latency (measured at 4 KB: 64 to 256).
const ACKS_IN_FLIGHT: usize = 256;

/// Where to connect, and as whom.
#[derive(Debug, Clone)]
pub struct Options {
    /// `nats://host:port`, several separated by commas.
    pub url: String,
    /// Credentials.
    pub auth: Auth,
    /// The connection's name in the server's monitoring.
    pub name: String,
}

/// Credentials.
#[derive(Clone)]
pub enum Auth {
    /// None, or those in the URL.
    None,
    /// A shared token.
    Token(String),
    /// A credentials file (JWT and seed).
    Credentials(PathBuf),
}

impl std::fmt::Debug for Auth {
    /// Names the kind, never the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Token(_) => "Token(…)",
            Self::Credentials(_) => "Credentials(…)",
        })
    }
}

/// A connection with its JetStream context. Cheap to clone.
#[derive(Clone)]
pub struct Bus {
    pub(crate) client: async_nats::Client,
    pub(crate) jetstream: jetstream::Context,
}

/// Why no usable connection could be made.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Nobody answers.
    #[error("no nats-server answers at `{url}` ({detail}); start one there, or correct the address")]
    Unreachable {
        /// The address, without credentials.
        url: String,
        /// What the client said, with its causes.
        detail: String,
    },
    /// The server does not accept the credentials.
    #[error("the nats-server at `{url}` refuses the credentials; check nats.token or nats.credentials")]
    Refused {
        /// The address, without credentials.
        url: String,
    },
    /// The server lacks what rasid needs.
    #[error("the nats-server at `{url}` is version {found}, but rasid needs {needed} or newer; upgrade it")]
    TooOld {
        /// The address, without credentials.
        url: String,
        /// Its version.
        found: String,
        /// The oldest that will do.
        needed: String,
    },
    /// The server runs without JetStream.
    #[error("the nats-server at `{url}` has JetStream switched off; start it with -js")]
    NoJetStream {
        /// The address, without credentials.
        url: String,
    },
    /// The credentials file cannot be used.
    #[error("cannot use the credentials file `{path}`")]
    Credentials {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

impl Bus {
    /// Connects and checks the server.
    pub async fn connect(options: &Options) -> Result<Self, ConnectError> {
        let url = without_secret(&options.url);
        let client = connect_options(options)
            .await?
            .connect(options.url.split(',').map(str::to_owned).collect::<Vec<_>>())
            .await
            .map_err(|source| refusal(&url, &source))?;
        let info = client.server_info();
        if parse_version(&info.version).is_none_or(|version| version < OLDEST_SERVER) {
            let (major, minor, patch) = OLDEST_SERVER;
            let needed = format!("{major}.{minor}.{patch}");
            return Err(ConnectError::TooOld { url, found: info.version, needed });
        }
        let jetstream = ContextBuilder::new()
            .timeout(Duration::from_secs(10))
            .ack_timeout(Duration::from_secs(10))
            .max_ack_inflight(ACKS_IN_FLIGHT)
            .backpressure_on_inflight(true)
            .build(client.clone());
        jetstream.query_account().await.map_err(|_| ConnectError::NoJetStream { url })?;
        Ok(Self { client, jetstream })
    }

    /// The largest payload that the server takes, in bytes.
    pub fn max_payload(&self) -> usize {
        self.client.max_payload()
    }

    /// Whether the connection stands right now.
    pub fn is_connected(&self) -> bool {
        self.client.connection_state() == async_nats::connection::State::Connected
    }

    /// Sends what is buffered.
    pub async fn flush(&self) {
        if let Err(error) = self.client.flush().await {
            tracing::warn!(%error, "could not flush the connection");
        }
    }

    /// Sends what is buffered and closes the connection, for all its clones.
    pub async fn close(&self) {
        self.flush().await;
        if let Err(error) = self.client.drain().await {
            tracing::debug!(%error, "could not close the connection");
        }
    }
}

async fn connect_options(options: &Options) -> Result<ConnectOptions, ConnectError> {
    let base = ConnectOptions::new()
        .name(&options.name)
        .connection_timeout(Duration::from_secs(5))
        .event_callback(|event| async move { crate::metrics::connection_event(&event) });
    match &options.auth {
        Auth::None => Ok(base),
        Auth::Token(token) => Ok(base.token(token.clone())),
        Auth::Credentials(path) => {
            let failed = |source| ConnectError::Credentials { path: path.display().to_string(), source };
            let text = tokio::fs::read_to_string(path).await.map_err(failed)?;
            base.credentials(&text).map_err(failed)
        }
    }
}

fn refusal(url: &str, source: &async_nats::ConnectError) -> ConnectError {
    match source.kind() {
        ConnectErrorKind::AuthorizationViolation | ConnectErrorKind::Authentication => {
            ConnectError::Refused { url: url.to_owned() }
        }
        ConnectErrorKind::ServerParse
        | ConnectErrorKind::Dns
        | ConnectErrorKind::TimedOut
        | ConnectErrorKind::Tls
        | ConnectErrorKind::Io
        | ConnectErrorKind::MaxReconnects => {
            ConnectError::Unreachable { url: url.to_owned(), detail: source.to_string() }
        }
    }
}

/// The address without user, password or token, for logs and errors.
pub fn without_secret(url: &str) -> String {
    let clean = |one: &str| match (one.split_once("://"), one.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://{host}"),
        (None, Some((_, host))) => host.to_owned(),
        (_, None) => one.to_owned(),
    };
    url.split(',').map(clean).collect::<Vec<_>>().join(",")
}

/// The three numbers of a version such as `2.15.1` or `v2.12.0-RC.3`.
pub fn parse_version(text: &str) -> Option<(u64, u64, u64)> {
    let mut parts = text.trim_start_matches('v').split(['.', '-', '+']).map(str::parse);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor)), Some(Ok(patch))) => Some((major, minor, patch)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        assert_eq!(parse_version("2.15.1"), Some((2, 15, 1)));
        assert_eq!(parse_version("v2.12.0-RC.3"), Some((2, 12, 0)));
        assert_eq!(parse_version("garbage"), None);
    }

    #[test]
    fn secrets_do_not_show() {
        assert_eq!(without_secret("nats://s3cret@h:4222,nats://u:p@i"), "nats://h:4222,nats://i");
        assert_eq!(without_secret("nats://h:4222"), "nats://h:4222");
        assert_eq!(format!("{:?}", Auth::Token("s3cret".into())), "Token(…)");
    }
}
