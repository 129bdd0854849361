//! What tells the languages of one script apart; data of `languages.toml`. A trait shared by several languages counts for each
//! by its share, so that the lists need not be kept disjoint by hand.

use super::shape::Shapes;
use crate::config::Faults;
use crate::fault::Fault;
use crate::vocabulary::DataFile;
use foldhash::fast::FixedState;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;
use toml::de::DeTable;

/// Languages, as bits by their place in [`Profiles::codes`].
type Languages = u64;

/// The traits of all listed languages, each with the languages that have it.
#[derive(Debug, Default)]
pub(crate) struct Profiles {
    codes: Vec<&'static str>,
    scripts: HashMap<&'static str, Languages, FixedState>,
    priors: Vec<(Languages, f32)>,
    letters: HashMap<char, Languages, FixedState>,
    words: HashMap<String, Languages, FixedState>,
    /// What the words of a stem's length begin with: most words begin with none of these and are looked up no further.
    openings: HashSet<String, FixedState>,
    prefixes: Vec<(String, Languages)>,
    suffixes: HashMap<String, Languages, FixedState>,
    suffix_ends: HashSet<char, FixedState>,
    /// Letters that a language never has.
    never: HashMap<char, Languages, FixedState>,
    shapes: Shapes,
}

/// Weights of one word of the text, by what of it is a trait.
const WORD: f32 = 1.0;
const STEM: f32 = 0.5;
const SHAPE: f32 = 0.6;
const LETTER: f32 = 0.6;
const PREFIX: f32 = 0.4;
const SUFFIX: f32 = 0.45;
const NEVER: f32 = -0.4;
/// Texts of more words need no look at the shape of each: it is the slowest of the witnesses.
const SHAPED_WORDS: usize = 30;
/// Suffixes are no longer than this, in letters.
const LONGEST_SUFFIX: usize = 6;

/// Listed words of this many letters count as stems.
const SHORTEST_STEM: usize = 4;
const LONGEST_STEM: usize = 12;

static IN_USE: OnceLock<Profiles> = OnceLock::new();

impl DataFile for Profiles {
    const NAME: &'static str = "languages.toml";
    const BUILTIN: &'static str = include_str!("../../../../config/text/languages.toml");

    fn read(name: &str, toml: &str) -> Result<Profiles, Vec<Fault>> {
        Profiles::parse(name, toml)
    }

    fn cell() -> &'static OnceLock<Profiles> {
        &IN_USE
    }
}

