//! Names of places that are ordinary words or given names too: when they count.
//!
//! Behind a word of place ("the town of Hit") always; behind "in" or "east of" where the article is about their
//! country; and anywhere in an article that has used them so before.

use std::collections::HashSet;

use super::location::{is_location, led_by_place_word};
use super::{Candidate, Reading};
use crate::document::{Document, Match, Preposition};
use crate::knowledge::{Class, Trait};

/// The guarded names of one article.
pub(super) struct Guarded<'d, 'k> {
    document: &'d Document<'k>,
    /// Code of the country that the article is about.
    home: Option<&'k str>,
    /// Places that counted.
    sure: HashSet<u32>,
    /// Names passed over, until their place has counted.
    unsure: Vec<(Match, u32)>,
}

impl<'d, 'k> Guarded<'d, 'k> {
    pub(super) fn new(document: &'d Document<'k>, home: Option<u32>) -> Self {
        let home = home.and_then(|home| document.knowledge.countries.get(home as usize));
        Self { document, home: home.map(|home| home.code.as_str()), sure: HashSet::new(), unsure: Vec::new() }
    }

    /// Whether the words are the place's name here; if not, they are kept for [`Self::later`].
    pub(super) fn admits(&mut self, found: &Match, place: u32) -> bool {
        let document = self.document;
        // A Latin name carries a capital already.
        let latin = document.word(found.first).is_ascii();
        let Some(entry) = document.knowledge.places.get(place as usize) else { return false };
        if !entry.guarded || latin {
            return true;
        }
        let at_home = self.home.is_some() && entry.country.as_deref() == self.home;
        let counts = led_by_place_word(document, found.first) || at_home && self.is_where(found);
        if counts {
            self.sure.insert(place);
        } else {
            self.unsure.push((*found, place));
        }
        counts
    }

    /// The names passed over whose place has counted elsewhere.
    pub(super) fn later(self) -> impl Iterator<Item = Candidate> + use<'d, 'k> {
        let Self { document, sure, unsure, .. } = self;
        unsure.into_iter().filter(move |(_, place)| sure.contains(place)).filter_map(move |(found, place)| {
            let words = found.first..found.end;
            let plain = !is_common(document, &found) && !document.has(found.first, Trait::Given);
            (plain || is_location(document, &words)).then_some(Candidate {
                words,
                prefix: found.prefix,
                reading: Reading::Place(place),
            })
        })
    }

    /// "In X", "east of X", and the name is no word of the language.
    fn is_where(&self, found: &Match) -> bool {
        let before = found.first.wrapping_sub(1);
        let inside = found.prefix.preposition == Some(Preposition::In)
            || self.document.is_class(before, Class::Within)
            || self.document.is_class(before, Class::Direction);
        inside && !is_common(self.document, found)
    }
}

/// A name of one word that is an ordinary word of the language too.
fn is_common(document: &Document<'_>, found: &Match) -> bool {
    found.end == found.first + 1
        && (document.has(found.first, Trait::Ordinary)
            || document.matches_at(found.first).iter().any(|other| {
                other.end == found.end && other.meaning.place().is_none() && other.prefix == found.prefix
            }))
}
