//! The grammar by which parts combine into one number: `مئة وثمان وعشرون ألفا وخمسمئة`, "two hundred and fifty thousand".
//! Arabic adds with a conjunction and puts units before tens; English needs none and puts tens first. A part that does not fit
//! ends the number, and begins the next one: "three and five" are two.

use super::Number;
use super::atom::{Atom, Atoms, DECIMALS, Part};
use std::ops::Range;

/// What was read of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    /// What scales have already multiplied.
    total: u64,
    /// What is still below the next scale.
    group: u64,
    decimals: u64,
    last: Last,
    vague: Option<(u64, u64)>,
    ordinal: bool,
    /// It began with the Arabic article.
    article: bool,
    /// Every part that could be added must be smaller than this.
    limit: u64,
}

/// The part read last, which decides what may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    Digits,
    Unit,
    Teen,
    Tens,
    Hundred,
    Scale(u64),
    /// Nothing may follow.
    Closed,
}

impl Phrase {
    /// The longest number that starts at a token, and how many tokens it takes.
    pub(super) fn read(atoms: &Atoms<'_>, at: usize) -> Option<(usize, Phrase)> {
        let (mut count, mut phrase) = Phrase::start(atoms, at)?;
        while let Some((taken, next)) = phrase.with_next(atoms, at + count) {
            phrase = next;
            count += taken;
        }
        phrase.settle(atoms, at + count).map(|(taken, phrase)| (count + taken, phrase))
    }

    /// The number, at a byte range.
    pub(super) fn number(&self, range: Range<usize>) -> Number {
        let value = self.total.saturating_add(self.group);
        let (min, max) = self.vague.unwrap_or((value, value.saturating_add(u64::from(self.decimals > 0))));
        Number {
            range,
            value: if self.vague.is_some() { min } else { value },
            min,
            max: Some(max),
            exact: self.vague.is_none() && self.decimals == 0,
            ordinal: self.ordinal,
            dual_noun: false,
        }
    }

    fn start(atoms: &Atoms<'_>, at: usize) -> Option<(usize, Phrase)> {
        let new = |group: u64, last: Last| Phrase {
            total: 0,
            group,
            decimals: 0,
            last,
            vague: None,
            ordinal: false,
            article: false,
            limit: u64::MAX,
        };
        if atoms.words.english.one.iter().any(|one| one == atoms.word(at)) {
            let next = atoms.at(at + 1).filter(|(_, a)| a.latin && !a.and && is_counted(a.part))?;
            return Some((1, new(1, Last::Unit))).filter(|_| next.0 == 1);
        }
        let (count, atom) = atoms.at(at).filter(|(count, _)| *count == 1)?;
        let phrase = match atom.part {
            Part::Digits(value, decimals) => Phrase { decimals, ..new(value, Last::Digits) },
            Part::Unit(value) => new(value, Last::Unit),
            Part::HalfUnit(value) => {
                Phrase { ordinal: atom.article, ..new(value, Last::Unit) }.before_tens(atoms, at + 1)?
            }
            Part::Ten => new(10, Last::Teen),
            Part::Teen(value) => new(value, Last::Teen),
            Part::Tens(value) => new(value, Last::Tens),
            Part::Hundred(value) => new(value, Last::Hundred),
            Part::Scale(scale, times) => {
                Phrase { total: scale * times, limit: scale, ..new(0, Last::Scale(scale)) }
            }
            Part::Scales(scale) => {
                let vague = Some((2 * scale, 10 * scale - 1));
                Phrase { total: scale, vague, ..new(0, Last::Closed) }
            }
            Part::Ordinal(value) => Phrase { ordinal: true, ..new(value, Last::Unit) },
            Part::Fraction(parts) => {
                return Phrase::fraction_of_scale(atoms, at, parts, &new(0, Last::Closed));
            }
            Part::Vague(min, max) => Phrase { vague: Some((min, max)), ..new(min, Last::Closed) },
        };
        Some((count, Phrase { article: atom.article || phrase.ordinal, ..phrase }))
    }

