//! Latin words with letters of other scripts, or digits, that only look like Latin ones (`ISІS` with a Cyrillic letter,
//! `D4esh`). A word that mixes scripts is never meant, so look-alike letters need no lexicon; digits do (`F16` is a name).

use super::decide::Join;
use super::known::Known;
use crate::fold::fold;
use crate::letters::run;
use std::ops::Range;

/// The joins among the Latin words of a text, in order.
pub(super) fn joins(s: &str, known: &Known<'_>) -> Vec<Join> {
    // Without a foreign look-alike or a digit beside a letter there is nothing to do; most texts end here, Arabic ones at once.
    words(s).filter_map(|range| restore(s, range, known)).collect()
}

/// Words that have a Latin letter and something else.
fn words(s: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += s
                .as_bytes()
                .get(at..)?
                .iter()
                .position(|byte| BEGINS.get(usize::from(*byte)).is_some_and(|begins| *begins))?;
            let start = at;
            let (mut latin, mut others) = (0, 0);
            while let Some(c) = run::char_at(s, at).filter(|c| is_part(*c)) {
                let counted = if c.is_ascii_alphabetic() { &mut latin } else { &mut others };
                *counted += 1;
                at += c.len_utf8();
            }
            if latin >= 2 && others > 0 && latin >= others {
                return Some(start..at);
            }
            at += usize::from(at == start);
        }
    })
}

/// The bytes with which a part of such a word can begin.
#[expect(clippy::indexing_slicing, reason = "computed when compiled")]
const BEGINS: [bool; 256] = {
    let mut begins = [false; 256];
    let mut byte = 0_u8;
    while byte < u8::MAX {
        begins[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'@' | b'$' | b'!' | 0xCD..=0xD4);
        byte += 1;
    }
    begins
};

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '@' | '$' | '!')
        || matches!(c, '\u{370}'..='\u{52F}') && c.is_alphabetic()
}

fn restore(s: &str, range: Range<usize>, known: &Known<'_>) -> Option<Join> {
    let word = s.get(range.clone())?;
    let is_address = s
        .get(..range.start)
        .is_some_and(|before| before.ends_with(['/', '.', '@', '#', '_', '-', '=']))
        || s.get(range.end..)
            .is_some_and(|after| after.starts_with(['.', '/', '_', '@', '=']) && !after.starts_with(". "));
    let signs = word.chars().filter(|c| c.is_ascii_digit() || matches!(c, '@' | '$' | '!')).count();
    if word.chars().count() < 3 || is_address && signs > 0 {
        return None;
    }
    let text: String = word.chars().map(look_alike).collect::<Option<String>>()?;
    let is_sure = signs == 0
        || word.chars().filter(|c| c.is_alphabetic()).count() >= 3 && known.is_in_lexicon(&fold(&text));
    (is_sure && text != word).then_some(Join { range, text })
}

/// The Latin letter that a character is, or looks like.
fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'a'..='z' | 'A'..='Z' => c,
        '0' | 'о' | 'ο' => 'o',
        '1' | '!' | 'і' | 'ι' => 'i',
        '3' | 'е' => 'e',
        '4' | '@' | 'а' => 'a',
        '5' | '$' | 'ѕ' => 's',
        'р' | 'ρ' => 'p',
        'с' => 'c',
        'х' => 'x',
        'у' => 'y',
        'ј' => 'j',
        'һ' => 'h',
        'ν' => 'v',
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' => 'C',
        'Е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        'І' | 'Ι' => 'I',
        'Ј' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'Ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'Х' | 'Χ' => 'X',
        'У' | 'Υ' => 'Y',
        'Ζ' => 'Z',
        _ => return None,
    })
}
