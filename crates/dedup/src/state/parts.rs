//! The parts of the state, each with a section of its own in every segment. A part reads its sections in order and needs
//! no other part for it, so that all are read side by side, while the next segment comes from the disk.

use std::borrow::Cow;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use crate::snapshot::{Reader, SnapshotError};

const PARTS: usize = 4;
/// How many segments may wait for a slow part: they are held in memory.
const WAITING: usize = 2;

/// A segment that was checked.
pub(super) struct Loaded<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    pub(super) number: u32,
    pub(super) sections: [Range<usize>; PARTS],
}

/// What a part is asked to do.
pub(super) enum Step<'s, 'a> {
    /// To read its section of the segment with this number on top of those before it.
    Read(u32, &'s mut Reader<'a>),
    /// To forget what was forgotten before the last segment was written.
    Done,
}

type Part<'p> = Box<dyn FnMut(Step<'_, '_>) -> Result<(), SnapshotError> + Send + 'p>;

/// Each in the place of its section.
pub(super) struct Parts<'p>(pub(super) [Part<'p>; PARTS]);

impl Parts<'_> {
    /// Reads all segments, in order.
    pub(super) fn read<'a>(
        self,
        segments: impl Iterator<Item = Result<Loaded<'a>, SnapshotError>>,
    ) -> Result<(), SnapshotError> {
        thread::scope(|scope| {
            let mut nth = 0..;
            let (senders, readers): (Vec<_>, Vec<_>) = self
                .0
                .map(|part| {
                    let (sender, segments) = sync_channel(WAITING);
                    let section = nth.next().unwrap_or_default();
                    (sender, scope.spawn(move || read_part(part, section, &segments)))
                })
                .into_iter()
                .unzip();
            let mut outcome = Ok(());
            'segments: for segment in segments {
                match segment {
                    Ok(segment) => {
                        let segment = Arc::new(segment);
                        for sender in &senders {
                            // A part that takes no more has refused one, and says so below.
                            if sender.send(Arc::clone(&segment)).is_err() {
                                break 'segments;
                            }
                        }
                    }
                    Err(error) => {
                        outcome = Err(error);
                        break;
                    }
                }
            }
            drop(senders);
            let outcomes =
                readers.into_iter().map(|reader| reader.join().unwrap_or_else(|fault| resume_unwind(fault)));
            outcomes.fold(outcome, Result::and)
        })
    }
}

fn read_part(
    mut part: Part<'_>,
    section: usize,
    segments: &Receiver<Arc<Loaded<'_>>>,
) -> Result<(), SnapshotError> {
    for segment in segments {
        let range = segment.sections.get(section).cloned().unwrap_or_default();
        let mut reader = Reader::section(&segment.bytes, range);
        part(Step::Read(segment.number, &mut reader))?;
        reader.end()?;
    }
    part(Step::Done)
}
