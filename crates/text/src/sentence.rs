//! Sentences of a display text. Not UAX 29: news text has full stops inside abbreviations, dates and dotted words, headings
//! glued to the sentence after them, and full stops without a space, all of which those rules get wrong. Long quotations are
//! split like other text; a stop before the closing quotation mark takes the mark along.

pub(crate) mod rules;

use crate::letters::{self, run, run::Run};
use rules::Rules;
use std::ops::Range;

/// Byte ranges of the sentences of `s`, trimmed, in order. A line end always ends one; pieces without a letter or digit are
/// left out. Every letter of the text lies in exactly one range.
pub fn sentences(s: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in s.split_inclusive('\n') {
        split_line(s, start..start + line.len(), &mut found);
        start += line.len();
    }
    found
}

fn split_line(s: &str, line: Range<usize>, found: &mut Vec<Range<usize>>) {
    let text = s.get(line.clone()).unwrap_or_default();
    let first = after_spaces(text, 0);
    let mut reader =
        Reader { line: text, start: first, line_start: first, after_space: false, rules: Rules::builtin() };
    let mut skip_until = 0;
    let mut at = run::end(text, 0, Run::Quiet);
    while let Some(c) = run::char_at(text, at) {
        let before = text.get(..at).and_then(|before| before.chars().next_back()).unwrap_or(' ');
        if at >= skip_until
            && let Some(end) = reader.end_at(at, c, before)
        {
            push(s, line.start + reader.start..line.start + end, found);
            reader.start = after_spaces(text, end);
            reader.after_space = reader.start > end;
            skip_until = end;
        }
        at = run::end(text, at + c.len_utf8(), Run::Quiet);
    }
    push(s, line.start + reader.start..line.end, found);
}

fn push(s: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let text = s.get(range.clone()).unwrap_or_default();
    if text.chars().any(letters::is_alphanumeric) {
        let lead = text.len() - text.trim_start().len();
        found.push(range.start + lead..range.start + text.trim_end().len());
    }
}

/// One line while its sentences are found.
struct Reader<'a> {
    line: &'a str,
    /// Where the sentence being read began.
    start: usize,
    /// Where the first sentence of the line began.
    line_start: usize,
    /// Spaces part it from the one before.
    after_space: bool,
    rules: &'static Rules,
}

