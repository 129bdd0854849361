//! Lists of feeds in OPML 1.0 and 2.0: read from other programs, written for them.

use crate::charset;
use crate::defect::{Defect, DefectCode, Defects};
use crate::entity::{self, escape_attribute_into, escape_into};
use crate::names;
use crate::scan::{Attribute, Scanner, Token};

/// Folders kept of the path of a subscription.
const MOST_FOLDERS: usize = 16;
/// Characters kept of the name of a folder: each subscription repeats it.
const LONGEST_FOLDER: usize = 200;
/// Subscriptions kept.
const MOST: usize = 100_000;

/// A list of feeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opml {
    /// Title of the list.
    pub title: Option<String>,
    /// The feeds, in document order.
    pub subscriptions: Vec<Subscription>,
    /// What was wrong: the first of each kind.
    pub defects: Vec<Defect>,
}

/// A feed in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subscription {
    /// Address of the feed.
    pub xml_url: String,
    /// Address of the site.
    pub html_url: Option<String>,
    /// Title, as the subscriber calls it.
    pub title: Option<String>,
    /// `rss`, `atom`, as written.
    pub kind: Option<String>,
    /// Subjects: the attribute `category`, cut at its commas.
    pub categories: Vec<String>,
    /// Language as declared.
    pub language: Option<String>,
    /// Folders around it, outermost first.
    pub folders: Vec<String>,
}

/// Why a document is no list of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no element `opml` was found")]
pub struct NoOpml;

/// Reads a list. Outlines without `xmlUrl` are folders.
pub fn parse(bytes: &[u8], content_type: Option<&str>) -> Result<Opml, NoOpml> {
    let mut defects = Defects::default();
    let decoded = charset::decode(bytes, content_type, &mut defects);
    let mut scanner = Scanner::new(&decoded.text);
    let mut list = List::default();
    while let Some(token) = scanner.next(&mut defects) {
        list.token(token, scanner.attributes(), &mut defects);
    }
    if !list.is_opml {
        return Err(NoOpml);
    }
    let title = list.title.map(|title| title.trim().to_owned()).filter(|title| !title.is_empty());
    Ok(Opml { title, subscriptions: list.subscriptions, defects: defects.into_vec() })
}

/// The state of reading.
#[derive(Default)]
struct List {
    is_opml: bool,
    title: Option<String>,
    in_title: bool,
    subscriptions: Vec<Subscription>,
    /// Names of the open outlines, `None` for those of feeds.
    open: Vec<Option<String>>,
}

impl List {
    fn token(&mut self, token: Token<'_>, attributes: &[Attribute<'_>], defects: &mut Defects) {
        match token {
            Token::Start { name, .. } if name.eq_ignore_ascii_case("opml") => self.is_opml = true,
            Token::Start { name, is_empty } if name.eq_ignore_ascii_case("title") => {
                self.in_title = !is_empty && self.title.is_none();
            }
            Token::Start { name, is_empty } if self.is_opml && name.eq_ignore_ascii_case("outline") => {
                self.outline(attributes, is_empty, defects);
            }
            Token::End(name) if name.eq_ignore_ascii_case("title") => self.in_title = false,
            Token::End(name) if name.eq_ignore_ascii_case("outline") => {
                self.open.pop();
            }
            Token::Text(text) if self.in_title => {
                self.title.get_or_insert_default().push_str(&entity::decode(text, defects));
            }
            Token::Cdata(text) if self.in_title => self.title.get_or_insert_default().push_str(text),
            Token::Start { .. } | Token::End(_) | Token::Text(_) | Token::Cdata(_) => {}
        }
    }

    fn outline(&mut self, attributes: &[Attribute<'_>], is_empty: bool, defects: &mut Defects) {
        let mut value = |name: &str| {
            let value =
                names::value(attributes, name).map(|value| entity::decode(value, defects).trim().to_owned());
            value.filter(|value| !value.is_empty())
        };
        let title = value("title").or_else(|| value("text"));
        let xml_url = value("xmlUrl").or_else(|| value("url"));
        let folder = if xml_url.is_none() { title.clone() } else { None };
        if let Some(xml_url) = xml_url {
            let categories = value("category").unwrap_or_default();
            let categories = categories.split(',').map(str::trim).filter(|one| !one.is_empty());
            let subscription = Subscription {
                xml_url,
                html_url: value("htmlUrl"),
                title,
                kind: value("type"),
                categories: categories.take(MOST_FOLDERS).map(str::to_owned).collect(),
                language: value("language"),
                folders: self.open.iter().flatten().take(MOST_FOLDERS).cloned().collect(),
            };
            self.add(subscription, defects);
        }
        if !is_empty {
            // Beyond the cap an outline is counted, so that its end tag closes nothing else.
            let name = folder.filter(|_| self.open.len() < MOST_FOLDERS);
            self.open.push(name.map(|name| name.chars().take(LONGEST_FOLDER).collect()));
        }
    }

    fn add(&mut self, subscription: Subscription, defects: &mut Defects) {
        if self.subscriptions.len() < MOST {
            self.subscriptions.push(subscription);
        } else {
            defects.add(DefectCode::Limit, || format!("more than {MOST} feeds"));
        }
    }
}

