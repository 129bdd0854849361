//! Replay in process: the same two functions, without a server.
//!
//! Documents are read, enriched on all cores and resolved in input order, chunk by chunk, so that memory stays
//! bounded and the output is the same whatever the number of threads.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use dedup::output::Output;
use dedup::state::{Limits, State};
use jiff::Timestamp;
use rayon::prelude::*;
use record::raw::RawDocument;
use record::record::Record;

use crate::enrich::enrich;
use crate::knowledge::Knowledge;
use crate::panics::caught;
use crate::resolve::resolve;

/// Documents enriched together.
const CHUNK: usize = 128;
/// Chunks that wait between two steps.
const WAITING: usize = 2;

/// What became of one input, in input order.
#[derive(Debug)]
pub enum Step<E> {
    /// The record and what it changed; empty for an unchanged article.
    Resolved(Vec<Output>),
    /// The input was no document.
    Bad(E),
    /// A pure function panicked on this document.
    Panicked {
        /// The document.
        doc: String,
        /// The panic's message.
        message: String,
    },
}

/// Replays documents and hands each step to `sink`, which may stop the replay by an error.
///
/// # Errors
/// What `sink` returned, or that no thread could be started.
pub fn run<E, S>(
    documents: impl Iterator<Item = Result<RawDocument, E>> + Send,
    knowledge: &Knowledge,
    limits: Limits,
    threads: usize,
    mut sink: S,
) -> std::io::Result<()>
where
    E: Send,
    S: FnMut(Step<E>) -> std::io::Result<()>,
{
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(std::io::Error::other)?;
    std::thread::scope(|scope| {
        let (read, chunks) = sync_channel::<Vec<Result<RawDocument, E>>>(WAITING);
        let (done, records) = sync_channel(WAITING);
        scope.spawn(move || {
            let mut documents = documents;
            loop {
                let chunk: Vec<_> = documents.by_ref().take(CHUNK).collect();
                if chunk.is_empty() || read.send(chunk).is_err() {
                    return;
                }
            }
        });
        scope.spawn(move || enrich_chunks(&pool, &chunks, &done, knowledge));
        resolve_chunks(&records, limits, &mut sink)
    })
}

/// A document after enrichment.
enum Enriched<E> {
    Record(Box<Record>, Timestamp),
    Bad(E),
    Panicked { doc: String, message: String },
}

fn enriched<E>(item: Result<RawDocument, E>, knowledge: &Knowledge) -> Enriched<E> {
    let raw = match item {
        Ok(raw) => raw,
        Err(bad) => return Enriched::Bad(bad),
    };
    match caught(|| enrich(&raw, knowledge)) {
        Ok(record) => Enriched::Record(Box::new(record), raw.received_at),
        Err(message) => Enriched::Panicked { doc: raw.doc, message },
    }
}

fn enrich_chunks<E: Send>(
    pool: &rayon::ThreadPool,
    chunks: &Receiver<Vec<Result<RawDocument, E>>>,
    records: &SyncSender<Vec<Enriched<E>>>,
    knowledge: &Knowledge,
) {
    while let Ok(chunk) = chunks.recv() {
        let done = pool.install(|| chunk.into_par_iter().map(|item| enriched(item, knowledge)).collect());
        if records.send(done).is_err() {
            return;
        }
    }
}

fn resolve_chunks<E>(
    records: &Receiver<Vec<Enriched<E>>>,
    limits: Limits,
    sink: &mut impl FnMut(Step<E>) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut state = State::new(limits);
    while let Ok(chunk) = records.recv() {
        for item in chunk {
            sink(match item {
                Enriched::Record(record, received_at) => {
                    let doc = record.doc.clone();
                    match resolve(&mut state, *record, received_at) {
                        Ok(outputs) => Step::Resolved(outputs),
                        Err(message) => Step::Panicked { doc, message },
                    }
                }
                Enriched::Bad(bad) => Step::Bad(bad),
                Enriched::Panicked { doc, message } => Step::Panicked { doc, message },
            })?;
        }
    }
    Ok(())
}
