//! `resolve` as a worker: ENRICHED in, RESULTS out, with exactly-once effect.
//!
//! Decisions are never made again against a later state. The outcomes of a batch and the shard's cursor are
//! stored as one atomic batch, fenced by the sequence of the last cursor: all or nothing, and a writer that was
//! replaced is refused. The cursor in the stream is the truth: after a restart, the memory is restored from its
//! snapshot, ENRICHED is read again from there up to the cursor, applied without publishing, and the work goes on.
//! Without a snapshot that can be used it is read from its start. If an ack is lost, the cursor tells whether the batch
//! happened.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use bus::batch::{BatchError, CursorError, Fence};
use bus::codec;
use bus::connect::Bus;
use bus::message::{Inbound, Outgoing};
use bus::reader::{Reader, Start};
use bus::streams::Bounds;
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
use crate::snapshots::{Position, Refused, Snapshots};

/// Outcomes after which a batch takes no further input: one input has at most some 260 (256 events, the record,
/// stories), and the server takes 1,000 messages in a batch.
const FULL_AT_MESSAGES: usize = 700;
/// The same in bytes.
const FULL_AT_BYTES: usize = 4 * 1024 * 1024;
/// A cursor older than this is written anew, so that it never ages out of RESULTS.
const REFRESH: Duration = Duration::from_hours(1);
/// A snapshot is written after so many inputs, or after so long where there were any: what a restart reads again.
const SNAPSHOT_INPUTS: u64 = 20_000;
const SNAPSHOT_AFTER: Duration = Duration::from_mins(30);

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
    /// The folder for snapshots of the memory; none writes and reads none.
    pub snapshots: Option<PathBuf>,
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
    snapshots: Option<Snapshots>,
    /// When ENRICHED stored the last input that is in the memory, if that is the one at the cursor.
    settled: Option<Timestamp>,
    /// Inputs since the last snapshot, and when that was.
    unsaved: u64,
    saved_at: Instant,
}

