//! The text with everything marked that was found in it: colours on a terminal, brackets elsewhere.
//!
//! A name may lie in a quotation and both in an event's evidence: each kind is a layer, and a change of any of them
//! starts a new run of characters with all that holds there.

use std::io::Write;

use record::record::{Record, Span};

use crate::render::paint::{Layers, Paint, Style};

/// Prints the legend and the text.
pub(super) fn text(record: &Record, paint: Paint, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "{}", legend(paint))?;
    let marks = marks(record);
    let marked =
        if paint.is_on() { coloured(&record.text, &marks, paint) } else { bracketed(&record.text, &marks) };
    for line in marked.lines() {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}

fn legend(paint: Paint) -> String {
    let title = paint.style(Style::Section, "text");
    if !paint.is_on() {
        return format!("{title}: [somebody] {{place}} <date>");
    }
    let looks = [
        (Layers::ENTITY, "somebody"),
        (Layers::PLACE, "place"),
        (Layers::DATE, "date"),
        (Layers::QUOTE, "quotation"),
        (Layers::EVIDENCE, "evidence of an event"),
        (Layers::RESTORED, "restored"),
    ];
    let shown: Vec<_> = looks
        .iter()
        .map(|(layer, name)| format!("{}{name}{}", paint.layers(*layer), paint.close()))
        .collect();
    format!("{title}: {}", shown.join(" "))
}

type Mark = (Span, Layers);

fn marks(record: &Record) -> Vec<Mark> {
    let span = |start, end| Span { start, end };
    let mut marks: Vec<Mark> = Vec::new();
    marks.extend(record.entities.iter().flat_map(|one| &one.mentions).map(|span| (*span, Layers::ENTITY)));
    marks.extend(record.places.iter().flat_map(|one| &one.mentions).map(|span| (*span, Layers::PLACE)));
    marks.extend(record.dates.iter().map(|one| (span(one.start, one.end), Layers::DATE)));
    marks.extend(record.quotes.iter().map(|one| (span(one.start, one.end), Layers::QUOTE)));
    marks.extend(record.events.iter().map(|one| (one.evidence, Layers::EVIDENCE)));
    marks.extend(record.restored.iter().filter_map(|one| {
        let start = one.start?;
        Some((span(start, start + one.text.chars().count()), Layers::RESTORED))
    }));
    marks.sort();
    marks
}

fn coloured(text: &str, marks: &[Mark], paint: Paint) -> String {
    let length = text.chars().count();
    let mut layers = vec![Layers::NONE; length];
    for (span, layer) in marks {
        for one in layers.iter_mut().take(span.end).skip(span.start) {
            *one = one.with(*layer);
        }
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut current = Layers::NONE;
    for (c, layers) in text.chars().zip(layers) {
        // A colour must not run on into the margin of the next line.
        let layers = if c == '\n' { Layers::NONE } else { layers };
        if layers != current {
            out.push_str(paint.close());
            out.push_str(&paint.layers(layers));
            current = layers;
        }
        out.push(shown(c));
    }
    out.push_str(paint.close());
    out
}

fn bracketed(text: &str, marks: &[Mark]) -> String {
    let brackets = |layer: Layers| match layer {
        Layers::ENTITY => Some(('[', ']')),
        Layers::PLACE => Some(('{', '}')),
        Layers::DATE => Some(('<', '>')),
        _ => None,
    };
    let length = text.chars().count();
    let (mut opening, mut closing) = (vec![String::new(); length + 1], vec![String::new(); length + 1]);
    for (span, layer) in marks {
        let Some((open, close)) = brackets(*layer) else { continue };
        if let (Some(at), Some(end)) = (opening.get_mut(span.start), closing.get_mut(span.end)) {
            at.push(open);
            // Of two that end together, the one that began last closes first.
            end.insert(0, close);
        }
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut around = closing.into_iter().zip(opening);
    for c in text.chars() {
        if let Some((close, open)) = around.next() {
            out.push_str(&close);
            out.push_str(&open);
        }
        out.push(shown(c));
    }
    around.for_each(|(close, _)| out.push_str(&close));
    out
}

/// What could move the cursor is shown as a space.
fn shown(c: char) -> char {
    if c.is_control() && c != '\n' { ' ' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks() -> Vec<Mark> {
        let span = |start, end| Span { start, end };
        vec![
            (span(0, 3), Layers::ENTITY),
            (span(0, 7), Layers::EVIDENCE),
            (span(1, 3), Layers::PLACE),
            (span(6, 7), Layers::DATE),
            (span(9, 99), Layers::DATE),
        ]
    }

    #[test]
    fn brackets_close_in_turn() {
        assert_eq!(bracketed("abc, \u{1B}e\n", &marks()), "[a{bc}],  <e>\n");
    }

    #[test]
    fn colours_add_up_and_end_with_the_line() {
        let text = coloured("abc\ndefg", &marks(), Paint::always());
        assert_eq!(
            text.replace('\u{1B}', "^"),
            "^[0m^[36;4ma^[0m^[36;32;4mbc^[0m\n^[0m^[4mde^[0m^[35;4mf^[0mg^[0m"
        );
    }
}
