//! `/metrics` for Prometheus, `/live` and `/ready` for whoever keeps the process.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use bus::connect::Bus;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Whether all workers have been started.
#[derive(Clone, Default)]
pub(crate) struct Started(Arc<AtomicBool>);

impl Started {
    /// From now on, `/ready` depends on the connection alone.
    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Binds the address, so that a port in use is an error at start; but a default that nobody chose gives way to
/// any free port.
pub(crate) async fn bind(address: SocketAddr, is_default: bool) -> anyhow::Result<TcpListener> {
    let bound = TcpListener::bind(address).await;
    if is_default && bound.as_ref().is_err_and(|error| error.kind() == std::io::ErrorKind::AddrInUse) {
        tracing::warn!(%address, "the default address for metrics is in use; taking a free port");
        return Ok(TcpListener::bind((address.ip(), 0)).await?);
    }
    bound.with_context(|| {
        format!("cannot listen on {address} for metrics; set http.listen or --http to a free port (0: any)")
    })
}

/// Serves until told to stop.
pub(crate) async fn serve(
    listener: TcpListener,
    metrics: PrometheusHandle,
    bus: Bus,
    started: Started,
    stop: CancellationToken,
) {
    let render = metrics.clone();
    let router = Router::new()
        .route("/metrics", get(move || async move { render.render() }))
        .route("/live", get(|| async { "live\n" }))
        .route("/ready", get(move || async move { ready(&bus, &started) }));
    let upkeep = async {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            metrics.run_upkeep();
        }
    };
    let server = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
    tokio::select! {
        ended = server => if let Err(error) = ended {
            tracing::error!(%error, "the metrics server ended");
        },
        () = upkeep => {}
    }
}

fn ready(bus: &Bus, started: &Started) -> (StatusCode, &'static str) {
    if !started.0.load(Ordering::Acquire) {
        return (StatusCode::SERVICE_UNAVAILABLE, "starting\n");
    }
    if !bus.is_connected() {
        return (StatusCode::SERVICE_UNAVAILABLE, "not connected to nats\n");
    }
    (StatusCode::OK, "ready\n")
}
