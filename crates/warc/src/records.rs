//! The records of a file, one after the other.
//!
//! A pull reader that lends each record out of its buffer, not an `Iterator` of owned ones: most records of a news
//! crawl are requests and metadata that nobody wants a copy of.
//!
//! A record is given only when something that may follow a record follows it, and when the compressed data that it
//! stands in is sound as far as that. A length that leads elsewhere costs its record; the search for the next one
//! begins behind that record's header.

use std::io::Read;

use crate::defect::{Defect, Fault, Place};
use crate::header::{self, Field, Fields};
use crate::record::Record;
use crate::stream::Stream;

/// How much of a file is held at a time.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Records with larger headers are skipped, in bytes.
    pub header_bytes: usize,
    /// Records with larger blocks are skipped, in bytes.
    pub block_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { header_bytes: 1 << 16, block_bytes: 1 << 26 }
    }
}

/// A reader of records. Holds about twice the largest block met, and never more than about four times
/// [`Limits::block_bytes`].
pub struct Records<R> {
    stream: Stream<R>,
    limits: Limits,
    index: Vec<Field>,
    pending: Pending,
}

/// What is to be done before the next record.
#[derive(Clone, Copy)]
enum Pending {
    Nothing,
    /// The last record is to be left behind.
    Consume(usize),
    /// A block is to be skipped, however long.
    Skip(u64),
    /// A place where a record begins is to be looked for.
    Search,
}

/// Where the parts of a record stand in the available bytes.
struct Bounds {
    place: Place,
    header: usize,
    total: usize,
}

/// How much after a block is looked at: the two line ends, further blank ones, and the next version.
const LOOK_AHEAD_BYTES: usize = 32;

/// So much of a block over the limit is kept in its defect.
const HEAD_BYTES: usize = 1 << 13;

const VERSION: &[u8] = b"WARC/";

impl<R: Read> Records<R> {
    /// Reads a file from its beginning, compressed or not. `reader` needs no buffer.
    pub fn new(reader: R, limits: Limits) -> Self {
        Self { stream: Stream::new(reader), limits, index: Vec::new(), pending: Pending::Nothing }
    }

