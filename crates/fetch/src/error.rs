//! Why a request brought no answer.

use web::guard::Refusal;

/// Why a request brought no answer.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address may not be asked.
    #[error("`{url}` may not be asked: {refusal}")]
    Refused {
        /// The address.
        url: String,
        /// Why.
        refusal: Refusal,
    },
    /// The name has no address, or none that may be asked.
    #[error("the name of `{url}` leads to no address that may be asked: {detail}")]
    Name {
        /// The address.
        url: String,
        /// What the resolver said.
        detail: String,
    },
    /// No connection could be made, or TLS failed.
    #[error("cannot connect to `{url}`: {detail}")]
    Connect {
        /// The address.
        url: String,
        /// What went wrong, with its causes.
        detail: String,
    },
    /// It took too long.
    #[error("`{url}` took longer than {limit_secs} s")]
    Timeout {
        /// The address.
        url: String,
        /// The limit, in seconds.
        limit_secs: u64,
    },
    /// More bytes than allowed, packed or unpacked.
    #[error("the answer of `{url}` is over the limit of {limit} bytes")]
    TooLarge {
        /// The address.
        url: String,
        /// The limit, in bytes.
        limit: u64,
    },
    /// The answer ended early, was no HTTP, or could not be unpacked.
    #[error("the answer of `{url}` is broken: {detail}")]
    Broken {
        /// The address.
        url: String,
        /// What went wrong, with its causes.
        detail: String,
    },
}

impl FetchError {
    /// A closed set of labels for metrics.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "refused",
            Self::Name { .. } => "name",
            Self::Connect { .. } => "connect",
            Self::Timeout { .. } => "timeout",
            Self::TooLarge { .. } => "too_large",
            Self::Broken { .. } => "broken",
        }
    }

    /// Whether the same request may succeed later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Refused { .. } | Self::TooLarge { .. } => false,
            Self::Name { .. } | Self::Connect { .. } | Self::Timeout { .. } | Self::Broken { .. } => true,
        }
    }
}

/// An error with its causes, each told once.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !told.contains(&text) {
            told.push_str(": ");
            told.push_str(&text);
        }
        cause = error.source();
    }
    told
}
