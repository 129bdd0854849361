//! Where a word stands in the text, in scalar values and in bytes.

use std::ops::Range;

use text::fold::Folded;
use text::token::Token;

/// Where a word stands in the text: looked up once, and read often.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    pub(super) scalars: Range<u32>,
    /// Bytes.
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Origin {
    pub(super) fn of(token: &Token, text: &str, folded: &Folded, cursor: &mut Cursor) -> Self {
        let span = folded.span(token.range.clone());
        Self {
            scalars: span.start as u32..span.end as u32,
            start: cursor.seek(text, span.start),
            end: cursor.seek(text, span.end),
        }
    }
}

/// A place in a text, in scalar values and in bytes. Cheap to move to a place nearby.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    scalar: usize,
    byte: usize,
}

impl Cursor {
    /// Moves to the `scalar`th character, or to the end, and answers the byte at which it begins.
    pub(super) fn seek(&mut self, text: &str, scalar: usize) -> usize {
        // A character goes on with bytes that begin none.
        let goes_on = |byte: usize| text.as_bytes().get(byte).is_some_and(|byte| byte & 0xC0 == 0x80);
        while self.scalar < scalar && self.byte < text.len() {
            self.byte += 1;
            while goes_on(self.byte) {
                self.byte += 1;
            }
            self.scalar += 1;
        }
        while self.scalar > scalar {
            self.byte -= 1;
            while goes_on(self.byte) {
                self.byte -= 1;
            }
            self.scalar -= 1;
        }
        self.byte
    }
}
