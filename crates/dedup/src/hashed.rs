//! Maps whose keys are hashes already: hashing them again would cost more than the look-up.
//!
//! The keys come from `xxh3` over texts, so they are spread well; who floods a map with chosen collisions slows his
//! own records' look-ups and nothing else.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map from hashes.
pub(crate) type HashedMap<T> = HashMap<u64, T, BuildHasherDefault<AsIs>>;

/// Passes a hash on.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // Not taken by keys of eight bytes.
        self.0 = xxhash_rust::xxh3::xxh3_64_with_seed(bytes, self.0);
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}
