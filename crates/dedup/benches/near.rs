//! What one article costs the near-duplicate engine: its fingerprint, looking for its original among 100,000 texts, and
//! taking it in. Texts are made of words by a fixed rule; `rasid bench dedup` measures recall and larger memories.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use dedup::fingerprint::{Fingerprint, Fingerprinter};
use dedup::near::NearIndex;

const HELD: u64 = 100_000;
const WORDS: u64 = 400;

/// A text of 400 words out of 30,000, another for each number.
fn text(number: u64) -> String {
    let word = |nth: u64| {
        let mixed = (number * WORDS + nth).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        format!("w{:x}", (mixed >> 20) % 30_000)
    };
    (0..WORDS).map(word).collect::<Vec<_>>().join(" ")
}

fn near(criterion: &mut Criterion) {
    let mut taker = Fingerprinter::default();
    let sample = text(HELD);
    criterion.bench_function("fingerprint of 400 words", |bench| bench.iter(|| taker.take(&sample)));
    let mut index = NearIndex::default();
    for number in 0..HELD {
        index.insert(&taker.take(&text(number)));
    }
    let prints: Vec<Fingerprint> = (HELD..HELD + 1_000).map(|number| taker.take(&text(number))).collect();
    let mut turn = prints.iter().cycle();
    criterion.bench_function("original among 100,000", |bench| {
        bench.iter_batched(
            || turn.next(),
            |print| print.map(|print| index.find(print)),
            BatchSize::SmallInput,
        );
    });
    let mut turn = prints.iter().cycle();
    criterion.bench_function("taking in", |bench| {
        bench.iter_batched(
            || turn.next(),
            |print| print.map(|print| index.insert(print)),
            BatchSize::SmallInput,
        );
    });
}

criterion_group!(benches, near);
criterion_main!(benches);
