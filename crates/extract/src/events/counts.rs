//! Figures of an event: only what the text states. "An officer and four soldiers" are five; "eleven people,
//! eight of them civilians" are eleven.

mod people;

use std::collections::BTreeMap;

use record::event::{CountKind, CountRange, Counts, EventType};
use text::number::Number;

use people::{counts_people, counts_time, dual_at, is_one_of_people, person_at, suffers_alone, tells_kind};

use super::group::Group;
use super::hits::Hit;
use crate::document::{Document, Name, Referent};
use crate::knowledge::{Argument, Class, Form, Meaning, PartyKind, Trait, is_definite, morphology};

/// How far behind a trigger its figure may stand.
const REACH: usize = 14;

/// The figures of an event, and bounds of the vague ones.
pub(super) fn counts(
    document: &Document<'_>,
    group: &Group<'_>,
) -> (Counts, BTreeMap<CountKind, CountRange>) {
    let mut tally = Tally::default();
    if not_done(document, group) {
        return (tally.counts, tally.ranges);
    }
    // "Eleven raids".
    if let Some(main) = group.main().filter(|main| counted(main).is_none() && main.form == Form::Noun) {
        tally.note(CountKind::Size, before(document, main, CountKind::Size));
    }
    let telling = || {
        group.hits.iter().enumerate().filter_map(|(position, hit)| {
            let kind = counted(hit).filter(|&kind| is_told(kind, group.event_type))?;
            (!counts_itself(document, hit)).then_some((position, hit, kind))
        })
    };
    for (position, hit, kind) in telling() {
        let reach = hit.words.end..limit(group, position).min(hit.words.end + REACH);
        let two = (hit.form == Form::Dual).then(|| Figure::exact(2));
        let figure = two
            .or_else(|| before(document, hit, kind))
            .or_else(|| past_doer(document, hit).and_then(|start| behind(document, start..reach.end, kind)))
            .or_else(|| behind(document, reach, kind));
        tally.note(kind, figure);
    }
    // A figure ahead of a verb counts only where none stands behind it or behind what follows it.
    for (position, hit, kind) in telling() {
        let last = position.checked_sub(1).and_then(|last| group.hits.get(last));
        let low = last.filter(|last| last.is_harm()).map_or(group.clause.start, |last| last.words.end);
        tally.note(kind, ahead(document, hit, low.min(hit.words.start), kind));
    }
    add_counted_nouns(document, group, &mut tally);
    (tally.counts, tally.ranges)
}

/// "A gunman killed two brothers": one past whoever did it, where those who suffered it are counted right behind.
fn past_doer(document: &Document<'_>, hit: &Hit<'_>) -> Option<usize> {
    let active = hit.form == Form::Past && hit.trigger.subject == Argument::Actor;
    let doer = document.names_in(hit.words.end..hit.words.end + 1).first().filter(|_| active)?;
    let Referent::Party(party) = doer.referent else { return None };
    let armed = document.knowledge.parties.get(party as usize)?.kind == PartyKind::Armed;
    // "A sniper of the militia".
    let owner = document.names_in(doer.words.end..doer.words.end + 1).first();
    let owner = owner.filter(|owner| is_definite(document.word(owner.words.start)));
    let end = owner.map_or(doer.words.end, |owner| owner.words.end);
    let counted = number_at(document, end).is_some_and(|(_, number)| !number.ordinal);
    (armed && counted && !begins_with_and(document, end)).then_some(end)
}

/// Where the reach of a trigger ends: at the next one. "The explosion claimed the lives of two": an act that is the subject
/// of an outcome does not cut its reach.
fn limit(group: &Group<'_>, position: usize) -> usize {
    let Some(hit) = group.hits.get(position) else { return group.clause.end };
    let subject = |next: &Hit<'_>| {
        let close = next.words.start == hit.words.end && next.prefix.preposition.is_none();
        hit.is_harm() && hit.is_verb() && !next.is_harm() && close
    };
    // A word may be two triggers.
    let mut rest = group.hits.iter().skip(position + 1).filter(|next| next.words.start >= hit.words.end);
    rest.find(|next| !next.is_means() && !subject(next)).map_or(group.clause.end, |next| next.words.start)
}

/// What a number beside a trigger counts: as the grammar says; demonstrators and the convicted where it is silent.
fn counted(hit: &Hit<'_>) -> Option<CountKind> {
    let people = matches!(hit.event_type(), EventType::Protest | EventType::Sanction);
    hit.trigger.counts.or(people.then_some(CountKind::Size))
}

