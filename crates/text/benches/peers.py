#!/usr/bin/env python3
"""Folding beside its peers, on the same 50 MB and one core: `python3 crates/text/benches/peers.py`.

Prints megabytes (10^6) of UTF-8 per second of processor time for this crate (through `cargo bench`), for `arabic-norm` (Rust,
no offsets) and for `araclean` (Python, with offsets; less text, as it is slow). A peer that is not installed is said to be
missing: `pip install arabic-norm araclean` (the second needs Python 3.12).
"""

import itertools
import pathlib
import re
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
TOTAL_BYTES = 50_000_000


def documents():
    paths = sorted(path for folder in ("gold", "gold-b", "gold-c") for path in (ROOT / "seeds" / folder).glob("*.txt"))
    return [path.read_text(encoding="utf-8", errors="replace") for path in paths]


def repeated(texts, total_bytes):
    sizes = [len(text.encode()) for text in texts]
    found, done = [], 0
    for text, size in itertools.cycle(zip(texts, sizes)):
        if done + size > total_bytes:
            return found, done
        found.append(text)
        done += size


def ours():
    bench = ["cargo", "bench", "-p", "text", "--bench", "fold"]
    out = subprocess.run(bench, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name, rate, unit in re.findall(r"^text/([^\n]+?)\s*\n?\s+time:.*\n\s+thrpt:\s+\[\S+ \S+ (\S+) (\S+) ", out, re.M):
        print(f"rasid text, {name:28} {float(rate):8.1f} {unit}")


def peer(name, work, total_bytes):
    texts, size = repeated(documents(), total_bytes)
    rates = []
    for _ in range(3):
        started = time.process_time()
        for text in texts:
            work(text)
        rates.append(size / 1e6 / (time.process_time() - started))
    print(f"{name:40} {sorted(rates)[1]:8.1f} MB/s")


def main():
    ours()
    try:
        import arabic_norm

        peer("arabic-norm, without offsets", lambda text: arabic_norm.normalize(text, ta_marbuta=True), TOTAL_BYTES)
    except ImportError as missing:
        print(f"arabic-norm: {missing}")
    try:
        import araclean

        steps = araclean.Pipeline([araclean.RemoveTatweel(), araclean.RemoveTashkeel(), araclean.FoldAlef(),
                                   araclean.FoldAlefMaqsura(), araclean.FoldTehMarbuta(), araclean.FoldHamza()])
        peer("araclean, with offsets", steps.apply_aligned, TOTAL_BYTES // 25)
        peer("araclean, without offsets", steps, TOTAL_BYTES // 25)
    except (ImportError, SyntaxError) as missing:
        print(f"araclean: {missing}")


if __name__ == "__main__":
    main()