/// Writes a list as OPML 2.0. Neighbours in the same folder share its outline.
pub fn write(title: &str, subscriptions: &[Subscription]) -> String {
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>");
    escape_into(title, &mut out);
    out.push_str("</title></head>\n<body>\n");
    let mut open: &[String] = &[];
    for subscription in subscriptions {
        let shared = open.iter().zip(&subscription.folders).take_while(|(one, other)| one == other).count();
        out.push_str(&"</outline>\n".repeat(open.len() - shared));
        for folder in subscription.folders.iter().skip(shared) {
            out.push_str("<outline");
            attribute("text", Some(folder), &mut out);
            out.push_str(">\n");
        }
        open = &subscription.folders;
        write_one(subscription, &mut out);
    }
    out.push_str(&"</outline>\n".repeat(open.len()));
    out.push_str("</body>\n</opml>\n");
    out
}

fn write_one(subscription: &Subscription, out: &mut String) {
    out.push_str("<outline");
    attribute("type", Some(subscription.kind.as_deref().unwrap_or("rss")), out);
    attribute("text", Some(subscription.title.as_deref().unwrap_or(&subscription.xml_url)), out);
    attribute("title", subscription.title.as_deref(), out);
    attribute("xmlUrl", Some(&subscription.xml_url), out);
    attribute("htmlUrl", subscription.html_url.as_deref(), out);
    let categories = subscription.categories.join(",");
    attribute("category", Some(categories.as_str()).filter(|list| !list.is_empty()), out);
    attribute("language", subscription.language.as_deref(), out);
    out.push_str("/>\n");
}

fn attribute(name: &str, value: Option<&str>, out: &mut String) {
    if let Some(value) = value {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape_attribute_into(value, out);
        out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_outlines_become_feeds_with_folders() {
        let list = parse(
            "<opml version='1.1'><head><title>قائمتي</title></head><body>
             <outline text='وكالات'><outline text='محلية'>
             <outline type='rss' text='أولى' xmlUrl='https://a.example/rss?x=1&y=2' htmlUrl='https://a.example/'
              category='a, b' language='ar'/></outline>
             <outline text='ثانية' xmlUrl='https://b.example/'></outline></outline>
             <outline title='Third' xmlurl='https://c.example/'/></body></opml>"
                .as_bytes(),
            None,
        )
        .unwrap();
        assert_eq!(list.title.as_deref(), Some("قائمتي"));
        let folders: Vec<_> = list.subscriptions.iter().map(|one| one.folders.join("/")).collect();
        assert_eq!(folders, ["وكالات/محلية", "وكالات", ""]);
        assert_eq!(list.subscriptions[0].xml_url, "https://a.example/rss?x=1&y=2");
        assert_eq!(list.subscriptions[0].categories, ["a", "b"]);
    }

    #[test]
    fn other_documents_are_no_lists() {
        assert_eq!(parse(b"<rss/>", None), Err(NoOpml));
        assert_eq!(parse(b"", None), Err(NoOpml));
    }

    proptest::proptest! {
        #[test]
        fn what_was_written_is_read_again(
            title in "[a-zء-ي<&\"'>]{1,12}",
            folders in proptest::collection::vec("[a-zء-ي&\"]{1,8}", 0..3),
            count in 1_usize..4,
        ) {
            let one = Subscription {
                xml_url: format!("https://news.example/?t={title}&x"),
                title: Some(title.clone()),
                kind: Some("atom".to_owned()),
                folders,
                ..Subscription::default()
            };
            let mut list = vec![one.clone(); count];
            list.push(Subscription { folders: Vec::new(), ..one });
            let read = parse(write(&title, &list).as_bytes(), None).unwrap();
            proptest::prop_assert_eq!(read.subscriptions, list);
            proptest::prop_assert_eq!(read.title, Some(title));
            proptest::prop_assert_eq!(read.defects, vec![]);
        }
    }
}
