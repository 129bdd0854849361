//! The state in snapshots; [`crate::snapshot`] says how they are cut.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::parts::{Loaded, Parts, Step};
use super::{Limits, State};
use crate::snapshot::{MOST_NUMBERS, Reader, Sealed, Segment, SnapshotError, Writer};

/// Which segments there are.
#[derive(Debug, Clone, Default)]
pub(super) struct Saving {
    /// The number of the open segment.
    segment: u32,
    /// Sealed segments that still hold something alive.
    sealed: Vec<Sealed>,
    /// From here on originals belong to the open segment.
    originals: u32,
}

/// What stands at the head of every segment.
#[derive(Serialize, Deserialize)]
struct Head {
    number: u32,
    now: Option<Timestamp>,
    swept: i64,
    unweighed: u32,
    decisions: u64,
    horizon: i64,
    first_original: u32,
    first_member: u32,
    /// The sealed segments that are needed beside this one.
    sealed: Vec<Sealed>,
    /// What the caller wants to know with an open segment.
    note: Vec<u8>,
}

impl Saving {
    pub(super) fn forget_before(&mut self, horizon: i64) {
        self.sealed.retain(|sealed| sealed.until >= horizon);
    }
}

impl State {
    /// Closes the open segment and returns it, to be written once. A snapshot taken later needs it as long as
    /// [`State::sealed`] names it.
    pub fn seal(&mut self) -> Segment {
        let (bytes, checksum) = self.segment(&[]).finish();
        let (number, until) = (self.saving.segment, self.now.map_or(i64::MIN, Timestamp::as_second));
        self.saving.sealed.push(Sealed { number, until, checksum });
        self.saving.segment += 1;
        self.saving.originals = self.originals.next();
        self.known.seal();
        self.near.seal();
        self.stories.seal();
        self.incidents.seal();
        Segment { number, until, bytes }
    }

    /// The sealed segments that a snapshot taken now needs; all others may be deleted once it is written.
    pub fn sealed(&self) -> &[Sealed] {
        &self.saving.sealed
    }

    /// The open segment: all that changed since the last seal, and what has no age. Written anew at every snapshot.
    /// [`State::restore`] gives the note back.
    pub fn snapshot(&self, note: &[u8]) -> Vec<u8> {
        let mut out = self.segment(note);
        self.stories.rarity.write(&mut out);
        self.incidents.write_index(&mut out);
        out.finish().0
    }

