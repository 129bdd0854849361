//! Names, places, dates and quotations of a record: each with the rule and the words that made it.

use std::collections::BTreeMap;

use record::record::{DateKind, DateMention, Entity, Place, PlaceKind, Quote, Record, Span};

use super::events::party;
use super::rows::Row;
use crate::render::bidi::{cut, isolate};
use crate::render::incident::name;

/// Columns of a quotation.
const QUOTE_COLUMNS: usize = 100;

/// A record's text, to be cut by offsets.
pub(super) struct Text(Vec<char>);

impl Text {
    pub(super) fn of(record: &Record) -> Self {
        Self(record.text.chars().collect())
    }

    /// A stretch, isolated.
    pub(super) fn words(&self, span: Span) -> String {
        isolate(&self.0.get(span.start..span.end).unwrap_or_default().iter().collect::<String>())
    }

    /// Each wording with how often it stands there.
    fn wordings(&self, mentions: &[Span]) -> String {
        let mut counted: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for mention in mentions {
            counted.entry(self.words(*mention)).or_insert((mention.start, 0)).1 += 1;
        }
        let mut wordings: Vec<_> =
            counted.into_iter().map(|(words, (first, times))| (first, words, times)).collect();
        wordings.sort();
        let one = |(_, words, times): (usize, String, usize)| {
            if times == 1 { words } else { format!("{words} ×{times}") }
        };
        wordings.into_iter().map(one).collect::<Vec<_>>().join(", ")
    }
}

pub(super) fn entity(one: &Entity, text: &Text) -> Row {
    let rule = if one.known { format!("lexicon `{}`", one.id) } else { "by pattern".to_owned() };
    let what = format!("{} · {rule} · {}", isolate(&name(&one.name)), text.wordings(&one.mentions));
    Row::new(one.entity_type.as_str(), vec![what])
}

pub(super) fn place(one: &Place, text: &Text) -> Row {
    let within: Vec<_> =
        [&one.admin1, &one.country].into_iter().flatten().map(|part| isolate(part)).collect();
    let rule = match one.lat.zip(one.lon) {
        Some((lat, lon)) => format!("gazetteer `{}` at {lat:.3}, {lon:.3}", isolate(one.id.as_str())),
        None => "by a word of place, position unknown".to_owned(),
    };
    let what = format!(
        "{}{}{} · {rule} · confidence {:.2} · {}",
        isolate(&name(&one.name)),
        if within.is_empty() { "" } else { " in " },
        within.join(", "),
        one.confidence,
        text.wordings(&one.mentions)
    );
    Row::new(kind(one.kind), vec![what])
}

fn kind(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Settlement => "settlement",
        PlaceKind::Admin1 => "admin1",
        PlaceKind::Country => "country",
        PlaceKind::Camp => "camp",
        PlaceKind::Region => "region",
        PlaceKind::River => "river",
        PlaceKind::Facility => "facility",
        PlaceKind::Other => "other",
    }
}

pub(super) fn date(record: &Record, one: &DateMention, text: &Text) -> Row {
    let value = one.end_value.as_ref().map_or(one.value.clone(), |end| format!("{}…{end}", one.value));
    let rule = match (one.kind, &record.published) {
        (DateKind::Absolute, _) => "by its figures".to_owned(),
        (DateKind::Range, _) => "by its two ends".to_owned(),
        (DateKind::Relative, Some(published)) => {
            format!("relative, in an article of {}", isolate(&published.value))
        }
        (DateKind::Relative, None) => "relative to another date".to_owned(),
    };
    Row::new(value, vec![format!("{rule} · {}", text.words(Span { start: one.start, end: one.end }))])
}

pub(super) fn quote(record: &Record, one: &Quote, text: &Text) -> Row {
    let speaker = one.speaker.as_ref().map_or_else(|| "–".to_owned(), |speaker| party(record, speaker));
    let words: String = text.0.get(one.start..one.end).unwrap_or_default().iter().collect();
    Row::new(cut(&speaker, 30), vec![isolate(&cut(&words.replace('\n', " "), QUOTE_COLUMNS))])
}
