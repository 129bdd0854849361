//! Names that begin with a known word and go on with unknown ones: organisations and places.
//!
//! Precision over recall: a name ends at the first word of grammar, and one that consists of ordinary words
//! alone is taken for an office only, never for an outlet or a place.

use std::ops::Range;

use record::record::{EntityType, PlaceKind};
use text::token::Kind;

use crate::document::{Document, Prefix, Preposition};
use crate::knowledge::{Class, Form, Head, HeadRole, Meaning, Trait, is_definite, morphology};

/// The longest open name after its head, in words.
const LONGEST: usize = 4;

/// The words of an organisation that begins with this head.
pub(super) fn organization(
    document: &Document<'_>,
    head: &Range<usize>,
    entry: &Head,
) -> Option<Range<usize>> {
    let HeadRole::Organization(kind) = entry.role else { return None };
    if kind == EntityType::Military
        && let Some(end) = numbered(document, head.end)
    {
        return Some(head.start..end);
    }
    let office = matches!(kind, EntityType::Government);
    if is_district(document, head) {
        return None;
    }
    let quoted = opening_quote(document, head.end);
    let start = if quoted { head.end + 1 } else { head.end };
    let mut end = start;
    let mut proper = false;
    let definite = is_definite(document.word(head.start));
    let mut placed = false;
    while end < start + LONGEST {
        // "The municipality of X the water …", "the Commission the authorities …": another name or noun begins.
        let other = (definite || end > start) && begins_body(document, end);
        // "The committee of" is not known by its first word: an adjective makes "the security committee" a name.
        let common = definite && end == start && !is_definite(document.word(end));
        if other || common || placed && !is_relational(document, end) {
            break;
        }
        placed |= name_end(document, end).is_some();
        let Some(next) = continued(document, start, end) else { break };
        proper |= (end..next).any(|index| !document.has(index, Trait::Ordinary));
        end = next;
    }
    // Quotation marks around ordinary words make them a name: the channel "The Scene".
    proper |= quoted && matches!(document.word(end), "\"" | "»");
    if end == start || !(proper || office && is_definite(document.word(start))) {
        return None;
    }
    Some(head.start..end)
}

/// "In the district of X": a word for a part of the country and for its office, in a place and before a place's name.
fn is_district(document: &Document<'_>, head: &Range<usize>) -> bool {
    let found = || document.matches_at(head.start).iter().filter(|found| found.end == head.end);
    let place = found().any(|found| document.is_place_word(found));
    let before = head.start.wrapping_sub(1);
    let within = [Class::Within, Class::From].into_iter().any(|class| document.is_class(before, class))
        || found().any(|found| found.prefix.preposition == Some(Preposition::In));
    place && within && begins_place(document, head.end)
}

/// One past the number that a unit is called by: "the 52nd Brigade", «الفوج الثالث», «لواء 313».
fn numbered(document: &Document<'_>, index: usize) -> Option<usize> {
    let (end, number) = document.number_at(index)?;
    (number.ordinal || document.has(index, Trait::Digit)).then_some(end)
}

/// The names of two bodies behind a word in the dual: "between the tribes Jabbur and Albu Ali".
pub(super) fn two_organizations(document: &Document<'_>, head: &Range<usize>) -> Option<[Range<usize>; 2]> {
    let dual =
        morphology().duals_joined.iter().any(|ending| document.word(head.end - 1).ends_with(ending.as_str()));
    if !dual || head.len() != 1 {
        return None;
    }
    let first = head.end..clan_end(document, head.end, document.word(head.end))?;
    let joined = document.word(first.end).strip_prefix('و').filter(|rest| rest.chars().nth(1).is_some())?;
    let second = first.end..clan_end(document, first.end, joined)?;
    Some([first, second])
}

/// One past a clan's name at a word, which is given without "and": one word, or a word for "sons of" and one more.
fn clan_end(document: &Document<'_>, index: usize, word: &str) -> Option<usize> {
    let sons = morphology().sons.iter().any(|sons| sons == word);
    let end = index + 1 + usize::from(sons);
    let named = (index..end).all(|index| !document.is_punct(index)) && (sons || is_definite(word));
    named.then_some(end)
}

fn opening_quote(document: &Document<'_>, index: usize) -> bool {
    matches!(document.word(index), "\"" | "«")
}

/// One past the next word of an organisation's name. After the first word, only definite words, known names
/// and people's names go on.
fn continued(document: &Document<'_>, start: usize, index: usize) -> Option<usize> {
    let word = document.words.get(index).filter(|word| word.kind == Kind::Word)?;
    if word.sentence as usize != document.sentence_of(start) || is_grammar(document, index) {
        return None;
    }
    if let Some(end) = name_end(document, index) {
        return Some(end);
    }
    let first = index == start;
    let definite = is_definite(document.word(index));
    let for_something = index == start + 1
        && document.word(index).starts_with("ل")
        && document.word(index).chars().count() > 4;
    (first || definite || for_something).then_some(index + 1)
}

/// A place of the gazetteer begins here.
pub(super) fn begins_place(document: &Document<'_>, index: usize) -> bool {
    name_end(document, index).is_some()
}

/// Another body begins here: one of the lexicon, a state's, or a noun of bodies with the article.
fn begins_body(document: &Document<'_>, index: usize) -> bool {
    let of_state = |head: u32| {
        let head = document.knowledge.heads.get(head as usize);
        head.is_some_and(|head| matches!(head.role, HeadRole::OfState(_)))
    };
    let known = document
        .matches_at(index)
        .iter()
        .any(|found| found.meaning.entity().is_some() || found.meaning.head().is_some_and(of_state));
    let bare = document.word(index).strip_prefix(morphology().article.as_str());
    known || bare.is_some_and(|noun| document.knowledge.body_words.contains(noun))
}

