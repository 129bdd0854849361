//! According to whom: the source that the sentence names, the speaker of the quotation it stands in, or
//! whoever spoke last where the text goes on with "he added".

use std::ops::Range;

use record::event::Party;
use record::record::EntityType;

use super::group::Group;
use super::issuer;
use super::memory::Memory;
use crate::document::{Document, Referent};
use crate::knowledge::{Class, PartyKind};
use crate::quotes::{FoundQuote, described, is_person, party_of};

/// How far behind a verb of saying its subject may stand.
const REACH: usize = 12;
/// In how many words at the beginning an article tells who issued it.
const OPENING: usize = 60;
/// The fewest words of "we" and "our" in a statement.
const FEWEST_OURS: usize = 2;
/// The fewest lines that ask in an interview.
const FEWEST_QUESTIONS: usize = 2;
/// The longest label with what stands before it, in words.
const LABEL: usize = 12;
/// How far behind a verb of recording whoever records may stand.
const DOCUMENTED: usize = 4;
/// How far from a clause or from the end of a sentence a source is looked for, in words.
const SIGHT: usize = 150;
/// How far behind an office its holder's name may stand.
const CALLING: usize = 9;
/// The longest description of a source, in words.
const LONGEST_SUBJECT: usize = 5;

/// The stated source of an event.
pub(super) fn attribution(
    document: &Document<'_>,
    group: &Group<'_>,
    quotes: &[FoundQuote],
    last: Option<&Party>,
) -> Option<Party> {
    if let Some(quote) = around(group, quotes) {
        return quote.speaker.clone().or_else(|| last.cloned());
    }
    if let Some(outlet) = signed(document, &group.sentence).or_else(|| denier(document, group)) {
        return Some(outlet);
    }
    // "X says this, while Y says that": what the clause itself cites comes before the rest of the sentence.
    in_words(document, group.clause.clone(), None).or_else(|| in_words(document, in_sight(group), last))
}

/// "The army denied having fired, witnesses say": whoever denies an event is the source of the denial.
fn denier(document: &Document<'_>, group: &Group<'_>) -> Option<Party> {
    let act = group.main()?.words.start;
    let from = act.saturating_sub(REACH).max(group.sentence.start);
    let verb = (from..act).rev().find(|&index| document.is_class(index, Class::Denial))?;
    if document.word(verb).is_ascii() {
        let ahead = verb.saturating_sub(REACH).max(group.sentence.start)..verb;
        return first_party(document, ahead);
    }
    // "… denied what X had said".
    let ends = |index: &usize| {
        let class = |class: Class| document.is_class(*index, class);
        class(Class::That) || class(Class::Relative) || document.says(*index) || is_comma(document, *index)
    };
    let end = (verb + 1..act).find(ends).unwrap_or(act);
    first_party(document, verb + 1..end)
}

/// The quotation that tells an event.
fn around<'a>(group: &Group<'_>, quotes: &'a [FoundQuote]) -> Option<&'a FoundQuote> {
    let start = group.main().map_or(group.clause.start, |main| main.words.start);
    quotes.iter().find(|quote| quote.words.contains(&start))
}

/// "… – Ministry of Health", "… (doctors' network)": the source at the end of a line.
fn signed(document: &Document<'_>, sentence: &Range<usize>) -> Option<Party> {
    let mut end = sentence.end;
    while end > sentence.start && matches!(document.word(end - 1), ")" | "." | "؛") {
        end -= 1;
    }
    let name = document.named_at(end.checked_sub(1)?)?;
    let before = name.words.start.checked_sub(1).filter(|&index| index > sentence.start)?;
    let marked = matches!(document.word(before), "-" | "–" | "—" | "(");
    party_of(document, name.referent).filter(|_| marked && name.words.end == end)
}

/// What stands for a source where a sentence names none.
#[derive(Debug, Default)]
pub(super) struct Fallback {
    /// The body that issued a report or statement, or the only source of the article.
    pub(super) issuer: Option<Party>,
    /// It is a report of its issuer's own findings.
    pub(super) report: bool,
}

