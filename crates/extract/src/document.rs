//! One article cut into words, with everything that the vocabulary says about each, and what is found so far.
//!
//! The vocabulary is walked once, here; every later step reads [`Document::matches_at`]. A word is looked up
//! in up to five spellings, since Arabic writes "and", "in", "to" and the article as part of it.

use std::ops::Range;

use jiff::civil::Date;
use record::record::{EntityType, Names, PlaceKind, Span};
use text::fold::Folded;
use text::number::{Number, Words};
use text::token::Kind;

use crate::Input;
use crate::dates::FoundDate;
use crate::knowledge::{Class, Knowledge, Meaning, ROOT, is_definite, morphology};

/// How many scalar values lie between two remembered byte positions.
const STRIDE: usize = 32;

/// A word, number or punctuation mark.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    /// Bytes in the folded text.
    pub(crate) range: Range<usize>,
    pub(crate) kind: Kind,
    pub(crate) sentence: u32,
    /// The next word follows without space.
    pub(crate) glued: bool,
}

/// A phrase of the vocabulary at its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Match {
    pub(crate) first: usize,
    /// One past the last word.
    pub(crate) end: usize,
    pub(crate) meaning: Meaning,
    pub(crate) prefix: Prefix,
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

impl Prefix {
    /// "Will" stands before verbs only, and "like" hardly ever before a bare name: "was broken" must not be "like
    /// Sirte".
    fn fits(self, meaning: Meaning, spelling: &str) -> bool {
        let verbal = matches!(meaning, Meaning::Trigger(..) | Meaning::Class(_));
        let like = self.preposition == Some(Preposition::Like);
        (!self.future || verbal) && (!like || verbal || is_definite(spelling))
    }
}

/// A preposition of one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preposition {
    In,
    For,
    Like,
}

/// Who a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Referent {
    Entity(usize),
    Place(usize),
    /// A description, by its position in the knowledge.
    Party(u32),
}

/// A name or description at its place; names do not overlap.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    pub(crate) words: Range<usize>,
    pub(crate) referent: Referent,
    pub(crate) prefix: Prefix,
}

/// An entity of this article.
#[derive(Debug, Clone)]
pub(crate) struct FoundEntity {
    pub(crate) id: String,
    pub(crate) entity_type: EntityType,
    pub(crate) names: Names,
    pub(crate) wikidata: Option<String>,
    pub(crate) known: bool,
    pub(crate) mentions: Vec<Range<usize>>,
}

/// A place of this article.
#[derive(Debug, Clone)]
pub(crate) struct FoundPlace {
    pub(crate) id: String,
    pub(crate) kind: PlaceKind,
    pub(crate) names: Names,
    pub(crate) country: Option<String>,
    pub(crate) admin1: Option<String>,
    pub(crate) at: Option<[f64; 2]>,
    pub(crate) geonames: Option<u64>,
    pub(crate) confidence: f32,
    pub(crate) mentions: Vec<Range<usize>>,
}

/// An article in the making.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    pub(crate) knowledge: &'a Knowledge,
    pub(crate) text: &'a str,
    /// The byte of every [`STRIDE`]th scalar value, so that a surface form costs no walk from the start.
    strides: Vec<usize>,
    pub(crate) folded: Folded,
    pub(crate) words: Vec<Word>,
    /// Words of each sentence.
    pub(crate) sentences: Vec<Range<usize>>,
    matches: Vec<Match>,
    match_starts: Vec<usize>,
    pub(crate) numbers: Vec<(Range<usize>, Number)>,
    number_starts: Vec<Option<usize>>,
    pub(crate) dates: Vec<FoundDate>,
    pub(crate) published: Option<Date>,
    /// By first word.
    pub(crate) names: Vec<Name>,
    pub(crate) entities: Vec<FoundEntity>,
    pub(crate) places: Vec<FoundPlace>,
}

impl<'a> Document<'a> {
    pub(crate) fn new(knowledge: &'a Knowledge, input: &Input<'a>) -> Self {
        let folded = Folded::new(input.text);
        let words = words(input.text, &folded);
        let sentences = sentence_words(&words);
        let mut document = Self {
            knowledge,
            text: input.text,
            strides: input.text.char_indices().step_by(STRIDE).map(|(byte, _)| byte).collect(),
            folded,
            sentences,
            matches: Vec::new(),
            match_starts: Vec::with_capacity(words.len() + 1),
            numbers: Vec::new(),
            number_starts: vec![None; words.len()],
            words,
            dates: Vec::new(),
            published: input.published,
            names: Vec::new(),
            entities: Vec::new(),
            places: Vec::new(),
        };
        document.find_matches();
        document.find_numbers();
        document
    }

    /// A word's folded spelling; empty beyond the end.
    pub(crate) fn word(&self, index: usize) -> &str {
        self.words.get(index).and_then(|word| self.folded.text().get(word.range.clone())).unwrap_or_default()
    }

