//! `enrich`: a document becomes a record. Pure, stateless, and never failing: broken input gives a record with
//! defects.

use record::id::RecordId;
use record::published::{Basis, Published, PublishedPrecision};
use record::raw::RawDocument;
use record::record::{Defect, Language, Record, RecordSchema, Removed, RemovedReason, Restored, SourceKind};
use text::fold::fold;

use crate::knowledge::Knowledge;

/// Makes a record of a document. `dedup` is null: that is the resolver's.
pub fn enrich(raw: &RawDocument, knowledge: &Knowledge) -> Record {
    let input = content::Input {
        bytes: raw.body.as_bytes(),
        content_type: raw.content_type.as_deref(),
        url: raw.url.as_deref(),
        title: raw.title.as_deref(),
        language: None,
    };
    let article = content::article(&input, &knowledge.furniture);
    let cleaned = Cleaned::new(article.title.as_deref(), &article.body, knowledge);
    let language = language(&cleaned, article.language.as_deref());
    let published = published(raw, article.published.as_ref());
    let found = extract::extract(
        &knowledge.extract,
        &extract::Input {
            text: &cleaned.text,
            title: cleaned.title.as_deref(),
            letterhead: article.letterhead.as_deref(),
            language: &language.code,
            published: published.as_ref().and_then(Published::day),
        },
    );
    // An excerpt of a feed without an address of its own claims nobody's.
    let claimed = article.canonical_url.as_deref();
    let claimed = claimed.filter(|_| raw.url.is_some() || raw.source.kind != SourceKind::Feed);
    let canonical_url = web::address::canonical(claimed, raw.url.as_deref());
    let defects = article
        .defects
        .into_iter()
        .map(|defect| Defect { code: defect.code.as_str().to_owned(), detail: defect.detail })
        .chain(found.defects)
        .collect();
    Record {
        schema: RecordSchema::V1,
        id: id(canonical_url.as_deref(), &raw.source.id, cleaned.title.as_deref(), &found.folded),
        revision: 1,
        doc: raw.doc.clone(),
        source: raw.source.clone(),
        url: raw.url.clone(),
        canonical_url,
        language,
        title: cleaned.title,
        byline: raw.byline.clone().or(article.byline).map(|line| text::display::display(&line)),
        published: published.or(found.published),
        modified: article.modified.and_then(|value| Published::parse(&value, Basis::Metadata)),
        fetched_at: raw.fetched_at,
        text: cleaned.text,
        removed: article.removed.into_iter().map(removed).collect(),
        restored: cleaned.restored,
        entities: found.entities,
        places: found.places,
        dates: found.dates,
        quotes: found.quotes,
        events: found.events,
        defects,
        dedup: None,
    }
}

/// Title and text as a person should read them.
struct Cleaned {
    title: Option<String>,
    text: String,
    restored: Vec<Restored>,
}

impl Cleaned {
    /// Title and body are repaired in one go, because each vouches for the words of the other.
    fn new(title: Option<&str>, body: &str, knowledge: &Knowledge) -> Self {
        let title = title.map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
        let whole = format!("{}\n{body}", title.as_deref().unwrap_or_default());
        let repaired = text::repair::repair(&whole, &|word| knowledge.extract.is_word(word));
        let (head, rest) = repaired.text.split_once('\n').unwrap_or(("", &repaired.text));
        let body = rest.trim_start();
        let before = repaired.text.chars().count() - body.chars().count();
        let restored = repaired
            .restored
            .into_iter()
            .map(|one| Restored {
                original: one.original,
                text: one.text,
                start: one.start.checked_sub(before),
            })
            .collect();
        let title = title.is_some().then(|| head.trim().to_owned()).filter(|title| !title.is_empty());
        Self { title, text: body.trim_end().to_owned(), restored }
    }
}

/// The language of the body; a short body is judged together with its title, and a page's own word counts only
/// where the text tells nothing.
fn language(cleaned: &Cleaned, declared: Option<&str>) -> Language {
    const SHORT_CHARS: usize = 200;
    let title = cleaned.title.as_deref().unwrap_or_default();
    let found = if cleaned.text.chars().nth(SHORT_CHARS).is_some() {
        text::lang::identify(&cleaned.text)
    } else {
        text::lang::identify(&format!("{title}\n{}", cleaned.text))
    };
    let declared = declared.and_then(|tag| tag.split(['-', '_']).next()).map(str::to_ascii_lowercase);
    match declared.filter(|code| matches!(code.len(), 2 | 3) && code.bytes().all(|b| b.is_ascii_lowercase()))
    {
        Some(code) if found.code == "und" => {
            Language { code, script: found.script.to_owned(), confidence: found.confidence }
        }
        Some(_) | None => Language {
            code: found.code.to_owned(),
            script: found.script.to_owned(),
            confidence: found.confidence,
        },
    }
}

