//! Measures and faults, ready for whoever prints them.

use std::collections::BTreeMap;

/// What is either right or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Share {
    Documents,
    Language,
    Title,
    BodyKept,
    BoilerplateGone,
    Restored,
    Geocode,
    EventMode,
    EventStatus,
    EventActor,
    EventRecipient,
    EventLoc,
    EventDate,
    EventCounts,
    EventAttribution,
    IncidentsFound,
}

impl Share {
    const ALL: [Self; 16] = [
        Self::Documents,
        Self::Language,
        Self::Title,
        Self::BodyKept,
        Self::BoilerplateGone,
        Self::Restored,
        Self::Geocode,
        Self::EventMode,
        Self::EventStatus,
        Self::EventActor,
        Self::EventRecipient,
        Self::EventLoc,
        Self::EventDate,
        Self::EventCounts,
        Self::EventAttribution,
        Self::IncidentsFound,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Language => "language",
            Self::Title => "title",
            Self::BodyKept => "body_kept",
            Self::BoilerplateGone => "boilerplate_gone",
            Self::Restored => "restored",
            Self::Geocode => "geocode_25km",
            Self::EventMode => "event_mode",
            Self::EventStatus => "event_status",
            Self::EventActor => "event_actor",
            Self::EventRecipient => "event_recipient",
            Self::EventLoc => "event_loc",
            Self::EventDate => "event_date",
            Self::EventCounts => "event_counts",
            Self::EventAttribution => "event_attribution",
            Self::IncidentsFound => "incidents_found",
        }
    }

    /// The slot of an event, for people.
    pub(crate) fn slot(self) -> &'static str {
        let name = self.name();
        name.strip_prefix("event_").unwrap_or(name)
    }
}

/// What can be found, missed, or found too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Counted {
    Entities,
    Places,
    Dates,
    Events,
    EventSlots,
    Quotes,
    Duplicates,
}

impl Counted {
    const ALL: [Self; 7] = [
        Self::Entities,
        Self::Places,
        Self::Dates,
        Self::Events,
        Self::EventSlots,
        Self::Quotes,
        Self::Duplicates,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Entities => "entities",
            Self::Places => "places",
            Self::Dates => "dates",
            Self::Events => "events",
            Self::EventSlots => "event_slots",
            Self::Quotes => "quotes",
            Self::Duplicates => "duplicates",
        }
    }
}

/// Running counts.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    shares: BTreeMap<Share, (usize, usize)>,
    counted: BTreeMap<Counted, (usize, usize, usize)>,
}

impl Tally {
    pub(crate) fn share(&mut self, share: Share, right: bool) {
        let (rights, all) = self.shares.entry(share).or_default();
        *rights += usize::from(right);
        *all += 1;
    }

    pub(crate) fn counted(&mut self, counted: Counted, right: usize, extra: usize, missed: usize) {
        let sums = self.counted.entry(counted).or_default();
        *sums = (sums.0 + right, sums.1 + extra, sums.2 + missed);
    }
}

/// B³ of stories, or of incidents.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grouping {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub(crate) items: usize,
}

/// A figure to four digits, as it is printed: rounded from its exact value, where multiplying first would round
/// twice.
pub fn rounded(figure: f64) -> f64 {
    format!("{figure:.4}").parse().unwrap_or(figure)
}

/// One measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// How it is measured.
    pub measure: Measure,
    /// Over how many items of the gold.
    pub items: usize,
}

/// How something is measured; all figures 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// The share that is right; none where nothing was asked.
    Accuracy(Option<f64>),
    /// Found against missed and found too much.
    F1 {
        /// The share of what was found that is right.
        precision: f64,
        /// The share of what is right that was found.
        recall: f64,
        /// Their harmonic mean.
        f1: f64,
    },
}

impl Row {
    /// Accuracy or F1; none where nothing was asked.
    pub fn value(&self) -> Option<f64> {
        match self.measure {
            Measure::Accuracy(accuracy) => accuracy,
            Measure::F1 { f1, .. } => Some(f1),
        }
    }

    fn f1(name: &'static str, precision: f64, recall: f64, items: usize) -> Self {
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Self { name, measure: Measure::F1 { precision, recall, f1 }, items }
    }
}

/// What kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The document has no record.
    Absent,
    /// The gold has it, the record has not.
    Missed,
    /// The record has it, the gold has not.
    Extra,
    /// Both have it, and differ.
    Differs,
}

impl Fault {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Missed => "missed",
            Self::Extra => "false",
            Self::Differs => "wrong",
        }
    }
}

/// One fault in one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The document.
    pub doc: String,
    /// What kind of fault.
    pub fault: Fault,
    /// What is at fault (`ASSAULT/aerial`, `actor of COERCE/arrest`, `place`).
    pub what: String,
    /// The words concerned.
    pub evidence: String,
    /// What the gold says and what was found, where both say something.
    pub differs: Option<(String, String)>,
}

/// All measures and all faults.
#[derive(Debug, Clone)]
pub struct Report {
    /// The measures, in a fixed order.
    pub rows: Vec<Row>,
    /// The faults, in the order of the gold.
    pub cases: Vec<Case>,
}

impl Report {
    pub(crate) fn new(
        tally: &Tally,
        stories: Grouping,
        incidents: Option<Grouping>,
        cases: Vec<Case>,
    ) -> Self {
        let shares = Share::ALL.into_iter().map(|share| {
            let (right, items) = tally.shares.get(&share).copied().unwrap_or_default();
            let accuracy = (items > 0).then(|| right as f64 / items as f64);
            Row { name: share.name(), measure: Measure::Accuracy(accuracy), items }
        });
        let counted = Counted::ALL.into_iter().map(|counted| {
            let (right, extra, missed) = tally.counted.get(&counted).copied().unwrap_or_default();
            // Nothing found where nothing was to be found is right.
            let share = |of: usize| if of > 0 { right as f64 / of as f64 } else { 1.0 };
            Row::f1(counted.name(), share(right + extra), share(right + missed), right + missed)
        });
        let b3 =
            |name, grouping: Grouping| Row::f1(name, grouping.precision, grouping.recall, grouping.items);
        let stories = b3("stories_b3", stories);
        let incidents = incidents.map(|incidents| b3("incidents_b3", incidents));
        Self { rows: shares.chain(counted).chain([stories]).chain(incidents).collect(), cases }
    }
}
