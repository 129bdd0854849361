//! What tells the languages of one script apart; data of `languages.toml`. A trait shared by several languages counts for each
//! by its share, so that the lists need not be kept disjoint by hand.

use super::shape::Shapes;
use crate::config::Faults;
use crate::fault::Fault;
use crate::vocabulary::DataFile;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;
use toml::de::DeTable;

/// The traits of all listed languages, each with the languages that have it.
#[derive(Debug, Default)]
pub(crate) struct Profiles {
    scripts: HashMap<&'static str, Vec<&'static str>>,
    priors: Vec<(&'static str, f32)>,
    letters: HashMap<char, Vec<&'static str>>,
    words: HashMap<String, Vec<&'static str>>,
    prefixes: Vec<(String, &'static str)>,
    suffixes: HashMap<String, Vec<&'static str>>,
    /// Letters that a language never has.
    never: HashMap<char, Vec<&'static str>>,
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
        let (Some(language), Some(script)) = (code("code", &[2, 3]), code("script", &[4])) else { return };
        self.scripts.entry(script).or_default().push(language);
        if let Some(value) = entry.get("prior") {
            match value.get_ref().as_float().and_then(|prior| prior.as_str().parse().ok()) {
                Some(prior) => self.priors.push((language, prior)),
                None => faults.at(value.span(), "expected a number with a decimal point".to_owned()),
            }
        }
        for letter in letters(entry, "letters") {
            self.letters.entry(letter).or_default().push(language);
        }
        for letter in letters(entry, "never") {
            self.never.entry(letter).or_default().push(language);
        }
        let words = faults.strings_at(entry, "words");
        self.shapes.learn(language, script, words.iter().map(|line| line.text.as_str()));
        for word in words {
            self.words.entry(word.text).or_default().push(language);
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
            self.suffixes.entry(suffix.text).or_default().push(language);
        }
    }

    /// The languages of the longest suffix that a word has, if it is long enough to have one.
    fn suffix(&self, word: &str) -> Option<&[&'static str]> {
        let letters = word.chars().count();
        let longest = letters.saturating_sub(3).min(LONGEST_SUFFIX);
        (1..=longest).rev().find_map(|length| {
            let (start, _) = word.char_indices().nth(letters - length)?;
            self.suffixes.get(word.get(start..)?).map(Vec::as_slice)
        })
    }

    /// The languages of the longest listed word that this word begins with (`saldırı` in `saldırıda`): inflected and joined
    /// words need not be listed one by one.
    fn stem(&self, word: &str) -> Option<&[&'static str]> {
        let ends = word.char_indices().map(|(at, _)| at).skip(SHORTEST_STEM);
        let ends: Vec<usize> = ends.take(LONGEST_STEM - SHORTEST_STEM + 1).collect();
        ends.into_iter().rev().find_map(|end| self.words.get(word.get(..end)?)).map(Vec::as_slice)
    }

    /// What the words of a text say for each listed language of their script.
    pub(super) fn evidence(&self, words: &[String], script: &str) -> BTreeMap<&'static str, f32> {
        let mut found: BTreeMap<&'static str, f32> = BTreeMap::new();
        let listed = self.scripts.get(script).map_or(&[][..], Vec::as_slice);
        let mut add = |languages: &[&'static str], weight: f32| {
            let here = languages.iter().filter(|language| listed.contains(language));
            let share = weight / here.clone().count().max(1) as f32;
            here.for_each(|language| *found.entry(language).or_default() += share);
        };
        for (language, prior) in &self.priors {
            add(&[language], if listed.contains(language) { *prior } else { 0.0 });
        }
        for word in words {
            if let Some(languages) = self.words.get(word) {
                add(languages, WORD);
            } else {
                add(self.stem(word).unwrap_or_default(), STEM);
                if words.len() <= SHAPED_WORDS {
                    for (language, share) in self.shapes.shares(word, script) {
                        add(&[language], SHAPE * share);
                    }
                }
            }
            for letter in distinct(word) {
                add(self.letters.get(&letter).map_or(&[], Vec::as_slice), LETTER);
                for language in self.never.get(&letter).into_iter().flatten() {
                    add(&[language], NEVER);
                }
            }
            if let Some(languages) = self.suffix(word) {
                add(languages, SUFFIX);
            }
            for (prefix, language) in &self.prefixes {
                if word.len() > prefix.len() + 2 && word.starts_with(prefix.as_str()) {
                    add(&[language], PREFIX);
                }
            }
        }
        found
    }
}

fn letters<'t>(entry: &'t DeTable<'_>, key: &str) -> impl Iterator<Item = char> + 't {
    entry.get(key).and_then(|value| value.get_ref().as_str()).into_iter().flat_map(str::chars)
}

fn distinct(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    letters
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
