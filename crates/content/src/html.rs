//! HTML pages: what they say about themselves, where the article stands, and what around it was left out.
//!
//! Not a browser and no DOM: see [`page`] for why. The choice of an own reader over the crates `dom_smoothie`
//! and `trafilatura` was made because the record must list everything that was taken out with a reason, and
//! because those two pay for a full tree; the header of [`select`] says how the article is found. What is
//! left of the page then passes through the same cleaning as plain text.

mod meta;
mod names;
mod page;
mod select;
mod strip;
mod title;
mod verdict;

use self::page::{Page, PageBlock};
use self::select::Selection;
use self::verdict::Verdict;
use crate::clean::{self, Block, Cleaned, Kind};
use crate::furniture::Furniture;
use crate::line::Line;
use crate::{Article, Basis, Defect, DefectCode, Found, Input, Reason, Removed, dates};

/// A page that says it is for subscribers is a stub below this many characters of body.
const STUB_CHARS: usize = 1_500;

pub(crate) fn article(html: &str, input: &Input<'_>, furniture: &Furniture) -> Article {
    let page = Page::parse(html);
    let meta = meta::read(&page);
    let title = crate::given_title(input).or_else(|| title::find(&page, &meta.titles, &meta.sites));
    let selection = select::select(&page, furniture);
    let split = split(&page, &selection);
    let lines = clean::lines(&split.inside);
    let cleaned = clean::clean(split.inside, lines, title.as_deref(), furniture);
    let mut defects = Vec::new();
    let published = published(&page, &selection, &meta, &cleaned, furniture, &mut defects);
    report(&page, &meta, &cleaned, &mut defects);
    let mut removed = split.before;
    removed.extend(cleaned.removed);
    removed.extend(split.after);
    Article {
        letterhead: None,
        byline: meta.authors.first().cloned().or_else(|| byline(&page)).or(cleaned.byline),
        title,
        published,
        modified: meta.modified.into_iter().next(),
        canonical_url: canonical(&meta.canonical, input.url),
        site_name: meta.sites.first().cloned(),
        language: input.language.map(str::to_owned).or_else(|| meta.languages.first().cloned()),
        body: cleaned.body,
        removed,
        defects,
    }
}

/// Undoes character references in a line that is no markup (`&laquo;`, `&nbsp;`).
pub(crate) fn unescape(line: &str) -> String {
    let referenced =
        line.split('&').skip(1).any(|rest| rest.split_once(';').is_some_and(|(name, _)| is_reference(name)));
    if !referenced {
        return line.to_owned();
    }
    let page = Page::parse(&line.replace('<', "&lt;"));
    page.blocks.into_iter().next().map(|block| block.text).unwrap_or_default()
}

