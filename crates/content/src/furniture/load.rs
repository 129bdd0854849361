//! Reads the vocabulary files and reports every fault with file and line.
//!
//! Each entry is decoded for itself, so that one wrong key does not hide the faults behind it; only a file
//! that is no TOML at all ends with the parser's own complaints.

use std::path::Path;

use serde::Deserialize;
use text::fault::Fault;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Furniture, LineRule, MarkupRule, Phrase, PhraseWord, Zone};
use crate::Reason;
use crate::line::Line;

const FILES: [(&str, &str); 7] = [
    ("lines.ar.toml", include_str!("../../../../config/content/lines.ar.toml")),
    ("lines.en.toml", include_str!("../../../../config/content/lines.en.toml")),
    ("lines.eu.toml", include_str!("../../../../config/content/lines.eu.toml")),
    ("lines.ku.toml", include_str!("../../../../config/content/lines.ku.toml")),
    ("lines.tr.toml", include_str!("../../../../config/content/lines.tr.toml")),
    ("markup.toml", include_str!("../../../../config/content/markup.toml")),
    ("words.toml", include_str!("../../../../config/content/words.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "the keys of the file")]
struct RawLine {
    reason: Reason,
    #[serde(default)]
    zone: Zone,
    #[serde(default)]
    min_words: usize,
    #[serde(default = "default_max_words")]
    max_words: usize,
    #[serde(default)]
    start: Vec<String>,
    #[serde(default)]
    end: Vec<String>,
    #[serde(default)]
    whole: Vec<String>,
    #[serde(default)]
    contain: Vec<String>,
    #[serde(default)]
    only: Vec<String>,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    digits: bool,
    #[serde(default)]
    section: bool,
    #[serde(default)]
    strong: bool,
    #[serde(default)]
    byline: bool,
    #[serde(default)]
    partial: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMarkup {
    reason: Option<Reason>,
    #[serde(default)]
    keep: bool,
    #[serde(default)]
    exempt: bool,
    #[serde(default)]
    hard: bool,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMonth {
    number: u8,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWords {
    #[serde(default)]
    published: Vec<String>,
    #[serde(default)]
    updated: Vec<String>,
    #[serde(default)]
    letterhead: Vec<String>,
    #[serde(default, rename = "no-body")]
    no_body: Vec<String>,
    #[serde(default, rename = "issued-by")]
    issued_by: Vec<String>,
    #[serde(default)]
    paragraph: Vec<String>,
    #[serde(default)]
    alert: Vec<String>,
}

const fn default_max_words() -> usize {
    14
}

/// The files compiled in; a test holds them to be free of faults.
pub(super) fn builtin() -> Furniture {
    let mut furniture = Furniture::default();
    let mut faults = Vec::new();
    for (name, toml) in FILES {
        read(name, toml, &mut furniture, &mut faults);
    }
    furniture.indexed()
}

pub(super) fn folder(dir: &Path) -> Result<Furniture, Vec<Fault>> {
    let fault = |path: &Path, error: std::io::Error| Fault {
        file: path.display().to_string(),
        line: 0,
        message: error.to_string(),
    };
    let entries = std::fs::read_dir(dir).map_err(|error| vec![fault(dir, error)])?;
    let mut paths: Vec<_> = entries.filter_map(|entry| entry.ok().map(|e| e.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    let (mut furniture, mut faults) = (Furniture::default(), Vec::new());
    for path in &paths {
        match std::fs::read_to_string(path) {
            Ok(toml) => read(&path.display().to_string(), &toml, &mut furniture, &mut faults),
            Err(error) => faults.push(fault(path, error)),
        }
    }
    if faults.is_empty() { Ok(furniture.indexed()) } else { Err(faults) }
}

/// One file being read: turns byte spans into lines.
struct Source<'a> {
    name: &'a str,
    toml: &'a str,
}

impl Source<'_> {
    fn fault(&self, at: usize, message: &str) -> Fault {
        let before = self.toml.as_bytes().get(..at).unwrap_or_default();
        let line = 1 + before.split(|b| *b == b'\n').skip(1).count();
        Fault { file: self.name.to_owned(), line, message: message.to_owned() }
    }

    fn wrong(&self, error: &toml::de::Error, fallback: usize) -> Fault {
        self.fault(error.span().map_or(fallback, |span| span.start), error.message())
    }
}

fn read(name: &str, toml: &str, furniture: &mut Furniture, faults: &mut Vec<Fault>) {
    let source = Source { name, toml };
    let (table, errors) = DeTable::parse_recoverable(toml);
    faults.extend(errors.iter().map(|error| source.wrong(error, 0)));
    for (key, value) in table.into_inner() {
        let at = key.span().start;
        match key.into_inner().as_ref() {
            "line" => {
                entries(&source, value, faults, |raw, at, faults| line(&source, raw, at, furniture, faults));
            }
            "markup" => {
                entries(&source, value, faults, |raw, at, faults| {
                    markup(&source, raw, at, furniture, faults);
                });
            }
            "month" => {
                entries(&source, value, faults, |raw, at, faults| month(&source, raw, at, furniture, faults));
            }
            "words" => match RawWords::deserialize(toml::de::ValueDeserializer::from(value)) {
                Ok(raw) => words(&source, raw, at, furniture, faults),
                Err(error) => faults.push(source.wrong(&error, at)),
            },
            other => faults.push(source.fault(at, &format!("unknown table `{other}`"))),
        }
    }
}

/// Decodes each element of an array of tables for itself.
fn entries<'a, T: Deserialize<'a>>(
    source: &Source<'_>,
    value: Spanned<DeValue<'a>>,
    faults: &mut Vec<Fault>,
    mut take: impl FnMut(T, usize, &mut Vec<Fault>),
) {
    let at = value.span().start;
    let DeValue::Array(array) = value.into_inner() else {
        faults.push(source.fault(at, "expected an array of tables, `[[…]]`"));
        return;
    };
    for element in array {
        let at = element.span().start;
        match T::deserialize(toml::de::ValueDeserializer::from(element)) {
            Ok(raw) => take(raw, at, faults),
            Err(error) => faults.push(source.wrong(&error, at)),
        }
    }
}

fn line(source: &Source<'_>, raw: RawLine, at: usize, furniture: &mut Furniture, faults: &mut Vec<Fault>) {
    let mut list = |raw: Vec<String>| phrases(source, raw, at, faults);
    let rule = LineRule {
        reason: raw.reason,
        zone: raw.zone,
        min_words: raw.min_words,
        max_words: raw.max_words,
        start: list(raw.start),
        end: list(raw.end),
        whole: list(raw.whole),
        contain: list(raw.contain),
        only: list(raw.only),
        with: list(raw.with),
        digits: raw.digits,
        section: raw.section,
        strong: raw.strong,
        byline: raw.byline,
        partial: raw.partial,
    };
    let named = [&rule.start, &rule.end, &rule.whole, &rule.contain, &rule.only];
    if named.iter().all(|phrases| phrases.is_empty()) {
        faults.push(source.fault(at, "a line needs one of `start`, `end`, `whole`, `contain`, `only`"));
    }
    furniture.lines.push(rule);
}

fn markup(
    source: &Source<'_>,
    raw: RawMarkup,
    at: usize,
    furniture: &mut Furniture,
    faults: &mut Vec<Fault>,
) {
    if u8::from(raw.keep) + u8::from(raw.exempt) + u8::from(raw.reason.is_some()) != 1 {
        faults.push(source.fault(at, "markup needs one of `reason`, `keep = true`, `exempt = true`"));
    }
    let phrases = phrases(source, raw.words, at, faults);
    furniture.markup.push(MarkupRule { reason: raw.reason, keep: raw.keep, hard: raw.hard, phrases });
}

fn month(source: &Source<'_>, raw: RawMonth, at: usize, furniture: &mut Furniture, faults: &mut Vec<Fault>) {
    if !(1..=12).contains(&raw.number) {
        faults.push(source.fault(at, &format!("month number `{}` is not in 1 to 12", raw.number)));
    }
    let names = phrases(source, raw.names, at, faults);
    furniture.months.extend(names.into_iter().map(|name| (name, raw.number)));
}

fn words(source: &Source<'_>, raw: RawWords, at: usize, furniture: &mut Furniture, faults: &mut Vec<Fault>) {
    let mut list = |raw: Vec<String>| phrases(source, raw, at, faults);
    furniture.published.extend(list(raw.published));
    furniture.updated.extend(list(raw.updated));
    furniture.letterhead.extend(list(raw.letterhead));
    furniture.no_body.extend(list(raw.no_body));
    furniture.issued_by.extend(list(raw.issued_by));
    furniture.paragraph.extend(list(raw.paragraph));
    furniture.alert.extend(list(raw.alert));
}

/// Folds phrases; one without a word is a fault at the line where it stands, as near as that is known.
fn phrases(source: &Source<'_>, raw: Vec<String>, at: usize, faults: &mut Vec<Fault>) -> Vec<Phrase> {
    raw.into_iter()
        .filter_map(|text| {
            let phrase = phrase(&text);
            if phrase.is_none() {
                faults.push(source.fault(at, &format!("phrase `{text}` holds no word")));
            }
            phrase
        })
        .collect()
}

fn phrase(text: &str) -> Option<Phrase> {
    let colon = text.trim_end().ends_with(':');
    let mut words = Vec::new();
    for part in text.split_whitespace() {
        let open = part.trim_end_matches(':').ends_with('*');
        let line = Line::new(part);
        let count = line.len();
        words.extend(
            line.words()
                .enumerate()
                .map(|(i, w)| PhraseWord { text: w.to_owned(), open: open && i + 1 == count }),
        );
    }
    (!words.is_empty()).then_some(Phrase { words, colon })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(toml: &str, expected: &[&str]) {
        let mut faults = Vec::new();
        read("f.toml", toml, &mut Furniture::default(), &mut faults);
        let shown: Vec<_> = faults.iter().map(|f| format!("{}: {}", f.line, f.message)).collect();
        assert_eq!(shown.len(), expected.len(), "{shown:?}");
        for (shown, expected) in shown.iter().zip(expected) {
            assert!(shown.starts_with(expected), "`{shown}` does not start with `{expected}`");
        }
    }

    #[test]
    fn builtin_has_no_fault() {
        for (name, toml) in FILES {
            let mut faults = Vec::new();
            read(name, toml, &mut Furniture::default(), &mut faults);
            assert!(faults.is_empty(), "{faults:?}");
        }
        assert!(Furniture::builtin().lines.len() > 50);
    }

    #[test]
    fn every_fault_is_reported() {
        check("[[line]]\nreason = \"share\"\nstart = [\"x\"]\n", &[]);
        check(
            "[[line]]\nreason = \"nonsense\"\nstart = [\"x\"]\n[[line]]\nreason = \"share\"\nstrat = [\"x\"]\n[[month]]\nnumber = 13\nnames = [\"x\", \"!\"]\n[odd]\na = 1\n",
            &[
                "2: unknown variant",
                "6: unknown field",
                "7: month number",
                "7: phrase `!`",
                "10: unknown table",
            ],
        );
        check("[[line]]\nreason = \"share\"\n", &["1: a line needs"]);
    }

    #[test]
    fn folder_is_read_and_missing_folder_is_a_fault() {
        let dir = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/content"));
        let loaded = Furniture::load(dir).unwrap();
        assert_eq!(loaded.lines.len(), Furniture::builtin().lines.len());
        assert_eq!(Furniture::load(Path::new("no-such-folder")).unwrap_err().len(), 1);
    }
}
