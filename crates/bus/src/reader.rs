//! Reads a stream in order from a given place, without acknowledgements: for stages whose own cursor is the
//! truth, and for people who look on.
//!
//! Every error means: open again at the message after the last one seen, with backoff. The reader never ends.

use std::time::Duration;

use async_nats::jetstream::consumer::DeliverPolicy;
use async_nats::jetstream::consumer::pull::{Ordered, OrderedConfig};
use futures::StreamExt as _;
use jiff::Timestamp;
use record::subject::Stream;

use crate::connect::Bus;
use crate::message::Inbound;

/// Where to start reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At the oldest message.
    Oldest,
    /// At the next message to come.
    Next,
    /// At this sequence, or the first after it.
    Sequence(u64),
    /// At the first message stored at this time or later.
    Time(Timestamp),
}

/// An ordered reader.
pub struct Reader {
    bus: Bus,
    stream: Stream,
    filter: String,
    start: Start,
    open: Option<Ordered>,
}

impl Reader {
    /// A reader of a stream's messages under a filter (`>` for all).
    pub fn new(bus: &Bus, stream: Stream, filter: &str, start: Start) -> Self {
        Self { bus: bus.clone(), stream, filter: filter.to_owned(), start, open: None }
    }

    /// The next message. Waits for ever; safe to drop and call again.
    pub async fn next(&mut self) -> Inbound {
        let mut delay = Duration::from_millis(100);
        loop {
            match self.try_next().await {
                Ok(Some(inbound)) => {
                    self.start = Start::Sequence(inbound.sequence + 1);
                    return inbound;
                }
                Ok(None) => {}
                Err(error) => {
                    self.open = None;
                    crate::metrics::rebuilding(self.stream.name(), &error);
                    tokio::time::sleep(delay).await;
                    delay = (delay * 2).min(Duration::from_secs(10));
                }
            }
        }
    }

    /// Makes sure that the reader is placed: from now on, no message is missed.
    pub async fn open(&mut self) -> Result<(), String> {
        self.ordered().await.map(|_| ())
    }

    async fn try_next(&mut self) -> Result<Option<Inbound>, String> {
        match self.ordered().await?.next().await {
            Some(Ok(message)) => Ok(Inbound::read(&message)),
            Some(Err(error)) => Err(error.to_string()),
            None => Err("the message stream ended".to_owned()),
        }
    }

    async fn ordered(&mut self) -> Result<&mut Ordered, String> {
        let open = match self.open.take() {
            Some(open) => open,
            None => create(&self.bus, self.stream, &self.filter, self.start).await?,
        };
        Ok(self.open.insert(open))
    }
}

async fn create(bus: &Bus, stream: Stream, filter: &str, start: Start) -> Result<Ordered, String> {
    let stream = bus.jetstream.get_stream(stream.name()).await.map_err(|error| error.to_string())?;
    let config = OrderedConfig {
        filter_subject: if filter == ">" { String::new() } else { filter.to_owned() },
        deliver_policy: policy(start),
        ..OrderedConfig::default()
    };
    let consumer = stream.create_consumer(config).await.map_err(|error| error.to_string())?;
    consumer.messages().await.map_err(|error| error.to_string())
}

fn policy(start: Start) -> DeliverPolicy {
    match start {
        Start::Oldest => DeliverPolicy::All,
        Start::Next => DeliverPolicy::New,
        Start::Sequence(start_sequence) => DeliverPolicy::ByStartSequence { start_sequence },
        Start::Time(time) => match async_nats::datetime::parse_rfc3339(&time.to_string()) {
            Ok(start_time) => DeliverPolicy::ByStartTime { start_time },
            Err(_) => DeliverPolicy::All,
        },
    }
}
