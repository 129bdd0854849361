//! The client against a listener on loopback: what it refuses, and what it gives up.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test")]

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use fetch::body::Caps;
use fetch::client::{Answer, Client, Limits, Options};
use fetch::error::FetchError;
use fetch::names::Pins;
use reqwest::header::HeaderMap;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;
use web::guard::Guard;

/// Answers every request with the same bytes, then drips if asked to.
struct Listener {
    port: u16,
    accepted: Arc<AtomicUsize>,
}

#[derive(Clone, Copy)]
enum Then {
    Close,
    Drip,
    Flood,
}

async fn listen(answer: impl Into<Vec<u8>>, then: Then) -> Listener {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let accepted = Arc::new(AtomicUsize::new(0));
    let (count, answer) = (Arc::clone(&accepted), answer.into());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(serve(stream, answer.clone(), then));
        }
    });
    Listener { port, accepted }
}

async fn serve(mut stream: TcpStream, answer: Vec<u8>, then: Then) {
    let mut request = [0; 8192];
    let _ = stream.read(&mut request).await;
    let _ = stream.write_all(&answer).await;
    let piece = match then {
        Then::Close => return,
        Then::Drip => vec![b'x'; 1],
        Then::Flood => vec![b'x'; 64 * 1024],
    };
    while stream.write_all(&piece).await.is_ok() {
        if piece.len() == 1 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn client(guard: Guard, pins: Pins) -> Client {
    let limits = Limits {
        connect: Duration::from_secs(2),
        idle: Duration::from_millis(500),
        total: Duration::from_millis(1_500),
        header_bytes: 16 * 1024,
        body: Caps { wire_bytes: 200_000, body_bytes: 400_000 },
    };
    let options = Options { user_agent: "rasid-test".to_owned(), limits, pins, proxy: None };
    Client::new(options, guard).unwrap()
}

fn opened() -> Client {
    client(Guard::with_allowed(["127.0.0.1"]).unwrap(), Pins::default())
}

async fn get(client: &Client, url: &str) -> Result<Answer, FetchError> {
    client.get(&Url::parse(url).unwrap(), HeaderMap::new()).await
}

#[track_caller]
fn kind(outcome: Result<Answer, FetchError>) -> &'static str {
    outcome.map_or_else(|error| error.kind(), |_| "answered")
}

const PAGE: &str =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n<p>خبر</p>";

/// Ways to write loopback, private and link-local addresses; `{port}` is the listener's.
const DISGUISES: [&str; 52] = [
    "http://127.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7F.0.0.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://017700000001:{port}/",
    "http://0x7f.1:{port}/",
    "http://127.000.000.001:{port}/",
    "http://127.255.255.254:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0x0:{port}/",
    "http://[::1]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[0:0:0:0:0:ffff:7f00:0001]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/",
    "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2001:0:7f00:1::80ff:fffe]:{port}/",
    "http://[fe80::1]:{port}/",
    "http://[fec0::1]:{port}/",
    "http://[fc00::1]:{port}/",
    "http://[fd00:ec2::254]:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://１２７.０.０.１:{port}/",
    "http://127。0。0。1:{port}/",
    "http://127．0．0．1:{port}/",
    "http://127｡0｡0｡1:{port}/",
    "http://%31%32%37.0.0.1:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST:{port}/",
    "http://localhost.:{port}/",
    "http://ｌｏｃａｌｈｏｓｔ:{port}/",
    "http://a.localhost:{port}/",
    "http://localhost.localdomain:{port}/",
    "http://printer.local:{port}/",
    "http://intranet:{port}/",
    "http://user@127.0.0.1:{port}/",
    "http://example.org@127.0.0.1:{port}/",
    "http://user:secret@example.org:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1:{port}/",
    "http://192.168.0.1:{port}/",
    "http://172.16.0.1:{port}/",
];

const SCHEMES: [&str; 8] = [
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "gopher://127.0.0.1:{port}/",
    "data:text/plain,x",
    "ws://127.0.0.1:{port}/",
    "http://127.0.0.1:22/",
    "http://example.org:25/",
    "http://example.org:6667/",
];

#[tokio::test]
async fn no_disguise_reaches_loopback() {
    let listener = listen(PAGE, Then::Close).await;
    let client = client(Guard::default(), Pins::default());
    for pattern in DISGUISES.into_iter().chain(SCHEMES) {
        // What the parser of addresses refuses cannot be asked at all.
        let Ok(url) = Url::parse(&pattern.replace("{port}", &listener.port.to_string())) else { continue };
        let outcome = client.get(&url, HeaderMap::new()).await;
        assert_eq!(kind(outcome), "refused", "{pattern}");
    }
    assert_eq!(listener.accepted.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_followed() {
    let listener = listen(PAGE, Then::Close).await;
    let inside = ["127.0.0.1", "0.0.0.0", "::1", "::ffff:127.0.0.1", "10.1.2.3", "169.254.169.254"];
    for address in inside {
        let pins = Pins::new([("*.example.org".to_owned(), address.parse::<IpAddr>().unwrap())]);
        let client = client(Guard::default(), pins);
        let outcome = get(&client, &format!("http://rebound.example.org:{}/", listener.port)).await;
        assert_eq!(kind(outcome), "name", "{address}");
    }
    assert_eq!(listener.accepted.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let inner = listen(PAGE, Then::Close).await;
    let location = format!("http://127.0.0.1:{}/secret", inner.port);
    let outer = listen(
        format!("HTTP/1.1 301 Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"),
        Then::Close,
    )
    .await;
    let answer = get(&opened(), &format!("http://127.0.0.1:{}/", outer.port)).await.unwrap();
    assert_eq!((answer.status, answer.redirect.unwrap().as_str()), (301, location.as_str()));
    assert_eq!(inner.accepted.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_page_arrives_with_its_headers() {
    let listener = listen(PAGE, Then::Close).await;
    let answer = get(&opened(), &format!("http://127.0.0.1:{}/a", listener.port)).await.unwrap();
    assert_eq!(answer.body, "<p>خبر</p>".as_bytes());
    assert_eq!(answer.header(&reqwest::header::CONTENT_TYPE), Some("text/html; charset=utf-8"));
}

#[tokio::test]
async fn what_never_ends_is_given_up() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
    let cases = [
        (head.to_owned(), Then::Drip, "timeout"),
        (head.to_owned(), Then::Flood, "too_large"),
        ("HTTP/1.1 200 OK\r\nX: ".to_owned(), Then::Drip, "timeout"),
        ("HTTP/1.1 200 OK\r\nX: ".to_owned(), Then::Flood, "broken"),
        (
            format!("HTTP/1.1 200 OK\r\nX: {}\r\nContent-Length: 0\r\n\r\n", "x".repeat(20_000)),
            Then::Close,
            "too_large",
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nshort".to_owned(), Then::Close, "broken"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n".to_owned(), Then::Close, "too_large"),
        (String::new(), Then::Close, "broken"),
        ("SSH-2.0-x\r\n".to_owned(), Then::Close, "broken"),
    ];
    for (answer, then, expected) in cases {
        let shown = answer.chars().take(60).collect::<String>();
        let listener = listen(answer, then).await;
        let begun = Instant::now();
        let outcome = get(&opened(), &format!("http://127.0.0.1:{}/", listener.port)).await;
        assert_eq!(kind(outcome), expected, "{shown:?}");
        assert!(begun.elapsed() < Duration::from_secs(4), "{shown:?}");
    }
}

#[tokio::test]
async fn a_closed_port_and_an_unknown_name_are_told_apart() {
    let port = listen(PAGE, Then::Close).await.port;
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap().local_addr().unwrap().port();
    assert_eq!(kind(get(&opened(), &format!("http://127.0.0.1:{closed}/")).await), "connect");
    let unknown = get(&opened(), &format!("http://no-such-name.invalid:{port}/")).await;
    assert_eq!(kind(unknown), "name");
}
