//! Sentences of a display text.

use std::ops::Range;

/// Byte ranges of the sentences of `s`, trimmed, in order.
pub fn sentences(s: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in s.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let lead = line.len() - line.trim_start().len();
            found.push(start + lead..start + lead + trimmed.len());
        }
        start += line.len();
    }
    found
}
