//! A fault in the configuration file, as one sentence with its place and a suggestion.

use std::path::Path;

/// `file:line:column: what is wrong`.
pub(super) fn sentence(path: &Path, text: &str, error: &toml::de::Error) -> String {
    let offset = error.span().map_or(0, |span| span.start);
    let (line, column) = place(text, offset);
    let message = error.message().lines().next().unwrap_or_default();
    let hint = suggestion(message).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
    format!("{}:{line}:{column}: {message}{hint}", path.display())
}

/// Line and column of an offset in bytes, both from 1; columns count characters.
pub(super) fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or_default();
    let column = before.rsplit('\n').next().map_or(0, |tail| tail.chars().count()) + 1;
    (before.matches('\n').count() + 1, column)
}

/// The known name that is most like the unknown one, both of which serde puts in backticks.
fn suggestion(message: &str) -> Option<&str> {
    if !message.starts_with("unknown") {
        return None;
    }
    let mut names = message.split('`').skip(1).step_by(2);
    let unknown = names.next()?;
    names
        .map(|name| (strsim::damerau_levenshtein(unknown, name), name))
        .filter(|(distance, _)| *distance <= 3)
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::raw::Raw;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let error = toml::from_str::<Raw>(text).unwrap_err();
        let sentence = sentence(Path::new("f.toml"), text, &error);
        assert!(sentence.starts_with(expected), "{sentence}");
    }

    #[test]
    fn faults_tell_their_place() {
        check("[enrich]\nwrokers = 2\n", "f.toml:2:1: unknown field `wrokers`");
        check("[enrich]\nworkers = \"two\"\n", "f.toml:2:11: invalid type");
        check("[enrich\n", "f.toml:1:");
    }

    #[test]
    fn a_typo_gets_a_suggestion() {
        let text = "[enrich]\nwrokers = 2\n";
        let error = toml::from_str::<Raw>(text).unwrap_err();
        assert!(sentence(Path::new("f"), text, &error).ends_with("did you mean `workers`?"));
    }
}
