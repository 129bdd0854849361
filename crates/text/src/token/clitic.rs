//! Candidate stems: an Arabic word with the particles written before it and the pronouns written after it taken off. Offers
//! every possibility and judges none; a lexicon says which of them is a word.

use crate::config::Faults;
use crate::fault::Fault;
use crate::fold::fold;
use crate::vocabulary::DataFile;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The particles and pronouns; data of `clitics.toml`.
#[derive(Debug, Clone)]
pub struct Clitics {
    /// Longest last; the empty one first.
    before: Vec<String>,
    after: Vec<String>,
    article: String,
    least_before: usize,
    least_after: usize,
}

static IN_USE: OnceLock<Clitics> = OnceLock::new();

impl DataFile for Clitics {
    const NAME: &'static str = "clitics.toml";
    const BUILTIN: &'static str = include_str!("../../../../config/text/clitics.toml");

    fn read(name: &str, toml: &str) -> Result<Clitics, Vec<Fault>> {
        Clitics::parse(name, toml)
    }

    fn cell() -> &'static OnceLock<Clitics> {
        &IN_USE
    }
}

/// The word itself, then every stem that remains when particles before it, pronouns after it, or both are removed: few
/// removed letters first. `word` must be folded; words of other scripts give themselves alone.
pub fn clitics(word: &str) -> impl Iterator<Item = &str> {
    Clitics::builtin().stems(word)
}

impl Clitics {
    /// The clitics in use: those compiled in, unless a folder was loaded.
    pub fn builtin() -> &'static Clitics {
        <Clitics as DataFile>::get()
    }

    /// Reads `clitics.toml`; `name` is the file's name in faults.
    pub fn parse(name: &str, toml: &str) -> Result<Clitics, Vec<Fault>> {
        let (table, mut faults) = Faults::parse(name, toml);
        faults.keys(&table, 0..0, &["before", "after", "article", "least_before", "least_after"], &[]);
        let least = |key: &str, faults: &mut Faults<'_>| {
            table.get(key).and_then(|value| faults.integer(value)).map_or(2, |least| least as usize)
        };
        let article = table.get("article").and_then(|value| faults.string(value));
        let clitics = Clitics {
            before: by_length(faults.strings_at(&table, "before").into_iter().map(|line| fold(&line.text))),
            after: by_length(faults.strings_at(&table, "after").into_iter().map(|line| fold(&line.text))),
            article: article.map(|line| fold(&line.text)).unwrap_or_default(),
            least_before: least("least_before", &mut faults),
            least_after: least("least_after", &mut faults),
        };
        faults.finish(clitics)
    }

    /// The candidate stems of a folded word, see [`clitics`].
    pub fn stems<'w>(&'static self, word: &'w str) -> impl Iterator<Item = &'w str> {
        let before = self.before.iter().filter_map(move |particle| word.strip_prefix(particle.as_str()));
        before.flat_map(move |rest| {
            let is_cut = rest.len() < word.len();
            self.after.iter().filter_map(move |pronoun| {
                let stem = rest.strip_suffix(pronoun.as_str())?;
                let least = if pronoun.is_empty() { self.least_before } else { self.least_after };
                // Arabic letters take two bytes; a word of which nothing is cut may have any length.
                (!is_cut && pronoun.is_empty() || stem.len() >= 2 * least).then_some(stem)
            })
        })
    }

    /// The article, folded.
    pub(crate) fn article(&self) -> &str {
        &self.article
    }

    /// Whether `word` (folded) is one of the particles that are written before a word.
    pub(crate) fn is_particle(&self, word: &str) -> bool {
        !word.is_empty() && self.before.iter().any(|particle| particle == word)
    }
}

/// No clitics: every word is its only stem.
impl Default for Clitics {
    fn default() -> Clitics {
        Clitics {
            before: vec![String::new()],
            after: vec![String::new()],
            article: String::new(),
            least_before: 2,
            least_after: 2,
        }
    }
}

fn by_length(forms: impl Iterator<Item = String>) -> Vec<String> {
    let unique: BTreeSet<(usize, String)> = forms.map(|form| (form.len(), form)).collect();
    let mut ordered = vec![String::new()];
    ordered.extend(unique.into_iter().map(|(_, form)| form).filter(|form| !form.is_empty()));
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, stem: &str) {
        let word = fold(word);
        let stems: Vec<&str> = clitics(&word).collect();
        assert_eq!(stems.first(), Some(&word.as_str()));
        assert!(stems.contains(&fold(stem).as_str()), "{stems:?}");
    }

    #[test]
    fn stems_of_words_with_clitics() {
        check("داعش", "داعش");
        check("وداعش", "داعش");
        check("لقسد", "قسد");
        check("وبالرقة", "رقة");
        check("والرقة", "الرقة");
        check("للتحالف", "تحالف");
        check("فاعتقلتهم", "اعتقلت");
        check("وبمقاتليها", "مقاتلي");
        check("سيقصفونه", "يقصفون");
    }

    #[test]
    fn short_and_foreign_words_stay() {
        for word in ["و", "له", "isis", "", "13"] {
            assert_eq!(clitics(word).collect::<Vec<_>>(), [word]);
        }
    }

    #[test]
    fn the_builtin_file_has_no_fault() {
        assert_eq!(Clitics::parse(Clitics::NAME, Clitics::BUILTIN).err(), None);
    }

    #[test]
    fn faults_are_told_together() {
        let faults =
            Clitics::parse("c.toml", "before = ['و', 3]\nafter = 'x'\nleast_before = 'a'\n").unwrap_err();
        assert_eq!(faults.iter().map(|f| f.line).collect::<Vec<_>>(), [1, 1, 1, 2, 3]);
    }
}
