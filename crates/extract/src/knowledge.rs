//! What is known before any article is read: names, places, calendars, word classes and the event grammar.
//!
//! All of it is data. [`Knowledge::builtin`] is compiled from `config/lexicon` and `config/events`;
//! [`Knowledge::load`] lays a desk's own folder over it, where an entry with a known id replaces the built-in
//! one. Knowledge is immutable once made, so that workers share one without locks.

mod build;
mod class;
mod entry;
mod inflect;
mod large;
mod morphology;
mod raw;
mod reading;
mod sign;
mod traits;
mod vocabulary;

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use record::record::PlaceKind;
use text::fault::Fault;
use text::fold::fold;

pub(crate) use class::Class;
pub(crate) use entry::{
    Acled, Argument, Calendar, Country, Head, HeadRole, LexiconEntity, LexiconPlace, Meaning, Party,
    PartyKind, Trigger, TriggerRole, WordList, mark, without_prefix,
};
pub(crate) use inflect::Form;
pub(crate) use large::Large;
pub(crate) use morphology::{definite_noun, has_object, has_pronoun, is_definite, morphology};
pub(crate) use reading::{Kind, Kinds, Prefix, Preposition, Reading, readings};
pub(crate) use sign::{Reports, Sign, Signs, Weights};
pub(crate) use traits::{Trait, Traits};
pub(crate) use vocabulary::{ROOT, Vocabulary};

/// Lexicon, gazetteer and event grammar, ready for matching.
#[derive(Debug, Clone)]
pub struct Knowledge {
    pub(crate) entities: Vec<LexiconEntity>,
    pub(crate) countries: Vec<Country>,
    pub(crate) places: Vec<LexiconPlace>,
    pub(crate) parties: Vec<Party>,
    pub(crate) heads: Vec<Head>,
    pub(crate) triggers: Vec<Trigger>,
    pub(crate) acled: Vec<Acled>,
    pub(crate) given: HashSet<String, FixedState>,
    /// Given names as configured: where folding makes one equal to a word of grammar, only this spelling
    /// counts.
    pub(crate) given_exact: HashSet<String, FixedState>,
    pub(crate) words: HashSet<String, FixedState>,
    pub(crate) vocabulary: Vocabulary<Meaning>,
    pub(crate) entity_by_id: HashMap<String, u32, FixedState>,
    /// The description that stands for people of no kind in particular: the party with the id `civilians`.
    pub(crate) civilians: Option<u32>,
    /// Single words that begin names of organisations.
    pub(crate) body_words: HashSet<String, FixedState>,
    /// What tells reports from mentions.
    pub(crate) reports: Reports,
    /// Single words that begin names of places, with the kind of place.
    pub(crate) type_words: HashMap<String, PlaceKind, FixedState>,
    pub(crate) country_by_code: HashMap<String, u32, FixedState>,
    pub(crate) large: Option<Large>,
}

macro_rules! builtin_files {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../config/", $name)))),+]
    };
}

/// The files that are compiled in.
const BUILTIN: &[(&str, &str)] = builtin_files![
    "lexicon/actors.toml",
    "lexicon/calendar.toml",
    "lexicon/classes.toml",
    "lexicon/countries.toml",
    "lexicon/given.toml",
    "lexicon/heads.toml",
    "lexicon/offices.toml",
    "lexicon/parties.toml",
    "lexicon/people.toml",
    "lexicon/places.toml",
    "lexicon/places-africa.toml",
    "lexicon/places-arabia.toml",
    "lexicon/places-iraq.toml",
    "lexicon/places-levant.toml",
    "lexicon/places-north.toml",
    "lexicon/places-syria.toml",
    "lexicon/words.toml",
    "events/acled.toml",
    "events/assault.toml",
    "events/coerce.toml",
    "events/cues.toml",
    "events/mobilize.toml",
    "events/protest.toml",
    "events/retreat.toml",
    "events/sanction.toml",
    "events/statements.toml",
    "events/talks.toml",
    "events/turkish.toml",
    "events/kurdish.toml",
    "events/persian.toml",
    "events/weights.toml",
];

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let mut build = build::Build::default();
    build.layer(BUILTIN.iter().copied());
    // Faults of the built-in files are a test's business (`builtin_is_faultless`); a faulty entry is left out
    // here.
    build.finish().0
});

