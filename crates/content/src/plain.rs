//! Plain text: which line is the title, and what the rest is handed on as.
//!
//! Every line is a block, because scraped text marks paragraphs now by one line break and now by two; text
//! that was wrapped to a fixed width is joined first. The title is the first line that looks like one; a
//! document that opens with a full paragraph or with a news flash has none, and none is invented.

use crate::clean::{self, Block};
use crate::furniture::{Furniture, Phrase, Place};
use crate::line::{self, Line};
use crate::{Article, Basis, Defect, DefectCode, Found, Input, Reason, dates, html};

/// Longest title, in words.
const TITLE_WORDS: usize = 20;
/// Follows a sign that is to be shown as a pictograph.
const EMOJI_STYLE: char = '\u{FE0F}';
/// How many lines at the foot may say who issued the article.
const BELOW_BODY: usize = 4;
/// A line of no more words may be the headline of a list of flashes.
const HEADLINE_WORDS: usize = 9;
/// How many lines may stand above a title.
const ABOVE_TITLE: usize = 5;

pub(crate) fn article(text: &str, input: &Input<'_>, furniture: &Furniture) -> Article {
    let mut blocks = blocks(text);
    let mut lines = clean::lines(&blocks);
    let letterhead = letterhead(&blocks, &lines, furniture);
    let title = crate::given_title(input).or_else(|| take_title(&mut blocks, &mut lines, furniture));
    let cleaned = clean::clean(blocks, lines, title.as_deref(), furniture);
    let mut defects = Vec::new();
    if cleaned.partial {
        defects.push(Defect::new(DefectCode::Partial, "the text says that it goes on for subscribers"));
    }
    if cleaned.glued > 0 {
        defects.push(Defect::new(DefectCode::GluedHeading, format!("{} places", cleaned.glued)));
    }
    Article {
        title,
        letterhead,
        byline: cleaned.byline,
        published: cleaned.published.map(|value| Found { value, basis: Basis::Text }),
        language: input.language.map(str::to_owned),
        body: cleaned.body,
        removed: cleaned.removed,
        defects,
        ..Article::default()
    }
}

/// The lines that hold something, wrapped ones joined.
fn blocks(text: &str) -> Vec<Block> {
    let lines = lines(text);
    let wrapped = is_wrapped(&lines);
    let mut blocks: Vec<Block> = Vec::with_capacity(lines.len());
    let mut open = false;
    for line in lines {
        let blank = line.chars().all(|c| c.is_whitespace() || line::is_control(c));
        match blocks.last_mut().filter(|_| wrapped && open && !blank) {
            Some(block) => {
                block.text.push(' ');
                block.text.push_str(line);
            }
            None if !blank => blocks.push(Block { text: html::unescape(line), ..Block::default() }),
            None => {}
        }
        open = !blank;
    }
    blocks
}

/// The lines of a text, trimmed.
fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    // Most lines end with a line feed, which is quickly found.
    for line in text.split('\n') {
        if has_other_end(line.as_bytes()) {
            let ends = ['\r', '\u{0B}', '\u{0C}', '\u{85}', '\u{2028}', '\u{2029}'];
            lines.extend(line.split(ends).map(str::trim));
        } else {
            lines.push(line.trim());
        }
    }
    lines
}

/// Whether a line end other than a line feed may stand in these bytes.
fn has_other_end(bytes: &[u8]) -> bool {
    b"\r\x0B\x0C".iter().any(|end| bytes.contains(end))
        || (bytes.contains(&0xC2) || bytes.contains(&0xE2))
            && bytes.windows(2).any(|pair| matches!(pair, [0xC2, 0x85] | [0x80, 0xA8 | 0xA9]))
}

