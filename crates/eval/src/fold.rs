//! The form in which texts are compared: no case, no marks, one letter for its variants, words between single
//! spaces.
//!
//! Not [`text::fold`], though alike: a judge must not share the rules of the judged, and this one also drops
//! punctuation and the marks of Latin letters.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

/// The folded form.
pub(crate) fn fold(text: &str) -> String {
    let plain: String = text.nfkc().map(without_hamza).nfd().filter(|&c| is_kept(c)).map(letter).collect();
    let mut folded = String::with_capacity(plain.len());
    for word in plain.to_lowercase().split(|c: char| !is_word(c)).filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// The words of the folded form.
pub(crate) fn words(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Letters whose hamza is part of them, before decomposition would take it for a mark.
fn without_hamza(c: char) -> char {
    match c {
        'آ' | 'أ' | 'إ' => 'ا',
        'ئ' => 'ي',
        other => other,
    }
}

fn letter(c: char) -> char {
    match c {
        'ٱ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ة' => 'ه',
        'ک' | 'گ' => 'ك',
        '٠'..='٩' => digit(c, '٠'),
        '۰'..='۹' => digit(c, '۰'),
        other => other,
    }
}

fn digit(c: char, zero: char) -> char {
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

/// Neither a mark nor invisible nor a tatweel; the white space among controls stays.
fn is_kept(c: char) -> bool {
    let dropped = canonical_combining_class(c) != 0 || c.is_control() || is_format(c) || c == '\u{640}';
    !dropped || c == '\n' || c == '\t'
}

/// Unicode's general category Cf.
fn is_format(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{600}'..='\u{605}' | '\u{61C}' | '\u{6DD}' | '\u{70F}' | '\u{890}'..='\u{891}' | '\u{8E2}'
        | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{110BD}' | '\u{110CD}'
        | '\u{13430}'..='\u{1343F}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0001}'
        | '\u{E0020}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, folded: &str) {
        assert_eq!(fold(text), folded);
    }

    #[test]
    fn variants_are_one() {
        check("الأُولـى، آخِر", "الاولي اخر");
        check("مؤسسة الطائرة", "موسسه الطايره");
        check("Şırnak’ta  2٠۳!", "sırnak ta 203");
        check("a\u{200B}b\r\nc_d", "ab c_d");
        check("«»", "");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "[أإآؤئىةٱکگa-zÉé٠-٩ ـ\u{64B}]{0,60}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
