//! Where and when: the place and the date that stand nearest to the event's words.

use std::ops::Range;

use record::event::{EventDate, EventType};
use record::id::PlaceId;
use record::record::{PlaceKind, Precision};

use super::group::Group;
use crate::Input;
use crate::dates::FoundDate;
use crate::document::{Document, Name, Referent};
use crate::knowledge::{Class, Kind, definite_noun, folded};

/// From how many towns on an article may be a digest.
const DIGEST_PLACES: usize = 7;
/// How many labelled lines make a ticker, and how long their labels are, in words.
const TICKER_LINES: usize = 3;
const TICKER_LABEL: usize = 5;
/// A province named so many times as often as any town is what an article is about.
const PROVINCE_SHARE: usize = 4;
/// How many mentions a place of the title is worth.
const TITLED: usize = 2;
/// How long a heading is at most, in words.
const HEADING: usize = 8;
/// In a digest no town has one in so many of all mentions.
const DIGEST_SHARE: usize = 6;

/// The place of an event: the first one after its trigger, else the last one before it in the clause, else in
/// the sentence. Whole countries only where nothing nearer is named.
pub(super) fn place(
    document: &Document<'_>,
    group: &Group<'_>,
    clause_only: bool,
    known: Option<usize>,
) -> Option<usize> {
    let main = group.hits.first()?.words.start;
    let names = |range: Range<usize>| {
        document.names_in(range).iter().filter_map(|name| match name.referent {
            Referent::Place(place) => Some((name, place)).filter(|_| !is_of_speaker(document, name)),
            Referent::Entity(_) | Referent::Party(_) => None,
        })
    };
    let small = |&(_, place): &(&Name, usize)| {
        document.places.get(place).is_some_and(|place| place.kind != PlaceKind::Country)
    };
    let inside = |found: &(&Name, usize)| small(found) && stands_within(document, found.0);
    // Where the wounded are taken to is not where they were hit.
    let moved = (main..group.clause.end).find(|&index| document.is_class(index, Class::Moved));
    let after = main..moved.unwrap_or(group.clause.end);
    let before = group.clause.start..main;
    let earlier = if clause_only { 0..0 } else { group.sentence.start..group.clause.start };
    let leaves = group.event_type == EventType::Retreat;
    // Where a road leads and whence somebody came is no place of force, as long as one is known.
    let still = known.is_some() && group.event_type == EventType::Assault;
    let stays = |found: &(&Name, usize)| !still || !led_away(document, found.0);
    let within = names(after.clone())
        .find(|found| if leaves { small(found) && !led_towards(document, found.0) } else { inside(found) });
    // "Struck the town of X in the province of Y".
    let target = within.filter(|(_, place)| !exact(document, *place)).and_then(|(province, _)| {
        let passed = |name: &Name| led_away(document, name) || led_towards(document, name);
        let mut ahead = names(after.start..province.words.start);
        ahead.find(|&(name, place)| exact(document, place) && !passed(name))
    });
    target
        .or(within)
        .or_else(|| names(after.clone()).find(|found| small(found) && stays(found)))
        .or_else(|| names(before).rfind(|found| small(found) && stays(found)))
        .or_else(|| names(earlier.clone()).rfind(|found| exact(document, found.1)))
        .or_else(|| names(earlier).rfind(small))
        .or_else(|| names(after).next())
        .map(|(_, place)| place)
}

/// "…, a ministry in Aden said": where the source is.
fn is_of_speaker(document: &Document<'_>, name: &Name) -> bool {
    let end = name.words.end;
    document.word(end).is_ascii()
        && document.says(end)
        && document.is_class(name.words.start.wrapping_sub(1), Class::Within)
}

/// The place is where somebody goes.
fn led_towards(document: &Document<'_>, name: &Name) -> bool {
    (1..=3).any(|back| {
        name.words.start.checked_sub(back).is_some_and(|index| document.is_class(index, Class::Towards))
    })
}

/// "The road leading to X", "who came from X".
fn led_away(document: &Document<'_>, name: &Name) -> bool {
    name.prefix.preposition.is_none()
        && (1..=2).any(|back| {
            name.words.start.checked_sub(back).is_some_and(|index| {
                document.is_class(index, Class::Towards) || document.is_class(index, Class::From)
            })
        })
}

