//! A web on loopback, good and hostile, that `rasid run` is let loose on, and an oracle that says what it did wrong.
//!
//! One server plays all hosts by the `Host` field (`server`), by a world that follows from a seed (`world`): what
//! there is to be found is known without asking. The oracle judges by the server's own log alone. Everything goes
//! ten times as fast as on the real web: sources are polled every 2 to 8 s, articles appear every 3 to 9 s.
//!
//! `RASID_WEB_SECS` (40; 180 is the long form, which judges memory too), `RASID_WEB_HOSTS` (60),
//! `RASID_WEB_HOSTILE` (a tenth, but every misdeed once) and `RASID_WEB_SEED` (1) change the size.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;

use self::memory::Sampler;
use self::oracle::{Evidence, Published, Terms, judge};
use self::server::Web;
use self::words::Random;
use self::world::{Misdeed, World};
use crate::rig::{Run, json_lines, rasid, succeed};

mod answer;
mod clock;
mod hostile;
mod log;
mod manner;
mod memory;
mod oracle;
mod oracle_tests;
mod pages;
mod reader_tests;
mod server;
mod server_tests;
mod summary;
mod words;
mod world;

const CONTACT: &str = "https://rasid.test/about";
const INTERVAL: Duration = Duration::from_millis(200);
/// Room for the long form: what is known of a story is published again with every report of it.
const STREAMS: &str = "[streams]\n\
    raw = { max_bytes = 536870912, max_age_days = 40 }\n\
    enriched = { max_bytes = 536870912, max_age_days = 40 }\n\
    results = { max_bytes = 2147483648, max_age_days = 90 }\n\
    status = { max_bytes = 67108864, max_age_days = 90 }\n\
    dead = { max_bytes = 67108864, max_age_days = 90 }\n";
/// A poll (8 s), robots and pages a second apart, and what stands before them in the queue.
const SLACK: Duration = Duration::from_secs(15);
/// From this length on memory is judged.
const LONG_SECS: u64 = 120;

fn setting(name: &str, default: u64) -> u64 {
    match std::env::var(name) {
        Ok(value) => value.parse().unwrap_or_else(|_| panic!("{name} is no number: `{value}`")),
        Err(_) => default,
    }
}

fn length() -> Duration {
    Duration::from_secs(setting("RASID_WEB_SECS", 40))
}

fn hosts() -> usize {
    setting("RASID_WEB_HOSTS", 60) as usize
}

fn hostile_hosts() -> usize {
    let default = (hosts() / 10).max(Misdeed::ALL.len()).min(hosts());
    setting("RASID_WEB_HOSTILE", default as u64) as usize
}

fn seed() -> u64 {
    setting("RASID_WEB_SEED", 1)
}

fn terms() -> Terms {
    Terms {
        interval: INTERVAL,
        tolerance: Duration::from_millis(30),
        slack: SLACK,
        agent: vec!["rasid/".to_owned(), CONTACT.to_owned()],
    }
}

/// Starts `rasid run` on all hosts of a web.
fn start(web: &Web, data: &TempDir) -> Run {
    let sources = data.path().join("sources.toml");
    std::fs::write(&sources, web.world().sources()).unwrap();
    let config = format!(
        "[fetch]\nsources = \"{}\"\nresolve = {{ \"*.test\" = \"127.0.0.1\" }}\nallow = [\"127.0.0.1\"]\n\
         contact = \"{CONTACT}\"\ndomain_interval_ms = {}\ninterval_min_secs = 2\ninterval_max_secs = 8\n\
         total_timeout_ms = 3000\nidle_timeout_ms = 1500\nconnect_timeout_ms = 1000\nwire_bytes = 2000000\n\
         body_bytes = 4000000\nin_flight = 64\n",
        sources.display(),
        INTERVAL.as_millis()
    );
    if length().as_secs() < LONG_SECS {
        return Run::with_config(data, &config, &[]);
    }
    let path = data.path().join("rasid.toml");
    std::fs::write(&path, config + STREAMS).unwrap();
    Run::start(data.path(), &["--config", path.to_str().unwrap()])
}

/// All records, once no more of them come.
fn settled(run: &Run) -> Vec<serde_json::Value> {
    let mut records = run.read("rasid.record.>");
    loop {
        let more = run.read("rasid.record.>");
        if more.len() == records.len() {
            return more;
        }
        records = more;
    }
}