impl Profiles {
    pub(super) fn builtin() -> &'static Profiles {
        <Profiles as DataFile>::get()
    }

    /// Reads `languages.toml`. The codes live as long as the program: there is one set of profiles.
    pub(super) fn parse(name: &str, toml: &str) -> Result<Profiles, Vec<Fault>> {
        let (table, mut faults) = Faults::parse(name, toml);
        faults.keys(&table, 0..0, &["language"], &[]);
        let mut profiles = Profiles::default();
        if let Some(value) = table.get("language") {
            for (entry, span) in faults.tables(value) {
                faults.keys(
                    entry,
                    span,
                    &["code", "script", "words"],
                    &["letters", "never", "prefixes", "suffixes", "prior"],
                );
                profiles.read(entry, &mut faults);
            }
        }
        faults.finish(profiles)
    }

    fn read(&mut self, entry: &DeTable<'_>, faults: &mut Faults<'_>) {
        let mut code = |key: &str, lengths: &[usize]| -> Option<&'static str> {
            let line = entry.get(key).and_then(|value| faults.string(value))?;
            if !lengths.contains(&line.text.len()) || !line.text.is_ascii() {
                faults.at_line(line.line, format!("`{}` is no {key}", line.text));
                return None;
            }
            Some(Box::leak(line.text.into_boxed_str()))
        };
        let (Some(code), Some(script)) = (code("code", &[2, 3]), code("script", &[4])) else { return };
        let Some(language) = self.language(code) else {
            let line = entry.get("code").and_then(|value| faults.string(value));
            faults.at_line(line.map_or(0, |line| line.line), "more than 64 languages".to_owned());
            return;
        };
        *self.scripts.entry(script).or_default() |= language;
        if let Some(value) = entry.get("prior") {
            match value.get_ref().as_float().and_then(|prior| prior.as_str().parse().ok()) {
                Some(prior) => self.priors.push((language, prior)),
                None => faults.at(value.span(), "expected a number with a decimal point".to_owned()),
            }
        }
        for letter in letters(entry, "letters") {
            *self.letters.entry(letter).or_default() |= language;
        }
        for letter in letters(entry, "never") {
            *self.never.entry(letter).or_default() |= language;
        }
        let words = faults.strings_at(entry, "words");
        self.shapes.learn(code, script, words.iter().map(|line| line.text.as_str()));
        for word in words {
            if let Some(opening) = opening(&word.text) {
                self.openings.insert(opening.to_owned());
            }
            *self.words.entry(word.text).or_default() |= language;
        }
        self.prefixes
            .extend(faults.strings_at(entry, "prefixes").into_iter().map(|line| (line.text, language)));
        for suffix in faults.strings_at(entry, "suffixes") {
            if suffix.text.chars().count() > LONGEST_SUFFIX {
                faults.at_line(
                    suffix.line,
                    format!("suffix `{}` is longer than {LONGEST_SUFFIX}", suffix.text),
                );
            }
            self.suffix_ends.extend(suffix.text.chars().next_back());
            *self.suffixes.entry(suffix.text).or_default() |= language;
        }
    }

    /// The bit of a language, which is given one if it has none.
    fn language(&mut self, code: &'static str) -> Option<Languages> {
        let at = self.codes.iter().position(|known| *known == code).unwrap_or_else(|| {
            self.codes.push(code);
            self.codes.len() - 1
        });
        1_u64.checked_shl(u32::try_from(at).ok()?)
    }

    /// The languages of the longest suffix that a word has, if it is long enough to have one.
    fn suffix(&self, word: &str) -> Languages {
        if !word.chars().next_back().is_some_and(|last| self.suffix_ends.contains(&last)) {
            return 0;
        }
        let letters = word.chars().count();
        let longest = letters.saturating_sub(3).min(LONGEST_SUFFIX);
        let found = (1..=longest).rev().find_map(|length| {
            let (start, _) = word.char_indices().nth(letters - length)?;
            self.suffixes.get(word.get(start..)?)
        });
        found.copied().unwrap_or_default()
    }

    /// The languages of the longest listed word that this word begins with (`saldırı` in `saldırıda`): inflected and joined
    /// words need not be listed one by one.
    fn stem(&self, word: &str) -> Languages {
        if !opening(word).is_some_and(|opening| self.openings.contains(opening)) {
            return 0;
        }
        let ends = word.char_indices().map(|(at, _)| at).skip(SHORTEST_STEM);
        let ends: Vec<usize> = ends.take(LONGEST_STEM - SHORTEST_STEM + 1).collect();
        let found = ends.into_iter().rev().find_map(|end| self.words.get(word.get(..end)?));
        found.copied().unwrap_or_default()
    }

    /// What the words of a text say for each listed language of their script.
    pub(super) fn evidence(&self, words: &[Cow<'_, str>], script: &str) -> BTreeMap<&'static str, f32> {
        let listed = self.scripts.get(script).copied().unwrap_or_default();
        let mut scale = Scale { listed, weights: vec![0.0; self.codes.len()], touched: 0 };
        for (language, prior) in &self.priors {
            scale.add(*language, *prior);
        }
        let prefixes: Vec<_> = self.prefixes.iter().filter(|(_, language)| language & listed != 0).collect();
        for word in words {
            if let Some(languages) = self.words.get(word.as_ref()) {
                scale.add(*languages, WORD);
            } else {
                scale.add(self.stem(word), STEM);
                if words.len() <= SHAPED_WORDS {
                    for (code, share) in self.shapes.shares(word, script) {
                        let at = self.codes.iter().position(|known| *known == code);
                        scale.add(at.map_or(0, |at| 1 << at), SHAPE * share);
                    }
                }
            }
            for (at, letter) in word.char_indices() {
                let has = self.letters.get(&letter).copied().unwrap_or_default() & listed;
                let never = self.never.get(&letter).copied().unwrap_or_default() & listed;
                if has | never == 0 || word.get(..at).is_some_and(|before| before.contains(letter)) {
                    continue;
                }
                scale.add(has, LETTER);
                scale.add_each(never, NEVER);
            }
            scale.add(self.suffix(word), SUFFIX);
            for (prefix, language) in &prefixes {
                if word.len() > prefix.len() + 2 && word.starts_with(prefix.as_str()) {
                    scale.add(*language, PREFIX);
                }
            }
        }
        let codes = self.codes.iter().zip(scale.weights).enumerate();
        codes
            .filter(|(at, _)| scale.touched & 1 << at != 0)
            .map(|(_, (code, weight))| (*code, weight))
            .collect()
    }
}

/// The weights of the languages of one script.
struct Scale {
    listed: Languages,
    weights: Vec<f32>,
    /// Those for which anything was said.
    touched: Languages,
}

impl Scale {
    /// A weight that the languages share.
    fn add(&mut self, languages: Languages, weight: f32) {
        let here = languages & self.listed;
        self.add_each(languages, weight / here.count_ones().max(1) as f32);
    }

    fn add_each(&mut self, languages: Languages, weight: f32) {
        let mut here = languages & self.listed;
        self.touched |= here;
        while here != 0 {
            if let Some(sum) = self.weights.get_mut(here.trailing_zeros() as usize) {
                *sum += weight;
            }
            here &= here - 1;
        }
    }
}

/// As many letters as the shortest stem has.
fn opening(word: &str) -> Option<&str> {
    let (last, letter) = word.char_indices().nth(SHORTEST_STEM - 1)?;
    word.get(..last + letter.len_utf8())
}

fn letters<'t>(entry: &'t DeTable<'_>, key: &str) -> impl Iterator<Item = char> + 't {
    entry.get(key).and_then(|value| value.get_ref().as_str()).into_iter().flat_map(str::chars)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_file_has_no_fault() {
        assert_eq!(Profiles::parse(Profiles::NAME, Profiles::BUILTIN).err(), None);
    }

    #[test]
    fn faults_are_told_together() {
        let source =
            "[[language]]\ncode = 'x'\nscript = 'Latn'\nwords = [1]\n[[language]]\ncode = 'en'\nother = 1\n";
        let faults = Profiles::parse("l.toml", source).unwrap_err();
        assert_eq!(faults.iter().map(|f| f.line).collect::<Vec<_>>(), [2, 5, 5, 7]);
    }
}
