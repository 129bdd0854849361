//! One article cut into words, with everything that the vocabulary says about each, and what is found so far.
//!
//! The vocabulary is walked once, here; every later step asks [`Document::kinds_at`] and reads
//! [`Document::matches_at`].

mod origin;

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use jiff::civil::Date;
use record::record::{EntityType, Names, PlaceKind, Span};
use text::fold::Folded;
use text::number::{Number, Words};
use text::token::{Kind, Token};

use crate::Input;
use crate::dates::FoundDate;
use crate::knowledge::{Class, HeadRole, Kinds, Knowledge, Meaning, Reading, Signs, Trait, Traits, readings};

pub(crate) use crate::knowledge::{Prefix, Preposition};
use origin::{Cursor, Origin};

/// A word, number or punctuation mark.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    /// Bytes in the folded text.
    pub(crate) range: Range<usize>,
    pub(crate) kind: Kind,
    pub(crate) sentence: u32,
    /// The next word follows without space.
    pub(crate) glued: bool,
    /// A line ends before it.
    breaks: bool,
    origin: Origin,
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
    pub(crate) folded: Folded,
    pub(crate) words: Vec<Word>,
    /// Words of each sentence.
    pub(crate) sentences: Vec<Range<usize>>,
    matches: Vec<Match>,
    match_starts: Vec<u32>,
    kinds: Vec<Kinds>,
    traits: Vec<Traits>,
    marks: Vec<u128>,
    signs: Vec<Signs>,
    pub(crate) numbers: Vec<(Range<usize>, Number)>,
    number_starts: Vec<Option<usize>>,
    pub(crate) dates: Vec<FoundDate>,
    pub(crate) published: Option<Date>,
    pub(crate) title: Option<&'a str>,
    pub(crate) letterhead: Option<&'a str>,
    /// By first word.
    pub(crate) names: Vec<Name>,
    pub(crate) entities: Vec<FoundEntity>,
    pub(crate) places: Vec<FoundPlace>,
}

impl<'a> Document<'a> {
    pub(crate) fn new(knowledge: &'a Knowledge, input: &Input<'a>) -> Self {
        let folded = Folded::new(input.text);
        let tokens = text::token::tokens(folded.text());
        let words = words(input.text, &folded, &tokens);
        let mut document = Self {
            knowledge,
            text: input.text,
            sentences: sentence_words(&words),
            matches: Vec::with_capacity(words.len()),
            match_starts: Vec::with_capacity(words.len() + 1),
            kinds: Vec::with_capacity(words.len()),
            traits: Vec::new(),
            marks: Vec::new(),
            signs: Vec::new(),
            numbers: Vec::new(),
            number_starts: vec![None; words.len()],
            folded,
            words,
            dates: Vec::new(),
            published: input.published,
            title: input.title,
            letterhead: input.letterhead,
            names: Vec::new(),
            entities: Vec::new(),
            places: Vec::new(),
        };
        let spelled = tokens.iter().map(|token| document.folded.text().get(token.range.clone()));
        let readings = readings(knowledge, spelled.map(Option::unwrap_or_default));
        document.signs = readings.iter().map(|reading| reading.signs).collect();
        document.traits = readings.iter().map(|reading| reading.traits).collect();
        document.marks = readings.iter().map(|reading| reading.marks).collect();
        document.find_matches(&readings);
        document.find_numbers(&tokens, &readings);
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
        let bounds = self.match_starts.get(index).zip(self.match_starts.get(index.saturating_add(1)));
        bounds.and_then(|(&start, &end)| self.matches.get(start as usize..end as usize)).unwrap_or_default()
    }

    /// The kinds of everything that begins with this word.
    #[inline]
    pub(crate) fn kinds_at(&self, index: usize) -> Kinds {
        self.kinds.get(index).copied().unwrap_or_default()
    }

    /// Whether a word has this trait, whatever stands around it.
    #[inline]
    pub(crate) fn has(&self, index: usize, one: Trait) -> bool {
        self.traits.get(index).is_some_and(|traits| traits.has(one))
    }

    /// The marks of a word with and without what is written before it, for lists of words.
    pub(crate) fn marks(&self, index: usize) -> u128 {
        self.marks.get(index).copied().unwrap_or_default()
    }

    /// What the words of a range say for or against a report.
    pub(crate) fn signs_in(&self, words: Range<usize>) -> Signs {
        let mut all = Signs::default();
        self.signs.get(words).unwrap_or_default().iter().for_each(|signs| all.unite(*signs));
        all
    }