    /// Whether the word is this punctuation mark, folded.
    pub(crate) fn is(&self, index: usize, mark: &str) -> bool {
        self.word(index) == mark
    }

    /// Every phrase that begins with this word.
    pub(crate) fn matches_at(&self, index: usize) -> &[Match] {
        let start = self.match_starts.get(index).copied().unwrap_or(self.matches.len());
        let end = self.match_starts.get(index.saturating_add(1)).copied().unwrap_or(self.matches.len());
        self.matches.get(start..end).unwrap_or_default()
    }

    /// The longest phrase of a class that begins with this word.
    pub(crate) fn class_at(&self, index: usize, class: Class) -> Option<&Match> {
        self.matches_at(index)
            .iter()
            .filter(|found| found.meaning == Meaning::Class(class))
            .max_by_key(|found| found.end)
    }

    /// One past the longest phrase of a class, or `None`.
    pub(crate) fn after(&self, index: usize, class: Class) -> Option<usize> {
        self.class_at(index, class).map(|found| found.end)
    }

    /// Whether one word between these has the class.
    pub(crate) fn has_class(&self, words: Range<usize>, class: Class) -> bool {
        words.into_iter().any(|index| self.class_at(index, class).is_some())
    }

    /// The number that begins with this word: its last word (exclusive) and its value.
    pub(crate) fn number_at(&self, index: usize) -> Option<(usize, &Number)> {
        let position = (*self.number_starts.get(index)?)?;
        let (words, number) = self.numbers.get(position)?;
        Some((words.end, number))
    }

    /// Where words stand in the text, in Unicode scalar values.
    pub(crate) fn span(&self, words: &Range<usize>) -> Span {
        let start = self.words.get(words.start).map_or(0, |word| word.range.start);
        let end = self.words.get(words.end.saturating_sub(1)).map_or(start, |word| word.range.end);
        let span = self.folded.span(start..end.max(start));
        Span { start: span.start, end: span.end }
    }

    /// The words as the text spells them.
    pub(crate) fn surface(&self, words: &Range<usize>) -> String {
        let span = self.span(words);
        self.text.get(self.byte_of(span.start)..self.byte_of(span.end)).unwrap_or_default().to_owned()
    }

    /// The byte at which the `scalar`th character begins.
    fn byte_of(&self, scalar: usize) -> usize {
        let start = self.strides.get(scalar / STRIDE).copied().unwrap_or(self.text.len());
        let rest = self.text.get(start..).unwrap_or_default();
        rest.char_indices().nth(scalar % STRIDE).map_or(self.text.len(), |(byte, _)| start + byte)
    }

    /// The names that begin within these words.
    pub(crate) fn names_in(&self, words: Range<usize>) -> &[Name] {
        let from = self.names.partition_point(|name| name.words.start < words.start);
        let to = self.names.partition_point(|name| name.words.start < words.end);
        self.names.get(from..to).unwrap_or_default()
    }

    /// Whether the word is a verb of saying. "Made clear" is spelled as "between" and "among them": there it counts
    /// before "that" only.
    pub(crate) fn says(&self, index: usize) -> bool {
        let Some(verb) = self.class_at(index, Class::Say) else { return false };
        let between = self.class_at(index, Class::Including).is_some()
            || self.class_at(index, Class::Between).is_some();
        !between || self.class_at(verb.end, Class::That).is_some()
    }

    /// Whether a line ends before this word.
    pub(crate) fn breaks_before(&self, index: usize) -> bool {
        let Some(previous) = index.checked_sub(1) else { return true };
        let gap = self.words.get(previous).zip(self.words.get(index));
        gap.is_none_or(|(last, first)| {
            self.folded.text().get(last.range.end..first.range.start).is_some_and(|gap| gap.contains('\n'))
        })
    }

    /// The name that covers this word.
    pub(crate) fn named_at(&self, index: usize) -> Option<&Name> {
        let after = self.names.partition_point(|name| name.words.start <= index);
        self.names.get(after.checked_sub(1)?).filter(|name| name.words.contains(&index))
    }

    /// Whether a date stands on this word.
    pub(crate) fn in_date(&self, index: usize) -> bool {
        let after = self.dates.partition_point(|date| date.words.start <= index);
        after.checked_sub(1).and_then(|at| self.dates.get(at)).is_some_and(|date| date.words.contains(&index))
    }

    /// The sentence that a word belongs to.
    pub(crate) fn sentence_of(&self, index: usize) -> usize {
        self.words.get(index).map_or(0, |word| word.sentence as usize)
    }

    /// Whether a word is punctuation.
    pub(crate) fn is_punct(&self, index: usize) -> bool {
        self.words.get(index).is_none_or(|word| word.kind == Kind::Punct)
    }

