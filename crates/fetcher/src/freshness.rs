//! What the header fields of an answer say about the next request.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{
    AGE, CACHE_CONTROL, DATE, ETAG, EXPIRES, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, RETRY_AFTER,
};
use web::freshness::{Headers, lifetime};
use web::schedule::Validators;

/// How long an answer is fresh, if it says so.
pub fn of(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let control: Vec<&str> =
        headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok()).collect();
    let control = control.join(", ");
    let told = Headers {
        cache_control: Some(control.as_str()).filter(|control| !control.is_empty()),
        expires: text(headers, &EXPIRES),
        date: text(headers, &DATE),
        age: text(headers, &AGE),
    };
    lifetime(&told, now)
}

/// How long to leave the server alone, if it says so.
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    text(headers, &RETRY_AFTER).and_then(|value| web::freshness::retry_after(value, now))
}

/// What the next request can be made conditional with.
pub fn validators(headers: &HeaderMap) -> Validators {
    let owned = |name| text(headers, name).map(str::to_owned);
    Validators { etag: owned(&ETAG), last_modified: owned(&LAST_MODIFIED) }
}

/// The fields that make a request conditional.
pub fn conditions(validators: &Validators) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let fields = [(IF_NONE_MATCH, &validators.etag), (IF_MODIFIED_SINCE, &validators.last_modified)];
    for (name, value) in fields {
        if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
            headers.insert(name, value);
        }
    }
    headers
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
