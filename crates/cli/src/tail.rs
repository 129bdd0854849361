//! `rasid tail`: what subscribers receive, as lines.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::anyhow;
use bus::message::Inbound;
use bus::reader::{Reader, Start};
use record::subject::Stream;

use crate::args::{Tail, TailFormat};
use crate::config::Config;
use crate::exit::Failure;
use crate::render::line;

pub(crate) fn main(config: &Config, command: &Tail) -> Result<ExitCode, Failure> {
    let start = start(&command.from)?;
    let stream = Stream::of_subject(&command.subject).ok_or_else(|| {
        let heads = "rasid.record, rasid.incident, rasid.story, rasid.raw, rasid.enriched, rasid.dead or rasid.status";
        Failure::usage(anyhow!("`{}` is no subject of one stream; start it with {heads}", command.subject))
    })?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let bus = crate::connect::beside(config, command.nats.as_deref(), "rasid-tail").await?;
        let mut reader = Reader::new(&bus, stream, &command.subject, start);
        reader.open().await.map_err(|error| {
            anyhow!(
                "cannot read the stream {}: {error}; has `rasid run` been started on this server?",
                stream.name()
            )
        })?;
        follow(&mut reader, command).await
    })
}

async fn follow(reader: &mut Reader, command: &Tail) -> Result<ExitCode, Failure> {
    let idle = command.idle.filter(|seconds| *seconds > 0.0).map(Duration::from_secs_f64);
    let mut left = command.count.unwrap_or(u64::MAX);
    while left > 0 {
        let message = tokio::select! {
            message = reader.next() => message,
            () = quiet(idle) => break,
            _ = tokio::signal::ctrl_c() => break,
        };
        if let Err(error) = print(&message, command.format) {
            // Whoever reads has seen enough.
            return if error.kind() == std::io::ErrorKind::BrokenPipe {
                Ok(ExitCode::SUCCESS)
            } else {
                Err(error.into())
            };
        }
        left -= 1;
    }
    Ok(ExitCode::SUCCESS)
}

async fn quiet(idle: Option<Duration>) {
    match idle {
        Some(idle) => tokio::time::sleep(idle).await,
        None => std::future::pending().await,
    }
}

fn print(message: &Inbound, format: TailFormat) -> std::io::Result<()> {
    let unpacked = message.encoding.as_deref().and_then(|_| bus::codec::decompress(&message.payload).ok());
    let payload = unpacked.as_deref().unwrap_or(&message.payload);
    let mut out = std::io::stdout().lock();
    match format {
        TailFormat::Ndjson => out.write_all(payload)?,
        TailFormat::Text => {
            let text = line::line(&message.subject, payload);
            let unreadable = || {
                format!("{}  ({} bytes that are not what the subject says)", message.subject, payload.len())
            };
            out.write_all(text.unwrap_or_else(unreadable).as_bytes())?;
        }
    }
    out.write_all(b"\n")?;
    out.flush()
}

fn start(text: &str) -> Result<Start, Failure> {
    match text {
        "start" => Ok(Start::Oldest),
        "now" => Ok(Start::Next),
        time => time.parse().map(Start::Time).map_err(|_| {
            Failure::usage(anyhow!("--from takes start, now or an RFC 3339 time, not `{time}`"))
        }),
    }
}
