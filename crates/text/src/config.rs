//! Reads TOML configuration so that every fault is reported with its line, not only the first. Not a deserializer: serde stops
//! at the first fault, so loaders walk the tree of values themselves, with the few readers below. Public because every crate
//! with vocabulary has a loader of this kind.

use crate::fault::Fault;
use std::fs;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value of the file with its place in it.
pub type Value<'t> = Spanned<DeValue<'t>>;

/// A string of the file and the line on which it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The string.
    pub text: String,
    /// Its line, counted from 1.
    pub line: usize,
}

/// Collects the faults of one file.
#[derive(Debug)]
pub struct Faults<'t> {
    file: String,
    source: &'t str,
    found: Vec<Fault>,
}

impl<'t> Faults<'t> {
    /// Parses `source`; syntax errors become faults, what could be read is returned all the same.
    pub fn parse(file: &str, source: &'t str) -> (DeTable<'t>, Faults<'t>) {
        let (table, errors) = DeTable::parse_recoverable(source);
        let mut faults = Faults { file: file.to_owned(), source, found: Vec::new() };
        for error in errors {
            faults.at(error.span().unwrap_or(0..0), error.message().to_owned());
        }
        (table.into_inner(), faults)
    }

    /// Line, from 1, of a byte offset in the source.
    pub fn line(&self, byte: usize) -> usize {
        1 + self.source.bytes().take(byte).filter(|b| *b == b'\n').count()
    }

    /// Records a fault at a byte range of the source.
    pub fn at(&mut self, span: Range<usize>, message: String) {
        let line = self.line(span.start);
        self.found.push(Fault { file: self.file.clone(), line, message });
    }

    /// Records a fault at a line.
    pub fn at_line(&mut self, line: usize, message: String) {
        self.found.push(Fault { file: self.file.clone(), line, message });
    }

    /// `value` if nothing was found, else the faults in the order of their lines.
    pub fn finish<T>(mut self, value: T) -> Result<T, Vec<Fault>> {
        if self.found.is_empty() {
            return Ok(value);
        }
        self.found.sort();
        Err(self.found)
    }

    /// Reports every key of `table` that is not in `known`, and every one in `required` that is missing (at `span`).
    pub fn keys(&mut self, table: &DeTable<'_>, span: Range<usize>, required: &[&str], optional: &[&str]) {
        for key in table.keys() {
            let name = key.get_ref().as_ref();
            if !required.contains(&name) && !optional.contains(&name) {
                self.at(key.span(), format!("unknown key `{name}`"));
            }
        }
        for name in required.iter().filter(|name| !table.contains_key(**name)) {
            self.at(span.clone(), format!("key `{name}` is missing"));
        }
    }

    /// A non-empty string.
    pub fn string(&mut self, value: &Value<'_>) -> Option<Line> {
        let text = match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => text.to_owned(),
            Some(_) => return self.refuse(value, "empty string"),
            None => return self.refuse(value, "expected a string"),
        };
        Some(Line { text, line: self.line(value.span().start) })
    }

    /// A list of non-empty strings; faulty elements are reported and left out.
    pub fn strings(&mut self, value: &Value<'_>) -> Vec<Line> {
        let Some(array) = value.get_ref().as_array() else {
            return self.refuse(value, "expected a list of strings").unwrap_or_default();
        };
        let lines: Vec<Option<Line>> = array.iter().map(|item| self.string(item)).collect();
        lines.into_iter().flatten().collect()
    }

    /// The list under `key`, empty where the key is absent.
    pub fn strings_at(&mut self, table: &DeTable<'_>, key: &str) -> Vec<Line> {
        table.get(key).map(|value| self.strings(value)).unwrap_or_default()
    }

    /// A whole number that is not negative.
    pub fn integer(&mut self, value: &Value<'_>) -> Option<u64> {
        let number =
            value.get_ref().as_integer().and_then(|i| u64::from_str_radix(i.as_str(), i.radix()).ok());
        if number.is_none() {
            return self.refuse(value, "expected a whole number that is not negative");
        }
        number
    }

    /// A list of tables (`[[name]]`); each with its span.
    pub fn tables<'a, 'v>(&mut self, value: &'a Value<'v>) -> Vec<(&'a DeTable<'v>, Range<usize>)> {
        let Some(array) = value.get_ref().as_array() else {
            return self.refuse(value, "expected a list of tables").unwrap_or_default();
        };
        array.iter().filter_map(|item| Some((self.table(item)?, item.span()))).collect()
    }

    /// A table.
    pub fn table<'a, 'v>(&mut self, value: &'a Value<'v>) -> Option<&'a DeTable<'v>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            return self.refuse(value, "expected a table");
        }
        table
    }

    fn refuse<T>(&mut self, value: &Value<'_>, message: &str) -> Option<T> {
        self.at(value.span(), message.to_owned());
        None
    }
}

/// The text of a configuration file; a file that cannot be read is a fault like any other.
pub fn read(path: &Path) -> Result<String, Vec<Fault>> {
    fs::read_to_string(path).map_err(|error| {
        vec![Fault { file: path.display().to_string(), line: 0, message: format!("cannot be read: {error}") }]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &[(usize, &str)]) {
        let (table, mut faults) = Faults::parse("f.toml", source);
        faults.keys(&table, 0..0, &["words"], &["size"]);
        faults.strings_at(&table, "words");
        if let Some(value) = table.get("size") {
            faults.integer(value);
        }
        let found = faults.finish(()).err().unwrap_or_default();
        let found: Vec<(usize, &str)> = found.iter().map(|f| (f.line, f.message.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_fault_is_reported_with_its_line() {
        check("words = ['a']\nsize = 3\n", &[]);
        check(
            "words = [\n 'a',\n '',\n 7]\nsize = -3\nother = 1\n",
            &[
                (3, "empty string"),
                (4, "expected a string"),
                (5, "expected a whole number that is not negative"),
                (6, "unknown key `other`"),
            ],
        );
        check("size = 1", &[(1, "key `words` is missing")]);
    }

    #[test]
    fn syntax_errors_have_lines_too() {
        let (_, faults) = Faults::parse("f.toml", "a = 1\nb = = 2\nc = 3\nd = ]\n");
        let lines: Vec<usize> = faults.finish(()).unwrap_err().iter().map(|f| f.line).collect();
        assert!(lines.contains(&2) && lines.contains(&4), "{lines:?}");
    }
}
