//! The HTTP message in a record's block.
//!
//! After RFC 9112, but as crawlers store it: status lines of HTTP/2 and 3, which have none on the wire; bare LF;
//! header lines that are none; bodies that were already dechunked or decompressed while the header still says
//! otherwise. What the header says of the body is therefore tried, and the bytes are taken as they are where they
//! plainly are something else.

mod chunked;
mod coding;

use std::borrow::Cow;

/// More header lines than this are not kept.
const MAX_FIELDS: usize = 500;

/// Codings on top of each other that are undone.
const MAX_CODINGS: usize = 4;

/// What a server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response<'a> {
    /// The status code.
    pub status: u16,
    /// Names and values, in order.
    pub headers: Vec<(&'a [u8], Cow<'a, [u8]>)>,
    /// The body as it is stored: see [`Response::body`].
    pub stored: &'a [u8],
}

/// A block that holds no HTTP response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the block begins with no HTTP status line")]
pub struct NoResponse;

/// A body with its codings undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body<'a> {
    /// Its bytes.
    pub bytes: Cow<'a, [u8]>,
    /// What was wrong with it.
    pub defects: Vec<BodyDefect>,
}

/// What was wrong with a body that was read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyDefect {
    /// A chunk is broken; the bytes end before it.
    BrokenChunk,
    /// The compressed data is damaged or cut; the bytes end where it is.
    BrokenCoding,
    /// It is in a coding that is not known; the bytes are as they were stored.
    UnknownCoding,
}

/// A body that is over the limit, decompressed or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body is over the limit of {limit} bytes")]
pub struct BodyTooLarge {
    /// The limit.
    pub limit: usize,
}

/// Reads the response in a block.
///
/// # Errors
/// When the block begins with no status line.
pub fn response(block: &[u8]) -> Result<Response<'_>, NoResponse> {
    let (line, rest) = split_line(block);
    let status = status(line).ok_or(NoResponse)?;
    let (headers, stored) = headers(rest);
    Ok(Response { status, headers, stored })
}

impl<'a> Response<'a> {
    /// The value of the first header of this name, whatever its case.
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.values(name).next().map(String::from_utf8_lossy)
    }

    /// The body, dechunked and decompressed, of at most `limit` bytes.
    ///
    /// # Errors
    /// When it is larger: nothing of a bomb is kept.
    pub fn body(&self, limit: usize) -> Result<Body<'a>, BodyTooLarge> {
        let mut defects = Vec::new();
        let mut bytes = Cow::Borrowed(self.stored);
        if self.says("Transfer-Encoding", "chunked")
            && let Some(plain) = chunked::decode(self.stored, &mut defects)
        {
            bytes = Cow::Owned(plain);
        }
        for coding in self.codings().iter().rev().take(MAX_CODINGS) {
            if let Some(plain) = coding::decode(coding, &bytes, limit, &mut defects)? {
                bytes = Cow::Owned(plain);
            }
        }
        if bytes.len() > limit { Err(BodyTooLarge { limit }) } else { Ok(Body { bytes, defects }) }
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        let same = move |(known, _): &&(&[u8], Cow<'_, [u8]>)| known.eq_ignore_ascii_case(name.as_bytes());
        self.headers.iter().filter(same).map(|(_, value)| value.as_ref())
    }

    fn says(&self, name: &str, word: &str) -> bool {
        let word = word.as_bytes();
        self.values(name)
            .any(|value| value.split(|&b| b == b',').any(|w| w.trim_ascii().eq_ignore_ascii_case(word)))
    }

    /// The codings of the body, in the order in which they were applied.
    fn codings(&self) -> Vec<String> {
        let compressing =
            |name: &&str| name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("deflate");
        let words = |name| {
            self.values(name)
                .flat_map(|value| value.split(|&byte| byte == b','))
                .map(|word| String::from_utf8_lossy(word.trim_ascii()).to_ascii_lowercase())
                .collect::<Vec<_>>()
        };
        let transfer = words("Transfer-Encoding").into_iter().filter(|word| compressing(&word.as_str()));
        words("Content-Encoding").into_iter().chain(transfer).collect()
    }
}

/// A line without its end, and what comes after it.
fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    let line = bytes.get(..end).unwrap_or_default();
    (line.strip_suffix(b"\r").unwrap_or(line), bytes.get(end + 1..).unwrap_or_default())
}

/// `HTTP/1.1 200 OK`, `HTTP/2 200`; the reason is nobody's concern.
fn status(line: &[u8]) -> Option<u16> {
    let (protocol, rest) = line.split_at_checked(5)?;
    if !protocol.eq_ignore_ascii_case(b"HTTP/") {
        return None;
    }
    let word = rest.split(u8::is_ascii_whitespace).skip(1).find(|word| !word.is_empty())?;
    let code = std::str::from_utf8(word).ok()?.parse().ok()?;
    (100..1000).contains(&code).then_some(code)
}

type Headers<'a> = Vec<(&'a [u8], Cow<'a, [u8]>)>;

/// The header lines up to the blank one, and what comes after it.
fn headers(mut rest: &[u8]) -> (Headers<'_>, &[u8]) {
    let mut headers: Headers<'_> = Vec::with_capacity(16);
    while !rest.is_empty() {
        let (line, after) = split_line(rest);
        rest = after;
        if line.is_empty() {
            break;
        }
        if matches!(line.first(), Some(b' ' | b'\t')) {
            if let Some((_, value)) = headers.last_mut() {
                let value = value.to_mut();
                value.push(b' ');
                value.extend_from_slice(line.trim_ascii());
            }
        } else if headers.len() < MAX_FIELDS {
            headers.extend(header(line));
        }
    }
    (headers, rest)
}

fn header(line: &[u8]) -> Option<(&[u8], Cow<'_, [u8]>)> {
    // The pseudo headers of HTTP/2 (`:status: 200`), which some crawlers write down, begin with a colon.
    let colon = memchr::memchr(b':', line).filter(|colon| *colon > 0)?;
    let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
    Some((name.trim_ascii(), Cow::Borrowed(value.trim_ascii())))
}

#[cfg(test)]
mod tests;
