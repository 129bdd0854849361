//! Which of many namesakes lies where the article is.
//!
//! The distances are set by what a wrong choice costs: a village chosen within a few kilometres of a place that the
//! same sentence names is right for any map, even where the namesake was the wrong one.

use std::collections::HashSet;

use gazetteer::distance::flat_km;
use gazetteer::reader::Place;
use record::record::PlaceKind;

use crate::document::{Document, Name, Referent};
use crate::knowledge::Large;

/// Names looked at on either side of the asked word.
const NEIGHBOURS: usize = 6;

/// Places of the article that count beyond the sentence: the most mentioned.
const MOST: usize = 24;

/// Namesakes this near to each other are one place twice in the dump.
const SAME_KM: f64 = 8.0;

/// What a place outside the sentence is worth less, in kilometres.
const ELSEWHERE_KM: f64 = 15.0;

/// Somewhere in the province that the article names: as if at this distance.
const IN_PROVINCE_KM: f64 = 30.0;

/// Outside it: as if so much farther away from its middle.
const OUTSIDE_KM: f64 = 60.0;

/// The most namesakes that are compared; of more than these none is chosen.
const NAMESAKES: usize = 128;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// Where the name begins.
    pub(super) word: usize,
    /// Its sentence.
    pub(super) sentence: usize,
    /// How far it may lie from the article's other places.
    pub(super) near_km: f64,
}

/// The places that an article names without doubt.
pub(super) struct Company {
    anchors: Vec<Anchor>,
    /// In the order of the text.
    mentioned: Vec<Mention>,
    /// The most mentioned, by their position.
    most: Vec<usize>,
    countries: HashSet<String>,
}

/// Where an anchor is mentioned.
struct Mention {
    word: usize,
    sentence: usize,
    anchor: usize,
}

/// A place to measure from.
struct Anchor {
    at: [f64; 2],
    country: Option<String>,
    admin1: Option<String>,
    kind: PlaceKind,
    mentions: usize,
}

impl Company {
    /// From what was found so far.
    pub(super) fn new(document: &Document<'_>) -> Self {
        let (mut anchors, mut anchor_of) = (Vec::new(), Vec::new());
        for place in &document.places {
            let at = place.at.filter(|_| place.kind != PlaceKind::Country);
            anchor_of.push(at.map(|_| anchors.len()));
            anchors.extend(at.map(|at| Anchor {
                at,
                country: place.country.clone(),
                admin1: place.admin1.clone(),
                kind: place.kind,
                mentions: place.mentions.len(),
            }));
        }
        let mention = |name: &Name| match name.referent {
            Referent::Place(place) => {
                let (word, anchor) = (name.words.start, anchor_of.get(place).copied()??);
                Some(Mention { word, sentence: document.sentence_of(word), anchor })
            }
            Referent::Entity(_) | Referent::Party(_) => None,
        };
        let mentioned = document.names.iter().filter_map(mention).collect();
        let mut most: Vec<usize> = (0..anchors.len()).collect();
        most.sort_by_key(|&anchor| std::cmp::Reverse(anchors.get(anchor).map(|anchor| anchor.mentions)));
        most.truncate(MOST);
        let countries = document.places.iter().filter_map(|place| place.country.clone()).collect();
        Self { anchors, mentioned, most, countries }
    }

    /// The one candidate that the article must mean, with a confidence; `None` where two would do or none is near.
    pub(super) fn choose<'k>(
        &self,
        large: &Large,
        candidates: impl Iterator<Item = Place<'k>>,
        asked: Asked,
    ) -> Option<(Place<'k>, f32)> {
        let mut ranked: Vec<(f64, Place<'k>)> = candidates
            .filter(|place| self.countries.contains(place.country))
            .take(NAMESAKES + 1)
            .map(|place| (self.distance(large, &place, asked), place))
            .collect();
        if ranked.len() > NAMESAKES {
            return None;
        }
        // A district is told by the town that it is named for.
        if ranked.iter().any(|(_, place)| place.kind == PlaceKind::Settlement) {
            ranked.retain(|(_, place)| place.kind != PlaceKind::Region);
        }
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.id.cmp(&b.1.id)));
        let (best_km, best) = *ranked.first()?;
        let rivals: Vec<f64> = ranked
            .iter()
            .filter(|(_, place)| flat_km(place.at, best.at) > SAME_KM)
            .map(|&(away, _)| away)
            .collect();
        // A name of many villages is less of a proof: the right one may be missing in the dump.
        let limit = match rivals.len() {
            0 => asked.near_km,
            1..=3 => asked.near_km / 2.0,
            _ => asked.near_km / 3.0,
        };
        let second_km = rivals.first().copied().unwrap_or(f64::INFINITY);
        let confidence = if best_km <= 25.0 { 0.7 } else { 0.6 };
        (best_km <= limit && second_km >= best_km * 2.0 + 15.0).then_some((best, confidence))
    }

    /// Kilometres to the nearest place of the sentence, or to one elsewhere with a surcharge.
    fn distance(&self, large: &Large, place: &Place<'_>, asked: Asked) -> f64 {
        let split = self.mentioned.partition_point(|mention| mention.word < asked.word);
        let around = split.saturating_sub(NEIGHBOURS)..(split + NEIGHBOURS).min(self.mentioned.len());
        let here = self.mentioned.get(around).unwrap_or_default().iter();
        let here = here
            .filter(|mention| mention.sentence == asked.sentence)
            .filter_map(|mention| self.anchors.get(mention.anchor));
        let nearest = |away: f64, anchor: &Anchor| away.min(anchor.distance(large, place));
        let here = here.fold(f64::INFINITY, nearest);
        let elsewhere =
            self.most.iter().filter_map(|&anchor| self.anchors.get(anchor)).fold(f64::INFINITY, nearest);
        here.min(elsewhere + ELSEWHERE_KM)
    }
}

impl Anchor {
    fn distance(&self, large: &Large, place: &Place<'_>) -> f64 {
        let away = flat_km(self.at, place.at);
        match self.kind {
            PlaceKind::Admin1 => match (self.admin1.as_deref(), large.province(place)) {
                (Some(own), Some(other))
                    if own == other && self.country.as_deref() == Some(place.country) =>
                {
                    away.min(IN_PROVINCE_KM)
                }
                (Some(_), Some(_)) => away + OUTSIDE_KM,
                (None, _) | (_, None) => away,
            },
            // Deserts and countrysides reach far from their point.
            PlaceKind::Region | PlaceKind::River => away * 0.7,
            PlaceKind::Settlement
            | PlaceKind::Country
            | PlaceKind::Camp
            | PlaceKind::Facility
            | PlaceKind::Other => away,
        }
    }
}
