//! The vocabulary of site furniture, read from `config/content/*.toml`, and the test whether a line or an
//! element of a page is furniture.
//!
//! What it is not: it holds no words itself and decides nothing about position beyond the zones that an
//! entry names; the order of checks and everything about shape is in `clean`. Phrases with word wildcards
//! were chosen against regular expressions: they can be written by people who know the site and not the
//! syntax, they are folded like the text, and they cannot be slow.

mod index;
mod load;

use std::path::Path;
use std::sync::LazyLock;

use text::fault::Fault;

use crate::Reason;
use crate::line::{self, Line};

/// Everything known about the furniture of news sites.
#[derive(Debug, Clone, Default)]
pub struct Furniture {
    pub(crate) lines: Vec<LineRule>,
    pub(crate) markup: Vec<MarkupRule>,
    pub(crate) months: Vec<(Phrase, u8)>,
    pub(crate) published: Vec<Phrase>,
    pub(crate) updated: Vec<Phrase>,
    pub(crate) letterhead: Vec<Phrase>,
    /// What letterheads begin with that name no body.
    pub(crate) no_body: Vec<Phrase>,
    pub(crate) issued_by: Vec<Phrase>,
    pub(crate) paragraph: Vec<Phrase>,
    pub(crate) alert: Vec<Phrase>,
    index: index::Index,
    markup_index: index::MarkupIndex,
}

/// One `[[line]]`.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "the keys of the file, each meaningful by itself")]
pub(crate) struct LineRule {
    pub(crate) reason: Reason,
    pub(crate) zone: Zone,
    pub(crate) min_words: usize,
    pub(crate) max_words: usize,
    pub(crate) start: Vec<Phrase>,
    pub(crate) end: Vec<Phrase>,
    pub(crate) whole: Vec<Phrase>,
    pub(crate) contain: Vec<Phrase>,
    pub(crate) only: Vec<Phrase>,
    pub(crate) with: Vec<Phrase>,
    pub(crate) digits: bool,
    pub(crate) section: bool,
    pub(crate) strong: bool,
    pub(crate) byline: bool,
    pub(crate) partial: bool,
}

/// Where in the text an entry holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Zone {
    /// Everywhere.
    #[default]
    Any,
    /// Before the first full paragraph.
    Head,
    /// After the last full paragraph.
    Tail,
    /// Before the first or after the last.
    Edge,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Head,
    Middle,
    Tail,
}

/// One `[[markup]]`; neither reason nor `keep` means that nothing is held against the element.
#[derive(Debug, Clone)]
pub(crate) struct MarkupRule {
    pub(crate) reason: Option<Reason>,
    /// Names the body of the article.
    pub(crate) keep: bool,
    /// Holds even where most of the page's text stands in it.
    pub(crate) hard: bool,
    pub(crate) phrases: Vec<Phrase>,
}

/// A sequence of folded words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    words: Vec<PhraseWord>,
    colon: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct PhraseWord {
    text: String,
    open: bool,
}

static BUILTIN: LazyLock<Furniture> = LazyLock::new(load::builtin);

impl Furniture {
    /// The vocabulary compiled in.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Reads every `*.toml` of a folder, in the order of their names; it stands instead of the vocabulary
    /// compiled in, not beside it.
    ///
    /// # Errors
    /// Every fault of every file, with file and line; an unreadable file or folder is a fault too.
    pub fn load(dir: &Path) -> Result<Self, Vec<Fault>> {
        load::folder(dir)
    }

    /// The entries that would take this line in one place or another, in their order.
    pub(crate) fn fitting(&self, line: &Line) -> Vec<&LineRule> {
        let numbers = self.index.fitting(line, &self.lines);
        numbers.into_iter().filter_map(|i| self.lines.get(i)).collect()
    }

    /// The first entry that takes this line, standing in this place.
    pub(crate) fn line(&self, line: &Line, place: Place) -> Option<&LineRule> {
        self.fitting(line).into_iter().find(|rule| rule.allows(place, line))
    }

    /// The entries that fit the words of an element's attributes, in their order.
    pub(crate) fn element(&self, words: &[String]) -> impl Iterator<Item = &MarkupRule> {
        self.markup_index.fitting(words).into_iter().filter_map(|i| self.markup.get(i))
    }

    /// Called once after reading.
    fn indexed(mut self) -> Self {
        self.index = index::Index::new(&self.lines);
        self.markup_index = index::MarkupIndex::new(&self.markup);
        self
    }
}

impl LineRule {
    /// Zone, and the guard that protects sentences in the middle of the body from weak entries.
    pub(crate) fn allows(&self, place: Place, line: &Line) -> bool {
        let zone = match self.zone {
            Zone::Any => true,
            Zone::Head => place == Place::Head,
            Zone::Tail => place == Place::Tail,
            Zone::Edge => place != Place::Middle,
        };
        let guarded = line.sentence && line.len() >= 8 && place != Place::Tail;
        zone && (self.strong || !guarded)
    }

