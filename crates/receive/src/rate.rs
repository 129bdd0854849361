//! A token bucket for each bearer token, counted in documents.
//!
//! A request costs one document before its body is read; the others are charged once they are counted, and may
//! take the bucket below zero: a large batch is never cut, the next request waits until it is paid off.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// One bucket.
pub(crate) struct Bucket {
    per_sec: f64,
    burst: f64,
    level: Mutex<Level>,
}

struct Level {
    documents: f64,
    at: Instant,
}

impl Bucket {
    pub(crate) fn new(per_sec: u32, burst: u32) -> Self {
        let burst = f64::from(burst.max(1));
        let level = Level { documents: burst, at: Instant::now() };
        Self { per_sec: f64::from(per_sec.max(1)), burst, level: Mutex::new(level) }
    }

    /// Takes one document out, or says how long until there is one.
    pub(crate) fn take(&self) -> Result<(), Duration> {
        let mut level = self.filled();
        if level.documents < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - level.documents) / self.per_sec));
        }
        level.documents -= 1.0;
        Ok(())
    }

    /// Takes documents out that have been read already.
    pub(crate) fn charge(&self, documents: usize) {
        self.filled().documents -= documents as f64;
    }

    fn filled(&self) -> std::sync::MutexGuard<'_, Level> {
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let gained = now.duration_since(level.at).as_secs_f64() * self.per_sec;
        level.documents = (level.documents + gained).min(self.burst);
        level.at = now;
        level
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_empty_bucket_tells_when_it_has_one_again() {
        let bucket = Bucket::new(2, 2);
        assert_eq!((bucket.take(), bucket.take()), (Ok(()), Ok(())));
        let wait = bucket.take().unwrap_err();
        assert_eq!(wait, Duration::from_millis(500));
        tokio::time::advance(wait).await;
        assert_eq!(bucket.take(), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_large_batch_is_paid_off_afterwards() {
        let bucket = Bucket::new(10, 5);
        bucket.take().unwrap();
        bucket.charge(99);
        assert_eq!(bucket.take(), Err(Duration::from_millis(9600)));
        tokio::time::advance(Duration::from_hours(1)).await;
        assert_eq!((0..9).filter(|_| bucket.take().is_ok()).count(), 5);
    }
}
