//! `rasid schema`: the contract as files.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use crate::args::Schema;
use crate::exit::{Failure, say};

pub(crate) fn main(command: &Schema) -> Result<ExitCode, Failure> {
    for (path, text) in files(command)? {
        if command.check {
            let found = fs::read_to_string(&path).unwrap_or_default();
            if found != text {
                Err(bail_stale(&path))?;
            }
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot create `{}`", folder.display()))?;
        }
        fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
        say(&format!("wrote {}", path.display()));
    }
    Ok(ExitCode::SUCCESS)
}

fn bail_stale(path: &std::path::Path) -> anyhow::Error {
    anyhow::anyhow!("`{}` is stale; run `rasid schema` and commit the result", path.display())
}

fn files(command: &Schema) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut files = Vec::new();
    for schema in record::schema::all() {
        let path = command.folder.join("schema").join(format!("{}.json", schema.name));
        files.push((path, pretty(&schema.json)?));
    }
    files.push((command.folder.join("asyncapi.json"), pretty(&record::asyncapi::document())?));
    if files.len() < 2 {
        bail!("no schema to write");
    }
    Ok(files)
}

fn pretty(json: &serde_json::Value) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(json)? + "\n")
}
