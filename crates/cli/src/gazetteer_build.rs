//! `rasid gazetteer build`: a dump of places becomes the file that enrichment looks names up in.
//!
//! Wrong lines are told with their number and left out: dumps of millions of lines always have some.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use extract::knowledge::Knowledge;
use gazetteer::compile::{self, Compiler, Counts};
use gazetteer::format::Source;
use gazetteer::row::BadLine;
use gazetteer::{geonames, wof};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use record::record::PlaceKind;

use crate::args::GazetteerBuild;
use crate::exit::{Failure, say};

/// A longer line is a wrong one.
const LINE_BYTES: u64 = 1 << 20;

/// Wrong lines told by number; the rest is counted.
const LISTED: usize = 20;

pub(crate) fn main(command: &GazetteerBuild) -> Result<ExitCode, Failure> {
    let built = build(command)?;
    let Built { counts, bad, left_out, attribution } = built;
    bad.report();
    say(&format!(
        "{}: {} places, {} names, {:.1} MB ({left_out} left out, {} wrong lines)",
        command.output.display(),
        counts.places,
        counts.names,
        counts.bytes as f64 / 1e6,
        bad.count
    ));
    say(attribution);
    Ok(ExitCode::SUCCESS)
}

/// What was made of a dump.
struct Built {
    counts: Counts,
    bad: BadLines,
    /// Places that were not wanted, or were there twice.
    left_out: u64,
    attribution: &'static str,
}

fn build(command: &GazetteerBuild) -> anyhow::Result<Built> {
    let knowledge = Knowledge::builtin();
    let is_place_word = |word: &str| knowledge.is_settlement_word(word);
    let (source, dump) = match (&command.wof, &command.geonames) {
        (Some(dump), _) => (Source::Wof, dump),
        (None, Some(dump)) => (Source::Geonames, dump),
        (None, None) => return Err(anyhow!("give a dump: --wof or --geonames")),
    };
    let mut compiler = Compiler::new(source, &is_place_word);
    let mut bad = BadLines::default();
    let mut left_out = 0;
    read(dump, &mut bad, |line| {
        let added = match source {
            Source::Wof => add_wof(&mut compiler, line)?,
            Source::Geonames => add_geonames(&mut compiler, line, command.min_population)?,
        };
        left_out += u64::from(!added);
        Ok(())
    })?;
    if compiler.places() == 0 {
        bad.report();
        return Err(anyhow!("no place in `{}`", dump.display()));
    }
    if let Some(names) = &command.alternate_names {
        read(names, &mut bad, |line| {
            if let Some((id, name, language)) = geonames::parse_alternate(line)? {
                compiler.add_name(id, name, language);
            }
            Ok(())
        })?;
    }
    let (file, counts) = compiler.finish()?;
    if let Some(folder) = command.output.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot create `{}`", folder.display()))?;
    }
    compile::write(&command.output, &file)
        .with_context(|| format!("cannot write `{}`", command.output.display()))?;
    Ok(Built { counts, bad, left_out, attribution: source.attribution() })
}

/// Adds a place; false where it was not wanted.
fn add_wof(compiler: &mut Compiler<'_>, line: &str) -> Result<bool, BadLine> {
    if wof::is_heading(line) {
        return Ok(true);
    }
    let row = wof::parse(line)?;
    let admin = wof::admin_key(&row);
    Ok(compiler.add(row, admin))
}

fn add_geonames(compiler: &mut Compiler<'_>, line: &str, min_population: u32) -> Result<bool, BadLine> {
    let Some(row) = geonames::parse(line)? else { return Ok(false) };
    if row.kind == PlaceKind::Settlement && row.population < min_population {
        return Ok(false);
    }
    let admin = geonames::admin_key(&row);
    Ok(compiler.add(row, admin))
}

