//! One line as the furniture rules see it: its folded words and a few facts about its shape.
//!
//! A line is analysed once and then only looked at. Words are runs of letters and digits after folding;
//! the signs `©`, `#` and `@` count as words of their own because furniture is told by them. Facts of shape
//! (ends like a sentence, begins with a pictograph, nothing but an address) need no vocabulary and live
//! here; everything that needs words lives in `furniture`.

use std::ops::Range;

use text::fold::fold;
use text::letters::{alphanumeric_end, is_letter};

/// A line, folded and cut into words.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of shape")]
pub(crate) struct Line {
    folded: String,
    words: Vec<Range<usize>>,
    /// Ends like a sentence of prose (full stop, question or exclamation mark, ellipsis).
    pub(crate) sentence: bool,
    /// Holds a number.
    pub(crate) digits: bool,
    /// Begins with a pictograph (emoji).
    pub(crate) pictograph: bool,
    /// Begins with a bullet or a dash.
    pub(crate) bullet: bool,
}

impl Line {
    pub(crate) fn new(raw: &str) -> Self {
        let folded = fold(raw.trim());
        let words = words(&folded);
        let digits = folded.bytes().any(|b| b.is_ascii_digit());
        let opening = raw.trim_start_matches(|c: char| c.is_whitespace() || is_control(c)).chars().next();
        Self {
            words,
            digits,
            sentence: ends_sentence(raw),
            pictograph: opening.is_some_and(is_pictograph),
            bullet: opening.is_some_and(is_bullet),
            folded,
        }
    }

    /// Number of words.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// The words, folded.
    pub(crate) fn words(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator + Clone {
        self.words.iter().map(|range| self.folded.get(range.clone()).unwrap_or_default())
    }

    /// The word with this number, folded. Unlike `words().nth(i)` it costs the same for every number.
    pub(crate) fn word(&self, i: usize) -> Option<&str> {
        self.words.get(i).and_then(|range| self.folded.get(range.clone()))
    }

    /// The folded line behind the word with this number (0 = behind the first).
    pub(crate) fn behind(&self, word: usize) -> &str {
        self.words.get(word).and_then(|range| self.folded.get(range.end..)).unwrap_or_default()
    }

    /// The folded line.
    pub(crate) fn folded(&self) -> &str {
        &self.folded
    }

    /// The words with one space between them: equal for lines that differ in signs and spelling only.
    pub(crate) fn key(&self) -> String {
        self.words().filter(|w| !is_sign(w)).collect::<Vec<_>>().join(" ")
    }

    /// Looks like running text: a full sentence, or long.
    pub(crate) fn prose(&self) -> bool {
        let words = self.len();
        words >= 20 || words >= 10 && self.sentence
    }

    /// One letter again and again (font-size switches), or no letter at all.
    pub(crate) fn empty_of_words(&self) -> bool {
        let mut letters = self.words().filter(|w| w.chars().any(is_letter));
        let Some(first) = letters.next() else { return true };
        first.chars().count() == 1 && self.len() >= 2 && letters.all(|w| w == first)
    }
}

/// Word ranges of a folded line.
fn words(folded: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::with_capacity(folded.len() / 8 + 1);
    let mut at = 0;
    loop {
        let end = alphanumeric_end(folded, at);
        if end > at {
            words.push(at..end);
        }
        let Some(c) = folded.get(end..).and_then(|rest| rest.chars().next()) else { return words };
        at = end + c.len_utf8();
        if matches!(c, '©' | '#' | '@') {
            words.push(end..at);
        }
    }
}

fn is_sign(word: &str) -> bool {
    matches!(word, "©" | "#" | "@")
}

/// The letters that Arabic writes onto the next word.
pub(crate) fn is_proclitic(c: char) -> bool {
    matches!(c, 'و' | 'ف' | 'ب' | 'ل' | 'ك')
}

/// Bidi and zero-width controls and the byte order mark.
pub(crate) fn is_control(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{061C}' | '\u{00AD}')
}

/// Emoji and the geometric shapes that news channels use as such; plain bullets are none.
pub(crate) fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{25AA}'..='\u{25AB}' | '\u{25B6}' | '\u{23E9}'..='\u{23FA}' | '\u{203C}' | '\u{2049}')
}

