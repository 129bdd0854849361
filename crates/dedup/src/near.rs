//! Of which earlier text is this one a copy?
//!
//! The samples of the new text are looked up in the index; every document that shares enough of them is verified,
//! and the best one wins. A copy is never put into the index: it belongs to the first record, and what is compared
//! next is again that first record, so copies of copies cannot drift from one text to quite another, and there are
//! no edges for a union-find to run along.
//!
//! Whether two texts are copies is for [`crate::verdict`] to say; here is counted what it rests on. Shingles that
//! [`postings::KEPT`] unrelated documents share tell nothing. A doubtful copy is indexed all the same, though never
//! matched, so that a family merged by mistake still raises the count of its shingles. A revised page is matched by what
//! any of its latest versions said.

use crate::figures::Figures;
use crate::fingerprint::{self, Fingerprint, SAMPLES};
use crate::postings::{self, Postings, Start};
use crate::queue::Queue;
use crate::snapshot::{Reader, SnapshotError, Writer};
use crate::verdict::{self, Evidence, Shared};
use crate::versions::Versions;

/// Equal texts of so many shingles are copies; of fewer, a headline that comes again.
const LEAST_EXACT: u32 = 3;

/// The texts that later ones are compared with.
#[derive(Debug, Clone, Default)]
pub struct NearIndex {
    postings: Postings,
    docs: Queue<Option<Doc>>,
    versions: Versions,
    /// From here on documents belong to the open segment.
    sealed: u32,
}

/// An earlier text that the new one is a copy of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// The number that [`NearIndex::insert`] or [`NearIndex::revise`] gave it.
    pub doc: u32,
    /// The share of the shorter text's telling shingles that the other has too, 0 to 1.
    pub similarity: f32,
    /// Whether the text need not be counted among the holders of its shingles.
    pub is_sure: bool,
}

/// What is kept of an indexed text; a doubtful copy keeps nothing.
#[derive(Debug, Clone, Copy)]
struct Doc {
    shingles: u32,
    bar: u32,
    /// The upper half of the digest of its words; the lower half is its key in the index.
    content: u32,
    figures: Figures,
}

impl Doc {
    /// How a document without anything is written.
    const NONE: Self = Self { shingles: u32::MAX, bar: 0, content: 0, figures: Figures::NONE };

