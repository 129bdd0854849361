//! Reading the file: checked as a whole when opened, and every single read checked again, so that no bytes can make
//! it panic, not even bytes with a right checksum.

use std::cmp::Ordering;
use std::fmt;
use std::io;
use std::path::Path;

use record::record::PlaceKind;
use xxhash_rust::xxh3::xxh3_64;

use crate::format::{
    ADMIN_BYTES, CHECKED_FROM, HEADER_BYTES, MAGIC, NO_ADMIN, PLACE_BYTES, SEPARATOR, Source, VERSION,
    u16_at, u32_at, u64_at,
};
use crate::map::Bytes;

/// The kinds by their code in the file.
const KINDS: [PlaceKind; 8] = [
    PlaceKind::Settlement,
    PlaceKind::Admin1,
    PlaceKind::Country,
    PlaceKind::Camp,
    PlaceKind::Region,
    PlaceKind::River,
    PlaceKind::Facility,
    PlaceKind::Other,
];

/// A gazetteer in force.
pub struct Gazetteer {
    bytes: Bytes,
    source: Source,
    places: usize,
    names: usize,
    postings: usize,
    admins: usize,
    attribution_bytes: usize,
    sections: Sections,
}

/// Where each section begins.
#[derive(Debug, Clone, Copy)]
struct Sections {
    admins: usize,
    name_starts: usize,
    posting_starts: usize,
    postings: usize,
    texts: usize,
    names: usize,
}

/// A place of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place<'a> {
    /// The dump's id; [`Source::prefix`] tells whose.
    pub id: u64,
    /// Degrees north and east.
    pub at: [f64; 2],
    /// Inhabitants; 0 where not told.
    pub population: u32,
    /// The position of its first-order division.
    pub admin: Option<u32>,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: &'a str,
    /// What it is.
    pub kind: PlaceKind,
    /// The name to show in Arabic; may be empty.
    pub arabic: &'a str,
    /// The name to show in English; may be empty.
    pub english: &'a str,
}

/// A first-order division.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admin<'a> {
    /// ISO 3166-1 alpha-2, upper case.
    pub country: &'a str,
    /// Its name; empty where the dump has places of it, but not the division itself.
    pub name: &'a str,
    keys: &'a str,
}

/// Why a file is no gazetteer in force.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It cannot be read.
    #[error("cannot read it")]
    Read(#[from] io::Error),
    /// It is something else.
    #[error("no gazetteer: it was not made by `rasid gazetteer build`")]
    Foreign,
    /// It was made by another version.
    #[error("version {found} instead of {VERSION}: build it again")]
    Version {
        /// Its version.
        found: u32,
    },
    /// Its bytes are not those that were written.
    #[error("damaged ({what}): build it again or copy it again")]
    Damaged {
        /// How that shows.
        what: &'static str,
    },
}

