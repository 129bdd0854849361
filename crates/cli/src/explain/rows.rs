//! Sections of an explanation: a title, and rows of a label with lines of text.

use std::io::Write;

use crate::render::bidi;
use crate::render::paint::{Paint, Style};

/// The widest label that others are aligned to, in columns.
const LABEL_COLUMNS: usize = 40;

/// A label, and what there is to say, line by line; whatever is foreign in them is isolated already.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) lines: Vec<String>,
}

impl Row {
    pub(super) fn new(label: impl Into<String>, lines: Vec<String>) -> Self {
        Self { label: label.into(), lines }
    }

    /// A row of text from outside, line for line.
    pub(super) fn of_text(label: impl Into<String>, text: &str) -> Self {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(bidi::isolate).collect();
        Self::new(label, lines)
    }
}

/// Prints a section; one without rows is left out.
pub(super) fn section(out: &mut impl Write, paint: Paint, title: &str, rows: &[Row]) -> std::io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", paint.style(Style::Section, &format!("{title} ({})", rows.len())))?;
    let width = |row: &Row| bidi::width(&row.label);
    let widest = rows.iter().map(width).max().unwrap_or(0).min(LABEL_COLUMNS);
    for row in rows {
        for (index, line) in row.lines.iter().enumerate() {
            let (label, used) = if index == 0 {
                (paint.style(Style::Label, &row.label), width(row))
            } else {
                (String::new(), 0)
            };
            let gap = " ".repeat(widest.saturating_sub(used) + 2);
            writeln!(out, "{}", bidi::line(&format!("  {label}{gap}{line}")))?;
        }
    }
    Ok(())
}
