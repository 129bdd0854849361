//! What a page says about itself: JSON-LD, OpenGraph, microdata, `meta`, `link`.
//!
//! Statements are collected in order of trust and the first good one is taken. JSON-LD comes first for dates
//! and authors because it is about the article, while `meta` names are often about the page. When dates
//! disagree by more than a day that is reported; the most trusted one still stands.

use serde_json::Value;

use super::page::{Element, Page};
use crate::dates;

/// Statements found, each list in order of trust.
#[derive(Debug, Default)]
pub(super) struct Meta {
    pub(super) titles: Vec<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Vec<String>,
    pub(super) modified: Vec<String>,
    pub(super) canonical: Vec<String>,
    pub(super) sites: Vec<String>,
    pub(super) languages: Vec<String>,
    /// JSON-LD says that the article is not free to read.
    pub(super) paid: bool,
}

/// Types of schema.org whose node is the article of the page.
fn is_article(kind: &str) -> bool {
    kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report"
}

/// Most JSON nodes that are looked at.
const MAX_NODES: usize = 2_000;

pub(super) fn read(page: &Page) -> Meta {
    let mut meta = Meta::default();
    for script in &page.scripts {
        json_ld(script, &mut meta);
    }
    for pass in [open_graph, microdata, names, links] {
        for element in &page.elements {
            pass(element, &mut meta);
        }
    }
    let html = page.elements.first().and_then(|e| e.get("lang"));
    meta.languages.splice(0..0, html.map(str::to_owned));
    for list in
        [&mut meta.titles, &mut meta.authors, &mut meta.canonical, &mut meta.sites, &mut meta.languages]
    {
        for value in list.iter_mut() {
            *value = plain(value);
        }
        list.retain(|value| !value.is_empty());
    }
    meta
}

