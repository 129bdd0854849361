//! Who sends: the token of a request, and the source that a document of it belongs to.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use collect::json::UNKNOWN_SOURCE;

use crate::problem::Problem;
use crate::token::{self, Token};

const MISSING: &str = r#"Bearer realm="rasid""#;
const INVALID: &str = r#"Bearer realm="rasid", error="invalid_token""#;

/// The place of the sender's token among the known ones.
pub(crate) fn authenticate(tokens: &[Token], headers: &HeaderMap) -> Result<usize, Problem> {
    let Some(value) = headers.get(AUTHORIZATION) else {
        return Err(Problem::unauthorized(MISSING, "send `Authorization: Bearer <token>`"));
    };
    let presented = bearer(value.as_bytes())
        .ok_or_else(|| Problem::unauthorized(MISSING, "the only scheme is `Bearer <token>`"))?;
    token::position(tokens, presented)
        .ok_or_else(|| Problem::unauthorized(INVALID, "this token is not known here"))
}

fn bearer(value: &[u8]) -> Option<&[u8]> {
    let (scheme, rest) = value.split_at_checked(7)?;
    let token = rest.trim_ascii();
    (scheme.eq_ignore_ascii_case(b"bearer ") && !token.is_empty()).then_some(token)
}

/// The source of a document: its own, else the request's, else the token's.
///
/// # Errors
/// When the token is bound to another: the name of the one it may not push for.
pub(crate) fn source(own: &str, request: Option<&str>, token: &Token) -> Result<String, String> {
    let named = if own == UNKNOWN_SOURCE { request } else { Some(own) };
    match (named, token.source()) {
        (Some(named), Some(bound)) if named != bound => Err(named.to_owned()),
        (Some(named), _) => Ok(named.to_owned()),
        (None, bound) => Ok(bound.unwrap_or(UNKNOWN_SOURCE).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_is_read_in_any_case() {
        assert_eq!(bearer(b"bEARER  abc "), Some(b"abc".as_slice()));
        assert_eq!(bearer(b"Bearer "), None);
        assert_eq!(bearer(b"Basic abc"), None);
        assert_eq!(bearer(b""), None);
    }

    #[track_caller]
    fn check(own: &str, request: Option<&str>, bound: Option<&str>, expected: Result<&str, &str>) {
        let token = Token::plain("t", "0123456789abcdef", bound).unwrap();
        let found = source(own, request, &token);
        assert_eq!(found.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn a_document_belongs_to_its_own_source_else_to_the_senders() {
        check("a", Some("b"), None, Ok("a"));
        check("unknown", Some("b"), None, Ok("b"));
        check("unknown", None, Some("c"), Ok("c"));
        check("unknown", None, None, Ok("unknown"));
    }

    #[test]
    fn a_bound_token_pushes_for_its_source_only() {
        check("a", None, Some("a"), Ok("a"));
        check("a", Some("c"), Some("c"), Err("a"));
        check("unknown", Some("b"), Some("c"), Err("b"));
    }
}
