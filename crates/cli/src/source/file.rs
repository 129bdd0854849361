//! Entries written to the file of sources. What stands there is left as it is.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use url::Url;

/// A source to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its id.
    pub(super) id: String,
    /// Its name.
    pub(super) name: Option<String>,
    /// `feed`, `sitemap` or `page`.
    pub(super) kind: &'static str,
    /// Its address.
    pub(super) url: String,
}

/// Adds entries at the end of the file, which is made where it is missing.
pub(super) fn append(path: &Path, entries: &[Entry]) -> anyhow::Result<()> {
    let told = || format!("cannot write `{}`", path.display());
    let mut text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            "# Sources that `rasid run` visits. `rasid source add URL` adds to them.\n".to_owned()
        }
        Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", path.display())),
    };
    for entry in entries {
        // A JSON string is a basic string of TOML, but for the control characters that nobody needs.
        let quoted = |text: &str| {
            let text: String = text.chars().filter(|c| !c.is_control()).collect();
            serde_json::Value::String(text).to_string()
        };
        let _ = write!(text, "\n[[source]]\nid = {}\n", quoted(&entry.id));
        if let Some(name) = &entry.name {
            let _ = writeln!(text, "name = {}", quoted(name));
        }
        let _ = writeln!(text, "kind = \"{}\"\nurl = {}", entry.kind, quoted(&entry.url));
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).with_context(told)?;
    }
    // Written beside and renamed: a reader never sees half of it.
    let beside = path.with_extension("toml.new");
    fs::write(&beside, text).and_then(|()| fs::rename(&beside, path)).with_context(told)
}

/// An id for an address that no other source has: its host without `www.`, with a number where it is taken.
pub(super) fn id(url: &str, taken: &HashSet<String>) -> String {
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let bare = host.trim_start_matches("www.").replace(['.', ':', '[', ']'], "-");
    let bare = if bare.is_empty() { "source".to_owned() } else { bare };
    let numbered = (2..).map(|number| format!("{bare}-{number}"));
    std::iter::once(bare.clone()).chain(numbered).find(|id| !taken.contains(id)).unwrap_or(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_hosts() {
        let mut taken = HashSet::new();
        for expected in ["news-example-org", "news-example-org-2", "news-example-org-3"] {
            let id = id("https://www.news.example.org/feed", &taken);
            assert_eq!(id, expected);
            taken.insert(id);
        }
    }
}
