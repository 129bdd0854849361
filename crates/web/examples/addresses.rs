//! Measures `web::address` on a folder with crawler-commons' tables (`weirdToNormalizedUrls.csv`, `invalidUrls.csv`,
//! `url-resolve.csv`) and the web platform tests (`wpt-urltestdata.json`): `addresses FOLDER`.
//!
//! Prints how many cases are met, and by reason how many do not apply; each failure on a line of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use url::Url;
use web::address::{normal, parse, resolve};

type Failure = Box<dyn std::error::Error>;

/// How a case came out: met, or not to be met for a reason, or failed with what was found.
enum Outcome {
    Met,
    Other(&'static str),
    Failed(String),
}

#[derive(Default)]
struct Table(BTreeMap<&'static str, usize>);

fn main() -> Result<(), Failure> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let folder = Path::new(&folder);
    report("weirdToNormalizedUrls.csv", &rows(folder, "weirdToNormalizedUrls.csv")?, |row| {
        normalized(cell(row, 0), cell(row, 1))
    });
    report("invalidUrls.csv", &rows(folder, "invalidUrls.csv")?, |row| {
        expect(normal(cell(row, 0)).unwrap_or_default(), "")
    });
    report("url-resolve.csv", &rows(folder, "url-resolve.csv")?, |row| {
        resolved(cell(row, 0), cell(row, 1), cell(row, 2))
    });
    let tests: Vec<serde_json::Value> =
        serde_json::from_str(&fs::read_to_string(folder.join("wpt-urltestdata.json"))?)?;
    let text = |test: &serde_json::Value, key: &str| test[key].as_str().unwrap_or_default().to_owned();
    let tests = tests.iter().filter(|test| test.is_object());
    let rows: Vec<_> =
        tests.map(|test| vec![text(test, "input"), text(test, "base"), text(test, "href")]).collect();
    report("wpt-urltestdata.json", &rows, |row| resolved(cell(row, 0), cell(row, 1), cell(row, 2)));
    Ok(())
}

fn cell(row: &[String], at: usize) -> &str {
    row.get(at).map(String::as_str).unwrap_or_default()
}

fn expect(found: String, expected: &str) -> Outcome {
    if found == expected { Outcome::Met } else { Outcome::Failed(found) }
}

fn normalized(address: &str, expected: &str) -> Outcome {
    if parse(expected).is_none() {
        return match normal(address) {
            None => Outcome::Other("not of the web, or without a host: refused"),
            Some(found) => Outcome::Failed(found),
        };
    }
    let found = normal(address).unwrap_or_default();
    let parts = |url: &str| -> Vec<String> {
        url.split_once('?')
            .map(|(_, query)| query.split('&').map(str::to_owned).collect())
            .unwrap_or_default()
    };
    let sorted = |mut parts: Vec<String>| {
        parts.sort();
        parts
    };
    let bare = |part: &String| part.trim_end_matches('=').to_owned();
    let (ours, theirs) = (parts(&found), parts(expected));
    if found == expected {
        Outcome::Met
    } else if found.split('?').next() != expected.split('?').next() {
        Outcome::Failed(found)
    } else if sorted(ours.clone()) == sorted(theirs.clone()) {
        Outcome::Other("parameters keep their order")
    } else if sorted(ours.iter().map(bare).collect()) == sorted(theirs.clone()) {
        Outcome::Other("empty values stay empty values")
    } else if sorted(ours.into_iter().filter(|part| !part.starts_with('=')).collect()) == sorted(theirs) {
        Outcome::Other("parameters without a name stay")
    } else {
        Outcome::Failed(found)
    }
}

fn resolved(link: &str, base: &str, expected: &str) -> Outcome {
    let found = if base.is_empty() {
        parse(link)
    } else {
        match Url::parse(base).ok().filter(|base| matches!(base.scheme(), "http" | "https")) {
            Some(base) => resolve(&base, link),
            None => return Outcome::Other("the page's own address is not of the web"),
        }
    };
    let found = found.map(String::from).unwrap_or_default();
    let of_the_web = expected.starts_with("http:") || expected.starts_with("https:");
    if found.is_empty() && !of_the_web && !expected.is_empty() {
        return Outcome::Other("leads to another scheme: refused");
    }
    if expected.is_empty() && base.is_empty() && found == format!("http://{link}") {
        return Outcome::Other("the scheme is added");
    }
    if found.is_empty() && link.to_ascii_lowercase().contains("xn--") {
        return Outcome::Other("a label that is the punycode of nothing: refused");
    }
    expect(found, expected)
}

#[expect(clippy::print_stdout, reason = "prints what it measures")]
fn report(name: &str, rows: &[Vec<String>], judge: impl Fn(&[String]) -> Outcome) {
    let (mut table, mut met, mut failed) = (Table::default(), 0, 0);
    for row in rows {
        match judge(row) {
            Outcome::Met => met += 1,
            Outcome::Other(reason) => *table.0.entry(reason).or_default() += 1,
            Outcome::Failed(found) => {
                failed += 1;
                println!("FAILS: {row:?} found {found:?}");
            }
        }
    }
    println!("{name}: {} cases, {met} met, {failed} failed", rows.len());
    for (reason, count) in table.0 {
        println!("  {count:4} do not apply: {reason}");
    }
}

/// The cells of a table: parted by commas, in quotes where they hold one.
fn rows(folder: &Path, name: &str) -> Result<Vec<Vec<String>>, Failure> {
    let text = fs::read_to_string(folder.join(name))?;
    let lines = text.split('\n').filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(cells).collect())
}

fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
        // A doubled quote within quotes stands for one.
        if c == '"' && quoted && cells.last().is_some_and(|cell| !cell.is_empty() && !cell.starts_with(' ')) {
            cells.last_mut().into_iter().for_each(|cell| cell.push('"'));
        }
    }
    cells.iter().map(|cell| cell.trim_matches(' ').to_owned()).collect()
}