/// Whether an event of this type can have such a figure.
fn is_told(kind: CountKind, event_type: EventType) -> bool {
    match kind {
        CountKind::Arrested => event_type == EventType::Coerce,
        CountKind::Abducted => event_type == EventType::Assault,
        CountKind::Dead | CountKind::Injured => {
            matches!(event_type, EventType::Assault | EventType::Coerce | EventType::Protest)
        }
        CountKind::Displaced => matches!(event_type, EventType::Assault | EventType::Coerce),
        CountKind::Size => true,
    }
}

/// "Seven dead": the number stands before, and what follows counts others.
fn counts_itself(document: &Document<'_>, hit: &Hit<'_>) -> bool {
    !hit.is_verb()
        && [Class::Dead, Class::Injured].into_iter().any(|class| document.is_class(hit.words.start, class))
        && (1..=4).any(|back| {
            hit.words
                .start
                .checked_sub(back)
                .and_then(|index| number_at(document, index))
                .is_some_and(|(end, _)| end == hit.words.start)
        })
}

/// "Nobody was arrested" counts nobody; a denied report ("that an officer was killed") keeps its figure.
fn not_done(document: &Document<'_>, group: &Group<'_>) -> bool {
    group.main().is_some_and(|main| {
        document.has_class(main.words.start.saturating_sub(3)..main.words.start, Class::Negation)
    })
}

/// The number at a word, unless it is of a clock ("09:45") or a calibre.
fn number_at<'d>(document: &'d Document<'_>, index: usize) -> Option<(usize, &'d Number)> {
    let (end, number) = document.number_at(index)?;
    let digit = |index: usize| document.has(index, Trait::Digit);
    let clock = document.is(end, ":") && digit(end + 1)
        || index >= 2 && document.is(index - 1, ":") && digit(index - 2);
    let calibre = index > 0 && document.is_class(index - 1, Class::Calibre);
    (!clock && !calibre).then_some((end, number))
}

/// A figure with its bounds.
#[derive(Debug, Clone, Copy)]
struct Figure {
    value: u64,
    range: Option<CountRange>,
    /// The word at which it begins, where it is a number.
    at: Option<usize>,
}

impl Figure {
    fn exact(value: u64) -> Self {
        Self { value, range: None, at: None }
    }

    fn of(number: &Number, at: usize) -> Self {
        let range = (!number.exact).then_some(CountRange { min: number.min, max: number.max });
        Self { value: number.value, range, at: Some(at) }
    }

    /// "Hundreds" states no figure; "more than 300" does.
    fn is_vague(self) -> bool {
        self.range.is_some_and(|range| range.max.is_some_and(|max| max >= range.min.saturating_mul(3)))
    }

    fn plus(self, other: Self) -> Self {
        Self { value: self.value.saturating_add(other.value), range: self.range.or(other.range), at: self.at }
    }
}

/// The figures found so far.
#[derive(Default)]
struct Tally {
    counts: Counts,
    ranges: BTreeMap<CountKind, CountRange>,
    /// Which numbers they are.
    told: Vec<(CountKind, usize)>,
}

impl Tally {
    /// The first figure of a kind counts, and vague ones never. "The shelling displaced three thousand", "eleven displaced
    /// people were killed": a number beside two words says what happened to people, and those above all who were hurt.
    fn note(&mut self, kind: CountKind, figure: Option<Figure>) {
        let known = self.counts.slot(kind).is_some();
        let Some(figure) = figure.filter(|figure| !known && !figure.is_vague() && figure.value > 0) else {
            return;
        };
        let as_another =
            |held: &(CountKind, usize)| Some(held.1) == figure.at && weight(held.0) != weight(kind);
        if let Some(&(other, _)) = self.told.iter().find(|held| as_another(held)) {
            if weight(other) > weight(kind) {
                return;
            }
            *self.counts.slot(other) = None;
            self.ranges.remove(&other);
        }
        *self.counts.slot(kind) = Some(figure.value);
        self.told.extend(figure.at.map(|at| (kind, at)));
        self.ranges.extend(figure.range.map(|range| (kind, range)));
    }
}

/// Of two kinds that a number may be of, the one that tells more.
fn weight(kind: CountKind) -> u8 {
    match kind {
        CountKind::Size => 0,
        CountKind::Displaced => 1,
        CountKind::Dead | CountKind::Injured | CountKind::Arrested | CountKind::Abducted => 2,
    }
}

