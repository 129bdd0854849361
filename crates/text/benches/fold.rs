//! Folding with offsets, without them, and the display form, over the gold texts repeated to 50 MB, document by document as the
//! pipeline does it. Measures the thread's processor time rather than the clock's, so that a busy machine does not change the
//! figure. `peers.py` beside this file runs it together with its peers.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench's own plumbing")]

use criterion::{Bencher, Criterion, Throughput, criterion_group, criterion_main};
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const TOTAL_BYTES: usize = 50_000_000;

/// The documents in display form, again and again until there are enough bytes.
fn documents() -> Vec<String> {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds");
    let mut paths: Vec<PathBuf> = ["gold", "gold-b", "gold-c"]
        .iter()
        .flat_map(|folder| fs::read_dir(seeds.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    let texts = paths.iter().map(|path| fs::read(path).unwrap());
    let texts: Vec<String> =
        texts.map(|bytes| text::display::display(&String::from_utf8_lossy(&bytes))).collect();
    let mut bytes = 0;
    let repeated = texts.iter().cycle().take_while(|text| {
        bytes += text.len();
        bytes <= TOTAL_BYTES
    });
    repeated.cloned().collect()
}

/// Processor time of this thread so far; none where the system does not tell it as Linux does.
fn processor_time() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn measure<T>(bencher: &mut Bencher<'_>, documents: &[String], work: impl Fn(&str) -> T) {
    bencher.iter_custom(|rounds| {
        let (clock, processor) = (Instant::now(), processor_time());
        for _ in 0..rounds {
            for document in documents {
                black_box(work(document));
            }
        }
        match (processor, processor_time()) {
            (Some(before), Some(after)) => after.saturating_sub(before),
            _ => clock.elapsed(),
        }
    });
}

fn folding(criterion: &mut Criterion) {
    let documents = documents();
    let mut group = criterion.benchmark_group("text");
    group
        .sample_size(10)
        .throughput(Throughput::BytesDecimal(documents.iter().map(|d| d.len() as u64).sum()));
    group.bench_function("Folded::new, with offsets", |b| measure(b, &documents, text::fold::Folded::new));
    group.bench_function("fold, without offsets", |b| measure(b, &documents, text::fold::fold));
    group.bench_function("display", |b| measure(b, &documents, text::display::display));
    group.finish();
}

criterion_group!(benches, folding);
criterion_main!(benches);