    fn new(print: &Fingerprint) -> Self {
        Self {
            shingles: print.shingles,
            bar: print.bar(),
            content: fingerprint::order(print.content),
            figures: print.figures,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Hit {
    /// The document, or the page that it is a version of.
    page: u32,
    order: u32,
    telling: bool,
}

impl NearIndex {
    /// The best verified original of a text, if there is one.
    pub fn find(&self, print: &Fingerprint) -> Option<Match> {
        self.find_equal(print).or_else(|| self.find_alike(print))
    }

    /// The original with the same words: also for texts too short or too common to have telling shingles.
    fn find_equal(&self, print: &Fingerprint) -> Option<Match> {
        let is_equal =
            |doc: &u32| self.doc(*doc).is_some_and(|doc| doc.content == fingerprint::order(print.content));
        let holders = self.postings.holders(fingerprint::key(print.content), self.docs.first());
        let equal = holders.docs().iter().copied().filter(is_equal).min()?;
        (print.shingles >= LEAST_EXACT).then_some(Match { doc: equal, similarity: 1.0, is_sure: true })
    }

    fn find_alike(&self, print: &Fingerprint) -> Option<Match> {
        let mut hits: Vec<Hit> = Vec::with_capacity(print.samples.len() * postings::KEPT);
        // The order and commonness of each sample, to know what a verdict rests on.
        let mut samples: Vec<(u32, bool)> = Vec::with_capacity(print.samples.len());
        let starts: Vec<Start> =
            print.samples.iter().map(|sample| self.postings.start(fingerprint::key(*sample))).collect();
        for (sample, start) in print.samples.iter().zip(starts) {
            let holders = self.postings.holders_from(start, self.docs.first());
            let (order, telling) = (fingerprint::order(*sample), !holders.is_common());
            samples.push((order, telling));
            hits.extend(holders.docs().iter().map(|doc| Hit {
                page: self.versions.page(*doc),
                order,
                telling,
            }));
        }
        hits.sort_unstable_by_key(|hit| hit.page);
        let verified =
            hits.chunk_by(|a, b| a.page == b.page).filter_map(|hits| self.verify(print, &samples, hits));
        // The earliest of equals, so that an original goes before what was taken for new beside it.
        verified.reduce(|best, next| if next.similarity > best.similarity { next } else { best })
    }

    /// How similar a text is to one document, found by the index or not; none when it is forgotten.
    pub fn similarity(&self, print: &Fingerprint, doc: u32) -> Option<f32> {
        let (original, page) = (self.doc(doc)?, self.versions.page(doc));
        let holds = |sample: u64| {
            let holders = self.postings.holders(fingerprint::key(sample), self.docs.first());
            holders.docs().iter().any(|holder| self.versions.page(*holder) == page)
        };
        let covered = || print.samples.iter().filter(|sample| fingerprint::order(**sample) <= original.bar);
        let shared = covered().filter(|sample| holds(**sample)).count() as f32;
        let length = print.shingles as f32 / original.shingles.max(1) as f32;
        Some((shared / covered().count().max(1) as f32 * length.max(1.0)).min(1.0))
    }

    /// Remembers an original; returns its number.
    pub fn insert(&mut self, print: &Fingerprint) -> u32 {
        let number = self.docs.push(Some(Doc::new(print)));
        self.hold(number, print);
        number
    }

    /// Remembers the next version of an original; returns its number. The former ones stay what they are.
    pub fn revise(&mut self, print: &Fingerprint, former: u32) -> u32 {
        if self.doc(former).is_none() {
            return self.insert(print);
        }
        let number = self.docs.push(Some(Doc::new(print)));
        self.versions.add(former, number);
        self.hold(number, print);
        number
    }

    /// Counts the shingles of a doubtful copy without making it an original.
    pub fn count(&mut self, print: &Fingerprint) -> u32 {
        let number = self.docs.push(None);
        self.hold(number, print);
        number
    }

    /// The number that the next document gets.
    pub fn next(&self) -> u32 {
        self.docs.next()
    }

    /// Forgets every document numbered below `oldest`.
    pub fn forget_before(&mut self, oldest: u32) {
        self.docs.forget_before(oldest);
        self.versions.forget_before(self.docs.first());
    }

    /// How many documents are remembered.
    pub fn len(&self) -> usize {
        self.docs.len()
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.docs.len() == 0
    }

    /// The memory that the index takes.
    pub fn bytes(&self) -> usize {
        self.postings.bytes() + self.docs.bytes()
    }

    /// The memory that what is live takes, about: unlike [`NearIndex::bytes`] the same after a restart.
    pub(crate) fn weight(&self) -> usize {
        self.docs.len() * size_of::<Option<Doc>>() + self.entries() * 11 + self.versions.len() * 32
    }

    /// Closes the open segment.
    pub(crate) fn seal(&mut self) {
        self.sealed = self.docs.next();
    }

    /// Writes the open segment.
    pub(crate) fn write(&self, out: &mut Writer) {
        let first = self.sealed.max(self.docs.first());
        out.u32(first);
        out.u32(self.docs.next());
        for (_, doc) in self.docs.since(first) {
            let doc = doc.unwrap_or(Doc::NONE);
            out.u32(doc.shingles);
            out.u32(doc.bar);
            out.u32(doc.content);
            out.bytes(&doc.figures.to_bytes());
        }
        let later = self.versions.since(first);
        out.count(later.len());
        for (doc, page) in later {
            out.u32(doc);
            out.u32(page);
        }
        self.postings.write(first, out);
    }

    /// How many entries live documents have in the postings.
    fn entries(&self) -> usize {
        let samples = |doc: &Option<Doc>| doc.map_or(SAMPLES, |doc| (doc.shingles as usize).min(SAMPLES) + 1);
        self.docs.iter().map(samples).sum()
    }

    /// Reads a segment on top of those before it; documents below `oldest` are forgotten since.
    pub(crate) fn read(&mut self, oldest: u32, from: &mut Reader<'_>) -> Result<(), SnapshotError> {
        let (first, next) = (from.u32()?, from.u32()?);
        self.docs.go_on_at(first, next)?;
        self.sealed = first;
        for _ in first..next {
            let (shingles, bar, content) = (from.u32()?, from.u32()?, from.u32()?);
            let doc = Doc { shingles, bar, content, figures: Figures::from_bytes(from.array()?) };
            self.docs.push((doc.shingles != Doc::NONE.shingles).then_some(doc));
        }
        for _ in 0..from.count(8)? {
            let (doc, page) = (from.u32()?, from.u32()?);
            if !(first..next).contains(&doc) || page >= doc {
                return Err(SnapshotError::Inconsistent);
            }
            self.versions.add(page, doc);
        }
        self.postings.read(first..next, oldest, from)
    }

    /// After the last segment: forgets what was forgotten before it was written.
    pub(crate) fn restored(&mut self, oldest: u32) {
        self.postings.restored(&self.versions);
        self.forget_before(oldest);
    }

    fn doc(&self, doc: u32) -> Option<Doc> {
        *self.docs.get(doc)?
    }

    /// Puts a document's samples into the index, and the words of an original as a whole.
    fn hold(&mut self, number: u32, print: &Fingerprint) {
        let is_original = self.doc(number).is_some() && print.shingles >= LEAST_EXACT;
        let whole = is_original.then_some(print.content);
        for sample in print.samples.iter().copied().chain(whole) {
            self.postings.insert(fingerprint::key(sample), number, self.docs.first(), &self.versions);
        }
    }

    fn verify(&self, print: &Fingerprint, samples: &[(u32, bool)], hits: &[Hit]) -> Option<Match> {
        // Most documents share a phrase or two by chance: they are not even looked up.
        let page = hits.get(verdict::LEAST_HITS - 1)?.page;
        let versions = self.versions.of(page);
        let versions = if versions.is_empty() { std::slice::from_ref(&page) } else { versions };
        let matches = versions.iter().filter_map(|doc| self.verify_one(*doc, print, samples, hits));
        matches.reduce(|best, next| if next.similarity > best.similarity { next } else { best })
    }

    /// Whether a text is a copy of one document, of which, or of whose other versions, it has these samples.
    fn verify_one(
        &self,
        doc: u32,
        print: &Fingerprint,
        samples: &[(u32, bool)],
        hits: &[Hit],
    ) -> Option<Match> {
        let original = self.doc(doc)?;
        let count = |telling: bool| Shared {
            shared: hits.iter().filter(|hit| (hit.telling || !telling) && hit.order <= original.bar).count()
                as u32,
            of: samples.iter().filter(|(order, tells)| (*tells || !telling) && *order <= original.bar).count()
                as u32,
        };
        let evidence = Evidence {
            telling: count(true),
            all: count(false),
            shingles: (print.shingles, original.shingles),
            figures: print.figures.shared(&original.figures),
        };
        let (similarity, is_sure) = verdict::copy(&evidence)?;
        Some(Match { doc, similarity, is_sure })
    }
}
