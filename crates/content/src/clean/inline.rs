//! Edits inside a paragraph: addresses, the agency's signature at the end, headings glued to a sentence.
//!
//! Not the vocabulary: only shape is looked at, apart from the words with which a paragraph goes on.

use crate::furniture::Furniture;
use crate::line::{self, Line};
use crate::{Reason, Removed};

/// Takes addresses out of running text.
pub(super) fn without_urls(text: &str, removed: &mut Vec<Removed>) -> String {
    if line::link_start(text).is_none() {
        return text.trim().to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    for word in text.trim().split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let at = line::link_start(bare).and_then(|at| bare.split_at_checked(at));
        let Some((before, url)) = at.filter(|(before, _)| !before.ends_with(char::is_alphanumeric)) else {
            kept.push_str(word);
            continue;
        };
        let end = url.trim_end_matches(|c: char| ".,،؛:!?؟)]»”\"'".contains(c)).len();
        let (url, after) = url.split_at_checked(end).unwrap_or((url, ""));
        removed.push(Removed { reason: Reason::Url, text: url.to_owned() });
        kept.push_str(before);
        let closing = after.trim_start_matches(':');
        if !closing.is_empty() && before.is_empty() {
            kept.truncate(kept.trim_end().len());
        }
        kept.push_str(closing);
        if !kept.ends_with(char::is_whitespace) {
            kept.push_str(word.get(bare.len()..).unwrap_or_default());
        }
    }
    kept.trim().to_owned()
}

/// Takes a bracket of at most four words behind the last sentence away: the agency that signs.
pub(super) fn without_signature(text: String, removed: &mut Vec<Removed>) -> String {
    let trimmed = text.trim_end();
    let Some((before, inside)) = trimmed.strip_suffix(')').and_then(|t| t.rsplit_once('(')) else {
        return text;
    };
    let words = inside.split_whitespace().count();
    let signed = Line::new(before);
    if words == 0 || words > 4 || !signed.sentence || signed.len() < 8 {
        return text;
    }
    let start = before.len();
    let signature = trimmed.get(start..).unwrap_or_default().to_owned();
    removed.push(Removed { reason: Reason::Credit, text: signature });
    before.trim_end().to_owned()
}

/// How far ahead the words are looked for with which a paragraph begins.
const OPENING_CHARS: usize = 30;
/// How far back a heading is looked for.
const HEADING_CHARS: usize = 160;
/// Longest heading that is looked for between a full stop and the place where it is glued, in words.
const HEADING_WORDS: usize = 9;

/// Separates what was glued when a page's markup was dropped. The sure sign in Arabic is a ta marbuta with a
/// letter behind it, since it ends a word. Where a paragraph begins there and a heading's length stands
/// before it, the heading becomes a block of its own; elsewhere only the missing space is put in.
pub(super) fn unglue(text: &str, furniture: &Furniture) -> Vec<String> {
    if !text.match_indices('ة').any(|(at, letter)| {
        let behind = text.get(at + letter.len()..).unwrap_or_default().trim_start_matches(is_mark);
        behind.starts_with(is_arabic_letter)
    }) {
        return vec![text.to_owned()];
    }
    let mut pieces = Vec::new();
    let mut current = String::with_capacity(text.len() + 8);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        current.push(c);
        let Some(&(next_at, next)) = chars.peek() else { break };
        // Marks may follow the letter; then the sign is looked for behind them.
        let ended = c == 'ة' || is_mark(c) && last_letter(text, at) == Some('ة');
        if !ended || !is_arabic_letter(next) {
            continue;
        }
        let rest = text.get(next_at..).unwrap_or_default();
        match heading_start(&current).filter(|_| opens_paragraph(rest, furniture)) {
            Some(start) => {
                let heading = current.split_off(start);
                pieces.push(current.trim().to_owned());
                pieces.push(heading.trim().to_owned());
                current = String::new();
            }
            None => current.push(' '),
        }
    }
    pieces.push(current);
    pieces
}

/// A few words ahead, never the whole text: this may be asked at every letter.
fn opens_paragraph(rest: &str, furniture: &Furniture) -> bool {
    let opening = Line::new(&rest.chars().take(OPENING_CHARS).collect::<String>());
    furniture.paragraph.iter().any(|phrase| phrase.at(&opening, 0).is_some())
}

/// Where the heading at the end of this text begins: behind the last sentence mark, if few words stand there.
fn heading_start(text: &str) -> Option<usize> {
    let (at, mark) = text
        .char_indices()
        .rev()
        .take(HEADING_CHARS)
        .find(|(_, c)| matches!(c, '.' | '!' | '?' | '؟' | '…'))?;
    let start = at + mark.len_utf8();
    let behind = text.get(start..)?;
    let quotes = behind.len() - behind.trim_start_matches(|c: char| "\"”»“'".contains(c)).len();
    let words = behind.split_whitespace().count();
    (words <= HEADING_WORDS).then_some(start + quotes)
}

fn last_letter(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().rev().take(4).find(|c| !is_mark(*c))
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{064B}'..='\u{0652}' | '\u{0670}')
}

fn is_arabic_letter(c: char) -> bool {
    matches!(c, '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        #[track_caller]
        fn check(text: &str, kept: &str, urls: usize) {
            let mut removed = Vec::new();
            assert_eq!(without_urls(text, &mut removed), kept);
            assert_eq!(removed.len(), urls);
        }
        check("انظر https://example.org/x في الموقع", "انظر في الموقع", 1);
        check("نشر البيان على الموقع (https://example.org).", "نشر البيان على الموقع ().", 1);
        check("قال ذلك. https://t.co/abc", "قال ذلك.", 1);
        check("no address here", "no address here", 0);
    }

    #[test]
    fn signatures() {
        #[track_caller]
        fn check(text: &str, kept: &str) {
            assert_eq!(without_signature(text.to_owned(), &mut Vec::new()), kept);
        }
        let news = "وأكدت الوزارة في بيانها أن التحقيق مستمر حتى كشف الفاعلين.";
        check(&format!("{news} (رويترز)"), news);
        check(&format!("{news} (أ ف ب)"), news);
        check(
            "اعتقلت القوة شخصين ينتميان إلى التنظيم في بلدة هجين (شرقاً)",
            "اعتقلت القوة شخصين ينتميان إلى التنظيم في بلدة هجين (شرقاً)",
        );
    }

    #[test]
    fn glued() {
        #[track_caller]
        fn check(text: &str, expected: &[&str]) {
            assert_eq!(unglue(text, Furniture::builtin()), expected);
        }
        check(
            "انتهى الأمر أيضا. عودة الخدمات المدنيّةوفي تصريح",
            &["انتهى الأمر أيضا.", "عودة الخدمات المدنيّة", "وفي تصريح"],
        );
        check("وصل إلى مدينةالرقة أمس.", &["وصل إلى مدينة الرقة أمس."]);
        check("نص عادي بلا عيب.", &["نص عادي بلا عيب."]);
    }
}
