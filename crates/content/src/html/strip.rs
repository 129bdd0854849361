//! Cuts scripts, styles and comments out of a page before it is tokenized: half of a news page is nothing
//! else, and finding their ends is ten times faster than tokenizing them. JSON-LD scripts stay.
//!
//! Not exact to the standard in one corner: a script that holds an unclosed `<!--` followed by `<script` ends
//! at the first `</script`. What is cut is no text in either reading.

/// The page without scripts, styles and comments.
pub(super) fn strip(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    // Whether an end tag may still stand ahead; else each start tag would search to the end again.
    let mut ended = [true; 2];
    while let Some((before, tag)) = rest.find('<').and_then(|at| rest.split_at_checked(at)) {
        kept.push_str(before);
        rest = cut(tag, &mut ended).unwrap_or_else(|| {
            let (bracket, after) = tag.split_at_checked(1).unwrap_or((tag, ""));
            kept.push_str(bracket);
            after
        });
    }
    kept.push_str(rest);
    kept
}

/// What stands behind a script, a style or a comment that begins here; `None` if none does.
fn cut<'a>(tag: &'a str, ended: &mut [bool; 2]) -> Option<&'a str> {
    if let Some(comment) = tag.strip_prefix("<!--") {
        // `<!-->` and `<!--->` are whole comments.
        let comment =
            comment.strip_prefix("->").or_else(|| comment.strip_prefix('>')).map_or(comment, |_| "");
        return if comment.is_empty() {
            None
        } else {
            Some(comment.split_once("-->").map_or("", |(_, after)| after))
        };
    }
    let names = ["<script", "<style"].into_iter().zip(ended);
    let (name, ended) = names.into_iter().find(|(name, ended)| **ended && begins(tag, name))?;
    let (open, content) = tag.split_once('>')?;
    if open.to_ascii_lowercase().contains("ld+json") {
        return None;
    }
    let end = end_tag(content, name);
    *ended = end.is_some();
    let end = end?;
    content.get(end..).and_then(|c| c.split_once('>')).map(|(_, after)| after)
}

/// The tag's name stands here, and ends here.
fn begins(tag: &str, name: &str) -> bool {
    let same = tag.get(..name.len()).is_some_and(|t| t.eq_ignore_ascii_case(name));
    same && tag
        .as_bytes()
        .get(name.len())
        .is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
}

/// Where `</script` or `</style` stands in this content.
fn end_tag(content: &str, name: &str) -> Option<usize> {
    let name = name.get(1..)?;
    let ends = content.match_indices("</").map(|(at, _)| at);
    ends.into_iter().find(|at| {
        content.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts() {
        #[track_caller]
        fn check(html: &str, expected: &str) {
            assert_eq!(strip(html), expected);
        }
        check("<p>a</p><script>if (a < b) {}</script><p>b", "<p>a</p><p>b");
        check("a<!-- x > y -->b", "ab");
        check("<STYLE type=x>p{}</STYLE>b", "b");
        check(
            "<script type=\"application/ld+json\">{}</script>",
            "<script type=\"application/ld+json\">{}</script>",
        );
        check("<scripted>a</scripted>", "<scripted>a</scripted>");
        check("<script>never closed", "<script>never closed");
        check("a<!-- never closed", "a");
        check("<!-->text", "<!-->text");
        check("", "");
    }
}
