//! The words of dates, read once from `words.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) month: Option<u8>,
    pub(super) is_afternoon: Option<bool>,
    /// Minutes east of Greenwich.
    pub(super) zone: Option<i32>,
    /// The zone of those who write so.
    pub(super) implied: Option<i32>,
}

static WORDS: LazyLock<HashMap<&'static str, Word>> = LazyLock::new(|| {
    let mut words: HashMap<_, Word> = HashMap::new();
    for line in include_str!("words.tsv").lines() {
        let mut columns = line.split('\t');
        if let (Some(kind), Some(value), Some(word)) = (columns.next(), columns.next(), columns.next()) {
            let entry = words.entry(word).or_default();
            match kind {
                "month" => entry.month = value.parse().ok(),
                "half" => entry.is_afternoon = Some(value == "pm"),
                "zone" => entry.zone = value.parse().ok(),
                "implied" => entry.implied = value.parse().ok(),
                _ => {}
            }
        }
    }
    words
});

/// A word in lower case, or two with a space between.
pub(super) fn word(word: &str) -> Option<Word> {
    WORDS.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_says_something() {
        for line in include_str!("words.tsv").lines().filter(|line| !line.starts_with('#')) {
            let known = line.split('\t').nth(2).and_then(word);
            assert!(known.is_some_and(|word| word != Word::default()), "{line}");
        }
    }
}