/// Who issued the article, where it is a report or a statement, or cites one source only.
pub(super) fn fallback(document: &Document<'_>, quotes: &[FoundQuote]) -> Fallback {
    if let Some(issuer) = issuer::of(document).or_else(|| interviewee(document)) {
        return Fallback { issuer: Some(issuer), report: false };
    }
    let opening = 0..document.words.len().min(OPENING);
    let documents = opening.clone().find(|&index| document.is_class(index, Class::Documents));
    if let Some(issuer) = documents.and_then(|verb| body(document, verb + 1..verb + DOCUMENTED)) {
        return Fallback { issuer: Some(issuer), report: true };
    }
    let ours = (0..document.words.len()).filter(|&index| {
        crate::quotes::says_we(document, index) && quotes.iter().all(|quote| !quote.words.contains(&index))
    });
    if ours.take(FEWEST_OURS).count() == FEWEST_OURS {
        return Fallback { issuer: body(document, 0..document.words.len().min(OPENING)), report: false };
    }
    let mut sources = document.sentences.iter().filter_map(|sentence| cited(document, sentence.clone()));
    let only = sources.next();
    let single = sources.all(|other| Some(&other) == only.as_ref());
    let named = matches!(only, Some(Party::Entity(_)));
    Fallback { issuer: only.filter(|_| single && named), report: false }
}

/// Whose answers the article is: the first person named before lines that ask.
fn interviewee(document: &Document<'_>) -> Option<Party> {
    let asks = |sentence: &&Range<usize>| {
        let mark = (sentence.start..sentence.end).rev().take(2).any(|index| document.is(index, "?"));
        mark && document.breaks_before(sentence.start)
    };
    let mut questions = document.sentences.iter().filter(asks);
    let first = questions.next()?;
    if questions.take(FEWEST_QUESTIONS - 1).count() < FEWEST_QUESTIONS - 1 {
        return None;
    }
    let names = document.names_in(0..first.start);
    names
        .iter()
        .find(|name| is_person(document, name.referent))
        .and_then(|name| party_of(document, name.referent))
}

/// The first body among these words.
fn body(document: &Document<'_>, words: Range<usize>) -> Option<Party> {
    let name = document.names_in(words).iter().find(|name| match name.referent {
        Referent::Entity(entity) => document
            .entities
            .get(entity)
            .is_some_and(|entity| !matches!(entity.entity_type, EntityType::Person | EntityType::Facility)),
        Referent::Place(_) | Referent::Party(_) => false,
    })?;
    party_of(document, name.referent)
}

/// The body that a line or bullet begins with, before a colon.
pub(super) fn label(document: &Document<'_>, sentence: &Range<usize>) -> Option<Party> {
    let reach = sentence.start..sentence.end.min(sentence.start + LABEL);
    let is_time = |index: usize| document.word(index + 1).starts_with(|c: char| c.is_ascii_digit());
    let colon = reach.clone().find(|&index| document.is(index, ":") && !is_time(index))?;
    let name = document.names_in(reach.start..colon).iter().find(|name| name.words.end + 3 > colon)?;
    party_of(document, name.referent)
}

/// Who says "we" in a clause: the speaker of its quotation, the issuer, else who was cited last, else whoever the article
/// names first.
pub(super) fn voice(
    document: &Document<'_>,
    group: &Group<'_>,
    quotes: &[FoundQuote],
    memory: &Memory,
) -> Option<Party> {
    around(group, quotes)
        .and_then(|quote| quote.speaker.clone())
        .or_else(|| memory.fallback.issuer.clone())
        .or_else(|| memory.speaker.clone())
        .or_else(|| document.names.iter().find_map(|name| party_of(document, name.referent)))
}