    /// Whether a phrase of a class begins with this word.
    #[inline]
    pub(crate) fn is_class(&self, index: usize, class: Class) -> bool {
        self.kinds_at(index).has_class(class)
    }

    /// The longest phrase of a class that begins with this word.
    #[inline]
    pub(crate) fn class_at(&self, index: usize, class: Class) -> Option<&Match> {
        if self.is_class(index, class) { self.longest_of(index, class) } else { None }
    }

    fn longest_of(&self, index: usize, class: Class) -> Option<&Match> {
        let of_class = |found: &&Match| found.meaning == Meaning::Class(class);
        self.matches_at(index).iter().filter(of_class).max_by_key(|found| found.end)
    }

    /// One past the longest phrase of a class, or `None`.
    #[inline]
    pub(crate) fn after(&self, index: usize, class: Class) -> Option<usize> {
        self.class_at(index, class).map(|found| found.end)
    }

    /// Whether one word between these has the class.
    pub(crate) fn has_class(&self, words: Range<usize>, class: Class) -> bool {
        words.into_iter().any(|index| self.is_class(index, class))
    }

    /// The number that begins with this word: its last word (exclusive) and its value.
    pub(crate) fn number_at(&self, index: usize) -> Option<(usize, &Number)> {
        let position = (*self.number_starts.get(index)?)?;
        let (words, number) = self.numbers.get(position)?;
        Some((words.end, number))
    }

    /// Where words stand in the text, in Unicode scalar values.
    pub(crate) fn span(&self, words: &Range<usize>) -> Span {
        if let Some((first, last)) = self.ends(words) {
            return Span {
                start: first.origin.scalars.start as usize,
                end: last.origin.scalars.end as usize,
            };
        }
        let start = self.words.get(words.start).map_or(0, |word| word.range.start);
        let end = self.words.get(words.end.saturating_sub(1)).map_or(start, |word| word.range.end);
        let span = self.folded.span(start..end.max(start));
        Span { start: span.start, end: span.end }
    }

