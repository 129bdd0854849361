//! Patterns of robots.txt and the paths that they match, in one normal form of percent-encoding.
//!
//! A path and a pattern in normal form are ASCII, and equal bytes mean equal paths: escapes are in capitals, an
//! unreserved character is never escaped, and whatever an address may not hold always is. A `*` or `$` that is meant
//! literally is escaped, in a path always (RFC 9309, section 2.2.3).

use memchr::memmem;
use serde::{Deserialize, Serialize};

use crate::percent::{self, is_unreserved};

/// How escapes are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Encoding {
    /// In normal form, as RFC 9309 says.
    #[default]
    Normal,
    /// As Google's matcher does: patterns get capital escapes and escaped non-ASCII, addresses stay as they are.
    AsWritten,
}

/// How many steps one question may still take: about one for a byte that is looked at.
pub(super) struct Budget(usize);

const STEPS: usize = 2 << 20;
/// What beginning a search costs, in steps.
const SEARCH: usize = 32;

impl Default for Budget {
    fn default() -> Budget {
        Budget(STEPS)
    }
}

impl Budget {
    pub(super) fn is_spent(&self) -> bool {
        self.0 == 0
    }

    fn spend(&mut self, steps: usize) -> bool {
        self.0 = self.0.saturating_sub(steps);
        self.0 > 0
    }
}

/// A pattern in normal form.
pub(super) fn normal(pattern: &[u8], encoding: Encoding) -> String {
    match encoding {
        Encoding::AsWritten => percent::normal(pattern, |byte| byte.is_ascii(), |_| false),
        Encoding::Normal => {
            let (body, end) = match pattern.split_last() {
                Some((b'$', body)) => (body, "$"),
                _ => (pattern, ""),
            };
            percent::normal(body, |byte| byte == b'*' || may_stand(byte), is_unreserved) + end
        }
    }
}

/// The part of an address that patterns are matched with: path and query, beginning with a slash.
///
/// As in Google's parser, the address need not be a good one; one without a path has the path `/`.
pub(super) fn path(url: &str, encoding: Encoding) -> String {
    let bytes = bare_path(url.as_bytes());
    let path = match encoding {
        Encoding::AsWritten => String::from_utf8_lossy(bytes).into_owned(),
        Encoding::Normal => percent::normal(bytes, may_stand, is_unreserved),
    };
    if path.starts_with('/') { path } else { format!("/{path}") }
}

fn bare_path(url: &[u8]) -> &[u8] {
    let skipped = if url.starts_with(b"//") { 2 } else { 0 };
    let find = |from: usize, set: &[u8]| {
        url.iter().skip(from).position(|byte| set.contains(byte)).map(|at| at + from)
    };
    let early = find(skipped, b"/?;");
    let scheme = memmem::find(url, b"://").filter(|end| early.is_none_or(|early| *end <= early));
    let host = scheme.map_or(skipped, |end| end + 3);
    let fragment = find(skipped, b"#").unwrap_or(url.len());
    find(host, b"/?;").and_then(|start| url.get(start..fragment)).unwrap_or_default()
}

/// Whether the byte stands for itself in an address, a percent sign that begins no escape included. Not the
/// apostrophe, which WHATWG escapes in queries.
fn may_stand(byte: u8) -> bool {
    is_unreserved(byte) || b"%:/?#[]@!&()+,;=".contains(&byte)
}

/// Whether the pattern matches a beginning of the path, or all of it where it ends in `$`.
///
/// Between stars the leftmost match is as good as any, since it leaves the most for what follows: no way back is
/// needed, and the time is linear. A search that the budget does not allow fails.
pub(super) fn matches(pattern: &str, path: &str, budget: &mut Budget) -> bool {
    let (body, to_the_end) = match pattern.strip_suffix('$') {
        Some(body) => (body, true),
        None => (pattern, false),
    };
    let mut parts = body.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return !to_the_end || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if to_the_end && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(after) = after(rest, part, budget) else { return false };
        rest = after;
    }
    true
}

/// What follows the first occurrence of a part.
fn after<'a>(text: &'a str, part: &str, budget: &mut Budget) -> Option<&'a str> {
    if part.is_empty() {
        return Some(text);
    }
    if part.len() > text.len() || !budget.spend(SEARCH + text.len()) {
        return None;
    }
    let at = memmem::find(text.as_bytes(), part.as_bytes())?;
    text.get(at + part.len()..)
}
