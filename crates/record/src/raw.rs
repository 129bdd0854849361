//! The document as it was fetched or received: what RAW keeps, so that history can be enriched again.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::MessageId;
use crate::record::Source;

/// The schema tag of [`RawDocument`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum RawSchema {
    /// Version 1.
    #[default]
    #[serde(rename = "rasid.raw.v1")]
    V1,
}

/// A document as fetched or received, with what the transport told about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RawDocument {
    /// Which shape this is.
    pub schema: RawSchema,
    /// The input's own name; becomes [`crate::record::Record::doc`].
    pub doc: String,
    /// Where it came from.
    pub source: Source,
    /// The address it was fetched from.
    pub url: Option<String>,
    /// The media type that the transport declared, with parameters.
    pub content_type: Option<String>,
    /// A title that the producer gives beside the body.
    pub title: Option<String>,
    /// An author line that the producer gives beside the body.
    pub byline: Option<String>,
    /// A date of publication that the producer gives, as given.
    pub published: Option<String>,
    /// When it was fetched, where the input tells.
    pub fetched_at: Option<Timestamp>,
    /// When it entered rasid. Stamped once; the resolver's only clock.
    pub received_at: Timestamp,
    /// The body's bytes.
    pub body: Body,
}

/// The bytes of a document: as text where they are UTF-8, so that a person can read RAW.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// Bytes that are valid UTF-8.
    Text(String),
    /// Any other bytes, one to an array element in memory and base64 in JSON.
    Base64(
        #[serde(with = "base64_text")]
        #[schemars(with = "String")]
        Vec<u8>,
    ),
}

impl Body {
    /// Wraps bytes, as text where they are UTF-8.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::Text(text),
            Err(error) => Self::Base64(error.into_bytes()),
        }
    }

    /// The bytes as they were received.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Base64(bytes) => bytes,
        }
    }
}

impl RawDocument {
    /// The id under which RAW recognises a repeated submission: the same document of the same source with the
    /// same bytes and the same metadata. Times of fetching and receipt do not count.
    pub fn message_id(&self) -> MessageId {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        let digest = crate::id::digest(&[self.body.as_bytes()]);
        MessageId::new(
            "raw",
            &[
                &self.source.id,
                &self.doc,
                &text(&self.url),
                &text(&self.title),
                &text(&self.byline),
                &text(&self.published),
                &text(&self.content_type),
                &digest,
            ],
        )
    }
}

mod base64_text {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        STANDARD.decode(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8]) {
        let body = Body::from_bytes(bytes.to_vec());
        let json = serde_json::to_string(&body).unwrap();
        let back: Body = serde_json::from_str(&json).unwrap();
        assert_eq!(back.as_bytes(), bytes);
    }

    #[test]
    fn bodies_round_trip() {
        check(b"");
        check("خبر".as_bytes());
        check(&[0xff, 0x00, 0xc7]);
    }
}
