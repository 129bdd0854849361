//! NATS subjects and the streams that hold them.
//!
//! Tokens are lower-case ASCII; a missing one is `_`. Names that are not (an Arabic source id) keep a digest in
//! their token, so that two of them never share a subject.

use crate::dead::{DeadReason, Stage};
use crate::event::EventType;
use crate::id::{StoryId, digest};
use crate::incident::Incident;
use crate::record::Record;

/// One token of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The token for any name; `_` for an empty one.
    pub fn new(name: &str) -> Self {
        let lower = name.to_lowercase();
        let kept: String = lower
            .chars()
            .filter_map(|c| match c {
                'a'..='z' | '0'..='9' | '-' | '_' => Some(c),
                ' ' | '.' | '/' | '\'' => Some('-'),
                _ => None,
            })
            .take(64)
            .collect();
        if name.is_empty() {
            return Self("_".to_owned());
        }
        let plain = lower.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ' '));
        if plain && lower.len() <= 64 {
            return Self(kept);
        }
        let tail: String = digest(&[name.as_bytes()]).chars().take(8).collect();
        let stem = kept.trim_matches('-');
        Self(if stem.is_empty() { tail } else { format!("{stem}-{tail}") })
    }

    /// The token for a name that may be missing.
    pub fn optional(name: Option<&str>) -> Self {
        Self::new(name.unwrap_or_default())
    }
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A full subject.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject(String);

impl Subject {
    /// Where a source's documents arrive.
    pub fn raw(source: &str) -> Self {
        Self(format!("rasid.raw.{}", Token::new(source)))
    }

    /// Where records of a language wait for the resolver.
    pub fn enriched(language: &str) -> Self {
        Self(format!("rasid.enriched.{}", Token::new(language)))
    }

    /// Where a judged record is published.
    pub fn record(record: &Record) -> Self {
        let status = record.dedup.as_ref().map(|dedup| dedup.status.as_str());
        Self(format!(
            "rasid.record.{}.{}.{}",
            Token::optional(status),
            Token::new(&record.language.code),
            Token::new(&record.source.id)
        ))
    }

    /// Where an incident is published.
    pub fn incident(incident: &Incident) -> Self {
        let place = incident.event_loc.as_ref();
        Self(format!(
            "rasid.incident.{}.{}.{}",
            Token::new(incident.event_type.as_str()),
            Token::optional(place.and_then(|place| place.country.as_deref())),
            Token::optional(place.and_then(|place| place.admin1.as_deref()))
        ))
    }

    /// The filter for every incident of a type.
    pub fn incidents_of(event_type: EventType) -> Self {
        Self(format!("rasid.incident.{}.>", Token::new(event_type.as_str())))
    }

    /// Where a story is published.
    pub fn story(id: &StoryId) -> Self {
        Self(format!("rasid.story.{id}"))
    }

    /// Where a shard of the resolver keeps its cursor.
    pub fn cursor(shard: &str) -> Self {
        Self(format!("rasid.cursor.{}", Token::new(shard)))
    }

    /// Where a source's health is published.
    pub fn source_status(source: &str) -> Self {
        Self(format!("rasid.status.source.{}", Token::new(source)))
    }

    /// Where dead letters go.
    pub fn dead(stage: Stage, reason: DeadReason) -> Self {
        Self(format!("rasid.dead.{}.{}", stage.as_str(), reason.as_str()))
    }

    /// The subject as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The subject of the request/reply service that takes documents.
pub const SUBMIT: &str = "rasid.submit";

/// A JetStream stream of rasid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Documents as received.
    Raw,
    /// Records before the resolver.
    Enriched,
    /// Records, incidents, stories and cursors: one stream, because an atomic batch cannot span two.
    Results,
    /// Sources' health.
    Status,
    /// Dead letters.
    Dead,
}

impl Stream {
    /// Every stream.
    pub const ALL: [Self; 5] = [Self::Raw, Self::Enriched, Self::Results, Self::Status, Self::Dead];

    /// The stream's name on the server.
    pub fn name(self) -> &'static str {
        match self {
            Self::Raw => "RAW",
            Self::Enriched => "ENRICHED",
            Self::Results => "RESULTS",
            Self::Status => "STATUS",
            Self::Dead => "DEAD",
        }
    }

    /// The subjects that it holds.
    pub fn subjects(self) -> &'static [&'static str] {
        match self {
            Self::Raw => &["rasid.raw.>"],
            Self::Enriched => &["rasid.enriched.>"],
            Self::Results => &["rasid.record.>", "rasid.incident.>", "rasid.story.>", "rasid.cursor.>"],
            Self::Status => &["rasid.status.>"],
            Self::Dead => &["rasid.dead.>"],
        }
    }

    /// The stream that holds messages of a subject or filter; none where it could be several or no stream.
    pub fn of_subject(subject: &str) -> Option<Self> {
        let head = |text: &str| text.split('.').take(2).collect::<Vec<_>>().join(".");
        Self::ALL.into_iter().find(|stream| stream.subjects().iter().any(|held| head(held) == head(subject)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: &str) {
        assert_eq!(Token::new(name).to_string(), expected);
    }

    #[test]
    fn tokens_are_lower_case_ascii() {
        check("", "_");
        check("SY", "sy");
        check("Deir ez-Zor", "deir-ez-zor");
        check("alhal_net", "alhal_net");
        check("عنب بلدي", "ee9961cf");
        assert_ne!(Token::new("a.b").to_string(), Token::new("a-b").to_string());
        assert!(Token::new("a.>").to_string().chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    }

    #[test]
    fn a_filter_finds_its_stream() {
        assert_eq!(Stream::of_subject("rasid.incident.>"), Some(Stream::Results));
        assert_eq!(Stream::of_subject("rasid.raw.x"), Some(Stream::Raw));
        assert_eq!(Stream::of_subject("rasid.>"), None);
    }
}
