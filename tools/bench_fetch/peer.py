"""The other side: scrapy with trafilatura, two processes with half of the hosts each."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from bench_fetch.server import tell
from bench_fetch.watch import Watch, cpu

SPIDER = Path(__file__).resolve().with_name("spider.py")
PACKAGES = ["scrapy", "trafilatura", "lxml_html_clean"]
PROCESSES = 2


def environment(folder):
    """A Python that has the peer's packages, and which versions they are."""
    python = Path(folder, "bin", "python")
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    show = "import importlib.metadata as m, sys; print(*(f'{p} {m.version(p)}' for p in sys.argv[1:]), sep=', ')"
    told = subprocess.run([python, "-c", show, *PACKAGES[:2]], capture_output=True, text=True, check=True)
    return python, told.stdout.strip()


def run(python, web, limits, folder):
    outs = [Path(folder, f"peer-{part}.jsonl") for part in range(PROCESSES)]
    processes = [start(python, web, limits, part, out) for part, out in enumerate(outs)]
    for process in processes:
        process.stdout.readline()
    watch, before = Watch(web.port), sum(cpu(process.pid)[0].total() for process in processes)
    for process in processes:
        process.stdin.write(b"go\n")
        process.stdin.flush()
    used, peak = wait(processes)
    found = watch.end(tell(web.port, "/_stats")["first"], max(out.stat().st_mtime for out in outs), web)
    lines = [json.loads(line) for out in outs for line in out.read_text(encoding="utf-8").splitlines()]
    texts = {line["url"]: (line["article"] or {}).get("text") or "" for line in lines}
    return found | {"cpu": Counter(python=used - before), "peak": Counter(python=peak), "texts": texts}


def wait(processes):
    """CPU seconds of the processes until their end, and their peak memory in MB."""
    used, peaks, running = 0, {}, {process.pid for process in processes}
    while running:
        time.sleep(0.1)
        for pid in list(running):
            # Not ru_maxrss, which begins with what this process has.
            peaks[pid] = max(peaks.get(pid, 0), cpu(pid)[1].total())
            ended, _, usage = os.wait4(pid, os.WNOHANG)
            if ended:
                used += usage.ru_utime + usage.ru_stime
                running.remove(pid)
    return used, sum(peaks.values())


def start(python, web, limits, part, out):
    """A process that has loaded everything and waits for a word to begin."""
    settings = {
        "CONCURRENT_REQUESTS": limits["in_flight"],
        "CONCURRENT_REQUESTS_PER_DOMAIN": limits["per_host"],
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": True,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
    }
    feeds = dict(list(web.feeds.items())[part::PROCESSES])
    task = json.dumps({"feeds": feeds, "settings": settings, "out": str(out)})
    return subprocess.Popen([python, SPIDER, task], cwd=out.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
