//! Of which earlier text is this one a copy?
//!
//! The samples of the new text are looked up in the index; every document that shares enough of them is verified,
//! and the best one wins. A copy is never put into the index: it belongs to the first record, and what is compared
//! next is again that first record, so copies of copies cannot drift from one text to quite another, and there are
//! no edges for a union-find to run along.
//!
//! No threshold on resemblance tells an edited copy from the next issue of a form. Two things do:
//! shingles that [`postings::KEPT`] unrelated documents share are left out of the verdict, and a text whose figures
//! are other figures is another bulletin. A doubtful copy ([`DOUBTFUL`]) is indexed all the same, though never
//! matched, so that a family merged by mistake still raises the count of its shingles.

use std::collections::VecDeque;

use crate::fingerprint::{self, Figures, Fingerprint};
use crate::postings::{self, Postings};

/// Copies below this similarity count as further holders of their shingles.
pub const DOUBTFUL: f32 = 0.55;
/// The least similarity of a copy.
pub const LEAST: f32 = 0.26;
/// That of a copy much shorter than its original: what is left of it must be from there.
const LEAST_BRIEF: f32 = 0.7;
/// Alerts of one line differ by the name of a town or by a figure: nearly all must be the same.
const LEAST_ALERT: f32 = 0.95;
/// A text of fewer shingles is an alert.
const ALERT: u32 = 24;
/// Below this share of the original's length a copy counts as a brief.
const BRIEF: f32 = 0.45;
/// A text this much longer than the earlier one tells more than it: no copy.
const LONGER: f32 = 2.2;
/// The least number of telling samples that both texts share.
const LEAST_HITS: u32 = 3;
/// The least number of telling samples that a verdict rests on.
const LEAST_SAMPLES: u32 = 4;
/// So many figures make a text a bulletin whose figures must agree.
const LEAST_FIGURES: usize = 4;

/// The texts that later ones are compared with.
#[derive(Debug, Clone, Default)]
pub struct NearIndex {
    postings: Postings,
    docs: VecDeque<Option<Doc>>,
    /// The number of the document at the front.
    oldest: u32,
}

/// An earlier text that the new one is a copy of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// The number that [`NearIndex::insert`] gave it.
    pub doc: u32,
    /// The share of the shorter text's telling shingles that the other has too, 0 to 1.
    pub similarity: f32,
}

/// What is kept of an indexed text; a doubtful copy keeps nothing.
#[derive(Debug, Clone, Copy)]
struct Doc {
    shingles: u32,
    bar: u32,
    figures: Figures,
}

#[derive(Debug, Clone, Copy)]
struct Hit {
    doc: u32,
    order: u32,
    telling: bool,
}

impl NearIndex {
    /// The best verified original of a text, if there is one.
    pub fn find(&self, print: &Fingerprint) -> Option<Match> {
        let mut hits: Vec<Hit> = Vec::with_capacity(print.samples.len() * postings::KEPT);
        // The order and commonness of each sample, to know what a verdict rests on.
        let mut samples: Vec<(u32, bool)> = Vec::with_capacity(print.samples.len());
        for sample in &print.samples {
            let holders = self.postings.holders(fingerprint::key(*sample), self.oldest);
            let (order, telling) = (fingerprint::order(*sample), !holders.is_common());
            samples.push((order, telling));
            hits.extend(holders.docs().iter().map(|doc| Hit { doc: *doc, order, telling }));
        }
        hits.sort_unstable_by_key(|hit| hit.doc);
        let verified =
            hits.chunk_by(|a, b| a.doc == b.doc).filter_map(|hits| self.verify(print, &samples, hits));
        // The earliest of equals, so that an original goes before what was taken for new beside it.
        verified.reduce(|best, next| if next.similarity > best.similarity { next } else { best })
    }

    /// How similar a text is to one document, found by the index or not; none when it is forgotten.
    pub fn similarity(&self, print: &Fingerprint, doc: u32) -> Option<f32> {
        let original = self.doc(doc)?;
        let holds = |sample: u64| {
            let holders = self.postings.holders(fingerprint::key(sample), self.oldest);
            holders.docs().contains(&doc)
        };
        let covered = || print.samples.iter().filter(|sample| fingerprint::order(**sample) <= original.bar);
        let shared = covered().filter(|sample| holds(**sample)).count() as f32;
        let length = print.shingles as f32 / original.shingles.max(1) as f32;
        Some((shared / covered().count().max(1) as f32 * length.max(1.0)).min(1.0))
    }

    /// Remembers an original; returns its number.
    pub fn insert(&mut self, print: &Fingerprint) -> u32 {
        self.add(print, Some(Doc { shingles: print.shingles, bar: print.bar(), figures: print.figures }))
    }

    /// Counts the shingles of a doubtful copy without making it an original.
    pub fn count(&mut self, print: &Fingerprint) -> u32 {
        self.add(print, None)
    }

    /// The number that the next document gets.
    pub fn next(&self) -> u32 {
        self.oldest.saturating_add(u32::try_from(self.docs.len()).unwrap_or(u32::MAX))
    }

    /// Forgets every document numbered below `oldest`.
    pub fn forget_before(&mut self, oldest: u32) {
        while self.oldest < oldest && self.docs.pop_front().is_some() {
            self.oldest += 1;
        }
    }

    /// Makes a document no original any more; its number stays taken.
    pub fn retire(&mut self, doc: u32) {
        let at = doc.checked_sub(self.oldest).and_then(|at| self.docs.get_mut(at as usize));
        if let Some(slot) = at {
            *slot = None;
        }
    }

    /// How many documents are remembered.
    pub fn len(&self) -> usize {
        self.docs.len()
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.docs.is_empty()
    }

    /// The memory that the index takes.
    pub fn bytes(&self) -> usize {
        self.postings.bytes() + self.docs.capacity() * size_of::<Option<Doc>>()
    }

    fn doc(&self, doc: u32) -> Option<Doc> {
        *self.docs.get(doc.checked_sub(self.oldest)? as usize)?
    }

    fn add(&mut self, print: &Fingerprint, doc: Option<Doc>) -> u32 {
        let number = self.next();
        for sample in &print.samples {
            self.postings.insert(fingerprint::key(*sample), number, self.oldest);
        }
        self.docs.push_back(doc);
        number
    }

    fn verify(&self, print: &Fingerprint, samples: &[(u32, bool)], hits: &[Hit]) -> Option<Match> {
        let doc = hits.first()?.doc;
        let original = self.doc(doc)?;
        let shared = hits.iter().filter(|hit| hit.telling && hit.order <= original.bar).count() as u32;
        if shared < LEAST_HITS {
            return None;
        }
        let compared =
            samples.iter().filter(|(order, telling)| *telling && *order <= original.bar).count() as u32;
        let length = print.shingles as f32 / original.shingles.max(1) as f32;
        let similarity = (shared as f32 / compared.max(1) as f32 * length.max(1.0)).min(1.0);
        let is_alert = print.shingles.min(original.shingles) < ALERT;
        let least = if is_alert { LEAST_ALERT } else { LEAST };
        let least = if length < BRIEF { LEAST_BRIEF.max(least) } else { least };
        let is_copy = compared >= LEAST_SAMPLES
            && similarity >= least
            && length <= LONGER
            && figures_agree(&print.figures, &original.figures);
        is_copy.then_some(Match { doc, similarity })
    }
}

/// Whether two texts may be copies by their figures: few figures prove nothing.
fn figures_agree(a: &Figures, b: &Figures) -> bool {
    let (compared, shared) = a.shared(b);
    compared < LEAST_FIGURES || shared * 3 >= compared
}