    fn find_matches(&mut self) {
        let mut matches = Vec::new();
        for index in 0..self.words.len() {
            self.match_starts.push(matches.len());
            if self.words.get(index).is_some_and(|word| word.kind != Kind::Punct) {
                self.match_word(index, &mut matches);
            }
        }
        self.match_starts.push(matches.len());
        self.matches = matches;
    }

    fn match_word(&self, index: usize, matches: &mut Vec<Match>) {
        let mut scratch = String::new();
        each_spelling(self.word(index), &mut scratch, &mut |spelling, prefix| {
            let vocabulary = &self.knowledge.vocabulary;
            let Some(mut node) = vocabulary.word(spelling).and_then(|word| vocabulary.child(ROOT, word))
            else {
                return;
            };
            let mut end = index + 1;
            loop {
                let found = vocabulary.meanings(node).iter();
                let fits = found.filter(|meaning| prefix.fits(**meaning, spelling));
                matches.extend(fits.map(|&meaning| Match { first: index, end, meaning, prefix }));
                let Some((next, child)) = self.continued(node, end) else { return };
                node = child;
                end = next + 1;
            }
        });
    }

    /// The phrase one word longer: quotation marks, hyphens and brackets inside a name do not count.
    fn continued(&self, node: u32, mut index: usize) -> Option<(usize, u32)> {
        let vocabulary = &self.knowledge.vocabulary;
        for _ in 0..2 {
            let word = self.words.get(index)?;
            if word.kind != Kind::Punct {
                let child = vocabulary.word(self.word(index)).and_then(|word| vocabulary.child(node, word));
                return child.map(|child| (index, child));
            }
            if !matches!(self.word(index), "\"" | "'" | "-" | "«" | "»" | ".") {
                return None;
            }
            index += 1;
        }
        None
    }

    fn find_numbers(&mut self) {
        let numbers = text::number::numbers(self.folded.text(), Words::builtin());
        let mut index = 0;
        for number in numbers {
            while self.words.get(index).is_some_and(|word| word.range.end <= number.range.start) {
                index += 1;
            }
            let mut end = index;
            while self.words.get(end).is_some_and(|word| word.range.start < number.range.end) {
                end += 1;
            }
            if end > index {
                if let Some(slot) = self.number_starts.get_mut(index) {
                    *slot = Some(self.numbers.len());
                }
                self.numbers.push((index..end, number));
            }
        }
    }
}

/// Calls `found` with the word and its shorter spellings.
fn each_spelling(word: &str, scratch: &mut String, found: &mut impl FnMut(&str, Prefix)) {
    let plain = Prefix::default();
    found(word, plain);
    with_preposition(word, plain, scratch, found);
    if let Some(rest) = word.strip_prefix(['و', 'ف']).filter(|rest| rest.chars().nth(1).is_some()) {
        let joined = Prefix { conjunction: true, ..plain };
        found(rest, joined);
        with_preposition(rest, joined, scratch, found);
    }
}

fn with_preposition(word: &str, prefix: Prefix, scratch: &mut String, found: &mut impl FnMut(&str, Prefix)) {
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
        scratch.clear();
        scratch.push_str(&morphology().article);
        scratch.push_str(bare);
        found(scratch, prefix);
    }
}

fn words(text: &str, folded: &Folded) -> Vec<Word> {
    let tokens = text::token::tokens(folded.text());
    let mut ends = sentence_ends(text, folded).into_iter().peekable();
    let mut sentence = 0;
    let mut words: Vec<Word> = Vec::with_capacity(tokens.len());
    for token in tokens {
        while ends.peek().is_some_and(|&end| token.range.start >= end) {
            ends.next();
            sentence += 1;
        }
        if let Some(last) = words.last_mut() {
            last.glued = last.range.end == token.range.start;
        }
        words.push(Word { range: token.range, kind: token.kind, sentence, glued: false });
    }
    words
}

/// Where each sentence ends, in bytes of the folded text.
fn sentence_ends(text: &str, folded: &Folded) -> Vec<usize> {
    let (mut byte, mut scalar) = (0, 0);
    let mut ends = Vec::new();
    for sentence in text::sentence::sentences(text) {
        scalar += text.get(byte..sentence.end).map_or(0, |part| part.chars().count());
        byte = sentence.end;
        ends.push(folded.folded_range(scalar.saturating_sub(1)..scalar).end);
    }
    ends
}

fn sentence_words(words: &[Word]) -> Vec<Range<usize>> {
    let count = words.last().map_or(0, |word| word.sentence as usize + 1);
    let mut sentences = vec![0..0; count];
    for (index, word) in words.iter().enumerate() {
        if let Some(range) = sentences.get_mut(word.sentence as usize) {
            if range.end == 0 {
                *range = index..index + 1;
            } else {
                range.end = index + 1;
            }
        }
    }
    sentences
}
