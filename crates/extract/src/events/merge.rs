//! The same event told twice in one article is one row, the fuller one.

use record::event::Event;

/// Drops restatements; keeps the fuller of two that agree in type, place and figures.
pub(super) fn restatements(events: Vec<Event>) -> Vec<Event> {
    let mut kept: Vec<Event> = Vec::new();
    for event in events {
        match kept.iter_mut().rev().take(12).find(|earlier| same(earlier, &event)) {
            Some(earlier) if weight(&event) > weight(earlier) => *earlier = event,
            Some(_) => {}
            None => kept.push(event),
        }
    }
    kept
}

fn same(one: &Event, other: &Event) -> bool {
    let counted = one.counts.iter().next().is_some();
    one.event_type == other.event_type
        && one.status == other.status
        && one.event_loc == other.event_loc
        && one.actor == other.actor
        && (counted && one.counts == other.counts && one.recipient == other.recipient
            || one.mode == other.mode
                && one.recipient == other.recipient
                && one.counts == other.counts
                && one.date == other.date)
}

fn weight(event: &Event) -> usize {
    event.actor.len() + event.recipient.len() + event.mode.len() + event.counts.iter().count()
}
