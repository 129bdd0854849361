//! How well copies were recognised, and how well reports were gathered into stories.

use std::collections::{BTreeSet, HashMap};

use record::record::{Record, Status};

use crate::gold::Document;
use crate::report::{Counted, Grouping, Tally};

type ByDoc<'a> = HashMap<&'a str, &'a Record>;

/// Pairs of a copy and what it copies, whichever came first.
pub(crate) fn duplicates(gold: &[Document], records: &ByDoc<'_>, tally: &mut Tally) {
    let pair = |a: &str, b: &str| -> BTreeSet<String> { [a.to_owned(), b.to_owned()].into() };
    let wanted: BTreeSet<_> = gold
        .iter()
        .filter_map(|one| Some(pair(&one.doc, one.near_duplicate_of.as_deref().filter(|of| !of.is_empty())?)))
        .collect();
    let names: HashMap<_, _> = records.iter().map(|(doc, record)| (record.id.as_str(), *doc)).collect();
    let told: BTreeSet<_> = gold
        .iter()
        .filter_map(|one| {
            let dedup = records.get(one.doc.as_str())?.dedup.as_ref()?;
            let of = dedup.of.as_ref().filter(|_| dedup.status == Status::Duplicate)?;
            Some(pair(&one.doc, names.get(of.as_str()).unwrap_or(&"?")))
        })
        .collect();
    let right = wanted.intersection(&told).count();
    tally.counted(Counted::Duplicates, right, told.len() - right, wanted.len() - right);
}

/// B³ (Bagga and Baldwin 1998) of the stories: for each document, how much of its group belongs there, and how much of
/// what belongs there is in its group; the mean over all.
pub(crate) fn grouping(gold: &[Document], records: &ByDoc<'_>) -> Grouping {
    let placed: Vec<(&str, &str)> = gold
        .iter()
        .filter_map(|one| {
            let record = records.get(one.doc.as_str())?;
            let story = record.dedup.as_ref().and_then(|dedup| dedup.story.as_ref());
            let wanted = one.story.as_deref().filter(|story| !story.is_empty())?;
            Some((wanted, story.map_or(one.doc.as_str(), |story| story.as_str())))
        })
        .collect();
    b_cubed(&placed)
}

/// B³ of items of which each is in a wanted and in a found group.
pub(crate) fn b_cubed(placed: &[(&str, &str)]) -> Grouping {
    let (mut precision, mut recall) = (0.0, 0.0);
    for (wanted, told) in placed {
        let together = placed.iter().filter(|(w, t)| w == wanted && t == told).count() as f64;
        precision += together / placed.iter().filter(|(_, t)| t == told).count() as f64;
        recall += together / placed.iter().filter(|(w, _)| w == wanted).count() as f64;
    }
    let items = placed.len().max(1) as f64;
    Grouping { precision: precision / items, recall: recall / items, items: placed.len() }
}
