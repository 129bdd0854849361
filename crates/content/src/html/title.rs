//! The title of a page: the headline without the site's name.
//!
//! `<h1>` is what a reader sees and needs no suffix cut off, but pages have logos and section names as `<h1>`
//! too; so one is taken only where the metadata or `<title>` says much the same. Then the metadata, then
//! `<title>` cut at a separator.

use super::names;
use super::page::Page;
use crate::line::Line;

/// Separators between a headline and the name of a site.
const SEPARATORS: [&str; 9] = [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " • ", " / "];

/// A heading of more blocks than this is a wrapped page, and a title of more words than this no title.
const MAX_BLOCKS: usize = 6;
const MAX_WORDS: usize = 60;
const MAX_BYTES: usize = 1_000;

/// Finds the title; `stated` are the titles of the metadata and `sites` the names of the site.
pub(super) fn find(page: &Page, stated: &[String], sites: &[String]) -> Option<String> {
    let stated: Vec<String> = stated.iter().map(|title| without_site(title, sites)).collect();
    let headings = headings(page);
    let tab = without_site(&page.title, sites);
    let known = stated.iter().chain((!tab.is_empty()).then_some(&tab));
    let known: Vec<Vec<String>> = known.map(|t| words(t)).filter(|w| !w.is_empty()).collect();
    let seen = headings.iter().find(|heading| {
        let heading = words(heading);
        known.iter().any(|title| alike(&heading, title))
    });
    let first = headings.first().filter(|h| words(h).len() >= 3);
    let best = seen
        .or(stated.first())
        .cloned()
        .or_else(|| standing(page))
        .or_else(|| shortened(&page.title, sites))
        .or_else(|| first.cloned());
    best.filter(|title| !title.trim().is_empty())
}

/// Texts of `<h1>`, then of `<h2>`, in order.
fn headings(page: &Page) -> Vec<String> {
    let of = |name: &'static str| {
        let elements = page
            .elements
            .iter()
            .filter(move |e| e.name == name && (1..=MAX_BLOCKS).contains(&(e.to - e.from)));
        elements
            .filter_map(|e| page.blocks.get(e.from..e.to))
            .map(|blocks| blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>().join(" "))
    };
    debug_assert!(names::is_heading("h1"));
    of("h1").chain(of("h2")).take(40).collect()
}

fn words(title: &str) -> Vec<String> {
    Line::new(title).words().take(MAX_WORDS).map(str::to_owned).collect()
}

/// Four in five words of the shorter title stand in the longer one, and it is not much shorter.
fn alike(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let common = short.iter().filter(|w| long.contains(w)).count();
    !short.is_empty() && common * 5 >= short.len() * 4 && short.len() * 2 >= long.len()
}

/// The title without the name of the site at its end or beginning.
fn without_site(title: &str, sites: &[String]) -> String {
    let title = title.trim();
    for separator in SEPARATORS {
        if let Some((head, tail)) = title.rsplit_once(separator)
            && is_site(tail, sites)
            && !head.trim().is_empty()
        {
            return head.trim().to_owned();
        }
        if let Some((head, tail)) = title.split_once(separator)
            && is_site(head, sites)
            && !tail.trim().is_empty()
        {
            return tail.trim().to_owned();
        }
    }
    title.to_owned()
}

fn is_site(part: &str, sites: &[String]) -> bool {
    let part = Line::new(part).key();
    !part.is_empty() && sites.iter().any(|site| Line::new(site).key() == part)
}

/// The part of `<title>` before or behind a separator that stands on the page as a piece of its own: many sites
/// put their name first, and old ones have no `<h1>`.
fn standing(page: &Page) -> Option<String> {
    let parts = SEPARATORS.iter().flat_map(|s| [page.title.split_once(s), page.title.rsplit_once(s)]);
    let parts = parts
        .flatten()
        .flat_map(|(head, tail)| [head.trim(), tail.trim()])
        .filter(|part| part.len() <= MAX_BYTES);
    let mut parts = parts.map(|part| (part, Line::new(part))).filter(|(_, line)| line.len() >= 3);
    parts.find_map(|(part, line)| {
        let key = line.key();
        let near = part.len() / 2..=part.len() * 2;
        let mut blocks = page.blocks.iter().filter(|block| near.contains(&block.text.len()));
        blocks.any(|block| Line::new(&block.text).key() == key).then(|| part.to_owned())
    })
}

/// `<title>` without a short last part behind a separator.
fn shortened(title: &str, sites: &[String]) -> Option<String> {
    let title = without_site(title, sites);
    let cut = SEPARATORS.iter().filter_map(|s| title.rsplit_once(s)).max_by_key(|(head, _)| head.len());
    let short = cut.filter(|(head, tail)| {
        let (head, tail) = (words(head).len(), words(tail).len());
        head >= 3 && tail <= 4 && tail < head
    });
    let title = short.map_or(title.as_str(), |(head, _)| head).trim();
    (!title.is_empty()).then(|| title.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, stated: &[&str], sites: &[&str], expected: Option<&str>) {
        let own = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!(find(&Page::parse(html), &own(stated), &own(sites)).as_deref(), expected);
    }

    #[test]
    fn titles() {
        check(
            "<title>جسر جديد في المدينة | الموقع</title><h1>جسر جديد في المدينة</h1>",
            &[],
            &[],
            Some("جسر جديد في المدينة"),
        );
        check(
            "<title>جسر جديد في المدينة - الموقع</title><h1>الموقع</h1>",
            &[],
            &["الموقع"],
            Some("جسر جديد في المدينة"),
        );
        check("<h1>الموقع</h1>", &["جسر جديد في المدينة | الموقع"], &["الموقع"], Some("جسر جديد في المدينة"));
        check(
            "<title>New bridge opens in the north - The Daily Example</title>",
            &[],
            &[],
            Some("New bridge opens in the north"),
        );
        check("<h1>New bridge opens in the north</h1><p>x", &[], &[], Some("New bridge opens in the north"));
        check(
            "<title>الموقع - جسر جديد في المدينة</title><span>جسر جديد في المدينة</span><br>x",
            &[],
            &[],
            Some("جسر جديد في المدينة"),
        );
        check("<p>nothing", &[], &[], None);
    }
}
