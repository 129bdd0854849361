//! From a sequence of blocks to a body: what is furniture, and why.
//!
//! Both readers end here: plain text gives its lines as blocks, a page the blocks of its main element.
//! Order of checks: the title standing again; addresses, hashtags and lines without words; the vocabulary;
//! headings of link lists with what stands below them; captions by their shape; and last the loose ends
//! behind the final paragraph. Places (head, middle, tail) are set by the first and the last paragraph that
//! looks like running text and that no entry would take, so that a weak entry such as a line beginning with
//! "تابع" never reaches into the body.
//!
//! Everything here looks at a block and its neighbours only: the work is linear in the text.

use crate::dates;
use crate::furniture::{Furniture, LineRule, Place};
use crate::line::{self, Line};
use crate::{Reason, Removed};

mod inline;

/// A piece of text as it stood: a line of plain text, or a block of a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    pub(crate) text: String,
    pub(crate) kind: Kind,
    /// The markup says that it is a paragraph, an item or a row, so that shape alone does not condemn it.
    pub(crate) sure: bool,
    /// Set where the markup or the reader already knows that it is no body.
    pub(crate) verdict: Option<Reason>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Kind {
    #[default]
    Text,
    Heading,
    Item,
}

/// What cleaning found.
#[derive(Debug, Default)]
pub(crate) struct Cleaned {
    pub(crate) body: String,
    pub(crate) removed: Vec<Removed>,
    pub(crate) byline: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) partial: bool,
    pub(crate) glued: usize,
}

/// The lines of blocks, one each.
pub(crate) fn lines(blocks: &[Block]) -> Vec<Line> {
    blocks.iter().map(|block| Line::new(&block.text)).collect()
}

/// Cleans blocks in document order, given with their lines; `title` is the title already known.
pub(crate) fn clean(
    blocks: Vec<Block>,
    lines: Vec<Line>,
    title: Option<&str>,
    furniture: &Furniture,
) -> Cleaned {
    let mut pass = Pass::new(blocks, lines, furniture);
    pass.repeated_title(title);
    pass.shapes();
    pass.vocabulary();
    pass.sections();
    pass.captions();
    pass.loose_ends();
    pass.published();
    pass.finish()
}

struct Pass<'f> {
    furniture: &'f Furniture,
    blocks: Vec<Block>,
    lines: Vec<Line>,
    /// For each block the entries that would take it, wherever it stands.
    rules: Vec<Vec<&'f LineRule>>,
    /// Index of the first and the last block of running text.
    first: usize,
    last: usize,
    cleaned: Cleaned,
}

impl<'f> Pass<'f> {
    fn new(blocks: Vec<Block>, lines: Vec<Line>, furniture: &'f Furniture) -> Self {
        let rules: Vec<Vec<&LineRule>> = lines.iter().map(|line| furniture.fitting(line)).collect();
        let body = |i: usize, enough: fn(&Line) -> bool| {
            let (Some(line), Some(block)) = (lines.get(i), blocks.get(i)) else { return false };
            block.verdict.is_none() && enough(line) && rules.get(i).is_some_and(Vec::is_empty)
        };
        let found = [Line::prose as fn(&Line) -> bool, |line| line.len() >= 6, |line| line.len() >= 2];
        let span = found.into_iter().find_map(|enough| {
            let first = (0..lines.len()).find(|i| body(*i, enough))?;
            Some((first, (0..lines.len()).rev().find(|i| body(*i, enough))?))
        });
        let (first, last) = span.unwrap_or((0, lines.len()));
        Self { furniture, blocks, lines, rules, first, last, cleaned: Cleaned::default() }
    }

    fn place(&self, i: usize) -> Place {
        match i {
            i if i < self.first => Place::Head,
            i if i > self.last => Place::Tail,
            _ => Place::Middle,
        }
    }

    fn open(&self) -> impl Iterator<Item = (usize, &Line)> {
        let open = |(i, _): &(usize, &Line)| self.blocks.get(*i).is_some_and(|b| b.verdict.is_none());
        self.lines.iter().enumerate().filter(open)
    }