    /// The next record, or what stands in its place; `None` at the end of the file.
    pub fn next_record(&mut self) -> Option<Result<Record<'_>, Defect>> {
        match self.locate()? {
            Ok(Bounds { place, header, total }) => {
                self.pending = Pending::Consume(total);
                let available = self.stream.available();
                let fields =
                    Fields { bytes: available.get(..header).unwrap_or_default(), index: &self.index };
                let block = available.get(header..total).unwrap_or_default();
                Some(Ok(Record { place, fields, block }))
            }
            Err(defect) => Some(Err(defect)),
        }
    }

    fn locate(&mut self) -> Option<Result<Bounds, Defect>> {
        match std::mem::replace(&mut self.pending, Pending::Nothing) {
            Pending::Nothing => {}
            Pending::Consume(count) => self.stream.consume(count),
            Pending::Skip(count) => self.skip(count),
            Pending::Search => self.search(),
        }
        self.skip_blank_lines();
        let place = self.stream.place();
        self.stream.ensure(VERSION.len() + 1);
        if self.stream.available().is_empty() {
            let fault = self.stream.pass_fault()?;
            return Some(Err(Defect { place, record: None, fault }));
        }
        Some(self.bounds(place))
    }

    fn skip_blank_lines(&mut self) {
        while self.stream.ensure(1) {
            let available = self.stream.available();
            let blank = available.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let all = blank == available.len();
            self.stream.consume(blank);
            if !all {
                return;
            }
        }
    }

    fn bounds(&mut self, place: Place) -> Result<Bounds, Defect> {
        let header = self.header(place)?;
        let Some(length) = self.content_length(header) else {
            return Err(self.lose(place, header, Fault::NoLength, Pending::Search));
        };
        if length > self.limits.block_bytes {
            let fault = self.too_large(header, length);
            return Err(self.lose(place, header, fault, Pending::Skip(length)));
        }
        let total = header.saturating_add(length as usize);
        let whole = self.stream.ensure(total);
        if self.record_begins_within(total) {
            return Err(self.lose(place, header, Fault::WrongLength(length), Pending::Search));
        }
        let follows = if whole { self.follows(total) } else { Follows::Nothing };
        match follows {
            Follows::Record => Ok(Bounds { place, header, total }),
            Follows::Other => Err(self.lose(place, header, Fault::WrongLength(length), Pending::Search)),
            Follows::Nothing if self.stream.fault().is_none() => {
                Err(self.lose(place, header, Fault::Truncated, Pending::Search))
            }
            Follows::Nothing => {
                let record = self.id(header);
                let fault = self.stream.pass_fault().unwrap_or(Fault::Truncated);
                Err(Defect { place, record, fault })
            }
        }
    }

    /// Gives up a record behind its header.
    fn lose(&mut self, place: Place, header: usize, fault: Fault, pending: Pending) -> Defect {
        let record = self.id(header);
        self.stream.consume(header);
        self.pending = pending;
        Defect { place, record, fault }
    }

    /// The length of the header that begins here; its fields are in the index afterwards.
    fn header(&mut self, place: Place) -> Result<usize, Defect> {
        if !begins_record(self.stream.available()) {
            self.pending = Pending::Search;
            return Err(Defect { place, record: None, fault: Fault::NoRecord });
        }
        let fail = |this: &mut Self, fault| {
            // Past its first letter, or the search would find this record again.
            this.stream.consume(1);
            this.pending = Pending::Search;
            Err(Defect { place, record: None, fault })
        };
        let mut searched = 0;
        loop {
            let available = self.stream.available();
            let held = available.len();
            match header::length(available, searched) {
                Ok(length) if length <= self.limits.header_bytes => {
                    let bytes = self.stream.available_mut().get_mut(..length).unwrap_or_default();
                    return match header::index(bytes, &mut self.index) {
                        Ok(()) => Ok(length),
                        Err(header::TooMany) => fail(self, Fault::HeaderTooLarge),
                    };
                }
                Err(so_far) if held <= self.limits.header_bytes => searched = so_far,
                Ok(_) | Err(_) => return fail(self, Fault::HeaderTooLarge),
            }
            if !self.stream.ensure(held + 1) {
                return match self.stream.pass_fault() {
                    Some(fault) => Err(Defect { place, record: None, fault }),
                    None => fail(self, Fault::Truncated),
                };
            }
        }
    }

    fn fields(&self, header: usize) -> Fields<'_> {
        let bytes = self.stream.available().get(..header).unwrap_or_default();
        Fields { bytes, index: &self.index }
    }

    fn content_length(&self, header: usize) -> Option<u64> {
        std::str::from_utf8(self.fields(header).get("Content-Length")?).ok()?.parse().ok()
    }

    fn too_large(&mut self, header: usize, bytes: u64) -> Fault {
        self.stream.ensure_within_member(header + HEAD_BYTES);
        let record = Record { place: Place::default(), fields: self.fields(header), block: &[] };
        let block = self.stream.available().get(header..).unwrap_or_default();
        let head = block.get(..HEAD_BYTES).unwrap_or(block).to_vec();
        Fault::TooLarge { bytes, limit: self.limits.block_bytes, kind: record.kind(), head }
    }

    fn id(&self, header: usize) -> Option<String> {
        let record = Record { place: Place::default(), fields: self.fields(header), block: &[] };
        record.id().map(std::borrow::Cow::into_owned)
    }

    /// Whether another record begins with a member before this one should end.
    fn record_begins_within(&self, total: usize) -> bool {
        let mut at = 0;
        while let Some(member) = self.stream.member_after(at).filter(|member| *member < total) {
            if begins_record(self.stream.available().get(member..).unwrap_or_default()) {
                return true;
            }
            at = member;
        }
        false
    }

    fn follows(&mut self, total: usize) -> Follows {
        let seen = self.stream.ensure_within_member(total + LOOK_AHEAD_BYTES);
        match self.stream.fault() {
            // A file that was cut behind a record still holds the record.
            Some(Fault::Truncated) | None => {}
            Some(_) if !seen => return Follows::Nothing,
            Some(_) => {}
        }
        let tail = self.stream.available().get(total..).unwrap_or_default();
        let blank = tail.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let rest = tail.get(blank..).unwrap_or_default();
        let shown = rest.get(..VERSION.len()).unwrap_or(rest);
        if VERSION.starts_with(shown) { Follows::Record } else { Follows::Other }
    }

    /// Skips a block that is too long to be held. Where the next member begins with a record, the block was
    /// shorter than it said.
    fn skip(&mut self, mut count: u64) {
        while count > 0 && self.stream.ensure(1) {
            if self.stream.at_member() {
                self.stream.ensure(VERSION.len() + 1);
                if begins_record(self.stream.available()) {
                    return;
                }
            }
            let held = self.stream.available().len();
            let part = self.stream.next_member().unwrap_or(held).min(held);
            let part = part.min(usize::try_from(count).unwrap_or(usize::MAX));
            self.stream.consume(part);
            count -= part as u64;
        }
    }

    /// Goes to the next line, or member, with which a record begins; to the end of what is sound where there is
    /// none.
    fn search(&mut self) {
        // After a header it may begin at once; elsewhere the next bytes are none.
        let mut line_start = true;
        loop {
            let available = self.stream.available();
            let mut from = 0;
            while let Some(at) = memchr::memmem::find(available.get(from..).unwrap_or_default(), VERSION) {
                let at = from + at;
                let after_line = match at.checked_sub(1) {
                    Some(before) => available.get(before) == Some(&b'\n'),
                    None => line_start,
                };
                let begins = begins_record(available.get(at..).unwrap_or_default());
                if begins && (after_line || self.member_begins(at)) {
                    self.stream.consume(at);
                    return;
                }
                from = at + 1;
            }
            // A version may stand across the end of what is held.
            let done = available.len().saturating_sub(VERSION.len() + 1);
            line_start = match done.checked_sub(1) {
                Some(before) => available.get(before) == Some(&b'\n'),
                None => line_start,
            };
            self.stream.consume(done);
            let held = self.stream.available().len();
            if !self.stream.ensure(held + 1) {
                self.stream.consume(held);
                // Damage at the end of a stretch that was told of already is not told again.
                if !matches!(self.stream.fault(), Some(Fault::Unreadable(_))) {
                    self.stream.pass_fault();
                }
                return;
            }
        }
    }

    fn member_begins(&self, at: usize) -> bool {
        match at.checked_sub(1) {
            Some(before) => self.stream.member_after(before) == Some(at),
            None => self.stream.at_member(),
        }
    }
}

/// What stands behind a block.
enum Follows {
    /// A record, or the end.
    Record,
    /// Something else.
    Other,
    /// Damage, or an end before the block's.
    Nothing,
}

/// `WARC/` and a digit.
fn begins_record(bytes: &[u8]) -> bool {
    bytes.strip_prefix(VERSION).and_then(<[u8]>::first).is_some_and(u8::is_ascii_digit)
}