/// A place smaller than a province.
fn exact(document: &Document<'_>, place: usize) -> bool {
    document.places.get(place).is_some_and(|place| {
        !matches!(place.kind, PlaceKind::Country | PlaceKind::Admin1 | PlaceKind::Region | PlaceKind::River)
    })
}

/// Whether a place can be what an article is about: a town is, its square or its prison is where one thing of many happens.
fn town(document: &Document<'_>, place: usize) -> bool {
    document
        .places
        .get(place)
        .is_some_and(|place| !matches!(place.kind, PlaceKind::Facility | PlaceKind::Other))
}

/// The place that the article is about: the one named most often, the first of equals.
pub(super) fn main_place(document: &Document<'_>) -> Option<usize> {
    let mut mentions = vec![0_usize; document.places.len()];
    for name in document.names.iter().filter(|name| !is_dateline(document, name)) {
        if let Referent::Place(place) = name.referent
            && let Some(count) = mentions.get_mut(place)
        {
            *count += 1;
        }
    }
    // What the title names is what the article is about, the more so where the text goes on about it.
    let title = document.title.map(folded).unwrap_or_default();
    for (place, count) in document.places.iter().zip(&mut mentions) {
        if *count > 0 && place.names.values().any(|name| has_words(&title, &folded(name))) {
            *count += TITLED;
        }
    }
    // A town that is named once does not stand for a province named throughout.
    let most = mentions.iter().copied().max().unwrap_or(0);
    let weight = |place: usize| {
        let named = mentions.get(place).copied().unwrap_or(0);
        (
            exact(document, place) && named * PROVINCE_SHARE > most,
            town(document, place),
            mentions.get(place).copied(),
            std::cmp::Reverse(place),
        )
    };
    // A digest is about no place in particular.
    let main = (0..document.places.len()).max_by_key(|&place| weight(place))?;
    let named: usize = (0..mentions.len()).filter(|&place| exact(document, place)).count();
    let share = mentions.get(main).copied().unwrap_or(0);
    let digest = named >= DIGEST_PLACES && share * DIGEST_SHARE < mentions.iter().sum();
    if digest { common_province(document, &mentions) } else { Some(main) }
}

/// The name stands in the title, perhaps with a preposition written to it.
fn has_words(title: &str, name: &str) -> bool {
    let found = title.match_indices(name).any(|(start, _)| {
        let before = title.get(..start).and_then(|before| before.chars().next_back());
        let after = title.get(start + name.len()..).and_then(|after| after.chars().next());
        before.is_none_or(|c| !c.is_alphanumeric() || matches!(c, 'ب' | 'و' | 'ل'))
            && after.is_none_or(|c| !c.is_alphanumeric())
    });
    !name.is_empty() && found
}

/// The province that most towns of a digest lie in, where the article names it.
fn common_province(document: &Document<'_>, mentions: &[usize]) -> Option<usize> {
    let province =
        |place: &usize| document.places.get(*place).is_some_and(|place| place.kind == PlaceKind::Admin1);
    let lies_in = |town: usize, province: usize| {
        let of = |place: usize| document.places.get(place).map(|place| (&place.country, &place.admin1));
        exact(document, town) && of(town) == of(province)
    };
    let towns = (0..mentions.len()).filter(|&place| exact(document, place)).count();
    let inside = |province: usize| (0..mentions.len()).filter(|&town| lies_in(town, province)).count();
    let most = (0..mentions.len()).filter(province).max_by_key(|&province| inside(province))?;
    (2 * inside(most) > towns).then_some(most)
}

/// "The district", alone: one that was named before.
pub(super) fn takes_up(document: &Document<'_>, mut words: Range<usize>) -> bool {
    words.any(|index| {
        let kind = definite_noun(document.word(index)).map(|(noun, _)| noun);
        kind.is_some_and(|noun| document.knowledge.type_words.contains_key(noun))
            && document.named_at(index + 1).is_none()
    })
}

/// The province that a place lies in, where the article names it; else the place itself.
pub(super) fn province_of(document: &Document<'_>, place: usize) -> usize {
    let of = |place: usize| document.places.get(place).map(|place| (&place.country, &place.admin1));
    let is_province =
        |at: &usize| document.places.get(*at).is_some_and(|place| place.kind == PlaceKind::Admin1);
    (0..document.places.len())
        .filter(is_province)
        .find(|&province| of(province) == of(place))
        .unwrap_or(place)
}