/// Says whether the text was wrapped to a fixed width: most lines that have a line below them end without a
/// sentence mark, and are of much the same length.
fn is_wrapped(lines: &[&str]) -> bool {
    let followed: Vec<&str> = lines
        .windows(2)
        .filter_map(|w| w.first().filter(|_| w.iter().all(|l| !l.is_empty())).copied())
        .collect();
    if followed.len() < 6 {
        return false;
    }
    let lengths: Vec<usize> = followed.iter().map(|l| l.chars().count()).collect();
    let longest = lengths.iter().copied().max().unwrap_or_default();
    let full = lengths.iter().filter(|n| **n * 4 >= longest * 3).count();
    if !(40..=130).contains(&longest) || full * 10 < lengths.len() * 8 {
        return false;
    }
    let open = followed.iter().filter(|l| !line::ends_sentence(l)).count();
    open * 10 >= followed.len() * 7
}

/// Takes the title out of the blocks and their lines, if the document has one; furniture above it gets its verdict.
fn take_title(blocks: &mut Vec<Block>, lines: &mut Vec<Line>, furniture: &Furniture) -> Option<String> {
    let flashes = blocks.iter().filter(|b| starts_with_pictograph(&b.text)).take(2).count();
    let mut heads = Vec::new();
    for (i, line) in lines.iter().take(ABOVE_TITLE + 1).enumerate() {
        let raw = blocks.get(i).map(|b| b.text.as_str()).unwrap_or_default();
        if line::only_hashtags(raw) || line::is_url(raw) || line.empty_of_words() || is_date(line, furniture)
        {
            continue;
        }
        if furniture.line(line, Place::Head).is_some() {
            continue;
        }
        // A short line over a long one is a headline, though every paragraph begins with a pictograph.
        let headline = line.len() <= HEADLINE_WORDS
            && could_be_title(line)
            && i < ABOVE_TITLE
            && lines.get(i + 1).is_some_and(|next| next.len() >= 2 * HEADLINE_WORDS);
        let flash = line.pictograph && (flashes > 1 && !headline || is_alert(line, furniture));
        if flash || !could_be_title(line) {
            break;
        }
        heads.push(i);
    }
    let letterhead = |i: &usize| lines.get(*i).is_some_and(|line| is_letterhead(line, furniture));
    let i = heads.iter().find(|i| !letterhead(i)).or(heads.first()).copied()?;
    // A single line that is the whole document is its body.
    if blocks.len() < 2 {
        return None;
    }
    let repeats_above = lines.get(..i)?.iter().any(Line::prose);
    if repeats_above {
        return None;
    }
    for above in blocks.iter_mut().take(i) {
        above.verdict = Some(Reason::Boilerplate);
    }
    lines.remove(i);
    let title = blocks.remove(i).text;
    let title = title.trim_matches(|c: char| {
        c.is_whitespace() || line::is_control(c) || line::is_pictograph(c) || c == EMOJI_STYLE
    });
    Some(title.to_owned())
}

/// Short enough and no sentence; a question, an exclamation and dots may end a title, a full stop not.
fn could_be_title(line: &Line) -> bool {
    let stop = line.folded().trim_end();
    let dots = stop.ends_with("..") || stop.ends_with('…');
    let full_stop = stop.ends_with('.') && !dots;
    line.len() <= TITLE_WORDS && line.len() > 0 && !full_stop && !stop.ends_with(':')
}

/// The body that the letterhead names, or a line at the foot ("issued by X").
fn letterhead(blocks: &[Block], lines: &[Line], furniture: &Furniture) -> Option<String> {
    let head = lines.get(..ABOVE_TITLE).unwrap_or(lines);
    let without = head.iter().take_while(|line| begins(line, &furniture.no_body)).count();
    let office = head.get(without).filter(|line| {
        line.len() >= 2 && is_letterhead(line, furniture) && !line.sentence && could_be_title(line)
    });
    let above = office.and_then(|_| blocks.get(without)).map(|block| block.text.trim().to_owned());
    let mut foot = blocks.iter().zip(lines).rev().take(BELOW_BODY);
    above.or_else(|| foot.find_map(|(block, line)| issuer(&block.text, line, furniture)))
}

fn issuer(raw: &str, line: &Line, furniture: &Furniture) -> Option<String> {
    let opening = furniture.issued_by.iter().filter_map(|phrase| phrase.at(line, 0)).max()?;
    let name: Vec<&str> = raw.split_whitespace().skip(opening).collect();
    let name = name.join(" ");
    let name = name.trim_matches(|c: char| c.is_whitespace() || ".:،,-–|".contains(c));
    (!name.is_empty() && line.len() <= TITLE_WORDS / 2).then(|| name.to_owned())
}

