//! Abbreviations and list signs that sentences ask about; data of `sentences.toml`.

use crate::config::Faults;
use crate::fault::Fault;
use crate::fold::fold;
use crate::vocabulary::DataFile;
use foldhash::fast::FixedState;
use std::collections::HashSet;
use std::sync::OnceLock;

/// What is known of sentence ends beside punctuation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    never_end: HashSet<String, FixedState>,
    may_end: HashSet<String, FixedState>,
    bullets: Vec<char>,
    heading_words: usize,
}

static IN_USE: OnceLock<Rules> = OnceLock::new();

impl DataFile for Rules {
    const NAME: &'static str = "sentences.toml";
    const BUILTIN: &'static str = include_str!("../../../../config/text/sentences.toml");

    fn read(name: &str, toml: &str) -> Result<Rules, Vec<Fault>> {
        Rules::parse(name, toml)
    }

    fn cell() -> &'static OnceLock<Rules> {
        &IN_USE
    }
}

impl Rules {
    pub(super) fn builtin() -> &'static Rules {
        <Rules as DataFile>::get()
    }

    pub(super) fn parse(name: &str, toml: &str) -> Result<Rules, Vec<Fault>> {
        let (table, mut faults) = Faults::parse(name, toml);
        faults.keys(&table, 0..0, &["never_end", "may_end", "bullets", "heading_words"], &[]);
        let mut set = |key: &str| -> HashSet<String, FixedState> {
            faults.strings_at(&table, key).iter().map(|line| fold(&line.text)).collect()
        };
        let (never_end, may_end) = (set("never_end"), set("may_end"));
        let bullets =
            faults.strings_at(&table, "bullets").iter().filter_map(|line| line.text.chars().next()).collect();
        let heading_words = table.get("heading_words").and_then(|value| faults.integer(value));
        let heading_words = heading_words.map_or(0, |words| words as usize);
        faults.finish(Rules { never_end, may_end, bullets, heading_words })
    }

    /// Whether the full stop after a word does not end the sentence.
    pub(super) fn is_abbreviation(&self, word: &str, begins_sentence: bool) -> bool {
        let word = fold(word);
        let bare = word.trim_end_matches('.');
        self.never_end.contains(bare) || !begins_sentence && self.may_end.contains(bare)
    }

    pub(super) fn is_bullet(&self, c: char) -> bool {
        !crate::letters::is_alphanumeric(c) && self.bullets.contains(&c)
    }

    pub(super) fn heading_words(&self) -> usize {
        self.heading_words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_file_has_no_fault() {
        assert_eq!(Rules::parse(Rules::NAME, Rules::BUILTIN).err(), None);
    }

    #[test]
    fn faults_are_told_together() {
        let faults =
            Rules::parse("s.toml", "never_end = [1]\nmay_end = []\nbullets = 'x'\nheading_words = 'x'\n")
                .unwrap_err();
        assert_eq!(faults.iter().map(|f| f.line).collect::<Vec<_>>(), [1, 3, 4]);
    }
}
