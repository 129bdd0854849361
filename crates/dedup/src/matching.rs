//! Whether two reports tell of the same event, and how surely.
//!
//! The type must be the same; status, place, date and means must be able to be. What is left is evidence: points for
//! what agrees, points off for what differs. A missing slot is neither, so a report that tells little
//! needs its few slots to agree exactly.

use record::event::{CountKind, EventStatus, Mode};
use record::id::EntityId;
use record::incident::{IncidentParty, IncidentPlace};
use record::record::PlaceKind;
use text::fold::fold;

use crate::features::is_point;
use crate::incident::Facts;

/// From here on two reports tell of one event.
pub(crate) const ENOUGH: f32 = 3.0;
/// What it counts that both reports belong to one story.
pub(crate) const ONE_STORY: f32 = 1.5;
/// Settlements nearer than this may be told for one another, in kilometres.
const NEAR_KM: f64 = 12.0;

/// How the records stand to each other that two reports are in.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct By {
    /// Whether both are in one story.
    pub(crate) is_one_story: bool,
    /// Whether one outlet wrote both.
    pub(crate) is_one_source: bool,
}

/// The evidence that two reports tell of one event; none when they cannot.
pub(crate) fn evidence(a: &Facts, b: &Facts, by: By) -> Option<f32> {
    if a.event_type != b.event_type || !may_be_of_one(a.status, b.status) {
        return None;
    }
    // What is refused cheaply first: of the events of one day in one province most are refused.
    let date = date(a, b)?;
    let mode = modes(&a.mode, &b.mode)?;
    let place = place(a.place.as_ref(), b.place.as_ref(), by)?;
    let parties = parties(&a.actor, &b.actor) + parties(&a.recipient, &b.recipient);
    Some(place + date + mode + parties + counts(a, b))
}

/// Whether what two reports say of an event's reality may be said of one: a denial is of what was claimed, and what is
/// told as background today was news before. What is to come is not what has happened.
fn may_be_of_one(a: EventStatus, b: EventStatus) -> bool {
    let has_happened = |status| match status {
        EventStatus::Factual | EventStatus::Historical | EventStatus::Negated => true,
        EventStatus::Future | EventStatus::Hypothetical => false,
    };
    a == b || has_happened(a) && has_happened(b)
}

fn place(a: Option<&IncidentPlace>, b: Option<&IncidentPlace>, by: By) -> Option<f32> {
    let (Some(a), Some(b)) = (a, b) else { return Some(0.0) };
    if a.id == b.id {
        return Some(if is_point(a.kind) { 2.0 } else { 1.0 });
    }
    if contains(a, b) || contains(b, a) {
        return Some(0.5);
    }
    if may_be_one_place(a, b) {
        return (by.is_one_story && !by.is_one_source).then_some(0.5);
    }
    let near = is_point(a.kind) && is_point(b.kind) && distance_km(a, b).is_some_and(|km| km <= NEAR_KM);
    near.then_some(0.5)
}

fn contains(outer: &IncidentPlace, inner: &IncidentPlace) -> bool {
    let same_country = outer.country.is_some() && outer.country == inner.country;
    let same_admin1 = same_country && outer.admin1.is_some() && outer.admin1 == inner.admin1;
    match outer.kind {
        PlaceKind::Country => same_country,
        PlaceKind::Admin1 | PlaceKind::Region => same_admin1,
        PlaceKind::Settlement
        | PlaceKind::Camp
        | PlaceKind::Facility
        | PlaceKind::River
        | PlaceKind::Other => false,
    }
}

/// Whether two names may be of one place though nothing says so: a place that no gazetteer knows may lie anywhere in its
/// country, and a province is called by its seat. It takes one story to believe it, and an outlet that names two places
/// means two.
fn may_be_one_place(a: &IncidentPlace, b: &IncidentPlace) -> bool {
    let is_abroad = a.country.is_some() && b.country.is_some() && a.country != b.country;
    (is_unlocated(a) || is_unlocated(b)) && !is_abroad || is_seat(a, b) || is_seat(b, a)
}

fn is_unlocated(place: &IncidentPlace) -> bool {
    place.lat.is_none() && place.admin1.is_none()
}

/// Whether a place has the name of the province in which the other lies, and so may stand for it.
fn is_seat(seat: &IncidentPlace, other: &IncidentPlace) -> bool {
    let is_there = seat.country.is_some() && seat.country == other.country && seat.admin1 == other.admin1;
    let is_called = |admin1: &String| seat.name.values().any(|name| fold(name) == fold(admin1));
    is_there && is_point(seat.kind) && seat.admin1.as_ref().is_some_and(is_called)
}

/// Great-circle distance.
fn distance_km(a: &IncidentPlace, b: &IncidentPlace) -> Option<f64> {
    let (lat_a, lat_b) = (a.lat?.to_radians(), b.lat?.to_radians());
    let half = |x: f64| (x / 2.0).sin().powi(2);
    let h = half(lat_b - lat_a) + lat_a.cos() * lat_b.cos() * half((b.lon? - a.lon?).to_radians());
    Some(12742.0 * h.clamp(0.0, 1.0).sqrt().asin())
}

