//! How alike two records are as reports: not whether they say it in the same words, but whether they tell the same.

use super::rarity::Rarity;
use crate::features::{Act, Features, Weighted};

/// From here on two records tell one story.
pub(crate) const ENOUGH: f32 = 0.25;
const TERMS: f32 = 0.40;
const PLACES: f32 = 0.20;
const ENTITIES: f32 = 0.15;
const ACTS: f32 = 0.25;
/// With less than this known of both there is no verdict.
const LEAST_KNOWN: f32 = 0.3;
/// What is left of likeness when so many events each have none in common.
const APART: f32 = 0.6;
const FEW_ACTS: usize = 2;
/// Days between publications after which likeness has lost a third.
const DAYS_TO_FADE: f32 = 5.0;

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
}

/// The likeness of two records.
pub(crate) fn likeness(a: &Features, b: &Features, rarity: &Rarity) -> Likeness {
    let terms = (a.language == b.language).then(|| overlap(&a.terms, &b.terms, rarity));
    let places = both(&a.places, &b.places).then(|| overlap(&a.places, &b.places, rarity));
    let entities = both(&a.entities, &b.entities).then(|| overlap(&a.entities, &b.entities, rarity));
    let acts = both(&a.acts, &b.acts).then(|| acts(&a.acts, &b.acts));
    let parts = [(TERMS, terms), (PLACES, places), (ENTITIES, entities), (ACTS, acts)];
    let known = || parts.iter().filter_map(|(weight, part)| Some((*weight, (*part)?)));
    let weights: f32 = known().map(|(weight, _)| weight).sum();
    let sum: f32 = known().map(|(weight, part)| weight * part).sum();
    // Two reports from one town and week that tell of no common event are two stories.
    let is_apart = acts == Some(0.0) && a.acts.len().min(b.acts.len()) >= FEW_ACTS;
    let fade = fade(a, b) * if is_apart { APART } else { 1.0 };
    let total = if weights < LEAST_KNOWN { 0.0 } else { sum / weights * fade };
    Likeness { terms, places, entities, acts, fade, total }
}

fn both<T>(a: &[T], b: &[T]) -> bool {
    !a.is_empty() && !b.is_empty()
}

/// The cosine of two weighted sets, both ascending by key.
fn overlap(a: &[Weighted], b: &[Weighted], rarity: &Rarity) -> f32 {
    let weight = |feature: &Weighted| feature.weight * rarity.weight(feature.key);
    let norm =
        |features: &[Weighted]| features.iter().map(|feature| weight(feature).powi(2)).sum::<f32>().sqrt();
    let mut others = b.iter().peekable();
    let mut shared = 0.0;
    for feature in a {
        while others.next_if(|other| other.key < feature.key).is_some() {}
        if let Some(other) = others.next_if(|other| other.key == feature.key) {
            shared += weight(feature) * weight(other);
        }
    }
    shared / (norm(a) * norm(b)).max(f32::MIN_POSITIVE)
}

/// The share of the shorter list's acts that the other has too: type, place and day agree.
fn acts(a: &[Act], b: &[Act]) -> f32 {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let points = few.iter().map(|act| many.iter().map(|other| same_act(act, other)).fold(0.0, f32::max));
    points.sum::<f32>() / few.len().max(1) as f32
}

fn same_act(a: &Act, b: &Act) -> f32 {
    if a.event_type != b.event_type || a.place.is_none() || a.place != b.place {
        return 0.0;
    }
    match (a.days, b.days) {
        (Some(a), Some(b)) => {
            let apart = (a.0.max(b.0) - a.1.min(b.1)).max(0);
            if apart <= 1 { 1.0 } else { 0.0 }
        }
        _ => 0.5,
    }
}

/// What is left of likeness after the time between the two.
fn fade(a: &Features, b: &Features) -> f32 {
    let (Some(first), Some(second)) = (a.published, b.published) else { return 1.0 };
    let apart = ((first - second).abs() - 1).max(0) as f32;
    1.0 / (1.0 + 0.5 * apart / DAYS_TO_FADE)
}
