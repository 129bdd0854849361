//! Which words count as known: those of the caller's lexicon, those commonly censored, and those that stand unbroken elsewhere
//! in the same text.

use super::pieces::{Gap, Piece};
use crate::config::Faults;
use crate::fault::Fault;
use crate::fold::fold;
use crate::token::Clitics;
use crate::vocabulary::DataFile;
use foldhash::fast::{FixedState, RandomState};
use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;
use toml::de::DeTable;

/// How words are censored, and which; data of `censored.toml`.
#[derive(Debug, Clone, Default)]
pub struct Censored {
    words: HashSet<String, FixedState>,
    abbreviations: HashSet<String, FixedState>,
    letter_names: HashSet<String, FixedState>,
    substitutes: BTreeMap<char, Vec<String>>,
}

static IN_USE: OnceLock<Censored> = OnceLock::new();

impl DataFile for Censored {
    const NAME: &'static str = "censored.toml";
    const BUILTIN: &'static str = include_str!("../../../../config/text/censored.toml");

    fn read(name: &str, toml: &str) -> Result<Censored, Vec<Fault>> {
        Censored::parse(name, toml)
    }

    fn cell() -> &'static OnceLock<Censored> {
        &IN_USE
    }
}

impl Censored {
    /// The data in use: those compiled in, unless a folder was loaded.
    pub fn builtin() -> &'static Censored {
        <Censored as DataFile>::get()
    }

    /// Reads `censored.toml`; `name` is the file's name in faults.
    pub fn parse(name: &str, toml: &str) -> Result<Censored, Vec<Fault>> {
        let (table, mut faults) = Faults::parse(name, toml);
        faults.keys(&table, 0..0, &["abbreviations", "letter_names", "words", "substitute"], &[]);
        let mut censored = Censored::default();
        let mut folded = |key: &str| -> HashSet<String, FixedState> {
            faults.strings_at(&table, key).iter().map(|line| fold(&line.text)).collect()
        };
        censored.abbreviations = folded("abbreviations");
        censored.letter_names = folded("letter_names");
        if let Some(groups) = table.get("words").and_then(|value| faults.table(value)) {
            for value in groups.values() {
                censored.words.extend(faults.strings(value).iter().map(|line| fold(&line.text)));
            }
        }
        if let Some(value) = table.get("substitute") {
            for (entry, span) in faults.tables(value) {
                faults.keys(entry, span, &["sign", "letters"], &[]);
                censored.read_substitute(entry, &mut faults);
            }
        }
        faults.finish(censored)
    }

    fn read_substitute(&mut self, entry: &DeTable<'_>, faults: &mut Faults<'_>) {
        let Some(sign) = entry.get("sign").and_then(|value| faults.string(value)) else { return };
        let mut letters = Vec::new();
        for value in entry.get("letters").and_then(|v| v.get_ref().as_array()).into_iter().flatten() {
            match value.get_ref().as_str() {
                Some(letter) => letters.push(letter.to_owned()),
                None => faults.at(value.span(), "expected a string".to_owned()),
            }
        }
        match sign.text.chars().next() {
            Some(c) if sign.text.chars().nth(1).is_none() && !self.substitutes.contains_key(&c) => {
                self.substitutes.insert(c, letters);
            }
            _ => faults.at_line(sign.line, format!("sign `{}` is not one new character", sign.text)),
        }
    }

    /// The letters, marks kept, that a sign may stand for; an empty string where it was only put between.
    pub(super) fn stands_for(&self, sign: char) -> &[String] {
        let folded = fold(sign.encode_utf8(&mut [0; 4]));
        let plain = if sign.is_ascii() { sign } else { folded.chars().next().unwrap_or(sign) };
        self.substitutes.get(&plain).map_or(&[], Vec::as_slice)
    }

    /// Whether a folded word is the name of a Latin letter, as in abbreviations that are spoken letter by letter.
    pub(super) fn is_letter_name(&self, word: &str) -> bool {
        self.letter_names.contains(word)
    }

    /// Whether folded letters are an abbreviation that is written with dots.
    pub(super) fn is_abbreviation(&self, letters: &str) -> bool {
        self.abbreviations.contains(letters)
    }
}