fn begins(line: &Line, phrases: &[Phrase]) -> bool {
    phrases.iter().any(|phrase| phrase.at(line, 0).is_some())
}

/// The name of the office that publishes, above the title of a bulletin.
fn is_letterhead(line: &Line, furniture: &Furniture) -> bool {
    line.len() <= 6 && furniture.letterhead.iter().any(|p| p.at(line, 0).is_some())
}

/// A date and next to nothing else, which may stand above a title but is none.
fn is_date(line: &Line, furniture: &Furniture) -> bool {
    line.len() <= 8 && dates::visible(line, furniture).is_some() && dates::words_besides(line, furniture) <= 1
}

fn is_alert(line: &Line, furniture: &Furniture) -> bool {
    furniture.alert.iter().any(|p| p.at(line, 0).is_some())
}

fn starts_with_pictograph(raw: &str) -> bool {
    let opening = raw.chars().find(|c| !c.is_whitespace() && !line::is_control(*c));
    opening.is_some_and(line::is_pictograph)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Article {
        article(text, &Input::default(), Furniture::builtin())
    }

    const LEAD: &str = "أعلنت مديرية الصحة في المدينة اليوم افتتاح مركز جديد لعلاج الحروق بعد عامين من العمل.";

    #[track_caller]
    fn check_title(text: &str, expected: Option<&str>) {
        assert_eq!(read(text).title.as_deref(), expected, "{text}");
    }

    #[test]
    fn titles() {
        check_title(&format!("مركز جديد للحروق\n\n{LEAD}"), Some("مركز جديد للحروق"));
        check_title(&format!("هل ينجح المركز الجديد؟\n{LEAD}"), Some("هل ينجح المركز الجديد؟"));
        check_title(LEAD, None);
        check_title(&format!("{LEAD}\n{LEAD}"), None);
        check_title(&format!("#صحة | #المدينة\nمركز جديد للحروق\n{LEAD}"), Some("مركز جديد للحروق"));
        check_title(
            &format!("وزارة الصحة\nدائرة الإعلام\n\nبيان عن المركز الجديد\n\n{LEAD}"),
            Some("بيان عن المركز الجديد"),
        );
        check_title(&format!("🔴 عاجل | #المدينة\nافتتاح المركز\n▪️ {LEAD}\n▪️ {LEAD}"), None);
        check_title(&format!("الأحد 14 أيار 2023\nمركز جديد للحروق\n{LEAD}"), Some("مركز جديد للحروق"));
        check_title(
            &format!("حصيلة يوم 14 أيار 2023 في المشفى\n{LEAD}"),
            Some("حصيلة يوم 14 أيار 2023 في المشفى"),
        );
        check_title("", None);
        check_title("سطر وحيد", None);
    }

    #[test]
    fn repeated_title_is_listed() {
        let article = read(&format!("مركز جديد للحروق\n\nمركز جديد للحُروق\n\n{LEAD}"));
        assert_eq!(article.body, LEAD);
        assert_eq!(article.removed.len(), 1);
        assert_eq!(article.removed[0].reason, Reason::RepeatedTitle);
    }

    #[test]
    fn entities_are_undone() {
        assert_eq!(
            read("قالت &laquo;الدائرة&raquo; إن 3 &lt; 5&nbsp;صحيح &c.").body,
            "قالت «الدائرة» إن 3 < 5\u{A0}صحيح &c."
        );
    }

    #[test]
    fn wrapped_text_is_joined() {
        let wrapped = "A town in the north opened its new bridge on Monday\nafter four years of work that cost more than had been\nplanned, the council said in a statement to reporters.\n\nThe bridge joins both banks of the river and spares the\nfarmers of the valley a detour of some forty kilometres\nevery day, according to the head of their association,\nwho spoke at the opening together with the governor of\nthe province and the engineer who had drawn the plans.";
        assert_eq!(read(wrapped).body.split("\n\n").count(), 2);
    }
}
