//! An article's page as it was answered: is it one, and does it send its reader on?

use fetch::client::Answer;
use jiff::Timestamp;
use record::raw::{Body, RawDocument, RawSchema};
use reqwest::header::CONTENT_TYPE;
use url::Url;

use crate::entry::{Content, Entry};
use crate::source::Source;

/// So far into a page a refresh is looked for, in bytes.
const HEAD_BYTES: usize = 16 * 1024;
/// A refresh after more than this is a page that renews itself, in seconds.
const SOON_SECS: f32 = 5.0;

/// What an answer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// Text.
    Text,
    /// It sends its reader on to this address.
    Refresh(Url),
    /// It is no text, of this media type.
    Other(String),
    /// Nothing.
    Empty,
    /// No page: this status.
    Status(u16),
}

/// What an answer is.
pub fn judge(answer: &Answer) -> Page {
    if answer.status != 200 {
        return Page::Status(answer.status);
    }
    if answer.body.trim_ascii().is_empty() {
        return Page::Empty;
    }
    let declared = answer.header(&CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let media = declared.split(';').next().unwrap_or_default().trim();
    let texts = ["", "text/html", "text/plain", "application/xhtml+xml", "application/xml", "text/xml"];
    if !texts.contains(&media) && !media.starts_with("text/") || collect::file::is_binary(&answer.body) {
        return Page::Other(if media.is_empty() { "binary".to_owned() } else { media.to_owned() });
    }
    match refresh(&answer.body, &answer.url) {
        Some(next) if next != answer.url => Page::Refresh(next),
        Some(_) | None => Page::Text,
    }
}

/// The address that a page sends its reader on to at once (`<meta http-equiv="refresh" content="0; url=…">`).
pub fn refresh(page: &[u8], base: &Url) -> Option<Url> {
    let head = page.get(..page.len().min(HEAD_BYTES)).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let lower = head.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = lower.get(from..).and_then(|rest| rest.find("<meta")) {
        let start = from + found;
        let end = lower.get(start..).and_then(|rest| rest.find('>')).map_or(lower.len(), |end| start + end);
        let tag = lower.get(start..end).unwrap_or_default();
        if tag.contains("http-equiv") && tag.contains("refresh") {
            let original = head.get(start..end).unwrap_or_default();
            return target(original, tag).and_then(|target| base.join(&target).ok());
        }
        from = end.max(start + 5);
    }
    None
}

fn target(original: &str, lower: &str) -> Option<String> {
    let content = lower.find("content")?;
    let quoted = |text: &str| text.trim_start_matches(['=', ' ', '"', '\'', '\t', '\n']).len();
    let rest = lower.get(content + "content".len()..)?;
    let value = original.get(original.len() - quoted(rest)..)?;
    let (seconds, address) = value.split_once([';', ','])?;
    let soon = seconds.trim().parse::<f32>().is_ok_and(|seconds| (0.0..=SOON_SECS).contains(&seconds));
    let address = address.trim_start();
    let named = address.get(..3).is_some_and(|url| url.eq_ignore_ascii_case("url"));
    let address = if named { address.get(3..)?.trim_start().strip_prefix('=')? } else { address };
    let address = address.trim_start_matches([' ', '\'', '"']);
    let address = address.split(['"', '\'', '>']).next()?.trim().trim_end_matches('/').to_owned();
    (soon && !address.is_empty()).then(|| address.replace("&amp;", "&"))
}

/// The document of an article's page.
pub fn document(source: &Source, entry: &Entry, answer: Answer, now: Timestamp) -> RawDocument {
    let content_type = answer.header(&CONTENT_TYPE).map(str::to_owned);
    let url = web::address::normalize(&answer.url).to_string();
    RawDocument {
        schema: RawSchema::V1,
        doc: url.clone(),
        source: source.of_record(),
        url: Some(url),
        content_type,
        title: None,
        byline: None,
        published: entry.published.map(|published| published.to_string()),
        fetched_at: Some(now),
        received_at: now,
        body: Body::from_bytes(answer.body.into()),
    }
}

/// The document of what the source itself carries of an article. It has the article's address only on the source's own
/// site: what somebody says of another's article must not take its place.
pub fn excerpt(source: &Source, entry: &Entry, content: &Content, now: Timestamp) -> RawDocument {
    RawDocument {
        schema: RawSchema::V1,
        doc: entry.name().to_owned(),
        source: source.of_record(),
        url: entry.url.as_ref().filter(|url| web::address::same_site(url, &source.url)).map(Url::to_string),
        content_type: Some(format!("{}; charset=utf-8", content.media_type)),
        title: entry.title.clone(),
        byline: entry.byline.clone(),
        published: entry.published.map(|published| published.to_string()),
        fetched_at: Some(now),
        received_at: now,
        body: Body::Text(content.text.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, expected: Option<&str>) {
        let base = Url::parse("https://a.example/x/y").unwrap();
        assert_eq!(refresh(page.as_bytes(), &base).as_ref().map(Url::as_str), expected, "{page}");
    }

    #[test]
    fn a_refresh_is_found_in_all_its_spellings() {
        check(
            r#"<meta http-equiv="refresh" content="0; url=https://b.example/1">"#,
            Some("https://b.example/1"),
        );
        check(r"<META CONTENT='0;URL=/News/1' HTTP-EQUIV=Refresh>", Some("https://a.example/News/1"));
        check(
            r#"<meta charset=utf-8><meta http-equiv=refresh content="1; url='z?a=1&amp;b=2'">"#,
            Some("https://a.example/x/z?a=1&b=2"),
        );
        check("<meta http-equiv=refresh content=0;url=/z>", Some("https://a.example/z"));
    }

    #[test]
    fn a_page_that_renews_itself_stays() {
        check(r#"<meta http-equiv="refresh" content="300">"#, None);
        check(r#"<meta http-equiv="refresh" content="300; url=/live">"#, None);
        check("<meta name=refresh-rate content=0><p>url=/x", None);
        check("<meta", None);
    }
}
