//! The number words and the phrases around them; data of `numbers.toml`.

use crate::config::{Faults, Line};
use crate::fault::Fault;
use crate::fold::fold;
use crate::number::atom::Part;
use crate::vocabulary::DataFile;
use foldhash::fast::FixedState;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;
use toml::de::DeTable;

/// Number words, vague words, phrases that make a range of a number, and the nouns whose dual means two.
#[derive(Debug, Clone, Default)]
pub struct Words {
    entries: HashMap<String, Entry, FixedState>,
    duals: HashSet<String, FixedState>,
    pub(super) before: Vec<Beside>,
    pub(super) after: Vec<Beside>,
    pub(super) range_before: Vec<Vec<String>>,
    pub(super) range_between: Vec<String>,
    pub(super) english: English,
}

/// Words that stand inside English numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct English {
    pub(super) and: Vec<String>,
    pub(super) of: Vec<String>,
    pub(super) one: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) part: Part,
    pub(super) never_with_article: bool,
    pub(super) bare_only: bool,
}

/// A phrase that stands beside a number.
#[derive(Debug, Clone)]
pub(super) struct Beside {
    pub(super) meaning: Meaning,
    pub(super) words: Vec<String>,
    /// With which byte its first word ends: most words of a text differ there already.
    pub(super) end: Option<u8>,
}

/// What a phrase beside a number makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    About,
    AtLeast,
    AtMost,
}

static IN_USE: OnceLock<Words> = OnceLock::new();

impl DataFile for Words {
    const NAME: &'static str = "numbers.toml";
    const BUILTIN: &'static str = include_str!("../../../../config/text/numbers.toml");

    fn read(name: &str, toml: &str) -> Result<Words, Vec<Fault>> {
        Words::parse(name, toml)
    }

    fn cell() -> &'static OnceLock<Words> {
        &IN_USE
    }
}

impl Words {
    /// The words in use: those compiled in, unless a folder was loaded.
    pub fn builtin() -> &'static Words {
        <Words as DataFile>::get()
    }

    /// Reads `numbers.toml`; `name` is the file's name in faults.
    pub fn parse(name: &str, toml: &str) -> Result<Words, Vec<Fault>> {
        let (table, mut faults) = Faults::parse(name, toml);
        let keys = ["word", "fraction", "vague", "before", "after", "range", "english", "dual"];
        faults.keys(&table, 0..0, &keys, &[]);
        let mut words = Words::default();
        words.read_entries(&table, &mut faults);
        words.before = phrases(&table, "before", &mut faults);
        words.after = phrases(&table, "after", &mut faults);
        words.read_range(&table, &mut faults);
        words.read_english(&table, &mut faults);
        words.read_duals(&table, &mut faults);
        faults.finish(words)
    }

    /// Whether a number may begin with this folded token, whatever follows it. A cheap first question: a token that
    /// may not needs no look at its neighbours.
    pub fn may_begin(&self, word: &str) -> bool {
        word.starts_with(|c: char| c.is_ascii_digit())
            || self.is_dual(word)
            || self.english.one.iter().any(|one| one == word)
            || self.entry(word).is_some()
            || self.arabic_word(word).is_some()
    }

    /// The entry of a folded word without clitics.
    pub(super) fn entry(&self, word: &str) -> Option<Entry> {
        self.entries.get(word).copied()
    }

    /// Whether a folded word, perhaps with clitics before it, is the dual of a listed noun.
    pub(super) fn is_dual(&self, word: &str) -> bool {
        // Every dual form ends in one of these letters; most words need no look-up.
        if !word.ends_with(['ن', 'ي', 'ا']) {
            return false;
        }
        crate::token::clitics(word).any(|stem| word.ends_with(stem) && self.duals.contains(stem))
    }

    fn read_entries(&mut self, table: &DeTable<'_>, faults: &mut Faults<'_>) {
        for key in ["word", "fraction", "vague"] {
            let Some(value) = table.get(key) else { continue };
            for (entry, span) in faults.tables(value) {
                let optional = ["never_with_article", "bare_only"];
                match key {
                    "word" => faults.keys(entry, span.clone(), &["value", "class", "forms"], &optional),
                    "fraction" => faults.keys(entry, span.clone(), &["parts", "forms"], &[]),
                    _ => faults.keys(entry, span.clone(), &["min", "max", "forms"], &[]),
                }
                let Some(part) = part(key, entry, span, faults) else { continue };
                let flag = |name: &str| entry.get(name).and_then(|v| v.get_ref().as_bool()).unwrap_or(false);
                let entry_of_form = Entry {
                    part,
                    never_with_article: flag("never_with_article"),
                    bare_only: flag("bare_only"),
                };
                for form in faults.strings_at(entry, "forms") {
                    self.insert(&form, entry_of_form, faults);
                }
            }
        }
    }

    fn insert(&mut self, form: &Line, entry: Entry, faults: &mut Faults<'_>) {
        let before = self.entries.insert(fold(&form.text), entry);
        if before.is_some_and(|before| before.part != entry.part) {
            faults.at_line(form.line, format!("`{}` has two meanings", form.text));
        }
    }

    fn read_range(&mut self, table: &DeTable<'_>, faults: &mut Faults<'_>) {
        let Some(value) = table.get("range") else { return };
        let Some(range) = faults.table(value) else { return };
        faults.keys(range, value.span(), &["before", "between"], &[]);
        self.range_before = faults.strings_at(range, "before").iter().map(|line| split(&line.text)).collect();
        self.range_between = folded(range, "between", faults);
    }

    fn read_english(&mut self, table: &DeTable<'_>, faults: &mut Faults<'_>) {
        let Some(value) = table.get("english") else { return };
        let Some(english) = faults.table(value) else { return };
        faults.keys(english, value.span(), &["and", "of", "one"], &[]);
        self.english = English {
            and: folded(english, "and", faults),
            of: folded(english, "of", faults),
            one: folded(english, "one", faults),
        };
    }

    fn read_duals(&mut self, table: &DeTable<'_>, faults: &mut Faults<'_>) {
        let Some(value) = table.get("dual") else { return };
        let Some(dual) = faults.table(value) else { return };
        faults.keys(dual, value.span(), &["any", "sound", "feminine", "feminine_kin", "irregular"], &[]);
        let mut add = |key: &str, endings: &[&[char]], faults: &mut Faults<'_>| {
            for noun in faults.strings_at(dual, key) {
                for ending in endings {
                    self.duals.insert(fold(&noun.text) + &ending.iter().collect::<String>());
                }
            }
        };
        add("any", &[&['ا', 'ن'], &['ي', 'ن']], faults);
        add("sound", &[&['ا', 'ن']], faults);
        add("feminine", &[&['ت', 'ا', 'ن'], &['ت', 'ي', 'ن'], &['ت', 'ا'], &['ت', 'ي']], faults);
        add("feminine_kin", &[&['ت', 'ا', 'ن'], &['ت', 'ي', 'ن']], faults);
        add("irregular", &[&[]], faults);
    }
}

