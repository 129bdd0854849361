//! What one token, or a conjunction and the token after it, contributes to a number.

use super::words::{Entry, Words};
use crate::token::{Kind, Token};

/// The part that a word or a digit group plays in a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Digits, with the decimals as hundred-thousandths: 1.5 is (1, 50000).
    Digits(u64, u64),
    /// 1 to 9.
    Unit(u64),
    /// 1 to 9, only before ten and tens.
    HalfUnit(u64),
    /// The ten that makes teens.
    Ten,
    /// 0 and 10 to 19 in one word.
    Teen(u64),
    /// 20 to 90.
    Tens(u64),
    /// 100 to 900.
    Hundred(u64),
    /// A thousand, a million; the second number is how many of them (2 in a dual).
    Scale(u64, u64),
    /// Thousands, millions.
    Scales(u64),
    /// First, second.
    Ordinal(u64),
    /// A half, a quarter.
    Fraction(u64),
    /// Dozens, several.
    Vague(u64, u64),
}

/// Decimals are kept with this many digits.
pub(super) const DECIMALS: u64 = 100_000;

impl Part {
    /// The part of a class of `numbers.toml`; none where the class is unknown or cannot have the value.
    pub(super) fn of_class(class: &str, value: u64) -> Option<Part> {
        match (class, value) {
            ("unit", 1..=9) => Some(Part::Unit(value)),
            ("half_unit", 1..=9) => Some(Part::HalfUnit(value)),
            ("ten", 10) => Some(Part::Ten),
            ("teen", 0 | 10..=19) => Some(Part::Teen(value)),
            ("tens", 20..=90) if value.is_multiple_of(10) => Some(Part::Tens(value)),
            ("hundred", 100..=900) if value.is_multiple_of(100) => Some(Part::Hundred(value)),
            ("scale", 12) => Some(Part::Scale(12, 1)),
            ("scale", 1000..) if is_power_of_thousand(value) => Some(Part::Scale(value, 1)),
            ("scale", 2000..) if is_power_of_thousand(value / 2) => Some(Part::Scale(value / 2, 2)),
            ("scales", 1000..) if is_power_of_thousand(value) => Some(Part::Scales(value)),
            ("ordinal", 1..) => Some(Part::Ordinal(value)),
            _ => None,
        }
    }
}

fn is_power_of_thousand(value: u64) -> bool {
    matches!(value, 1_000 | 1_000_000 | 1_000_000_000 | 1_000_000_000_000)
}

/// A part as it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Atom {
    pub(super) part: Part,
    /// Tied to what stands before it by a conjunction.
    pub(super) and: bool,
    /// The Arabic article was written with it.
    pub(super) article: bool,
    /// Written in Latin letters: English grammar.
    pub(super) latin: bool,
}

/// The tokens of a text, read as parts of numbers.
pub(super) struct Atoms<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) words: &'a Words,
}

