//! What a body is, by its `Content-Type`.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

use crate::problem::Problem;

/// What is taken, for `Accept-Post`.
pub(crate) const ACCEPT_POST: &str = "application/json, application/x-ndjson, application/ndjson, \
                                      application/jsonl, text/html, application/xhtml+xml, text/plain";

/// How a body is cut into documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    /// An article, or an array of them.
    Json,
    /// An article a line.
    Lines,
    /// The body is the document, of this media type.
    Page(String),
}

/// Reads the `Content-Type` of a request.
pub(crate) fn shape(headers: &HeaderMap) -> Result<Shape, Problem> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(Problem::unsupported_type("send exactly one Content-Type"));
    };
    let text =
        value.to_str().map_err(|_| Problem::unsupported_type("the Content-Type cannot be read"))?.trim();
    let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let shape = match essence.as_str() {
        "application/json" => Shape::Json,
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" => Shape::Lines,
        "text/html" | "application/xhtml+xml" | "text/plain" => return Ok(Shape::Page(text.to_owned())),
        _ => return Err(Problem::unsupported_type(format!("`{essence}` is not taken"))),
    };
    // RFC 8259, 8.1: JSON between systems is UTF-8; a charset that says otherwise must not be guessed away.
    match charset(text) {
        Some(charset) if !["utf-8", "utf8", "us-ascii"].contains(&charset.as_str()) => {
            Err(Problem::unsupported_type(format!("JSON is UTF-8, not `{charset}`")))
        }
        Some(_) | None => Ok(shape),
    }
}

fn charset(content_type: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"').to_ascii_lowercase();
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content_type: &str, expected: Option<&Shape>) {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, content_type.parse().unwrap());
        assert_eq!(shape(&headers).ok().as_ref(), expected, "{content_type}");
    }

    #[test]
    fn types_are_read_with_their_parameters() {
        check("application/json", Some(&Shape::Json));
        check("Application/JSON; charset=\"UTF-8\"", Some(&Shape::Json));
        check("application/jsonl;v=1", Some(&Shape::Lines));
        let arabic = "text/html; charset=windows-1256";
        check(arabic, Some(&Shape::Page(arabic.to_owned())));
    }

    #[test]
    fn other_types_are_refused() {
        check("application/pdf", None);
        check("application/json; charset=windows-1256", None);
        check("text/html, text/plain", None);
        check("", None);
    }
}
