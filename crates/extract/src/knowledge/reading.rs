//! What the vocabulary says of a single word, in every spelling that may hide in it: Arabic writes "and", "in", "to"
//! and the article as part of the word.
//!
//! The news uses the same few thousand words again and again, so what was read of a word is remembered, thread by
//! thread, and most words of an article cost one look-up.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use foldhash::fast::RandomState;
use text::number::Words;

use super::Knowledge;
use super::class::Class;
use super::entry::{Meaning, mark, without_prefix};
use super::morphology::{is_definite, morphology};
use super::sign::Signs;
use super::traits::Traits;
use super::vocabulary::ROOT;

/// A word of the text and what it may mean.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// Its number in the vocabulary, by which a phrase goes on with it.
    pub(crate) word: Option<u32>,
    /// The spellings that begin a phrase.
    pub(crate) spellings: Vec<Spelling>,
    /// What these mean by themselves.
    pub(crate) kinds: Kinds,
    /// What it says for or against a report.
    pub(crate) signs: Signs,
    /// What it tells by itself.
    pub(crate) traits: Traits,
    /// Its mark, and that of what is left without the "and", "in" or "for" written before it.
    pub(crate) marks: u128,
    /// A number may begin here.
    pub(crate) number: bool,
}

/// One way to read a word.
#[derive(Debug)]
pub(crate) struct Spelling {
    pub(crate) prefix: Prefix,
    pub(crate) definite: bool,
    pub(crate) node: u32,
    /// What it means by itself.
    pub(crate) meanings: Vec<Meaning>,
    /// Longer phrases begin with it.
    pub(crate) goes_on: bool,
}

/// What is glued before the first word of a match.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Prefix {
    /// "And", "so".
    pub(crate) conjunction: bool,
    /// In, for, like.
    pub(crate) preposition: Option<Preposition>,
    /// "Will".
    pub(crate) future: bool,
}

/// A preposition of one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preposition {
    In,
    For,
    Like,
}

impl Spelling {
    /// "Will" stands before verbs only, and "like" hardly ever before a bare name: "was broken" must not be "like
    /// Sirte".
    pub(crate) fn fits(&self, meaning: Meaning) -> bool {
        fits(self.prefix, self.definite, meaning)
    }
}

fn fits(prefix: Prefix, definite: bool, meaning: Meaning) -> bool {
    let verbal = matches!(meaning, Meaning::Trigger(..) | Meaning::Class(_));
    let like = prefix.preposition == Some(Preposition::Like);
    (!prefix.future || verbal) && (!like || verbal || definite)
}

/// The kinds of meanings that begin with a word: asked before the meanings themselves are walked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Kinds {
    classes: u128,
    others: u16,
}

/// A kind of meaning other than a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Entity,
    ShortEntity,
    Place,
    Country,
    Adjective,
    Party,
    Head,
    Month,
    Weekday,
    Trigger,
}

const _: () = assert!(Class::NAMES.len() <= 128, "a class is a bit of 128");

impl Kinds {
    pub(crate) fn add(&mut self, meaning: Meaning) {
        let kind = match meaning {
            Meaning::Class(class) => {
                self.classes |= class.bit();
                return;
            }
            Meaning::Entity(_) => Kind::Entity,
            Meaning::ShortEntity(_) => Kind::ShortEntity,
            Meaning::Place(_) => Kind::Place,
            Meaning::Country(_) => Kind::Country,
            Meaning::Adjective(_) => Kind::Adjective,
            Meaning::Party(_) => Kind::Party,
            Meaning::Head(_) => Kind::Head,
            Meaning::Month(..) => Kind::Month,
            Meaning::Weekday(_) => Kind::Weekday,
            Meaning::Trigger(..) => Kind::Trigger,
        };
        self.others |= 1 << kind as u32;
    }

    pub(crate) fn has_class(self, class: Class) -> bool {
        self.classes & class.bit() != 0
    }

    /// Whether it is of one of these classes, given as bits.
    pub(crate) fn has_any(self, classes: u128) -> bool {
        self.classes & classes != 0
    }

    /// Whether it is of any class.
    pub(crate) fn is_classed(self) -> bool {
        self.classes != 0
    }

    pub(crate) fn has(self, kind: Kind) -> bool {
        self.others & 1 << kind as u32 != 0
    }

    /// Whether it is more than words of classes, of the calendar and of events.
    pub(crate) fn may_name(self) -> bool {
        let others = 1 << Kind::Month as u32 | 1 << Kind::Weekday as u32 | 1 << Kind::Trigger as u32;
        self.others & !others != 0
    }

    /// Whether a date can begin here.
    pub(crate) fn is_of_time(self) -> bool {
        self.classes & Class::OF_TIME != 0 || self.has(Kind::Month) || self.has(Kind::Weekday)
    }

    /// Whether it is what makes an expression a date, digits apart.
    pub(crate) fn is_core_of_date(self) -> bool {
        self.classes & Class::CORES_OF_DATES != 0 || self.has(Kind::Month) || self.has(Kind::Weekday)
    }
}