    /// The state as it was when `open` was written, and the note in it. `sealed` gives the segment of a number, of which
    /// each is asked for once, in order, and only those that `open` needs.
    ///
    /// # Errors
    /// When bytes are no snapshot, damaged, of another version, of another history, or a needed segment is missing.
    pub fn restore<'a>(
        limits: Limits,
        open: &[u8],
        mut sealed: impl FnMut(u32) -> Option<Cow<'a, [u8]>>,
    ) -> Result<(Self, Vec<u8>), SnapshotError> {
        let (mut reader, _) = Reader::open(open)?;
        let mut head: Head = reader.value()?;
        let last = Loaded { sections: reader.sections()?, bytes: Cow::Borrowed(open), number: head.number };
        let mut state = Self::new(limits);
        let load = |needed: &Sealed| {
            let bytes = sealed(needed.number).ok_or(SnapshotError::Missing(needed.number))?;
            let (mut segment, checksum) = Reader::open(&bytes)?;
            let its: Head = segment.value()?;
            if its.number != needed.number || checksum != needed.checksum {
                return Err(SnapshotError::Missing(needed.number));
            }
            let sections = segment.sections()?;
            segment.end()?;
            Ok(Loaded { bytes, number: its.number, sections })
        };
        let segments = head.sealed.iter().map(load).chain(std::iter::once_with(|| Ok(last)));
        state.parts(&head).read(segments)?;
        state.stories.rarity.read(&mut reader)?;
        state.incidents.read_index(&mut reader)?;
        reader.end()?;
        let note = std::mem::take(&mut head.note);
        Ok((state.restored(head)?, note))
    }

    fn segment(&self, note: &[u8]) -> Writer {
        let mut out = Writer::new();
        out.value(&Head {
            number: self.saving.segment,
            now: self.now,
            swept: self.swept,
            unweighed: self.unweighed,
            decisions: self.decisions,
            horizon: self.horizon,
            first_original: self.originals.first(),
            first_member: self.stories.first(),
            sealed: self.saving.sealed.clone(),
            note: note.to_vec(),
        });
        out.section(|out| {
            let first = self.saving.originals.max(self.originals.first());
            out.u32(first);
            out.u32(self.originals.next());
            self.originals.since(first).for_each(|(_, original)| out.value(original));
            self.near.write(out);
        });
        out.section(|out| self.known.write(out));
        out.section(|out| self.stories.write(out));
        out.section(|out| self.incidents.write(out));
        out
    }

    /// What is read side by side.
    fn parts(&mut self, last: &Head) -> Parts<'_> {
        let (oldest, member, horizon) = (last.first_original, last.first_member, last.horizon);
        let Self { saving, originals, near, known, stories, incidents, .. } = self;
        Parts([
            Box::new(move |step| match step {
                Step::Read(_, from) => {
                    let (first, next) = (from.u32()?, from.u32()?);
                    originals.go_on_at(first, next)?;
                    for _ in first..next {
                        originals.push(from.value()?);
                    }
                    saving.originals = first;
                    near.read(oldest, from)
                }
                Step::Done => {
                    originals.forget_before(oldest);
                    near.restored(oldest);
                    Ok(())
                }
            }),
            Box::new(move |step| match step {
                Step::Read(number, from) => known.read(number, from),
                Step::Done => {
                    known.restored(horizon);
                    Ok(())
                }
            }),
            Box::new(move |step| match step {
                Step::Read(number, from) => stories.read(number, from),
                Step::Done => {
                    stories.restored(member, horizon);
                    Ok(())
                }
            }),
            Box::new(move |step| match step {
                Step::Read(number, from) => incidents.read(number, from),
                Step::Done => {
                    incidents.restored(horizon);
                    Ok(())
                }
            }),
        ])
    }

    /// After the last segment: takes up its place in time.
    fn restored(mut self, head: Head) -> Result<Self, SnapshotError> {
        if self.originals.next() != self.near.next() || head.number >= MOST_NUMBERS {
            return Err(SnapshotError::Inconsistent);
        }
        self.saving.segment = head.number;
        self.saving.sealed = head.sealed;
        (self.now, self.swept, self.unweighed) = (head.now, head.swept, head.unweighed);
        (self.decisions, self.horizon) = (head.decisions, head.horizon);
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use record::event::{EventType, Mode};
    use record::record::Record;

    use super::*;
    use crate::output::Output;
    use crate::sample::{on_day, record, with_event, words};

    /// What happens between two records.
    #[derive(Debug, Clone, Copy)]
    enum Cut {
        None,
        Seal,
        Restart,
    }

    /// Records of which some are copies, revisions, repeats, reports of one happening, or withdrawn.
    fn told(doc: u64, seed: u64, place: u64, with: bool) -> Record {
        let place = words(1_000 + place, 1);
        // Neighbouring seeds share half of their words, so that a revision may say much of what it said before.
        let told = format!("{} {}", words(500 + seed / 2, 30), words(seed, 30));
        let text = format!("Raid in {place}\nForces raided {place} at dawn. {told}");
        let told = record(&format!("doc{doc}"), "outlet", "2024-01-02", &text);
        if with {
            with_event(told, EventType::Coerce, Mode::Arrest, "forces", &place, "2024-01-02")
        } else {
            told
        }
    }

    /// The files that a careful caller would have.
    #[derive(Default)]
    struct Files {
        sealed: Vec<Segment>,
        open: Vec<u8>,
    }

    impl Files {
        fn save(&mut self, state: &State) {
            self.open = state.snapshot(b"note");
            self.sealed.retain(|held| state.sealed().iter().any(|sealed| sealed.number == held.number));
        }

        fn restore(&self, limits: Limits) -> Result<State, SnapshotError> {
            let of = |number| self.sealed.iter().find(|held| held.number == number);
            let (state, note) = State::restore(limits, &self.open, |number| {
                of(number).map(|held| Cow::Borrowed(held.bytes.as_slice()))
            })?;
            assert_eq!(note, b"note");
            Ok(state)
        }
    }

    /// Restores with the default limits from an open segment and one sealed one.
    fn restore(open: &[u8], sealed: Option<&[u8]>) -> Result<State, SnapshotError> {
        State::restore(Limits::default(), open, |_| sealed.map(Cow::Borrowed)).map(|(state, _)| state)
    }

    fn run(limits: Limits, stream: &[(Record, i64, Cut)], with_cuts: bool) -> (Vec<Output>, u64, u64) {
        let (mut state, mut files, mut outputs) = (State::new(limits), Files::default(), Vec::new());
        for (record, day, cut) in stream {
            outputs.extend(state.resolve(record.clone(), on_day(*day)));
            match cut {
                Cut::Seal if with_cuts => files.sealed.push(state.seal()),
                Cut::Restart if with_cuts => {
                    files.save(&state);
                    state = files.restore(limits).unwrap();
                    assert!(state.snapshot(b"note") == files.open, "another snapshot");
                }
                Cut::None | Cut::Seal | Cut::Restart => {}
            }
        }
        (outputs, state.decisions(), state.bytes())
    }

    /// Checks that restarts change nothing; the memory taken is the same too.
    #[track_caller]
    fn same(limits: Limits, stream: &[(Record, i64, Cut)]) {
        let (with, without) = (run(limits, stream, true), run(limits, stream, false));
        let differs = with.0.iter().zip(&without.0).position(|(a, b)| a != b);
        assert_eq!((differs, with.0.len(), with.1, with.2), (None, without.0.len(), without.1, without.2));
    }

    fn cut() -> impl Strategy<Value = Cut> {
        prop_oneof![4 => Just(Cut::None), 1 => Just(Cut::Seal), 1 => Just(Cut::Restart)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn a_restart_changes_nothing(
            steps in prop::collection::vec((0_u64..30, 0_u64..8, 0_u64..5, any::<bool>(), 0_i64..3, cut()), 1..80),
        ) {
            let limits = Limits { look_back_days: 6, ..Limits::default() };
            let mut day = 0;
            let stream: Vec<_> = steps.into_iter().map(|(doc, seed, place, with, days, cut)| {
                day += days;
                (told(doc, seed, place, with), day, cut)
            }).collect();
            same(limits, &stream);
        }

        #[test]
        fn any_bytes_are_refused_or_read(content in prop::collection::vec(any::<u8>(), 0..300)) {
            let sealed = crate::snapshot::seal_bytes(&content);
            prop_assert!(restore(&sealed, Some(&sealed)).is_err());
            prop_assert!(restore(&content, None).is_err());
        }
    }

    proptest! {
        #[test]
        fn changed_bytes_under_a_right_checksum_do_no_harm(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        ) {
            // Of the open segment the counts of words are most, and alike: changes belong into what stands before them.
            let files = saved();
            let content = files.open.get(12..files.open.len() - 8).unwrap();
            let mut content = content.to_vec();
            for (at, byte) in changes {
                let at = at.index(content.len().min(6_000));
                content[at] = byte;
            }
            let open = crate::snapshot::seal_bytes(&content);
            if let Ok(mut state) = restore(&open, Some(&files.sealed[0].bytes)) {
                for (doc, day) in [(1, 1), (2, 2), (9, 3), (9, 40)] {
                    state.resolve(told(doc, doc, 1, true), on_day(day));
                }
                let written = state.snapshot(&[]);
                prop_assert!(!written.is_empty() && state.bytes() < 1 << 30);
            }
        }
    }

    /// A state with a sealed segment and something in the open one.
    fn saved() -> Files {
        let (mut state, mut files) = (State::new(Limits::default()), Files::default());
        state.resolve(told(1, 1, 1, true), on_day(0));
        files.sealed.push(state.seal());
        state.resolve(told(2, 1, 1, true), on_day(1));
        files.save(&state);
        files
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let files = saved();
        let (sealed, open) = (files.sealed[0].bytes.clone(), files.open.clone());
        let refused = |sealed: &[u8], open: &[u8]| restore(open, Some(sealed)).is_err();
        assert!(!refused(&sealed, &open));
        for bit in 0..sealed.len() * 8 {
            let mut flipped = sealed.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(refused(&flipped, &open), "bit {bit} of the sealed segment");
        }
        for bit in 0..open.len() * 8 {
            let mut flipped = open.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(refused(&sealed, &flipped), "bit {bit} of the open segment");
        }
        for length in 0..sealed.len() {
            assert!(refused(&sealed[..length], &open), "cut at {length}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let files = saved();
        let fault = |open: &[u8], sealed: Option<&[u8]>| restore(open, sealed).err();
        let (sealed, open) = (files.sealed[0].bytes.as_slice(), files.open.as_slice());
        assert_eq!(fault(open, Some(sealed)), None);
        assert_eq!(fault(open, None), Some(SnapshotError::Missing(0)));
        // Another history: sealed at another place.
        let other = State::new(Limits::default()).seal();
        assert_eq!(fault(open, Some(&other.bytes)), Some(SnapshotError::Missing(0)));
        assert_eq!(fault(open, Some(open)), Some(SnapshotError::Missing(0)));
        assert_eq!(fault(sealed, None), Some(SnapshotError::Inconsistent));
        assert_eq!(fault(b"rasid", Some(sealed)), Some(SnapshotError::NotASnapshot));
    }

    #[test]
    fn a_sealed_segment_goes_when_all_in_it_is_forgotten() {
        let limits = Limits { look_back_days: 3, ..Limits::default() };
        let (mut state, mut files) = (State::new(limits), Files::default());
        for day in 0..12 {
            state.resolve(told(day, day, day, true), on_day(day.try_into().unwrap()));
            files.sealed.push(state.seal());
            files.save(&state);
        }
        let numbers: Vec<u32> = files.sealed.iter().map(|sealed| sealed.number).collect();
        assert_eq!(numbers, [8, 9, 10, 11]);
        assert_eq!(files.restore(limits).unwrap().len(), state.len());
    }

    #[test]
    fn a_memory_cap_is_met_at_the_same_record_after_a_restart() {
        let limits = Limits { memory_bytes: 1 << 20, ..Limits::default() };
        let stream: Vec<_> = (0..9_000_u32)
            .map(|nth| {
                let cut = if nth % 1_700 == 1_699 { Cut::Restart } else { Cut::None };
                (
                    record(&format!("doc{nth}"), "a", "2024-01-02", &words(nth.into(), 12)),
                    i64::from(nth / 500),
                    cut,
                )
            })
            .collect();
        same(limits, &stream);
    }
}