struct Batch {
    inputs: usize,
    messages: Vec<Outgoing>,
    dead: Vec<(Inbound, Reject)>,
    /// When ENRICHED stored the last input; none without inputs.
    stored_at: Option<Timestamp>,
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
    let snapshots = options.snapshots.clone().map(Snapshots::new);
    let (settled, unsaved, saved_at) = (None, 0, Instant::now());
    let mut resolver =
        Resolver { bus: bus.clone(), options, state, fence, epoch, snapshots, settled, unsaved, saved_at };
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
                () = stop.cancelled() => {
                    resolver.save().await;
                    return Ok(());
                }
                input = reader.next() => queue.push_back(received(input)),
                () = tokio::time::sleep_until(deadline.into()) => {}
            }
        }
        fill(&mut queue, &mut reader, &resolver.options).await;
        resolver = resolver.step(&mut queue, stop).await?;
        if resolver.is_save_due() || stop.is_cancelled() {
            resolver = resolver.save().await;
        }
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
        let position = self.restore(&bounds, target).await;
        let mut reader = match &position {
            Some(position) => self.reader(Start::Sequence(position.cursor.input_seq + 1)),
            None => self.reader(Start::Oldest),
        };
        let first = position.as_ref().map_or(bounds.first, |position| position.cursor.input_seq + 1);
        let is_whole = position.is_some() || bounds.first <= 1;
        let (mut hash, mut inputs) =
            (position.map(|position| position.cursor.state_hash).unwrap_or_default(), 0);
        // An empty stream, or one whose messages up to the cursor have aged out, leaves nothing to apply.
        if bounds.messages > 0 && first <= target {
            loop {
                let input = reader.next().await;
                if input.sequence > target {
                    break;
                }
                hash = chain_hash(&hash, &decide(&mut self.state, &input));
                self.settled = Some(input.stored_at).filter(|_| input.sequence == target);
                inputs += 1;
                if input.sequence == target {
                    break;
                }
            }
        }
        self.note(inputs);
        if is_whole && hash != self.fence.cursor.state_hash {
            crate::metrics::recovery_differs();
        }
        crate::metrics::recovered(inputs, target, started.elapsed());
        crate::metrics::remembered(self.state.len());
        self.reader(Start::Sequence(target + 1))
    }

    fn reader(&self, start: Start) -> Reader {
        Reader::new(&self.bus, Stream::Enriched, ">", start)
    }

    fn note(&mut self, inputs: u64) {
        self.unsaved += inputs;
        if let Some(snapshots) = &mut self.snapshots {
            snapshots.note(inputs);
        }
    }

    /// Takes the memory from its snapshot; returns up to where that reaches. None where there is no snapshot, or none
    /// that can be used.
    async fn restore(&mut self, bounds: &Bounds, target: u64) -> Option<Position> {
        let started = Instant::now();
        let (mut snapshots, limits) = (Snapshots::new(self.options.snapshots.clone()?), self.options.limits);
        let read = tokio::task::spawn_blocking(move || snapshots.read(limits).map(|read| (read, snapshots)));
        let restored = match read.await.ok()? {
            Ok((Some((state, position)), snapshots)) => {
                self.check(&position, bounds, target).await.map(|()| (state, position, snapshots))
            }
            Ok((None, _)) => return None,
            Err(refused) => Err(refused),
        };
        match restored {
            Ok((state, position, snapshots)) => {
                crate::metrics::snapshot_restored(state.len(), position.cursor.input_seq, started.elapsed());
                (self.state, self.snapshots) = (state, Some(snapshots));
                self.settled = Some(position.stored_at).filter(|_| position.cursor.input_seq == target);
                Some(position)
            }
            Err(refused) => {
                crate::metrics::snapshot_refused(&refused);
                None
            }
        }
    }

    /// Whether a snapshot belongs to this stream and this cursor, and can be gone on from.
    async fn check(&self, position: &Position, bounds: &Bounds, target: u64) -> Result<(), Refused> {
        let last = position.cursor.input_seq;
        if last > target || last == target && position.cursor.state_hash != self.fence.cursor.state_hash {
            return Err(Refused::Ahead);
        }
        if bounds.messages == 0 || last < bounds.first {
            return Err(Refused::NotInStream);
        }
        let input = self.reader(Start::Sequence(last)).next().await;
        if input.sequence == last && input.stored_at == position.stored_at {
            Ok(())
        } else {
            Err(Refused::NotInStream)
        }
    }

    fn is_save_due(&self) -> bool {
        self.unsaved >= SNAPSHOT_INPUTS || self.unsaved > 0 && self.saved_at.elapsed() >= SNAPSHOT_AFTER
    }

    /// Writes a snapshot, if the memory is that at the cursor: a batch that was decided and not stored is in the one and
    /// not before the other.
    async fn save(mut self) -> Self {
        let Some(stored_at) = self.settled.filter(|_| self.unsaved > 0 && self.snapshots.is_some()) else {
            return self;
        };
        let written = tokio::task::spawn_blocking(move || {
            let started = Instant::now();
            let cursor = &self.fence.cursor;
            match self.snapshots.as_mut().map(|snapshots| snapshots.write(&mut self.state, cursor, stored_at))
            {
                Some(Ok(bytes)) => crate::metrics::snapshot_written(bytes, started.elapsed()),
                Some(Err(error)) => crate::metrics::snapshot_failed(&error),
                None => {}
            }
            // Where it failed it is not tried again with every batch.
            (self.unsaved, self.saved_at) = (0, Instant::now());
            self
        });
        finished(written).await
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
        let (mut resolver, batch, rest) = finished(decided).await;
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
        let settled = self.settled.take();
        let mut batch = Batch {
            inputs: 0,
            messages: Vec::new(),
            dead: Vec::new(),
            stored_at: None,
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
            batch.stored_at = Some(input.stored_at);
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
        if batch.inputs == 0 {
            self.settled = settled;
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
        self.settled = batch.stored_at.or(self.settled);
        self.note(batch.inputs as u64);
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

/// What a blocking task made.
async fn finished<T>(task: tokio::task::JoinHandle<T>) -> T {
    match task.await {
        Ok(made) => made,
        // Not a panic of a rule, which is caught, but of the resolver itself: the process must end.
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        // Only a runtime that shuts down cancels the task.
        Err(_) => std::future::pending().await,
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
