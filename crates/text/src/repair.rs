//! Undoes censored spellings: words that a writer broke so that filters would not find them (letters parted by stars, dots,
//! spaces or tatweel, digits and foreign letters in the place of letters). Not a spelling corrector: it acts only where the
//! text shows the trace of a break, and joins only what is then a known word. A wrong join is worse than a missed one, so
//! every doubtful case stays as it was.
//!
//! The one sign that needs no dictionary is tatweel on both sides of a gap (`مسـ ـلحي`): nobody writes it by chance.
//! Works on raw text, because the display form no longer has the tatweel.

mod decide;
mod known;
mod latin;
mod pieces;

pub use known::Censored;

use crate::display::display;
use crate::letters;
use decide::Join;
use known::Known;

/// A censored spelling that was undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The spelling as it arrived.
    pub original: String,
    /// What it stands for, in display form.
    pub text: String,
    /// Unicode-scalar offset of `text` in the repaired text.
    pub start: usize,
}

/// A text whose censored spellings were undone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repaired {
    /// The text in display form.
    pub text: String,
    /// What was undone, in the order of the text.
    pub restored: Vec<Restored>,
}

/// Undoes the censored spellings of a raw text and brings it into display form. `is_word` is asked about folded words and says
/// whether the caller's lexicon has them; words of the text itself, and those commonly censored, count as known without it.
pub fn repair(s: &str, is_word: &dyn Fn(&str) -> bool) -> Repaired {
    let scan = pieces::scan(s);
    let known = Known::new(Censored::builtin(), is_word, s, &scan);
    let mut joins = decide::joins(s, &scan, &known);
    joins.extend(latin::joins(s, &known));
    joins.sort_by_key(|join| join.range.start);
    rewrite(s, &joins)
}

fn rewrite(s: &str, joins: &[Join]) -> Repaired {
    let mut out = Repaired { text: String::with_capacity(s.len()), restored: Vec::new() };
    let mut done = 0;
    let mut scalars = 0;
    for join in joins.iter().filter(|join| join.range.start < join.range.end && stands_alone(s, join)) {
        let (Some(before), Some(original)) = (s.get(done..join.range.start), s.get(join.range.clone()))
        else {
            continue;
        };
        let before = display(before);
        scalars += before.chars().count();
        out.text.push_str(&before);
        let text = display(&join.text);
        out.text.push_str(&text);
        let start = scalars;
        scalars += text.chars().count();
        out.restored.push(Restored { original: original.to_owned(), text, start });
        done = join.range.end;
    }
    out.text.push_str(&display(s.get(done..).unwrap_or_default()));
    out
}

/// Whether no mark ties it to what stands before or behind it: across an edge marks would be out of their order.
fn stands_alone(s: &str, join: &Join) -> bool {
    let tied = |text: &str| {
        let first = text.chars().find(|&c| c != letters::TATWEEL && !letters::is_invisible(c));
        first.is_some_and(letters::is_mark)
    };
    !tied(&join.text) && !s.get(join.range.end..).is_some_and(tied)
}

#[cfg(test)]
mod tests;