    /// "Half a million": a fraction counts only before a scale.
    fn fraction_of_scale(
        atoms: &Atoms<'_>,
        at: usize,
        parts: u64,
        empty: &Phrase,
    ) -> Option<(usize, Phrase)> {
        let skip = usize::from(atoms.words.english.one.iter().any(|one| one == atoms.word(at + 1)));
        let Some((1, Atom { part: Part::Scale(scale, 1), and: false, .. })) = atoms.at(at + 1 + skip) else {
            return None;
        };
        Some((2 + skip, Phrase { total: scale / parts, ..empty.clone() }))
    }

    /// Keeps a half unit only where ten or tens follow.
    fn before_tens(self, atoms: &Atoms<'_>, next: usize) -> Option<Phrase> {
        let (_, atom) = atoms.at(next)?;
        let follows = atom.part == Part::Ten && !atom.and || matches!(atom.part, Part::Tens(_)) && atom.and;
        follows.then_some(Phrase { ordinal: self.ordinal || atom.article, ..self })
    }

    fn with_next(&self, atoms: &Atoms<'_>, at: usize) -> Option<(usize, Phrase)> {
        if !atoms.continues_line(at) {
            return None;
        }
        let whole =
            atoms.at(at).and_then(|(taken, atom)| Some((taken, self.with_atom(atom, atoms, at + taken)?)));
        whole.or_else(|| Some((1, self.with_atom(atoms.conjoined(at)?, atoms, at + 1)?)))
    }

    fn with_atom(&self, atom: Atom, atoms: &Atoms<'_>, next: usize) -> Option<Phrase> {
        // With the article a part begins a phrase of its own, unless the whole has it or it is the scale's.
        if atom.article
            && !self.article
            && !matches!(atom.part, Part::Scale(..) | Part::Scales(_) | Part::Ten)
        {
            return None;
        }
        if let Part::HalfUnit(value) = atom.part {
            return self.add(Atom { part: Part::Unit(value), ..atom })?.before_tens(atoms, next);
        }
        self.add(atom)
    }

    fn add(&self, atom: Atom) -> Option<Phrase> {
        let additive = if atom.latin { self.english_adds(atom) } else { self.arabic_adds(atom) };
        match atom.part {
            Part::Ten if self.last == Last::Unit && self.group % 100 < 10 && !atom.and => {
                self.grown(10, Last::Teen)
            }
            Part::Hundred(100) if self.counts_hundreds(atom) => Some(self.times_hundred()),
            Part::Scale(scale, 1) | Part::Scales(scale) if !atom.and => self.scaled(scale),
            Part::Digits(value, 0) if additive => self.grown(value, Last::Digits),
            Part::Unit(value) if additive => self.grown(value, Last::Unit),
            Part::Ten if additive => self.grown(10, Last::Teen),
            Part::Teen(value) if additive => self.grown(value, Last::Teen),
            Part::Tens(value) if additive => self.grown(value, Last::Tens),
            Part::Hundred(value) if additive => self.grown(value, Last::Hundred),
            Part::Ordinal(value) if additive && atom.latin => {
                self.grown(value, Last::Closed).map(|phrase| Phrase { ordinal: true, ..phrase })
            }
            Part::Scale(scale, times) if additive => self.added_scale(scale, times),
            Part::Fraction(parts) => self.with_fraction(parts, atom.and),
            Part::Digits(..)
            | Part::Unit(_)
            | Part::HalfUnit(_)
            | Part::Ten
            | Part::Teen(_)
            | Part::Tens(_)
            | Part::Hundred(_)
            | Part::Scale(..)
            | Part::Scales(_)
            | Part::Ordinal(_)
            | Part::Vague(..) => None,
        }
    }

    fn arabic_adds(&self, atom: Atom) -> bool {
        let to_unit = matches!(atom.part, Part::Tens(_)) && self.group % 100 < 10 && self.last == Last::Unit;
        let to_hundred =
            self.last == Last::Hundred && !matches!(atom.part, Part::Hundred(_) | Part::Digits(..));
        atom.and && (to_unit || to_hundred || matches!(self.last, Last::Scale(_)))
    }