impl Knowledge {
    /// The knowledge compiled into the program.
    pub fn builtin() -> &'static Knowledge {
        &KNOWLEDGE
    }

    /// The built-in knowledge, extended and overridden by `lexicon/*.toml` and `events/*.toml` below `dir`.
    ///
    /// A folder without these subfolders adds nothing. All faults of all files are reported, sorted by file
    /// and line.
    pub fn load(dir: &Path) -> Result<Knowledge, Vec<Fault>> {
        let mut faults = Vec::new();
        let files = folder_files(dir, &mut faults);
        let mut build = build::Build::default();
        build.layer(BUILTIN.iter().copied());
        build.layer(files.iter().map(|(name, source)| (name.as_str(), source.as_str())));
        let (knowledge, found) = build.finish();
        faults.extend(found);
        if faults.is_empty() {
            return Ok(knowledge);
        }
        faults.sort();
        Err(faults)
    }

    /// Whether some word of the lexicon equals this folded word, clitics allowed: asked by the repair of
    /// censored spellings.
    pub fn is_word(&self, folded: &str) -> bool {
        folded.chars().nth(1).is_some()
            && text::token::clitics(folded).any(|stem| {
                stem.chars().nth(1).is_some()
                    && (self.words.contains(stem)
                        || self.given.contains(stem)
                        || self.vocabulary.word(stem).is_some())
            })
    }

    /// Whether a folded word is an ordinary word rather than part of a name.
    pub(crate) fn is_ordinary(&self, folded: &str) -> bool {
        self.words.contains(folded)
            || folded
                .strip_prefix(morphology().article.as_str())
                .is_some_and(|bare| self.words.contains(bare))
    }

    /// Whether a folded word is a given name.
    pub(crate) fn is_given(&self, folded: &str) -> bool {
        self.given.contains(folded)
    }
}

fn folder_files(dir: &Path, faults: &mut Vec<Fault>) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for part in ["lexicon", "events"] {
        let folder = dir.join(part);
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let name = path.display().to_string();
            match fs::read_to_string(&path) {
                Ok(source) => files.push((name, source)),
                Err(error) => faults.push(Fault { file: name, line: 0, message: error.to_string() }),
            }
        }
    }
    files.sort();
    files
}

/// The folded form of a configured name.
pub(crate) fn folded(name: &str) -> String {
    fold(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtin_is_faultless() {
        let mut build = build::Build::default();
        build.layer(BUILTIN.iter().copied());
        assert_eq!(build.finish().1, []);
    }

    #[track_caller]
    fn check(file: &str, source: &str, expected: &[(usize, &str)]) {
        let mut build = build::Build::default();
        build.layer([(file, source)]);
        let faults = build.finish().1;
        let found: Vec<(usize, &str)> =
            faults.iter().map(|fault| (fault.line, fault.message.as_str())).collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for ((line, message), (expected_line, part)) in found.iter().zip(expected) {
            assert!(line == expected_line && message.contains(part), "{line}: {message}");
        }
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        check(
            "lexicon/mine.toml",
            "place = [\n {id='a', kind='town', at=[1.0, 2.0], en=['A']},\n {id='b', kind='settlement', at=[91.0, 2.0], en=['B']},\n {id='c', kind='settlement', en=['C']},\n {id='c', kind='settlement', en=['C2']},\n {id='d', color='red'},\n]\n",
            &[(2, "unknown kind `town`"), (3, "impossible"), (5, "duplicate id `c`"), (6, "unknown field")],
        );
        check(
            "events/mine.toml",
            "trigger = [\n {type='ASSAULT', mode=['arrest'], phrase=['x']},\n {type='KISS', phrase=['y']},\n {type='ASSAULT', phrase=['z'], counts='wounds'},\n {type='ASSAULT'},\n]\n[class]\nnonsense = ['a']\n",
            &[
                (2, "`arrest` is no mode of ASSAULT"),
                (3, "unknown type `KISS`"),
                (4, "unknown count `wounds`"),
                (5, "no words"),
                (8, "unknown class `nonsense`"),
            ],
        );
        check(
            "events/weights.toml",
            "[sign]\nmoonlight = ['a']\n[[weight]]\ntype = 'KISS'\nleast = 0\nalone = 1\nsigns = {}\n[[weight]]\ntype = 'ASSAULT'\nleast = 0\nalone = 1\nsigns = { moonlight = 1 }\n[[weight]]\ntype = 'PROTEST'\nleast = 'x'\n",
            &[
                (2, "unknown sign `moonlight`"),
                (3, "unknown type `KISS`"),
                (8, "unknown sign `moonlight`"),
                (13, "invalid type"),
            ],
        );
        check("lexicon/bad.toml", "place = [\n {id = }\n]", &[(2, "")]);
    }

    #[test]
    fn words_with_clitics_are_known() {
        let knowledge = Knowledge::builtin();
        for word in ["داعش", "عمليه", "والعمليه", "مسلحي", "قصف", "بالقصف"] {
            assert!(knowledge.is_word(word), "{word}");
        }
        assert!(!knowledge.is_word("ظظظظ"));
        assert!(!knowledge.is_word("و"));
    }
}