/// Prints what came of it, and fails where the oracle finds anything.
#[track_caller]
fn check(web: &Web, run: &Run) {
    let end = web.end();
    let evidence = Evidence {
        log: web.log(),
        records: settled(run).iter().map(Published::new).collect(),
        known: web.world().known(end),
        intruders: web.intruders(),
        end,
    };
    let violations = judge(&evidence, &terms());
    let metrics = run.get("/metrics").unwrap_or_default();
    let told = metrics.lines().filter(|line| line.starts_with("rasid_fetch") && line.contains('{'));
    told.filter(|line| !line.contains("quantile")).for_each(|line| println!("{line}"));
    println!("{}", summary::summary(web.world(), &evidence, &terms(), &violations));
    for violation in &violations {
        let of_host =
            evidence.log.iter().filter(|entry| violation.text.contains(entry.host.trim_end_matches(".test")));
        for entry in of_host {
            println!("{:?} {} {} {}", entry.start, entry.target, entry.status, entry.is_conditional);
        }
    }
    assert!(violations.is_empty(), "{} violations", violations.len());
}

/// The articles are told apart and known by their addresses: what is lost later was lost on the way.
#[test]
fn every_article_is_new_to_the_pipeline_and_its_second_address_is_not() {
    let mut world = World::new(hosts(), 0, seed());
    (world.port, world.start_unix_secs) = (8080, 1_700_000_000);
    let folder = tempfile::tempdir().unwrap();
    let (mut lines, mut articles) = (String::new(), 0);
    for host in &world.hosts {
        for number in host.listed(host.manner.every * 6) {
            articles += 1;
            for link in host.links(number) {
                let url = world.address(host, &link);
                let html = pages::article(&world, host, number);
                let line = json!({"doc": url, "url": url, "source": host.id, "html": html});
                lines.push_str(&format!("{line}\n"));
            }
        }
    }
    let path = folder.path().join("pages.ndjson");
    std::fs::write(&path, &lines).unwrap();
    let replayed = succeed(rasid().arg("replay").arg(&path).args(["--format", "ndjson"]));
    let records: Vec<Published> = json_lines(&replayed).iter().map(Published::new).collect();
    let new: BTreeSet<_> =
        records.iter().filter(|one| one.status == "new").filter_map(Published::key).collect();
    assert_eq!(new.len(), articles, "of {} pages, {} records", lines.lines().count(), records.len());
    assert_eq!(records.iter().filter(|one| one.status == "new").count(), articles);
}

#[test]
fn a_web_of_good_and_hostile_hosts_is_read_whole_and_politely() {
    let web = Web::start(World::new(hosts(), hostile_hosts(), seed()));
    let data = tempfile::tempdir().unwrap();
    let run = start(&web, &data);
    let memory = Sampler::start(run.pid());
    web.sleep_until(length());
    let series = memory.series();
    println!("{}", memory::told(&series));
    check(&web, &run);
    run.stop();
    assert!(length().as_secs() < LONG_SECS || memory::is_level(&series), "memory grows: {series:?}");
}

#[test]
fn a_run_that_is_killed_five_times_loses_nothing_and_stays_polite() {
    let good = hosts() - hostile_hosts();
    let web = Web::start(World::new(good, 0, seed()));
    let data = tempfile::tempdir().unwrap();
    let mut random = Random::new(seed());
    let length = length() + Duration::from_secs(35);
    // In the first third, so that the last life has time for what the others had in hand: the server delivers that again
    // after 30 s.
    let mut kills: Vec<Duration> = (0..5)
        .map(|_| {
            Duration::from_secs(3)
                + length.checked_sub(Duration::from_secs(35)).unwrap() * random.below(900) as u32 / 1_000
        })
        .collect();
    kills.sort();
    let mut run = start(&web, &data);
    for moment in kills {
        web.sleep_until(moment);
        run.kill();
        run = start(&web, &data);
        // Alive for a moment at least, whatever chance has chosen.
        std::thread::sleep(Duration::from_millis(500 + random.below(1_500)));
    }
    web.sleep_until(length);
    check(&web, &run);
    run.stop();
}
