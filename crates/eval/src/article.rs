//! Everything but events: language, title, body, names, dates, quotations.

use std::collections::HashMap;

use crate::cases::Cases;
use crate::dates;
use crate::fold::{fold, words};
use crate::found::{Found, Referent};
use crate::gold::{Document, Site};
use crate::names::{Names, greedy};
use crate::report::{Counted, Fault, Share, Tally};

/// A title is the gold one when they share this much of the shorter.
const SAME_TITLE: f64 = 0.9;
/// A settlement lies where the gold says when it is no farther off than this.
const NEAR_KM: f64 = 25.0;
/// A quotation may begin this many characters after its marks.
const QUOTE_LEAD: usize = 40;

pub(crate) fn score(gold: &Document, found: &Found<'_>, tally: &mut Tally, cases: &mut Cases) {
    head(gold, found, tally);
    body(gold, found, tally, cases);
    names(gold, found, tally, cases);
    dates(gold, found, tally, cases);
    quotes(gold, found, tally, cases);
}

fn head(gold: &Document, found: &Found<'_>, tally: &mut Tally) {
    let code = found.record.language.code.as_str();
    // Two codes of one language.
    let twin = match gold.lang.as_str() {
        "ku" => "kmr",
        "kmr" => "ku",
        other => other,
    };
    tally.share(Share::Language, code == gold.lang || code == twin);
    if gold.title.as_deref().is_some_and(|title| !title.is_empty()) {
        let title = found.record.title.as_deref().unwrap_or_default();
        let mut wanted = [&gold.title, &gold.title_clean].into_iter().flatten().filter(|one| !one.is_empty());
        tally.share(Share::Title, wanted.any(|wanted| overlap(wanted, title) >= SAME_TITLE));
    }
}

fn body(gold: &Document, found: &Found<'_>, tally: &mut Tally, cases: &mut Cases) {
    let text = fold(&found.record.text);
    let titled = format!("{text} {}", fold(found.record.title.as_deref().unwrap_or_default()));
    for wanted in &gold.body_must {
        let kept = titled.contains(&fold(wanted));
        tally.share(Share::BodyKept, kept);
        if !kept {
            cases.add(Fault::Missed, "body", wanted.clone());
        }
    }
    for unwanted in &gold.body_must_not {
        let folded = fold(unwanted);
        let gone = folded.is_empty() || !text.contains(&folded);
        tally.share(Share::BoilerplateGone, gone);
        if !gone {
            cases.add(Fault::Extra, "boilerplate", unwanted.clone());
        }
    }
    for (censored, plain) in gold.restored.iter().flatten() {
        let (censored, folded) = (fold(censored), fold(plain));
        let done = censored == folded || titled.contains(&folded) && !titled.contains(&censored);
        tally.share(Share::Restored, done);
        if !done {
            cases.add(Fault::Missed, "restored spelling", plain.clone());
        }
    }
}

fn names(gold: &Document, found: &Found<'_>, tally: &mut Tally, cases: &mut Cases) {
    let entities: Vec<_> = gold.entities.iter().map(|one| &one.names).collect();
    named(Counted::Entities, "entity", &entities, &found.entities, tally, cases);
    let places: Vec<_> = gold.places.iter().map(|one| &one.names).collect();
    for (i, j) in named(Counted::Places, "place", &places, &found.places, tally, cases) {
        let (Some(wanted), Some(place)) = (gold.places.get(i), found.record.places.get(j)) else { continue };
        geocode(wanted, place.lat.zip(place.lon), tally, cases);
    }
}

fn named(
    counted: Counted,
    what: &str,
    gold: &[&Vec<String>],
    found: &[Referent],
    tally: &mut Tally,
    cases: &mut Cases,
) -> Vec<(usize, usize)> {
    let wanted: Vec<Names> = gold.iter().map(|names| Names::of(names.iter())).collect();
    let pairs = greedy(&wanted, found, |wanted, one| wanted.hit(&one.names));
    tally.counted(counted, pairs.len(), found.len() - pairs.len(), gold.len() - pairs.len());
    for (index, names) in gold.iter().enumerate() {
        if !pairs.iter().any(|(i, _)| *i == index) {
            cases.add(Fault::Missed, what, names.first().cloned().unwrap_or_default());
        }
    }
    for (index, one) in found.iter().enumerate() {
        if !pairs.iter().any(|(_, j)| *j == index) {
            cases.add(Fault::Extra, what, one.label.clone());
        }
    }
    pairs
}

