//! Figures of an event: only what the text states. "An officer and four soldiers" are five; "eleven people,
//! eight of them civilians" are eleven.

use std::collections::BTreeMap;

use record::event::{CountKind, CountRange, Counts};
use text::number::Number;

use super::group::Group;
use super::hits::Hit;
use crate::document::Document;
use crate::knowledge::{Class, Form, Meaning};

/// How far behind a trigger its figure may stand.
const REACH: usize = 14;

/// The figures of an event, and bounds of the vague ones.
pub(super) fn counts(
    document: &Document<'_>,
    group: &Group<'_>,
) -> (Counts, BTreeMap<CountKind, CountRange>) {
    let mut counts = Counts::default();
    let mut ranges = BTreeMap::new();
    if not_done(document, group) {
        return (counts, ranges);
    }
    for (position, hit) in group.hits.iter().enumerate() {
        let Some(kind) = hit.trigger.counts else { continue };
        let limit = group.hits.get(position + 1).map_or(group.clause.end, |next| next.words.start);
        let figure = if hit.form == Form::Dual { Some(Figure::exact(2)) } else { None };
        let figure = figure
            .or_else(|| before(document, hit, kind))
            .or_else(|| behind(document, hit.words.end..limit.min(hit.words.end + REACH), kind));
        let figure = figure.or_else(|| ahead(document, hit, group.clause.start, kind));
        if let Some(figure) = figure.filter(|figure| !figure.is_vague()) {
            note(&mut counts, &mut ranges, kind, figure);
        }
    }
    add_counted_nouns(document, group, &mut counts, &mut ranges);
    (counts, ranges)
}

/// "Nobody was arrested" counts nobody; a denied report ("that an officer was killed") keeps its figure.
fn not_done(document: &Document<'_>, group: &Group<'_>) -> bool {
    group.main().is_some_and(|main| {
        document.has_class(main.words.start.saturating_sub(3)..main.words.start, Class::Negation)
    })
}

/// A figure with its bounds.
#[derive(Debug, Clone, Copy)]
struct Figure {
    value: u64,
    range: Option<CountRange>,
}

impl Figure {
    fn exact(value: u64) -> Self {
        Self { value, range: None }
    }

    fn of(number: &Number) -> Self {
        let range = (!number.exact).then_some(CountRange { min: number.min, max: number.max });
        Self { value: number.value, range }
    }

    /// "Hundreds" states no figure; "more than 300" does.
    fn is_vague(self) -> bool {
        self.range.is_some_and(|range| range.max.is_some_and(|max| max >= range.min.saturating_mul(3)))
    }

    fn plus(self, other: Self) -> Self {
        Self { value: self.value.saturating_add(other.value), range: self.range.or(other.range) }
    }
}

fn note(counts: &mut Counts, ranges: &mut BTreeMap<CountKind, CountRange>, kind: CountKind, figure: Figure) {
    let slot = counts.slot(kind);
    if slot.is_none() && figure.value > 0 {
        *slot = Some(figure.value);
        if let Some(range) = figure.range {
            ranges.insert(kind, range);
        }
    }
}

/// "27 attacks": the number right before a noun.
fn before(document: &Document<'_>, hit: &Hit<'_>, kind: CountKind) -> Option<Figure> {
    if hit.is_verb() || kind != CountKind::Size && !document.word(hit.words.start).is_ascii() {
        return None;
    }
    (1..=4).find_map(|back| {
        let start = hit.words.start.checked_sub(back)?;
        let (end, number) = document.number_at(start)?;
        (end == hit.words.start && !number.ordinal).then(|| Figure::of(number))
    })
}

/// "Four policemen were killed": the figure of a subject that stands before its verb.
fn ahead(document: &Document<'_>, hit: &Hit<'_>, low: usize, kind: CountKind) -> Option<Figure> {
    if !hit.is_verb() && hit.form != Form::Phrase {
        return None;
    }
    let from = low.max(hit.words.start.saturating_sub(8));
    let found = (from..hit.words.start).rev().find_map(|index| {
        let (end, number) = document.number_at(index)?;
        let date = document.in_date(index);
        (!date && !number.ordinal && !counts_time(document, end)).then(|| Figure::of(number))
    });
    found.filter(|_| kind != CountKind::Size || hit.is_verb())
}

/// The figures behind a trigger, summed as long as "and" joins them.
fn behind(document: &Document<'_>, words: std::ops::Range<usize>, kind: CountKind) -> Option<Figure> {
    let mut sum: Option<Figure> = None;
    let mut index = words.start;
    while index < words.end {
        if stops(document, index) || sum.is_some() && (document.is_punct(index) || kind == CountKind::Size) {
            break;
        }
        if let Ok(date) = document.dates.binary_search_by_key(&index, |date| date.words.start) {
            index = document.dates.get(date).map_or(index + 1, |date| date.words.end.max(index + 1));
            continue;
        }
        match term(document, index, kind) {
            Some((end, figure)) => {
                let joined = sum.is_none() || begins_with_and(document, index);
                if !joined {
                    break;
                }
                sum = Some(sum.map_or(figure, |sum| sum.plus(figure)));
                index = end.max(index + 1);
            }
            None => index += 1,
        }
    }
    sum
}

/// One figure: a number that counts people or things, or a single person.
fn term(document: &Document<'_>, index: usize, kind: CountKind) -> Option<(usize, Figure)> {
    if let Some((end, number)) = document.number_at(index) {
        if number.ordinal || counts_time(document, end) {
            return None;
        }
        // "two of the soldiers": skip what is counted, so that it does not count again as one.
        let skip = usize::from(document.class_at(end, Class::One).is_some());
        return Some((end + skip, Figure::of(number)));
    }
    let people = kind != CountKind::Size && kind != CountKind::Displaced;
    let one =
        document.class_at(index, Class::One).filter(|found| people && found.prefix.preposition.is_none())?;
    Some((one.end, Figure::exact(1)))
}

fn begins_with_and(document: &Document<'_>, index: usize) -> bool {
    document.word(index).starts_with('و') || document.is(index.wrapping_sub(1), "and")
}

fn counts_time(document: &Document<'_>, index: usize) -> bool {
    [Class::UnitDay, Class::UnitWeek, Class::UnitMonth, Class::UnitYear, Class::UnitHour]
        .into_iter()
        .any(|class| document.class_at(index, class).is_some())
        || document.matches_at(index).iter().any(|found| matches!(found.meaning, Meaning::Month(..)))
}

fn stops(document: &Document<'_>, index: usize) -> bool {
    [Class::Including, Class::Link, Class::Separator]
        .into_iter()
        .any(|class| document.class_at(index, class).is_some())
}

/// "16 dead and 35 wounded": numbers that say themselves what they count.
fn add_counted_nouns(
    document: &Document<'_>,
    group: &Group<'_>,
    counts: &mut Counts,
    ranges: &mut BTreeMap<CountKind, CountRange>,
) {
    for index in group.clause.clone() {
        let Some((end, number)) = document.number_at(index) else { continue };
        for (class, kind) in [
            (Class::Dead, CountKind::Dead),
            (Class::Injured, CountKind::Injured),
            (Class::Arrested, CountKind::Arrested),
            (Class::Abducted, CountKind::Abducted),
            (Class::Displaced, CountKind::Displaced),
        ] {
            if document.class_at(end, class).is_some() {
                note(counts, ranges, kind, Figure::of(number));
            }
        }
    }
}
