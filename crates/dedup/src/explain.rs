//! Why two records are or are not copies, one story, one incident.
//!
//! The verdicts are the resolver's own: it is asked, not imitated. The figures beneath them are those that it decides by;
//! how rare a word or a name is depends on what it has seen.

use jiff::Timestamp;
use record::id::EventId;
use record::incident::Incident;
use record::record::{Dedup, Record, Status};

use crate::fingerprint::Fingerprint;
use crate::incident::Facts;
use crate::matching::{self, By};
use crate::near::NearIndex;
use crate::output::Output;
use crate::state::{Limits, State};
use crate::story::likeness::{self, Likeness};
use crate::story::rarity::Profile;
use crate::verdict;

/// What the resolver makes of two records that come one after the other, before all others.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The verdict on the second; none where nothing is published of it, because it is the first once more.
    pub status: Option<Status>,
    /// With a copy, its similarity to the first, 0 to 1.
    pub similarity: Option<f32>,
    /// Whether both are in one story.
    pub is_one_story: bool,
    /// The events of the first and of the second that are one incident.
    pub incidents: Vec<(EventId, EventId)>,
    /// Pairs of events that could be one, with the evidence for it, the most first.
    pub events: Vec<(EventId, EventId, f32)>,
    /// The least evidence within an incident.
    pub evidence_needed: f32,
    /// What copies and stories are told by.
    pub comparison: Comparison,
}

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
    /// How alike they are as reports.
    pub likeness: Likeness,
}

/// What was made of a record's folded text.
pub(crate) struct Side {
    pub(crate) print: Fingerprint,
    pub(crate) profile: Profile,
}

/// Resolves two records with their times of receipt, in an empty memory, and says why.
pub fn pair(limits: Limits, first: (Record, Timestamp), second: (Record, Timestamp)) -> Pair {
    let mut state = State::new(limits);
    let (a, b) = (first.0.clone(), second.0.clone());
    let story = |dedup: &Dedup| dedup.story.clone();
    let first_story = judged(&state.resolve(first.0, first.1)).and_then(story);
    let outputs = state.resolve(second.0, second.1);
    let dedup = judged(&outputs);
    let status = dedup.map(|dedup| dedup.status);
    let is_one_story = status.is_none() || dedup.and_then(story) == first_story;
    let is_copy = status == Some(Status::Duplicate);
    let story_points = if is_one_story { matching::ONE_STORY } else { 0.0 };
    let copy_points = if is_copy { matching::ENOUGH } else { 0.0 };
    Pair {
        status,
        similarity: dedup.filter(|_| is_copy).and_then(|dedup| dedup.similarity),
        is_one_story,
        incidents: incidents(&a, &b, &outputs),
        events: events(
            &a,
            &b,
            By { is_one_story, is_one_source: a.source.id == b.source.id },
            story_points + copy_points,
        ),
        evidence_needed: matching::ENOUGH,
        comparison: state.compare(&a, &b),
    }
}

fn judged(outputs: &[Output]) -> Option<&Dedup> {
    outputs.iter().find_map(|output| match output {
        Output::Record(record) => record.dedup.as_ref(),
        Output::Incident(_) | Output::Story(_) => None,
    })
}

/// The events of two records that are one incident in what was published of the second.
fn incidents(a: &Record, b: &Record, outputs: &[Output]) -> Vec<(EventId, EventId)> {
    let of = |incident: &Incident, record: &Record| {
        incident.reports.iter().find(|report| report.record == record.id).map(|report| report.event.clone())
    };
    let both = |output: &Output| match output {
        Output::Incident(incident) if a.id != b.id => of(incident, a).zip(of(incident, b)),
        Output::Incident(_) | Output::Record(_) | Output::Story(_) => None,
    };
    outputs.iter().filter_map(both).collect()
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
        likeness: likeness::likeness(&b.profile, &a.profile),
    }
}

/// Pairs of events with the evidence, and `more` that has to do with the records.
fn events(a: &Record, b: &Record, by: By, more: f32) -> Vec<(EventId, EventId, f32)> {
    let facts = |record: &Record| -> Vec<(EventId, Facts)> {
        record.events.iter().map(|event| (event.id.clone(), Facts::new(record, event))).collect()
    };
    let others = facts(b);
    let pairs = facts(a).into_iter().flat_map(|(first, facts)| {
        let pair = |(second, other): &(EventId, Facts)| {
            Some((first.clone(), second.clone(), matching::evidence(&facts, other, by)? + more))
        };
        others.iter().filter_map(pair).collect::<Vec<_>>()
    });
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_by(|a, b| b.2.total_cmp(&a.2));
    pairs
}

#[cfg(test)]
mod tests {
    use record::event::{EventType, Mode};

    use super::*;
    use crate::sample::{on_day, record, with_event, words};

    fn report(doc: &str, text: &str, day: &str) -> Record {
        with_event(record(doc, doc, day, text), EventType::Coerce, Mode::Arrest, "forces", "Tafas", day)
    }

    #[track_caller]
    fn check(first: &Record, second: &Record, expected: (Option<Status>, bool, usize)) {
        let pair = pair(Limits::default(), (first.clone(), on_day(0)), (second.clone(), on_day(0)));
        assert_eq!((pair.status, pair.is_one_story, pair.incidents.len()), expected, "{pair:#?}");
        if pair.incidents.len() == 1 {
            assert!(pair.events[0].2 >= pair.evidence_needed, "{pair:#?}");
        }
        if pair.status == Some(Status::New) {
            let likeness = pair.comparison.likeness;
            assert_eq!(pair.is_one_story, likeness.total >= likeness.needed, "{pair:#?}");
        }
    }

    #[test]
    fn the_verdicts_are_those_of_the_resolver() {
        let text = format!("Raid in Tafas\nForces raided Tafas at dawn. {}", words(1, 80));
        let first = report("one", &text, "2024-01-02");
        check(&first, &report("two", &text, "2024-01-02"), (Some(Status::Duplicate), true, 1));
        let other = format!("Raid in Tafas\nForces raided Tafas at dawn. {}", words(2, 80));
        check(&first, &report("two", &other, "2024-01-02"), (Some(Status::New), true, 1));
        check(&first, &report("two", &words(3, 80), "2024-03-02"), (Some(Status::New), false, 0));
        check(&first, &first, (None, true, 0));
        check(&first, &report("one", &other, "2024-01-02"), (Some(Status::Revision), true, 0));
        // Two words that come again are no copy, however alike.
        let short = record("one", "a", "2024-01-02", "Two dead");
        check(&short, &record("two", "b", "2024-01-02", "Two dead"), (Some(Status::New), true, 0));
    }
}
