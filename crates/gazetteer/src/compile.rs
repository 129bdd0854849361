//! From rows to the file.
//!
//! All names are held in memory and sorted at the end, some 400 bytes a place: a dump of one country takes a few
//! megabytes, one of the world about five gigabytes. Sorting on disk was left out: it is done once a month, and
//! places of the world that anyone names are fewer.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use record::record::PlaceKind;
use xxhash_rust::xxh3::xxh3_64;

use crate::format::{CHECKED_FROM, HEADER_BYTES, MAGIC, NO_ADMIN, SEPARATOR, Source, VERSION};
use crate::geonames::Language;
use crate::key::{is_arabic, key};
use crate::reader::kind_code;
use crate::row::Row;

/// Why no file was made.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// There was no place.
    #[error("no place in the dump")]
    Empty,
    /// Positions take four bytes.
    #[error("more than 4 GiB of {what}; choose fewer places")]
    TooLarge {
        /// Of what.
        what: &'static str,
    },
}

/// Collects rows.
pub struct Compiler<'a> {
    source: Source,
    /// Whether a folded word only says what kind of place follows, so that the name is kept without it too.
    is_place_word: &'a dyn Fn(&str) -> bool,
    places: Vec<Draft>,
    by_id: HashMap<u64, u32>,
    admins: Vec<Admin>,
    admin_by_key: HashMap<String, u32>,
    /// Display names; the attribution comes first.
    texts: Vec<u8>,
    /// Folded names in the order of arrival.
    arrived: String,
    names: Vec<Named>,
    overflow: Option<&'static str>,
}

struct Draft {
    id: u64,
    at: [i32; 2],
    population: u32,
    admin: u32,
    arabic: Text,
    english: Text,
    country: [u8; 2],
    kind: PlaceKind,
    /// The division that this place is.
    is_admin: Option<u32>,
}

#[derive(Default)]
struct Admin {
    country: [u8; 2],
    name: String,
    keys: Vec<String>,
}

/// Where a text lies among the texts.
#[derive(Clone, Copy, Default)]
struct Text {
    start: u32,
    bytes: u16,
}

/// A folded name of a place.
struct Named {
    start: u32,
    bytes: u16,
    place: u32,
}

/// What was compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Places.
    pub places: usize,
    /// Different names.
    pub names: usize,
    /// Pairs of name and place.
    pub postings: usize,
    /// Bytes of the file.
    pub bytes: usize,
}

impl<'a> Compiler<'a> {
    /// An empty one. `is_place_word` says whether a folded word means "village", "town" and the like.
    pub fn new(source: Source, is_place_word: &'a dyn Fn(&str) -> bool) -> Self {
        Self {
            source,
            is_place_word,
            places: Vec::new(),
            by_id: HashMap::new(),
            admins: Vec::new(),
            admin_by_key: HashMap::new(),
            texts: source.attribution().as_bytes().to_vec(),
            arrived: String::new(),
            names: Vec::new(),
            overflow: None,
        }
    }

    /// How many places there are.
    pub fn places(&self) -> usize {
        self.places.len()
    }

    /// Adds a place; one whose id is known already is left out, which `false` tells. `admin_key` is the key of the
    /// division that it is, if it is one.
    pub fn add(&mut self, row: Row, admin_key: Option<String>) -> bool {
        let place = self.places.len() as u32;
        if self.by_id.contains_key(&row.id) {
            return false;
        }
        self.by_id.insert(row.id, place);
        let is_admin = admin_key.map(|key| self.admin(key));
        let admin = row.admin.map(|key| self.admin(key));
        if let Some(admin) = is_admin.and_then(|at| self.admins.get_mut(at as usize)) {
            admin.country = row.country;
            admin.name = row.english.clone().or_else(|| row.arabic.clone()).unwrap_or_default();
        }
        let arabic = self.text(row.arabic.as_deref());
        let english = self.text(row.english.as_deref());
        self.places.push(Draft {
            id: row.id,
            at: [row.lat, row.lon].map(|degrees| (degrees * 1e6).round() as i32),
            population: row.population,
            admin: admin.unwrap_or(NO_ADMIN),
            arabic,
            english,
            country: row.country,
            kind: row.kind,
            is_admin,
        });
        for name in &row.names {
            self.name(place, name);
        }
        true
    }

    /// Adds a name of a place by its id; `false` where no such place was added.
    pub fn add_name(&mut self, id: u64, name: &str, language: Language) -> bool {
        let Some(&place) = self.by_id.get(&id) else { return false };
        self.name(place, name);
        let missing = |text: Text| text.bytes == 0;
        let (needs_arabic, needs_english) = self
            .places
            .get(place as usize)
            .map_or((false, false), |draft| (missing(draft.arabic), missing(draft.english)));
        let wanted = match language {
            Language::Arabic => needs_arabic && is_arabic(name),
            Language::English => needs_english,
            Language::Untold => false,
        };
        if wanted {
            let text = self.text(Some(name));
            if let Some(draft) = self.places.get_mut(place as usize) {
                if language == Language::Arabic { draft.arabic = text } else { draft.english = text }
            }
        }
        true
    }

    fn admin(&mut self, key: String) -> u32 {
        let next = self.admins.len() as u32;
        let admin = *self.admin_by_key.entry(key).or_insert(next);
        if admin == next {
            self.admins.push(Admin::default());
        }
        admin
    }

    fn text(&mut self, text: Option<&str>) -> Text {
        // What is longer than a page is no name.
        let text = text.filter(|text| u16::try_from(text.len()).is_ok()).unwrap_or_default();
        let (Ok(start), Ok(bytes)) = (u32::try_from(self.texts.len()), u16::try_from(text.len())) else {
            self.overflow = Some("texts");
            return Text::default();
        };
        self.texts.extend_from_slice(text.as_bytes());
        Text { start, bytes }
    }

