#!/usr/bin/env python3
"""Measures extraction of the article's body beside its peers, all in one run, on the pages of the scrapinghub
article-extraction-benchmark. Usage: run.py FOLDER [ROUNDS], where FOLDER holds `ground-truth.json` and
`html/*.html.gz`; ROUNDS (5) of which each extractor's best counts. Needs cargo; the Python package
`trafilatura` (with `lxml_html_clean`) is measured too where it is installed.

The metric is that of the benchmark's paper and its evaluate.py: tokens are runs of `\\w`; shingles are four
tokens in sequence (a shorter text is one shingle), counted as a multiset; true positives, false positives and
false negatives of a page are divided by their sum, so that long pages weigh no more than short ones; precision is
the mean over the pages for which something was extracted, recall the mean over the pages which have a body, and
F1 that of the two means. Pages per CPU-second are those of one thread, user and system time, without reading
files, building or starting up.
"""

import gzip
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
RUST = [
    "content",
    "trafilatura",
    "trafilatura-precision",
    "trafilatura-no-fallback",
    "trafilatura-precision-no-fallback",
    "dom_smoothie",
]
PYTHON = {
    "python trafilatura": {},
    "python trafilatura-precision": {"favor_precision": True},
    "python trafilatura-fast": {"fast": True},
}


def shingles(text):
    words = re.findall(r"\w+", text or "")
    grams = (tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))
    return Counter(gram for gram in grams if gram)


def ratio(hits, misses, others):
    """Precision (misses: what is wrong, others: what is missing) or recall (the other way round)."""
    if misses == others == 0:
        return 1.0
    return hits / (hits + misses) if hits + misses else 0.0


def score(truth, bodies):
    precisions, recalls = [], []
    for key, page in truth.items():
        wanted, got = shingles(page.get("articleBody")), shingles(bodies.get(key))
        hits = (wanted & got).total()
        wrong, missing = (got - wanted).total(), (wanted - got).total()
        if hits + wrong:
            precisions.append(ratio(hits, wrong, missing))
        if hits + missing:
            recalls.append(ratio(hits, missing, wrong))
    precision, recall = statistics.mean(precisions), statistics.mean(recalls)
    return precision, recall, 2 * precision * recall / (precision + recall)


def in_rust(name, program, folder, rounds):
    out = subprocess.run([program, name, folder, str(rounds)], check=True, capture_output=True).stdout
    found = json.loads(out)
    return found["seconds"], found["bodies"]


def in_python(options, pages, rounds):
    import trafilatura

    best, bodies = float("inf"), {}
    for _ in range(rounds):
        start = time.process_time()
        bodies = {key: trafilatura.extract(page, include_comments=False, **options) for key, page in pages.items()}
        best = min(best, time.process_time() - start)
    return best, bodies


def build():
    command = ["cargo", "build", "--release", "--message-format=json", "--manifest-path", HERE / "Cargo.toml"]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.splitlines()
    programs = [json.loads(line).get("executable") for line in lines]
    return next(program for program in programs if program)


def main():
    data = Path(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    truth = json.loads((data / "ground-truth.json").read_text(encoding="utf-8"))
    raw = {key: gzip.decompress((data / "html" / f"{key}.html.gz").read_bytes()) for key in truth}
    pages = {key: page.decode("utf-8", "replace") for key, page in raw.items()}
    program = build()
    print(f"{'extractor':34} {'precision':>9} {'recall':>9} {'F1':>9} {'pages/CPU-s':>12}")
    with tempfile.TemporaryDirectory() as folder:
        for key, page in pages.items():
            (Path(folder) / f"{key}.html").write_text(page, encoding="utf-8", newline="")
        runs = [(name, lambda name=name: in_rust(name, program, folder, rounds)) for name in RUST]
        runs += [(name, lambda o=options: in_python(o, pages, rounds)) for name, options in PYTHON.items()]
        for name, run in runs:
            try:
                seconds, bodies = run()
            except ImportError as missing:
                print(f"{name:34} not measured: {missing}")
                continue
            precision, recall, f1 = score(truth, bodies)
            print(f"{name:34} {precision:9.4f} {recall:9.4f} {f1:9.4f} {len(truth) / seconds:12.1f}", flush=True)


if __name__ == "__main__":
    main()