impl Gazetteer {
    /// Maps a file into memory and checks it, which reads all of it once.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::from_bytes(Bytes::map(path)?)
    }

    /// A gazetteer from bytes in memory.
    pub fn from_vec(bytes: Vec<u8>) -> Result<Self, OpenError> {
        Self::from_bytes(Bytes::Owned(bytes))
    }

    fn from_bytes(bytes: Bytes) -> Result<Self, OpenError> {
        if !bytes.starts_with(&MAGIC) {
            return Err(OpenError::Foreign);
        }
        let short = || OpenError::Damaged { what: "cut short" };
        let number = |at| u32_at(&bytes, at).ok_or_else(short);
        let version = number(8)?;
        if version != VERSION {
            return Err(OpenError::Version { found: version });
        }
        let sum = u64_at(&bytes, 16).ok_or_else(short)?;
        if bytes.get(CHECKED_FROM..).map(xxh3_64) != Some(sum) {
            return Err(OpenError::Damaged { what: "wrong checksum" });
        }
        let source = Source::from_code(number(12)?).ok_or(OpenError::Damaged { what: "unknown source" })?;
        let [places, names, postings, admins, attribution] =
            [number(24)?, number(28)?, number(32)?, number(36)?, number(40)?].map(|count| count as usize);
        let text_bytes = u64_at(&bytes, 48).ok_or_else(short)?;
        let name_bytes = u64_at(&bytes, 56).ok_or_else(short)?;
        let sections = Sections::new([places, names, postings, admins], text_bytes, name_bytes, bytes.len())
            .ok_or(OpenError::Damaged { what: "sections of another length" })?;
        Ok(Self { bytes, source, places, names, postings, admins, attribution_bytes: attribution, sections })
    }

    /// Whose ids its places bear.
    pub fn source(&self) -> Source {
        self.source
    }

    /// The words that the dump's licence asks for.
    pub fn attribution(&self) -> &str {
        self.text(0, self.attribution_bytes)
    }

    /// How many places it has.
    pub fn places(&self) -> usize {
        self.places
    }

    /// How many different names it has.
    pub fn names(&self) -> usize {
        self.names
    }

    /// Every place of this name, which is a [key](crate::key::key).
    pub fn find(&self, key: &str) -> impl Iterator<Item = Place<'_>> {
        let postings = self.search(key.as_bytes()).map_or(0..0, |name| {
            let first = |name| self.section_u32(self.sections.posting_starts, name).unwrap_or(0) as usize;
            first(name).min(self.postings)..first(name + 1).min(self.postings)
        });
        postings.filter_map(|at| self.place(self.section_u32(self.sections.postings, at)?))
    }

    /// A division by its position.
    pub fn admin(&self, index: u32) -> Option<Admin<'_>> {
        let index = index as usize;
        if index >= self.admins {
            return None;
        }
        let at = self.sections.admins + index * ADMIN_BYTES;
        let number = |offset| u32_at(&self.bytes, at + offset).map(|number| number as usize);
        Some(Admin {
            country: self.utf8(at, 2),
            name: self.text(number(4)?, number(8)?),
            keys: self.text(number(12)?, number(16)?),
        })
    }

    /// All divisions by their positions.
    pub fn admins(&self) -> impl Iterator<Item = Admin<'_>> {
        (0..self.admins as u32).filter_map(|index| self.admin(index))
    }

    fn place(&self, index: u32) -> Option<Place<'_>> {
        let index = index as usize;
        if index >= self.places {
            return None;
        }
        let at = HEADER_BYTES + index * PLACE_BYTES;
        let number = |offset| u32_at(&self.bytes, at + offset);
        let short = |offset| u16_at(&self.bytes, at + offset).map(usize::from);
        let degrees = |offset| number(offset).map(|bits| f64::from(bits.cast_signed()) / 1e6);
        let point = [degrees(8)?, degrees(12)?];
        let [lat, lon] = point;
        Some(Place {
            id: u64_at(&self.bytes, at)?,
            at: (lat.abs() <= 90.0 && lon.abs() <= 180.0).then_some(point)?,
            population: number(16)?,
            admin: number(20).filter(|&admin| admin != NO_ADMIN),
            country: self.utf8(at + 36, 2),
            kind: KINDS.get(usize::from(*self.bytes.get(at + 38)?)).copied()?,
            arabic: self.text(number(24)? as usize, short(32)?),
            english: self.text(number(28)? as usize, short(34)?),
        })
    }

    /// The position of a name.
    fn search(&self, key: &[u8]) -> Option<usize> {
        let (mut low, mut high) = (0, self.names);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.name(middle)?.cmp(key) {
                Ordering::Equal => return Some(middle),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn name(&self, index: usize) -> Option<&[u8]> {
        let start = self.section_u32(self.sections.name_starts, index)? as usize;
        let end = self.section_u32(self.sections.name_starts, index + 1)? as usize;
        self.bytes.get(self.sections.names..)?.get(start..end)
    }

    fn section_u32(&self, section: usize, index: usize) -> Option<u32> {
        u32_at(&self.bytes, section + index * 4)
    }

    fn text(&self, start: usize, bytes: usize) -> &str {
        let within =
            start.checked_add(bytes).is_some_and(|end| end <= self.sections.names - self.sections.texts);
        if within { self.utf8(self.sections.texts + start, bytes) } else { "" }
    }

    fn utf8(&self, at: usize, bytes: usize) -> &str {
        self.bytes.get(at..at + bytes).and_then(|part| std::str::from_utf8(part).ok()).unwrap_or_default()
    }
}

impl Sections {
    /// `None` where they do not fill the file exactly.
    fn new(counts: [usize; 4], text_bytes: u64, name_bytes: u64, length: usize) -> Option<Self> {
        let [places, names, postings, admins] = counts;
        let admins_at = HEADER_BYTES.checked_add(places.checked_mul(PLACE_BYTES)?)?;
        let name_starts = admins_at.checked_add(admins.checked_mul(ADMIN_BYTES)?)?;
        let table = names.checked_add(1)?.checked_mul(4)?;
        let posting_starts = name_starts.checked_add(table)?;
        let postings_at = posting_starts.checked_add(table)?;
        let texts = postings_at.checked_add(postings.checked_mul(4)?)?;
        let names_at = texts.checked_add(usize::try_from(text_bytes).ok()?)?;
        let end = names_at.checked_add(usize::try_from(name_bytes).ok()?)?;
        let sections = Self {
            admins: admins_at,
            name_starts,
            posting_starts,
            postings: postings_at,
            texts,
            names: names_at,
        };
        (end == length).then_some(sections)
    }
}

impl<'a> Admin<'a> {
    /// All its names as keys.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.keys.split(SEPARATOR).filter(|key| !key.is_empty())
    }
}

impl fmt::Debug for Gazetteer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Gazetteer")
            .field("source", &self.source)
            .field("places", &self.places)
            .field("names", &self.names)
            .finish_non_exhaustive()
    }
}

pub(crate) fn kind_code(kind: PlaceKind) -> u8 {
    match kind {
        PlaceKind::Settlement => 0,
        PlaceKind::Admin1 => 1,
        PlaceKind::Country => 2,
        PlaceKind::Camp => 3,
        PlaceKind::Region => 4,
        PlaceKind::River => 5,
        PlaceKind::Facility => 6,
        PlaceKind::Other => 7,
    }
}

#[cfg(test)]
mod tests;
