//! The server and the oracle together: a small polite reader passes, a rude one is told what it did.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::manner::{RobotsFile, Validators};
use super::oracle::{Evidence, Fault, Published, Terms, judge};
use super::server::Web;
use super::world::{Due, FIRST, Host, World};

/// What a reader leaves out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rudeness {
    None,
    Pauses,
    Robots,
    Validators,
    Duplicates,
}

struct Reader<'a> {
    web: &'a Web,
    rudeness: Rudeness,
}

impl Reader<'_> {
    fn ask(&self, host: &Host, path: &str, more: &str) {
        let port = self.web.world().port;
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let head =
            format!("GET {path} HTTP/1.1\r\nHost: {}.test:{port}\r\nUser-Agent: rasid/test\r\n", host.id);
        write!(stream, "{head}{more}\r\n").unwrap();
        // The first piece tells that the answer is under way; these are small and follow at once.
        let _ = stream.read(&mut [0; 16_000]).unwrap();
        if self.rudeness != Rudeness::Pauses {
            std::thread::sleep(Duration::from_millis(230));
        }
    }

    /// Everything that a host has from the start, then its list once more.
    fn read(&self, host: &Host) -> Vec<Published> {
        let mut records = Vec::new();
        if self.rudeness != Rudeness::Robots {
            self.ask(host, "/robots.txt", "");
            // The server writes down the end of an answer only after it was sent.
            std::thread::sleep(Duration::from_millis(20));
        }
        self.ask(host, host.list_path(), "");
        let known = self.web.world().known(Duration::ZERO);
        for article in known.into_iter().filter(|article| article.key.0 == host.id) {
            let number = article.key.1;
            if article.due == Due::Never && self.rudeness != Rudeness::Robots {
                continue;
            }
            self.ask(host, &host.links(number)[0], "");
            if host.is_moved(number) {
                self.ask(host, &host.path(number), "");
            }
            let links = host.links(number);
            let read = if self.rudeness == Rudeness::Duplicates { links.len() } else { 1 };
            records.extend(links[..read].iter().map(|link| Published {
                url: Some(self.web.world().address(host, link)),
                canonical_url: None,
                source: host.id.clone(),
                status: "new".to_owned(),
            }));
        }
        let validator = "If-None-Match: \"x\"\r\n";
        self.ask(host, host.list_path(), if self.rudeness == Rudeness::Validators { "" } else { validator });
        records
    }
}

/// Hosts that can be read in a few seconds, one with a folder that is closed.
fn chosen(world: &World) -> Vec<&Host> {
    let fits = |host: &&Host| {
        let manner = host.manner;
        manner.robots == RobotsFile::ClosedFolder
            && manner.validators != Validators::None
            && !manner.is_indexed
            && !manner.has_slugs
    };
    world.hosts.iter().filter(fits).take(3).collect()
}

#[track_caller]
fn check(rudeness: Rudeness, expected: &[Fault]) {
    let web = Web::start(World::new(80, 0, 1));
    let reader = Reader { web: &web, rudeness };
    let hosts = chosen(web.world());
    let records = std::thread::scope(|scope| {
        let threads: Vec<_> = hosts.iter().map(|host| scope.spawn(|| reader.read(host))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let read: BTreeSet<&str> = hosts.iter().map(|host| host.id.as_str()).collect();
    let end = web.elapsed();
    let known =
        web.world().known(Duration::ZERO).into_iter().filter(|article| read.contains(&*article.key.0));
    let evidence =
        Evidence { log: web.log(), records, known: known.collect(), intruders: web.intruders(), end };
    assert_eq!(evidence.known.len(), 3 * FIRST);
    let terms = Terms {
        interval: Duration::from_millis(200),
        tolerance: Duration::from_millis(30),
        slack: Duration::ZERO,
        agent: vec!["rasid/".to_owned()],
    };
    let violations = judge(&evidence, &terms);
    let faults: BTreeSet<Fault> = violations.iter().map(|violation| violation.fault).collect();
    assert_eq!(faults.into_iter().collect::<Vec<_>>(), expected, "{violations:?}");
}

#[test]
fn a_polite_reader_has_no_fault() {
    check(Rudeness::None, &[]);
}

#[test]
fn a_reader_that_does_not_pause_is_told() {
    check(Rudeness::Pauses, &[Fault::TooSoon]);
}

#[test]
fn a_reader_that_does_not_ask_for_robots_is_told() {
    check(Rudeness::Robots, &[Fault::BeforeRobots]);
}

#[test]
fn a_reader_that_forgets_validators_is_told() {
    check(Rudeness::Validators, &[Fault::Unconditional]);
}

#[test]
fn a_reader_that_takes_tracking_for_another_article_is_told() {
    check(Rudeness::Duplicates, &[Fault::Twice]);
}
