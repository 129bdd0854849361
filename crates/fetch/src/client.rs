//! The client: one address asked once.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, LOCATION,
};
use reqwest::redirect::Policy;
use url::Url;
use web::guard::Guard;

use crate::body::{BodyError, Caps, Collector};
use crate::error::{FetchError, chain};
use crate::names::{NameError, Names, Pins};

/// How a client asks.
#[derive(Debug, Clone)]
pub struct Options {
    /// Who asks: a product and a way to reach its owner.
    pub user_agent: String,
    /// What an answer may cost.
    pub limits: Limits,
    /// Names with addresses of their own.
    pub pins: Pins,
    /// A proxy for all requests; it resolves the names, so it must guard itself.
    pub proxy: Option<Url>,
}

/// What an answer may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Until the connection stands.
    pub connect: Duration,
    /// Between two pieces of the answer.
    pub idle: Duration,
    /// For the whole answer.
    pub total: Duration,
    /// All header fields, in bytes.
    pub header_bytes: usize,
    /// The body.
    pub body: Caps,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(15),
            total: Duration::from_mins(1),
            header_bytes: 64 * 1024,
            body: Caps { wire_bytes: 10 * MIB, body_bytes: 20 * MIB },
        }
    }
}

/// Asks.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    guard: Arc<Guard>,
    limits: Limits,
}

/// What was answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The address that answered.
    pub url: Url,
    /// The status code of HTTP.
    pub status: u16,
    /// The header fields.
    pub headers: HeaderMap,
    /// Where a redirect leads, made absolute; not judged yet.
    pub redirect: Option<Url>,
    /// The body, unpacked. Empty for redirects.
    pub body: Bytes,
    /// Bytes of the body as sent.
    pub wire_bytes: u64,
}

/// Why a client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("cannot make an HTTP client: {0}")]
pub struct ClientError(String);

impl Answer {
    /// A header field as text.
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl Client {
    /// A client; connections are kept for a short while and shared by its clones.
    ///
    /// # Errors
    /// When TLS cannot be set up or an option is no header value.
    pub fn new(options: Options, guard: Guard) -> Result<Self, ClientError> {
        let failed = |error: &dyn std::error::Error| ClientError(chain(error));
        // Refused where another part of the program has chosen one already, which does as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let guard = Arc::new(guard);
        let limits = options.limits;
        let builder = reqwest::Client::builder()
            .user_agent(options.user_agent)
            .redirect(Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .dns_resolver(Names { guard: Arc::clone(&guard), pins: options.pins })
            .connect_timeout(limits.connect)
            .read_timeout(limits.idle)
            .timeout(limits.total)
            .pool_max_idle_per_host(2)
            .pool_idle_timeout(Duration::from_secs(20))
            .http1_ignore_invalid_headers_in_responses(true)
            .http1_allow_spaces_after_header_name_in_responses(true)
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .http2_max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX))
            .no_proxy();
        let builder = match options.proxy {
            Some(proxy) => {
                builder.proxy(reqwest::Proxy::all(proxy.as_str()).map_err(|error| failed(&error))?)
            }
            None => builder,
        };
        Ok(Self { http: builder.build().map_err(|error| failed(&error))?, guard, limits })
    }

    /// Whether an address may be asked, as far as its name tells.
    ///
    /// # Errors
    /// When it may not.
    pub fn may_ask(&self, url: &Url) -> Result<(), FetchError> {
        let refused = |refusal| FetchError::Refused { url: url.to_string(), refusal };
        self.guard.check_url(url).map_err(refused)
    }

    /// Asks one address once.
    ///
    /// # Errors
    /// When the address may not be asked, or no whole answer came within the limits. A status such as 404 is an
    /// answer.
    pub async fn get(&self, url: &Url, headers: HeaderMap) -> Result<Answer, FetchError> {
        self.may_ask(url)?;
        let asked = self.http.get(url.clone()).header(ACCEPT_ENCODING, ENCODINGS).headers(headers);
        let mut response = asked.send().await.map_err(|error| self.fault(url, &error))?;
        let size: usize =
            response.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if size > self.limits.header_bytes {
            return Err(FetchError::TooLarge {
                url: url.to_string(),
                limit: self.limits.header_bytes as u64,
            });
        }
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let redirect = redirect(url, status, &headers);
        let (body, wire_bytes) = if redirect.is_some() {
            // Nobody reads it; the connection is given up with it.
            (Bytes::new(), 0)
        } else {
            self.read(url, &mut response).await?
        };
        Ok(Answer { url: url.clone(), status, headers, redirect, body, wire_bytes })
    }

    async fn read(&self, url: &Url, response: &mut reqwest::Response) -> Result<(Bytes, u64), FetchError> {
        let text = |name| response.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let too_large = |limit| FetchError::TooLarge { url: url.to_string(), limit };
        let caps = self.limits.body;
        if text(CONTENT_LENGTH)
            .and_then(|length| length.parse().ok())
            .is_some_and(|n: u64| n > caps.wire_bytes)
        {
            return Err(too_large(caps.wire_bytes));
        }
        let fault = |error| match error {
            BodyError::TooLarge(limit) => too_large(limit),
            BodyError::Damaged(_) | BodyError::Unknown(_) => {
                FetchError::Broken { url: url.to_string(), detail: error.to_string() }
            }
        };
        let mut collector = Collector::new(text(CONTENT_ENCODING), caps).map_err(fault)?;
        while let Some(piece) = response.chunk().await.map_err(|error| self.fault(url, &error))? {
            collector.push(&piece).map_err(fault)?;
        }
        let wire = collector.wire();
        Ok((collector.finish().map_err(fault)?.into(), wire))
    }

    fn fault(&self, url: &Url, error: &reqwest::Error) -> FetchError {
        let url = url.to_string();
        if error.is_timeout() {
            return FetchError::Timeout { url, limit_secs: self.limits.total.as_secs() };
        }
        let detail = chain(error);
        if find::<NameError>(error) {
            return FetchError::Name { url, detail };
        }
        if error.is_connect() {
            FetchError::Connect { url, detail }
        } else {
            FetchError::Broken { url, detail }
        }
    }
}

/// What can be unpacked.
const ENCODINGS: HeaderValue = HeaderValue::from_static("gzip, deflate");

fn redirect(url: &Url, status: u16, headers: &HeaderMap) -> Option<Url> {
    let location = headers.get(LOCATION).filter(|_| matches!(status, 301 | 302 | 303 | 307 | 308))?;
    // Servers write addresses raw in UTF-8, which is no header text.
    let location = String::from_utf8_lossy(location.as_bytes());
    let mut target = url.join(location.trim()).ok()?;
    if target.fragment().is_none() {
        target.set_fragment(url.fragment());
    }
    Some(target)
}

fn find<E: std::error::Error + 'static>(error: &reqwest::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.is::<E>() {
            return true;
        }
        cause = error.source();
    }
    false
}
