"""What processes and the machine used, as /proc tells."""

import os
import re
from collections import Counter
from pathlib import Path

from bench_fetch.server import tell

TICK = os.sysconf("SC_CLK_TCK")


class Watch:
    """Notes what server and machine do while a side is at work."""

    def __init__(self, port):
        self.port, self.load = port, os.getloadavg()[0]
        self.server, self.busy = tell(port, "/_reset")["cpu"], machine_busy()

    def end(self, begun, ended, web):
        seconds, told, busy = ended - begun, tell(self.port, "/_stats"), machine_busy() - self.busy
        return {
            "seconds": seconds,
            "asked": told["asked"],
            "server": told["cpu"] - self.server,
            "busy": busy,
            "load": self.load,
        }


def cpu(pid):
    """CPU seconds of a process and all below it by the program's name, and their peak memory in MB."""
    seconds, peak = Counter(), Counter()
    for one in family(pid):
        try:
            name, fields = re.match(r"\d+ \((.*)\) (.*)", Path(f"/proc/{one}/stat").read_text()).groups()
            high = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{one}/status").read_text())
        except OSError:
            continue
        # utime and stime, the fields 14 and 15 of the line.
        seconds[name] += sum(map(int, fields.split()[11:13])) / TICK
        peak[name] += int(high[1]) / 1024 if high else 0
    return seconds, peak


def family(pid):
    """A process and all below it."""
    found = [pid]
    for one in found:
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                found += map(int, Path(f"/proc/{one}/task/{task}/children").read_text().split())
        except OSError:
            pass
    return found


def machine_busy():
    """CPU seconds that anybody used since the machine's start, all cores."""
    line = Path("/proc/stat").read_text().split("\n")[0]
    user, nice, system, _, _, irq, softirq, *_ = map(int, line.split()[1:])
    return (user + nice + system + irq + softirq) / TICK