    fn name(&mut self, place: u32, name: &str) {
        let Some(key) = key(name) else { return };
        let bare = key.split_once(' ').filter(|(first, _)| (self.is_place_word)(first)).map(|(_, rest)| rest);
        for form in std::iter::once(key.as_str()).chain(bare.filter(|bare| bare.chars().nth(1).is_some())) {
            let (Ok(start), Ok(bytes)) = (u32::try_from(self.arrived.len()), u16::try_from(form.len()))
            else {
                self.overflow = Some("names");
                return;
            };
            self.arrived.push_str(form);
            self.names.push(Named { start, bytes, place });
        }
        let admin = self.places.get(place as usize).and_then(|draft| draft.is_admin);
        if let Some(admin) = admin.and_then(|admin| self.admins.get_mut(admin as usize))
            && !admin.keys.contains(&key)
        {
            admin.keys.push(key);
        }
    }

    /// The file.
    pub fn finish(mut self) -> Result<(Vec<u8>, Counts), CompileError> {
        if self.places.is_empty() {
            return Err(CompileError::Empty);
        }
        let arrived = std::mem::take(&mut self.arrived);
        let mut names = std::mem::take(&mut self.names);
        let form = |named: &Named| {
            let start = named.start as usize;
            arrived.get(start..start + usize::from(named.bytes)).unwrap_or_default()
        };
        names.sort_unstable_by(|a, b| form(a).cmp(form(b)).then(a.place.cmp(&b.place)));
        names.dedup_by(|a, b| a.place == b.place && form(a) == form(b));
        let (mut starts, mut firsts, mut sorted) = (Vec::new(), Vec::new(), Vec::<u8>::new());
        let mut last = None;
        for (at, named) in names.iter().enumerate() {
            let form = form(named);
            if last != Some(form) {
                starts.push(sorted.len() as u32);
                firsts.push(at as u32);
                sorted.extend_from_slice(form.as_bytes());
                last = Some(form);
            }
        }
        let distinct = starts.len();
        starts.push(u32::try_from(sorted.len()).map_err(|_| CompileError::TooLarge { what: "names" })?);
        firsts.push(u32::try_from(names.len()).map_err(|_| CompileError::TooLarge { what: "names" })?);
        let admins = self.admin_section();
        if let Some(what) = self.overflow {
            return Err(CompileError::TooLarge { what });
        }
        let counts = [self.places.len(), distinct, names.len(), self.admins.len()];
        let mut file = self.header(counts, sorted.len());
        self.places.iter().for_each(|draft| draft.write(&mut file));
        file.extend_from_slice(&admins);
        for number in starts.iter().chain(&firsts).copied().chain(names.iter().map(|named| named.place)) {
            file.extend_from_slice(&number.to_le_bytes());
        }
        file.extend_from_slice(&self.texts);
        file.extend_from_slice(&sorted);
        seal(&mut file);
        let [places, names, postings, _] = counts;
        let counts = Counts { places, names, postings, bytes: file.len() };
        Ok((file, counts))
    }

    fn admin_section(&mut self) -> Vec<u8> {
        let mut section = Vec::new();
        for admin in std::mem::take(&mut self.admins) {
            section.extend_from_slice(&admin.country);
            section.extend_from_slice(&[0; 2]);
            for text in [admin.name.clone(), admin.keys.join(&SEPARATOR.to_string())] {
                let start = self.texts.len() as u32;
                self.texts.extend_from_slice(text.as_bytes());
                section.extend_from_slice(&start.to_le_bytes());
                section.extend_from_slice(&(text.len() as u32).to_le_bytes());
            }
            self.admins.push(admin);
        }
        if u32::try_from(self.texts.len()).is_err() {
            self.overflow = Some("texts");
        }
        section
    }

    fn header(&self, counts: [usize; 4], names_bytes: usize) -> Vec<u8> {
        let mut header = Vec::with_capacity(HEADER_BYTES);
        header.extend_from_slice(&MAGIC);
        header.extend_from_slice(&VERSION.to_le_bytes());
        header.extend_from_slice(&self.source.code().to_le_bytes());
        header.extend_from_slice(&[0; 8]);
        for count in counts.into_iter().chain([self.source.attribution().len(), 0]) {
            header.extend_from_slice(&(count as u32).to_le_bytes());
        }
        header.extend_from_slice(&(self.texts.len() as u64).to_le_bytes());
        header.extend_from_slice(&(names_bytes as u64).to_le_bytes());
        header
    }
}

impl Draft {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.id.to_le_bytes());
        self.at.iter().for_each(|degrees| out.extend_from_slice(&degrees.to_le_bytes()));
        for number in [self.population, self.admin, self.arabic.start, self.english.start] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        for bytes in [self.arabic.bytes, self.english.bytes] {
            out.extend_from_slice(&bytes.to_le_bytes());
        }
        out.extend_from_slice(&self.country);
        out.extend_from_slice(&[kind_code(self.kind), 0]);
    }
}

/// Writes the checksum into its place: for tests and fuzzing of the reader too.
pub fn seal(file: &mut [u8]) {
    let sum = file.get(CHECKED_FROM..).map(xxh3_64).unwrap_or_default();
    if let Some(place) = file.get_mut(CHECKED_FROM - 8..CHECKED_FROM) {
        place.copy_from_slice(&sum.to_le_bytes());
    }
}

/// Writes the file whole or not at all: beside its place first, then renamed. Who has the old one mapped keeps it.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = File::create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let renamed = written.and_then(|()| fs::rename(&part, path));
    if renamed.is_err() {
        let _ = fs::remove_file(&part);
    }
    renamed
}
