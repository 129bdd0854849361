//! Incidents in a snapshot: what was published follows from the reports, so the reports are enough.

use record::event::{EventStatus, EventType};
use record::id::{IncidentId, StoryId};
use record::incident::Incident;
use serde::{Deserialize, Serialize};

use super::{Incidents, Open, Told, summary};
use crate::snapshot::{MOST_NUMBERS, Reader, SnapshotError, Writer};

/// An incident as it is written; `R` is owned or borrowed.
#[derive(Serialize, Deserialize)]
struct Saved<R> {
    slot: u32,
    id: IncidentId,
    revision: u32,
    event_type: EventType,
    status: EventStatus,
    story: Option<StoryId>,
    touched: i64,
    reports: R,
}

impl Incidents {
    /// Closes the open segment.
    pub(crate) fn seal(&mut self) {
        self.segment += 1;
        self.removed.clear();
    }

    /// Writes the open segment, without the index.
    pub(crate) fn write(&self, out: &mut Writer) {
        out.u32(self.next);
        out.numbers(&self.removed);
        let changed = || self.open.iter().filter(|(_, open)| open.changed_in == self.segment);
        out.count(changed().count());
        for (slot, open) in changed() {
            let published = &open.published;
            out.value(&Saved {
                slot: *slot,
                id: published.id.clone(),
                revision: published.revision,
                event_type: published.event_type,
                status: published.status,
                story: published.story.clone(),
                touched: open.touched,
                reports: &open.reports,
            });
        }
    }

    /// Writes the index. It has no age: an old list may hold an incident that a new report keeps alive.
    pub(crate) fn write_index(&self, out: &mut Writer) {
        self.index.write_all(out);
    }

    /// Reads the index.
    pub(crate) fn read_index(&mut self, from: &mut Reader<'_>) -> Result<(), SnapshotError> {
        self.index.read(self.segment, from)
    }

    /// Reads a segment on top of those before it.
    pub(crate) fn read(&mut self, segment: u32, from: &mut Reader<'_>) -> Result<(), SnapshotError> {
        self.segment = segment;
        self.next = from.u32()?;
        self.removed = from.numbers()?;
        for removed in &self.removed {
            self.open.remove(removed);
        }
        for _ in 0..from.count(1)? {
            let saved: Saved<Vec<Told>> = from.value()?;
            if saved.slot >= self.next || self.next > MOST_NUMBERS || saved.revision >= MOST_NUMBERS {
                return Err(SnapshotError::Inconsistent);
            }
            self.open.insert(saved.slot, open(saved, segment)?);
        }
        Ok(())
    }

    /// After the last segment: forgets what was forgotten before it was written.
    pub(crate) fn restored(&mut self, horizon: i64) {
        self.open.retain(|_, open| open.touched >= horizon);
    }
}

fn open(saved: Saved<Vec<Told>>, segment: u32) -> Result<Open, SnapshotError> {
    let story = saved.story.ok_or(SnapshotError::Inconsistent)?;
    let blank = summary::blank(saved.id, saved.event_type, saved.status, story);
    let published = Incident { revision: saved.revision, ..summary::summarise(&blank, &saved.reports) };
    let (reports, touched) = (saved.reports, saved.touched);
    Ok(Open { published, reports, taken_back: Vec::new(), touched, changed_in: segment })
}

/// Counts by position: their own form leaves out what is not there, which only formats with names can read.
pub(super) mod counts {
    use record::event::Counts;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(
        counts: &Counts,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let Counts { dead, injured, arrested, abducted, displaced, size } = *counts;
        [dead, injured, arrested, abducted, displaced, size].serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Counts, D::Error> {
        let [dead, injured, arrested, abducted, displaced, size] = Deserialize::deserialize(deserializer)?;
        Ok(Counts { dead, injured, arrested, abducted, displaced, size })
    }
}