impl Reading {
    fn new(knowledge: &Knowledge, word: &str) -> Self {
        let vocabulary = &knowledge.vocabulary;
        let mut reading = Self {
            word: vocabulary.word(word).or_else(|| vocabulary.word(without_ending(word)?)),
            traits: Traits::of(knowledge, word),
            marks: mark(word) | without_prefix(word).map_or(0, mark),
            number: Words::builtin().may_begin(word),
            ..Self::default()
        };
        // "Sana'a" is no "Sana" with a Turkish ending.
        let known = vocabulary.word(word).is_some_and(|word| vocabulary.child(ROOT, word).is_some());
        each_spelling(word, !known || word.ends_with("'s"), &mut |spelling, prefix| {
            reading.signs.unite(knowledge.reports.words.get(spelling).copied().unwrap_or_default());
            let Some(node) = vocabulary.word(spelling).and_then(|word| vocabulary.child(ROOT, word)) else {
                return;
            };
            let definite = is_definite(spelling);
            let meanings = vocabulary.meanings(node).iter().copied();
            let meanings: Vec<Meaning> = meanings.filter(|one| fits(prefix, definite, *one)).collect();
            for meaning in &meanings {
                reading.kinds.add(*meaning);
            }
            let goes_on = vocabulary.goes_on(node);
            if goes_on || !meanings.is_empty() {
                reading.spellings.push(Spelling { prefix, definite, node, meanings, goes_on });
            }
        });
        reading
    }
}

/// How many words a thread remembers; a full memory is emptied, since the frequent words are soon back.
const MOST_WORDS: usize = 1 << 15;
/// Longer words, in bytes, are not remembered: they do not come back, and would fill the memory.
const LONGEST_WORD: usize = 64;

#[derive(Debug, Default)]
struct Memory {
    /// Which vocabulary was read.
    vocabulary: u64,
    readings: HashMap<Box<str>, Rc<Reading>, RandomState>,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// The readings of the words of one text, in their order.
pub(crate) fn readings<'w>(knowledge: &Knowledge, words: impl Iterator<Item = &'w str>) -> Vec<Rc<Reading>> {
    MEMORY.with_borrow_mut(|memory| {
        let serial = knowledge.vocabulary.serial();
        if memory.vocabulary != serial {
            *memory = Memory { vocabulary: serial, ..Memory::default() };
        }
        words.map(|word| memory.reading(knowledge, word)).collect()
    })
}

impl Memory {
    fn reading(&mut self, knowledge: &Knowledge, word: &str) -> Rc<Reading> {
        if let Some(reading) = self.readings.get(word) {
            return Rc::clone(reading);
        }
        let reading = Rc::new(Reading::new(knowledge, word));
        if word.len() > LONGEST_WORD {
            return reading;
        }
        if self.readings.len() >= MOST_WORDS {
            self.readings.clear();
        }
        self.readings.insert(word.into(), Rc::clone(&reading));
        reading
    }
}

/// Calls `found` with the word and its shorter spellings, without a Latin ending only where it may have one.
fn each_spelling(word: &str, may_end: bool, found: &mut impl FnMut(&str, Prefix)) {
    let plain = Prefix::default();
    found(word, plain);
    if let Some(name) = without_ending(word).filter(|_| may_end) {
        found(name, plain);
    }
    with_preposition(word, plain, found);
    if let Some(rest) = word.strip_prefix(['و', 'ف']).filter(|rest| rest.chars().nth(1).is_some()) {
        let joined = Prefix { conjunction: true, ..plain };
        found(rest, joined);
        with_preposition(rest, joined, found);
    }
}

/// A Latin name before an apostrophe: Turkish writes its cases behind one, "Van'da".
fn without_ending(word: &str) -> Option<&str> {
    let (name, ending) = word.split_once('\'')?;
    (name.len() >= 2 && !ending.is_empty() && word.is_ascii()).then_some(name)
}

fn with_preposition(word: &str, prefix: Prefix, found: &mut impl FnMut(&str, Prefix)) {
    let mut chars = word.chars();
    let Some(first) = chars.next() else { return };
    let rest = chars.as_str();
    if rest.chars().nth(1).is_none() {
        return;
    }
    let preposition = match first {
        'ب' => Preposition::In,
        'ل' => Preposition::For,
        'ك' => Preposition::Like,
        'س' => {
            // The first person singular is left out: "will flee" is spelled as "travelled".
            if rest.starts_with(['ي', 'ت', 'ن']) {
                found(rest, Prefix { future: true, ..prefix });
            }
            return;
        }
        _ => return,
    };
    let prefix = Prefix { preposition: Some(preposition), ..prefix };
    found(rest, prefix);
    if let Some(bare) = rest.strip_prefix('ل').filter(|_| preposition == Preposition::For) {
        found(&format!("{}{bare}", morphology().article), prefix);
    }
}
