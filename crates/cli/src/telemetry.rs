//! Logs and metrics: set up once, before anything else happens.

use std::io::IsTerminal as _;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::config::Log;
use crate::exit::say;

/// Upper bounds of histograms in seconds, from a tenth of a millisecond to ten seconds.
const SECONDS: [f64; 11] = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 10.0];

/// Sends logs to standard error, as text (coloured on a terminal unless `NO_COLOR` is set) or as JSON.
pub(crate) fn logs(log: &Log) {
    // The client logs every connection event, which the bus does too; asked for by name, it may.
    let quiet = if log.level.contains("async_nats") { "" } else { ",async_nats=off" };
    let filter = EnvFilter::try_new(format!("{}{quiet}", log.level)).unwrap_or_else(|error| {
        say(&format!("rasid: log level `{}` is not understood ({error}); using info", log.level));
        EnvFilter::new("info,async_nats=off")
    });
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let set = if log.json {
        builder.json().with_current_span(true).try_init()
    } else {
        builder.with_ansi(colour).with_target(false).try_init()
    };
    if let Err(error) = set {
        say(&format!("rasid: cannot set up logs: {error}"));
    }
    // A caught panic is a dead letter or a bad document; its place belongs in the log.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, panic = panic.payload_as_str().unwrap_or_default(), "panic");
    }));
}

/// Installs the recorder of metrics; the handle renders them for Prometheus.
pub(crate) fn metrics() -> anyhow::Result<PrometheusHandle> {
    let recorder = PrometheusBuilder::new().set_buckets(&SECONDS)?.build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder)?;
    Ok(handle)
}
