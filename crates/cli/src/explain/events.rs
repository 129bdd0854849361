//! Events of a record, slot by slot: what was filled in, and the words that it was read from.
//!
//! The record does not say which words filled a slot, only where each name stands; so the mention within the
//! evidence is shown, else the last one before it, and that is said.

use extract::explain::{Cue, Tells};
use record::event::{CountKind, Event, EventType, Mode, Party};
use record::record::{Record, Span};

use super::names::Text;
use super::rows::Row;
use crate::render::bidi::isolate;
use crate::render::incident::name;

pub(super) fn row(record: &Record, event: &Event, cues: &[Cue], text: &Text) -> Row {
    let slots = Slots { record, event, cues, text };
    let mut lines = vec![slots.title()];
    lines.extend(slots.triggers());
    lines.extend(event.actor.iter().map(|one| slots.party("actor", one)));
    lines.extend(event.recipient.iter().map(|one| slots.party("recipient", one)));
    lines.extend(slots.place());
    lines.extend(slots.date());
    lines.extend(slots.counts());
    lines.extend(event.attribution.iter().map(|one| slots.party("according to", one)));
    lines.push(line("evidence", &text.words(event.evidence).replace('\n', " ")));
    Row::new(event.id.to_string(), lines)
}

/// The name of a party.
pub(super) fn party(record: &Record, party: &Party) -> String {
    match party {
        Party::Entity(id) => {
            let entity = record.entities.iter().find(|one| one.id == *id);
            entity.map_or_else(|| id.to_string(), |entity| name(&entity.name))
        }
        Party::Described { name } => name.clone(),
    }
}

fn line(slot: &str, what: &str) -> String {
    format!("{slot:<13}{what}")
}

/// Words of the event grammar at their place.
#[derive(Clone, Copy)]
struct Trigger<'a> {
    span: Span,
    event_type: EventType,
    modes: &'a [Mode],
    role: &'static str,
}

impl<'a> Trigger<'a> {
    fn of(cue: &'a Cue) -> Option<Self> {
        match &cue.tells {
            Tells::Trigger { event_type, modes, role } => {
                Some(Self { span: cue.span, event_type: *event_type, modes, role })
            }
            Tells::Number(_) => None,
        }
    }

    fn fits(&self, event: &Event) -> bool {
        self.event_type == event.event_type && self.modes.iter().all(|mode| event.mode.contains(mode))
    }

    fn covers(&self, other: &Self) -> bool {
        self.span != other.span && self.span.start <= other.span.start && self.span.end >= other.span.end
    }

    fn line(&self, text: &Text) -> String {
        let modes: Vec<_> = self.modes.iter().map(|mode| mode.as_str()).collect();
        let modes = if modes.is_empty() { String::new() } else { format!("/{}", modes.join("+")) };
        format!("{} = {}{modes}, {}", text.words(self.span), self.event_type, self.role)
    }
}

struct Slots<'a> {
    record: &'a Record,
    event: &'a Event,
    cues: &'a [Cue],
    text: &'a Text,
}

impl Slots<'_> {
    fn title(&self) -> String {
        let event = self.event;
        let modes: Vec<_> = event.mode.iter().map(|mode| mode.as_str()).collect();
        let modes = if modes.is_empty() { String::new() } else { format!("/{}", modes.join("+")) };
        let acled = event.acled.as_deref().map(|name| format!(" · ACLED {name}")).unwrap_or_default();
        let status = event.status.as_str();
        format!("{}{modes} · {status} · confidence {:.2}{acled}", event.event_type, event.confidence)
    }

    fn within(&self, span: Span) -> bool {
        span.start >= self.event.evidence.start && span.end <= self.event.evidence.end
    }

    /// The words of the grammar in the evidence that tell this type and no mode that the event lacks; whatever
    /// there is where none does.
    fn triggers(&self) -> Vec<String> {
        let all: Vec<_> =
            self.cues.iter().filter(|cue| self.within(cue.span)).filter_map(Trigger::of).collect();
        if all.is_empty() {
            return vec![line("trigger", "none in the evidence: read from the context")];
        }
        let own: Vec<_> = all.iter().copied().filter(|one| one.fits(self.event)).collect();
        let mut shown: Vec<Trigger<'_>> = Vec::new();
        for one in if own.is_empty() { all } else { own } {
            // The longer words come first, and tell more.
            if !shown.iter().any(|longer| longer.covers(&one)) {
                shown.push(one);
            }
        }
        shown.iter().map(|one| line("trigger", &one.line(self.text))).collect()
    }

    fn party(&self, slot: &str, one: &Party) -> String {
        let name = isolate(&party(self.record, one));
        match one {
            Party::Entity(id) => {
                let mentions =
                    self.record.entities.iter().find(|one| one.id == *id).map(|one| &*one.mentions);
                line(slot, &format!("{name} ← {}", self.read_from(mentions.unwrap_or_default())))
            }
            Party::Described { .. } => line(slot, &format!("{name} (a description)")),
        }
    }

    /// The mention that a slot was most likely read from.
    fn read_from(&self, mentions: &[Span]) -> String {
        if let Some(inside) = mentions.iter().find(|span| self.within(**span)) {
            return self.text.words(*inside);
        }
        let before = mentions.iter().rev().find(|span| span.start < self.event.evidence.start);
        match (before, mentions.first()) {
            (Some(span), _) => format!("{}, before the evidence", self.text.words(*span)),
            (None, Some(span)) => format!("{}, behind the evidence", self.text.words(*span)),
            (None, None) => "the title or the context".to_owned(),
        }
    }

    fn place(&self) -> Option<String> {
        let id = self.event.event_loc.as_ref()?;
        let place = self.record.places.iter().find(|one| one.id == *id)?;
        Some(line("where", &format!("{} ← {}", isolate(&name(&place.name)), self.read_from(&place.mentions))))
    }

    fn date(&self) -> Option<String> {
        let date = self.event.date.as_ref()?;
        let value = date.end_value.as_ref().map_or(date.value.clone(), |end| format!("{}…{end}", date.value));
        let mentions: Vec<_> = self
            .record
            .dates
            .iter()
            .filter(|one| one.value == date.value)
            .map(|one| Span { start: one.start, end: one.end })
            .collect();
        let source =
            if mentions.is_empty() { "the day of the article".to_owned() } else { self.read_from(&mentions) };
        Some(line("when", &format!("{value} ← {source}")))
    }

    fn counts(&self) -> Vec<String> {
        let one = |(kind, figure): (CountKind, u64)| {
            let source = self
                .number(figure)
                .map_or_else(|| "a word for one or two, or a sum".to_owned(), |span| self.text.words(span));
            line("how many", &format!("{} {figure} ← {source}", kind.as_str()))
        };
        self.event.counts.iter().map(one).collect()
    }

    /// The number of that value in the evidence, nearest to a trigger.
    fn number(&self, figure: u64) -> Option<Span> {
        let inside = || self.cues.iter().filter(|cue| self.within(cue.span));
        let triggers: Vec<_> =
            inside().filter_map(Trigger::of).filter(|one| one.event_type == self.event.event_type).collect();
        let far = |span: Span| {
            let gap = |one: &Trigger<'_>| {
                span.start.saturating_sub(one.span.end).max(one.span.start.saturating_sub(span.end))
            };
            triggers.iter().map(gap).min().unwrap_or(0)
        };
        inside()
            .filter(|cue| cue.tells == Tells::Number(figure))
            .map(|cue| cue.span)
            .min_by_key(|span| far(*span))
    }
}