/// The sentence, as far as a clause of it can see: a text without a full stop must not be read once an event.
fn in_sight(group: &Group<'_>) -> Range<usize> {
    let start = group.clause.start.saturating_sub(SIGHT).max(group.sentence.start);
    start..(group.clause.end + SIGHT).min(group.sentence.end)
}

/// The source that a sentence cites by itself.
pub(crate) fn cited(document: &Document<'_>, sentence: Range<usize>) -> Option<Party> {
    in_words(document, sentence.end.saturating_sub(SIGHT).max(sentence.start)..sentence.end, None)
}

/// Whoever this sentence quotes speaks on in the next.
pub(super) fn remember(document: &Document<'_>, sentence: Range<usize>, memory: &mut Memory) {
    if let Some(found) = in_words(document, sentence, None) {
        memory.speaker = Some(found.clone());
        memory.cited = Some(found);
    }
}

fn in_words(document: &Document<'_>, sentence: Range<usize>, last: Option<&Party>) -> Option<Party> {
    let cue = sentence.clone().find_map(|index| Some((index, document.after(index, Class::Source)?)));
    if let Some((_, after)) = cue {
        let end = (after + REACH).min(sentence.end);
        // What stands behind a comma is told, not cited.
        let end = (after..end).find(|&index| is_comma(document, index)).unwrap_or(end);
        if let Some(found) = first_party(document, after..end).or_else(|| plain_words(document, after..end)) {
            return Some(found);
        }
    }
    let labelled = sentence
        .clone()
        .take(8)
        .find(|&index| document.after(index, Class::Speaker).is_some_and(|end| document.is(end, ":")));
    if let Some(index) = labelled {
        return described(document, index);
    }
    let speaks = |index: &usize| document.says(*index) || document.is_class(*index, Class::Denial);
    let verb = sentence.clone().find(speaks)?;
    let latin = document.word(verb).is_ascii();
    let behind = verb + 1..(verb + REACH).min(sentence.end);
    let ahead = verb.saturating_sub(REACH).max(sentence.start)..verb;
    // "…, Turkey's defence ministry said": an English subject stands behind the last comma, unless "N.N., head of X, said"
    // has one on both sides.
    let apposition = verb.checked_sub(1).is_some_and(|before| is_comma(document, before));
    let comma = ahead.clone().rev().find(|&index| latin && !apposition && is_comma(document, index));
    let ahead = comma.map_or(ahead.start, |comma| comma + 1)..ahead.end;
    let (first, second) = if latin { (ahead, behind) } else { (behind, ahead) };
    first_party(document, first)
        .or_else(|| first_party(document, second))
        .or_else(|| subject_words(document, verb, sentence.end))
        .or_else(|| closing_subject(document, verb, sentence.start))
        .or_else(|| last.cloned())
}

/// "According to a local councillor": English words up to a mark, where nobody knows them.
fn plain_words(document: &Document<'_>, words: Range<usize>) -> Option<Party> {
    let ends = |index: &usize| {
        document.is_punct(*index)
            || !document.word(*index).is_ascii()
            || [Class::Within, Class::From, Class::Onto, Class::Relative, Class::Stop]
                .into_iter()
                .any(|class| document.is_class(*index, class))
    };
    let article = matches!(document.word(words.start), "a" | "an" | "the");
    let start = words.start + usize::from(article);
    let end = (start..words.end).find(ends).unwrap_or(words.end);
    let plain = start < end && end - start <= LONGEST_SUBJECT && !document.in_date(start);
    plain.then(|| Party::Described { name: document.surface(&(start..end)).to_owned() })
}

/// The words between an Arabic verb of saying and "that", where they are no name that anybody knows.
fn subject_words(document: &Document<'_>, verb: usize, end: usize) -> Option<Party> {
    let start = verb + 1;
    let that = (start..(start + LONGEST_SUBJECT + 3).min(end))
        .find(|&index| document.is_class(index, Class::That))?;
    let ends = |index: &usize| {
        document.is_punct(*index)
            || document.in_date(*index)
            || [Class::Within, Class::From, Class::Towards, Class::Onto, Class::Stop]
                .into_iter()
                .any(|class| document.is_class(*index, class))
    };
    let stop = (start..that).find(ends).unwrap_or(that);
    (start < stop && stop - start <= LONGEST_SUBJECT && !document.word(verb).is_ascii())
        .then(|| Party::Described { name: document.surface(&(start..stop)).to_owned() })
}

