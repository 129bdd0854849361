//! Maps whose keys are hashes already: hashing them again would cost more than the look-up.
//!
//! The keys come from `xxh3` over texts, so they are spread well; who floods a map with chosen collisions slows his
//! own records' look-ups and nothing else.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map from hashes.
pub(crate) type HashedMap<T> = QuickMap<u64, T>;

/// A map from keys that nobody outside can choose one by one.
pub(crate) type QuickMap<K, T> = HashMap<K, T, BuildHasherDefault<AsIs>>;

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

    fn write_u32(&mut self, number: u32) {
        // A number is no hash: its bits go to the top, where a map looks first.
        self.0 = u64::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}
