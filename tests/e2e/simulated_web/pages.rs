//! What hosts serve: feeds and sitemaps of what they list, and the pages of articles.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::json;

use super::clock;
use super::words;
use super::world::{Host, World};

/// The one child of a sitemap index.
pub(crate) const CHILD: &str = "/sitemap-news.xml";

/// An article as a list shows it.
struct Item {
    link: String,
    title: String,
    summary: String,
    unix_secs: u64,
}

/// What a host lists, newest first.
fn items(world: &World, host: &Host, now: Duration) -> Vec<Item> {
    let item = |number, link: String| Item {
        link: world.address(host, &link),
        title: words::title(host.article_seed(number)),
        summary: words::title(host.article_seed(number) ^ 0x5A),
        unix_secs: world.unix_secs(host.listed_at(number)),
    };
    let numbers = host.listed(now).rev();
    numbers.flat_map(|number| host.links(number).into_iter().map(move |link| item(number, link))).collect()
}

pub(crate) fn rss(world: &World, host: &Host, now: Duration) -> (&'static str, String) {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel><title>{}</title><link>{}</link>\n",
        host.id,
        world.address(host, "/")
    );
    for item in items(world, host, now) {
        let link = escaped(&item.link);
        writeln!(
            xml,
            "<item><title>{}</title><link>{link}</link><guid>{link}</guid><pubDate>{}</pubDate>\
             <description>{}</description></item>",
            item.title,
            clock::http(item.unix_secs),
            item.summary
        )
        .unwrap();
    }
    xml.push_str("</channel></rss>\n");
    ("application/rss+xml; charset=utf-8", xml)
}

pub(crate) fn atom(world: &World, host: &Host, now: Duration) -> (&'static str, String) {
    let newest = clock::rfc3339(world.unix_secs(host.listed_at(host.count(now) - 1)));
    let home = world.address(host, "/");
    let mut xml = format!(
        "<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>{}</title><id>{home}</id>\
         <updated>{newest}</updated>\n",
        host.id
    );
    for item in items(world, host, now) {
        let (link, at) = (escaped(&item.link), clock::rfc3339(item.unix_secs));
        writeln!(
            xml,
            "<entry><id>{link}</id><title type=\"html\">{}</title><link rel=\"alternate\" href=\"{link}\"/>\
             <published>{at}</published><updated>{at}</updated><summary>{}</summary></entry>",
            item.title, item.summary
        )
        .unwrap();
    }
    xml.push_str("</feed>\n");
    ("application/atom+xml", xml)
}

pub(crate) fn json(world: &World, host: &Host, now: Duration) -> (&'static str, String) {
    let items: Vec<_> = items(world, host, now)
        .into_iter()
        .map(|item| {
            let at = clock::rfc3339(item.unix_secs);
            json!({"id": item.link, "url": item.link, "title": item.title, "summary": item.summary, "date_published": at})
        })
        .collect();
    let feed = json!({"version": "https://jsonfeed.org/version/1.1", "title": host.id, "items": items});
    ("application/feed+json", feed.to_string())
}

pub(crate) fn sitemap(world: &World, host: &Host, now: Duration) -> (&'static str, String) {
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n"
        .to_owned();
    for item in items(world, host, now) {
        writeln!(
            xml,
            "<url><loc>{}</loc><news:news><news:publication><news:name>{}</news:name><news:language>ar</news:language>\
             </news:publication><news:publication_date>{}</news:publication_date><news:title>{}</news:title></news:news></url>",
            escaped(&item.link),
            host.id,
            clock::rfc3339(item.unix_secs),
            item.title
        )
        .unwrap();
    }
    xml.push_str("</urlset>\n");
    ("application/xml", xml)
}

/// An index with one child.
pub(crate) fn index(world: &World, host: &Host, child: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
         <sitemap><loc>{}</loc></sitemap></sitemapindex>\n",
        world.address(host, child)
    )
}

/// An article with what stands around it on a site.
pub(crate) fn article(world: &World, host: &Host, number: usize) -> String {
    let seed = host.article_seed(number);
    let (title, id) = (words::title(seed), &host.id);
    let canonical = encoded(&world.address(host, &host.path(number)));
    let published = clock::rfc3339(world.unix_secs(host.listed_at(number)));
    let paragraphs = words::paragraphs(seed).join("</p>\n<p>");
    // The furniture is the site's own and stays, as on a real one.
    let furniture = |salt: u64, count: u64| -> String {
        let link =
            |at| format!("<li><a href=\"/section/{at}\">{}</a></li>", words::title(host.seed ^ (salt + at)));
        (0..count).map(link).collect()
    };
    format!(
        "<!doctype html>\n<html lang=\"ar\" dir=\"rtl\"><head><meta charset=\"utf-8\">\n<title>{title} | {id}</title>\n\
         <meta property=\"og:title\" content=\"{title}\">\n<meta property=\"og:type\" content=\"article\">\n\
         <meta property=\"article:published_time\" content=\"{published}\">\n\
         <link rel=\"canonical\" href=\"{canonical}\">\n</head><body>\n\
         <header><nav><ul>{}</ul></nav></header>\n<main><article><h1>{title}</h1>\n\
         <time datetime=\"{published}\">{published}</time>\n<p>{paragraphs}</p>\n</article></main>\n\
         <aside><ul>{}</ul></aside>\n<footer><p>© {id}</p></footer>\n</body></html>\n",
        furniture(1_000, 6),
        furniture(2_000, 5)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// An address in ASCII, as headers carry it.
pub(crate) fn encoded(address: &str) -> String {
    address.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii() {
            text.push(char::from(byte));
        } else {
            write!(text, "%{byte:02X}").unwrap();
        }
        text
    })
}