impl Reader<'_> {
    /// Where a sentence ends that a character at `at` brings to its end.
    fn end_at(&self, at: usize, c: char, before: char) -> Option<usize> {
        match c {
            _ if is_stop(c) && is_stop(before) => None,
            '.' | '!' | '?' | '\u{61F}' | '\u{6D4}' | '\u{3002}' | '\u{FF01}' | '\u{FF1F}' | '\u{2026}' => {
                self.stop(at)
            }
            _ if before.is_whitespace() && self.rules.is_bullet(c) => Some(at),
            'ة' | '\u{64B}' => self.glued_heading(at, c),
            _ => None,
        }
    }

    fn rest(&self, at: usize) -> &str {
        self.line.get(at..).unwrap_or_default()
    }

    fn word_before(&self, at: usize) -> &str {
        let before = self.line.get(self.start..at).unwrap_or_default();
        let start = before
            .char_indices()
            .rev()
            .take(WORD_CHARS)
            .take_while(|(_, c)| letters::is_alphanumeric(*c) || *c == '.' || letters::is_mark(*c));
        before.get(start.last().map_or(before.len(), |(start, _)| start)..).unwrap_or_default()
    }

    /// A run of stops, with the closing marks after it.
    fn stop(&self, at: usize) -> Option<usize> {
        let rest = self.rest(at);
        let run = rest.len() - rest.trim_start_matches(is_stop).len();
        let stops = rest.get(..run).unwrap_or_default();
        let after_run = rest.get(run..).unwrap_or_default();
        let closed = after_run.len() - after_run.trim_start_matches(letters::is_closer).len();
        let end = at + run + closed;
        let after = self.rest(end);
        let next = after.chars().next()?;
        let ends = if next.is_whitespace() {
            self.ends_before_space(at, stops, closed > 0, after.trim_start())
        } else {
            self.ends_glued(at, stops, closed > 0, after)
        };
        ends.then_some(end)
    }

    fn ends_before_space(&self, at: usize, stops: &str, is_closed: bool, after: &str) -> bool {
        let next = after.chars().take(WORD_CHARS).find(|c| letters::is_alphanumeric(*c)).unwrap_or(' ');
        if next.is_lowercase() {
            return false;
        }
        // Dots of omission in Arabic part clauses; so does a question inside a quotation.
        let is_ellipsis = stops.starts_with("..") || stops.starts_with('\u{2026}');
        let asks_in_quotation = is_closed && !stops.ends_with(['.', '\u{6D4}']);
        if (is_ellipsis || asks_in_quotation) && !next.is_uppercase() {
            return false;
        }
        stops != "." || is_closed || !self.is_abbreviation(at, next)
    }

    fn is_abbreviation(&self, at: usize, next: char) -> bool {
        let word = self.word_before(at);
        let is_item_number = word.chars().all(|c| c.is_ascii_digit()) && at == self.start + word.len();
        let is_initial = word.chars().all(letters::is_letter) && word.chars().count() == 1;
        is_item_number
            || is_initial
            || self.rules.is_abbreviation(word, next.is_uppercase() || letters::is_arabic_letter(next))
    }

    /// A stop with no space after it: the end where whole words stand on both sides.
    fn ends_glued(&self, at: usize, stops: &str, is_closed: bool, after: &str) -> bool {
        let next = after.chars().next().unwrap_or(' ');
        let word = self.word_before(at);
        let last = word.chars().next_back().unwrap_or(' ');
        let opens = matches!(next, '«' | '“' | '(' | '[');
        if letters::is_arabic_letter(next) || opens {
            let is_arabic =
                letters::is_arabic_letter(last) || letters::is_arabic_mark(last) || last.is_numeric();
            let long = letters_of(word.rsplit('.').next().unwrap_or_default()) >= 3
                || is_closed
                || last.is_numeric();
            return is_arabic
                && long
                && (opens || letters_of(first_word(after)) >= 2)
                && !stops.starts_with("..");
        }
        let second = after.chars().nth(1).unwrap_or(' ');
        stops == "."
            && last.is_lowercase()
            && !word.contains('.')
            && word.len() > 1
            && next.is_uppercase()
            && second.is_lowercase()
            && !first_word(after).contains('.')
    }

    /// Whether more than so many words of the sentence end before `at`; spaces before the first count for one.
    fn has_more_words_before(&self, at: usize, most: usize) -> bool {
        let text = self.line.get(self.start..at).unwrap_or_default();
        let mut in_word = false;
        let ends = text.chars().filter(|c| {
            let was_in_word = std::mem::replace(&mut in_word, !c.is_whitespace());
            was_in_word && !in_word
        });
        ends.take(most + 1).count() + usize::from(self.after_space) > most
    }

    /// A heading that lost its line end: `… هجمات إرهابيّةوفي تصريح`. The letter at its end cannot stand inside a word.
    fn glued_heading(&self, at: usize, c: char) -> Option<usize> {
        if self.start == self.line_start {
            return None;
        }
        let ends_word = c == 'ة' || self.line.get(..at)?.ends_with('ا');
        let end = at + c.len_utf8();
        let marks: usize = self
            .rest(end)
            .chars()
            .take(MOST_MARKS)
            .take_while(|c| letters::is_arabic_mark(*c))
            .map(char::len_utf8)
            .sum();
        let after = self.rest(end + marks);
        let next = after.chars().next().filter(|next| letters::is_arabic_letter(*next))?;
        // A space that was merely forgotten stands before the article.
        let is_article = next == 'ا' && after.chars().nth(1) == Some('ل');
        let is_glued = ends_word && !is_article && letters_of(first_word(after)) >= 2;
        (is_glued && !self.has_more_words_before(at, self.rules.heading_words()))
            .then_some(self.line.len() - after.len())
    }
}

/// Marks that one letter carries.
const MOST_MARKS: usize = 3;
/// Abbreviations are shorter than this, in characters.
const WORD_CHARS: usize = 16;

fn after_spaces(s: &str, from: usize) -> usize {
    s.len() - s.get(from..).unwrap_or_default().trim_start().len()
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '\u{61F}' | '\u{6D4}' | '\u{3002}' | '\u{FF01}' | '\u{FF1F}' | '\u{2026}')
}

fn letters_of(word: &str) -> usize {
    word.chars().filter(|&c| letters::is_letter(c)).take(WORD_CHARS).count()
}