/// What the producer says counts most, then what the document says of itself.
fn published(raw: &RawDocument, found: Option<&content::Found>) -> Option<Published> {
    let given = raw.published.as_deref().and_then(|text| Published::parse(text, Basis::Metadata));
    let own = found.and_then(|found| {
        let basis = match found.basis {
            content::Basis::Metadata => Basis::Metadata,
            content::Basis::Text => Basis::Text,
        };
        Published::parse(&found.value, basis)
    });
    match (given, own) {
        // A producer that knows only the year or month is outdone by a page that knows the day.
        (Some(given), Some(own)) if given.day().is_none() && own.day().is_some() => Some(own),
        (Some(given), Some(own))
            if given.precision == PublishedPrecision::Day
                && own.precision == PublishedPrecision::Instant
                && given.day() == own.day() =>
        {
            Some(own)
        }
        (given, own) => given.or(own),
    }
}

/// The id by the address, else by the content: the title and the text folded.
fn id(canonical_url: Option<&str>, source: &str, title: Option<&str>, folded: &str) -> RecordId {
    match canonical_url {
        Some(address) => RecordId::from_url(address),
        None => RecordId::from_content(source, &title.map(fold).unwrap_or_default(), folded),
    }
}

fn removed(one: content::Removed) -> Removed {
    use content::Reason;
    let reason = match one.reason {
        Reason::Boilerplate => RemovedReason::Boilerplate,
        Reason::RepeatedTitle => RemovedReason::RepeatedTitle,
        Reason::Caption => RemovedReason::Caption,
        Reason::Credit => RemovedReason::Credit,
        Reason::Related => RemovedReason::Related,
        Reason::Share => RemovedReason::Share,
        Reason::Subscribe => RemovedReason::Subscribe,
        Reason::Donate => RemovedReason::Donate,
        Reason::Url => RemovedReason::Url,
        Reason::Other => RemovedReason::Other,
    };
    Removed { reason, text: one.text }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use record::raw::{Body, RawSchema};
    use record::record::{Source, Span};

    use super::*;

    fn raw(bytes: Vec<u8>, content_type: Option<&str>) -> RawDocument {
        RawDocument {
            schema: RawSchema::V1,
            doc: "d".to_owned(),
            source: Source { id: "s".to_owned(), name: None, kind: SourceKind::File, url: None },
            url: None,
            content_type: content_type.map(str::to_owned),
            title: None,
            byline: None,
            published: Some("2024-03-18".to_owned()),
            fetched_at: None,
            received_at: "2024-03-18T00:00:00Z".parse().unwrap(),
            body: Body::from_bytes(bytes),
        }
    }

    fn spans(record: &Record) -> Vec<Span> {
        let mut spans: Vec<Span> = record.entities.iter().flat_map(|one| one.mentions.clone()).collect();
        spans.extend(record.places.iter().flat_map(|one| one.mentions.clone()));
        spans.extend(record.dates.iter().map(|one| Span { start: one.start, end: one.end }));
        spans.extend(record.quotes.iter().map(|one| Span { start: one.start, end: one.end }));
        spans.extend(record.events.iter().map(|one| one.evidence));
        spans
    }

    #[track_caller]
    fn check(bytes: Vec<u8>, content_type: Option<&str>) {
        let record = enrich(&raw(bytes, content_type), &Knowledge::builtin());
        let length = record.text.chars().count();
        for span in spans(&record) {
            assert!(span.start <= span.end && span.end <= length, "{span:?} of {length}");
        }
        for restored in &record.restored {
            let found: Option<String> = restored
                .start
                .map(|start| record.text.chars().skip(start).take(restored.text.chars().count()).collect());
            assert!(found.is_none_or(|found| found == restored.text), "{restored:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_give_a_sound_record(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            check(bytes.clone(), None);
            check(bytes, Some("text/html"));
        }

        #[test]
        fn news_like_text_gives_a_sound_record(text in "([اعتقلتقصفوسرياديملنهـ*. ً0-9٠-٩\n“”«»:,،]|داعش|قسد|د\\*ا\\*عـ ـش|مقتل 3 |أمس|دير الزور|<p>|&amp;){0,80}") {
            check(text.clone().into_bytes(), Some("text/plain"));
            check(text.into_bytes(), Some("text/html"));
        }
    }

    #[test]
    fn a_censored_title_and_body_vouch_for_each_other() {
        let text = "هجوم لتنظيم د*ا*عـ ـش في دير الزور\n\nقال مصدر إن د*ا*عـ ـش هاجم البلدة مساء أمس وقتل ثلاثة أشخاص.";
        let record = enrich(&raw(text.as_bytes().to_vec(), None), &Knowledge::builtin());
        assert!(record.title.unwrap().contains("داعش"));
        assert!(record.text.contains("داعش"));
        assert_eq!(record.restored.len(), 2);
        assert_eq!(record.restored.iter().filter(|one| one.start.is_none()).count(), 1);
    }
}
