"""The pages that both sides read, and the articles that are to be found on them.

A page is HTML as news sites write it: menus, teasers, related articles, readers' comments, styles, scripts, and an
article. Its sentences are those of seeds/gold*/*.txt with every fourth word replaced by another of theirs, so that no
two articles are alike. In every second one the letters of longer words are shuffled as well, since those files tell of
an event in nearly every sentence, and news does not. All is drawn with fixed seeds.
"""

import datetime
import email.utils
import json
import random
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE_BYTES = 50_000
ARTICLE_BYTES = 4_000


def sentences():
    """Arabic and English sentences of the annotated articles, and their words."""
    found = {"ar": [], "en": []}
    for path in sorted(ROOT.glob("seeds/gold*/*.txt")):
        if re.search(r"_(tr|ku|fa)$", path.stem):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            if len(line) >= 80:
                language = "ar" if re.search("[\u0620-\u064a]", line) else "en"
                split = re.split(r"(?<=[.!?\u061f])\s+", line.strip())
                found[language] += [part for part in split if len(part.split()) >= 6]
    return {language: (parts, " ".join(parts).split()) for language, parts in found.items()}


class Writer:
    """Writes text of one language that looks like news and repeats nothing."""

    def __init__(self, dice, language, material):
        self.dice, self.language = dice, language
        self.parts, self.words = material[language]

    def sentence(self):
        words = self.dice.choice(self.parts).split()
        words = [self.dice.choice(self.words) if self.dice.random() < 0.25 else word for word in words]
        return " ".join(map(self.shuffled, words) if self.dice.random() < 0.5 else words)

    def shuffled(self, word):
        """With its letters in another order, but for the last, whose form may tell that the word ends."""
        if len(word) < 4 or not word.isalpha():
            return word
        return "".join(self.dice.sample(word[:-1], len(word) - 1)) + word[-1]

    def phrase(self, shortest, longest):
        words = self.dice.choices(self.words, k=self.dice.randint(shortest, longest))
        return " ".join(word.strip(".,:;\u060c\u061b\"()") for word in words)

    def paragraphs(self):
        found, size = [], 0
        while size < ARTICLE_BYTES:
            found.append(" ".join(self.sentence() for _ in range(self.dice.randint(1, 3))))
            size += len(found[-1].encode())
        return found


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


