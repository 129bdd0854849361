//! Articles pushed over HTTP: the listener, and RAW as the store behind it.

use anyhow::Context as _;
use bus::connect::Bus;
use jiff::Timestamp;
use pipeline::intake::{self, IntakeError};
use receive::options::Options;
use receive::store::{Feed, Store, StoreError, Stored};
use receive::websub::subscriptions::Subscriptions;
use record::raw::RawDocument;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::config::Config;

/// RAW, as a store.
#[derive(Clone)]
struct Raw(Bus);

impl Store for Raw {
    async fn store(&self, raw: RawDocument) -> Result<Stored, StoreError> {
        let stored = intake::store(&self.0, &raw).await;
        let outcome = match &stored {
            Ok(true) => "repeated",
            Ok(false) => "stored",
            Err(_) => "bad",
        };
        pipeline::metrics::collected("http", outcome);
        match stored {
            // The record's id depends on its cleaned text, which is made later.
            Ok(repeated) => Ok(Stored { id: None, repeated }),
            Err(IntakeError::TooLarge { bytes, limit }) => {
                Err(StoreError::TooLarge { bytes: bytes as u64, limit: limit as u64 })
            }
            Err(error @ IntakeError::Encode(_)) => Err(StoreError::Refused(error.to_string())),
            Err(IntakeError::Refused(_)) if !self.0.is_connected() => Err(StoreError::Unavailable),
            Err(IntakeError::Refused(error)) => {
                tracing::warn!(error, doc = raw.doc, "RAW does not take a pushed document");
                Err(StoreError::Busy)
            }
        }
    }

    async fn feed(&self, _: Feed) -> Result<(), StoreError> {
        // No hub is asked for anything, so none has anything to say.
        Err(StoreError::Refused("no subscription".to_owned()))
    }
}

/// Binds the address, so that a port in use is an error at start; none where nothing is to be received.
pub(crate) async fn bind(config: &Config) -> anyhow::Result<Option<TcpListener>> {
    let Some(address) = config.receive.listen else { return Ok(None) };
    let listener = TcpListener::bind(address).await;
    Ok(Some(listener.with_context(|| format!("receive.listen: cannot listen on {address}"))?))
}

/// Serves until told to stop.
pub(crate) async fn serve(
    listener: TcpListener,
    config: &Config,
    bus: Bus,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let limits = receive::options::Limits {
        document_bytes: usize::try_from(config.document_bytes)?,
        ..config.receive.limits.clone()
    };
    let options = Options { tokens: config.receive.tokens.clone(), limits, clock: Timestamp::now };
    let router = receive::router::router(Raw(bus), options, Subscriptions::default());
    tracing::info!(address = %listener.local_addr()?, "receiving articles");
    Ok(axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await?)
}
