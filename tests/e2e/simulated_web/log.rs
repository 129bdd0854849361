//! What the simulated web saw: one entry for each request. The oracle reads nothing else of the server.

use std::time::Duration;

use super::answer::Rules;

/// A request, and what it was answered. Times count from the start of the web.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    /// The `Host` field as sent, without the port.
    pub(crate) host: String,
    /// Path and query.
    pub(crate) target: String,
    /// When its head had arrived.
    pub(crate) start: Duration,
    /// When the answer was sent or the client had gone; none while it lasts.
    pub(crate) end: Option<Duration>,
    /// Zero where the answer was no HTTP.
    pub(crate) status: u16,
    pub(crate) user_agent: String,
    /// Whether it carried If-None-Match or If-Modified-Since.
    pub(crate) is_conditional: bool,
    /// Whether the answer let the next request be conditional.
    pub(crate) has_validators: bool,
    /// What the answer said about robots, where it was robots.txt.
    pub(crate) rules: Option<Rules>,
    /// Until when the host wants to be left alone.
    pub(crate) not_before: Option<Duration>,
    /// Why nobody should have come here.
    pub(crate) trap: Option<&'static str>,
}

impl Entry {
    /// Whether robots.txt was asked for.
    pub(crate) fn is_robots(&self) -> bool {
        self.target == "/robots.txt"
    }
}
