"""What the sides reached, as a table."""

import os
import re
import statistics
from collections import Counter

HEAD = f"{'':20} {'pages/s':>8} {'seconds':>8} {'CPU ms/page':>12} {'peak MB':>8} {'lost':>5} {'F1':>6} {'length':>7}"


def line(name, web, found):
    """Figures of a side, and below them what else went on."""
    pages, own, texts = len(web.articles), found["cpu"].total(), found["texts"]
    lost = sum(not texts.get(url) for url in web.articles)
    f1, length = quality(web, texts)
    text = (
        f"{name:20} {pages / found['seconds']:8.1f} {found['seconds']:8.1f} {own / pages * 1000:12.2f} "
        f"{found['peak'].total():8.0f} {lost:5} {f1:6.3f} {length:7.2f}\n"
    )
    for part, seconds in found["cpu"].items():
        text += f"    {part}: {seconds / pages * 1000:.2f} ms/page, {found['peak'][part]:.0f} MB\n"
    cores = found["seconds"] * os.cpu_count()
    others = max(0, found["busy"] - found["server"] - own)
    text += (
        f"    of the cores: {own / cores:.0%} itself, {found['server'] / cores:.0%} the server "
        f"({found['server'] / pages * 1000:.2f} ms/page), {others / cores:.0%} others; "
        f"load before {found['load']:.1f}; {found['asked']} requests"
    )
    if "statuses" in found:
        told = ", ".join(f"{count} {status}" for status, count in Counter(found["statuses"]).items())
        text += f"\n    records: {told}; {found['events'] / pages:.1f} events a page"
    return text


def quality(web, texts):
    """Mean F1 over all pages, and the median of the length found as a share of the article's."""
    scores, lengths = [], []
    for url, paragraphs in web.articles.items():
        article, text = "\n".join(paragraphs), texts.get(url, "")
        wanted, got = shingles(article), shingles(text)
        scores.append(2 * (wanted & got).total() / max(1, wanted.total() + got.total()))
        lengths.append(len(text) / len(article))
    return statistics.mean(scores), statistics.median(lengths)


def shingles(text):
    words = re.findall(r"\w+", text)
    return Counter(zip(*(words[n:] for n in range(4))))