fn is_reference(name: &str) -> bool {
    let name = name.strip_prefix('#').unwrap_or(name);
    (1..=10).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Blocks of the article, and what stood around it.
struct Split {
    before: Vec<Removed>,
    inside: Vec<Block>,
    after: Vec<Removed>,
}

fn split(page: &Page, selection: &Selection) -> Split {
    let inside = |i: usize| selection.inside.get(i).copied().unwrap_or_default();
    let first = (0..page.blocks.len()).find(|i| inside(*i)).unwrap_or(page.blocks.len());
    let last = (0..page.blocks.len()).rfind(|i| inside(*i)).unwrap_or_default();
    let mut split = Split { before: Vec::new(), inside: Vec::new(), after: Vec::new() };
    let mut open_row = None;
    for (i, block) in page.blocks.iter().enumerate() {
        let verdict = select::block_verdict(block, &selection.verdicts);
        let out = match verdict {
            Verdict::Unseen => continue,
            Verdict::Open => None,
            Verdict::Out(reason) => Some(reason),
        };
        if i < first || i > last {
            let around = if i < first { &mut split.before } else { &mut split.after };
            put(around, out.unwrap_or(Reason::Boilerplate), &block.text);
            continue;
        }
        let kind = kind(page, block);
        let this_row = row(page, block);
        if let Some(cells) = split.inside.last_mut().filter(|_| this_row.is_some() && this_row == open_row) {
            cells.text.push_str(" | ");
            cells.text.push_str(&block.text);
            continue;
        }
        open_row = this_row;
        let out = out.or_else(|| (!inside(i)).then_some(Reason::Boilerplate)).or_else(|| links(block, kind));
        split.inside.push(Block { text: block.text.clone(), kind, sure: is_sure(page, block), verdict: out });
    }
    trailing_headings(&mut split.inside);
    split
}

/// The row in which a cell stands, if the table holds data: no cell of the row is longer than a line.
fn row(page: &Page, block: &PageBlock) -> Option<usize> {
    const CELL_LETTERS: usize = 80;
    // Each cell looks at all of its row, so a row has a limit.
    const MAX_CELLS: usize = 64;
    let cell = page.elements.get(block.element).filter(|e| matches!(e.name, "td" | "th"))?;
    let row = page.elements.get(cell.parent).filter(|e| e.name == "tr")?;
    let cells = page.blocks.get(row.from..row.to)?;
    (cells.len() <= MAX_CELLS && cells.iter().all(|b| b.letters <= CELL_LETTERS)).then_some(cell.parent)
}

/// Adds to the list; what was taken out for the same reason just before is continued on a new line.
fn put(list: &mut Vec<Removed>, reason: Reason, text: &str) {
    match list.last_mut().filter(|before| before.reason == reason) {
        Some(before) => {
            before.text.push('\n');
            before.text.push_str(text);
        }
        None => list.push(Removed { reason, text: text.to_owned() }),
    }
}

fn kind(page: &Page, block: &PageBlock) -> Kind {
    match page.elements.get(block.element).map_or("", |e| e.name) {
        name if names::is_heading(name) => Kind::Heading,
        "li" | "dd" | "dt" => Kind::Item,
        _ => Kind::Text,
    }
}

/// A paragraph, an item or a cell; loose text in boxes is not.
fn is_sure(page: &Page, block: &PageBlock) -> bool {
    let name = page.elements.get(block.element).map_or("", |e| e.name);
    matches!(name, "p" | "li" | "dd" | "dt" | "td" | "th" | "blockquote" | "pre") || names::is_heading(name)
}

fn links(block: &PageBlock, kind: Kind) -> Option<Reason> {
    let line = Line::new(&block.text);
    (kind != Kind::Heading && select::is_link_only(block, &line)).then_some(Reason::Related)
}

/// A heading with nothing left below it goes with what stood there.
fn trailing_headings(blocks: &mut [Block]) {
    let mut below: Option<Reason> = Some(Reason::Boilerplate);
    for block in blocks.iter_mut().rev() {
        match (block.verdict, block.kind, below) {
            (Some(reason), _, _) => below = below.map(|_| reason),
            (None, Kind::Heading, Some(reason)) => block.verdict = Some(reason),
            (None, Kind::Heading, None) | (None, Kind::Text | Kind::Item, _) => below = None,
        }
    }
}

fn published(
    page: &Page,
    selection: &Selection,
    meta: &meta::Meta,
    cleaned: &Cleaned,
    furniture: &Furniture,
    defects: &mut Vec<Defect>,
) -> Option<Found> {
    if let Some(first) = meta.published.first() {
        let other = meta.published.iter().find(|v| dates::days_apart(v, first).is_some_and(|days| days > 1));
        if let Some(other) = other {
            defects
                .push(Defect::new(DefectCode::DatesDisagree, format!("{first} taken, {other} also stated")));
        }
        return Some(Found { value: first.clone(), basis: Basis::Metadata });
    }
    let time = page
        .elements
        .iter()
        .filter(|e| e.name == "time")
        .find_map(|e| e.get("datetime").and_then(dates::machine));
    if let Some(value) = time {
        return Some(Found { value, basis: Basis::Metadata });
    }
    let text = cleaned.published.clone().or_else(|| visible_date(page, selection, furniture));
    text.map(|value| Found { value, basis: Basis::Text })
}

/// A date in a short line that the markup calls a credit (author, date, meta).
fn visible_date(page: &Page, selection: &Selection, furniture: &Furniture) -> Option<String> {
    let credits = page.blocks.iter().filter(|block| {
        select::block_verdict(block, &selection.verdicts) == Verdict::Out(Reason::Credit)
            && block.letters < 120
    });
    credits.map(|block| Line::new(&block.text)).find_map(|line| dates::visible(&line, furniture))
}

/// Text of an element that the markup calls the author.
fn byline(page: &Page) -> Option<String> {
    let author = |e: &page::Element| {
        e.get("rel") == Some("author")
            || e.get("itemprop").is_some_and(|p| p.split_whitespace().any(|p| p == "author"))
    };
    let element = page.elements.iter().find(|e| author(e) && e.to > e.from)?;
    let block = page.blocks.get(element.from)?;
    (block.text.chars().count() < 100).then(|| block.text.clone())
}

fn report(page: &Page, meta: &meta::Meta, cleaned: &Cleaned, defects: &mut Vec<Defect>) {
    if page.truncated {
        defects.push(Defect::new(DefectCode::TruncatedHtml, "the page ends before its body is closed"));
    }
    if page.deep {
        defects
            .push(Defect::new(DefectCode::DeepNesting, "elements below the limit of depth were flattened"));
    }
    if cleaned.partial || meta.paid && cleaned.body.chars().count() < STUB_CHARS {
        defects.push(Defect::new(DefectCode::Partial, "the page says that it goes on for subscribers"));
    }
    if cleaned.glued > 0 {
        defects.push(Defect::new(DefectCode::GluedHeading, format!("{} places", cleaned.glued)));
    }
}

/// The first claimed address that is one, made absolute.
fn canonical(claims: &[String], base: Option<&str>) -> Option<String> {
    let base = base.and_then(|b| url::Url::parse(b).ok());
    let absolute = |claim: &String| match &base {
        Some(base) => base.join(claim).ok(),
        None => url::Url::parse(claim).ok(),
    };
    let mut urls = claims.iter().filter_map(absolute).filter(|u| matches!(u.scheme(), "http" | "https"));
    urls.next().map(String::from)
}
