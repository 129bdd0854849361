//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the first answer is given again.
//!
//! In memory only, bounded by number, size and age, so a restart forgets it. That no document is stored twice
//! does not rest on it: the stream knows documents by ids that come from their content
//! ([`record::raw::RawDocument::message_id`]). It spares a sender who retries blindly the work and the doubt.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::HeaderMap;
use axum::http::StatusCode;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use crate::options::Limits;
use crate::problem::{Kind, Problem};

/// The name of the header.
pub(crate) const HEADER: &str = "idempotency-key";
/// Longer keys are refused.
const MAX_KEY_BYTES: usize = 255;
/// What an entry takes beside its answer, roughly.
const ENTRY_BYTES: usize = 256;

/// A digest: of a token and its key, or of a request.
pub(crate) type Print = [u8; 32];

/// An answer that can be given again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Saved {
    pub(crate) status: StatusCode,
    pub(crate) media_type: &'static str,
    pub(crate) body: Bytes,
}

/// What is known of a key.
pub(crate) enum Claim {
    /// Nothing: the request is to be handled, and its answer given to the guard.
    New(Guard),
    /// The answer to the same request.
    Answered(Saved),
}

/// The keys that are remembered.
#[derive(Clone)]
pub(crate) struct Keys {
    table: Arc<Mutex<Table>>,
    limits: Limits,
}

#[derive(Default)]
struct Table {
    slots: HashMap<Print, Slot>,
    /// The answered ones, oldest first.
    order: VecDeque<(Instant, Print)>,
    bytes: usize,
}

struct Slot {
    request: Print,
    answer: Option<Saved>,
}

/// Holds a key while its request is at work. Dropped without an answer, the key is free again.
pub(crate) struct Guard {
    keys: Keys,
    key: Print,
    request: Print,
}

/// The key of a request, within its token: a string of RFC 9651 in quotes, or the same without.
pub(crate) fn key(headers: &HeaderMap, token: usize) -> Result<Option<Print>, Problem> {
    let bad = |detail: &str| Problem::new(Kind::BadHeader, format!("`{HEADER}`: {detail}"));
    let mut values = headers.get_all(HEADER).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(bad("it stands more than once"));
    }
    let value = value.as_bytes().trim_ascii();
    let quoted = value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    let inner = quoted.unwrap_or(value);
    if inner.is_empty() || inner.len() > MAX_KEY_BYTES {
        return Err(bad("it has 1 to 255 characters"));
    }
    let first = if quoted.is_some() { b' ' } else { b'!' };
    if !inner.iter().all(|&byte| (first..=b'~').contains(&byte) && byte != b'"' && byte != b'\\') {
        return Err(bad("it consists of printable ASCII without quotes, backslashes and, unquoted, spaces"));
    }
    Ok(Some(Sha256::new().chain_update(token.to_be_bytes()).chain_update(inner).finalize().into()))
}

