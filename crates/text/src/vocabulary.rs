//! The data files of this crate: compiled in, and replaceable by a folder of the same names before the first use. Process-wide
//! rather than handed to every call: one process has one vocabulary, and the functions of the hot path stay free of it.

use crate::config;
use crate::fault::Fault;
use crate::lang::profile::Profiles;
use crate::number::Words;
use crate::repair::Censored;
use crate::sentence::rules::Rules;
use crate::token::Clitics;
use std::path::Path;
use std::sync::OnceLock;

/// A data file: its name, what is compiled in, how it is read, and where it is kept.
pub(crate) trait DataFile: Default + Send + Sync + 'static {
    const NAME: &'static str;
    const BUILTIN: &'static str;

    fn read(name: &str, toml: &str) -> Result<Self, Vec<Fault>>;
    fn cell() -> &'static OnceLock<Self>;

    /// What is in use. The compiled-in text has no fault: a test of each file sees to it.
    fn get() -> &'static Self {
        Self::cell().get_or_init(|| Self::read(Self::NAME, Self::BUILTIN).unwrap_or_default())
    }
}

/// Reads the data files that a folder holds (`numbers.toml`, `clitics.toml`, `censored.toml`, `sentences.toml`,
/// `languages.toml`) and uses them instead of those compiled in. All faults of all files are reported, and then nothing is
/// changed. To be called before any other function of the crate: a file whose data is already in use is a fault.
pub fn load(folder: &Path) -> Result<(), Vec<Fault>> {
    let files = (file::<Words>(folder), file::<Clitics>(folder), file::<Censored>(folder));
    let more = (file::<Rules>(folder), file::<Profiles>(folder));
    let mut faults = Vec::new();
    let files = (keep(files.0, &mut faults), keep(files.1, &mut faults), keep(files.2, &mut faults));
    let more = (keep(more.0, &mut faults), keep(more.1, &mut faults));
    if !faults.is_empty() {
        return Err(faults);
    }
    install(files.0, &mut faults);
    install(files.1, &mut faults);
    install(files.2, &mut faults);
    install(more.0, &mut faults);
    install(more.1, &mut faults);
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// None where the folder has no such file.
fn file<F: DataFile>(folder: &Path) -> Result<Option<F>, Vec<Fault>> {
    let path = folder.join(F::NAME);
    if !path.exists() {
        return Ok(None);
    }
    F::read(&path.display().to_string(), &config::read(&path)?).map(Some)
}

fn keep<F>(read: Result<Option<F>, Vec<Fault>>, faults: &mut Vec<Fault>) -> Option<F> {
    read.map_err(|found| faults.extend(found)).ok().flatten()
}

fn install<F: DataFile>(data: Option<F>, faults: &mut Vec<Fault>) {
    if let Some(data) = data
        && F::cell().set(data).is_err()
    {
        let message = "read too late: the data compiled in is already in use".to_owned();
        faults.push(Fault { file: F::NAME.to_owned(), line: 0, message });
    }
}
