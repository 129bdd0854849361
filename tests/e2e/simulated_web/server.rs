//! Plays the hosts of a world on one port of loopback, by the `Host` field, and keeps account of every request.
//!
//! A second port stands for what must never be connected to.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

use super::answer::{Answer, Body, Request, answer};
use super::log::Entry;
use super::world::World;

/// A running web. Dropping it ends it.
pub(crate) struct Web {
    shared: Arc<Shared>,
    _runtime: Runtime,
}

struct Shared {
    world: World,
    start: Instant,
    log: Mutex<Vec<Entry>>,
    /// Requests so far by host, without those for robots.txt.
    asked: Mutex<HashMap<String, usize>>,
    /// Who connected to the second port, and where.
    intruders: Mutex<Vec<String>>,
    /// Whether nothing is answered any more.
    is_over: AtomicBool,
}

impl Web {
    /// Starts a web of so many hosts.
    pub(crate) fn start(mut world: World) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let forbidden = runtime.block_on(forbidden()).unwrap();
        world.port = listener.local_addr().unwrap().port();
        world.forbidden = forbidden[0].local_addr().unwrap().port();
        world.start_unix_secs = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let shared = Arc::new(Shared {
            world,
            start: Instant::now(),
            log: Mutex::default(),
            asked: Mutex::default(),
            intruders: Mutex::default(),
            is_over: AtomicBool::new(false),
        });
        for listener in forbidden {
            runtime.spawn(watch(Arc::clone(&shared), listener));
        }
        runtime.spawn(serve(Arc::clone(&shared), listener));
        Self { shared, _runtime: runtime }
    }

    pub(crate) fn world(&self) -> &World {
        &self.shared.world
    }

    /// Time since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.shared.start.elapsed()
    }

    /// Waits until so much time has passed since the start.
    pub(crate) fn sleep_until(&self, moment: Duration) {
        std::thread::sleep(moment.saturating_sub(self.elapsed()));
    }

    /// Answers nothing any more; says when that began.
    pub(crate) fn end(&self) -> Duration {
        let end = self.elapsed();
        self.shared.is_over.store(true, Ordering::SeqCst);
        end
    }

    /// All requests so far, in the order of their arrival.
    pub(crate) fn log(&self) -> Vec<Entry> {
        self.shared.log.lock().unwrap().clone()
    }

    /// Who connected to the forbidden port.
    pub(crate) fn intruders(&self) -> Vec<String> {
        self.shared.intruders.lock().unwrap().clone()
    }
}

/// One port that is free at all three addresses; where there is no IPv6, at two.
async fn forbidden() -> io::Result<Vec<TcpListener>> {
    for _ in 0..50 {
        let first = TcpListener::bind((Ipv4Addr::new(127, 0, 0, 2), 0)).await?;
        let port = first.local_addr()?.port();
        let Ok(second) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await else { continue };
        let mut all = vec![first, second];
        match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
            Ok(third) => all.push(third),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => continue,
            Err(_) => {}
        }
        return Ok(all);
    }
    Err(io::Error::other("no port is free at 127.0.0.1, 127.0.0.2 and ::1"))
}

async fn watch(shared: Arc<Shared>, listener: TcpListener) {
    loop {
        if let Ok((mut stream, peer)) = listener.accept().await {
            let mut bytes = [0; 200];
            let read = tokio::time::timeout(Duration::from_millis(200), stream.read(&mut bytes)).await;
            let said = String::from_utf8_lossy(&bytes[..read.ok().and_then(Result::ok).unwrap_or(0)]);
            let place = stream.local_addr().unwrap_or(SocketAddr::from(([0, 0, 0, 0], 0)));
            let first = said.lines().next().unwrap_or_default().to_owned();
            shared.intruders.lock().unwrap().push(format!("{peer} at {place} said `{first}`"));
        }
    }
}

async fn serve(shared: Arc<Shared>, listener: TcpListener) {
    loop {
        if let Ok((stream, _)) = listener.accept().await
            && !shared.is_over.load(Ordering::SeqCst)
        {
            tokio::spawn(converse(Arc::clone(&shared), stream));
        }
    }
}

/// One connection: requests until either side has had enough.
async fn converse(shared: Arc<Shared>, stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let (mut reader, mut writer) = stream.into_split();
    let mut buffer = Vec::new();
    while let Some(head) = read_head(&mut reader, &mut buffer).await {
        let arrived = shared.start.elapsed();
        if shared.is_over.load(Ordering::SeqCst) {
            return;
        }
        let (answer, place) = shared.take(&head, arrived);
        let is_reset = matches!(answer.body, Body::Reset);
        let is_open = tokio::select! {
            biased;
            sent = send(&mut writer, answer) => matches!(sent, Ok(true)),
            () = gone(&reader, &mut buffer) => false,
        };
        shared.end(place);
        if is_reset {
            // Without the farewell that dropping this half would send.
            writer.forget();
            return;
        }
        if !is_open {
            return;
        }
    }
}