/// "27 attacks": the number right before a noun.
fn before(document: &Document<'_>, hit: &Hit<'_>, kind: CountKind) -> Option<Figure> {
    // "Three in shelling" are no three shellings.
    if hit.is_verb() || hit.prefix.preposition.is_some() {
        return None;
    }
    // "214 cases of arrest", "31 killings and attempts".
    let mut noun = hit.words.start;
    while noun > 0 && document.is_class(noun - 1, Class::Case) {
        noun -= 1;
    }
    if noun == hit.words.start && kind != CountKind::Size && !document.word(noun).is_ascii() {
        return None;
    }
    (1..=4).find_map(|back| {
        let start = noun.checked_sub(back)?;
        let (end, number) = number_at(document, start)?;
        // "Two soldiers in an attack": a dual counts those whom it names.
        let people = start + 1 == end && counts_people(document, start);
        // "Of one family in an explosion": one stands behind its own noun.
        let one = number.value == 1 && !document.word(start).is_ascii();
        (end == noun && !one && !number.ordinal && !people && !document.in_date(start))
            .then(|| Figure::of(number, start))
    })
}

/// "Four policemen were killed": the figure of a subject that stands before its verb.
fn ahead(document: &Document<'_>, hit: &Hit<'_>, low: usize, kind: CountKind) -> Option<Figure> {
    let protest = hit.event_type() == EventType::Protest;
    if !hit.is_verb() && hit.form != Form::Phrase && !protest {
        return None;
    }
    // "Five were killed and others wounded": whom an Arabic verb behind "and" counts stand behind it.
    if hit.is_verb() && hit.prefix.conjunction {
        return None;
    }
    let from = low.max(hit.words.start.saturating_sub(8));
    let found = (from..hit.words.start).rev().find_map(|index| {
        let (end, number) = number_at(document, index)?;
        if document.is_class(index.wrapping_sub(1), Class::Including) {
            return None;
        }
        // "And a third wounded".
        if number.ordinal && is_of_victims(kind) && document.is(index.wrapping_sub(1), "a") {
            return Some(Figure::exact(1));
        }
        let date = document.in_date(index);
        let people = !protest || counts_people(document, end);
        // "Six members of one family": one is no figure behind its noun.
        let one = number.value == 1 && !document.word(index).is_ascii();
        (!date && !one && people && !number.ordinal && !is_measure(document, index, end))
            .then(|| Figure::of(number, index))
    });
    let found = found.filter(|_| kind != CountKind::Size || hit.is_verb() || protest);
    let alone = || is_of_victims(kind) && suffers_alone(document, hit.words.start, from);
    found.or_else(|| alone().then(|| Figure::exact(1)))
}

/// The figures behind a trigger, summed as long as "and" joins them.
fn behind(document: &Document<'_>, words: std::ops::Range<usize>, kind: CountKind) -> Option<Figure> {
    let mut sum: Option<Figure> = None;
    let mut index = words.start;
    while index < words.end {
        if stops(document, index) || sum.is_some() && kind == CountKind::Size {
            break;
        }
        if sum.is_some() && document.is_punct(index) {
            // "14 civilians, and 32 fighters".
            let next = index + 1 + usize::from(document.is(index + 1, "و"));
            let goes_on = begins_with_and(document, next) && number_at(document, next).is_some();
            if !goes_on {
                break;
            }
        }
        if let Ok(date) = document.dates.binary_search_by_key(&index, |date| date.words.start) {
            index = document.dates.get(date).map_or(index + 1, |date| date.words.end.max(index + 1));
            continue;
        }
        // "Two dead and nine wounded": the second figure says itself what it counts.
        let others: &[Class] = match kind {
            CountKind::Dead => &[Class::Injured, Class::OneInjured, Class::TwoInjured],
            CountKind::Injured => &[Class::Dead, Class::OneDead, Class::TwoDead],
            CountKind::Arrested | CountKind::Abducted | CountKind::Displaced | CountKind::Size => &[],
        };
        if let Some((end, number)) = number_at(document, index)
            && others.iter().any(|&class| {
                document.is_class(end, class) || number.dual_noun && document.is_class(index, class)
            })
        {
            if sum.is_some() {
                break;
            }
            index = end.max(index + 1);
            continue;
        }
        // "The two brothers N.N. and N.N.".
        if sum.is_none() && is_named_pair(document, index) && kind != CountKind::Size {
            return Some(Figure::exact(2));
        }
        match term(document, index, kind) {
            Some((end, figure)) => {
                let joined = sum.is_none() || begins_with_and(document, index);
                if !joined && number_at(document, index).is_some() {
                    break;
                }
                // "14 persons, civilians all", "twelve wanted and suspected men": more words for those counted.
                if !joined || sum.is_some() && are_same_people(document, words.start, index) {
                    index = end.max(index + 1);
                    continue;
                }
                sum = Some(sum.map_or(figure, |sum| sum.plus(figure)));
                index = end.max(index + 1);
            }
            None => index += 1,
        }
    }
    sum
}

