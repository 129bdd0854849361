//! Places of one name: which of them an article means.
//!
//! Told by the company they keep: the country and the province that the article's other places, of which
//! there is but one, and its states lie in. Distance was left out: on a handful of places it says nothing
//! that the province does not. Nothing is chosen against the gazetteer's own order where the article gives no
//! hint.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::{Candidate, Reading};
use crate::document::Document;

/// How often an article names each country and province without doubt.
#[derive(Debug, Default)]
struct Company<'k> {
    countries: HashMap<&'k str, usize>,
    provinces: HashMap<&'k str, usize>,
}

/// Leaves one place for each name.
pub(super) fn settle(document: &Document<'_>, candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut rivals: HashMap<Range<usize>, Vec<u32>, RandomState> = HashMap::default();
    for candidate in &candidates {
        if let Reading::Place(place) = candidate.reading {
            rivals.entry(candidate.words.clone()).or_default().push(place);
        }
    }
    rivals.retain(|_, places| places.len() > 1);
    if rivals.is_empty() {
        return candidates;
    }
    let company = company(document);
    let meant: HashMap<Range<usize>, u32> = rivals
        .into_iter()
        .filter_map(|(words, places)| Some((words, company.nearest(document, &places)?)))
        .collect();
    let stays = |candidate: &Candidate| match candidate.reading {
        Reading::Place(place) => meant.get(&candidate.words).is_none_or(|&chosen| chosen == place),
        Reading::Entity(_)
        | Reading::OfState(..)
        | Reading::Person
        | Reading::Government(_)
        | Reading::Country(_)
        | Reading::Outlet
        | Reading::OpenOrganization(_)
        | Reading::OneOfTwo(..)
        | Reading::OpenPlace(_)
        | Reading::ShortEntity(_)
        | Reading::Party(_) => true,
    };
    candidates.into_iter().filter(stays).collect()
}

impl Company<'_> {
    fn nearest(&self, document: &Document<'_>, places: &[u32]) -> Option<u32> {
        places.iter().copied().max_by_key(|&place| {
            let entry = document.knowledge.places.get(place as usize);
            let votes = |of: Option<&String>, among: &HashMap<&str, usize>| {
                of.and_then(|name| among.get(name.as_str())).copied().unwrap_or_default()
            };
            let province = votes(entry.and_then(|entry| entry.admin1.as_ref()), &self.provinces);
            let country = votes(entry.and_then(|entry| entry.country.as_ref()), &self.countries);
            (country, province, Reverse(place))
        })
    }
}

fn company<'k>(document: &Document<'k>) -> Company<'k> {
    let mut company = Company::default();
    for index in 0..document.words.len() {
        let places = |found: &crate::document::Match| found.meaning.place().map(|place| (found.end, place));
        let mut named = document.matches_at(index).iter().filter_map(places);
        if let Some((end, place)) = named.next()
            && named.all(|(other, _)| other != end)
            && let Some(entry) = document.knowledge.places.get(place as usize).filter(|entry| !entry.guarded)
        {
            if let Some(country) = &entry.country {
                *company.countries.entry(country).or_default() += 1;
            }
            if let Some(province) = &entry.admin1 {
                *company.provinces.entry(province).or_default() += 1;
            }
        }
        let state = document.matches_at(index).iter().find_map(|found| found.meaning.state());
        if let Some(state) = state.and_then(|state| document.knowledge.countries.get(state as usize)) {
            *company.countries.entry(&state.code).or_default() += 1;
        }
    }
    company
}
