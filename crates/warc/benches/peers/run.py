#!/usr/bin/env python3
"""Measures the reading of a WARC file beside warcio, in one run, over the same file.

Usage: run.py FILE, where FILE is one that `cargo run --release -p warc --example generate FILE` has written, or any other.
Needs cargo; the Python package `warcio` is measured where it is installed.

All records are read to their end, checksums checked; of the responses the HTTP message is opened and the body decoded.
Each reader runs twice, in turns, in a process of its own; the faster time counts. Prints one line of JSON a reader.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
RUNS = 2


def rust(path):
    command = ["cargo", "run", "--release", "--quiet", "-p", "warc", "--example", "count", path]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def warcio(path):
    command = [sys.executable, __file__, path, "--warcio"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def count_with_warcio(path):
    from warcio.archiveiterator import ArchiveIterator

    begun = time.perf_counter()
    records = responses = bodies = 0
    with open(path, "rb") as file:
        for record in ArchiveIterator(file):
            records += 1
            if record.rec_type == "response":
                responses += 1
                bodies += len(record.content_stream().read())
            else:
                record.raw_stream.read()
    seconds = time.perf_counter() - begun
    print(json.dumps({"records_per_s": round(records / seconds), "records": records, "responses": responses,
                      "body_bytes": bodies, "seconds": round(seconds, 3)}))


def main():
    path = str(Path(sys.argv[1]).resolve())
    if sys.argv[2:] == ["--warcio"]:
        return count_with_warcio(path)
    readers = {"warc": rust}
    try:
        import warcio as _  # noqa: F401

        readers["warcio"] = warcio
    except ImportError:
        print("warcio is not installed", file=sys.stderr)
    runs = {name: [] for name in readers}
    for _ in range(RUNS):
        for name, read in readers.items():
            runs[name].append(read(path))
    for name, found in runs.items():
        best = min(found, key=lambda one: one["seconds"])
        print(json.dumps({"reader": name, **best}))


if __name__ == "__main__":
    main()