impl<'a> Atoms<'a> {
    /// The text of a token, empty past the end.
    pub(super) fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).and_then(|token| self.text.get(token.range.clone())).unwrap_or_default()
    }

    /// The part at a token and the number of tokens it takes: two where a conjunction of its own stands before it, and where an
    /// English hyphen does.
    pub(super) fn at(&self, at: usize) -> Option<(usize, Atom)> {
        let word = self.word(at);
        if self.stands_for_and(at) {
            let atom = self.word_or_digits(at + 1).filter(|atom| !atom.and)?;
            return Some((2, Atom { and: true, ..atom }));
        }
        if word == "-" && self.touches_both_sides(at) {
            return self.latin_word(at + 1).map(|atom| (2, atom));
        }
        self.word_or_digits(at).map(|atom| (1, atom))
    }

    fn stands_for_and(&self, at: usize) -> bool {
        let word = self.word(at);
        is_and(word) || self.words.english.and.iter().any(|and| and == word)
    }

    fn word_or_digits(&self, at: usize) -> Option<Atom> {
        let word = self.word(at);
        match self.tokens.get(at)?.kind {
            Kind::Number => Some(Atom { part: digits(word)?, and: false, article: false, latin: false }),
            Kind::Punct => None,
            Kind::Word if self.stands_for_and(at) => None,
            Kind::Word => self.words.arabic_word(word).or_else(|| self.latin_word(at)),
        }
    }

    /// The part at a token whose first letter, though it begins a number word, may be the conjunction: folded, "and one of" and
    /// "one" are spelled alike.
    pub(super) fn conjoined(&self, at: usize) -> Option<Atom> {
        self.words.arabic_stem(self.word(at).strip_prefix('و')?, true)
    }

    /// Whether a token stands on the line of the one before it.
    pub(super) fn continues_line(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
        let between =
            before.zip(self.tokens.get(at)).and_then(|(b, t)| self.text.get(b.range.end..t.range.start));
        between.is_some_and(|between| !between.contains('\n'))
    }

    fn touches_both_sides(&self, at: usize) -> bool {
        let end = |at: usize| self.tokens.get(at).map(|token| token.range.end);
        let start = |at: usize| self.tokens.get(at).map(|token| token.range.start);
        at.checked_sub(1).is_some_and(|before| end(before) == start(at)) && end(at) == start(at + 1)
    }

    fn latin_word(&self, at: usize) -> Option<Atom> {
        let word = self.word(at);
        let entry = self.words.entry(word).filter(|_| word.is_ascii())?;
        Some(Atom { part: entry.part, and: false, article: false, latin: true })
    }
}

impl Words {
    /// A number word with the particles that may be written before it: a conjunction, a preposition, the article.
    pub(super) fn arabic_word(&self, word: &str) -> Option<Atom> {
        if word.is_ascii() {
            return None;
        }
        let whole = self.arabic_stem(word, false);
        whole.or_else(|| self.arabic_stem(word.strip_prefix(['و', 'ف'])?, word.starts_with('و')))
    }

    fn arabic_stem(&self, word: &str, and: bool) -> Option<Atom> {
        let atom = |entry: Entry, article: bool| {
            let fits = !(article && entry.never_with_article);
            fits.then_some(Atom { part: entry.part, and, article, latin: false })
        };
        if let Some(entry) = self.entry(word) {
            return atom(entry, false);
        }
        let without_article =
            |word: &str| word.strip_prefix('ا').and_then(|rest| rest.strip_prefix('ل')).map(str::to_owned);
        if let Some(entry) = without_article(word).and_then(|stem| self.entry(&stem)) {
            return atom(entry, true);
        }
        let after_preposition = word.strip_prefix(['ب', 'ل'])?;
        // Short words change their meaning: "with" before "seven" spells another word.
        if let Some(entry) = self.entry(after_preposition).filter(|entry| !entry.bare_only) {
            return (after_preposition.chars().count() > 3 || is_large(entry.part))
                .then(|| atom(entry, false))?;
        }
        let stem = without_article(after_preposition)
            .or_else(|| word.strip_prefix('ل').and_then(|rest| rest.strip_prefix('ل')).map(str::to_owned))?;
        self.entry(&stem).and_then(|entry| atom(entry, true))
    }
}

fn is_large(part: Part) -> bool {
    matches!(part, Part::Hundred(_) | Part::Scale(..) | Part::Scales(_))
}

fn is_and(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next() == Some('و') && chars.next().is_none()
}

/// Folded digits with separators: groups of three make thousands, one other group makes decimals.
fn digits(word: &str) -> Option<Part> {
    let groups: Vec<&str> = word.split(['.', ',']).collect();
    let (first, rest) = groups.split_first()?;
    let is_grouped = !first.starts_with('0') && first.len() <= 3 && rest.iter().all(|group| group.len() == 3);
    if is_grouped || rest.is_empty() {
        return groups.concat().parse().ok().map(|value| Part::Digits(value, 0));
    }
    // "1,234.5": the last separator differs from those before it.
    let (decimals, whole) = rest.split_last()?;
    let whole_is_grouped = whole.iter().all(|group| group.len() == 3);
    let decimals: String = decimals.chars().chain("00000".chars()).take(5).collect();
    let value = std::iter::once(first).chain(whole).copied().collect::<String>().parse().ok()?;
    whole_is_grouped.then_some(Part::Digits(value, decimals.parse().ok()?))
}
