//! Right-to-left text in a left-to-right line.
//!
//! Every field is isolated (FSI … PDI, UAX #9): its own direction is found from its own letters, and it cannot
//! turn its neighbours around. A mark at the line's start makes the line itself run left to right.

use unicode_width::UnicodeWidthChar as _;

/// First strong isolate.
const FSI: char = '\u{2068}';
/// Pop directional isolate.
const PDI: char = '\u{2069}';
/// Left-to-right mark.
const LRM: char = '\u{200E}';

/// A field, isolated; empty stays empty.
pub(crate) fn isolate(field: &str) -> String {
    if field.is_empty() { String::new() } else { format!("{FSI}{}{PDI}", safe(field)) }
}

/// A line of isolated fields.
pub(crate) fn line(fields: &str) -> String {
    format!("{LRM}{fields}")
}

/// A field without what could move the cursor or turn other text around: text from the net is hostile.
fn safe(field: &str) -> String {
    field
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}'))
        .collect()
}

/// Columns that a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// The text cut to a number of columns, with an ellipsis where it was cut.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide + 1 > columns {
            break;
        }
        used += wide;
        out.push(c);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_fields_cannot_leave_their_isolate() {
        assert_eq!(isolate("a\u{2069}\u{202E}b\u{1B}[2J"), "\u{2068}ab [2J\u{2069}");
        assert_eq!(isolate(""), "");
    }

    #[test]
    fn cutting_counts_columns() {
        assert_eq!(cut("ذيبان", 5), "ذيبان");
        assert_eq!(width(&cut("قوات سوريا الديمقراطية", 8)), 8);
    }
}
