#!/usr/bin/env python3
"""Measures the near-duplicate engine beside its peers, all in one run, on one stream whose copies are known.

Usage: run.py FILE, where FILE holds documents as `rasid bench dedup` takes them (id, text, root, kind). Needs cargo; the
Python packages `datasketch` and `rensa` are measured too where they are installed.

Recall is the share of copies for which an original with the same root is named; precision that of the named which are
right. Speed is the processor's time of one thread, without reading; bytes are those that the process grew by, over all
documents. Peers are run as their documentation shows: MinHash over shingles of words, and no text is taken in that is
called a copy.
"""

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
RUST = ["dedup", "gaoya:3:0.7", "gaoya:2:0.4"]
PERMUTATIONS = 128


def documents(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def shingles(text, words=3):
    tokens = text.lower().split()
    return [" ".join(tokens[i : i + words]) for i in range(max(1, len(tokens) - words + 1))]


def resident():
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def stream(path, judge):
    """Runs `judge` over a stream; returns seconds, bytes, and the original of each document."""
    before, seconds, found = resident(), 0.0, []
    for doc in documents(path):
        start = time.process_time()
        found.append(judge(doc["id"], doc["text"]))
        seconds += time.process_time() - start
    return seconds, resident() - before, found


def datasketch(path):
    from datasketch import MinHash, MinHashLSH

    index, hashes = MinHashLSH(threshold=0.7, num_perm=PERMUTATIONS), {}

    def judge(id_, text):
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([shingle.encode() for shingle in shingles(text)])
        best = max(index.query(sketch), key=lambda other: hashes[other].jaccard(sketch), default=None)
        if best is None:
            index.insert(id_, sketch)
            hashes[id_] = sketch
        return best

    return stream(path, judge)


def rensa(path):
    from rensa import RMinHash, RMinHashLSH

    index, hashes = RMinHashLSH(threshold=0.7, num_perm=PERMUTATIONS, num_bands=16), {}

    def judge(id_, text):
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=42)
        sketch.update(shingles(text))
        near = [(hashes[other].jaccard(sketch), other) for other in index.query(sketch)]
        best = max((pair for pair in near if pair[0] >= 0.7), default=(0, None))[1]
        if best is None:
            index.insert(id_, sketch)
            hashes[id_] = sketch
        return best

    return stream(path, judge)


def build():
    command = ["cargo", "build", "--release", "--message-format=json", "--manifest-path", HERE / "Cargo.toml"]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.splitlines()
    programs = [json.loads(line).get("executable") for line in lines]
    return next(program for program in programs if program)


def in_rust(program, engine, path):
    out = json.loads(subprocess.run([program, engine, path], check=True, capture_output=True).stdout)
    return out["seconds"], out["bytes"], out["found"]


def in_python(engine, path):
    """In a process of its own, so that its memory is its own."""
    command = [sys.executable, __file__, path, engine]
    out = subprocess.run(command, capture_output=True, check=False)
    if out.returncode:
        raise ImportError(out.stderr.decode().strip().splitlines()[-1])
    return json.loads(out.stdout)


def row(name, path, seconds, grown, found):
    roots, copies, hits, named = {}, defaultdict(int), defaultdict(int), 0
    right = 0
    for doc, of in zip(documents(path), found):
        roots[doc["id"]] = doc["root"]
        is_right = of is not None and roots[of] == doc["root"]
        named += of is not None
        right += is_right
        if doc["root"] != doc["id"]:
            copies[doc["kind"]] += 1
            hits[doc["kind"]] += is_right
    recall = sum(hits.values()) / max(1, sum(copies.values()))
    count = len(found)
    worst = min(copies, key=lambda kind: hits[kind] / copies[kind])
    print(
        f"{name:16} {count / seconds:10.0f} {grown / count:10.0f} {recall:8.4f} {right / max(1, named):9.4f}"
        f"   {worst} {hits[worst] / copies[worst]:.3f}",
        flush=True,
    )


def main():
    path = sys.argv[1]
    if len(sys.argv) > 2:
        print(json.dumps({"datasketch": datasketch, "rensa": rensa}[sys.argv[2]](path)))
        return
    program = build()
    print(f"{'engine':16} {'docs/CPU-s':>10} {'bytes/doc':>10} {'recall':>8} {'precision':>9}   worst kind")
    runs = [(engine, lambda engine=engine: in_rust(program, engine, path)) for engine in RUST]
    runs += [(engine, lambda engine=engine: in_python(engine, path)) for engine in ("rensa", "datasketch")]
    for name, run in runs:
        try:
            row(name, path, *run())
        except ImportError as missing:
            print(f"{name:16} not measured: {missing}")


if __name__ == "__main__":
    main()
