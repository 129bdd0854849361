//! Watched folders as collectors: what is ready goes into RAW, what cannot be read into the dead letters.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use bus::connect::Bus;
use collect::bad::BadInput;
use collect::file::Options;
use collect::folder::Entry;
use collect::watch::Watch;
use jiff::Timestamp;
use pipeline::intake;
use record::dead::DeadReason;
use tokio_util::sync::CancellationToken;

/// A folder under watch.
pub(crate) struct Folder {
    /// The folder.
    pub(crate) path: PathBuf,
    /// Where its journal lies.
    pub(crate) journal: PathBuf,
    /// How often to look.
    pub(crate) poll: Duration,
    /// Larger documents are refused, in bytes.
    pub(crate) max_document_bytes: u64,
}

impl Folder {
    /// A folder whose journal lies in the data folder.
    pub(crate) fn new(
        path: &Path,
        data: &Path,
        poll: Duration,
        max_document_bytes: u64,
    ) -> anyhow::Result<Self> {
        let full = path.canonicalize().with_context(|| format!("cannot watch `{}`", path.display()))?;
        let name = record::id::digest(&[full.as_os_str().as_encoded_bytes()]);
        let folder = data.join("folders");
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot create `{}`", folder.display()))?;
        Ok(Self { path: full, journal: folder.join(format!("{name}.ndjson")), poll, max_document_bytes })
    }

    /// Watches until told to stop.
    pub(crate) async fn watch(self, bus: Bus, stop: CancellationToken) -> anyhow::Result<()> {
        let mut watch = Watch::open(&self.path, &self.journal)
            .with_context(|| format!("cannot use the journal `{}`", self.journal.display()))?;
        loop {
            let looked = tokio::task::spawn_blocking(move || {
                let ready = watch.ready();
                (watch, ready)
            });
            let ready;
            (watch, ready) = looked.await?;
            match ready {
                Ok(entries) => {
                    for entry in entries {
                        if stop.is_cancelled() {
                            return Ok(());
                        }
                        if self.take(&bus, &entry, &stop).await? {
                            watch.done(&entry).context("cannot write the journal")?;
                        }
                    }
                }
                Err(error) => {
                    tracing::error!(folder = %self.path.display(), %error, "cannot look into the folder");
                }
            }
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = tokio::time::sleep(self.poll) => {}
            }
        }
    }

    /// Stores all documents of a file; false where it was told to stop before the end.
    async fn take(&self, bus: &Bus, entry: &Entry, stop: &CancellationToken) -> anyhow::Result<bool> {
        let options = Options { max_document_bytes: self.max_document_bytes, received_at: Timestamp::now() };
        let mut items = collect::file::read(entry, options);
        loop {
            let read = tokio::task::spawn_blocking(move || {
                let item = items.next();
                (items, item)
            });
            let item;
            (items, item) = read.await?;
            let Some(item) = item else { return Ok(true) };
            let stored = match item {
                Ok(mut raw) => {
                    // Live: stamped when it enters, whatever the manifest says of its fetching.
                    raw.received_at = options.received_at;
                    tokio::select! {
                        () = stop.cancelled() => return Ok(false),
                        stored = intake::store_patiently(bus, &raw) => stored
                            .map_err(|error| BadInput::new(&raw.doc, DeadReason::TooLarge, error.to_string())),
                    }
                }
                Err(bad) => Err(bad),
            };
            let outcome = match &stored {
                Ok(true) => "repeated",
                Ok(false) => "stored",
                Err(_) => "bad",
            };
            pipeline::metrics::collected("folder", outcome);
            if let Err(bad) = stored {
                let letter = bus::dead::of_document(bad.reason, &bad.detail, &bad.doc, &bad.bytes);
                bus.bury(&letter, options.received_at).await;
            }
        }
    }
}
