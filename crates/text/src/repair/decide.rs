//! Decides which runs of pieces are one broken word.

use super::known::Known;
use super::pieces::{Gap, Piece};
use crate::fold::fold;
use crate::token::Clitics;
use std::ops::Range;

/// Pieces that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Join {
    /// Bytes of the raw text.
    pub(super) range: Range<usize>,
    /// The raw pieces put together.
    pub(super) text: String,
}

/// No word has more letters, and no break more pieces; bounds the work a hostile text can cause.
const LONGEST_WORD: usize = 20;
/// Combinations of letters that the signs of one word may stand for.
const MOST_READINGS: usize = 32;
/// Letters of the first piece of a spelled word: particles, the article and the first letter.
const LONGEST_OPENING: usize = 5;
/// Digits and symbols in the place of letters, in one word.
const MOST_SIGNS: usize = 3;

/// The joins in a text, in order, not overlapping.
pub(super) fn joins(s: &str, pieces: &[Piece], known: &Known<'_>) -> Vec<Join> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let chain = chain_length(pieces, at);
        let joined = (2..=chain).rev().find_map(|count| {
            Chain { s, all: pieces, at, pieces: pieces.get(at..at + count)?, known }.join()
        });
        let (count, join) =
            joined.map_or_else(|| (1, unseen_break(s, piece, known)), |(count, join)| (count, Some(join)));
        found.extend(join);
        at += count;
    }
    found
}

/// How many pieces from `at` might belong together, 1 where none does.
fn chain_length(pieces: &[Piece], at: usize) -> usize {
    let (mut letters, mut signs, mut count) = (0, 0, 0);
    for pair in pieces.get(at..).unwrap_or_default().windows(2) {
        let [left, right] = pair else { break };
        letters += left.letters;
        signs += usize::from(matches!(left.gap, Gap::Stand(_)));
        if signs > MOST_SIGNS || !may_link(left, right, count == 0) || letters + right.letters > LONGEST_WORD
        {
            break;
        }
        count += 1;
    }
    count + 1
}

fn may_link(left: &Piece, right: &Piece, is_first: bool) -> bool {
    match left.gap {
        Gap::Apart => false,
        // Spelled letters; the first may be the article, with particles before it.
        Gap::Space => {
            (left.letters == 1 || is_first && left.letters <= LONGEST_OPENING) && right.letters == 1
        }
        Gap::SpacedSign => left.letters == 1 && right.letters == 1,
        Gap::Torn | Gap::HalfTorn | Gap::Sign(_) | Gap::Stand(_) => true,
    }
}

/// Invisible characters vanish in the display form anyway; where they broke a known word it is told. One joiner is ordinary
/// Persian spelling, several in an Arabic word are not.
fn unseen_break(s: &str, piece: &Piece, known: &Known<'_>) -> Option<Join> {
    if piece.invisible < 2 {
        return None;
    }
    let text = s.get(piece.range.clone())?.to_owned();
    known.has_with_clitics(&fold(&text)).then_some(Join { range: piece.range.clone(), text })
}

/// Pieces that might be one word.
struct Chain<'a> {
    s: &'a str,
    all: &'a [Piece],
    /// Where the chain begins among all pieces.
    at: usize,
    pieces: &'a [Piece],
    known: &'a Known<'a>,
}

