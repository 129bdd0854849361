//! Which documents of the index are versions of one page.
//!
//! A page that is revised stays findable by what it said before: every version is a document of its own. What several
//! versions say is held by the latest of them alone and counts for all, so that a page revised ten times is one holder
//! of its shingles and not ten, after which they would tell nothing. Taking the former versions out of the index was the
//! alternative: copies of them, which travel while the page is already rewritten, would have found nothing.

use std::collections::{BTreeMap, HashMap};

/// With so many versions of a page texts are compared, the latest ones.
const KEPT: usize = 8;

/// The pages that were revised.
#[derive(Debug, Clone, Default)]
pub(crate) struct Versions {
    /// The page of every later version: the number of the first.
    pages: HashMap<u32, u32>,
    /// The versions of a page, in order.
    versions: BTreeMap<u32, Vec<u32>>,
}

impl Versions {
    /// The page that a document is a version of; itself where it was never revised.
    pub(crate) fn page(&self, doc: u32) -> u32 {
        if self.pages.is_empty() { doc } else { self.pages.get(&doc).copied().unwrap_or(doc) }
    }

    /// The versions of a page that later texts are compared with; none of one that was never revised.
    pub(crate) fn of(&self, page: u32) -> &[u32] {
        self.versions.get(&page).map(Vec::as_slice).unwrap_or_default()
    }

    /// Notes that `doc` is the next version of the page that `former` is a version of.
    pub(crate) fn add(&mut self, former: u32, doc: u32) {
        let page = self.page(former);
        self.pages.insert(doc, page);
        let versions = self.versions.entry(page).or_insert_with(|| vec![page]);
        versions.push(doc);
        versions.drain(..versions.len().saturating_sub(KEPT));
    }

    /// The later versions numbered `from` and higher, in order, each with its page.
    pub(crate) fn since(&self, from: u32) -> Vec<(u32, u32)> {
        let mut later: Vec<(u32, u32)> =
            self.pages.iter().map(|(doc, page)| (*doc, *page)).filter(|(doc, _)| *doc >= from).collect();
        later.sort_unstable();
        later
    }

    /// Forgets every document numbered below `oldest`.
    pub(crate) fn forget_before(&mut self, oldest: u32) {
        self.pages.retain(|doc, _| *doc >= oldest);
        self.versions.retain(|_, versions| {
            versions.retain(|doc| *doc >= oldest);
            !versions.is_empty()
        });
    }

    /// How many later versions are remembered.
    pub(crate) fn len(&self) -> usize {
        self.pages.len()
    }
}
