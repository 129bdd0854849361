"""One side: `rasid run` with a nats-server of its own, and a source for each host."""

import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from bench_fetch.pages import ROOT
from bench_fetch.server import tell
from bench_fetch.watch import Watch, cpu

# Without any progress for so long, the rest counts as lost.
PATIENCE_SECS = 60
# What the resolver has stored: its verdict counts once it is carried out.
DONE = r'rasid_messages_decided_total\{.*stage="resolve"'

# The server reserves what its streams may hold, so no more than the pages of a long run need.
CONFIG = """
[fetch]
contact = "mailto:bench@example.org"
in_flight = {in_flight}
domain_interval_ms = 0
domain_concurrent = {per_host}
allow = ["127.0.0.1"]
resolve = {{ "*.test" = "127.0.0.1" }}
[streams]
raw = {{ max_bytes = 1073741824, max_age_days = 40 }}
enriched = {{ max_bytes = 1073741824, max_age_days = 40 }}
results = {{ max_bytes = 2147483648, max_age_days = 90 }}
status = {{ max_bytes = 67108864, max_age_days = 90 }}
dead = {{ max_bytes = 67108864, max_age_days = 90 }}
"""
SOURCE = '[[source]]\nid = "{}"\nkind = "feed"\nurl = "{}"\n\n'


def run(program, web, limits, folder, metrics_file):
    http_port = free_port()
    Path(folder, "rasid.toml").write_text(CONFIG.format(**limits))
    Path(folder, "sources.toml").write_text("".join(SOURCE.format(name, url) for name, url in web.feeds.items()))
    common = ["--config", f"{folder}/rasid.toml", "--data", folder, "--log", "warn"]
    watch = Watch(web.port)
    process = subprocess.Popen([program, "run", *common, "--http", f"127.0.0.1:{http_port}"], cwd=ROOT)
    try:
        begun = first_request(web.port, process)
        before, _ = cpu(process.pid)
        ended, last = await_records(http_port, len(web.articles), process)
        after, peak = cpu(process.pid)
        found = watch.end(begun, ended, web) | {"cpu": after - before, "peak": peak}
        records = published([program, "tail", "rasid.record.>", *common])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    if metrics_file:
        Path(metrics_file).write_text(last)
    found["texts"] = {record["doc"]: record["text"] for record in records}
    found["statuses"] = [record["dedup"]["status"] for record in records]
    found["events"] = sum(len(record["events"]) for record in records)
    return found


def first_request(port, process):
    while not (first := tell(port, "/_stats")["first"]):
        if process.poll() is not None:
            sys.exit("bench-fetch: rasid ended before its first request")
        time.sleep(0.02)
    return first


def await_records(http_port, pages, process):
    """Waits for the last record: the moment, and what /metrics said then."""
    done, moment, last = 0, time.time(), ""
    while done < pages and time.time() - moment < PATIENCE_SECS and process.poll() is None:
        time.sleep(0.05)
        text = metrics(http_port)
        lines = (line for line in text.splitlines() if re.match(DONE, line))
        if (now := sum(float(line.rsplit(" ", 1)[1]) for line in lines)) > done:
            done, moment, last = now, time.time(), text
    return moment, last


def metrics(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/metrics")
        return connection.getresponse().read().decode()
    except OSError:
        return ""


def published(tail):
    """All records of the stream."""
    command = [*tail, "--from", "start", "--idle", "2", "--format", "ndjson"]
    lines = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [json.loads(line) for line in lines]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
