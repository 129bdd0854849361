//! `rasid check`: everything that could be wrong before anything runs.

use std::process::ExitCode;

use crate::config::Config;
use crate::exit::{Failure, say};

pub(crate) fn main(config: &Config) -> Result<ExitCode, Failure> {
    let file = config.file.as_ref().map_or("built-in defaults".to_owned(), |path| path.display().to_string());
    say(&format!("configuration: {file}: ok"));
    load_knowledge(config)?;
    say("knowledge: ok");
    Ok(ExitCode::SUCCESS)
}

/// The knowledge in force; every fault in its files is reported, not only the first.
pub(crate) fn load_knowledge(config: &Config) -> Result<pipeline::knowledge::Knowledge, Failure> {
    let Some(folder) = &config.knowledge else {
        return Ok(pipeline::knowledge::Knowledge::builtin());
    };
    pipeline::knowledge::Knowledge::load(folder).map_err(|faults| {
        for fault in &faults {
            say(&fault.to_string());
        }
        Failure::Usage(anyhow::anyhow!(
            "{} faults in the knowledge folder `{}`",
            faults.len(),
            folder.display()
        ))
    })
}
