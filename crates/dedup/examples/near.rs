//! How good and how fast near-duplicate detection is on a stream whose copies are known.
//!
//! Reads the NDJSON of `newsgen.py` on standard input (fields id, kind, root, text) and prints recall for each kind
//! of edit, precision, documents a second on one thread and bytes a document. Text is read and parsed before the
//! clock runs; folding is inside it.

#![expect(clippy::print_stdout, reason = "a measuring program reports on standard output")]

use std::collections::BTreeMap;
use std::io::BufRead as _;
use std::time::Duration;

use dedup::fingerprint::Fingerprinter;
use dedup::near::{Match, NearIndex};
use serde::Deserialize;

/// Documents in memory at once.
const BATCH: usize = 5_000;

#[derive(Deserialize)]
struct Doc {
    id: i64,
    kind: String,
    root: i64,
    text: String,
}

#[derive(Default)]
struct Run {
    index: NearIndex,
    fingerprinter: Fingerprinter,
    /// The root of each numbered document.
    roots: Vec<i64>,
    kinds: BTreeMap<String, (u32, u32)>,
    right: u32,
    wrong: BTreeMap<String, u32>,
    bytes: usize,
    docs: usize,
    spent: Duration,
    folding: Duration,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut run = Run::default();
    let mut batch = Vec::with_capacity(BATCH);
    for line in std::io::stdin().lock().lines() {
        batch.push(serde_json::from_str::<Doc>(&line?)?);
        if batch.len() == BATCH {
            run.batch(&batch);
            batch.clear();
        }
    }
    run.batch(&batch);
    run.print();
    Ok(())
}

/// Time that this thread has run: other work on the machine does not count. Zero where the system does not tell.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(stat.split(' ').next().and_then(|field| field.parse().ok()).unwrap_or(0))
}

impl Run {
    fn batch(&mut self, docs: &[Doc]) {
        let start = cpu();
        let folded: Vec<String> = docs.iter().map(|doc| text::fold::fold(&doc.text)).collect();
        let between = cpu();
        let mut found = Vec::with_capacity(docs.len());
        for (doc, folded) in docs.iter().zip(&folded) {
            let print = self.fingerprinter.take(folded);
            let copy = self.index.find(&print);
            found.push(copy);
            match copy {
                Some(copy) if copy.is_sure => continue,
                Some(_) => self.index.count(&print),
                None => self.index.insert(&print),
            };
            self.roots.push(doc.root);
        }
        let spent = cpu().saturating_sub(start);
        self.folding += between.saturating_sub(start);
        self.spent += spent;
        self.docs += docs.len();
        self.bytes += docs.iter().map(|doc| doc.text.len()).sum::<usize>();
        for (doc, found) in docs.iter().zip(found) {
            self.judge(doc, found);
        }
        if self.docs.is_multiple_of(100_000) {
            let rate = docs.len() as f64 / spent.as_secs_f64();
            println!("at {:>9}: {rate:.0} docs/s, {} bytes/doc", self.docs, self.index.bytes() / self.docs);
        }
    }

    fn judge(&mut self, doc: &Doc, copy: Option<Match>) {
        let found = copy.and_then(|copy| self.roots.get(copy.doc as usize).copied());
        let is_copy = doc.root != doc.id;
        let right = found == Some(doc.root);
        if is_copy {
            let (hit, all) = self.kinds.entry(doc.kind.clone()).or_default();
            *hit += u32::from(right);
            *all += 1;
        }
        if found.is_some() {
            self.right += u32::from(right);
            if !right {
                *self.wrong.entry(doc.kind.clone()).or_default() += 1;
            }
        }
    }

    fn print(&self) {
        for (kind, (hit, all)) in &self.kinds {
            println!("recall {kind:6} {:.4}  ({hit} of {all})", f64::from(*hit) / f64::from(*all));
        }
        let (hit, all) = self.kinds.values().fold((0, 0), |sum, kind| (sum.0 + kind.0, sum.1 + kind.1));
        println!("recall all    {:.4}  ({hit} of {all})", f64::from(hit) / f64::from(all.max(1)));
        let wrong: u32 = self.wrong.values().sum();
        println!(
            "precision     {:.4}  (wrong: {:?})",
            f64::from(self.right) / f64::from((self.right + wrong).max(1)),
            self.wrong
        );
        let seconds = self.spent.as_secs_f64();
        println!(
            "speed         {:.0} docs/s, {:.0} MB/s",
            self.docs as f64 / seconds,
            self.bytes as f64 / seconds / 1e6
        );
        let folding = self.folding.as_secs_f64();
        println!(
            "folding alone {:.0} MB/s; without it {:.0} docs/s",
            self.bytes as f64 / folding / 1e6,
            self.docs as f64 / (seconds - folding)
        );
        println!("memory        {} bytes/doc", self.index.bytes() / self.docs.max(1));
    }
}