/// Settlements and camps only: of a province or a river no point is the right one.
fn geocode(wanted: &Site, at: Option<(f64, f64)>, tally: &mut Tally, cases: &mut Cases) {
    let (Some(lat), Some(lon)) = (wanted.lat, wanted.lon) else { return };
    if !matches!(wanted.kind.as_str(), "settlement" | "camp") {
        return;
    }
    let near = at.is_some_and(|at| kilometres((lat, lon), at) <= NEAR_KM);
    tally.share(Share::Geocode, near);
    if !near {
        let name = wanted.names.first().cloned().unwrap_or_default();
        let at = at.map_or_else(|| "–".to_owned(), |(lat, lon)| format!("{lat:.3}, {lon:.3}"));
        cases.differs("coordinates", name, format!("{lat:.3}, {lon:.3}"), at);
    }
}

/// The way over the sphere (haversine).
fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    const DIAMETER_KM: f64 = 12742.0;
    let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let h = half(a.0, b.0) + a.0.to_radians().cos() * b.0.to_radians().cos() * half(a.1, b.1);
    DIAMETER_KM * h.min(1.0).sqrt().asin()
}

fn dates(gold: &Document, found: &Found<'_>, tally: &mut Tally, cases: &mut Cases) {
    // What must be there is paired first.
    let mut wanted: Vec<_> = gold.dates.iter().collect();
    wanted.sort_by_key(|date| date.optional);
    let dates = &found.record.dates;
    let pairs = greedy(&wanted, dates, |wanted, date| dates::same(wanted, &date.value));
    let is_missed = |index: usize| !pairs.iter().any(|(i, _)| *i == index);
    let missed: Vec<_> = wanted
        .iter()
        .enumerate()
        .filter(|(index, date)| !date.optional && is_missed(*index))
        .map(|(_, date)| date.value.clone().unwrap_or_default())
        .collect();
    tally.counted(Counted::Dates, pairs.len(), dates.len() - pairs.len(), missed.len());
    for value in missed {
        cases.add(Fault::Missed, "date", value);
    }
    for (index, date) in dates.iter().enumerate() {
        if !pairs.iter().any(|(_, j)| *j == index) {
            cases.add(Fault::Extra, "date", format!("{} {}", date.value, found.text(date.start, date.end)));
        }
    }
}

fn quotes(gold: &Document, found: &Found<'_>, tally: &mut Tally, cases: &mut Cases) {
    let Some(wanted) = &gold.quotes else { return };
    let quotes: Vec<(String, Option<Names>)> = found
        .record
        .quotes
        .iter()
        .map(|quote| {
            let text = fold(&found.text(quote.start.saturating_sub(2), quote.end + 2));
            (text, quote.speaker.as_ref().map(|speaker| found.party(speaker).names))
        })
        .collect();
    let gold: Vec<_> =
        wanted.iter().map(|quote| (fold(&quote.text_starts), Names::of(&quote.speaker))).collect();
    let pairs = greedy(&gold, &quotes, |(starts, speaker), (text, said_by)| {
        let reach = starts.chars().count() + QUOTE_LEAD;
        let head: String = text.chars().take(reach).collect();
        head.contains(starts.as_str()) && said_by.as_ref().is_some_and(|names| speaker.hit(names))
    });
    let mut missed = 0;
    for (index, quote) in wanted.iter().enumerate().filter(|(_, quote)| !quote.optional) {
        if !pairs.iter().any(|(i, _)| *i == index) {
            missed += 1;
            cases.add(Fault::Missed, "quote", quote.text_starts.clone());
        }
    }
    tally.counted(Counted::Quotes, pairs.len(), quotes.len() - pairs.len(), missed);
    for (index, quote) in found.record.quotes.iter().enumerate() {
        if !pairs.iter().any(|(_, j)| *j == index) {
            cases.add(Fault::Extra, "quote", found.text(quote.start, quote.end));
        }
    }
}

/// The share of the shorter text's words that the other has too.
pub(crate) fn overlap(a: &str, b: &str) -> f64 {
    let (a, b) = (words(a), words(b));
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in &a {
        *left.entry(word).or_default() += 1;
    }
    let mut common = 0_usize;
    for word in &b {
        if let Some(count) = left.get_mut(word.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            common += 1;
        }
    }
    common as f64 / a.len().min(b.len()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_counts_words_once_each() {
        assert!((overlap("a b b", "b c") - 0.5).abs() < 1e-9);
        assert!((overlap("", "b") - 0.0).abs() < 1e-9);
        assert!((overlap("a b", "x a y b z") - 1.0).abs() < 1e-9);
    }

    #[test]
    fn distances() {
        assert!((kilometres((36.0, 40.0), (37.0, 40.0)) - 111.2).abs() < 0.1);
    }
}