/// Lines that begin with a clock time or a label before a bar: each is dated by itself.
pub(super) fn is_ticker(document: &Document<'_>) -> bool {
    let lines = document.sentences.iter().filter(|sentence| document.breaks_before(sentence.start));
    let labelled = lines.filter(|sentence| {
        let opening = sentence.start..sentence.end.min(sentence.start + TICKER_LABEL);
        opening.clone().any(|index| document.is(index, "|"))
            || document.word(sentence.start).starts_with(|c: char| c.is_ascii_digit())
                && opening.clone().any(|index| document.is(index, ":"))
    });
    labelled.count() >= TICKER_LINES
}

/// "HASAKAH (Agency) -": where the report was written.
fn is_dateline(document: &Document<'_>, name: &Name) -> bool {
    name.words.start < 4
        && (name.words.end..name.words.end + 6)
            .any(|index| matches!(document.word(index), "-" | "–" | "—" | ":"))
        && (name.words.end..name.words.end + 6)
            .take_while(|&index| !matches!(document.word(index), "-" | "–" | "—" | ":"))
            .all(|index| !document.is_class(index, Class::Say))
}

/// A word of place stands before the name.
fn stands_within(document: &Document<'_>, name: &Name) -> bool {
    let start = name.words.start;
    name.prefix.preposition.is_some()
        || (1..=3).any(|back| {
            start.checked_sub(back).is_some_and(|index| {
                document.is_class(index, Class::Within) || document.is_class(index, Class::Onto)
            })
        })
}

/// The date of an event: in its clause, else in its sentence before it.
pub(super) fn date<'d>(document: &'d Document<'_>, group: &Group<'_>) -> Option<&'d FoundDate> {
    let main = group.hits.first()?.words.start;
    // A span ("since the start of the year") is the date of an event only where no day is named.
    let distance = |date: &&FoundDate| (date.mention.end_value.is_some(), main.abs_diff(date.words.start));
    document
        .dates_in(group.clause.clone())
        .iter()
        .min_by_key(distance)
        .or_else(|| document.dates_in(group.sentence.start..group.clause.start).last())
}

/// "Niger, 16 March.": where and when what follows happened, in a short sentence of its own that tells no event.
pub(super) fn heading(
    document: &Document<'_>,
    sentence: &Range<usize>,
) -> Option<(Option<usize>, Option<EventDate>)> {
    let short = sentence.len() <= HEADING && document.breaks_before(sentence.start);
    let told = |index: usize| document.kinds_at(index).has(Kind::Trigger) && !document.in_date(index);
    if !short || sentence.clone().any(told) {
        return None;
    }
    let day = |date: &&FoundDate| {
        date.words.end <= sentence.end && date.mention.precision == Precision::Day && !date.coming
    };
    let date = document.dates_in(sentence.clone()).iter().find(day).map(event_date);
    let mut places = document.names_in(sentence.clone()).iter().filter_map(|name| match name.referent {
        Referent::Place(place) => Some(place),
        Referent::Entity(_) | Referent::Party(_) => None,
    });
    let place = places.next().filter(|_| places.next().is_none());
    (date.is_some() || place.is_some()).then_some((place, date))
}

/// The day that the title names: "Bulletin of Tuesday 1 July".
pub(super) fn title_date(document: &Document<'_>) -> Option<EventDate> {
    let input = Input { text: document.title?, title: None, letterhead: None, language: "", published: None };
    let title = Document::new(document.knowledge, &input);
    let (dates, _) = crate::dates::find(&title, document.published);
    let day = |date: &&FoundDate| {
        date.mention.precision == Precision::Day
            && date.mention.end_value.is_none()
            && !date.old
            && !date.coming
    };
    let told = dates.iter().find(day).map(event_date)?;
    let published = document.published?.to_string();
    (told.value <= published).then_some(told)
}

pub(super) fn event_date(date: &FoundDate) -> EventDate {
    EventDate {
        value: date.mention.value.clone(),
        end_value: date.mention.end_value.clone(),
        precision: date.mention.precision,
    }
}

pub(super) fn place_id(document: &Document<'_>, place: usize) -> Option<PlaceId> {
    document.places.get(place).map(|place| PlaceId::known(&place.id))
}