/// Calls `take` with every line that is not empty; what it refuses is noted.
fn read(
    path: &Path,
    bad: &mut BadLines,
    mut take: impl FnMut(&str) -> Result<(), BadLine>,
) -> anyhow::Result<()> {
    let cannot = || format!("cannot read `{}`", path.display());
    let file = File::open(path).with_context(cannot)?;
    let bar = progress(file.metadata().with_context(cannot)?.len());
    let mut reader = BufReader::with_capacity(1 << 16, file);
    if reader.fill_buf().with_context(cannot)?.starts_with(b"PK\x03\x04") {
        return Err(anyhow!("`{}` is a zip archive; unzip it first", path.display()));
    }
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        let bytes = (&mut reader).take(LINE_BYTES).read_until(b'\n', &mut line).with_context(cannot)?;
        if bytes == 0 {
            break;
        }
        bar.inc(bytes as u64);
        let taken = if bytes as u64 == LINE_BYTES {
            reader.skip_until(b'\n').with_context(cannot)?;
            Err(BadLine::Encoding)
        } else {
            let text = std::str::from_utf8(&line).map(|text| text.trim_end_matches(['\n', '\r']));
            text.map_err(|_| BadLine::Encoding)
                .and_then(|text| if text.is_empty() { Ok(()) } else { take(text) })
        };
        if let Err(error) = taken {
            bad.add(path, number, error);
        }
    }
    bar.finish_and_clear();
    Ok(())
}

/// Wrong lines: the first by number, all by count.
#[derive(Default)]
struct BadLines {
    count: u64,
    first: Vec<(PathBuf, u64, BadLine)>,
}

impl BadLines {
    fn add(&mut self, path: &Path, number: u64, error: BadLine) {
        self.count += 1;
        if self.first.len() < LISTED {
            self.first.push((path.to_owned(), number, error));
        }
    }

    fn report(&self) {
        for (path, number, error) in &self.first {
            say(&format!("{}:{number}: {error}", path.display()));
        }
        let unlisted = self.count - self.first.len() as u64;
        if unlisted > 0 {
            say(&format!("… and {unlisted} more wrong lines"));
        }
    }
}

/// A bar on a terminal, nothing elsewhere.
fn progress(bytes: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(bytes);
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
    match ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes}, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use gazetteer::Gazetteer;

    use super::*;

    fn fixture(name: &str) -> PathBuf {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/gazetteer")).join(name)
    }

    fn command(wof: Option<&str>, geonames: Option<&str>, output: PathBuf) -> GazetteerBuild {
        GazetteerBuild {
            wof: wof.map(fixture),
            geonames: geonames.map(fixture),
            alternate_names: geonames.map(|_| fixture("alternates.txt")),
            min_population: 100,
            output,
        }
    }

    #[test]
    fn a_table_of_wof_is_compiled() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("new/places.rgz");
        let built = build(&command(Some("wof.tsv"), None, output.clone())).unwrap();
        assert_eq!((built.counts.places, built.left_out), (10, 0));
        let told: Vec<_> =
            built.bad.first.iter().map(|(_, line, error)| (*line, error.to_string())).collect();
        assert_eq!(
            told,
            [(11, "`not a number` is no latitude".to_owned()), (12, "4 fields instead of 10".to_owned())]
        );
        let gazetteer = Gazetteer::open(&output).unwrap();
        assert_eq!(gazetteer.find("المسكونجه").map(|place| place.id).collect::<Vec<_>>(), [9104]);
    }

    #[test]
    fn a_dump_of_geonames_is_compiled() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("sy.rgz");
        let built = build(&command(None, Some("SY.txt"), output.clone())).unwrap();
        assert_eq!((built.counts.places, built.left_out, built.bad.count), (3, 2, 2));
        let gazetteer = Gazetteer::open(&output).unwrap();
        let camp = gazetteer.find("مخيم الزرنوقيه").next().unwrap();
        assert_eq!((camp.id, camp.kind, camp.arabic), (7102, PlaceKind::Camp, "مخيم الزرنوقية"));
        assert_eq!(gazetteer.find("الزرفونيه").count(), 0, "too few inhabitants");
        assert_eq!(gazetteer.admin(camp.admin.unwrap()).unwrap().name, "Muhafazat Halab");
    }

    #[test]
    fn a_dump_without_places_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("none.rgz");
        let error = build(&command(Some("README.md"), None, output.clone())).err().unwrap();
        assert!(error.to_string().starts_with("no place in"), "{error}");
        assert!(!output.exists());
    }
}
