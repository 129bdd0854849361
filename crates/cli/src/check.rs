//! `rasid check`: everything that could be wrong before anything runs.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use gazetteer::Gazetteer;
use pipeline::knowledge::Knowledge;

use crate::config::Config;
use crate::exit::{Failure, say};

pub(crate) fn main(config: &Config) -> Result<ExitCode, Failure> {
    let file = config.file.as_ref().map_or("built-in defaults".to_owned(), |path| path.display().to_string());
    say(&format!("configuration: {file}: ok"));
    let sources = crate::source::sources(config).map_err(Failure::Usage)?;
    if !sources.is_empty() {
        say(&format!("sources: {}: ok, {} to visit", crate::source::path(config).display(), sources.len()));
    }
    let knowledge = load_knowledge(config)?;
    say("knowledge: ok");
    if let (Some(gazetteer), Some(path)) = (knowledge.extract.gazetteer(), &config.gazetteer) {
        say(&format!(
            "gazetteer: {}: ok, {} places, {} names. {}",
            path.display(),
            gazetteer.places(),
            gazetteer.names(),
            gazetteer.attribution()
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// The knowledge in force; every fault in its files is reported, not only the first.
pub(crate) fn load_knowledge(config: &Config) -> Result<Knowledge, Failure> {
    let knowledge = match &config.knowledge {
        Some(folder) => from_folder(folder)?,
        None => Knowledge::builtin(),
    };
    Ok(match open_gazetteer(config)? {
        Some(gazetteer) => knowledge.with_gazetteer(gazetteer),
        None => knowledge,
    })
}

/// The large gazetteer, where one is configured.
pub(crate) fn open_gazetteer(config: &Config) -> Result<Option<Arc<Gazetteer>>, Failure> {
    let Some(path) = &config.gazetteer else { return Ok(None) };
    let gazetteer = Gazetteer::open(path).map_err(|error| {
        Failure::Usage(anyhow::Error::from(error).context(format!("the gazetteer `{}`", path.display())))
    })?;
    Ok(Some(Arc::new(gazetteer)))
}

fn from_folder(folder: &Path) -> Result<Knowledge, Failure> {
    Knowledge::load(folder).map_err(|faults| refuse(folder, &faults))
}

/// Tells every fault, and how many there are.
pub(crate) fn refuse(folder: &Path, faults: &[impl std::fmt::Display]) -> Failure {
    for fault in faults {
        say(&fault.to_string());
    }
    let count = if faults.len() == 1 { "1 fault".to_owned() } else { format!("{} faults", faults.len()) };
    Failure::Usage(anyhow::anyhow!("{count} in the knowledge folder `{}`", folder.display()))
}