/// Waits until the client has closed its side; so an answer ends when nobody is there to take it.
async fn gone(reader: &OwnedReadHalf, buffer: &mut Vec<u8>) {
    let mut bytes = [0; 1_000];
    while reader.readable().await.is_ok() {
        match reader.try_read(&mut bytes) {
            Ok(0) => return,
            Ok(read) => buffer.extend_from_slice(&bytes[..read]),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
}

/// The head of the next request; none at the end of the connection.
async fn read_head(reader: &mut OwnedReadHalf, buffer: &mut Vec<u8>) -> Option<String> {
    loop {
        if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            let rest = buffer.split_off(end + 4);
            let head = std::mem::replace(buffer, rest);
            return Some(String::from_utf8_lossy(&head).into_owned());
        }
        if buffer.len() > 64_000 || reader.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
}

impl Shared {
    /// Decides about a request and writes it down; says where.
    fn take(&self, head: &str, arrived: Duration) -> (Answer, usize) {
        let (request, mut entry) = parse(head);
        let host = self.world.host(&entry.host);
        let answer = match host {
            Some(host) => {
                let earlier = self.count(&entry);
                answer(&self.world, host, &Request { earlier, ..request }, arrived)
            }
            None => Answer::new(421, "text/plain", "no such host"),
        };
        entry.start = arrived;
        entry.status = if matches!(answer.body, Body::Raw(_) | Body::Reset) { 0 } else { answer.status };
        entry.has_validators = answer.has_validators;
        entry.rules.clone_from(&answer.rules);
        entry.not_before = answer.not_before;
        entry.trap = answer.trap;
        let mut log = self.log.lock().unwrap();
        log.push(entry);
        (answer, log.len() - 1)
    }

    fn count(&self, entry: &Entry) -> usize {
        let mut asked = self.asked.lock().unwrap();
        let count = asked.entry(entry.host.clone()).or_default();
        let earlier = *count;
        *count += usize::from(!entry.is_robots());
        earlier
    }

    fn end(&self, place: usize) {
        let now = self.start.elapsed();
        self.log.lock().unwrap()[place].end = Some(now);
    }
}

fn parse(head: &str) -> (Request, Entry) {
    let mut lines = head.lines();
    let target = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default().to_owned();
    let mut request = Request { target: target.clone(), ..Request::default() };
    let mut entry = Entry { target, ..Entry::default() };
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let value = value.trim().to_owned();
        match name.to_ascii_lowercase().as_str() {
            "host" => value.split(':').next().unwrap_or_default().clone_into(&mut entry.host),
            "user-agent" => entry.user_agent = value,
            "if-none-match" => request.if_none_match = Some(value),
            "if-modified-since" => request.if_modified_since = Some(value),
            "accept-encoding" => request.takes_gzip = value.contains("gzip"),
            _ => {}
        }
    }
    entry.is_conditional = request.if_none_match.is_some() || request.if_modified_since.is_some();
    (request, entry)
}

/// Sends an answer; whether the connection can take another request.
async fn send(writer: &mut OwnedWriteHalf, answer: Answer) -> io::Result<bool> {
    tokio::time::sleep(answer.delay).await;
    let mut head = format!("HTTP/1.1 {} x\r\n", answer.status);
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    match answer.body {
        Body::Whole(_) if answer.status == 304 => {
            writer.write_all(format!("{head}\r\n").as_bytes()).await?;
            return Ok(true);
        }
        Body::Whole(bytes) => {
            write_with_length(writer, &head, bytes.len() as u64, &bytes).await?;
            return Ok(true);
        }
        Body::Length(length, bytes) => write_with_length(writer, &head, length, &bytes).await?,
        Body::Drip(bytes) => {
            writer.write_all(format!("{head}\r\n").as_bytes()).await?;
            for byte in bytes.iter().cycle() {
                tokio::time::sleep(Duration::from_millis(100)).await;
                writer.write_all(&[*byte]).await?;
            }
        }
        Body::Endless(bytes) => {
            writer.write_all(format!("{head}\r\n").as_bytes()).await?;
            loop {
                writer.write_all(&bytes).await?;
            }
        }
        Body::Raw(bytes) => writer.write_all(&bytes).await?,
        Body::Reset => writer.as_ref().set_zero_linger()?,
    }
    Ok(false)
}

async fn write_with_length(
    writer: &mut OwnedWriteHalf,
    head: &str,
    length: u64,
    bytes: &[u8],
) -> io::Result<()> {
    let mut whole = format!("{head}Content-Length: {length}\r\n\r\n").into_bytes();
    whole.extend_from_slice(bytes);
    writer.write_all(&whole).await
}