    /// The words as the text spells them.
    pub(crate) fn surface(&self, words: &Range<usize>) -> &'a str {
        let ends = self.ends(words);
        ends.and_then(|(first, last)| self.text.get(first.origin.start..last.origin.end)).unwrap_or_default()
    }

    /// The first and the last of some words.
    fn ends(&self, words: &Range<usize>) -> Option<(&Word, &Word)> {
        let first = self.words.get(words.start)?;
        let last = self.words.get(words.end.saturating_sub(1))?;
        (first.range.start < last.range.end).then_some((first, last))
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
        // "Belonging to" is spelled as "followed him" once folded.
        if self.is_class(index, Class::Belonging) || self.surface(&(index..index + 1)).ends_with('ة') {
            return false;
        }
        let between = self.is_class(index, Class::Including) || self.is_class(index, Class::Between);
        !between || self.is_class(verb.end, Class::That)
    }

    /// Whether a line ends before this word.
    pub(crate) fn breaks_before(&self, index: usize) -> bool {
        self.words.get(index).is_none_or(|word| word.breaks)
    }

    /// The name that covers this word.
    pub(crate) fn named_at(&self, index: usize) -> Option<&Name> {
        let after = self.names.partition_point(|name| name.words.start <= index);
        self.names.get(after.checked_sub(1)?).filter(|name| name.words.contains(&index))
    }

    /// Takes out the places that others have taken over, each with its heir. Names follow; one whose place has
    /// none goes.
    pub(crate) fn replace_places(&mut self, heirs: &HashMap<usize, usize>) {
        let mut kept = Vec::new();
        let mut position = HashMap::new();
        for (index, place) in std::mem::take(&mut self.places).into_iter().enumerate() {
            if !heirs.contains_key(&index) {
                position.insert(index, kept.len());
                kept.push(place);
            }
        }
        self.places = kept;
        self.names.retain_mut(|name| {
            let Referent::Place(place) = &mut name.referent else { return true };
            let target = position.get(heirs.get(place).unwrap_or(place));
            target.map(|&target| *place = target).is_some()
        });
    }

    /// A word for a kind of place: "town", "district".
    pub(crate) fn is_place_word(&self, found: &Match) -> bool {
        let head = found.meaning.head().and_then(|head| self.knowledge.heads.get(head as usize));
        head.is_some_and(|head| matches!(head.role, HeadRole::Place(_)))
    }

    /// The dates that begin within these words.
    pub(crate) fn dates_in(&self, words: Range<usize>) -> &[FoundDate] {
        let from = self.dates.partition_point(|date| date.words.start < words.start);
        let to = self.dates.partition_point(|date| date.words.start < words.end);
        self.dates.get(from..to).unwrap_or_default()
    }

    /// One past the day told at a word, "yesterday" among them; the word itself where none is.
    pub(crate) fn past_day(&self, index: usize) -> usize {
        let date = self.dates_in(index..index + 1).first().map(|date| date.words.end);
        let word = || [Class::Today, Class::Yesterday].into_iter().find_map(|class| self.after(index, class));
        date.or_else(word).unwrap_or(index)
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
    #[inline]
    pub(crate) fn is_punct(&self, index: usize) -> bool {
        self.words.get(index).is_none_or(|word| word.kind == Kind::Punct)
    }

    fn find_matches(&mut self, readings: &[Rc<Reading>]) {
        for (index, reading) in readings.iter().enumerate() {
            self.match_starts.push(self.matches.len() as u32);
            let mut kinds = Kinds::default();
            if !self.is_punct(index) {
                kinds = reading.kinds;
                self.match_word(index, readings, &mut kinds);
            }
            self.kinds.push(kinds);
        }
        self.match_starts.push(self.matches.len() as u32);
    }

    fn match_word(&mut self, index: usize, readings: &[Rc<Reading>], kinds: &mut Kinds) {
        let spellings = readings.get(index).map_or(&[][..], |reading| &reading.spellings);
        for spelling in spellings {
            let one = |meaning, end| Match { first: index, end, meaning, prefix: spelling.prefix };
            self.matches.extend(spelling.meanings.iter().map(|&meaning| one(meaning, index + 1)));
            if !spelling.goes_on {
                continue;
            }
            let vocabulary = &self.knowledge.vocabulary;
            let (mut node, mut end, mut goes_on) = (spelling.node, index + 1, true);
            while goes_on && let Some((next, child)) = self.continued(node, end, readings) {
                (node, end) = (child, next + 1);
                goes_on = vocabulary.goes_on(node);
                for &meaning in vocabulary.meanings(node).iter().filter(|meaning| spelling.fits(**meaning)) {
                    kinds.add(meaning);
                    self.matches.push(one(meaning, end));
                }
            }
        }
    }

    /// The phrase one word longer: quotation marks, hyphens and brackets inside a name do not count.
    fn continued(&self, node: u32, mut index: usize, readings: &[Rc<Reading>]) -> Option<(usize, u32)> {
        let vocabulary = &self.knowledge.vocabulary;
        for _ in 0..2 {
            let word = self.words.get(index)?;
            if word.kind != Kind::Punct {
                let child = readings.get(index)?.word.and_then(|word| vocabulary.child(node, word));
                return child.map(|child| (index, child));
            }
            if !matches!(self.word(index), "\"" | "'" | "-" | "«" | "»" | ".") {
                return None;
            }
            index += 1;
        }
        None
    }

    fn find_numbers(&mut self, tokens: &[Token], readings: &[Rc<Reading>]) {
        let may_begin = |index: usize| readings.get(index).is_some_and(|reading| reading.number);
        let numbers = text::number::numbers_among(self.folded.text(), tokens, Words::builtin(), may_begin);
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

fn words(text: &str, folded: &Folded, tokens: &[Token]) -> Vec<Word> {
    let mut ends = sentence_ends(text, folded).into_iter().peekable();
    let mut sentence = 0;
    let mut words: Vec<Word> = Vec::with_capacity(tokens.len());
    let mut cursor = Cursor::default();
    for token in tokens {
        while ends.peek().is_some_and(|&end| token.range.start >= end) {
            ends.next();
            sentence += 1;
        }
        let mut breaks = true;
        if let Some(last) = words.last_mut() {
            let gap = last.range.end..token.range.start;
            last.glued = gap.is_empty();
            breaks = folded.text().get(gap).is_some_and(|gap| gap.contains('\n'));
        }
        words.push(Word {
            range: token.range.clone(),
            kind: token.kind,
            sentence,
            glued: false,
            breaks,
            origin: Origin::of(token, text, folded, &mut cursor),
        });
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