impl Chain<'_> {
    /// How many pieces were joined, and to what.
    fn join(&self) -> Option<(usize, Join)> {
        let (first, last) = (self.pieces.first()?, self.pieces.last()?);
        let text = if self.gaps().all(|gap| gap == Gap::Torn) { self.torn() } else { self.confirmed() }?;
        Some((self.pieces.len(), Join { range: first.range.start..last.range.end, text }))
    }

    fn gaps(&self) -> impl Iterator<Item = Gap> {
        let inner = self.pieces.len().saturating_sub(1);
        self.pieces.iter().take(inner).map(|piece| piece.gap)
    }

    fn raw(&self, piece: &Piece) -> &str {
        self.s.get(piece.range.clone()).unwrap_or_default()
    }

    /// Tatweel on both sides of every gap: joined without asking, save where two whole words meet or a Hijri mark ends.
    fn torn(&self) -> Option<String> {
        let joined: String = self.pieces.iter().map(|piece| self.raw(piece)).collect();
        let is_mark_of_year =
            self.is_after_digit() && self.pieces.first().is_some_and(|piece| piece.letters == 1);
        let words_meet =
            || self.pieces.iter().all(|piece| piece.letters > 3 && self.known.has(&fold(self.raw(piece))));
        (!is_mark_of_year && !words_meet()).then_some(joined)
    }

    /// Every other break needs a word that is known.
    fn confirmed(&self) -> Option<String> {
        if !self.known.may_try() || !self.is_plausible() {
            return None;
        }
        // Words of three letters are too easily met in the text itself to prove a spelling.
        let counts_text = self.pieces.len() < 3 || self.letters() > 3;
        let readings = self.readings().into_iter().enumerate().filter_map(|(order, joined)| {
            let stem = self.known.stem_letters(&fold(&joined), counts_text)?;
            Some((stem, std::cmp::Reverse(order), joined))
        });
        // The reading with most letters in a known word; of equals the first.
        readings.max_by_key(|(stem, order, _)| (*stem, *order)).map(|(_, _, joined)| joined)
    }

    /// What the signs leave open: letters that digits stand for.
    fn readings(&self) -> Vec<String> {
        let mut readings = vec![String::new()];
        for (at, piece) in self.pieces.iter().enumerate() {
            for reading in &mut readings {
                reading.push_str(self.raw(piece));
            }
            let is_last = at + 1 == self.pieces.len();
            if let (false, Gap::Stand(sign)) = (is_last, piece.gap) {
                readings = self.fill(&readings, sign);
            }
        }
        readings
    }

    fn fill(&self, readings: &[String], sign: char) -> Vec<String> {
        let letters = self.known.censored.stands_for(sign);
        let filled = readings.iter().flat_map(|reading| {
            // A digit that doubles the letter it looks like was put beside it, not in its place.
            let doubled =
                letters.iter().any(|letter| !letter.is_empty() && fold(reading).ends_with(&fold(letter)));
            let plain = doubled.then(|| reading.clone());
            plain.into_iter().chain(letters.iter().map(move |letter| format!("{reading}{letter}")))
        });
        filled.take(MOST_READINGS).collect()
    }

    fn letters(&self) -> usize {
        self.pieces.iter().map(|piece| piece.letters).sum()
    }

    /// A single space among other breaks parts two words (`و قـ.سـ.د`).
    fn is_of_a_kind(&self) -> bool {
        let spaces = self.gaps().filter(|gap| *gap == Gap::Space).count();
        spaces != 1 || self.gaps().count() == 1
    }

    fn is_plausible(&self) -> bool {
        self.letters() >= 3
            && self.is_of_a_kind()
            && self.gaps().enumerate().all(|(at, gap)| self.gap_is_plausible(at, gap))
            && !self.is_title_and_name()
            && !self.is_abbreviation()
            && !self.is_cut_out()
            && !self.are_words()
    }

    fn gap_is_plausible(&self, at: usize, gap: Gap) -> bool {
        let (Some(left), Some(right)) = (self.pieces.get(at), self.pieces.get(at + 1)) else { return false };
        let starts_word =
            right.letters > 3 && fold(self.raw(right)).starts_with(Clitics::builtin().article());
        match gap {
            Gap::Torn => true,
            Gap::Space | Gap::SpacedSign => self.is_spelled(),
            Gap::HalfTorn => {
                !(starts_word
                    || Clitics::builtin().is_particle(&fold(self.raw(left)))
                    || self.is_after_digit())
            }
            Gap::Stand(_) | Gap::Sign('*' | '.' | '\u{B7}' | '\u{2022}') => !starts_word,
            // Hyphens, strokes and underscores join whole words more often than they part one.
            Gap::Sign(_) => !starts_word && (left.letters == 1 || right.letters == 1),
            Gap::Apart => false,
        }
    }

    fn is_after_digit(&self) -> bool {
        let before =
            self.pieces.first().and_then(|piece| self.s.get(..piece.range.start)).unwrap_or_default();
        before.chars().next_back().is_some_and(char::is_numeric)
    }

    /// Letters with spaces between them: at least three, all single save the particles and the article at the start.
    fn is_spelled(&self) -> bool {
        let single = self.pieces.iter().filter(|piece| piece.letters == 1).count();
        let opens = self.pieces.first().is_some_and(|piece| {
            let folded = fold(self.raw(piece));
            let mut without_last = folded.chars();
            without_last.next_back();
            let is_particle = |word: &str| Clitics::builtin().is_particle(word);
            piece.letters == 1 || is_particle(&folded) || is_particle(without_last.as_str())
        });
        opens && single >= 3 && single + 1 >= self.pieces.len()
    }

    /// `د.علي`, `م-حمود`: a letter, a sign and a name.
    fn is_title_and_name(&self) -> bool {
        match self.pieces {
            [title, rest @ ..] => {
                let name: String = rest.iter().map(|piece| self.raw(piece)).collect();
                title.letters == 1
                    && matches!(title.gap, Gap::Sign(_) | Gap::HalfTorn)
                    && rest.first().is_some_and(|piece| piece.letters > 1)
                    && (title.gap == Gap::Sign('.') || self.known.has(&fold(&name)))
            }
            [] => false,
        }
    }

    /// "ا.ف.ب", or spelled by the names of the letters.
    fn is_abbreviation(&self) -> bool {
        let parts: Vec<String> = self.pieces.iter().map(|piece| fold(self.raw(piece))).collect();
        self.pieces.iter().all(|piece| piece.letters == 1)
            && self.known.censored.is_abbreviation(&parts.concat())
            || parts.iter().all(|part| self.known.censored.is_letter_name(part))
    }

    /// Pieces that a sign links to others before or after are judged with those or not at all.
    fn is_cut_out(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.all.get(at));
        let links =
            |piece: Option<&Piece>| piece.is_some_and(|p| matches!(p.gap, Gap::Sign(_) | Gap::Stand(_)));
        links(before) || links(self.pieces.last())
    }

    /// Whole words around a sign were never one word, nor is a long one broken by what merely follows it.
    fn are_words(&self) -> bool {
        let long_word = |piece: &Piece| piece.letters > 4 && self.known.has(&fold(self.raw(piece)));
        self.pieces.iter().any(long_word)
            || self.pieces.iter().all(|piece| piece.letters > 1 && self.known.has(&fold(self.raw(piece))))
    }
}
