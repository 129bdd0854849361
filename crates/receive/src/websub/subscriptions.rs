//! Which topics are wanted, what hubs have confirmed, and when to ask again. No I/O, no clock of its own.
//!
//! Nothing here is kept over a restart: then every subscription is asked for anew, which a hub takes as a renewal;
//! meanwhile content is taken as before, for its signature proves more than our memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::websub::callback;

/// A lease is renewed after this share of it.
const RENEWAL_PERCENT: u64 = 80;
/// Shorter leases are renewed as if they were this long: a hub must not make us ask without end.
const MIN_LEASE_SECS: u64 = 300;
/// Longer ones as if they were this long: hubs forget.
const MAX_LEASE_SECS: u64 = 90 * 86_400;
/// The first wait for a hub that does not confirm; doubled each time, up to [`DENIED_WAIT_SECS`].
const FIRST_WAIT_SECS: u64 = 600;
/// The wait after a hub said no.
const DENIED_WAIT_SECS: u64 = 86_400;

/// A secret that signs what a hub distributes.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Why a subscription cannot be wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WantError {
    /// It could be guessed, or a hub would not take it.
    #[error("a secret has 16 to 199 bytes, this one has {0}")]
    Secret(usize),
    /// A source that has no place in an address.
    #[error("the source `{0}` cannot stand in an address")]
    Source(String),
}

impl Secret {
    /// A secret of 16 to 199 bytes.
    ///
    /// # Errors
    /// When it is shorter, or longer than `WebSub` allows (5.1: under 200 bytes).
    pub fn new(secret: &str) -> Result<Self, WantError> {
        if (16..200).contains(&secret.len()) {
            Ok(Self(secret.to_owned()))
        } else {
            Err(WantError::Secret(secret.len()))
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A topic that a source is to be fed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The feed's address, as its `Link: rel="self"` gives it.
    pub topic: String,
    /// Signs what is distributed.
    pub secret: Secret,
    /// The lease to ask for, in seconds; the hub may choose another.
    pub lease_secs: u64,
}

/// A request to a hub: `POST` it as `application/x-www-form-urlencoded`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubRequest {
    /// The topic.
    pub topic: String,
    /// Where the hub will call back.
    pub callback: Url,
    /// The body. It holds the secret: send it over HTTPS only (`WebSub`, 5.1).
    pub body: String,
}

/// Where a subscription stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// No hub was asked yet.
    Wanted,
    /// A hub was asked, and has not confirmed.
    Asked,
    /// A hub confirmed.
    Active {
        /// When its lease ends.
        until: Timestamp,
    },
    /// A hub will not have it.
    Denied {
        /// Why, as the hub says.
        reason: String,
    },
    /// A hub was asked to end it, and has not confirmed.
    Leaving,
    /// A hub confirmed the end.
    Left,
}

#[derive(Debug, Clone)]
struct Subscription {
    wanted: Wanted,
    phase: Phase,
    asked: u32,
    next_at: Timestamp,
}

/// What a hub asks to be confirmed, or tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Intent {
    Subscribe { topic: String, lease_secs: Option<u64> },
    Unsubscribe { topic: String },
    Denied { topic: String, reason: String },
}

/// All subscriptions, by source. A handle: clones share.
#[derive(Debug, Clone, Default)]
pub struct Subscriptions(Arc<Mutex<BTreeMap<String, Subscription>>>);

impl Subscriptions {
    /// Wants a topic for a source. One that is wanted already with the same secret stays as it stands.
    ///
    /// # Errors
    /// When the source cannot stand in an address.
    pub fn want(&self, source: &str, wanted: Wanted) -> Result<(), WantError> {
        if source.is_empty() || source == "." || source == ".." {
            return Err(WantError::Source(source.to_owned()));
        }
        let mut all = self.lock();
        let is_same = all.get(source).is_some_and(|known| {
            known.wanted == wanted && !matches!(known.phase, Phase::Leaving | Phase::Left)
        });
        if !is_same {
            let fresh = Subscription { wanted, phase: Phase::Wanted, asked: 0, next_at: Timestamp::MIN };
            all.insert(source.to_owned(), fresh);
        }
        Ok(())
    }

