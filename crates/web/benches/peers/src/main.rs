//! Readers of robots.txt side by side, on the cases that `examples/robots.rs` takes: `web-peers FILE`.
//!
//! Prints for each reader how many cases it judges as expected (a panic is none), the time of reading a file and judging
//! one address, and of judging one address more where the reader keeps what it has read; both per case, in the mean.

use std::hint::black_box;
use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use robotstxt::DefaultMatcher;
use serde::Deserialize;
use texting_robots::Robot;
use web::robots::Robots;

type Failure = Box<dyn std::error::Error>;

const ROUNDS: u32 = 20;

#[derive(Deserialize)]
struct Case {
    robots: String,
    ua: String,
    url: String,
    allowed: bool,
}

fn main() -> Result<(), Failure> {
    let file = std::env::args().nth(1).ok_or("which file?")?;
    let text = std::fs::read_to_string(file)?;
    let cases: Vec<Case> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    // The cases' characters stand for bytes; a reader of strings gets what a lossy decoding makes of them.
    let bytes = |text: &str| text.chars().map(|c| c as u8).collect::<Vec<u8>>();
    let cases: Vec<(Vec<u8>, Case)> = cases.into_iter().map(|case| (bytes(&case.robots), case)).collect();
    std::panic::set_hook(Box::new(|_| ()));

    report("web", &cases, |robots, case| Robots::parse(robots).allows(&case.ua, &url(case)));
    report("web, like Google", &cases, |robots, case| {
        Robots::parse_like_google(robots).allows(&case.ua, &url(case))
    });
    report("robotstxt", &cases, |robots, case| {
        DefaultMatcher::default().one_agent_allowed_by_robots(
            &String::from_utf8_lossy(robots),
            &case.ua,
            &url(case),
        )
    });
    report("texting_robots", &cases, |robots, case| {
        Robot::new(&case.ua, robots).is_ok_and(|robot| robot.allowed(&url(case)))
    });

    again("web", &cases, |robots, case, times| {
        let robots = Robots::parse(robots);
        let (rules, url) = (robots.rules(&case.ua), url(case));
        timed(times, || rules.allows(&url))
    });
    again("texting_robots", &cases, |robots, case, times| {
        let (robot, url) = (Robot::new(&case.ua, robots), url(case));
        robot.map_or(Duration::ZERO, |robot| timed(times, || robot.allowed(&url)))
    });
    Ok(())
}

fn url(case: &Case) -> String {
    String::from_utf8_lossy(&case.url.chars().map(|c| c as u8).collect::<Vec<u8>>()).into_owned()
}

fn report(
    name: &str,
    cases: &[(Vec<u8>, Case)],
    judge: impl Fn(&[u8], &Case) -> bool + std::panic::RefUnwindSafe,
) {
    let right = |(robots, case): &&(Vec<u8>, Case)| {
        catch_unwind(|| judge(robots, case)).is_ok_and(|allowed| allowed == case.allowed)
    };
    let met = cases.iter().filter(right).count();
    let start = Instant::now();
    for _ in 0..ROUNDS {
        for (robots, case) in cases {
            let _ = black_box(catch_unwind(|| judge(robots, case)));
        }
    }
    let each = start.elapsed() / (ROUNDS * cases.len() as u32);
    println!("{name:18} {met}/{} as expected; {each:>9.2?} to read and judge", cases.len());
}

fn again(
    name: &str,
    cases: &[(Vec<u8>, Case)],
    judge: impl Fn(&[u8], &Case, u32) -> Duration + std::panic::RefUnwindSafe,
) {
    let all: Duration = cases
        .iter()
        .map(|(robots, case)| catch_unwind(|| judge(robots, case, ROUNDS)).unwrap_or_default())
        .sum();
    println!("{name:18} {:>9.2?} to judge one more", all / (ROUNDS * cases.len() as u32));
}

fn timed(times: u32, judge: impl Fn() -> bool) -> Duration {
    let start = Instant::now();
    for _ in 0..times {
        black_box(judge());
    }
    start.elapsed()
}