/// Stems shorter than this (in letters) prove nothing.
const LEAST_STEM: usize = 3;

/// What counts as known while one text is repaired.
pub(super) struct Known<'a> {
    pub(super) censored: &'a Censored,
    is_word: &'a dyn Fn(&str) -> bool,
    text: &'a str,
    pieces: &'a [Piece],
    /// Folded words that stand unbroken in the text; made only where a doubtful case asks.
    in_text: OnceCell<HashSet<String, RandomState>>,
    tries_left: Cell<usize>,
}

/// How often words may be looked up for doubtful cases: a hundred times what a much censored article needs, and no more, so
/// that a text made of nothing but such cases costs time in proportion to its length.
const LEAST_TRIES: usize = 2_000;
const BYTES_A_TRY: usize = 50;

impl<'a> Known<'a> {
    pub(super) fn new(
        censored: &'a Censored,
        is_word: &'a dyn Fn(&str) -> bool,
        text: &'a str,
        pieces: &'a [Piece],
    ) -> Known<'a> {
        let tries_left = Cell::new(LEAST_TRIES + text.len() / BYTES_A_TRY);
        Known { censored, is_word, text, pieces, in_text: OnceCell::new(), tries_left }
    }

    /// Whether one more doubtful case may be looked up.
    pub(super) fn may_try(&self) -> bool {
        let left = self.tries_left.get();
        self.tries_left.set(left.saturating_sub(1));
        left > 0
    }

    /// Whether a folded word is known as it is.
    pub(super) fn has(&self, word: &str) -> bool {
        self.censored.words.contains(word) || (self.is_word)(word) || self.words_of_text().contains(word)
    }

    /// Whether a folded word is known, perhaps with clitics.
    pub(super) fn has_with_clitics(&self, word: &str) -> bool {
        self.stem_letters(word, true).is_some()
    }

    /// How many letters of a folded word are the known word in it, none where it holds none. Words that stand elsewhere in the
    /// text count only whole, and only where `counts_text`.
    pub(super) fn stem_letters(&self, word: &str, counts_text: bool) -> Option<usize> {
        let in_lexicon = |stem: &str| self.censored.words.contains(stem) || (self.is_word)(stem);
        let letters = word.chars().count();
        if in_lexicon(word) || counts_text && self.words_of_text().contains(word) {
            return Some(letters);
        }
        let stems = Clitics::builtin().stems(word).skip(1).map(|stem| (stem, stem.chars().count()));
        stems
            .filter(|(stem, letters)| *letters >= LEAST_STEM && in_lexicon(stem))
            .map(|(_, letters)| letters)
            .max()
    }

    /// Whether the caller's lexicon has a folded word; for scripts other than Arabic, whose words of the text are not kept.
    pub(super) fn is_in_lexicon(&self, word: &str) -> bool {
        (self.is_word)(word)
    }

    fn words_of_text(&self) -> &HashSet<String, RandomState> {
        self.in_text.get_or_init(|| {
            let mut before = Gap::Apart;
            let mut words = HashSet::with_capacity_and_hasher(self.pieces.len() / 2, RandomState::default());
            for piece in self.pieces {
                if piece.letters >= LEAST_STEM && is_whole(before) && is_whole(piece.gap) {
                    words.insert(fold(self.text.get(piece.range.clone()).unwrap_or_default()));
                }
                before = piece.gap;
            }
            words
        })
    }
}

fn is_whole(gap: Gap) -> bool {
    matches!(gap, Gap::Apart | Gap::Space)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_file_has_no_fault() {
        assert_eq!(Censored::parse(Censored::NAME, Censored::BUILTIN).err(), None);
    }

    #[test]
    fn faults_are_told_together() {
        let source = "abbreviations = []\n[words]\na = [1]\n[[substitute]]\nsign = 'xy'\nletters = ['ا', 2]\n[[substitute]]\nx = 1\n";
        let faults = Censored::parse("c.toml", source).unwrap_err();
        assert_eq!(faults.iter().map(|f| f.line).collect::<Vec<_>>(), [1, 3, 5, 6, 7, 7, 8]);
    }
}
