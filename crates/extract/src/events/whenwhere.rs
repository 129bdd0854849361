//! Where and when: the place and the date that stand nearest to the event's words.

use record::event::EventDate;
use record::id::PlaceId;
use record::record::PlaceKind;

use super::group::Group;
use crate::dates::FoundDate;
use crate::document::{Document, Name, Referent};
use crate::knowledge::Class;

/// The place of an event: the first one after its trigger, else the last one before it in the clause, else in
/// the sentence. Whole countries only where nothing nearer is named.
pub(super) fn place(document: &Document<'_>, group: &Group<'_>, clause_only: bool) -> Option<usize> {
    let main = group.hits.first()?.words.start;
    let names = |range: std::ops::Range<usize>| {
        document.names_in(range).iter().filter_map(|name| match name.referent {
            Referent::Place(place) => Some((name, place)),
            Referent::Entity(_) | Referent::Party(_) => None,
        })
    };
    let small = |&(_, place): &(&Name, usize)| {
        document.places.get(place).is_some_and(|place| place.kind != PlaceKind::Country)
    };
    let inside = |found: &(&Name, usize)| small(found) && stands_within(document, found.0);
    let after = main..group.clause.end;
    let before = group.clause.start..main;
    let earlier = if clause_only { 0..0 } else { group.sentence.start..group.clause.start };
    names(after.clone())
        .find(inside)
        .or_else(|| names(after.clone()).find(small))
        .or_else(|| names(before).rfind(small))
        .or_else(|| names(earlier.clone()).rfind(|found| exact(document, found.1)))
        .or_else(|| names(earlier).rfind(small))
        .or_else(|| names(after).next())
        .map(|(_, place)| place)
}

/// A place smaller than a province.
fn exact(document: &Document<'_>, place: usize) -> bool {
    document.places.get(place).is_some_and(|place| {
        !matches!(place.kind, PlaceKind::Country | PlaceKind::Admin1 | PlaceKind::Region | PlaceKind::River)
    })
}

/// The place that the article is about: the one named most often, the first of equals.
pub(super) fn main_place(document: &Document<'_>) -> Option<usize> {
    let weight = |place: usize| {
        let mentions = document.places.get(place).map_or(0, |place| place.mentions.len());
        (exact(document, place), mentions, std::cmp::Reverse(place))
    };
    (0..document.places.len()).max_by_key(|&place| weight(place))
}

/// The first sentence of a paragraph.
pub(super) fn opens_paragraph(document: &Document<'_>, start: usize) -> bool {
    let Some(previous) = start.checked_sub(1) else { return true };
    let gap = document.words.get(previous).zip(document.words.get(start));
    gap.is_none_or(|(last, first)| {
        document.folded.text().get(last.range.end..first.range.start).is_some_and(|gap| gap.contains('\n'))
    })
}

/// A word of place stands before the name.
fn stands_within(document: &Document<'_>, name: &Name) -> bool {
    let start = name.words.start;
    name.prefix.preposition.is_some()
        || (1..=3).any(|back| {
            start.checked_sub(back).is_some_and(|index| {
                document.class_at(index, Class::Within).is_some()
                    || document.class_at(index, Class::Onto).is_some()
            })
        })
}

/// The date of an event: in its clause, else in its sentence before it.
pub(super) fn date<'d>(document: &'d Document<'_>, group: &Group<'_>) -> Option<&'d FoundDate> {
    let main = group.hits.first()?.words.start;
    let distance = |date: &&FoundDate| main.abs_diff(date.words.start);
    let within = |range: std::ops::Range<usize>| {
        let from = document.dates.partition_point(|date| date.words.start < range.start);
        document.dates.iter().skip(from).take_while(move |date| date.words.start < range.end)
    };
    within(group.clause.clone())
        .min_by_key(distance)
        .or_else(|| within(group.sentence.start..group.clause.start).last())
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
