//! `resolve` as a worker: ENRICHED in, RESULTS out, with exactly-once effect.
//!
//! Decisions are never made again against a later state. The outcomes of a batch and the shard's cursor are
//! stored as one atomic batch, fenced by the sequence of the last cursor: all or nothing, and a writer that was
//! replaced is refused. The cursor in the stream is the truth: after a restart, ENRICHED is read again up to it,
//! applied without publishing, and the work goes on. If an ack is lost, the cursor tells whether the batch
//! happened.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bus::batch::{BatchError, CursorError, Fence};
use bus::codec;
use bus::connect::Bus;
use bus::message::{Inbound, Outgoing};
use bus::reader::{Reader, Start};
use bus::verdict::Reject;
use dedup::state::{Limits, State};
use jiff::Timestamp;
use record::cursor::Cursor;
use record::dead::{DeadReason, Stage};
use record::header::Headers;
use record::id::MessageId;
use record::record::Status;
use record::subject::{Stream, Subject};
use tokio_util::sync::CancellationToken;

use crate::outcome::{Outcome, chain_hash, decide};

/// Outcomes after which a batch takes no further input: one input has at most some 260 (256 events, the record,
/// stories), and the server takes 1,000 messages in a batch.
const FULL_AT_MESSAGES: usize = 700;
/// The same in bytes.
const FULL_AT_BYTES: usize = 4 * 1024 * 1024;
/// A cursor older than this is written anew, so that it never ages out of RESULTS.
const REFRESH: Duration = Duration::from_hours(1);

/// How the resolver works.
#[derive(Debug, Clone)]
pub struct Options {
    /// The shard's name.
    pub shard: String,
    /// The most inputs in a batch.
    pub batch_inputs: usize,
    /// How long a batch waits for more inputs.
    pub batch_wait: Duration,
    /// Bounds of the memory.
    pub limits: Limits,
}