fn date(a: &Facts, b: &Facts) -> Option<f32> {
    match (a.days, b.days) {
        (Some(a), Some(b)) => days(a, b),
        // An undated event is news: it belongs to the days before its publication.
        (Some(days), None) => near_publication(days, b.published),
        (None, Some(days)) => near_publication(days, a.published),
        (None, None) => match (a.published, b.published) {
            (Some(a), Some(b)) => (a.abs_diff(b) <= 2).then_some(0.5),
            _ => Some(0.0),
        },
    }
}

fn days(a: (i32, i32), b: (i32, i32)) -> Option<f32> {
    let exact = a.0 == a.1 && b.0 == b.1;
    let apart = a.0.max(b.0).saturating_sub(a.1.min(b.1)).max(0);
    match apart {
        0 if exact || a == b => Some(1.5),
        0 => Some(0.5),
        1 if exact => Some(0.5),
        _ => None,
    }
}

fn near_publication(days: (i32, i32), published: Option<i32>) -> Option<f32> {
    let Some(published) = published else { return Some(0.0) };
    (days.0.saturating_sub(1) <= published && published <= days.1.saturating_add(3)).then_some(0.5)
}

fn modes(a: &[Mode], b: &[Mode]) -> Option<f32> {
    if a.is_empty() || b.is_empty() {
        return Some(0.0);
    }
    if a.iter().any(|mode| b.contains(mode)) {
        return Some(0.5);
    }
    a.iter().all(|a| b.iter().all(|b| may_be_one(*a, *b))).then_some(0.0)
}

/// Means that one act may be told by: an assassination is by some weapon, a raid is search and arrest.
fn may_be_one(a: Mode, b: Mode) -> bool {
    const RAID: [Mode; 2] = [Mode::Seize, Mode::Arrest];
    const KILLING: [Mode; 4] = [Mode::Targeted, Mode::Firearms, Mode::Explosives, Mode::SuicideAttack];
    const FROM_AFAR: [Mode; 4] = [Mode::Aerial, Mode::Drone, Mode::HeavyWeapons, Mode::Destroy];
    const STREET: [Mode; 3] = [Mode::Demo, Mode::Riot, Mode::Obstruct];
    const FORCES: [Mode; 3] = [Mode::Troops, Mode::Police, Mode::Militia];
    let both = |set: &[Mode]| set.contains(&a) && set.contains(&b);
    let blast = |x: Mode, y: Mode| x == Mode::Explosives && FROM_AFAR.contains(&y);
    let aimed = |x: Mode, y: Mode| x == Mode::Targeted && FROM_AFAR.contains(&y);
    both(&RAID)
        || both(&KILLING)
        || both(&FROM_AFAR)
        || both(&STREET)
        || both(&FORCES)
        || [(a, b), (b, a)].into_iter().any(|(x, y)| blast(x, y) || aimed(x, y))
}

fn parties(a: &[IncidentParty], b: &[IncidentParty]) -> f32 {
    if ids(a).any(|id| ids(b).any(|other| id == other)) {
        return 1.0;
    }
    if ids(a).next().is_some() && ids(b).next().is_some() {
        // Reports may blame different parties for one deed.
        return -1.0;
    }
    let same_words =
        a.iter().any(|party| party.id.is_none() && b.iter().any(|other| is_same_name(party, other)));
    if same_words { 0.5 } else { 0.0 }
}

fn ids(parties: &[IncidentParty]) -> impl Iterator<Item = &EntityId> {
    parties.iter().filter_map(|party| party.id.as_ref())
}

/// Whether two are called the same, or one by more of his name than the other.
fn is_same_name(a: &IncidentParty, b: &IncidentParty) -> bool {
    let words = |name: &str| fold(name).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let is_part =
        |few: &[String], many: &[String]| few.len() > 1 && few.iter().all(|word| many.contains(word));
    a.name == b.name
        || a.name.values().any(|one| {
            let one = words(one);
            b.name
                .values()
                .map(|other| words(other))
                .any(|other| is_part(&one, &other) || is_part(&other, &one))
        })
}

fn counts(a: &Facts, b: &Facts) -> f32 {
    let points =
        CountKind::ALL.into_iter().filter_map(|kind| Some((a.counts.get(kind)?, b.counts.get(kind)?)));
    let points = points.map(|(a, b)| match (a, b) {
        (a, b) if a == b => {
            if a > 2 {
                1.0
            } else {
                0.5
            }
        }
        // A toll grows from report to report.
        (a, b) if a.max(b) <= a.min(b).saturating_mul(2) => 0.0,
        _ => -0.5,
    });
    points.sum::<f32>().clamp(-1.0, 2.0)
}
