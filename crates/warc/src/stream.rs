//! The decompressed bytes of a file, with the places where members begin and where damage is.
//!
//! A window over a buffer instead of `Read`: records are lent out of it without a copy, and a damaged member is a
//! stop in the stream that the reader has to acknowledge, so that nothing is ever glued together across a gap.

use std::collections::VecDeque;
use std::io::Read;

use crate::defect::{Fault, Place};
use crate::gzip::{self, Gzip, Header, Progress};
use crate::input::Input;
use crate::zstandard::{self, Zstandard};

/// The buffer as long as records are smaller: little enough for the processor's second cache.
const BUFFER_BYTES: usize = 1 << 17;

/// Room that a decoder should find.
const ROOM_BYTES: usize = 1 << 15;

/// Longer headers of gzip members are not believed.
const MAX_GZIP_HEADER_BYTES: usize = 1 << 16;

/// Input that should be there to judge whether a member begins.
const TRIAL_BYTES: usize = 1 << 12;

pub(crate) struct Stream<R> {
    input: Input<R>,
    coding: Coding,
    state: State,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Decompressed bytes before the next one.
    position: u64,
    marks: VecDeque<Mark>,
    fault: Option<Fault>,
}

enum Coding {
    /// Nothing was read so far.
    Unknown,
    Plain,
    Gzip(Box<Gzip>),
    Zstandard(Zstandard),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a member, or the end of the file.
    Between,
    /// In a member.
    Within,
    /// After damage, looking for a member.
    Lost,
    Ended,
}

/// Where a member begins.
struct Mark {
    /// In the decompressed bytes.
    at: u64,
    /// In the file.
    offset: u64,
}

