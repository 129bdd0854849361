#!/usr/bin/env python3
"""Measures the reader of feeds beside its peers, all in one run, on the same documents.

Usage: run.py FOLDER, where FOLDER holds feeds. Needs cargo; the Python package `feedparser` is measured too where it is
installed. Three large feeds are made of the folder and of invented Arabic articles. Entries are those found; "none" counts
documents in which none was found, some of which have none. Speed is that of the best of several rounds on one core.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
LARGE = ["joined", "arabic-escaped", "arabic-cdata"]


def rust(*arguments):
    command = ["cargo", "run", "--quiet", "--release", "--manifest-path", str(HERE / "Cargo.toml"), "--", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def feedparser(folder):
    import feedparser

    documents = [path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()]
    started = time.process_time()
    found = [len(feedparser.parse(document).entries) for document in documents]
    seconds = time.process_time() - started
    return {
        "documents": len(documents),
        "bytes": sum(map(len, documents)),
        "entries": sum(found),
        "without": found.count(0),
        "seconds": seconds,
    }


def main():
    source = sys.argv[1]
    with tempfile.TemporaryDirectory() as made:
        rust("write", source, made)
        folders = [source, *(str(Path(made) / name) for name in LARGE)]
        results = {}
        for engine in ["feed", "feed-rs"]:
            results[engine] = [json.loads(line) for line in rust(engine, *folders).splitlines()]
        try:
            results["feedparser"] = [feedparser(folder) for folder in folders]
        except ImportError:
            print("feedparser is not installed: left out")
        print(f"{'engine':12} {'set':16} {'documents':>9} {'entries':>8} {'none':>5} {'MB/s':>8}")
        for engine, rows in results.items():
            for name, row in zip(["files", *LARGE], rows):
                speed = row["bytes"] / row["seconds"] / 1e6
                print(f"{engine:12} {name:16} {row['documents']:>9} {row['entries']:>8} {row['without']:>5} {speed:>8.1f}")


main()
