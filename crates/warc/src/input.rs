//! The bytes of the file as it is stored, with a way back.
//!
//! Not a `BufReader`: after damage the search for the next member must begin where the damaged one began, not
//! where the decoder noticed. So the bytes since a mark are kept while there is room for them.

use std::io::{ErrorKind, Read};

/// Larger members cannot be gone back over.
const BUFFER_BYTES: usize = 1 << 18;

pub(crate) struct Input<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Where the way back leads to.
    mark: usize,
    /// Bytes of the file before the buffer's first.
    offset: u64,
}

impl<R: Read> Input<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader, buffer: vec![0; BUFFER_BYTES], start: 0, end: 0, mark: 0, offset: 0 }
    }

    /// Bytes read and not yet consumed.
    pub(crate) fn available(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    pub(crate) fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }

    /// Bytes of the file before the next one.
    pub(crate) fn offset(&self) -> u64 {
        self.offset + self.start as u64
    }

    /// The next byte is one to come back to.
    pub(crate) fn set_mark(&mut self) {
        self.mark = self.start;
    }

    /// Goes to the byte after the mark, or back as far as still possible.
    pub(crate) fn back_behind_mark(&mut self) {
        self.start = (self.mark + 1).min(self.end);
    }

    /// Reads more; false at the end of the file. Never called with a full buffer of unconsumed bytes.
    pub(crate) fn fill(&mut self) -> std::io::Result<bool> {
        if self.end == self.buffer.len() {
            self.make_room();
        }
        loop {
            let room = self.buffer.get_mut(self.end..).unwrap_or_default();
            match self.reader.read(room) {
                Ok(count) => {
                    self.end += count;
                    return Ok(count > 0);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads until so many bytes are available, or the file ends. At most a quarter of the buffer may be asked.
    pub(crate) fn want(&mut self, count: usize) -> std::io::Result<bool> {
        while self.available().len() < count {
            if !self.fill()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn make_room(&mut self) {
        let kept = if self.end - self.mark <= BUFFER_BYTES / 2 { self.mark } else { self.start };
        self.buffer.copy_within(kept..self.end, 0);
        self.offset += kept as u64;
        self.start -= kept;
        self.end -= kept;
        self.mark = self.mark.saturating_sub(kept);
    }
}
