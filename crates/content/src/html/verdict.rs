//! Which elements of a page are furniture, told by tag and by the words of class, id and role.
//!
//! A word alone is weak evidence: `class="has-sidebar"` stands on the whole page. So an element which holds
//! most of the page's running text keeps it, whatever it is called; only sections of comments, which often
//! hold more text than the article, are furniture at any size.

use std::collections::HashMap;

use super::names;
use super::page::{Element, Page};
use crate::Reason;
use crate::furniture::Furniture;

/// Headings of the first rank that are looked at: a page has one or a few.
const MAX_HEADINGS: usize = 20;

/// What is thought of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Verdict {
    /// Nothing is known against it.
    #[default]
    Open,
    /// No reader sees it.
    Unseen,
    /// Furniture.
    Out(Reason),
}

/// What is thought of all elements.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    /// For each element.
    pub(super) of: Vec<Verdict>,
    /// For each element: it is called the body of the article.
    pub(super) bodies: Vec<bool>,
}

/// What an element is called, before its size is looked at.
#[derive(Debug, Clone, Copy, Default)]
struct Called {
    verdict: Verdict,
    /// Holds even if most of the text stands in it.
    hard: bool,
    keep: bool,
}

/// Verdicts for all elements; children inherit. `prose` is the running text in each element, in letters.
pub(super) fn verdicts<'p>(page: &'p Page, furniture: &Furniture, prose: &[usize]) -> Verdicts {
    let mut known: HashMap<[Option<&str>; 3], Words> = HashMap::new();
    let mut by_words = |element: &'p Element| {
        *known
            .entry(["class", "id", "role"].map(|a| element.get(a)))
            .or_insert_with(|| Words::new(element, furniture))
    };
    let mut called: Vec<Called> =
        page.elements.iter().map(|element| called(element, by_words(element))).collect();
    soften(page, &mut called);
    let total = prose.first().copied().unwrap_or_default() - hard_prose(page, &called, prose);
    let mut verdicts: Vec<Verdict> = Vec::with_capacity(page.elements.len());
    for (i, element) in page.elements.iter().enumerate() {
        let inherited = if i == element.parent {
            Verdict::Open
        } else {
            verdicts.get(element.parent).copied().unwrap_or_default()
        };
        let own = called.get(i).copied().unwrap_or_default();
        let most = prose.get(i).is_some_and(|letters| letters * 5 > total * 2);
        verdicts.push(match (inherited, own.verdict) {
            (Verdict::Open, verdict) if !most || own.hard => verdict,
            (inherited, _) => inherited,
        });
    }
    Verdicts { of: verdicts, bodies: called.iter().map(|c| c.keep).collect() }
}

/// Around the page's `<h1>` stands the article, whatever the element is called (`class="cookie-bar-open"`).
fn soften(page: &Page, called: &mut [Called]) {
    for heading in page.elements.iter().filter(|element| element.name == "h1").take(MAX_HEADINGS) {
        let mut at = heading.parent;
        while let (Some(element), Some(around)) = (page.elements.get(at), called.get_mut(at)) {
            around.hard = false;
            if element.parent == at {
                break;
            }
            at = element.parent;
        }
    }
}

/// Running text in outermost elements that are furniture at any size.
fn hard_prose(page: &Page, called: &[Called], prose: &[usize]) -> usize {
    let hard = |i: usize| called.get(i).is_some_and(|c| c.hard);
    let outermost = (0..page.elements.len()).filter(|i| {
        hard(*i)
            && page.elements.get(*i).is_some_and(|e| {
                !std::iter::successors(Some(e.parent), |p| {
                    page.elements.get(*p).map(|e| e.parent).filter(|up| up != p)
                })
                .any(hard)
            })
    });
    outermost.filter_map(|i| prose.get(i)).sum::<usize>().min(prose.first().copied().unwrap_or_default())
}

/// What the words of class, id and role say.
#[derive(Debug, Clone, Copy, Default)]
struct Words {
    reason: Option<Reason>,
    hard: bool,
    keep: bool,
}

impl Words {
    fn new(element: &Element, furniture: &Furniture) -> Self {
        let mut found = Self::default();
        let mut exempt = false;
        for rule in furniture.element(&words(element)) {
            found.keep |= rule.keep;
            found.hard |= rule.hard;
            exempt |= rule.reason.is_none() && !rule.keep;
            found.reason = found.reason.or(rule.reason);
        }
        if exempt {
            found.reason = None;
        }
        found
    }
}

fn called(element: &Element, words: Words) -> Called {
    if is_hidden(element) {
        return Called { verdict: Verdict::Unseen, ..Called::default() };
    }
    let keep = words.keep || element.get("itemprop").is_some_and(|p| p.eq_ignore_ascii_case("articleBody"));
    if let Some(verdict) = by_tag(element.name) {
        return Called { verdict, hard: false, keep };
    }
    if keep || matches!(element.name, "html" | "body" | "article" | "main") {
        return Called { keep, ..Called::default() };
    }
    let verdict = words.reason.map_or(Verdict::Open, Verdict::Out);
    Called { verdict, hard: words.hard, keep }
}

fn by_tag(name: &str) -> Option<Verdict> {
    match name {
        "nav" | "footer" | "aside" | "button" | "select" | "label" | "legend" | "menu" => {
            Some(Verdict::Out(Reason::Boilerplate))
        }
        "figcaption" => Some(Verdict::Out(Reason::Caption)),
        _ if names::is_unseen(name) => Some(Verdict::Unseen),
        _ => None,
    }
}

fn is_hidden(element: &Element) -> bool {
    let style = || {
        element.get("style").is_some_and(|style| {
            let style: String =
                style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        })
    };
    element.get("hidden").is_some() || style()
}

/// The words of class, id and role, lower case, cut at hyphens, underscores and capitals; a mark keeps the
/// last word of one name from standing next to the first of another.
fn words(element: &Element) -> Vec<String> {
    let mut words = Vec::new();
    for name in
        ["class", "id", "role"].into_iter().filter_map(|a| element.get(a)).flat_map(str::split_whitespace)
    {
        let mut word = String::new();
        let mut lower = false;
        for c in name.chars() {
            if !c.is_alphanumeric() || lower && c.is_uppercase() {
                push(&mut words, &mut word);
            }
            if c.is_alphanumeric() {
                word.extend(c.to_lowercase());
            }
            lower = c.is_lowercase();
        }
        push(&mut words, &mut word);
        words.push(String::new());
    }
    words
}

fn push(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}