/// "…, the health ministry said": the words between the last comma and an English verb of saying.
fn closing_subject(document: &Document<'_>, verb: usize, start: usize) -> Option<Party> {
    let from = verb.saturating_sub(LONGEST_SUBJECT + 1).max(start);
    let comma = (from..verb).rev().find(|&index| is_comma(document, index))?;
    let words = comma + 1..verb;
    let plain = words.clone().all(|index| !document.is_punct(index) && document.word(index).is_ascii());
    (document.word(verb).is_ascii() && words.len() > 1 && plain)
        .then(|| Party::Described { name: document.surface(&words).to_owned() })
}

/// "The director of the police, Colonel N.N.": the person named behind an office or its holder's calling.
fn named(document: &Document<'_>, start: usize, end: usize) -> Option<Party> {
    let stops = |index: usize| {
        document.is_class(index, Class::That)
            || document.says(index)
            || document.is(index, ":")
            || is_comma(document, index) && document.names_in(index + 1..index + 2).is_empty()
    };
    let end =
        (start..end.min(start + CALLING)).find(|&index| stops(index)).unwrap_or(end.min(start + CALLING));
    let person = document.names_in(start..end).iter().find(|name| is_person(document, name.referent))?;
    let joined = person.prefix.conjunction || person.prefix.preposition.is_some();
    party_of(document, person.referent).filter(|_| !joined)
}

/// A commander, an official, a delegation: people who speak for those they come from.
fn office_at(document: &Document<'_>, index: usize) -> bool {
    let start = document.names.binary_search_by_key(&index, |name| name.words.start).ok();
    let name = start.and_then(|at| document.names.get(at));
    name.is_some_and(|name| match name.referent {
        Referent::Party(party) => document.knowledge.parties.get(party as usize).is_some_and(|party| {
            matches!(party.kind, PartyKind::Office | PartyKind::Forces | PartyKind::Civil | PartyKind::Crowd)
        }),
        Referent::Entity(_) | Referent::Place(_) => false,
    })
}

fn is_comma(document: &Document<'_>, index: usize) -> bool {
    matches!(document.word(index), "،" | ",")
}

/// The first named or described source of these words, before the content of what is said.
fn first_party(document: &Document<'_>, words: Range<usize>) -> Option<Party> {
    for index in words.clone() {
        if document.is_class(index, Class::That) {
            return None;
        }
        let name = document.names.binary_search_by_key(&index, |name| name.words.start).ok();
        let name = name.and_then(|at| document.names.get(at));
        if let Some(name) = name
            && matches!(name.referent, Referent::Entity(_))
        {
            return named(document, name.words.end, words.end).or_else(|| party_of(document, name.referent));
        }
        // "The correspondent of X": X is cited.
        if let Some(outlet) = document.after(index, Class::Outlet)
            && let Some(name) = document.names_in(outlet..outlet + 2).first()
            && let Some(cited) = party_of(document, name.referent)
        {
            return Some(cited);
        }
        if document.is_class(index, Class::Speaker) || index <= words.start + 1 && office_at(document, index)
        {
            return named(document, index, words.end).or_else(|| described(document, index));
        }
    }
    office_alone(document, words.start)
}

/// "According to the spokesman of the government": whoever holds an office, where no name stands behind it.
fn office_alone(document: &Document<'_>, index: usize) -> Option<Party> {
    let title = document.class_at(index, Class::Title)?;
    let name = crate::quotes::bare(document.surface(&(index..title.end)), title.prefix);
    (!document.word(index).is_ascii()).then_some(Party::Described { name })
}
