//! Finds the part of a page in which the article stands.
//!
//! Every block of text gets a worth: running text counts for it, link lists and loose words against it. The
//! article is the element whose blocks are worth most together (a maximum over subtree sums, found in one loop
//! backwards). Chosen against Readability's scores of parents and siblings: those lose the second half of a
//! body that is split over several boxes, while a sum over the common ancestor holds both halves.
//! An element that is called the body (`itemprop="articleBody"`, `entry-content`) is taken instead where it
//! holds most of the text that the sum found.

use super::names;
use super::page::{Page, PageBlock};
use super::verdict::{self, Verdict, Verdicts};
use crate::furniture::Furniture;
use crate::line::Line;

/// What the selection found.
pub(super) struct Selection {
    /// For each block: stands in the article.
    pub(super) inside: Vec<bool>,
    /// For each element.
    pub(super) verdicts: Verdicts,
}

pub(super) fn select(page: &Page, furniture: &Furniture) -> Selection {
    let prose: Vec<usize> = page.blocks.iter().map(|block| running_text(page, block)).collect();
    let held = sums(page, &prose);
    let verdicts = verdict::verdicts(page, furniture, &held);
    let open = |block: &PageBlock| block_verdict(block, &verdicts) == Verdict::Open;
    let worth: Vec<i64> = page
        .blocks
        .iter()
        .zip(&prose)
        .map(|(block, prose)| if open(block) { worth(page, block, *prose) } else { 0 })
        .collect();
    let open_prose: Vec<usize> =
        page.blocks.iter().zip(&prose).map(|(b, p)| if open(b) { *p } else { 0 }).collect();
    let best = best_element(page, &worth);
    let range = page.elements.get(best).map_or(0..0, |e| e.from..e.to);
    let found: usize = open_prose.get(range.clone()).unwrap_or_default().iter().sum();
    let bodies = named_bodies(page, &verdicts, &open_prose, found);
    let inside = (0..page.blocks.len())
        .map(|i| if bodies.is_empty() { range.contains(&i) } else { bodies.iter().any(|b| b.contains(&i)) })
        .collect();
    Selection { inside, verdicts }
}

/// Verdict of the element in which a block stands, or of the inline element that holds all of it.
pub(super) fn block_verdict(block: &PageBlock, verdicts: &Verdicts) -> Verdict {
    let at = |i: usize| verdicts.of.get(i).copied().unwrap_or_default();
    match at(block.element) {
        Verdict::Open => block.inline.map_or(Verdict::Open, at),
        known @ (Verdict::Unseen | Verdict::Out(_)) => known,
    }
}

/// Letters of the block that are running text: outside links, in a paragraph of some length.
fn running_text(page: &Page, block: &PageBlock) -> usize {
    let name = page.elements.get(block.element).map_or("", |e| e.name);
    let free = block.letters - block.linked.min(block.letters);
    let paragraph = matches!(name, "p" | "blockquote" | "pre");
    let long = block.letters >= if paragraph { 40 } else { 80 };
    if names::is_heading(name) || !long || block.linked * 2 > block.letters { 0 } else { free }
}

/// What a block is worth as a part of the article, in letters.
fn worth(page: &Page, block: &PageBlock, prose: usize) -> i64 {
    let letters = i64::try_from(block.letters).unwrap_or(i64::MAX / 2);
    let linked = i64::try_from(block.linked).unwrap_or(i64::MAX / 2);
    let name = page.elements.get(block.element).map_or("", |e| e.name);
    if prose > 0 {
        return letters - linked * 2;
    }
    if names::is_heading(name) {
        return if linked * 2 > letters { -30 } else { 0 };
    }
    if linked * 2 > letters {
        return -letters - 20;
    }
    match name {
        "p" => letters / 2,
        "td" | "th" if is_data(page, block) => 1,
        _ => -6,
    }
}

/// A cell of a table that holds data: three cells or more in its row, all short, none a link. Such a table is a
/// part of the article that it stands in, and must not cut it in two.
fn is_data(page: &Page, block: &PageBlock) -> bool {
    let row = super::row(page, block).and_then(|row| page.elements.get(row));
    let cells = row.and_then(|row| page.blocks.get(row.from..row.to)).unwrap_or_default();
    cells.len() >= 3 && cells.iter().all(|cell| cell.linked == 0)
}

/// Sums over subtrees of what blocks hold.
fn sums(page: &Page, blocks: &[usize]) -> Vec<usize> {
    let mut before = Vec::with_capacity(blocks.len() + 1);
    let mut sum = 0;
    before.push(0);
    for value in blocks {
        sum += value;
        before.push(sum);
    }
    let at = |i: usize| before.get(i).copied().unwrap_or(sum);
    page.elements.iter().map(|e| at(e.to).saturating_sub(at(e.from))).collect()
}

/// The element whose blocks are worth most; the innermost of equals.
fn best_element(page: &Page, worth: &[i64]) -> usize {
    let mut before = vec![0_i64];
    for value in worth {
        before.push(before.last().copied().unwrap_or_default() + value);
    }
    let at = |i: usize| before.get(i).copied().unwrap_or_default();
    let sums = page.elements.iter().enumerate().filter(|(_, e)| names::is_block(e.name));
    sums.max_by_key(|(i, e)| (at(e.to) - at(e.from), *i)).map_or(0, |(i, _)| i)
}

/// Ranges of blocks in elements called the body, if together they hold most of the running text.
fn named_bodies(
    page: &Page,
    verdicts: &Verdicts,
    prose: &[usize],
    found: usize,
) -> Vec<std::ops::Range<usize>> {
    let mut bodies: Vec<std::ops::Range<usize>> = Vec::new();
    for (i, element) in page.elements.iter().enumerate() {
        let open = verdicts.of.get(i) == Some(&Verdict::Open);
        let nested = bodies.last().is_some_and(|last| last.end >= element.to && last.start <= element.from);
        if open && !nested && element.to > element.from && verdicts.bodies.get(i) == Some(&true) {
            bodies.push(element.from..element.to);
        }
    }
    let held: usize = bodies.iter().filter_map(|b| prose.get(b.clone())).flatten().sum();
    if held * 10 >= found * 7 && held > 0 { bodies } else { Vec::new() }
}

/// A block that is nothing but links, too short to be a sentence that happens to be one.
pub(super) fn is_link_only(block: &PageBlock, line: &Line) -> bool {
    block.linked * 10 > block.letters * 8 && line.len() < 25 && !(line.sentence && line.len() > 12)
}
