//! Places that only the large gazetteer knows.
//!
//! Asked after a word of place alone ("the village of …"): among a hundred thousand villages every second word is
//! the name of one. Which of its namesakes an article means is told by distance to the article's other places, first
//! those of the same sentence; where two would do, and where none is near, the place stays without a point. A
//! second pass over finished names, and no reading among others: what the curated lexicon knows always wins.

mod company;

use std::collections::HashMap;
use std::ops::Range;

use gazetteer::key::key;
use gazetteer::reader::Place;
use record::record::{Names, PlaceKind};
use text::token::Kind;

use self::company::{Asked, Company};
use crate::document::{Document, FoundPlace, Match, Name, Prefix, Referent};
use crate::knowledge::{Class, Form, HeadRole, Large, Meaning, Trait, is_definite, morphology};

/// The longest name, in words.
const LONGEST: usize = 4;

/// How far from each other the places of one list may lie: "the villages of A and B".
const LIST_KM: f64 = 30.0;

/// Names made of ordinary words must lie this near.
const ORDINARY_KM: f64 = 40.0;

/// Words that name a place of the large gazetteer.
struct Finding<'k> {
    words: Range<usize>,
    prefix: Prefix,
    place: Place<'k>,
    confidence: f32,
    /// Nothing but ordinary words: found again only after a word of place.
    ordinary: bool,
}

/// Gives places that were found by their type word a point, and finds those that look like ordinary words.
pub(crate) fn resolve(document: &mut Document<'_>) {
    let Some(large) = &document.knowledge.large else { return };
    let findings = find(document, large);
    if findings.is_empty() {
        return;
    }
    let (entered, heirs) = enter_all(document, large, &findings);
    enter_repeated(document, &findings, &entered);
    for place in &mut document.places {
        place.mentions.sort_by_key(|words| words.start);
    }
    document.replace_places(&heirs);
}

fn find<'k>(document: &Document<'_>, large: &'k Large) -> Vec<Finding<'k>> {
    let company = Company::new(document);
    let mut findings: Vec<Finding<'k>> = Vec::new();
    let mut covered = 0;
    for index in 0..document.words.len() {
        for found in document.matches_at(index) {
            let Some((kind, near_km)) = place_head(document, found) else { continue };
            let start = found.end + usize::from(matches!(document.word(found.end), "\"" | "«"));
            if found.first < covered || start < covered {
                continue;
            }
            let finding = after_head(document, large, &company, found, start, kind, f64::from(near_km));
            covered = listed(document, large, finding, start, &mut findings).max(covered);
        }
    }
    findings
}

fn place_head(document: &Document<'_>, found: &Match) -> Option<(PlaceKind, u16)> {
    let head = document.knowledge.heads.get(found.meaning.head()? as usize)?;
    let HeadRole::Place(kind) = head.role else { return None };
    head.near_km.map(|near_km| (kind, near_km))
}

/// The name behind a word of place.
fn after_head<'k>(
    document: &Document<'_>,
    large: &'k Large,
    company: &Company,
    head: &Match,
    start: usize,
    kind: PlaceKind,
    near_km: f64,
) -> Option<Finding<'k>> {
    let shortest = match document.named_at(start) {
        None => start + 1,
        Some(name) if name.words.start == start && is_open(document, name) => name.words.end,
        Some(_) => return None,
    };
    if !may_begin(document, start) {
        return None;
    }
    // A ruin and "was ruined" are one word: a name that begins like a verb must go on.
    let verb = is_verb(document, start);
    for end in ends(document, start).into_iter().rev().filter(|&end| end >= shortest) {
        let words = start..end;
        if !is_capitalized(document, &words) || goes_on(document, end) {
            continue;
        }
        let ordinary = words.clone().all(|index| document.has(index, Trait::Ordinary));
        if words.len() == 1 && (verb || ordinary && !is_definite(document.word(start))) {
            continue;
        }
        let near_km = if ordinary { near_km.min(ORDINARY_KM) } else { near_km };
        let asked = Asked { word: start, sentence: document.sentence_of(start), near_km };
        let whole = whole_phrase(document, head, &words, kind);
        let Some(name) = key(document.surface(&words)) else { continue };
        let other = with_or_without_article(&name);
        for (name, by_phrase) in [(whole, true), (Some(name), false), (other, false)] {
            let Some(name) = name else { continue };
            let candidates = large.gazetteer.find(&name).filter(|place| fits(kind, place.kind, by_phrase));
            if let Some((place, confidence)) = company.choose(large, candidates, asked) {
                let words = if by_phrase { head.first..end } else { words };
                return Some(Finding { words, prefix: Prefix::default(), place, confidence, ordinary });
            }
        }
    }
    None
}

