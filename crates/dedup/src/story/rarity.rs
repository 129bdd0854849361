//! How much a feature tells: the fewer records have it, the more.
//!
//! Counts are halved, and the smallest dropped, after every [`ROUND`] records or [`MOST`] features: the memory is bounded, and a name
//! that was everywhere last month tells again when it comes back.

use serde::{Deserialize, Serialize};

use crate::common::Common;
use crate::features::{Features, Weighted};
use crate::hashed::HashedMap;
use crate::snapshot::{Reader, SnapshotError, Writer};

/// After so many records counts are halved.
const ROUND: u32 = 50_000;
/// Or after so many different features.
const MOST: usize = 4_000_000;
/// A stream begins as if so many records had been seen, so that its first words do not all weigh nothing.
const PRIOR: u32 = 12;

/// How many terms of a record are kept.
const TERMS: usize = 64;

/// The features of a record, each kind scaled to unit length after how much they tell, the terms cut to those that
/// tell most.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Profile(pub(crate) Features);

/// In how many records each feature occurs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rarity {
    counts: HashedMap<u32>,
    records: u32,
}

impl Rarity {
    /// No record seen, and some words known to be common.
    pub(crate) fn new(common: &Common) -> Self {
        Self { counts: common.keys().iter().map(|key| (*key, PRIOR)).collect(), records: 0 }
    }

    /// Counts a record's features.
    pub(crate) fn count(&mut self, features: &Features) {
        for feature in features.entities.iter().chain(&features.places).chain(&features.terms) {
            *self.counts.entry(feature.key).or_default() += 1;
        }
        self.records += 1;
        if self.records >= ROUND || self.counts.len() > MOST {
            self.records /= 2;
            self.counts.retain(|_, count| {
                *count /= 2;
                *count > 0
            });
        }
    }

    /// The profile of a record, as features are weighed now.
    pub(crate) fn profile(&self, mut features: Features) -> Profile {
        for kind in [&mut features.entities, &mut features.places, &mut features.terms] {
            for feature in kind.iter_mut() {
                feature.weight *= self.weight(feature.key);
            }
        }
        shorten(&mut features.terms);
        for kind in [&mut features.entities, &mut features.places, &mut features.terms] {
            let length = kind.iter().map(|feature| feature.weight.powi(2)).sum::<f32>().sqrt();
            for feature in kind.iter_mut() {
                feature.weight /= length.max(f32::MIN_POSITIVE);
            }
        }
        Profile(features)
    }

    /// How many records have a feature.
    pub(crate) fn documents(&self, key: u64) -> u32 {
        self.counts.get(&key).copied().unwrap_or(0)
    }

    /// The inverse document frequency, above zero.
    fn weight(&self, key: u64) -> f32 {
        ((self.records + PRIOR) as f32 / (self.documents(key) as f32 + 1.0)).max(1.0).ln() + 0.05
    }

    pub(crate) fn bytes(&self) -> usize {
        self.counts.len() * 24
    }

    /// Writes all counts: they have no age.
    pub(crate) fn write(&self, out: &mut Writer) {
        let mut counts: Vec<(u64, u32)> = self.counts.iter().map(|(key, count)| (*key, *count)).collect();
        counts.sort_unstable();
        out.u32(self.records);
        out.count(counts.len());
        for (key, count) in counts {
            out.u64(key);
            out.u32(count);
        }
    }

    pub(crate) fn read(&mut self, from: &mut Reader<'_>) -> Result<(), SnapshotError> {
        self.records = from.u32()?.min(ROUND);
        let count = from.count(12)?;
        self.counts.clear();
        self.counts.reserve(count);
        for _ in 0..count {
            let (key, count) = (from.u64()?, from.u32()?);
            self.counts.insert(key, count.min(u32::MAX / 2));
        }
        Ok(())
    }
}

fn shorten(terms: &mut Vec<Weighted>) {
    let order = |a: &Weighted, b: &Weighted| b.weight.total_cmp(&a.weight).then(a.key.cmp(&b.key));
    if terms.len() > TERMS {
        terms.select_nth_unstable_by(TERMS, order);
        terms.truncate(TERMS);
        terms.sort_unstable_by_key(|feature| feature.key);
    }
    terms.shrink_to_fit();
}