    /// The sources whose hub is to be asked now: new ones, leases that run out, hubs that did not answer.
    pub fn due(&self, now: Timestamp) -> Vec<String> {
        let all = self.lock();
        let due = all.iter().filter(|(_, one)| one.phase != Phase::Left && one.next_at <= now);
        due.map(|(source, _)| source.clone()).collect()
    }

    /// Where a source's subscription stands.
    pub fn phase(&self, source: &str) -> Option<Phase> {
        self.lock().get(source).map(|one| one.phase.clone())
    }

    /// Writes the request that a source is due for, and notes that it is asked. `base` is the public address of
    /// this server. None where the source is not known or has left.
    pub fn ask(&self, source: &str, base: &Url, now: Timestamp) -> Option<HubRequest> {
        let mut all = self.lock();
        let one = all.get_mut(source).filter(|one| one.phase != Phase::Left)?;
        let wait = (FIRST_WAIT_SECS << one.asked.min(20)).min(DENIED_WAIT_SECS);
        one.asked = one.asked.saturating_add(1);
        one.next_at = after(now, wait);
        let mode = if one.phase == Phase::Leaving { "unsubscribe" } else { "subscribe" };
        if matches!(one.phase, Phase::Wanted | Phase::Denied { .. }) {
            one.phase = Phase::Asked;
        }
        Some(request(source, &one.wanted, mode, base))
    }

    /// Writes the request that ends a subscription; its content is refused from now on.
    pub fn leave(&self, source: &str, base: &Url, now: Timestamp) -> Option<HubRequest> {
        if let Some(one) = self.lock().get_mut(source).filter(|one| one.phase != Phase::Left) {
            one.phase = Phase::Leaving;
            one.asked = 0;
        }
        self.ask(source, base, now)
    }

    /// Judges what a hub asks or tells: whether it is as we meant it.
    pub(crate) fn judge(&self, source: &str, intent: Intent, now: Timestamp) -> bool {
        let mut all = self.lock();
        let Some(one) = all.get_mut(source) else { return false };
        match intent {
            Intent::Subscribe { topic, lease_secs } => {
                let is_meant = matches!(one.phase, Phase::Asked | Phase::Active { .. });
                is_meant && topic == one.wanted.topic && one.confirm(lease_secs, now)
            }
            Intent::Unsubscribe { topic } => {
                let is_meant = one.phase == Phase::Leaving && topic == one.wanted.topic;
                if is_meant {
                    one.phase = Phase::Left;
                }
                is_meant
            }
            Intent::Denied { topic, reason } => {
                let is_meant = matches!(one.phase, Phase::Asked | Phase::Active { .. });
                if is_meant && topic == one.wanted.topic {
                    one.phase = Phase::Denied { reason };
                    one.next_at = after(now, DENIED_WAIT_SECS);
                }
                is_meant && topic == one.wanted.topic
            }
        }
    }

    /// The topic and the secret of a source that hubs may call back.
    pub(crate) fn wanted(&self, source: &str) -> Option<(Wanted, Phase)> {
        self.lock().get(source).map(|one| (one.wanted.clone(), one.phase.clone()))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Subscription>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Subscription {
    /// Always true: a lease of any length confirms.
    fn confirm(&mut self, lease_secs: Option<u64>, now: Timestamp) -> bool {
        let lease = lease_secs.unwrap_or(self.wanted.lease_secs).clamp(MIN_LEASE_SECS, MAX_LEASE_SECS);
        self.phase = Phase::Active { until: after(now, lease) };
        self.next_at = after(now, lease * RENEWAL_PERCENT / 100);
        self.asked = 0;
        true
    }
}

fn request(source: &str, wanted: &Wanted, mode: &str, base: &Url) -> HubRequest {
    let callback = callback::address(base, source, wanted.secret.as_bytes());
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("hub.mode", mode)
        .append_pair("hub.topic", &wanted.topic)
        .append_pair("hub.callback", callback.as_str());
    if mode == "subscribe" {
        form.append_pair("hub.lease_seconds", &wanted.lease_secs.to_string())
            .append_pair("hub.secret", &wanted.secret.0);
    }
    HubRequest { topic: wanted.topic.clone(), callback, body: form.finish() }
}

fn after(now: Timestamp, secs: u64) -> Timestamp {
    let wait = SignedDuration::from_secs(i64::try_from(secs).unwrap_or(i64::MAX));
    now.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