/// Entities undone and white space collapsed: values are often escaped twice.
fn plain(value: &str) -> String {
    let value = super::unescape(value);
    value.split([' ', '\n', '\t', '\r']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

fn json_ld(script: &str, meta: &mut Meta) {
    let cleaned = script.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
    let value: Value = match serde_json::from_str(cleaned) {
        Ok(value) => value,
        // Raw line breaks inside strings are the usual fault.
        Err(_) => match serde_json::from_str(&cleaned.replace(['\n', '\r', '\t'], " ")) {
            Ok(value) => value,
            Err(_) => return,
        },
    };
    let mut queue = vec![&value];
    let mut looked = 0;
    while let Some(node) = queue.pop() {
        looked += 1;
        if looked > MAX_NODES {
            return;
        }
        match node {
            Value::Array(items) => queue.extend(items.iter().rev()),
            Value::Object(fields) => {
                if types(node).any(is_article) {
                    article_node(node, meta);
                }
                let nested = ["mainEntityOfPage", "mainEntity", "@graph"];
                queue.extend(nested.iter().filter_map(|key| fields.get(*key)));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

fn types(node: &Value) -> impl Iterator<Item = &str> {
    let one = node.get("@type").and_then(Value::as_str);
    let many = node.get("@type").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    one.into_iter().chain(many)
}

fn article_node(node: &Value, meta: &mut Meta) {
    let text = |key: &str| node.get(key).and_then(Value::as_str).map(str::to_owned);
    meta.titles.extend(text("headline"));
    meta.published.extend(text("datePublished").and_then(|v| dates::machine(&v)));
    meta.modified.extend(text("dateModified").and_then(|v| dates::machine(&v)));
    meta.languages.extend(text("inLanguage"));
    let authors: Vec<String> = node.get("author").map(names_of).unwrap_or_default();
    if !authors.is_empty() {
        meta.authors.push(authors.join(", "));
    }
    meta.sites.extend(node.get("publisher").map(names_of).unwrap_or_default());
    meta.paid |= match node.get("isAccessibleForFree") {
        Some(Value::Bool(free)) => !free,
        Some(Value::String(free)) => free.eq_ignore_ascii_case("false"),
        _ => false,
    };
}

/// Names of a person, an organisation or a list of them.
fn names_of(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![name.clone()],
        Value::Array(items) => items.iter().flat_map(names_of).collect(),
        Value::Object(fields) => fields.get("name").map(names_of).unwrap_or_default(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn open_graph(element: &Element, meta: &mut Meta) {
    let Some(content) = content(element) else { return };
    let key =
        element.get("property").or_else(|| element.get("name")).unwrap_or_default().to_ascii_lowercase();
    let value = || content.to_owned();
    match key.as_str() {
        "og:title" | "twitter:title" => meta.titles.push(value()),
        "og:url" => meta.canonical.push(value()),
        "og:site_name" => meta.sites.insert(0, value()),
        "og:locale" => meta.languages.push(content.replace('_', "-")),
        "article:published_time" | "og:article:published_time" | "og:published_time" => {
            meta.published.extend(dates::machine(content));
        }
        "article:modified_time" | "og:article:modified_time" | "og:updated_time" => {
            meta.modified.extend(dates::machine(content));
        }
        "article:author" | "og:article:author" => meta.authors.extend(author(content)),
        _ => {}
    }
}

fn microdata(element: &Element, meta: &mut Meta) {
    let Some(property) = element.get("itemprop") else { return };
    let value = || element.get("content").or_else(|| element.get("datetime")).and_then(dates::machine);
    for property in property.split_whitespace() {
        match property {
            "datePublished" => meta.published.extend(value()),
            "dateModified" => meta.modified.extend(value()),
            _ => {}
        }
    }
}

fn names(element: &Element, meta: &mut Meta) {
    let Some(content) = content(element) else { return };
    let key =
        element.get("name").or_else(|| element.get("http-equiv")).unwrap_or_default().to_ascii_lowercase();
    match key.as_str() {
        "author" | "dc.creator" | "dcterms.creator" | "parsely-author" | "sailthru.author" | "byl" => {
            meta.authors.extend(author(content));
        }
        "date"
        | "pubdate"
        | "publishdate"
        | "publish-date"
        | "publish_date"
        | "publication_date"
        | "dc.date"
        | "dc.date.issued"
        | "dcterms.date"
        | "dcterms.created"
        | "dcterms.issued"
        | "parsely-pub-date"
        | "sailthru.date"
        | "article.published"
        | "cxenseparse:recs:publishtime"
        | "pdate"
        | "ptime" => {
            meta.published.extend(dates::machine(content));
        }
        "last-modified" | "dcterms.modified" | "dc.date.modified" | "article.updated" | "revised" => {
            meta.modified.extend(dates::machine(content));
        }
        "application-name" | "dc.publisher" => meta.sites.push(content.to_owned()),
        "dc.title" | "dcterms.title" | "parsely-title" | "sailthru.title" => {
            meta.titles.push(content.to_owned());
        }
        "language" | "content-language" | "dc.language" => meta.languages.push(content.to_owned()),
        _ => {}
    }
}

fn links(element: &Element, meta: &mut Meta) {
    let canonical = || element.get("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"));
    if element.name == "link" && canonical() {
        // The link is about this page; `og:url` may be about what is shared.
        meta.canonical.splice(0..0, element.get("href").map(str::to_owned));
    }
}

fn content(element: &Element) -> Option<&str> {
    if element.name != "meta" {
        return None;
    }
    element.get("content").map(str::trim).filter(|content| !content.is_empty())
}

/// A name; addresses of profiles are none.
fn author(value: &str) -> Option<String> {
    (!value.contains("://") && !value.starts_with("www.") && value.len() < 200).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_in_order_of_trust() {
        let page = Page::parse(
            r#"<html lang="ar"><head>
            <meta property="og:title" content="عنوان &amp;quot;أول&amp;quot;">
            <meta property="article:published_time" content="2024-03-19T10:00:00Z">
            <meta property="og:site_name" content="الموقع"><meta itemprop="dateModified" content="2024-03-21T08:00:00+03:00"><meta name="author" content="https://facebook.com/x">
            <link rel="canonical" href="/news/1">
            <script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2001-01-01"},
            {"@type":["NewsArticle"],"headline":"عنوان","datePublished":"2024-03-18","dateModified":"2024-03-20","author":[{"name":"ليلى"},{"name":"سامر"}],
            "publisher":{"name":"الناشر"},"isAccessibleForFree":"False"}]}</script>"#,
        );
        let meta = read(&page);
        assert_eq!(meta.titles, ["عنوان", "عنوان \"أول\""]);
        assert_eq!(meta.published, ["2024-03-18", "2024-03-19T10:00:00+00:00"]);
        assert_eq!(meta.modified, ["2024-03-20", "2024-03-21T08:00:00+03:00"]);
        assert_eq!(meta.authors, ["ليلى, سامر"]);
        assert_eq!(meta.sites, ["الموقع", "الناشر"]);
        assert_eq!(meta.canonical, ["/news/1"]);
        assert_eq!(meta.languages.first().map(String::as_str), Some("ar"));
        assert!(meta.paid);
    }

    #[test]
    fn broken_json_is_passed_over() {
        let page = Page::parse("<script type=\"application/ld+json\">{\"@type\": \"NewsArticle\", </script>");
        assert!(read(&page).titles.is_empty());
    }
}
