//! Words that every article has: what a stream knows of commonness before it has shown any.
//!
//! Data, not code: `config/dedup/common.toml`, compiled in as the default. A stop list was the alternative; these
//! words are only counted as seen already, so a stream in which one of them is rare soon corrects it.

use std::collections::BTreeMap;

use serde::Deserialize;
use text::fault::Fault;
use text::fold::fold;
use toml::Spanned;

use crate::features::term_key;

const BUILTIN: &str = include_str!("../../../config/dedup/common.toml");

/// Common words, ready to be counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Common {
    keys: Vec<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    words: BTreeMap<String, Vec<Spanned<String>>>,
}

impl Common {
    /// The words that are compiled in.
    pub fn builtin() -> Self {
        // A test reads them, so there is no fault to tell here.
        Self::parse("common.toml", BUILTIN).unwrap_or_default()
    }

    /// Reads a list; `name` is that of the file in faults. Tells every word that is none.
    pub fn parse(name: &str, toml: &str) -> Result<Self, Vec<Fault>> {
        let fault = |at: usize, message: String| {
            let line = toml.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
            Fault { file: name.to_owned(), line, message }
        };
        let raw: Raw = toml::from_str(toml).map_err(|error| {
            vec![fault(error.span().map_or(0, |span| span.start), error.message().to_owned())]
        })?;
        let (mut keys, mut faults) = (Vec::new(), Vec::new());
        for word in raw.words.values().flatten() {
            let folded = fold(word.get_ref());
            if folded.is_empty() || !folded.chars().all(char::is_alphanumeric) {
                faults.push(fault(word.span().start, format!("`{}` is not one word", word.get_ref())));
            }
            keys.extend(term_key(&folded));
        }
        keys.sort_unstable();
        keys.dedup();
        if faults.is_empty() { Ok(Self { keys }) } else { Err(faults) }
    }

    /// Their keys as features.
    pub(crate) fn keys(&self) -> &[u64] {
        &self.keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(toml: &str, lines: &[usize]) {
        let faults = Common::parse("test.toml", toml).err().unwrap_or_default();
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), lines, "{faults:?}");
    }

    #[test]
    fn every_fault_has_its_line() {
        check("[words]\nen = [\n\"the\",\n\"of the\",\n\"\",\n]", &[4, 5]);
        check("[words]\nen = 3", &[2]);
        check("[word]\nen = []", &[1]);
        check("[words]\nen = [\"the\"]", &[]);
    }

    #[test]
    fn the_builtin_list_is_sound() {
        assert_eq!(Common::parse("common.toml", BUILTIN).map(|common| common.keys.len() > 150), Ok(true));
    }
}