    fn english_adds(&self, atom: Atom) -> bool {
        match self.last {
            Last::Tens => matches!(atom.part, Part::Unit(_) | Part::Ordinal(1..=9)) && !atom.and,
            Last::Hundred => !matches!(atom.part, Part::Hundred(_)),
            Last::Scale(scale) => scale >= 1000 && !matches!(atom.part, Part::Digits(..)),
            Last::Digits | Last::Unit | Last::Teen | Last::Closed => false,
        }
    }

    fn counts_hundreds(&self, atom: Atom) -> bool {
        let few = self.last == Last::Unit && (1..10).contains(&(self.group));
        !atom.and && (few || atom.latin && self.last == Last::Teen && self.group < 20)
    }

    fn grown(&self, value: u64, last: Last) -> Option<Phrase> {
        let fits = value < self.limit;
        fits.then(|| Phrase { group: self.group.saturating_add(value), last, ..self.clone() })
    }

    fn times_hundred(&self) -> Phrase {
        Phrase { group: self.group.saturating_mul(100), last: Last::Hundred, ..self.clone() }
    }

    /// "Twenty thousand", "1.5 million".
    fn scaled(&self, scale: u64) -> Option<Phrase> {
        if let (Some((min, max)), Last::Closed) = (self.vague, self.last) {
            let vague = Some((min.saturating_mul(scale), max.saturating_mul(scale)));
            return (self.group > 0).then(|| Phrase { group: 0, vague, ..self.clone() });
        }
        let is_open = !matches!(self.last, Last::Scale(_) | Last::Closed) && !self.ordinal;
        if !is_open || self.group == 0 && self.decimals == 0 || scale >= self.limit {
            return None;
        }
        let parts =
            self.group.saturating_mul(scale).saturating_add(self.decimals.saturating_mul(scale) / DECIMALS);
        let total = self.total.saturating_add(parts);
        Some(Phrase { total, group: 0, decimals: 0, last: Last::Scale(scale), limit: scale, ..self.clone() })
    }

    fn added_scale(&self, scale: u64, times: u64) -> Option<Phrase> {
        let is_after_scale = matches!(self.last, Last::Scale(before) if scale < before);
        is_after_scale.then(|| Phrase {
            total: self.total.saturating_add(scale * times),
            last: Last::Scale(scale),
            limit: scale,
            ..self.clone()
        })
    }

    /// "A million and a half".
    fn with_fraction(&self, parts: u64, and: bool) -> Option<Phrase> {
        match self.last {
            Last::Scale(scale) if and => Some(Phrase {
                total: self.total.saturating_add(scale / parts),
                last: Last::Closed,
                ..self.clone()
            }),
            Last::Scale(_)
            | Last::Digits
            | Last::Unit
            | Last::Teen
            | Last::Tens
            | Last::Hundred
            | Last::Closed => None,
        }
    }

    /// What belongs to the number without changing the grammar: "of thousands" after a vague word, "th" after digits, the scale
    /// named again after a fraction.
    fn settle(self, atoms: &Atoms<'_>, at: usize) -> Option<(usize, Phrase)> {
        let of_many = self.vague.is_some() && atoms.words.english.of.iter().any(|of| of == atoms.word(at));
        if of_many && let Some((1, Atom { part: Part::Scales(scale), .. })) = atoms.at(at + 1) {
            return self.scaled(scale).map(|phrase| (2, phrase));
        }
        if self.last == Last::Digits && is_ordinal_suffix(atoms, at) {
            return Some((1, Phrase { ordinal: true, last: Last::Closed, ..self }));
        }
        let names_scale_again =
            matches!(atoms.at(at), Some((1, Atom { part: Part::Scale(_, 1), article: true, .. })));
        if self.last == Last::Closed && self.vague.is_none() && !self.ordinal && names_scale_again {
            return Some((1, self));
        }
        Some((0, self))
    }
}

fn is_counted(part: Part) -> bool {
    matches!(part, Part::Hundred(100) | Part::Scale(_, 1))
}

fn is_ordinal_suffix(atoms: &Atoms<'_>, at: usize) -> bool {
    let touches = at.checked_sub(1).and_then(|before| atoms.tokens.get(before)).map(|token| token.range.end)
        == atoms.tokens.get(at).map(|token| token.range.start);
    touches && matches!(atoms.word(at), "st" | "nd" | "rd" | "th")
}