impl<R: Read> Stream<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self {
            input: Input::new(reader),
            coding: Coding::Unknown,
            state: State::Between,
            buffer: vec![0; BUFFER_BYTES],
            start: 0,
            end: 0,
            position: 0,
            marks: VecDeque::new(),
            fault: None,
        }
    }

    /// Bytes decoded and not yet consumed.
    pub(crate) fn available(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    pub(crate) fn available_mut(&mut self) -> &mut [u8] {
        self.buffer.get_mut(self.start..self.end).unwrap_or_default()
    }

    pub(crate) fn consume(&mut self, count: usize) {
        let count = count.min(self.end - self.start);
        self.start += count;
        self.position += count as u64;
        while self.marks.get(1).is_some_and(|mark| mark.at <= self.position) {
            self.marks.pop_front();
        }
    }

    /// Where the next byte stands.
    pub(crate) fn place(&self) -> Place {
        match self.marks.iter().rev().find(|mark| mark.at <= self.position) {
            Some(mark) => Place { offset: mark.offset, within: self.position.saturating_sub(mark.at) },
            None => Place { offset: self.position, within: 0 },
        }
    }

    /// Where in the available bytes, after the first, the next member begins.
    pub(crate) fn next_member(&self) -> Option<usize> {
        self.member_after(0)
    }

    /// Where in the available bytes, after `from`, the next member begins.
    pub(crate) fn member_after(&self, from: usize) -> Option<usize> {
        let from = self.position + from as u64;
        self.marks.iter().find(|mark| mark.at > from).map(|mark| (mark.at - self.position) as usize)
    }

    /// Whether a member begins at the next byte.
    pub(crate) fn at_member(&self) -> bool {
        self.marks.iter().any(|mark| mark.at == self.position)
    }

    /// Decodes until so many bytes are available; false where the file, or what is sound of it, ends before.
    pub(crate) fn ensure(&mut self, count: usize) -> bool {
        while self.available().len() < count {
            if self.fault.is_some() || self.state == State::Ended {
                return false;
            }
            self.step();
        }
        true
    }

    /// The same, but no further than to the end of the member.
    pub(crate) fn ensure_within_member(&mut self, count: usize) -> bool {
        while self.available().len() < count {
            if self.fault.is_some() || matches!(self.state, State::Between | State::Lost | State::Ended) {
                return false;
            }
            self.step();
        }
        true
    }

    /// The fault that ended the stream after the available bytes.
    pub(crate) fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    /// Drops the available bytes, and goes on behind the fault after them.
    pub(crate) fn pass_fault(&mut self) -> Option<Fault> {
        self.consume(self.available().len());
        self.fault.take()
    }

    fn step(&mut self) {
        if let Err(error) = self.try_step() {
            self.fail(Fault::Unreadable(error.to_string()), State::Ended);
        }
    }

    fn try_step(&mut self) -> std::io::Result<()> {
        match (&self.coding, self.state) {
            (Coding::Unknown, _) => self.look(),
            (Coding::Plain, _) => self.copy(),
            (_, State::Between) => self.open(),
            (_, State::Within) => self.decode(),
            (_, State::Lost) => self.search(),
            (_, State::Ended) => Ok(()),
        }
    }

    fn fail(&mut self, fault: Fault, state: State) {
        self.fault = Some(fault);
        self.state = state;
    }

    /// Tells from the first bytes how the file is stored.
    fn look(&mut self) -> std::io::Result<()> {
        self.input.want(zstandard::MAGIC.len())?;
        let head = self.input.available();
        self.coding = if matches!(gzip::header(head), Header::Whole(_) | Header::Partial) && !head.is_empty()
        {
            Coding::Gzip(Box::new(Gzip::new()))
        } else if head.starts_with(&zstandard::DICTIONARY_MAGIC) {
            let dictionary = self.dictionary()?;
            Coding::Zstandard(Zstandard::new(&dictionary)?)
        } else if zstandard::begins(head) {
            Coding::Zstandard(Zstandard::new(&[])?)
        } else {
            self.state = State::Within;
            Coding::Plain
        };
        Ok(())
    }

    /// The content of the frame that holds the dictionary; nothing, and nothing consumed, if it is too large.
    fn dictionary(&mut self) -> std::io::Result<Vec<u8>> {
        self.input.want(8)?;
        let Some(&[a, b, c, d]) = self.input.available().get(4..8) else { return Ok(Vec::new()) };
        let size = u32::from_le_bytes([a, b, c, d]);
        if size > zstandard::MAX_DICTIONARY_BYTES {
            return Ok(Vec::new());
        }
        self.input.consume(8);
        let mut dictionary = Vec::new();
        while dictionary.len() < size as usize && self.input.want(1)? {
            let part = self.input.available();
            let part = part.get(..size as usize - dictionary.len()).unwrap_or(part);
            dictionary.extend_from_slice(part);
            let used = part.len();
            self.input.consume(used);
        }
        Ok(dictionary)
    }

    fn copy(&mut self) -> std::io::Result<()> {
        if !self.input.want(1)? {
            self.state = State::Ended;
            return Ok(());
        }
        self.make_room();
        let room = self.buffer.get_mut(self.end..).unwrap_or_default();
        let part = self.input.available();
        let count = part.len().min(room.len());
        if let (Some(room), Some(part)) = (room.get_mut(..count), part.get(..count)) {
            room.copy_from_slice(part);
        }
        self.input.consume(count);
        self.end += count;
        Ok(())
    }

    /// Begins the next member.
    fn open(&mut self) -> std::io::Result<()> {
        if !self.input.want(1)? {
            self.state = State::Ended;
            return Ok(());
        }
        let at = self.position + (self.end - self.start) as u64;
        self.marks.push_back(Mark { at, offset: self.input.offset() });
        self.input.set_mark();
        let opened = match &mut self.coding {
            Coding::Gzip(gzip) => {
                let header = gzip_header(&mut self.input)?;
                gzip.begin();
                header
            }
            Coding::Zstandard(zstandard) => {
                self.input.want(zstandard::MAGIC.len())?;
                let begun = zstandard::begins(self.input.available()) && zstandard.begin().is_ok();
                if begun { Header::Whole(0) } else { Header::None }
            }
            Coding::Unknown | Coding::Plain => Header::None,
        };
        match opened {
            Header::Whole(length) => {
                self.input.consume(length);
                self.state = State::Within;
            }
            Header::Partial => self.fail(Fault::Truncated, State::Ended),
            Header::None => self.skip_padding()?,
        }
        Ok(())
    }

    /// Zeros after the last member are no damage: files on tapes end so.
    fn skip_padding(&mut self) -> std::io::Result<()> {
        while self.input.want(1)? {
            let zeros = self.input.available().iter().take_while(|&&byte| byte == 0).count();
            if zeros == 0 {
                self.fail(Fault::Damaged, State::Lost);
                return Ok(());
            }
            self.input.consume(zeros);
        }
        self.state = State::Ended;
        Ok(())
    }

    fn decode(&mut self) -> std::io::Result<()> {
        self.make_room();
        let room = self.buffer.get_mut(self.end..).unwrap_or_default();
        let available = self.input.available();
        let decoded = match &mut self.coding {
            Coding::Gzip(gzip) => gzip.decode(available, room),
            Coding::Zstandard(zstandard) => zstandard.decode(available, room),
            Coding::Unknown | Coding::Plain => return Ok(()),
        };
        let stuck = |progress: &Progress| !progress.ended && progress.read == 0 && progress.written == 0;
        match decoded {
            Ok(progress) if stuck(&progress) && available.is_empty() => {
                if !self.input.fill()? {
                    self.fail(Fault::Truncated, State::Ended);
                }
            }
            Ok(progress) if !stuck(&progress) => {
                self.input.consume(progress.read);
                self.end += progress.written;
                if progress.ended {
                    self.close()?;
                }
            }
            Ok(_) | Err(gzip::Broken) => {
                self.input.back_behind_mark();
                self.fail(Fault::Damaged, State::Lost);
            }
        }
        Ok(())
    }

    /// Ends a member with its trailer.
    fn close(&mut self) -> std::io::Result<()> {
        self.state = State::Between;
        let Coding::Gzip(gzip) = &self.coding else { return Ok(()) };
        if !self.input.want(gzip::TRAILER_BYTES)? {
            self.fail(Fault::Truncated, State::Ended);
            return Ok(());
        }
        let agrees =
            self.input.available().get(..gzip::TRAILER_BYTES).is_some_and(|bytes| gzip.agrees(bytes));
        self.input.consume(gzip::TRAILER_BYTES);
        if agrees {
            return Ok(());
        }
        // Flipped bits leave the members where they are; else the search begins behind this one's beginning.
        let whole = !self.input.want(1)? || matches!(gzip_header(&mut self.input)?, Header::Whole(_));
        if whole {
            self.fail(Fault::Checksum, State::Between);
        } else {
            self.input.back_behind_mark();
            self.fail(Fault::Checksum, State::Lost);
        }
        Ok(())
    }

    /// Looks for the next member after damage.
    fn search(&mut self) -> std::io::Result<()> {
        let found = match &self.coding {
            Coding::Gzip(_) => gzip::find(self.input.available()),
            Coding::Zstandard(_) => zstandard::find(self.input.available()),
            Coding::Unknown | Coding::Plain => return Ok(()),
        };
        match found {
            Ok(at) => {
                self.input.consume(at);
                self.input.set_mark();
                self.input.want(TRIAL_BYTES)?;
                let seems = match &mut self.coding {
                    Coding::Gzip(gzip) => gzip.seems_to_begin(self.input.available()),
                    Coding::Zstandard(_) | Coding::Unknown | Coding::Plain => true,
                };
                if seems {
                    self.state = State::Between;
                } else {
                    self.input.consume(1);
                }
            }
            Err(searched) => {
                self.input.consume(searched);
                if !self.input.fill()? {
                    self.state = State::Ended;
                }
            }
        }
        Ok(())
    }

    /// Makes room at the buffer's end: by moving what is left to the front, by growing where that is much.
    fn make_room(&mut self) {
        if self.buffer.len() - self.end >= ROOM_BYTES && self.start < self.end {
            return;
        }
        let left = self.end - self.start;
        self.buffer.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, left);
        if left > self.buffer.len() / 2 {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
    }
}

/// The header of a gzip member, as far as the file holds it.
fn gzip_header<R: Read>(input: &mut Input<R>) -> std::io::Result<Header> {
    loop {
        match gzip::header(input.available()) {
            Header::Partial if input.available().len() > MAX_GZIP_HEADER_BYTES => return Ok(Header::None),
            Header::Partial if input.fill()? => {}
            header @ (Header::Partial | Header::Whole(_) | Header::None) => return Ok(header),
        }
    }
}