class Site:
    """One host: what stands around its articles is the same on all of its pages."""

    def __init__(self, writer, name, port):
        self.writer, self.name, self.base = writer, name, f"http://{name}:{port}"
        self.title = escape(writer.phrase(2, 2))
        self.head, self.nav, self.aside, self.foot = self._head(), self._nav(), self._aside(), self._foot()

    def _head(self):
        styles = "".join(
            f".c{n} .t{n * 7 % 13}{{margin:{n}px auto;color:#{n * 7919 % 4096:03x};display:flex}}\n" for n in range(110)
        )
        push = "window.q=window.q||[];q.push(['slot{0}',{{size:[{0},250],on:function(e){{return e&&e.id<{0}}}}}]);\n"
        scripts = "".join(push.format(n) for n in range(60))
        return f"<style>{styles}</style>\n<script>{scripts}</script>\n"

    def _nav(self):
        item = '<li class="menu-item menu-item-{0}"><a href="/topic/{0}">{1}</a></li>\n'
        items = "".join(item.format(n, escape(self.writer.phrase(1, 2))) for n in range(70))
        return (
            f'<header class="top"><a class="logo" href="/"><img src="/logo.svg" alt="{self.title}"></a>'
            f'<nav class="main-menu"><ul>{items}</ul></nav></header>\n'
        )

    def _teaser(self, n):
        return (
            f'<div class="post-card"><a href="/old/{n}.html"><img src="/thumb/{n}.jpg" loading="lazy" alt=""></a>'
            f'<h4><a href="/old/{n}.html">{escape(self.writer.phrase(6, 9))}</a></h4>'
            f'<span class="meta"><time>2026-11-{n % 20 + 1:02}</time></span></div>\n'
        )

    def _aside(self):
        teasers = "".join(self._teaser(n) for n in range(36))
        return f'<aside class="sidebar"><h3>{escape(self.writer.phrase(2, 3))}</h3>{teasers}</aside>\n'

    def _foot(self):
        link = '<li><a href="/page/{0}">{1}</a></li>'
        links = "".join(link.format(n, escape(self.writer.phrase(1, 3))) for n in range(40))
        return f'<footer class="site-footer"><ul>{links}</ul><p>&copy; 2026 {self.title}</p></footer>\n'

    def _comments(self):
        comment = (
            '<li class="comment" id="comment-{0}"><div class="author">{1}</div><div class="text"><p>{2}</p></div>'
            '<a class="reply" rel="nofollow" href="#respond">↩</a></li>\n'
        )
        items = "".join(
            comment.format(n, escape(self.writer.phrase(1, 2)), escape(self.writer.phrase(8, 20))) for n in range(8)
        )
        return f'<section id="comments" class="comments-area"><ol class="comment-list">{items}</ol></section>\n'

    def page(self, path, published):
        """The bytes of a page, and its article's paragraphs."""
        writer, url = self.writer, self.base + path
        headline, byline, paragraphs = escape(writer.phrase(6, 10)), writer.phrase(2, 2), writer.paragraphs()
        told = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": headline, "url": url}
        told |= {"datePublished": published, "author": {"@type": "Person", "name": byline}}
        body = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        related = "".join(self._teaser(writer.dice.randrange(10_000)) for _ in range(6))
        direction = "rtl" if writer.language == "ar" else "ltr"
        page = (
            f'<!doctype html>\n<html lang="{writer.language}" dir="{direction}"><head><meta charset="utf-8">\n'
            f"<title>{headline} | {self.title}</title>\n"
            f'<meta property="og:type" content="article"><meta property="og:title" content="{headline}">\n'
            f'<meta property="article:published_time" content="{published}">\n<link rel="canonical" href="{url}">\n'
            f'<script type="application/ld+json">{json.dumps(told, ensure_ascii=False)}</script>\n{self.head}</head>'
            f'<body class="single">\n{self.nav}<div class="wrap"><main><article class="post">\n'
            f'<h1 class="entry-title">{headline}</h1><div class="entry-meta"><span class="byline">{byline}</span> '
            f'<time datetime="{published}">{published[:10]}</time></div>\n'
            f'<figure><img src="/img{path}.jpg" alt="">'
            f"<figcaption>{escape(writer.phrase(4, 7))}</figcaption></figure>\n"
            f'<div class="entry-content">\n{body}\n</div>\n<div class="share"><a href="/s/f">f</a><a href="/s/x">x</a>'
            f'</div></article>\n<section class="related-posts">{related}</section>\n{self._comments()}</main>\n'
            f"{self.aside}</div>\n{self.foot}"
        )
        return self._fill(page), paragraphs

    def _fill(self, page):
        """Up to the wanted size, with the state that sites hand on to their scripts."""
        start, end = '<script id="state" type="application/json">{"s":"', '"}</script>\n</body></html>\n'
        room = PAGE_BYTES - len((page + start + end).encode())
        if room < 0:
            sys.exit(f"bench-fetch: a page has {-room} bytes too many")
        return (page + start + f"{self.writer.dice.getrandbits(room * 4 + 4):x}"[:room].zfill(room) + end).encode()


class Web:
    """All that the server answers, and the articles that are to be found."""

    def __init__(self, pages, hosts, port):
        self.port, self.answers, self.articles, self.feeds = port, {}, {}, {}
        material = sentences()
        for number in range(hosts):
            name = f"h{number:02}.test"
            writer = Writer(random.Random(number), "en" if number % 4 == 3 else "ar", material)
            self._host(name, Site(writer, name, port), range(number, pages, hosts))

    def _host(self, name, site, numbers):
        now, items = datetime.datetime.now(datetime.timezone.utc), ""
        for age, number in enumerate(numbers):
            path, published = f"/news/{number}.html", now - datetime.timedelta(minutes=5 + age)
            page, self.articles[site.base + path] = site.page(path, published.isoformat(timespec="seconds"))
            self._answer(name, path, "text/html; charset=utf-8", page)
            date = email.utils.format_datetime(published)
            items += f"<item><title>{number}</title><link>{site.base}{path}</link><pubDate>{date}</pubDate></item>\n"
        channel = f"<channel>\n<title>{site.title}</title>\n{items}</channel>"
        feed = f'<?xml version="1.0"?>\n<rss version="2.0">{channel}</rss>\n'
        self._answer(name, "/feed.xml", "application/rss+xml", feed.encode())
        self._answer(name, "/robots.txt", "text/plain", b"User-agent: *\nDisallow:\n")
        self.feeds[name] = f"{site.base}/feed.xml"

    def _answer(self, name, path, kind, body):
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.answers[f"{name} {path}".encode()] = head.encode() + body