/// "The villages of A, and B, and C": adds the first and all that are joined to it. Returns one past the last word.
fn listed<'k>(
    document: &Document<'_>,
    large: &'k Large,
    first: Option<Finding<'k>>,
    start: usize,
    findings: &mut Vec<Finding<'k>>,
) -> usize {
    let known = document.named_at(start).filter(|name| name.words.start == start);
    let (mut end, from) = match (&first, known) {
        (Some(first), _) => (first.words.end, Some(first.place.at)),
        (None, Some(name)) => (name.words.end, point(document, name.referent)),
        (None, None) => return start,
    };
    findings.extend(first);
    let Some(mut from) = from else { return end };
    while let Some(next) = joined(document, large, end, from) {
        (end, from) = (next.words.end, next.place.at);
        findings.push(next);
    }
    end
}

/// "… and B", written as one word in Arabic, near the place before it.
fn joined<'k>(
    document: &Document<'_>,
    large: &'k Large,
    start: usize,
    from: [f64; 2],
) -> Option<Finding<'k>> {
    let taken = document.named_at(start).is_some_and(|name| !is_open(document, name));
    let bare = document.word(start).strip_prefix('و').filter(|bare| bare.chars().nth(2).is_some())?;
    if taken || document.knowledge.is_ordinary(bare) || !document.matches_at(start).is_empty() {
        return None;
    }
    ends(document, start).into_iter().rev().find_map(|end| {
        let rest = if end > start + 1 { document.surface(&(start + 1..end)) } else { "" };
        let name = key(&format!("{bare} {rest}"))?;
        let near = large
            .gazetteer
            .find(&name)
            .filter(|place| place.kind == PlaceKind::Settlement)
            .map(|place| (gazetteer::distance::km(place.at, from), place))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let (_, place) = near.filter(|&(km, _)| km <= LIST_KM)?;
        let prefix = Prefix { conjunction: true, ..Prefix::default() };
        Some(Finding { words: start..end, prefix, place, confidence: 0.6, ordinary: false })
    })
}

/// "Tell …", "… camp": the type word may be part of the name.
fn whole_phrase(
    document: &Document<'_>,
    head: &Match,
    words: &Range<usize>,
    kind: PlaceKind,
) -> Option<String> {
    let plain = head.prefix == Prefix::default() && kind != PlaceKind::Settlement;
    plain.then(|| key(document.surface(&(head.first..words.end)))).flatten()
}

fn with_or_without_article(name: &str) -> Option<String> {
    let article = morphology().article.as_str();
    if name.is_ascii() {
        return None;
    }
    Some(name.strip_prefix(article).map_or_else(|| format!("{article}{name}"), str::to_owned))
}

/// Whether a word of this kind may lead to a place of that kind.
fn fits(head: PlaceKind, place: PlaceKind, by_phrase: bool) -> bool {
    match head {
        PlaceKind::Settlement => matches!(place, PlaceKind::Settlement | PlaceKind::Region),
        PlaceKind::Camp => matches!(place, PlaceKind::Camp | PlaceKind::Settlement),
        PlaceKind::Facility => place == PlaceKind::Facility || by_phrase && place == PlaceKind::Other,
        PlaceKind::Other => {
            matches!(place, PlaceKind::Other | PlaceKind::Facility)
                || by_phrase && place == PlaceKind::Settlement
        }
        PlaceKind::River => place == PlaceKind::River,
        PlaceKind::Admin1 | PlaceKind::Country | PlaceKind::Region => false,
    }
}