/// What happens to people one by one.
fn is_of_victims(kind: CountKind) -> bool {
    matches!(kind, CountKind::Dead | CountKind::Injured | CountKind::Arrested | CountKind::Abducted)
}

/// The description at a word is one of those before it in other words.
fn are_same_people(document: &Document<'_>, start: usize, index: usize) -> bool {
    let party = |name: &Name| match name.referent {
        Referent::Party(party) => Some(party),
        Referent::Entity(_) | Referent::Place(_) => None,
    };
    let here = document.names_in(index..index + 1).first().and_then(party);
    let bare = number_at(document, index).is_none() && !document.is_class(index, Class::Indefinite);
    here.is_some() && bare && document.names_in(start..index).iter().any(|name| party(name) == here)
}

/// One figure: a number that counts people or things, or a single person.
fn term(document: &Document<'_>, index: usize, kind: CountKind) -> Option<(usize, Figure)> {
    if let Some((end, number)) = number_at(document, index) {
        if number.ordinal {
            // "And a third was wounded".
            let alone = !is_definite(document.word(index)) && number_at(document, end).is_none();
            return (alone && is_of_victims(kind)).then(|| (end, Figure::exact(1)));
        }
        let tells = |at: usize, classes: &[Class]| classes.iter().any(|&class| document.is_class(at, class));
        let casualties = kind == CountKind::Size
            && (tells(end, &[Class::Dead, Class::Injured, Class::Displaced])
                || number.dual_noun && tells(index, &[Class::TwoDead, Class::TwoInjured]));
        // "Between the two villages": known already, and no size.
        let known = kind == CountKind::Size && document.is(index.wrapping_sub(1), "the");
        let sentence = casualties || known || is_measure(document, index, end) || is_label(document, index);
        let people = kind == CountKind::Size
            && document.has_class(index.saturating_sub(1)..index, Class::Onto)
            && !counts_people(document, end);
        if sentence || people {
            return None;
        }
        // "two of the soldiers": skip what is counted, so that it does not count again as one.
        let skip = usize::from(document.is_class(end, Class::One));
        return Some((end + skip, Figure::of(number, index)));
    }
    let people = kind != CountKind::Size && kind != CountKind::Displaced;
    if people && let Some(person) = person_at(document, index) {
        return Some((person, Figure::exact(1)));
    }
    if people && let Some(two) = dual_at(document, index) {
        return Some((two, Figure::exact(2)));
    }
    // "Three children and a teacher", "her brother".
    let next = document.names_in(index + 1..index + 3).first();
    let one = document.is_class(index, Class::Indefinite) || matches!(document.word(index), "his" | "her");
    if people
        && one
        && let Some(name) = next.filter(|name| is_one_of_people(document, name))
    {
        return Some((name.words.end, Figure::exact(1)));
    }
    let one = document
        .class_at(index, Class::One)
        .filter(|found| people && found.prefix.preposition.is_none() && !tells_kind(document, index))?;
    Some((one.end, Figure::exact(1)))
}

/// A dual with the article, before the name of a person.
fn is_named_pair(document: &Document<'_>, index: usize) -> bool {
    let pair = document.number_at(index).filter(|(end, number)| number.dual_noun && *end == index + 1);
    pair.is_some() && is_definite(document.word(index)) && person_at(document, index + 1).is_some()
}

/// "Two days", "six thousand dollars", "three kilometres": no people and no things.
fn is_measure(document: &Document<'_>, index: usize, end: usize) -> bool {
    // "A ten-year-old girl".
    let past = end + usize::from(document.is(end, "-"));
    counts_time(document, past)
        || counts_time(document, index)
        || document.is_class(end, Class::Money)
        || [Class::TwoDays, Class::TwoWeeks, Class::TwoMonths, Class::TwoYears]
            .into_iter()
            .any(|class| document.is_class(index, class))
}