fn part(kind: &str, entry: &DeTable<'_>, span: Range<usize>, faults: &mut Faults<'_>) -> Option<Part> {
    let mut integer = |key: &str| entry.get(key).and_then(|value| faults.integer(value));
    match kind {
        "fraction" => {
            let parts = integer("parts")?;
            if parts < 2 {
                faults.at(span, "a fraction has at least 2 parts".to_owned());
                return None;
            }
            Some(Part::Fraction(parts))
        }
        "vague" => Some(Part::Vague(integer("min")?, integer("max")?)),
        _ => {
            let value = integer("value")?;
            let class = entry.get("class").and_then(|value| faults.string(value))?;
            let part = Part::of_class(&class.text, value);
            if part.is_none() {
                faults.at_line(class.line, format!("no class `{}` of value {value}", class.text));
            }
            part
        }
    }
}

fn phrases(table: &DeTable<'_>, key: &str, faults: &mut Faults<'_>) -> Vec<Beside> {
    let mut found: Vec<Beside> = Vec::new();
    let Some(value) = table.get(key) else { return found };
    for (entry, span) in faults.tables(value) {
        faults.keys(entry, span, &["meaning", "phrases"], &[]);
        let Some(meaning) = entry.get("meaning").and_then(|value| faults.string(value)) else { continue };
        let meaning = match meaning.text.as_str() {
            "about" => Meaning::About,
            "at_least" => Meaning::AtLeast,
            "at_most" => Meaning::AtMost,
            other => {
                faults.at_line(meaning.line, format!("no meaning `{other}`"));
                continue;
            }
        };
        found.extend(faults.strings_at(entry, "phrases").iter().map(|line| {
            let words = split(&line.text);
            let end = words.first().and_then(|word| word.as_bytes().last().copied());
            Beside { meaning, words, end }
        }));
    }
    // "no more than" before "more than": the longest phrase that fits decides.
    found.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
    found
}

fn split(phrase: &str) -> Vec<String> {
    fold(phrase).split_whitespace().map(str::to_owned).collect()
}

fn folded(table: &DeTable<'_>, key: &str, faults: &mut Faults<'_>) -> Vec<String> {
    faults.strings_at(table, key).iter().map(|line| fold(&line.text)).collect()
}