/// Where a name that begins here may end: within the sentence, before the next name; hyphens join.
fn ends(document: &Document<'_>, start: usize) -> Vec<usize> {
    let sentence = document.sentence_of(start);
    let mut ends = Vec::new();
    let mut index = start;
    while ends.len() < LONGEST {
        let hyphen = index > start && document.is(index, "-");
        index += usize::from(hyphen);
        let Some(word) = document.words.get(index) else { break };
        let taken = document.named_at(index).is_some_and(|name| !is_open(document, name));
        if word.kind == Kind::Punct || word.sentence as usize != sentence || taken && index > start {
            break;
        }
        index += 1;
        ends.push(index);
    }
    ends
}

/// A word of grammar begins no name, unless a capital says so.
fn may_begin(document: &Document<'_>, index: usize) -> bool {
    let is_word = document.words.get(index).is_some_and(|word| word.kind == Kind::Word);
    if document.word(index).is_ascii() {
        return is_word && is_capitalized(document, &(index..index + 1)) || document.is(index + 1, "-");
    }
    is_word
        && !document.matches_at(index).iter().any(|found| {
            let grammar = |class| {
                !matches!(class, Class::NameParticle | Class::Filler | Class::Ordinary | Class::Direction)
            };
            found.meaning.is_of_calendar() || found.meaning.class().is_some_and(grammar)
        })
}

fn is_verb(document: &Document<'_>, index: usize) -> bool {
    let verb = |found: &Match| matches!(found.meaning, Meaning::Trigger(_, Form::Past | Form::Present));
    !document.word(index).is_ascii() && document.matches_at(index).iter().any(verb)
}

/// A person's name may be that of a place, and here it goes on: "the district of Izz al-Din Salim"; so does a Latin
/// name before a hyphen, or before a word with a capital that is nothing else.
fn goes_on(document: &Document<'_>, end: usize) -> bool {
    let same_sentence = document.sentence_of(end) == document.sentence_of(end.saturating_sub(1));
    let latin = document.word(end.saturating_sub(1)).is_ascii();
    let capital = || {
        document.surface(&(end..end + 1)).starts_with(char::is_uppercase)
            && document.matches_at(end).is_empty()
    };
    let longer =
        document.knowledge.is_given(document.word(end)) || latin && (document.is(end, "-") || capital());
    same_sentence && longer && document.named_at(end).is_none()
}

/// Latin names end in a word with a capital.
fn is_capitalized(document: &Document<'_>, words: &Range<usize>) -> bool {
    let last = words.end.saturating_sub(1);
    !document.word(words.start).is_ascii()
        || document.surface(&(last..words.end)).starts_with(char::is_uppercase)
}

/// A place of which only the name is known.
fn is_open(document: &Document<'_>, name: &Name) -> bool {
    match name.referent {
        Referent::Place(place) => document.places.get(place).is_some_and(|place| place.at.is_none()),
        Referent::Entity(_) | Referent::Party(_) => false,
    }
}

fn point(document: &Document<'_>, referent: Referent) -> Option<[f64; 2]> {
    match referent {
        Referent::Place(place) => document.places.get(place)?.at,
        Referent::Entity(_) | Referent::Party(_) => None,
    }
}

