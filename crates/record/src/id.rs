//! Identifiers: newtypes with one constructor each, so that a bare string is never taken for an id.
//!
//! Digests are SHA-256 cut to 128 bits: ids come from hostile input (URLs, texts), so a fast hash without
//! collision resistance would let one source take over the record of another.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// 128 bits of SHA-256 over length-prefixed parts, as 32 lower-case hex digits.
///
/// The length prefix keeps `["ab", "c"]` and `["a", "bc"]` apart.
pub fn digest(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    hasher.finalize().iter().take(16).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

macro_rules! string_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

string_id! {
    /// An article's id: the same over re-fetch and replay.
    RecordId
}
string_id! {
    /// An entity's id: a lexicon entry's (`sdf`), or `x-` and a digest for one recognised by pattern.
    EntityId
}
string_id! {
    /// A place's id in the gazetteer (`sy-deir-ez-zor`), or `x-` and a digest for one recognised by pattern.
    PlaceId
}
string_id! {
    /// An event's id, unique within one revision of one record (`e1`, `e2`, …).
    EventId
}
string_id! {
    /// An incident's id: one real-world event over all reports.
    IncidentId
}
string_id! {
    /// A story's id: one cluster of reports of one happening.
    StoryId
}
string_id! {
    /// The value of `Nats-Msg-Id`: derived from content and stage, so that a repeat is recognised.
    MessageId
}

impl RecordId {
    /// The id of an article with a canonical address.
    pub fn from_url(canonical: &str) -> Self {
        Self(digest(&[b"url", canonical.as_bytes()]))
    }

    /// The id of an article without an address: source and folded text.
    pub fn from_content(source: &str, folded_title: &str, folded_body: &str) -> Self {
        Self(digest(&[b"content", source.as_bytes(), folded_title.as_bytes(), folded_body.as_bytes()]))
    }
}

impl EntityId {
    /// The id of a lexicon entry.
    pub fn known(id: &str) -> Self {
        Self(id.to_owned())
    }

    /// The id of an entity that only its name tells: equal names of one type give equal ids.
    pub fn from_name(entity_type: &str, folded_name: &str) -> Self {
        Self(format!("x-{}", short(&[b"entity", entity_type.as_bytes(), folded_name.as_bytes()])))
    }
}

impl PlaceId {
    /// The id of a gazetteer entry.
    pub fn known(id: &str) -> Self {
        Self(id.to_owned())
    }

    /// The id of a place that only its name tells.
    pub fn from_name(kind: &str, folded_name: &str) -> Self {
        Self(format!("x-{}", short(&[b"place", kind.as_bytes(), folded_name.as_bytes()])))
    }
}

impl EventId {
    /// The id of the `n`th event of a record, counted from 1.
    pub fn nth(n: usize) -> Self {
        Self(format!("e{n}"))
    }
}

impl IncidentId {
    /// The id of the incident that this event of this record was the first to report.
    pub fn from_first(record: &RecordId, revision: u32, event: &EventId) -> Self {
        let revision = revision.to_be_bytes();
        Self(digest(&[b"incident", record.as_str().as_bytes(), &revision, event.as_str().as_bytes()]))
    }
}

impl StoryId {
    /// The id of the story that this record began.
    pub fn from_first(record: &RecordId) -> Self {
        Self(digest(&[b"story", record.as_str().as_bytes()]))
    }
}

impl MessageId {
    /// The id of what `stage` made of the named parts.
    pub fn new(stage: &str, parts: &[&str]) -> Self {
        let parts: Vec<&[u8]> =
            std::iter::once(stage.as_bytes()).chain(parts.iter().map(|part| part.as_bytes())).collect();
        Self(digest(&parts))
    }
}

fn short(parts: &[&[u8]]) -> String {
    digest(parts).chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(digest(&[b"ab", b"c"]), digest(&[b"a", b"bc"]));
    }

    #[test]
    fn ids_are_stable() {
        assert_eq!(RecordId::from_url("https://a.example/1").as_str(), "fb08619ffdf0dde561682e5f10042083");
    }
}
