//! A table that fits the terminal, with right-to-left cells isolated.

use crate::render::bidi;

/// Width where the output is no terminal: nothing is cut.
const UNLIMITED: usize = usize::MAX;
/// A column is never cut below this.
const NARROWEST: usize = 6;
/// Columns between two fields.
const GAP: usize = 2;

/// The columns of the terminal that standard output is, if it is one.
pub(crate) fn terminal_columns() -> usize {
    terminal_size::terminal_size().map_or(UNLIMITED, |(width, _)| usize::from(width.0))
}

/// Lines of the table: titles, then rows.
pub(crate) fn lines<const N: usize>(titles: [&str; N], rows: &[[String; N]], columns: usize) -> Vec<String> {
    let titles = titles.map(str::to_owned);
    let widths = fit(natural(&titles, rows), columns);
    std::iter::once(&titles).chain(rows).map(|row| line(row, &widths)).collect()
}

fn natural<const N: usize>(titles: &[String; N], rows: &[[String; N]]) -> Vec<usize> {
    let widest = |column: usize| {
        let cells = std::iter::once(titles).chain(rows).filter_map(|row| row.get(column));
        cells.map(|cell| bidi::width(cell)).max().unwrap_or(0)
    };
    (0..N).map(widest).collect()
}

/// Narrows the widest columns until the table fits.
fn fit(mut widths: Vec<usize>, columns: usize) -> Vec<usize> {
    let gaps = GAP * widths.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > columns {
        match widths.iter_mut().max() {
            Some(widest) if *widest > NARROWEST => *widest -= 1,
            Some(_) | None => break,
        }
    }
    widths
}

fn line(row: &[String], widths: &[usize]) -> String {
    let mut out = String::new();
    for (cell, &width) in row.iter().zip(widths) {
        let cell = bidi::cut(cell, width);
        let padding = width.saturating_sub(bidi::width(&cell)) + GAP;
        out.push_str(&bidi::isolate(&cell));
        out.push_str(&" ".repeat(padding));
    }
    bidi::line(out.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_fits_and_keeps_its_columns() {
        let rows = [
            ["2024-03-18".to_owned(), "قوات سوريا الديمقراطية".to_owned(), "x".to_owned()],
            ["2024-03".to_owned(), String::new(), "a long cell of many words".to_owned()],
        ];
        let lines = lines(["date", "actor", "place"], &rows, 40);
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| bidi::width(line) <= 40), "{lines:#?}");
        insta::assert_snapshot!(lines.join("\n").replace(['\u{2068}', '\u{2069}', '\u{200E}'], "|"));
    }
}