/// Notes the findings; places without a point that stood there give way. Returns which place each id became, and
/// which one took over each place that is never mentioned any more.
fn enter_all(
    document: &mut Document<'_>,
    large: &Large,
    findings: &[Finding<'_>],
) -> (HashMap<u64, usize>, HashMap<usize, usize>) {
    let mut entered = HashMap::new();
    let mut left: HashMap<usize, HashMap<usize, usize>> = HashMap::new();
    let mut heirs = HashMap::new();
    let mut added = Vec::new();
    for finding in findings {
        let next = document.places.len();
        let target = *entered.entry(finding.place.id).or_insert(next);
        if target == next {
            let place = found_place(document, large, finding);
            document.places.push(place);
        }
        if let Some(place) = document.places.get_mut(target) {
            place.mentions.push(finding.words.clone());
        }
        let start = finding.words.start;
        let at = document.names.partition_point(|name| name.words.start < start);
        for name in document.names.iter_mut().skip(at).take_while(|name| name.words.start < finding.words.end)
        {
            if let Referent::Place(before) = name.referent {
                left.entry(before).or_default().insert(name.words.start, target);
            }
            name.words.end = name.words.start;
        }
        added.push(named(finding.words.clone(), finding.prefix, target));
    }
    document.names.retain(|name| !name.words.is_empty());
    for (index, starts) in left {
        let Some(place) = document.places.get_mut(index) else { continue };
        // Who takes over the first mention is the heir: of two villages of one name the one told first.
        let first = place.mentions.iter().map(|words| words.start).min();
        place.mentions.retain(|words| !starts.contains_key(&words.start));
        if let Some(&heir) = first.filter(|_| place.mentions.is_empty()).and_then(|first| starts.get(&first))
        {
            heirs.insert(index, heir);
        }
    }
    document.names.append(&mut added);
    document.names.sort_by_key(|name| name.words.start);
    (entered, heirs)
}

fn named(words: Range<usize>, prefix: Prefix, place: usize) -> Name {
    Name { words, referent: Referent::Place(place), prefix }
}

/// The place as it is published: the text's own spelling goes before the gazetteer's.
fn found_place(document: &Document<'_>, large: &Large, finding: &Finding<'_>) -> FoundPlace {
    let place = &finding.place;
    let surface = document.surface(&finding.words);
    let spelled =
        if finding.prefix.conjunction { surface.strip_prefix('و').unwrap_or(surface) } else { surface };
    let latin = document.word(finding.words.start).is_ascii();
    let mut names = Names::new();
    let own = if latin { "en" } else { "ar" };
    for (language, name) in [("ar", place.arabic), ("en", place.english), (own, spelled)] {
        if !name.is_empty() {
            names.insert(language.to_owned(), name.to_owned());
        }
    }
    let is_geonames = large.gazetteer.source() == gazetteer::format::Source::Geonames;
    FoundPlace {
        id: large.id(place),
        kind: place.kind,
        names,
        country: Some(place.country.to_owned()),
        admin1: large.province(place).map(str::to_owned),
        at: Some(place.at),
        geonames: is_geonames.then_some(place.id),
        confidence: finding.confidence,
        mentions: Vec::new(),
    }
}

/// The same words later on, without a word of place, where a place is expected.
fn enter_repeated(document: &mut Document<'_>, findings: &[Finding<'_>], entered: &HashMap<u64, usize>) {
    let mut repeated = Vec::new();
    {
        let mut by_words: HashMap<Vec<&str>, usize> = HashMap::new();
        let mut longest: HashMap<&str, usize> = HashMap::new();
        for finding in findings.iter().filter(|finding| !finding.ordinary && !finding.prefix.conjunction) {
            let words: Vec<&str> = finding.words.clone().map(|index| document.word(index)).collect();
            let (Some(&first), Some(&place)) = (words.first(), entered.get(&finding.place.id)) else {
                continue;
            };
            let longest = longest.entry(first).or_default();
            *longest = words.len().max(*longest);
            by_words.entry(words).or_insert(place);
        }
        let mut index = 1;
        while index < document.words.len() {
            let expected = [Class::Within, Class::Towards, Class::From, Class::Direction]
                .into_iter()
                .any(|class| document.is_class(index - 1, class));
            let most = longest.get(document.word(index)).copied().filter(|_| expected).unwrap_or(0);
            let found = (1..=most).rev().map(|length| index..index + length).find_map(|words| {
                let free = words.clone().all(|at| document.named_at(at).is_none());
                let spelled: Vec<&str> = words.clone().map(|at| document.word(at)).collect();
                by_words.get(&spelled).filter(|_| free).map(|&place| (words, place))
            });
            index = found.as_ref().map_or(index + 1, |(words, _)| words.end);
            repeated.extend(found);
        }
    }
    for (words, place) in repeated {
        if let Some(place) = document.places.get_mut(place) {
            place.mentions.push(words.clone());
        }
        document.names.push(named(words, Prefix::default(), place));
    }
    document.names.sort_by_key(|name| name.words.start);
}

#[cfg(test)]
mod tests;