impl Keys {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { table: Arc::default(), limits: limits.clone() }
    }

    /// Looks a key up, and takes it where it is free.
    pub(crate) fn claim(&self, key: Print, request: Print) -> Result<Claim, Problem> {
        let mut table = self.table();
        table.forget(&self.limits);
        match table.slots.get(&key) {
            Some(slot) if slot.request != request => {
                Err(Problem::new(Kind::KeyReused, "take a new key for another request"))
            }
            Some(Slot { answer: Some(answer), .. }) => Ok(Claim::Answered(answer.clone())),
            Some(Slot { answer: None, .. }) => {
                let wait = std::time::Duration::from_secs(1);
                Err(Problem::new(Kind::KeyInProgress, "wait for its answer").retry_after(wait))
            }
            None => {
                table.slots.insert(key, Slot { request, answer: None });
                Ok(Claim::New(Guard { keys: self.clone(), key, request }))
            }
        }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Guard {
    /// Remembers the answer.
    pub(crate) fn answered(self, answer: Saved) {
        let mut table = self.keys.table();
        table.bytes += ENTRY_BYTES + answer.body.len();
        table.order.push_back((Instant::now(), self.key));
        table.slots.insert(self.key, Slot { request: self.request, answer: Some(answer) });
        table.forget(&self.keys.limits);
        crate::metrics::keys_remembered(table.order.len());
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut table = self.keys.table();
        if table.slots.get(&self.key).is_some_and(|slot| slot.answer.is_none()) {
            table.slots.remove(&self.key);
        }
    }
}

impl Table {
    /// Drops what is too old or too much, oldest first.
    fn forget(&mut self, limits: &Limits) {
        while let Some(&(at, key)) = self.order.front() {
            let within = self.order.len() <= limits.idempotency_keys
                && self.bytes <= limits.idempotency_bytes
                && at.elapsed() < limits.idempotency_age;
            if within {
                return;
            }
            self.order.pop_front();
            let answer = self.slots.remove(&key).and_then(|slot| slot.answer);
            let bytes = ENTRY_BYTES + answer.map_or(0, |answer| answer.body.len());
            self.bytes = self.bytes.saturating_sub(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const A: Print = [1; 32];
    const B: Print = [2; 32];

    fn keys() -> Keys {
        Keys::new(&Limits { idempotency_keys: 2, idempotency_bytes: 2000, ..Limits::default() })
    }

    fn saved(bytes: usize) -> Saved {
        Saved { status: StatusCode::ACCEPTED, media_type: "application/json", body: vec![b' '; bytes].into() }
    }

    #[track_caller]
    fn answer(keys: &Keys, key: Print, bytes: usize) {
        match keys.claim(key, A).unwrap() {
            Claim::New(guard) => guard.answered(saved(bytes)),
            Claim::Answered(_) => panic!("the key is known"),
        }
    }

    fn is_known(keys: &Keys, key: Print) -> bool {
        matches!(keys.claim(key, A).unwrap(), Claim::Answered(_))
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_answer_is_given_again_until_it_is_old() {
        let keys = keys();
        answer(&keys, A, 10);
        assert!(is_known(&keys, A));
        assert_eq!(keys.claim(A, B).err().unwrap().kind(), Kind::KeyReused);
        tokio::time::advance(Duration::from_hours(25)).await;
        assert!(!is_known(&keys, A));
        assert_eq!(keys.table().bytes, 0);
    }

    #[tokio::test]
    async fn a_key_at_work_is_held_until_its_request_ends() {
        let keys = keys();
        let guard = keys.claim(A, A).unwrap();
        assert_eq!(keys.claim(A, A).err().unwrap().kind(), Kind::KeyInProgress);
        assert_eq!(keys.claim(A, B).err().unwrap().kind(), Kind::KeyReused);
        drop(guard);
        assert!(keys.claim(A, B).is_ok());
    }

    #[tokio::test]
    async fn the_oldest_give_way() {
        let keys = keys();
        for key in 0..5 {
            answer(&keys, [key; 32], 10);
        }
        assert!(is_known(&keys, [4; 32]) && is_known(&keys, [3; 32]) && !is_known(&keys, [2; 32]));
        answer(&keys, [9; 32], 1700);
        assert!(!is_known(&keys, [4; 32]) && is_known(&keys, [9; 32]));
        answer(&keys, [8; 32], 5000);
        let table = keys.table();
        assert_eq!((table.slots.len(), table.order.len(), table.bytes), (0, 0, 0));
    }

    #[track_caller]
    fn check(value: &str, expected: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, value.parse().unwrap());
        assert_eq!(key(&headers, 0).is_ok(), expected, "{value}");
    }

    #[test]
    fn keys_are_strings_with_or_without_quotes() {
        check("\"8e03978e-40d5\"", true);
        check("8e03978e-40d5", true);
        check("\"a b\"", true);
        check("a b", false);
        check("\"a", false);
        check("\"\"", false);
        check("a\"b", false);
        check(&"x".repeat(256), false);
    }

    #[test]
    fn quotes_do_not_matter_and_tokens_do() {
        let read = |value: &str, token| {
            let mut headers = HeaderMap::new();
            headers.insert(HEADER, value.parse().unwrap());
            key(&headers, token).unwrap()
        };
        assert_eq!(read("\"a\"", 0), read("a", 0));
        assert_ne!(read("a", 0), read("a", 1));
    }
}