/// An adjective in -i, as in "the military council of X".
fn is_relational(document: &Document<'_>, index: usize) -> bool {
    let word = document.word(index);
    is_definite(word) && (word.ends_with('ي') || word.ends_with(morphology().relational.as_str()))
}

fn name_end(document: &Document<'_>, index: usize) -> Option<usize> {
    let plain = document.matches_at(index).iter().filter(|found| found.prefix == Prefix::default());
    plain.filter(|found| matches!(found.meaning, Meaning::Place(_))).map(|found| found.end).max()
}

/// An outlet that the article cites: "told Levant Wire", «لـ"حوران مباشر"», «مراسل "نبض الفرات"».
#[inline]
pub(super) fn outlet(document: &Document<'_>, index: usize) -> Option<Range<usize>> {
    let cited = document.after(index, Class::Outlet).or_else(|| {
        let glued = document.words.get(index).is_some_and(|word| word.glued);
        (glued && document.is(index, "ل")).then_some(index + 1)
    })?;
    if opening_quote(document, cited) {
        let start = cited + 1;
        let end = (start..start + 4).find(|&at| matches!(document.word(at), "\"" | "»"))?;
        let known = document.matches_at(start).iter().any(|found| {
            matches!(found.meaning, Meaning::Entity(_) | Meaning::ShortEntity(_)) && found.end == end
        });
        return (end > start && !known).then_some(start..end);
    }
    if !document.word(index).is_ascii() {
        return None;
    }
    let capital = |at: usize| document.surface(&(at..at + 1)).starts_with(char::is_uppercase);
    let start = if document.is(cited, "the") { cited + 1 } else { cited };
    let end = (start..start + 4).take_while(|&at| capital(at)).last()? + 1;
    (end >= start + 2 && !document.knowledge.is_given(document.word(start))).then_some(start..end)
}

/// The name of a place after its type word: known names are left to the gazetteer.
pub(super) fn place(document: &Document<'_>, head: &Range<usize>, kind: PlaceKind) -> Option<Range<usize>> {
    let start = head.end;
    let known = document
        .matches_at(start)
        .iter()
        .any(|found| matches!(found.meaning, Meaning::Place(_) | Meaning::Country(_) | Meaning::Entity(_)));
    let open =
        matches!(kind, PlaceKind::Settlement | PlaceKind::Camp | PlaceKind::Other | PlaceKind::Facility);
    if known || !open || document.word(start).is_ascii() {
        return None;
    }
    // Quarters and villages are often called after people: "the Sailors' quarter".
    let after_people = kind == PlaceKind::Settlement
        && is_definite(document.word(start))
        && document.matches_at(start).iter().all(|found| matches!(found.meaning, Meaning::Party(_)));
    if !after_people && (!is_proper(document, start) || is_adjective_of(document, head, start)) {
        return None;
    }
    let mut end = start + 1;
    let particle = document.word(start).chars().count() <= 3 && !is_definite(document.word(start));
    while end < start + 3
        && is_proper(document, end)
        && (particle && end == start + 1 || is_definite(document.word(end)))
    {
        end += 1;
    }
    (!particle || end > start + 1).then_some(start..end)
}

/// "A small village", "an open area": an indefinite word that agrees with an indefinite type word in gender.
fn is_adjective_of(document: &Document<'_>, head: &Range<usize>, index: usize) -> bool {
    let noun = document.word(head.end - 1);
    let word = document.word(index);
    let feminine = noun.ends_with('ه');
    let possessed = morphology().objects.iter().any(|object| {
        object.chars().nth(1).is_some() && word.ends_with(object.as_str()) && word.chars().nth(4).is_some()
    });
    !is_definite(noun)
        && !is_definite(word)
        && (feminine && word.ends_with('ه') || !feminine && word.ends_with('ي') || possessed)
}

/// An unknown word that can be part of a place's name.
fn is_proper(document: &Document<'_>, index: usize) -> bool {
    let word = document.word(index);
    document.words.get(index).is_some_and(|word| word.kind == Kind::Word)
        && word.chars().nth(1).is_some()
        && !document.has(index, Trait::Ordinary)
        && !is_grammar(document, index)
        && document.matches_at(index).iter().all(|found| {
            !matches!(
                found.meaning,
                Meaning::Adjective(_) | Meaning::Party(_) | Meaning::Head(_) | Meaning::Trigger(..)
            )
        })
}

/// Words of these classes may be part of a name; those that tell an article's topic are no grammar.
const PARTS: [Class; 12] = [
    Class::NameParticle,
    Class::Filler,
    Class::Ordinary,
    Class::Direction,
    Class::Sport,
    Class::Fiction,
    Class::Opinion,
    Class::Food,
    Class::Letters,
    Class::Market,
    Class::Weather,
    Class::Accident,
];

fn is_grammar(document: &Document<'_>, index: usize) -> bool {
    document.matches_at(index).iter().any(|found| {
        matches!(found.meaning, Meaning::Class(class) if !PARTS.contains(&class))
            || matches!(
                found.meaning,
                Meaning::Trigger(_, Form::Past | Form::Passive | Form::Present) | Meaning::Weekday(_)
            )
    })
}