/// Why the resolver ended by itself.
#[derive(Debug, thiserror::Error)]
pub enum ResolverError {
    /// Another resolver writes for this shard.
    #[error("another resolver has taken over the shard; this one stops without an outcome of its own")]
    Fenced,
    /// The cursor is no cursor.
    #[error("cannot go on without the shard's cursor")]
    Cursor(#[source] CursorError),
}

struct Resolver {
    bus: Bus,
    options: Options,
    state: State,
    fence: Fence,
    epoch: u64,
}

struct Batch {
    inputs: usize,
    messages: Vec<Outgoing>,
    dead: Vec<(Inbound, Reject)>,
    cursor: Cursor,
    received_at: Timestamp,
}

/// Resolves until told to stop.
///
/// # Errors
/// When another writer took over, or the cursor is unreadable.
pub async fn run(bus: &Bus, options: Options, stop: &CancellationToken) -> Result<(), ResolverError> {
    let fence = read_cursor(bus, &options.shard, stop).await?;
    let state = State::new(options.limits);
    let epoch = fence.cursor.epoch + 1;
    let mut resolver = Resolver { bus: bus.clone(), options, state, fence, epoch };
    let mut reader = tokio::select! {
        () = stop.cancelled() => return Ok(()),
        reader = resolver.recover() => reader,
    };
    let mut queue: VecDeque<Inbound> = VecDeque::new();
    loop {
        let deadline = Instant::now() + REFRESH;
        if queue.is_empty() {
            tokio::select! {
                biased;
                () = stop.cancelled() => return Ok(()),
                input = reader.next() => queue.push_back(received(input)),
                () = tokio::time::sleep_until(deadline.into()) => {}
            }
        }
        fill(&mut queue, &mut reader, &resolver.options).await;
        resolver = resolver.step(&mut queue, stop).await?;
        if stop.is_cancelled() {
            // What is still queued has no outcome and no ack: the cursor stands before it.
            return Ok(());
        }
    }
}

fn received(input: Inbound) -> Inbound {
    bus::metrics::received(Stage::Resolve);
    input
}

/// Takes what comes within the batch's wait.
async fn fill(queue: &mut VecDeque<Inbound>, reader: &mut Reader, options: &Options) {
    let deadline = tokio::time::Instant::now() + options.batch_wait;
    while queue.len() < options.batch_inputs {
        match tokio::time::timeout_at(deadline, reader.next()).await {
            Ok(input) => queue.push_back(received(input)),
            Err(_) => return,
        }
    }
}

/// Reads the cursor, waiting for the server as long as it takes.
async fn read_cursor(bus: &Bus, shard: &str, stop: &CancellationToken) -> Result<Fence, ResolverError> {
    loop {
        match bus.read_cursor(shard).await {
            Ok(fence) => return Ok(fence),
            Err(CursorError::Unavailable(error)) => {
                tracing::warn!(%error, "cursor cannot be read; trying again");
            }
            Err(error @ CursorError::Unreadable(_)) => return Err(ResolverError::Cursor(error)),
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(Fence::default()),
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

impl Resolver {
    /// Builds the state up to the cursor, and returns a reader that stands behind it.
    async fn recover(&mut self) -> Reader {
        let started = Instant::now();
        let target = self.fence.cursor.input_seq;
        let bounds = loop {
            match self.bus.bounds(Stream::Enriched).await {
                Ok(bounds) => break bounds,
                Err(error) => {
                    tracing::warn!(%error, "stream cannot be read; trying again");
                }
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        };
        if target > bounds.last {
            tracing::warn!(
                cursor = target,
                last = bounds.last,
                "ENRICHED is younger than the cursor; starting it anew"
            );
            self.fence.cursor = Cursor::default();
            return Reader::new(&self.bus, Stream::Enriched, ">", Start::Oldest);
        }
        let mut reader = Reader::new(&self.bus, Stream::Enriched, ">", Start::Oldest);
        let (mut hash, mut inputs) = (String::new(), 0);
        // An empty stream, or one whose messages up to the cursor have aged out, leaves nothing to apply.
        if bounds.messages > 0 && bounds.first <= target {
            loop {
                let input = reader.next().await;
                if input.sequence > target {
                    break;
                }
                hash = chain_hash(&hash, &decide(&mut self.state, &input));
                inputs += 1;
                if input.sequence == target {
                    break;
                }
            }
        }
        if bounds.first <= 1 && hash != self.fence.cursor.state_hash {
            crate::metrics::recovery_differs();
        }
        crate::metrics::recovered(inputs, target, started.elapsed());
        crate::metrics::remembered(self.state.len());
        Reader::new(&self.bus, Stream::Enriched, ">", Start::Sequence(target + 1))
    }

    /// Decides one batch and stores it.
    async fn step(
        self,
        queue: &mut VecDeque<Inbound>,
        stop: &CancellationToken,
    ) -> Result<Self, ResolverError> {
        let inputs = std::mem::take(queue);
        let decided = tokio::task::spawn_blocking(move || {
            let mut resolver = self;
            let mut inputs = inputs;
            let batch = resolver.decide(&mut inputs);
            (resolver, batch, inputs)
        });
        let (mut resolver, batch, rest) = match decided.await {
            Ok(decided) => decided,
            // Not a panic of a rule, which is caught, but of the resolver itself: the process must end.
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            // Only a runtime that shuts down cancels the task.
            Err(_) => return std::future::pending().await,
        };
        *queue = rest;
        for (input, rejected) in &batch.dead {
            let letter = bus::dead::of_message(Stage::Resolve, rejected, input);
            resolver.bus.bury(&letter, batch.received_at).await;
        }
        resolver.store(&batch, stop).await?;
        Ok(resolver)
    }

    /// Judges inputs until the batch is full.
    fn decide(&mut self, queue: &mut VecDeque<Inbound>) -> Batch {
        let mut batch = Batch {
            inputs: 0,
            messages: Vec::new(),
            dead: Vec::new(),
            cursor: Cursor { epoch: self.epoch, ..self.fence.cursor.clone() },
            received_at: Timestamp::UNIX_EPOCH,
        };
        let mut bytes = 0;
        let max_payload = self.bus.max_payload();
        while batch.messages.len() < FULL_AT_MESSAGES && bytes < FULL_AT_BYTES {
            let Some(input) = queue.pop_front() else { break };
            let trace = input.traceparent.as_deref().and_then(bus::trace::trace_id).unwrap_or_default();
            let span = tracing::debug_span!("message", stage = "resolve", sequence = input.sequence, trace);
            let outcome = span.in_scope(|| decide(&mut self.state, &input));
            batch.inputs += 1;
            batch.cursor.input_seq = input.sequence;
            batch.cursor.state_hash = chain_hash(&batch.cursor.state_hash, &outcome);
            batch.received_at = input.received_at.unwrap_or(input.stored_at);
            match outcome {
                Outcome::Messages(messages) => {
                    count(&messages);
                    for message in messages {
                        if message.wire_bytes() > max_payload {
                            let error = format!("`{}` has {} bytes", message.subject, message.payload.len());
                            batch.dead.push((
                                input.clone(),
                                Reject { reason: DeadReason::TooLarge, error, doc: None },
                            ));
                        } else {
                            bytes += message.wire_bytes();
                            batch.messages.push(message);
                        }
                    }
                    bus::metrics::decided(Stage::Resolve, "pass");
                }
                Outcome::Dead(rejected) => {
                    batch.dead.push((input, rejected));
                    bus::metrics::decided(Stage::Resolve, "reject");
                }
            }
        }
        crate::metrics::remembered(self.state.len());
        batch
    }

    /// Stores a batch, settling lost acks by the cursor.
    async fn store(&mut self, batch: &Batch, stop: &CancellationToken) -> Result<(), ResolverError> {
        let started = Instant::now();
        let Some(cursor) = self.cursor_message(batch) else { return Err(ResolverError::Fenced) };
        let mut delay = Duration::from_millis(200);
        loop {
            match self.bus.publish_batch(&batch.messages, &cursor, self.fence.sequence).await {
                Ok(sequence) => {
                    self.advance(batch, sequence, started);
                    return Ok(());
                }
                Err(BatchError::Fenced | BatchError::Unanswered(_)) => {
                    let now = read_cursor(&self.bus, &self.options.shard, stop).await?;
                    if now.cursor == batch.cursor {
                        self.advance(batch, now.sequence, started);
                        return Ok(());
                    }
                    if now.sequence != self.fence.sequence && !stop.is_cancelled() {
                        return Err(ResolverError::Fenced);
                    }
                    tracing::warn!("batch was not stored; sending it again");
                }
                Err(BatchError::Refused(error)) => {
                    bus::metrics::publish_failed(Stage::Resolve, &error);
                }
            }
            tokio::select! {
                // Not stored means not decided: the next writer starts at the cursor before this batch.
                () = stop.cancelled() => return Ok(()),
                () = tokio::time::sleep(delay) => delay = (delay * 2).min(Duration::from_secs(5)),
            }
        }
    }

    fn advance(&mut self, batch: &Batch, sequence: u64, started: Instant) {
        self.fence = Fence { cursor: batch.cursor.clone(), sequence };
        bus::metrics::resolver_position(&self.options.shard, batch.cursor.input_seq);
        bus::metrics::published(Stage::Resolve, batch.messages.len() as u64);
        crate::metrics::batch_stored(batch.inputs, batch.messages.len(), started.elapsed());
    }

    fn cursor_message(&self, batch: &Batch) -> Option<Outgoing> {
        let (input, epoch) = (batch.cursor.input_seq.to_string(), batch.cursor.epoch.to_string());
        let before = self.fence.sequence.to_string();
        let id = MessageId::new("cursor", &[&self.options.shard, &input, &epoch, &before]);
        Some(Outgoing {
            subject: Subject::cursor(&self.options.shard),
            headers: Headers {
                id,
                kind: "rasid.cursor.v1",
                source: "/rasid/resolve",
                received_at: batch.received_at,
                traceparent: None,
                input_seq: Some(batch.cursor.input_seq),
            },
            payload: codec::json(&batch.cursor).ok()?.into(),
            packed: false,
        })
    }
}

fn count(messages: &[Outgoing]) {
    let status = messages.iter().find_map(|message| {
        let rest = message.subject.as_str().strip_prefix("rasid.record.")?;
        [Status::New, Status::Duplicate, Status::Revision]
            .into_iter()
            .find(|status| rest.split('.').next() == Some(status.as_str()))
    });
    match status {
        Some(status) => crate::metrics::judged(status),
        None => crate::metrics::unchanged(),
    }
}
