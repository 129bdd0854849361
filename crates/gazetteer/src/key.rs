//! The form under which names are kept and looked up: folded words with one space between.

use text::token::{Kind, tokens};

/// Names of more scalar values than this are no names.
pub const LONGEST_CHARS: usize = 80;

/// The key of a name; `None` where nothing of it is a word, for one letter alone, and beyond [`LONGEST_CHARS`].
///
/// Hyphens and other marks between words count as spaces; signs for ayn and hamza in romanised names (`'`, `ʿ`,
/// `` ` ``) are dropped, since no two atlases agree on them.
pub fn key(name: &str) -> Option<String> {
    if name.chars().nth(LONGEST_CHARS).is_some() {
        return None;
    }
    // Behind folding, since it makes such signs of others.
    let mut folded = text::fold::fold(name);
    folded.retain(|c| !is_ayn_or_hamza(c));
    let mut key = String::with_capacity(folded.len());
    for token in tokens(&folded).into_iter().filter(|token| token.kind != Kind::Punct) {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(folded.get(token.range).unwrap_or_default());
    }
    key.chars().nth(1).is_some().then_some(key)
}

fn is_ayn_or_hamza(c: char) -> bool {
    matches!(c, '\'' | '`' | '’' | '‘' | '´' | 'ʿ' | 'ʾ' | 'ʻ' | 'ʼ')
}

/// Whether a name is written in Arabic letters, at least in part.
pub fn is_arabic(name: &str) -> bool {
    name.chars().any(|c| matches!(c, '\u{620}'..='\u{64A}' | '\u{671}'..='\u{6D5}'))
}

/// Whether all letters of a name belong to the Arabic language, not to Persian, Urdu or Kurdish.
pub fn is_plain_arabic(name: &str) -> bool {
    is_arabic(name) && !name.chars().any(|c| matches!(c, '\u{671}'..='\u{6D5}'))
}

/// Whether a name is written in Latin letters.
pub fn is_latin(name: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some()
        && letters.all(|c| {
            c.is_ascii()
                || matches!(c, '\u{AA}'..='\u{24F}' | '\u{2B0}'..='\u{2FF}' | '\u{1E00}'..='\u{1EFF}')
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(name: &str, expected: Option<&str>) {
        assert_eq!(key(name).as_deref(), expected, "{name}");
    }

    #[test]
    fn keys_are_what_people_type() {
        check("أبو الظُّهور", Some("ابو الظهور"));
        check("Tall Aḩmad", Some("tall ahmad"));
        check("Dar`a", Some("dara"));
        check("al-Shajara", Some("al shajara"));
        check("‘Uţshān", Some("utshan"));
        check("a‹a", Some("aa"));
        check("ك", None);
        check(" - ", None);
        check(&"ن".repeat(81), None);
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(name in prop_oneof!["\\PC{0,30}", "[ابتهةىئ\u{64B}\u{640}a-zA-ZḩāÅ'’ʿ‹` .0-9٣-]{0,30}"]) {
            if let Some(once) = key(&name) {
                prop_assert_eq!(key(&once), Some(once));
            }
        }
    }

    #[test]
    fn scripts_are_told_apart() {
        assert!(is_plain_arabic("تل أحمد") && !is_plain_arabic("دەمەشىق") && !is_plain_arabic("Homs"));
        assert!(is_latin("Arḑ Umm at Tulūl") && !is_latin("Дамаск") && !is_latin("123"));
    }
}
