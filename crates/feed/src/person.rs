//! A person written in one string: `mail@example.org (Name)`, `Name <mail@example.org>`.

use crate::model::Person;

/// Reads name and mail; the string is kept as written where both stand in it.
pub(crate) fn read(written: &str) -> Person {
    let written = written.trim();
    if written.is_empty() {
        return Person::default();
    }
    let Some(email) = email(written) else {
        return Person { name: Some(written.to_owned()), ..Person::default() };
    };
    let rest = written.replacen(email, "", 1).replace("()", "").replace("<>", "").replace("mailto:", "");
    let name = rest.trim().trim_start_matches('(').trim_end_matches(')').trim();
    Person {
        name: (!name.is_empty()).then(|| name.to_owned()),
        email: Some(email.to_owned()),
        url: None,
        written: (!name.is_empty()).then(|| written.to_owned()),
    }
}

/// The first word with an `@` in its middle and a dot behind it.
fn email(text: &str) -> Option<&str> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '"' | ',' | ';' | ':');
    let mut words = text.split(is_end);
    words.find(|word| {
        let Some((user, host)) = word.split_once('@') else { return false };
        !user.is_empty()
            && host.contains('.')
            && !host.contains('@')
            && !host.starts_with('.')
            && !host.ends_with('.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, name: Option<&str>, email: Option<&str>) {
        let person = read(written);
        assert_eq!((person.name.as_deref(), person.email.as_deref()), (name, email));
    }

    #[test]
    fn name_and_mail_are_told_apart() {
        check("desk@news.example (ليلى حداد)", Some("ليلى حداد"), Some("desk@news.example"));
        check("Sam Roe <sam@news.example>", Some("Sam Roe"), Some("sam@news.example"));
        check("sam@news.example", None, Some("sam@news.example"));
        check("Sam Roe, @sam", Some("Sam Roe, @sam"), None);
    }
}
