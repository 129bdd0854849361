//! The file, byte for byte. All numbers are little-endian; sections follow each other without gaps.
//!
//! | section | bytes | content |
//! |---|---|---|
//! | header | [`HEADER_BYTES`] | below |
//! | places | [`PLACE_BYTES`] each | id, point, population, admin1, display names, country, kind |
//! | admins | [`ADMIN_BYTES`] each | first-order divisions: country, name, all folded names |
//! | name starts | 4 each, one more than names | where each name begins in the names' text |
//! | posting starts | 4 each, one more than names | where each name's places begin |
//! | postings | 4 each | positions of places |
//! | texts | | the attribution, display names, names of divisions |
//! | names | | folded names, sorted by bytes, without separators |
//!
//! The header: magic (8), version (4), source (4), checksum (8, XXH3 of everything behind it), then the numbers of
//! places, names, postings, admins and bytes of attribution (4 each), reserved (4), bytes of texts and of names
//! (8 each).

/// The first bytes of every file.
pub const MAGIC: [u8; 8] = *b"RASIDGAZ";

/// The version written and read; another one is refused.
pub const VERSION: u32 = 1;

/// Bytes of the header.
pub const HEADER_BYTES: usize = 64;

/// What the checksum covers begins here.
pub const CHECKED_FROM: usize = 24;

/// Bytes of a place: id 8, latitude 4, longitude 4 (millionths of a degree, signed), population 4, admin 4,
/// Arabic and English name 4 each (starts in the texts) and 2 each (lengths), country 2, kind 1, reserved 1.
pub const PLACE_BYTES: usize = 40;

/// Bytes of a division: country 2, reserved 2, name 4 + 4, folded names 4 + 4 (starts and lengths in the texts).
pub const ADMIN_BYTES: usize = 20;

/// A place without a division.
pub const NO_ADMIN: u32 = u32::MAX;

/// Stands between the folded names of a division; no folded name holds it.
pub const SEPARATOR: char = '\n';

/// Where the dump came from, which decides the ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Who's On First: ids `wof-…`.
    Wof,
    /// GeoNames: ids `gn-…`.
    Geonames,
}

impl Source {
    /// What the ids of its places begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Wof => "wof-",
            Self::Geonames => "gn-",
        }
    }

    /// The words that its licence asks for.
    pub fn attribution(self) -> &'static str {
        match self {
            Self::Wof => {
                "Contains information from Who's On First (https://whosonfirst.org/docs/licenses/), which derives in \
                 part from GeoNames (https://www.geonames.org), CC BY 4.0. Changed: selected, folded and compiled."
            }
            Self::Geonames => {
                "Contains information from GeoNames (https://www.geonames.org), CC BY 4.0. Changed: selected, folded \
                 and compiled."
            }
        }
    }

    pub(crate) fn code(self) -> u32 {
        match self {
            Self::Wof => 0,
            Self::Geonames => 1,
        }
    }

    pub(crate) fn from_code(code: u32) -> Option<Self> {
        match code {
            0 => Some(Self::Wof),
            1 => Some(Self::Geonames),
            _ => None,
        }
    }
}

/// Eight bytes at an offset; `None` beyond the end.
pub(crate) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|chunk| u64::from_le_bytes(*chunk))
}

/// Four bytes at an offset; `None` beyond the end.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|chunk| u32::from_le_bytes(*chunk))
}

/// Two bytes at an offset; `None` beyond the end.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|chunk| u16::from_le_bytes(*chunk))
}