    fn judge(&mut self, verdicts: Vec<(usize, Reason)>) {
        for (i, reason) in verdicts {
            if let Some(block) = self.blocks.get_mut(i) {
                block.verdict.get_or_insert(reason);
            }
        }
    }

    fn repeated_title(&mut self, title: Option<&str>) {
        let Some(title) = title.map(|t| Line::new(t).key()).filter(|key| !key.is_empty()) else { return };
        let verdicts = self.open().filter(|(_, line)| line.key() == title);
        self.judge(verdicts.map(|(i, _)| (i, Reason::RepeatedTitle)).collect());
    }

    fn shapes(&mut self) {
        let verdicts = self.open().filter_map(|(i, line)| {
            let raw = self.blocks.get(i).map(|b| b.text.as_str()).unwrap_or_default();
            let reason = match () {
                () if line::is_url(raw) => Reason::Url,
                () if !self.sure(i) && line.empty_of_words() => Reason::Boilerplate,
                () if line::only_hashtags(raw) => Reason::Boilerplate,
                () if self.place(i) != Place::Middle
                    && !self.sure(i)
                    && line::is_link_row(raw, line)
                    && !self.dated(line) =>
                {
                    Reason::Boilerplate
                }
                () => return None,
            };
            Some((i, reason))
        });
        self.judge(verdicts.collect());
    }

    fn sure(&self, i: usize) -> bool {
        self.blocks.get(i).is_some_and(|block| block.sure)
    }

    fn dated(&self, line: &Line) -> bool {
        dates::visible(line, self.furniture).is_some()
    }

    fn vocabulary(&mut self) {
        let found: Vec<(usize, &'f LineRule)> =
            self.open().filter_map(|(i, line)| Some((i, self.rule(i, line)?))).collect();
        for (i, rule) in &found {
            self.cleaned.partial |= rule.partial;
            if rule.byline && self.cleaned.byline.is_none() {
                self.cleaned.byline = self.byline(*i, rule);
            }
        }
        self.judge(found.into_iter().map(|(i, rule)| (i, rule.reason)).collect());
    }

    fn rule(&self, i: usize, line: &Line) -> Option<&'f LineRule> {
        self.rules.get(i)?.iter().find(|rule| rule.allows(self.place(i), line)).copied()
    }

    /// What stands behind the opening phrase of a credit.
    fn byline(&self, i: usize, rule: &LineRule) -> Option<String> {
        let opening = rule.opening(self.lines.get(i)?)?;
        let raw = self.blocks.get(i)?.text.trim_matches(|c: char| c == '(' || c == ')' || c.is_whitespace());
        let rest: Vec<&str> = raw.split_whitespace().skip(opening).collect();
        let rest = rest.join(" ");
        let rest = rest.trim_matches(|c: char| c.is_whitespace() || ":/|-–".contains(c));
        (!rest.is_empty()).then(|| rest.to_owned())
    }

    /// Short lines below the heading of a link list: all of them behind the last paragraph, in the middle the
    /// first one and what is bulleted.
    fn sections(&mut self) {
        let mut verdicts = Vec::new();
        let mut open: Option<(Reason, usize)> = None;
        for (i, line) in self.lines.iter().enumerate() {
            if let Some(rule) = self.rule(i, line).filter(|rule| rule.section) {
                // One word may follow the phrase ("also"); what ends with a colon is a heading at any length.
                let colon = line.folded().trim_end().ends_with(':');
                let all = colon || rule.opening(line).is_none_or(|words| words + 1 >= line.len());
                open = all.then_some((rule.reason, 0));
                continue;
            }
            let Some((reason, taken)) = open else { continue };
            let tail = self.place(i) == Place::Tail;
            let listed = line.bullet || self.blocks.get(i).is_some_and(|b| b.kind == Kind::Item);
            if line.prose() && !tail || !(tail || listed || taken == 0) || line.sentence && line.len() > 12 {
                open = None;
                continue;
            }
            verdicts.push((i, reason));
            open = Some((reason, taken + 1));
        }
        self.judge(verdicts);
    }

