//! Articles of 4 KB through `enrich`, cut from the project's own annotated stream: `cargo bench -p pipeline`.
//! `rasid bench enrich` measures the same over any folder, with growth and memory.
#![allow(missing_docs, reason = "a bench's own plumbing")]

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pipeline::knowledge::Knowledge;
use record::raw::{Body, RawDocument, RawSchema};
use record::record::{Source, SourceKind};

const BYTES: usize = 4096;
const ARTICLES: usize = 200;

fn article(index: usize, text: String) -> RawDocument {
    RawDocument {
        schema: RawSchema::V1,
        doc: format!("bench-{index}"),
        source: Source { id: "bench".to_owned(), name: None, kind: SourceKind::File, url: None },
        url: None,
        content_type: Some("text/plain".to_owned()),
        title: None,
        byline: None,
        published: Some("2024-03-18".to_owned()),
        fetched_at: None,
        received_at: jiff::Timestamp::UNIX_EPOCH,
        body: Body::Text(text),
    }
}

/// Articles of the same length, whole characters each, one after the other from the text and round again.
fn articles() -> Vec<RawDocument> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/gold");
    let mut texts: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "txt"))
        .filter_map(|entry| fs::read_to_string(entry.path()).ok())
        .collect();
    texts.sort();
    let text = texts.join("\n\n");
    let mut chars = text.chars().cycle();
    let cut = |index: usize| {
        let mut body = String::with_capacity(BYTES + 4);
        body.extend(chars.by_ref().scan(0, |length, c| {
            *length += c.len_utf8();
            (*length <= BYTES).then_some(c)
        }));
        article(index, body)
    };
    (0..ARTICLES).map(cut).collect()
}

fn enrich(criterion: &mut Criterion) {
    let (articles, knowledge) = (articles(), Knowledge::builtin());
    let mut group = criterion.benchmark_group("enrich");
    group.throughput(Throughput::Elements(ARTICLES as u64));
    group.sample_size(10);
    group.bench_function("articles of 4 KB", |bencher| {
        bencher.iter(|| {
            for raw in &articles {
                black_box(pipeline::enrich::enrich(black_box(raw), &knowledge));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, enrich);
criterion_main!(benches);
