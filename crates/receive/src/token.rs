//! Bearer tokens (RFC 6750): who may push, and for which source.
//!
//! Only the SHA-256 of a token is kept. Comparing digests of equal length in constant time tells an attacker
//! nothing about the token, whether it came plain or hashed from the configuration.

use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

/// The fewest characters of a plain token: 16 random ones of base64 hold 96 bits.
const MIN_CHARS: usize = 16;
/// The most: longer ones would only be hashed for nothing.
const MAX_CHARS: usize = 1024;

/// A token, and what it opens.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    name: String,
    digest: [u8; 32],
    source: Option<String>,
}

/// Why a token cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It could be guessed, or is absurdly long.
    #[error("a token has 16 to 1024 characters, this one has {0}")]
    Length(usize),
    /// It could not be sent in a header.
    #[error("a token consists of letters, digits and `-._~+/`, with `=` at its end")]
    Characters,
    /// A hash that is none.
    #[error("a SHA-256 has 64 hexadecimal digits")]
    Hash,
}

impl Token {
    /// A token as its sender sends it. `name` stands for it in logs; `source`: the only one it may push for.
    ///
    /// # Errors
    /// When it could be guessed, or never be sent.
    pub fn plain(name: &str, token: &str, source: Option<&str>) -> Result<Self, TokenError> {
        let chars = token.chars().count();
        if !(MIN_CHARS..=MAX_CHARS).contains(&chars) {
            return Err(TokenError::Length(chars));
        }
        let body = token.trim_end_matches('=');
        if body.is_empty() || !body.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~+/".contains(&b)) {
            return Err(TokenError::Characters);
        }
        Ok(Self::of(name, digest(token.as_bytes()), source))
    }

    /// A token that the configuration gives as the SHA-256 of its characters, in hexadecimal digits.
    ///
    /// # Errors
    /// When that is no SHA-256.
    pub fn sha256(name: &str, hex: &str, source: Option<&str>) -> Result<Self, TokenError> {
        let bytes = crate::hex::decode(hex.trim().as_bytes()).ok_or(TokenError::Hash)?;
        Ok(Self::of(name, bytes.try_into().map_err(|_| TokenError::Hash)?, source))
    }

    fn of(name: &str, digest: [u8; 32], source: Option<&str>) -> Self {
        Self { name: name.to_owned(), digest, source: source.map(str::to_owned) }
    }

    /// What it is called in logs.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The only source that it may push for, where it is bound to one.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }
}

/// Without the digest: a log is no place for it.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token")
            .field("name", &self.name)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

/// The place of the token among the known ones. All are compared, whichever matches.
pub(crate) fn position(known: &[Token], presented: &[u8]) -> Option<usize> {
    if presented.len() > MAX_CHARS {
        return None;
    }
    let presented = digest(presented);
    let mut found = None;
    for (index, token) in known.iter().enumerate() {
        let same: Choice = token.digest.ct_eq(&presented);
        if bool::from(same) {
            found = Some(index);
        }
    }
    found
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef==";

    #[test]
    fn plain_and_hashed_tokens_are_the_same() {
        let hash = crate::hex::encode(&digest(SECRET.as_bytes()));
        let plain = Token::plain("a", SECRET, Some("sana")).unwrap();
        assert_eq!(plain, Token::sha256("a", &hash.to_uppercase(), Some("sana")).unwrap());
        assert_eq!(position(std::slice::from_ref(&plain), SECRET.as_bytes()), Some(0));
        assert_eq!(position(&[plain], b"0123456789abcdef="), None);
    }

    #[test]
    fn what_could_be_guessed_or_not_sent_is_refused() {
        assert_eq!(Token::plain("a", "short", None), Err(TokenError::Length(5)));
        assert_eq!(Token::plain("a", "0123456789 abcdef", None), Err(TokenError::Characters));
        assert_eq!(Token::plain("a", "================", None), Err(TokenError::Characters));
        assert_eq!(Token::sha256("a", "00ff", None), Err(TokenError::Hash));
    }

    #[test]
    fn a_log_does_not_tell_the_digest() {
        let token = Token::plain("agency", SECRET, None).unwrap();
        assert_eq!(format!("{token:?}"), r#"Token { name: "agency", source: None, .. }"#);
    }
}
