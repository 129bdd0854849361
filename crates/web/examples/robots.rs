//! Measures `web::robots`: `robots FILE` judges cases, one JSON object a line (`robots`, `ua`, `url`, `allowed`; with
//! `latin1`, characters stand for bytes); `robots --hostile` prints the worst times on files made to be slow.

use std::time::{Duration, Instant};

use serde::Deserialize;
use web::robots::{MAX_BYTES, Robots};

type Failure = Box<dyn std::error::Error>;

/// Writes a file's next lines.
type Line = Box<dyn Fn(usize) -> String>;

#[derive(Deserialize)]
struct Case {
    #[serde(default)]
    test: String,
    robots: String,
    ua: String,
    url: String,
    allowed: bool,
    #[serde(default)]
    latin1: bool,
}

fn main() -> Result<(), Failure> {
    match std::env::args().nth(1).as_deref() {
        Some("--hostile") => hostile(),
        Some(file) => cases(&std::fs::read_to_string(file)?)?,
        None => return Err("which file?".into()),
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "prints what it measures")]
fn cases(lines: &str) -> Result<(), Failure> {
    let (mut all, mut google, mut standard) = (0, 0, 0);
    for line in lines.lines() {
        let case: Case = serde_json::from_str(line)?;
        let bytes = |text: &str| -> Vec<u8> {
            if case.latin1 { text.chars().map(|c| c as u8).collect() } else { text.as_bytes().to_vec() }
        };
        let (robots, url) = (bytes(&case.robots), bytes(&case.url));
        let url = String::from_utf8_lossy(&url);
        let like_google = Robots::parse_like_google(&robots).allows(&case.ua, &url) == case.allowed;
        let normal = Robots::parse(&robots).allows(&case.ua, &url) == case.allowed;
        all += 1;
        google += usize::from(like_google);
        standard += usize::from(normal);
        if !like_google || !normal {
            let way = if like_google { "RFC 9309 differs" } else { "FAILS" };
            println!("{way}: {} {} {url} expected {}", case.test, case.ua, case.allowed);
        }
    }
    println!("like Google: {google}/{all}; with the normal form of RFC 9309: {standard}/{all}");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "prints what it measures")]
fn hostile() {
    let a = "a".repeat(8_191);
    let mixed = (0..2_730).map(|n| format!("{n:03x}")).collect::<Vec<_>>().concat();
    let files: [(&str, Line); 12] = [
        ("agents", Box::new(|n| format!("user-agent: {n}a"))),
        ("one agent", Box::new(|_| "user-agent: *".to_owned())),
        ("literal", Box::new(|n| format!("disallow: /aaaaaaa{n}"))),
        ("star", Box::new(|n| format!("disallow: *{n}"))),
        ("short", Box::new(|_| "allow:*b".to_owned())),
        ("stars", Box::new(|_| format!("disallow: /{}b", "*a".repeat(2_000)))),
        ("many stars", Box::new(|_| format!("disallow: /{}b", "*a".repeat(20)))),
        ("end", Box::new(|_| format!("disallow: /{}b$", "a*".repeat(200)))),
        ("almost", Box::new(|_| format!("disallow: /*{}b", "a".repeat(60)))),
        ("backwards", Box::new(|_| format!("disallow: /*b{}", "a".repeat(60)))),
        ("escapes", Box::new(|_| format!("disallow: /{}", "%e3".repeat(500)))),
        ("delays", Box::new(|n| format!("user-agent: a\ncrawl-delay: {n}"))),
    ];
    for (name, line) in &files {
        let mut text = "user-agent: rasid\n".to_owned();
        for n in 0.. {
            text.push_str(&line(n));
            text.push('\n');
            if text.len() >= MAX_BYTES {
                break;
            }
        }
        let parse = median(|| Robots::parse(text.as_bytes()));
        let robots = Robots::parse(text.as_bytes());
        let rules = median(|| robots.rules("rasid"));
        let judge = [format!("/{a}"), format!("/{mixed}"), format!("/{}", "ab".repeat(4_096))]
            .iter()
            .map(|url| median(|| robots.rules("rasid").allows(url)))
            .max();
        println!(
            "{name:12} parse {parse:>10.2?}  select {rules:>10.2?}  judge {:>10.2?}",
            judge.unwrap_or_default()
        );
    }
}

/// The median of some runs: what the work takes, not what the machine does besides.
fn median<T>(work: impl Fn() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..9)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
