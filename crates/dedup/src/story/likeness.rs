//! How alike two records are as reports: not whether they say it in the same words, but whether they tell the same.

use super::rarity::Profile;
use crate::features::{Act, Features, Weighted};

/// From here on two records of which everything can be compared tell one story.
const ENOUGH: f32 = 0.165;
const TERMS: f32 = 0.45;
const PLACES: f32 = 0.25;
const ENTITIES: f32 = 0.1;
const ACTS: f32 = 0.2;
/// What is asked more of two records of which nothing can be compared.
const FOR_UNKNOWN: f32 = 0.13;
/// With less than this known of both there is no verdict.
const LEAST_KNOWN: f32 = 0.3;
/// What is left of likeness when so many events each have none in common.
const APART: f32 = 0.75;
/// The same where the events of the one are of other days than those of the other.
const OTHER_DAYS: f32 = 0.3;
const FEW_ACTS: usize = 2;
const NO_ACT: f32 = 0.02;
/// So many events that agree are enough.
const BEST_ACTS: usize = 3;
/// Days between publications after which likeness has lost a third.
const DAYS_TO_FADE: f32 = 2.5;

/// How alike two records are, 0 to 1 each; none where one of the two has nothing to compare.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// Their words; none for two languages.
    pub terms: Option<f32>,
    /// The places that they name.
    pub places: Option<f32>,
    /// The entities that they name.
    pub entities: Option<f32>,
    /// The events that they report: type, place and day.
    pub acts: Option<f32>,
    /// What the time between them leaves of it.
    pub fade: f32,
    /// All together.
    pub total: f32,
    /// The least total within a story: more is asked where less can be compared.
    pub needed: f32,
}

/// The likeness of two records.
pub(crate) fn likeness(a: &Profile, b: &Profile) -> Likeness {
    let (Profile(a), Profile(b)) = (a, b);
    let terms = (a.language == b.language).then(|| overlap(&a.terms, &b.terms));
    let places = both(&a.places, &b.places).then(|| overlap(&a.places, &b.places));
    let entities = both(&a.entities, &b.entities).then(|| overlap(&a.entities, &b.entities));
    let acts = both(&a.acts, &b.acts).then(|| acts(&a.acts, &b.acts));
    let parts = [(TERMS, terms), (PLACES, places), (ENTITIES, entities), (ACTS, acts)];
    let known = || parts.iter().filter_map(|(weight, part)| Some((*weight, (*part)?)));
    let weights: f32 = known().map(|(weight, _)| weight).sum();
    let sum: f32 = known().map(|(weight, part)| weight * part).sum();
    // Two reports from one town and week that tell of no common event are two stories.
    let is_apart = acts < Some(NO_ACT) && a.acts.len().min(b.acts.len()) >= FEW_ACTS;
    let other_days = acts < Some(NO_ACT) && on_other_days(&a.acts, &b.acts);
    let apart = if other_days {
        OTHER_DAYS
    } else if is_apart {
        APART
    } else {
        1.0
    };
    let fade = fade(a, b) * apart;
    let total = if weights < LEAST_KNOWN { 0.0 } else { sum / weights * fade };
    let needed = ENOUGH + FOR_UNKNOWN * (1.0 - weights);
    Likeness { terms, places, entities, acts, fade, total, needed }
}

fn both<T>(a: &[T], b: &[T]) -> bool {
    !a.is_empty() && !b.is_empty()
}

/// The cosine of two sets of unit length, both ascending by key.
fn overlap(a: &[Weighted], b: &[Weighted]) -> f32 {
    let mut others = b.iter().peekable();
    let mut shared = 0.0;
    for feature in a {
        while others.next_if(|other| other.key < feature.key).is_some() {}
        if let Some(other) = others.next_if(|other| other.key == feature.key) {
            shared += feature.weight * other.weight;
        }
    }
    shared
}

/// How far the shorter list's best matches agree: what an article is about comes once or twice in it, beside
/// background that the other may leave out.
fn acts(a: &[Act], b: &[Act]) -> f32 {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let best = |act: &Act| many.iter().map(|other| same_act(act, other)).fold(0.0, f32::max);
    let mut points: Vec<f32> = few.iter().map(best).collect();
    points.sort_by(|a, b| b.total_cmp(a));
    points.truncate(BEST_ACTS);
    points.iter().sum::<f32>() / points.len().max(FEW_ACTS) as f32
}

fn same_act(a: &Act, b: &Act) -> f32 {
    if a.event_type != b.event_type {
        return 0.0;
    }
    let place = match (a.site, b.site) {
        (Some(a), Some(b)) if a.place == b.place => {
            if a.is_point {
                1.0
            } else {
                0.25
            }
        }
        (Some(a), Some(b)) if a.area.is_some() && a.area == b.area => {
            if a.is_point && b.is_point {
                0.1
            } else {
                0.25
            }
        }
        (Some(_), Some(_)) => 0.0,
        (None, _) | (_, None) => 0.2,
    };
    let date = match (a.days, b.days) {
        (Some(a), Some(b)) if a.0.max(b.0).saturating_sub(a.1.min(b.1)) <= 1 => 1.0,
        (Some(_), Some(_)) => 0.0,
        (None, _) | (_, None) => 0.6,
    };
    place * date
}

/// Both name days of events, and none of the days that either tells of, or was published on, is in both.
fn on_other_days(a: &[Act], b: &[Act]) -> bool {
    let dated = |acts: &[Act]| acts.iter().any(|act| act.is_dated);
    let apart = |a: &Act, b: &Act| match (a.days, b.days) {
        (Some(a), Some(b)) => a.0.max(b.0).saturating_sub(a.1.min(b.1)) > 1,
        (None, _) | (_, None) => true,
    };
    dated(a) && dated(b) && a.iter().all(|one| b.iter().all(|other| apart(one, other)))
}

/// What is left of likeness after the time between the two.
fn fade(a: &Features, b: &Features) -> f32 {
    let (Some(first), Some(second)) = (a.published, b.published) else { return 1.0 };
    let apart = first.abs_diff(second).saturating_sub(1) as f32;
    1.0 / (1.0 + 0.5 * apart / DAYS_TO_FADE)
}
