//! Knowledge that follows its folder while the workers run.
//!
//! The folder is asked for names, sizes and times of its files, and read again once they have changed and then
//! rested for one look, so that a half-saved set is not taken. Polling and not file-system events: folders are
//! mounted, synchronised and replaced by links, of which events tell different things on every system. What is
//! faulty, or gone, never replaces what worked.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use gazetteer::Gazetteer;
use text::fault::Fault;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::knowledge::{Knowledge, PARTS};
use crate::metrics;

/// What is known of the files without reading them, in order of their paths.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Look(Vec<(PathBuf, u64, Option<SystemTime>)>);

impl Look {
    fn at(folder: &Path) -> Self {
        let mut files = Vec::new();
        for part in PARTS {
            let Ok(entries) = std::fs::read_dir(folder.join(part)) else { continue };
            for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
                if let Ok(meta) = std::fs::metadata(&path) {
                    files.push((path, meta.len(), meta.modified().ok()));
                }
            }
        }
        files.sort();
        Self(files)
    }
}

/// Knowledge of a folder, and how the folder looked before it was read.
pub struct Loaded {
    /// The knowledge.
    pub knowledge: Knowledge,
    look: Look,
    /// The large gazetteer, which no folder holds: every new knowledge gets it.
    gazetteer: Option<Arc<Gazetteer>>,
}

impl Loaded {
    /// Reads the folder; a large gazetteer, where there is one, stays part of the knowledge.
    ///
    /// # Errors
    /// Every fault in the folder's files, with file and line.
    pub fn read(folder: &Path, gazetteer: Option<Arc<Gazetteer>>) -> Result<Self, Vec<Fault>> {
        let look = Look::at(folder);
        let knowledge = Knowledge::load(folder)?;
        let knowledge = match &gazetteer {
            Some(gazetteer) => knowledge.with_gazetteer(Arc::clone(gazetteer)),
            None => knowledge,
        };
        Ok(Self { knowledge, look, gazetteer })
    }
}

/// Looks at the folder until told to stop, and sends new knowledge to all who hold a receiver.
pub async fn run(
    folder: PathBuf,
    loaded: Loaded,
    poll: Duration,
    knowledge: watch::Sender<Knowledge>,
    stop: &CancellationToken,
) {
    let Loaded { look: mut taken, gazetteer, .. } = loaded;
    let mut last = taken.clone();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(poll) => {}
        }
        let path = folder.clone();
        let Ok(look) = tokio::task::spawn_blocking(move || Look::at(&path)).await else { continue };
        let rests = look == last;
        last.clone_from(&look);
        if look == taken || !rests {
            continue;
        }
        let (path, places) = (folder.clone(), gazetteer.clone());
        let started = Instant::now();
        let read = tokio::task::spawn_blocking(move || Loaded::read(&path, places)).await;
        let panicked = |_| {
            let message = "reading it ended in a fault of the program; the log above says which".to_owned();
            Err(vec![Fault { file: folder.display().to_string(), line: 0, message }])
        };
        match read.unwrap_or_else(panicked) {
            Ok(loaded) => {
                taken = loaded.look;
                knowledge.send_replace(loaded.knowledge);
                metrics::knowledge_replaced(&folder, started.elapsed());
            }
            Err(faults) => {
                // Told once, until the files change again.
                taken = look;
                metrics::knowledge_kept(&folder, &faults);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &str = "place = [{id='x', kind='settlement', at=[1.0, 2.0], en=['Xanaduville']}]";

    fn write(folder: &Path, text: &str) {
        std::fs::create_dir_all(folder.join("lexicon")).unwrap();
        std::fs::write(folder.join("lexicon/a.toml"), text).unwrap();
    }

    fn knows(knowledge: &Knowledge) -> bool {
        knowledge.extract.is_word("xanaduville")
    }

    #[tokio::test]
    async fn new_files_are_taken_and_faulty_ones_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let loaded = Loaded::read(folder.path(), None).unwrap();
        let (sender, mut receiver) = watch::channel(loaded.knowledge.clone());
        let stop = CancellationToken::new();
        let (path, stopped) = (folder.path().to_owned(), stop.clone());
        let poll = Duration::from_millis(20);
        let watching = tokio::spawn(async move { run(path, loaded, poll, sender, &stopped).await });
        assert!(!knows(&receiver.borrow()));

        write(folder.path(), PLACE);
        receiver.changed().await.unwrap();
        assert!(knows(&receiver.borrow_and_update()));

        write(folder.path(), "place = [{id='x', kind='town'}]");
        tokio::time::sleep(poll * 20).await;
        assert!(!receiver.has_changed().unwrap(), "faulty knowledge was taken");

        write(folder.path(), "given = []\n");
        receiver.changed().await.unwrap();
        assert!(!knows(&receiver.borrow_and_update()));
        stop.cancel();
        watching.await.unwrap();
    }

    #[test]
    fn a_folder_that_is_gone_is_a_fault() {
        let folder = tempfile::tempdir().unwrap();
        let faults = Loaded::read(&folder.path().join("nowhere"), None).err().unwrap();
        assert!(faults[0].message.contains("no such folder"), "{faults:?}");
    }
}
