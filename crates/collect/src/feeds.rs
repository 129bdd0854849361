//! A feed as a file: each entry that carries text becomes a document.

use feed::{FeedError, Hints};
use record::dead::DeadReason;
use record::raw::{Body, RawDocument, RawSchema};
use record::record::{Source, SourceKind};

use crate::bad::{BadInput, Item};
use crate::file::Options;
use crate::folder::Entry;
use crate::json::{UNKNOWN_SOURCE, instant_of};

/// The documents of a feed, in its order.
pub(crate) fn documents(bytes: &[u8], entry: &Entry, options: Options) -> Vec<Item> {
    let meta = entry.meta.clone().unwrap_or_default();
    let hints =
        Hints { url: meta.url.as_deref(), content_type: meta.content_type.as_deref(), ..Hints::default() };
    let feed = match feed::parse(bytes, &hints) {
        Ok(feed) => feed,
        Err(error) => return vec![Err(refused(entry, error, bytes))],
    };
    let source = Source {
        id: meta.source.filter(|id| !id.is_empty()).unwrap_or_else(|| UNKNOWN_SOURCE.to_owned()),
        name: feed.title.as_ref().map(|title| title.value.clone()),
        kind: SourceKind::Feed,
        url: meta.url,
    };
    let documents = feed.entries.iter().enumerate();
    documents
        .map(|(index, told)| {
            let place = format!("{}#{}", entry.doc, index + 1);
            let Some(text) = told.text().filter(|text| !text.value.trim().is_empty()) else {
                return Err(BadInput::new(&place, DeadReason::Empty, "an entry without text"));
            };
            let published = told.date().map(|date| date.to_string());
            let fetched_at = meta.fetched_at.or_else(|| instant_of(published.as_deref()));
            let media_type = if text.is_markup() { "text/html" } else { "text/plain" };
            Ok(RawDocument {
                schema: RawSchema::V1,
                doc: told.link.clone().or_else(|| told.id.clone()).unwrap_or(place),
                source: source.clone(),
                url: told.link.clone(),
                content_type: Some(format!("{media_type}; charset=utf-8")),
                title: told.title.as_ref().map(|title| title.value.clone()),
                byline: told.authors.first().and_then(|author| author.name.clone()),
                published,
                fetched_at,
                received_at: meta.fetched_at.unwrap_or(options.received_at),
                body: Body::Text(text.value.clone()),
            })
        })
        .collect()
}

fn refused(entry: &Entry, error: FeedError, bytes: &[u8]) -> BadInput {
    let reason = match error {
        FeedError::Empty => DeadReason::Empty,
        FeedError::Binary => DeadReason::Binary,
        FeedError::Html | FeedError::Sitemap | FeedError::Opml | FeedError::Json | FeedError::NoFeed => {
            DeadReason::Undecodable
        }
    };
    BadInput { bytes: bytes.to_vec(), ..BadInput::new(&entry.doc, reason, error.to_string()) }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use jiff::Timestamp;

    use super::*;

    fn read(text: &str) -> Vec<Item> {
        let entry = Entry { path: PathBuf::from("f.xml"), doc: "f.xml".to_owned(), meta: None };
        documents(
            text.as_bytes(),
            &entry,
            Options { max_document_bytes: 1 << 20, received_at: Timestamp::UNIX_EPOCH },
        )
    }

    #[test]
    fn entries_become_documents_and_those_without_text_are_told() {
        let items = read(
            "<rss><channel><title>وكالة</title>\
             <item><title>خبر</title><link>https://a.example/1</link><pubDate>Mon, 18 Mar 2024 09:00:00 GMT</pubDate>\
             <description>&lt;p&gt;قتل ثلاثة.&lt;/p&gt;</description></item>\
             <item><title>بلا نص</title></item></channel></rss>",
        );
        let first = items[0].as_ref().unwrap();
        assert_eq!((first.doc.as_str(), first.title.as_deref()), ("https://a.example/1", Some("خبر")));
        assert_eq!(first.published.as_deref(), Some("2024-03-18T09:00:00Z"));
        assert_eq!(first.content_type.as_deref(), Some("text/html; charset=utf-8"));
        assert_eq!(items[1].as_ref().unwrap_err().reason, DeadReason::Empty);
    }

    #[test]
    fn what_is_no_feed_is_refused() {
        assert_eq!(read("<html><p>x</p></html>")[0].as_ref().unwrap_err().reason, DeadReason::Undecodable);
    }
}
