//! What in addresses tells nothing about the article: data, compiled in from `config/web/addresses.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use thiserror::Error;

const BUILTIN: &str = include_str!("../../../../config/web/addresses.toml");

/// Names of parameters, redirectors and marks of pages for telephones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lists {
    tracking: Tracking,
    session: Session,
    #[serde(default)]
    site: Vec<Site>,
    #[serde(default)]
    pub(super) redirector: Vec<Redirector>,
    pub(super) variants: Variants,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tracking {
    prefixes: Vec<String>,
    names: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Session {
    names: Vec<String>,
    when_long: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Site {
    domain: String,
    names: Vec<String>,
}

/// An address that leads to the one in its parameter.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Redirector {
    pub(super) host: String,
    pub(super) path: String,
    pub(super) parameter: String,
}

/// How sites mark their pages for telephones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Variants {
    pub(super) labels: Vec<String>,
    pub(super) segments: Vec<String>,
    pub(super) suffixes: Vec<String>,
    pub(super) parameters: Vec<String>,
}

/// What is wrong with a list, and on which line.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {message}")]
pub(super) struct Fault {
    pub(super) line: usize,
    pub(super) message: String,
}

/// The lists that are compiled in.
pub(super) static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    // A test reads them, so there is no fault to tell here.
    Lists::parse(BUILTIN).unwrap_or_default()
});

/// From here on a value is long: shorter ones may be the number of an article.
const LONG: usize = 16;

impl Lists {
    /// Reads the lists. Every name must be in small letters and not empty, or it would never be found.
    pub(super) fn parse(toml: &str) -> Result<Lists, Fault> {
        let line = |at: usize| toml.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        let mut lists: Lists = toml::from_str(toml).map_err(|error| Fault {
            line: error.span().map_or(0, |span| line(span.start)),
            message: error.message().to_owned(),
        })?;
        if let Some(bad) = lists.all().find(|name| !is_small(name)) {
            let at = toml.find(&format!("\"{bad}\"")).unwrap_or_default();
            return Err(Fault { line: line(at), message: format!("`{bad}` is not a name in small letters") });
        }
        for names in [&mut lists.tracking.names, &mut lists.session.names] {
            names.sort_unstable();
        }
        Ok(lists)
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        let sites = self.site.iter().flat_map(|site| site.names.iter().chain([&site.domain]));
        let variants = [&self.variants.labels, &self.variants.segments, &self.variants.suffixes];
        let session = [&self.session.names, &self.session.when_long, &self.variants.parameters];
        let tracking = [&self.tracking.prefixes, &self.tracking.names];
        let redirectors =
            self.redirector.iter().flat_map(|entry| [&entry.host, &entry.path, &entry.parameter]);
        sites.chain(redirectors).chain(variants.into_iter().chain(session).chain(tracking).flatten())
    }

    /// Whether a parameter tells nothing about the article. The name is in small letters, without escapes.
    pub(super) fn is_idle(&self, host: &str, name: &str, value: &str) -> bool {
        self.is_session(name, value)
            || self.tracking.prefixes.iter().any(|prefix| name.starts_with(prefix))
            || has(&self.tracking.names, name)
            || self
                .site
                .iter()
                .any(|site| is_on(host, &site.domain) && site.names.iter().any(|known| known == name))
    }

    /// Whether a parameter names a visit.
    pub(super) fn is_session(&self, name: &str, value: &str) -> bool {
        let long = || {
            value.len() >= LONG
                && value.bytes().any(|byte| byte.is_ascii_digit())
                && value.bytes().any(|byte| byte.is_ascii_alphabetic())
                && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        has(&self.session.names, name) || self.session.when_long.iter().any(|known| known == name) && long()
    }
}

fn has(sorted: &[String], name: &str) -> bool {
    sorted.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
}

fn is_small(name: &str) -> bool {
    !name.is_empty() && !name.bytes().any(|byte| byte.is_ascii_uppercase() || byte.is_ascii_whitespace())
}

fn is_on(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(toml: &str, line: usize) {
        let rest = "\n[session]\nnames=[]\nwhen_long=[]\n[variants]\nlabels=[]\nsegments=[]\nsuffixes=[]\nparameters=[]";
        assert_eq!(Lists::parse(&format!("{toml}{rest}")).unwrap_err().line, line);
    }

    #[test]
    fn what_is_compiled_in_has_no_fault() {
        let lists = Lists::parse(BUILTIN).unwrap();
        assert!(lists.tracking.names.len() > 80 && lists.site.len() > 10, "a list is missing");
    }

    #[test]
    fn a_fault_has_its_line() {
        check("[tracking]\nprefixes = []\nnames = [\n\"a\",\n\"B\"]", 5);
        check("[tracking]\nprefixes = [\"\"]\nnames = []", 2);
        check("[tracking]\nprefixes = []\nnames = 3", 3);
        check("[tracking]\nprefixes = []\nnames = []\nname = []", 4);
    }
}