    /// Length and numbers are as the entry wants them.
    fn measures(&self, line: &Line) -> bool {
        (self.min_words..=self.max_words).contains(&line.len()) && (!self.digits || line.digits)
    }

    /// The line is made of nothing but the phrases of `only`; the longest that fits is taken each time.
    fn made_of(&self, line: &Line) -> bool {
        let mut at = 0;
        while at < line.len() {
            let Some(next) = self.only.iter().filter_map(|p| p.at(line, at)).max() else { return false };
            at = next;
        }
        true
    }

    /// How many words of the line the longest opening phrase takes.
    pub(crate) fn opening(&self, line: &Line) -> Option<usize> {
        self.start.iter().filter_map(|p| p.at(line, 0)).max()
    }
}

impl Phrase {
    /// The index behind the phrase where it stands at word `at` of the line.
    pub(crate) fn at(&self, line: &Line, at: usize) -> Option<usize> {
        let end = at + self.words.len();
        if end > line.len() {
            return None;
        }
        let fits = self
            .words
            .iter()
            .enumerate()
            .all(|(i, w)| line.word(at + i).is_some_and(|word| w.fits(word, i == 0)));
        let colon = !self.colon || line.behind(end - 1).trim_start().starts_with([':', '/']);
        (fits && colon).then_some(end)
    }

    pub(crate) fn contained(&self, line: &Line) -> bool {
        (0..=line.len().saturating_sub(self.words.len())).any(|at| self.at(line, at).is_some())
    }

    /// These words begin with the phrase, spelled as it is.
    fn opens(&self, words: &[String]) -> bool {
        let same = |(word, w): (&String, &PhraseWord)| {
            if w.open { word.starts_with(&w.text) } else { *word == w.text }
        };
        words.len() >= self.words.len() && words.iter().zip(&self.words).all(same)
    }

    /// The first word, and whether it ends in a wildcard.
    fn first(&self) -> (&str, bool) {
        self.words.first().map_or(("", false), |w| (&w.text, w.open))
    }

    /// Number of words.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }
}

impl PhraseWord {
    /// Equal, or equal behind a proclitic where the word opens the phrase.
    fn fits(&self, word: &str, opens: bool) -> bool {
        let same = |w: &str| if self.open { w.starts_with(&self.text) } else { w == self.text };
        if word.len() < self.text.len() {
            return false;
        }
        same(word)
            || opens
                && self.text.chars().nth(2).is_some()
                && word.strip_prefix(line::is_proclitic).is_some_and(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, place: Place, expected: Option<Reason>) {
        let line = Line::new(raw);
        assert_eq!(Furniture::builtin().line(&line, place).map(|rule| rule.reason), expected, "{raw}");
    }

    #[test]
    fn arabic() {
        check("شارك الخبر: فيسبوك | تويتر | واتساب", Place::Tail, Some(Reason::Share));
        check("فيسبوك تويتر واتساب", Place::Middle, Some(Reason::Share));
        check("تابعونا على قناتنا في تلغرام", Place::Middle, Some(Reason::Subscribe));
        check("اقرأ أيضًا: سعر الصرف اليوم", Place::Middle, Some(Reason::Related));
        check("من نحن | اتصل بنا | سياسة الخصوصية", Place::Tail, Some(Reason::Boilerplate));
        check("انتهى/ م س", Place::Tail, Some(Reason::Boilerplate));
        check("انتهى الاجتماع", Place::Middle, None);
        check("شارك مئات الطلاب في مظاهرة وسط المدينة.", Place::Middle, None);
        check("تابع الجيش تقدمه في ريف حماة وسيطر على قناة الري.", Place::Middle, None);
        check("ساهم في بناء المدرسة متبرعون من أهالي القرية.", Place::Middle, None);
        check("المصدر: وكالات", Place::Tail, Some(Reason::Credit));
    }

    #[test]
    fn other_languages() {
        check("Sign up for our weekly briefing", Place::Tail, Some(Reason::Subscribe));
        check("Related: Fuel smuggling, explained", Place::Middle, Some(Reason::Related));
        check("By the Baghdad bureau", Place::Head, Some(Reason::Credit));
        check("By the time police arrived the crowd had left the square.", Place::Middle, None);
        check("Kanala me ya Telegramê bişopînin", Place::Tail, Some(Reason::Subscribe));
        check("Tüm hakları saklıdır © 2024", Place::Tail, Some(Reason::Boilerplate));
        check("ما را در تلگرام دنبال کنید", Place::Tail, Some(Reason::Subscribe));
    }
}
