//! `rasid source` on a small site of its own, and articles pushed over HTTP, with the real binary.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::rig::{Run, free_port, json_lines, output, rasid, succeed};

const PAGE: &str = "<html><head><title>مقتل ثلاثة مدنيين في قصف على بلدة سرمين</title></head><body><article>\
     <h1>مقتل ثلاثة مدنيين في قصف على بلدة سرمين</h1><p>قُتل ثلاثة مدنيين وأصيب خمسة آخرون بجروح جراء قصف مدفعي \
     على بلدة سرمين شرقي إدلب صباح الإثنين، بحسب الدفاع المدني السوري.</p><p>وقالت مصادر محلية إن القصف استهدف \
     السوق الشعبي وسط البلدة، وإن فرق الإسعاف نقلت الجرحى إلى مستشفى قريب.</p></article></body></html>";

/// Answers a few paths until the test ends.
fn site() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || answer(stream, port));
        }
    });
    port
}

fn answer(mut stream: TcpStream, port: u16) {
    let mut line = String::new();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    reader.read_line(&mut line).unwrap();
    let mut rest = String::new();
    while reader.read_line(&mut rest).is_ok_and(|read| read > 2) {
        rest.clear();
    }
    let here = format!("http://news.test:{port}");
    let (status, media, body) = match line.split(' ').nth(1).unwrap_or_default() {
        "/" => (
            200,
            "text/html",
            "<html><head><link rel=alternate type='application/rss+xml' title='الأخبار' href='/rss.xml'></head></html>"
                .to_owned(),
        ),
        "/rss.xml" => (
            200,
            "application/rss+xml",
            format!(
                "<rss version='2.0'><channel><title>وكالة</title><item><title>مقتل ثلاثة</title><link>{here}/1</link>\
                 </item><item><title>تحويل</title><link>{here}/2</link></item></channel></rss>"
            ),
        ),
        "/1" => (200, "text/html; charset=utf-8", PAGE.to_owned()),
        // A page that sends its reader into the own network.
        "/2" => (200, "text/html", "<meta http-equiv=refresh content='0; url=http://127.0.0.2/'>".to_owned()),
        _ => (404, "text/plain", String::new()),
    };
    let length = body.len();
    let _ = write!(
        stream,
        "HTTP/1.1 {status} x\r\ncontent-type: {media}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
}

fn config(folder: &Path, more: &str) -> String {
    let path = folder.join("fetch.toml");
    let text = format!(
        "[fetch]\ncontact = \"https://rasid.test/about\"\nallow = [\"127.0.0.1\"]\nresolve = {{ \"news.test\" = \"127.0.0.1\" }}\n\
         domain_interval_ms = 20\n{more}"
    );
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn source(folder: &Path, config: &str, arguments: &[&str]) -> Command {
    let mut command = rasid();
    command.args(["--config", config, "--data"]).arg(folder).arg("source").args(arguments);
    command
}

#[test]
fn a_site_is_found_tried_listed_and_exchanged() {
    let (folder, port) = (tempfile::tempdir().unwrap(), site());
    let config = config(folder.path(), "");
    let source = |arguments: &[&str]| source(folder.path(), &config, arguments);
    let home = format!("http://news.test:{port}/");
    let added = output(&mut source(&["add", &home]));
    let told = String::from_utf8_lossy(&added.stderr);
    assert!(added.status.success() && told.contains("added `news-test`"), "{told}");
    // A second time, nothing is added.
    assert!(String::from_utf8_lossy(&output(&mut source(&["add", &home])).stderr).contains("nothing added"));

    let tried = output(&mut source(&["test", "news-test", "--format", "ndjson"]));
    let records = json_lines(&String::from_utf8(tried.stdout).unwrap());
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["source"]["id"], "news-test");
    assert_eq!(records[0]["events"][0]["counts"]["dead"], 3);
    let told = String::from_utf8_lossy(&tried.stderr);
    assert!(
        tried.status.code() == Some(1) && told.contains("/2:") && told.contains("may not be asked"),
        "{told}"
    );

    assert!(succeed(&mut source(&["list"])).contains("news-test"));
    let opml = folder.path().join("list.opml");
    std::fs::write(&opml, succeed(&mut source(&["export"]))).unwrap();
    std::fs::remove_file(folder.path().join("sources.toml")).unwrap();
    succeed(&mut source(&["import", opml.to_str().unwrap()]));
    assert!(succeed(&mut source(&["list"])).contains("rss.xml"));
}

#[test]
fn an_address_inside_is_refused_before_anything_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), "");
    for inside in
        ["http://127.0.0.2/feed", "http://169.254.169.254/latest", "http://localhost/", "file:///etc/passwd"]
    {
        let output = output(&mut source(folder.path(), &config, &["add", inside]));
        assert!(!output.status.success(), "{inside}");
    }
    std::fs::write(
        folder.path().join("sources.toml"),
        "[[source]]\nid = \"x\"\nurl = \"http://10.0.0.1/\"\n",
    )
    .unwrap();
    let output = output(&mut source(folder.path(), &config, &["list"]));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("sources.toml:3:7:") && told.contains("not public"), "{told}");
}

