//! Writes a WARC file like those of a news crawl, for measuring.
//!
//! Usage: `generate FILE [PAGES] [BODY_BYTES]`. For each page a request, a response and a metadata record, as in
//! CC-NEWS, after one warcinfo record; each in a gzip member of its own. Bodies are HTML, three in four of Arabic
//! text, from half to one and a half times `BODY_BYTES` (7000 where not given). The same arguments give the same
//! file. `BODY_BYTES` of 0 leaves everything but the responses' headers out.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};

/// A linear congruential generator (Knuth's MMIX): the same numbers on every machine.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below.max(1)
    }
}

const ARABIC: &str = "قال مصدر محلي إن قوات من الجيش دخلت بلدة في ريف دير الزور الشرقي صباح اليوم بعد اشتباكات \
    عنيفة استمرت ساعات وأسفرت عن مقتل ثلاثة أشخاص وإصابة آخرين بينهم طفل بحسب ما نقلت وكالة الأنباء عن \
    شهود عيان في المنطقة التي تشهد توترا منذ أسابيع وسط دعوات إلى التهدئة ووقف إطلاق النار";
const ENGLISH: &str = "a local source said that army units entered a town in the eastern countryside this morning \
    after heavy clashes which lasted for hours and left three people dead and others wounded among them a child \
    according to witnesses quoted by the news agency amid calls for calm and a ceasefire in the region";

fn main() -> std::io::Result<()> {
    let arguments: Vec<_> = std::env::args().collect();
    let number = |at: usize, default| arguments.get(at).and_then(|text| text.parse().ok()).unwrap_or(default);
    let path =
        arguments.get(1).ok_or_else(|| std::io::Error::other("usage: generate FILE [PAGES] [BODY_BYTES]"))?;
    let (pages, body_bytes) = (number(2, 100_000), number(3, 7000));
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut numbers = Numbers(7);
    let info = warc::sample::record(
        &[("WARC-Type", "warcinfo"), ("WARC-Record-ID", &id(0, 0)), ("WARC-Date", "2024-03-18T00:00:00Z")],
        b"software: generate\r\nformat: WARC File Format 1.1\r\n",
    );
    out.write_all(&warc::sample::gzip(&info)?)?;
    for page in 1..=pages {
        for record in records(page, body_bytes, &mut numbers) {
            out.write_all(&warc::sample::gzip(&record)?)?;
        }
    }
    out.flush()
}

fn id(page: usize, part: usize) -> String {
    format!("<urn:uuid:{page:08x}-0000-4000-8000-{part:012x}>")
}

fn records(page: usize, body_bytes: usize, numbers: &mut Numbers) -> [Vec<u8>; 3] {
    let uri = format!("https://news{}.example/world/{page}/article.html", page % 50);
    let date = format!("2024-03-18T{:02}:{:02}:{:02}Z", page / 3600 % 24, page / 60 % 60, page % 60);
    let request = format!(
        "GET /world/{page}/article.html HTTP/1.1\r\nUser-Agent: crawler\r\nAccept-Language: en-us,en-gb,en\r\n\
         Accept: text/html,application/xhtml+xml\r\nHost: news{}.example\r\nConnection: Keep-Alive\r\n\r\n",
        page % 50
    );
    let fields = |kind, id, content_type| {
        [
            ("WARC-Type", kind),
            ("WARC-Record-ID", id),
            ("WARC-Date", date.as_str()),
            ("WARC-Target-URI", uri.as_str()),
            ("WARC-Concurrent-To", "<urn:uuid:00000000-0000-4000-8000-000000000000>"),
            ("WARC-Payload-Digest", "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"),
            ("Content-Type", content_type),
        ]
    };
    let body = page_body(body_bytes, numbers);
    let message = format!(
        "HTTP/1.1 200 OK\r\nDate: Mon, 18 Mar 2024 10:00:00 GMT\r\nServer: nginx\r\n\
         Content-Type: text/html; charset=UTF-8\r\nX-Crawler-content-encoding: gzip\r\nConnection: keep-alive\r\n\
         Cache-Control: max-age=60\r\nVary: Accept-Encoding\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let metadata = format!("fetchTimeMs: {}\r\ncharset-detected: utf-8\r\n", numbers.next(2000));
    let ids = [1, 2, 3].map(|part| id(page, part));
    let record = |kind, id, content_type, block: &str| {
        warc::sample::record(&fields(kind, id, content_type), block.as_bytes())
    };
    let [first, second, third] = &ids;
    [
        record("request", first, "application/http; msgtype=request", &request),
        record("response", second, "application/http; msgtype=response", &message),
        record("metadata", third, "application/warc-fields", &metadata),
    ]
}

/// A page: head, navigation, paragraphs of words in random order, so that it compresses about as news does.
fn page_body(body_bytes: usize, numbers: &mut Numbers) -> String {
    let mut page = String::new();
    if body_bytes == 0 {
        return page;
    }
    let wanted = body_bytes / 2 + numbers.next(body_bytes);
    let text = if numbers.next(4) == 0 { ENGLISH } else { ARABIC };
    let words: Vec<_> = text.split_whitespace().collect();
    page.push_str("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>");
    let _ = write!(page, "{} {}</title>", words.first().unwrap_or(&""), numbers.next(1_000_000));
    page.push_str("<link rel=\"stylesheet\" href=\"/static/site.css\"></head><body>\n<nav><ul>");
    for item in 0..10 {
        let _ = writeln!(page, "<li><a href=\"/section/{item}\">{}</a></li>", words.get(item).unwrap_or(&""));
    }
    page.push_str("</ul></nav>\n<article>");
    while page.len() < wanted {
        page.push_str("<p>");
        for _ in 0..30 {
            page.push_str(words.get(numbers.next(words.len())).unwrap_or(&""));
            page.push(' ');
            if numbers.next(10) == 0 {
                let _ = write!(page, "{} ", numbers.next(100_000));
            }
        }
        page.push_str("</p>\n");
    }
    page.push_str("</article></body></html>\n");
    page
}