/// "Branch 215", "both sides", "the two towns": a number that is part of a name, or a dual that counts nobody.
fn is_label(document: &Document<'_>, index: usize) -> bool {
    let is_head =
        |index: usize| document.matches_at(index).iter().any(|found| found.meaning.head().is_some());
    let digits = document.word(index).starts_with(|c: char| c.is_ascii_digit());
    let place = document.matches_at(index).iter().any(|found| document.is_place_word(found));
    let one_of = |index: usize| document.is_class(index, Class::From) || counts_people(document, index);
    // Folded, "a thousand" begins as if it had the article, which is never written with a hamza.
    let definite =
        is_definite(document.word(index)) && !document.surface(&(index..index + 1)).starts_with('أ');
    // "Between the two clans of X and Y".
    let joined = |ending: &String| document.word(index).ends_with(ending.as_str());
    let bodies = is_head(index) && morphology().duals_joined.iter().any(joined);
    digits && index > 0 && is_head(index - 1) && !one_of(index + 1) || place || bodies || definite && !digits
}

fn begins_with_and(document: &Document<'_>, index: usize) -> bool {
    // "One" begins with that letter itself.
    let one = number_at(document, index).is_some_and(|(end, number)| number.value == 1 && end == index + 1);
    document.word(index).starts_with('و') && !one
        || matches!(document.word(index.wrapping_sub(1)), "and" | "و")
}

fn stops(document: &Document<'_>, index: usize) -> bool {
    !adds_people(document, index)
        && [Class::Including, Class::Link, Class::Separator]
            .into_iter()
            .any(|class| document.is_class(index, class))
}

/// "… and two soldiers", "… and a teacher": more of the same, unless a verb of their own follows.
fn adds_people(document: &Document<'_>, index: usize) -> bool {
    let next = index + 1;
    let end = number_at(document, next).map(|(end, _)| end);
    let start = end.or_else(|| document.is_class(next, Class::Indefinite).then_some(next + 1));
    document.is(index, "and")
        && start.is_some_and(|start| {
            let name = document.names_in(start..start + 2).first();
            name.is_some_and(|name| {
                matches!(name.referent, Referent::Party(_))
                    && !document.has_class(name.words.end..name.words.end + 2, Class::Passive)
                    && !is_harmed(document, name.words.end)
            })
        })
}

/// A word of killing or wounding stands here: whoever stands before it is counted by it.
fn is_harmed(document: &Document<'_>, index: usize) -> bool {
    document.matches_at(index).iter().any(|found| matches!(found.meaning, Meaning::Trigger(_, Form::Past)))
}

/// "16 dead and 35 wounded": numbers that say themselves what they count.
fn add_counted_nouns(document: &Document<'_>, group: &Group<'_>, tally: &mut Tally) {
    for index in group.clause.clone() {
        let Some((end, number)) = number_at(document, index) else {
            let bare = [
                (Class::OneDead, CountKind::Dead, 1),
                (Class::TwoDead, CountKind::Dead, 2),
                (Class::OneInjured, CountKind::Injured, 1),
                (Class::TwoInjured, CountKind::Injured, 2),
            ];
            for (class, kind, value) in bare {
                let follows = index.checked_sub(1).is_some_and(|before| {
                    (0..4).any(|back| {
                        before
                            .checked_sub(back)
                            .and_then(|at| number_at(document, at))
                            .is_some_and(|(end, _)| end == index)
                    })
                });
                if !follows && is_told(kind, group.event_type) && document.is_class(index, class) {
                    tally.note(kind, Some(Figure::exact(value)));
                }
            }
            continue;
        };
        for (class, kind) in [
            (Class::Dead, CountKind::Dead),
            (Class::Injured, CountKind::Injured),
            (Class::Arrested, CountKind::Arrested),
            (Class::Abducted, CountKind::Abducted),
            (Class::Displaced, CountKind::Displaced),
        ] {
            if is_told(kind, group.event_type) && document.is_class(end, class) {
                tally.note(kind, Some(Figure::of(number, index)));
            }
        }
        for (class, kind) in [(Class::TwoDead, CountKind::Dead), (Class::TwoInjured, CountKind::Injured)] {
            if is_told(kind, group.event_type) && number.dual_noun && document.is_class(index, class) {
                tally.note(kind, Some(Figure::of(number, index)));
            }
        }
    }
}
