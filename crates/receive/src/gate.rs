//! How many requests and bytes are at work at the same time. Who finds no room is sent away, never queued.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::options::Limits;
use crate::problem::Problem;

/// The room there is.
#[derive(Clone)]
pub(crate) struct Gate {
    requests: Arc<Semaphore>,
    bytes: Arc<Semaphore>,
}

/// A request's share of the room; given back when dropped.
pub(crate) struct Pass {
    _request: OwnedSemaphorePermit,
    room: Arc<Semaphore>,
    held: Vec<OwnedSemaphorePermit>,
}

/// There is no room for more bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full;

impl Gate {
    pub(crate) fn new(limits: &Limits) -> Self {
        let semaphore = |permits: usize| Arc::new(Semaphore::new(permits.min(Semaphore::MAX_PERMITS)));
        Self { requests: semaphore(limits.requests_in_flight), bytes: semaphore(limits.bytes_in_flight) }
    }

    pub(crate) fn enter(&self) -> Result<Pass, Problem> {
        let request = Arc::clone(&self.requests).try_acquire_owned().map_err(|_| {
            crate::metrics::turned_away("requests");
            Problem::busy("too many requests are at work")
        })?;
        Ok(Pass { _request: request, room: Arc::clone(&self.bytes), held: Vec::new() })
    }
}

impl Pass {
    /// Holds room for more bytes.
    pub(crate) fn grow(&mut self, bytes: usize) -> Result<(), Full> {
        let bytes = u32::try_from(bytes).map_err(|_| Full)?;
        let more = Arc::clone(&self.room).try_acquire_many_owned(bytes).map_err(|_| {
            crate::metrics::turned_away("bytes");
            Full
        })?;
        match self.held.last_mut() {
            Some(held) => held.merge(more),
            None => self.held.push(more),
        }
        Ok(())
    }
}

impl From<Full> for Problem {
    fn from(Full: Full) -> Self {
        Problem::busy("too many bytes are at work")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_given_back() {
        let gate = Gate::new(&Limits { requests_in_flight: 1, bytes_in_flight: 10, ..Limits::default() });
        let mut pass = gate.enter().unwrap();
        assert!(gate.enter().is_err());
        assert_eq!((pass.grow(6), pass.grow(4), pass.grow(1)), (Ok(()), Ok(()), Err(Full)));
        drop(pass);
        assert_eq!(gate.enter().unwrap().grow(10), Ok(()));
    }
}