fn is_bullet(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '•' | '■' | '●' | '▪' | '◾' | '◆' | '*' | '·' | '►' | '○' | '□' | '✔')
}

/// Ends with a sentence's closing mark, quotes, brackets and pictographs behind it left aside.
pub(crate) fn ends_sentence(raw: &str) -> bool {
    let rest = raw.trim_end_matches(|c: char| {
        c.is_whitespace() || is_control(c) || is_pictograph(c) || "\"'”“’»«)]】』".contains(c)
    });
    rest.ends_with(['.', '!', '?', '؟', '…', '۔', '؛', '։', '。'])
}

/// Nothing but an address.
pub(crate) fn is_url(raw: &str) -> bool {
    let raw = raw.trim_matches(|c: char| c.is_whitespace() || is_control(c) || "()[]<>".contains(c));
    !raw.contains(char::is_whitespace) && url_start(raw) == Some(0)
}

/// Where an address begins in a word, if one does.
fn url_start(word: &str) -> Option<usize> {
    const MARKS: [&str; 4] = ["www.", "t.me/", "bit.ly/", "youtu.be/"];
    let plain = MARKS.iter().filter_map(|mark| word.find(mark));
    plain.chain(link_start(word)).min()
}

/// Where an address begins that no author would write into a sentence; `www.example.org` may be part of one.
pub(crate) fn link_start(word: &str) -> Option<usize> {
    // One quick look for what all of them have.
    if !word.contains('/') {
        return None;
    }
    ["http://", "https://", "pic.twitter.com/", "t.co/"].iter().filter_map(|mark| word.find(mark)).min()
}

/// Nothing but hashtags (and bars, commas and pictographs between them), at least one.
pub(crate) fn only_hashtags(raw: &str) -> bool {
    if !raw.contains('#') {
        return false;
    }
    let mut tags = 0;
    for word in raw.split(|c: char| c.is_whitespace() || is_control(c) || "|،,/-–".contains(c)) {
        let word = word.trim_matches(is_pictograph);
        if word.starts_with('#') {
            tags += 1;
        } else if !word.is_empty() {
            return false;
        }
    }
    tags > 0
}

/// A row of links: three or more short parts between bars, no sentence.
pub(crate) fn is_link_row(raw: &str, line: &Line) -> bool {
    let parts = raw.split(['|', '·', '•', '»', '›', '>']).filter(|part| !part.trim().is_empty()).count();
    parts >= 3 && !line.sentence && line.len() <= parts * 5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        assert!(Line::new("وقال مصدر: «لن نتراجع».").sentence);
        assert!(!Line::new("عنوان بلا نقطة").sentence);
        assert!(Line::new("🔴 عاجل | انفجار").pictograph);
        assert!(!Line::new("– وافق المجلس").pictograph);
        assert!(Line::new("– وافق المجلس").bullet);
        assert!(Line::new("ع ع ع").empty_of_words());
        assert!(Line::new("A A").empty_of_words());
        assert!(Line::new("* * *").empty_of_words());
        assert!(Line::new("★★★★☆ 38").empty_of_words());
        assert!(!Line::new("ق س د").empty_of_words());
        assert!(!Line::new("أ").empty_of_words());
    }

    #[test]
    fn addresses_and_tags() {
        assert!(is_url("https://example.org/a?b=1"));
        assert!(!is_url("see https://example.org"));
        assert!(only_hashtags("#نبض_الفرات | #دير_الزور"));
        assert!(only_hashtags("📌 #أ #ب"));
        assert!(!only_hashtags("عاجل | #أريحا"));
        assert!(!only_hashtags(""));
        let row = "ترتيب الدوري | نتائج الجولة | جدول المباريات";
        assert!(is_link_row(row, &Line::new(row)));
        let dateline = "بادية برس | الأحد 3 أيار";
        assert!(!is_link_row(dateline, &Line::new(dateline)));
    }
}