/// Status and body of a request.
fn post(port: u16, token: &str, media: &str, body: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let length = body.len();
    write!(
        stream,
        "POST /v1/articles HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: {media}\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let body = answer.split("\r\n\r\n").nth(1).unwrap_or_default();
    (status, serde_json::from_str(body).unwrap_or_default())
}

#[test]
fn pushed_articles_become_records() {
    let data = tempfile::tempdir().unwrap();
    let (port, token) = (free_port(), "0123456789abcdef-token");
    let file = data.path().join("token");
    std::fs::write(&file, token).unwrap();
    let config = format!(
        "[receive]\nlisten = \"127.0.0.1:{port}\"\ntokens = [{{ name = \"desk\", file = \"{}\" }}]\n",
        file.display()
    );
    let run = Run::with_config(&data, &config, &[]);
    let article =
        |doc: &str, text: &str| serde_json::json!({"doc": doc, "source": "desk", "text": text}).to_string();
    let body = article("a1", "قُتل ثلاثة مدنيين بقصف على بلدة سرمين يوم 18 آذار 2024.");
    let (status, answer) = post(port, token, "application/json", &body);
    assert_eq!((status, &answer["accepted"]), (202, &Value::from(1)), "{answer}");
    assert_eq!(post(port, "a-wrong-token-of-some-length", "application/json", &body).0, 401);
    assert_eq!(post(port, token, "image/png", &body).0, 415);
    let batch = format!("{}\nno json\n", article("a2", "اعتقلت الشرطة ستة أشخاص في مدينة جاسم يوم الأحد."));
    let (status, answer) = post(port, token, "application/x-ndjson", &batch);
    assert_eq!((status, answer["refused"].as_array().map(Vec::len)), (202, Some(1)), "{answer}");
    let deadline = Instant::now() + Duration::from_secs(20);
    while run.read("rasid.record.>").len() < 2 {
        assert!(Instant::now() < deadline, "no records of what was pushed");
    }
    run.stop();
}

#[test]
fn a_source_is_visited_and_one_that_fails_is_told_of() {
    let (data, port) = (tempfile::tempdir().unwrap(), site());
    let sources = data.path().join("sources.toml");
    let source = |id: &str, path: &str| {
        format!("[[source]]\nid = \"{id}\"\nurl = \"http://news.test:{port}{path}\"\ninterval_secs = 1\n")
    };
    std::fs::write(&sources, source("well", "/rss.xml") + &source("ill", "/missing.xml")).unwrap();
    let config = format!(
        "[fetch]\nsources = \"{}\"\ncontact = \"https://rasid.test/about\"\nallow = [\"127.0.0.1\"]\n\
         resolve = {{ \"news.test\" = \"127.0.0.1\" }}\ndomain_interval_ms = 20\n",
        sources.display()
    );
    let run = Run::with_config(&data, &config, &[]);
    let deadline = Instant::now() + Duration::from_secs(40);
    let told = loop {
        let told = run.read("rasid.status.source.ill");
        if !told.is_empty() || Instant::now() > deadline {
            break told;
        }
    };
    assert_eq!((told.len(), &told[0]["health"]), (1, &Value::from("failing")), "{told:?}");
    let records = run.read("rasid.record.>");
    assert_eq!(records.len(), 1, "one article, once, however often its feed is visited");
    assert_eq!(records[0]["source"]["kind"], "feed");
    let listed = succeed(&mut run.beside(&[
        "--config",
        data.path().join("rasid.toml").to_str().unwrap(),
        "source",
        "list",
    ]));
    assert!(listed.contains("well") && listed.contains("failing"), "{listed}");
    // The entry that leads inside has no text of its own: a letter says why there is no article.
    let dead = run.read("rasid.dead.>");
    assert!(
        dead.iter().any(|letter| letter["error"].as_str().unwrap().contains("may not be asked")),
        "{dead:?}"
    );
    run.stop();
}