/// The start of a text up to its first space, but no more than a word's length.
fn first_word(s: &str) -> &str {
    let end = s.char_indices().take(WORD_CHARS).find(|(_, c)| c.is_whitespace());
    let limit = || s.char_indices().nth(WORD_CHARS).map_or(s.len(), |(at, _)| at);
    s.get(..end.map_or_else(limit, |(at, _)| at)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(expected: &[&str]) {
        check_joined(" ", expected);
        check_joined("\n\n", expected);
    }

    #[track_caller]
    fn check_joined(glue: &str, expected: &[&str]) {
        let text = expected.join(glue);
        let found: Vec<&str> = sentences(&text).into_iter().filter_map(|range| text.get(range)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn stops_end_sentences() {
        check(&["قتل ثلاثة أشخاص.", "وأصيب خمسة!", "من فعل ذلك؟", "لا أحد يعلم"]);
        check(&["Three were killed.", "Five were hurt!", "Who did it?", "Nobody knows"]);
        check(&["وقال: \"لن نتراجع.\"", "وأضاف آخر."]);
        check(&["أعلنت «قسد» ذلك (اليوم).", "«التحالف» نفى."]);
    }

    #[test]
    fn abbreviations_and_numbers_do_not() {
        check(&["قال د. علي حسن إن م. سعيد غادر.", "وصل"]);
        check(&["بلغت النسبة 3.5 في المئة بتاريخ 27.8.2023 فقط.", "وصل"]);
        check(&["نقلت ا.ف.ب عن ص. ب. قوله.", "وصل"]);
        check(&["في 27/8/2023م.", "وصل"]);
        check(&["Gen. J. Smith of the U.S. Army left at 5 p.m.", "He was tired."]);
        check(&["1. دخول القوات."]);
        check(&["وصل الوفد.. وغادر… ثم عاد."]);
    }

    #[test]
    fn questions_in_quotations_go_on() {
        check(&["\"من فعل ذلك؟\" سأل المتحدث.", "انتهى."]);
        check(&["\"Who did it?\" asked the man."]);
    }

    #[test]
    fn glued_text_is_parted() {
        check_joined("", &["انتهى القصف.", "وقال الجيش إنه توقف"]);
        check_joined("", &["قال \"انتهينا.\"", "وأضاف المتحدث"]);
        check_joined("", &["He left.", "The end."]);
        check_joined("", &["كان عام 2023.", "وقال إنه انتهى"]);
        let text = "قتلوا أيضا. إحباط هجمات إرهابيّةوفي تصريح قال شيئا. لا هروب من السجن المركزيةأما الباقي";
        let found: Vec<&str> = sentences(text).into_iter().filter_map(|range| text.get(range)).collect();
        let expected = [
            "قتلوا أيضا.",
            "إحباط هجمات إرهابيّة",
            "وفي تصريح قال شيئا.",
            "لا هروب من السجن المركزية",
            "أما الباقي",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn forgotten_spaces_are_not_headings() {
        check(&["وصلوا أمس. "].map(str::trim));
        check(&["وصلوا.", "دخلوا مدينةالرقة وخرجوا."]);
        check(&["هجومًا كبيرا وشخصاً واحدا."]);
    }

    #[test]
    fn addresses_stay_whole() {
        check(&["زوروا www.example.com/a.html الآن.", "شكرا"]);
        check(&["انظر https://t.me/x?y=1 وأخبرنا."]);
    }

    #[test]
    fn lists_in_a_line() {
        check(&["العناوين:", "• قصف على البلدة", "• اعتقال شابين"]);
        assert!(sentences("***\n---\n\n \n").is_empty());
    }

    proptest! {
        #[test]
        fn every_letter_is_in_one_sentence(s in "\\PC{0,60}|[اةوبل ًّ.?!…\"«»1a-cA-C\n•]{0,60}") {
            let found = sentences(&s);
            let mut end = 0;
            for range in &found {
                prop_assert!(range.start >= end && range.end > range.start);
                let between = s.get(end..range.start).unwrap();
                prop_assert!(!between.chars().any(char::is_alphanumeric));
                let text = s.get(range.clone()).unwrap();
                prop_assert_eq!(text.trim(), text);
                end = range.end;
            }
            prop_assert!(!s.get(end..).unwrap().chars().any(char::is_alphanumeric));
        }
    }
}
