//! How much a feature tells: the fewer records have it, the more.
//!
//! Counts are halved, and the smallest dropped, after every [`ROUND`] records or [`MOST`] features: the memory is bounded, and a name
//! that was everywhere last month tells again when it comes back.

use std::collections::HashMap;

use crate::features::Features;

/// After so many records counts are halved.
const ROUND: u32 = 50_000;
/// Or after so many different features.
const MOST: usize = 4_000_000;
/// A stream begins as if so many records had been seen, so that its first words do not all weigh nothing.
const PRIOR: f32 = 12.0;

/// In how many records each feature occurs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rarity {
    counts: HashMap<u64, u32>,
    records: u32,
}

impl Rarity {
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

    /// How many records have a feature.
    pub(crate) fn documents(&self, key: u64) -> u32 {
        self.counts.get(&key).copied().unwrap_or(0)
    }

    /// The inverse document frequency, above zero.
    pub(crate) fn weight(&self, key: u64) -> f32 {
        ((self.records as f32 + PRIOR) / (self.documents(key) as f32 + 1.0)).max(1.0).ln() + 0.05
    }

    pub(crate) fn bytes(&self) -> usize {
        self.counts.capacity() * 17
    }
}
