//! Serves the router over a store in memory on a loopback port, for measuring and for tools that test interfaces.
//!
//! `cargo run -p receive --example serve -- 8080`; the token is `example-0123456789`. On standard error it tells the
//! address that a hub would call back for the source `example`, as if one had been asked.

use std::collections::HashSet;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use receive::options::{Limits, Options};
use receive::store::{Feed, Store, StoreError, Stored};
use receive::token::Token;
use receive::websub::subscriptions::{Secret, Subscriptions, Wanted};
use record::raw::RawDocument;

#[derive(Clone, Default)]
struct Memory(Arc<Mutex<HashSet<String>>>);

impl Store for Memory {
    async fn store(&self, raw: RawDocument) -> Result<Stored, StoreError> {
        let id = raw.message_id().to_string();
        let repeated = !self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        Ok(Stored { id: None, repeated })
    }

    async fn feed(&self, _: Feed) -> Result<(), StoreError> {
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::env::args().nth(1).unwrap_or_default().parse()?;
    let token = Token::plain("example", "example-0123456789", None)?;
    let limits = Limits { documents_per_sec: u32::MAX, burst_documents: u32::MAX, ..Limits::default() };
    let options = Options { tokens: vec![token], limits, ..Options::default() };
    let subscriptions = Subscriptions::default();
    let secret = Secret::new("example-0123456789")?;
    let wanted = Wanted { topic: "http://a.example/feed".to_owned(), secret, lease_secs: 86_400 };
    subscriptions.want("example", wanted)?;
    let asked = subscriptions.ask("example", &"http://127.0.0.1/".parse()?, jiff::Timestamp::now());
    writeln!(std::io::stderr(), "{}", asked.map_or_else(String::new, |asked| asked.callback.into()))?;
    let router = receive::router::router(Memory::default(), options, subscriptions);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    axum::serve(listener, router).await?;
    Ok(())
}