    /// Captions known by shape: a line before the first paragraph that ends with a short bracket.
    fn captions(&mut self) {
        let verdicts = self.open().filter(|(i, line)| {
            let raw = self.blocks.get(*i).map(|b| b.text.as_str()).unwrap_or_default();
            *i < self.first && !line.sentence && bracketed_credit(raw)
        });
        self.judge(verdicts.map(|(i, _)| (i, Reason::Caption)).collect());
    }

    /// Lines behind the last paragraph that are no sentences: slogans, offices, titles of other articles. In an
    /// article written in sentences they all go where other furniture stands there too, else only a last short
    /// one; in other texts only short ones behind furniture. Dates stay (a statement is signed with place and
    /// date), and so do bulleted lines.
    fn loose_ends(&mut self) {
        let prose = self.lines.iter().filter(|line| line.prose()).count();
        let sentences = self.lines.iter().filter(|line| line.prose() && line.sentence).count();
        let written = prose > 0 && sentences * 10 >= prose * 7;
        let mut behind = self.blocks.iter().enumerate().skip(self.last + 1);
        let furnished = behind.find(|(_, block)| block.verdict.is_some()).map(|(i, _)| i);
        let end = self.open().map(|(i, _)| i).last().unwrap_or_default();
        let loose = |i: usize, line: &Line| match (written, furnished) {
            (true, Some(_)) => i > self.last && line.len() <= 12,
            (true, None) => i > self.last && i == end && line.len() <= 8 && prose >= 3,
            (false, Some(furnished)) => i > furnished && line.len() <= 8,
            (false, None) => false,
        };
        let verdicts = self.open().filter(|(i, line)| {
            loose(*i, line) && !self.sure(*i) && !line.sentence && !line.bullet && !self.dated(line)
        });
        self.judge(verdicts.map(|(i, _)| (i, Reason::Boilerplate)).collect());
    }

    /// A date of publication that the text states: behind a word that says so, or alone above the article.
    fn published(&mut self) {
        // A date has a year in digits.
        let with_year = || self.lines.iter().enumerate().filter(|(_, line)| line.digits);
        let stated = with_year().filter(|(i, line)| {
            self.place(*i) != Place::Middle && self.furniture.published.iter().any(|p| p.contained(line))
        });
        let alone = with_year().filter(|(i, line)| {
            *i < self.first && line.len() <= 14 && !self.furniture.updated.iter().any(|p| p.contained(line))
        });
        let mut dates = stated.chain(alone).filter_map(|(_, line)| dates::visible(line, self.furniture));
        self.cleaned.published = dates.next();
    }

    fn finish(mut self) -> Cleaned {
        let mut body: Vec<String> = Vec::with_capacity(self.blocks.len());
        let final_block = self.blocks.iter().rposition(|block| block.verdict.is_none());
        for (i, block) in self.blocks.into_iter().enumerate() {
            if let Some(reason) = block.verdict {
                self.cleaned.removed.push(Removed { reason, text: block.text.trim().to_owned() });
                continue;
            }
            let mut text = inline::without_urls(&block.text, &mut self.cleaned.removed);
            if Some(i) == final_block {
                text = inline::without_signature(text, &mut self.cleaned.removed);
            }
            let pieces = inline::unglue(&text, self.furniture);
            self.cleaned.glued += pieces.len() - 1;
            body.extend(pieces.into_iter().filter(|piece| !piece.trim().is_empty()));
        }
        self.cleaned.body = body.join("\n\n");
        self.cleaned
    }
}

/// Ends with a bracket of at most five words, with at least four words before it.
fn bracketed_credit(raw: &str) -> bool {
    let trimmed = raw.trim_end_matches(|c: char| c.is_whitespace() || line::is_control(c));
    let Some((before, inside)) = trimmed.strip_suffix([')', ']']).and_then(|t| t.rsplit_once(['(', '[']))
    else {
        return false;
    };
    inside.split_whitespace().count() <= 5 && before.split_whitespace().count() >= 4
}
