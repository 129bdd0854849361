//! `rasid replay --nats`: documents as a stream into RAW, as a collector would send them.
//!
//! Workers of a `rasid run` on the same server make records of them. Where none is at work, this command does it
//! itself, so that what it was given is always published in the end.

use std::collections::VecDeque;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use bus::connect::Bus;
use bus::message::Outgoing;
use collect::bad::BadInput;
use indicatif::ProgressBar;
use pipeline::{enricher, intake, resolver};
use record::dead::DeadReason;
use record::subject::Stream;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::args::Replay;
use crate::config::Config;
use crate::exit::{Failure, say};
use crate::replay::{BadDocuments, Input, input, progress};

/// Publishes whose acks are awaited at the same time.
const IN_FLIGHT: usize = 128;

pub(crate) fn main(config: &Config, command: &Replay, url: &str) -> Result<ExitCode, Failure> {
    let input = input(config, &command.paths)?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let bus = crate::connect::beside(config, Some(url), "rasid-replay").await?;
        if !bus.has_streams().await {
            bus.ensure_streams(&config.streams).await?;
        }
        let bar = progress(input.files);
        let sent = publish(&bus, input, &bar).await?;
        bar.finish_and_clear();
        say(&format!("{} documents stored in RAW, {} of them there already", sent.stored, sent.repeated));
        if !command.no_wait && sent.stored > 0 {
            settle(config, &bus).await?;
        }
        Ok(sent.bad.report())
    })
}

#[derive(Default)]
struct Sent {
    stored: u64,
    repeated: u64,
    bad: BadDocuments,
}

async fn publish(bus: &Bus, input: Input, bar: &ProgressBar) -> anyhow::Result<Sent> {
    let mut sent = Sent::default();
    let mut waiting: VecDeque<(Outgoing, _)> = VecDeque::new();
    // Reading a file takes a moment, which this command has: it does nothing else.
    for item in input.documents {
        bar.inc(1);
        let raw = match item {
            Ok(raw) => raw,
            Err(bad) => {
                sent.bad.add(bad);
                continue;
            }
        };
        match intake::message(&raw, bus.max_payload()) {
            Ok(message) => {
                let ack = bus.send(&message).await;
                waiting.push_back((message, ack));
            }
            Err(error) => sent.bad.add(BadInput::new(&raw.doc, DeadReason::TooLarge, error.to_string())),
        }
        if waiting.len() >= IN_FLIGHT {
            acknowledge(bus, waiting.pop_front(), &mut sent).await?;
        }
    }
    while let Some(next) = waiting.pop_front() {
        acknowledge(bus, Some(next), &mut sent).await?;
    }
    Ok(sent)
}

type Pending = (Outgoing, Result<bus::message::AckFuture, bus::message::SendError>);

async fn acknowledge(bus: &Bus, pending: Option<Pending>, sent: &mut Sent) -> anyhow::Result<()> {
    let Some((message, first)) = pending else { return Ok(()) };
    let first = match first {
        Ok(ack) => ack.await.map(|ack| ack.duplicate),
        Err(error) => Err(error),
    };
    let stored = match first {
        Ok(repeated) => Ok(repeated),
        // Once more, patiently: a repeat is recognised by its id.
        Err(_) => bus.publish_patiently(&message, Duration::from_secs(30)).await,
    };
    let repeated = stored.context("RAW does not take the documents; is the stream full?")?;
    sent.stored += 1;
    sent.repeated += u64::from(repeated);
    Ok(())
}

/// Waits until everything in RAW has its outcome, hosting the workers where nobody else does.
async fn settle(config: &Config, bus: &Bus) -> Result<(), Failure> {
    if bus.is_consumed(Stream::Raw, enricher::CONSUMER, Duration::from_secs(2)).await {
        return wait(bus, &config.resolver.shard).await;
    }
    say("no `rasid run` is at work on this server: enriching here");
    let knowledge = crate::check::load_knowledge(config)?;
    let stop = CancellationToken::new();
    let options = enricher::Options { workers: config.workers, drain: config.drain };
    let enrich = tokio::spawn({
        let (bus, stop) = (bus.clone(), stop.clone());
        async move { enricher::run(&bus, watch::channel(knowledge).1, options, &stop).await }
    });
    let mut resolve = tokio::spawn({
        let (bus, stop, options) = (bus.clone(), stop.clone(), config.resolver.clone());
        async move { resolver::run(&bus, options, &stop).await }
    });
    let settled = tokio::select! {
        waited = wait(bus, &config.resolver.shard) => waited,
        ended = &mut resolve => {
            let error = match ended {
                Ok(Ok(())) => anyhow!("the resolver ended early"),
                Ok(Err(error)) => anyhow::Error::from(error),
                Err(error) => anyhow::Error::from(error),
            };
            return Err(error.into());
        }
    };
    stop.cancel();
    enrich.await?;
    resolve.await??;
    settled
}

async fn wait(bus: &Bus, shard: &str) -> Result<(), Failure> {
    loop {
        if bus.is_drained(Stream::Raw, enricher::CONSUMER).await {
            let last = bus.bounds(Stream::Enriched).await?.last;
            if bus.read_cursor(shard).await.is_ok_and(|fence| fence.cursor.input_seq >= last) {
                return Ok(());
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
