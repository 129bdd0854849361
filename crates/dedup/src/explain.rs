//! Why two records are or are not copies, one story, one incident.
//!
//! The figures are those that the resolver itself decides by, as it would now: how rare a word or a name is
//! depends on what it has seen.

use record::id::EventId;
use record::record::Record;

use crate::fingerprint::Fingerprint;
use crate::incident::Facts;
use crate::matching;
use crate::near::NearIndex;
use crate::story::likeness::{self, Likeness};
use crate::story::rarity::Profile;
use crate::verdict;

/// Two records held against each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The share of the shorter text's shingles that the other has too, 0 to 1; none too short to tell.
    pub similarity: Option<f32>,
    /// The least similarity of a copy of this length and with these figures; none where they rule it out.
    pub similarity_needed: Option<f32>,
    /// How many shingles the first text has, and the second.
    pub shingles: (u32, u32),
    /// How many figures the two texts could share, and how many they do.
    pub figures: (usize, usize),
    /// Whether the second is a copy of the first, were the first the only text in memory.
    pub is_copy: bool,
    /// How alike they are as reports.
    pub likeness: Likeness,
    /// Pairs of events that could be one, with the evidence for it, the most first.
    pub events: Vec<(EventId, EventId, f32)>,
    /// The least evidence within an incident.
    pub evidence_needed: f32,
}

/// Folded texts of a record with what was made of them.
pub(crate) struct Side<'a> {
    pub(crate) record: &'a Record,
    pub(crate) print: Fingerprint,
    pub(crate) profile: Profile,
}

pub(crate) fn compare(a: &Side, b: &Side) -> Comparison {
    let mut index = NearIndex::default();
    let first = index.insert(&a.print);
    let figures = a.print.figures.shared(&b.print.figures);
    Comparison {
        similarity: index.similarity(&b.print, first),
        similarity_needed: verdict::needed((b.print.shingles, a.print.shingles), figures),
        shingles: (a.print.shingles, b.print.shingles),
        figures,
        is_copy: index.find(&b.print).is_some(),
        likeness: likeness::likeness(&b.profile, &a.profile),
        events: events(a.record, b.record),
        evidence_needed: matching::ENOUGH,
    }
}

fn events(a: &Record, b: &Record) -> Vec<(EventId, EventId, f32)> {
    let facts = |record: &Record| -> Vec<(EventId, Facts)> {
        record.events.iter().map(|event| (event.id.clone(), Facts::new(record, event))).collect()
    };
    let others = facts(b);
    let pairs = facts(a).into_iter().flat_map(|(first, facts)| {
        let pair = |(second, other): &(EventId, Facts)| {
            Some((first.clone(), second.clone(), matching::evidence(&facts, other)?))
        };
        others.iter().filter_map(pair).collect::<Vec<_>>()
    });
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_by(|a, b| b.2.total_cmp(&a.2));
    pairs
}
