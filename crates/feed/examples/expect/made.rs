//! Feeds made for measuring speed.

/// The entries of all RSS files as one feed, and again, until it is a large one.
pub(crate) fn joined(files: &[Vec<u8>]) -> Vec<u8> {
    let mut items = String::new();
    for text in files.iter().filter_map(|file| std::str::from_utf8(file).ok()) {
        let inside = text.split_once("<item>").and_then(|(_, rest)| rest.rsplit_once("</item>"));
        if let Some((item, _)) = inside {
            items.push_str("<item>");
            items.push_str(item);
            items.push_str("</item>\n");
        }
    }
    let items = items.repeat(1_000_000 / items.len().max(1) + 1);
    let namespaces = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/'";
    format!("<?xml version='1.0' encoding='utf-8'?><rss version='2.0' {namespaces}><channel>{items}</channel></rss>").into()
}

/// A feed of about so many bytes with Arabic articles in `content:encoded`.
pub(crate) fn arabic(bytes: usize, is_cdata: bool) -> Vec<u8> {
    let paragraph = "<p>قال المتحدث باسم المحافظة إن فرق الإنقاذ وصلت إلى البلدة صباح اليوم، وإن \
        <a href=\"/news/12?a=1&amp;b=2\">الطريق العام</a> ما زال مغلقا بسبب الأمطار.</p>\n";
    let body = paragraph.repeat(12);
    let body = if is_cdata {
        format!("<![CDATA[{body}]]>")
    } else {
        body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    };
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:media=\"http://search.yahoo.com/mrss/\">\n<channel>\n<title>أخبار</title>\n\
         <link>https://news.example/</link>\n<language>ar</language>\n",
    );
    let mut number = 0;
    while out.len() < bytes {
        number += 1;
        let item = format!(
            "<item>\n<title>فتح الطريق بعد يومين من الأمطار {number}</title>\n<link>https://news.example/news/{number}</link>\n\
             <guid isPermaLink=\"false\">news-{number}</guid>\n<dc:creator><![CDATA[ليلى حداد]]></dc:creator>\n\
             <pubDate>Mon, 18 Mar 2024 09:{:02}:00 +0300</pubDate>\n<category>محليات</category>\n\
             <description>فرق الإنقاذ وصلت إلى البلدة صباح اليوم.</description>\n\
             <media:content url=\"https://news.example/img/{number}.jpg\" medium=\"image\" width=\"1200\" height=\"800\"/>\n\
             <content:encoded>{body}</content:encoded>\n</item>\n",
            number % 60
        );
        out.push_str(&item);
    }
    out.push_str("</channel>\n</rss>\n");
    out.into_bytes()
}
