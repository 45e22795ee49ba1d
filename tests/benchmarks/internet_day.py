"""How long does a day over many domains take, and what does it cost, over a small internet of real servers?

    python -m tests.benchmarks.internet_day --domains 10000 --latency 50 --dead 0.05

Needs root and the programs of ``make e2e``. ``brassplate run`` is started inside the crawler's namespace as
a user would; its processes alone are counted, the servers apart.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.e2e import internet
from tests.e2e._home import Home
from tests.e2e.internet import Internet

TICKS = os.sysconf("SC_CLK_TCK")


class Watcher(threading.Thread):
    """Samples a run's processes: their memory together, and what the servers have used of the CPU."""

    def __init__(self, run: "subprocess.Popen[str]") -> None:
        super().__init__(daemon=True)
        self.run_process = run
        self.peak = 0
        self.largest: dict[str, int] = {}

    def run(self) -> None:
        while self.run_process.poll() is None:
            sizes = {pid: _resident(pid) for pid in [self.run_process.pid, *_below(self.run_process.pid)]}
            self.peak = max(self.peak, sum(sizes.values()))
            for pid, size in sizes.items():
                name = _name(pid)
                self.largest[name] = max(self.largest.get(name, 0), size)
            time.sleep(0.25)


def _below(pid: int) -> Iterator[int]:
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, file.read_text().split()):
                yield child
                yield from _below(child)


def _resident(pid: int) -> int:
    """Bytes, each shared page counted for its part alone where the kernel says so."""
    for file, key in ((f"/proc/{pid}/smaps_rollup", "Pss:"), (f"/proc/{pid}/status", "VmRSS:")):
        with suppress(OSError):
            for line in Path(file).read_text().splitlines():
                if line.startswith(key):
                    return int(line.split()[1]) * 1024
    return 0


def _name(pid: int) -> str:
    with suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        return "crawl" if "crawler.crawl" in words else "reader" if "-c" in words else "run"
    return "gone"


def _cpu(pid: int) -> float:
    """Seconds of CPU of a living process and of its children that have ended."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / TICKS
    return 0.0


def _servers(net: Internet) -> float:
    roots = net.programs.children().values()
    return sum(_cpu(pid) for root in roots for pid in (root, *_below(root)))


def measure(net: Internet, home: Home, at: datetime) -> dict[str, Any]:
    """One run over everything watched."""
    before, began, servers = os.times(), time.time(), _servers(net)
    run = home.start(at)
    watcher = Watcher(run)
    watcher.start()
    report = home.finish(run, seconds=24 * 3600)
    wall, after = time.time() - began, os.times()
    written = (home.path / "reports" / report["day"] / "report.json").stat().st_mtime - began
    watcher.join()
    ours = after.children_user + after.children_system - before.children_user - before.children_system
    [(requests,)] = home.rows("SELECT coalesce(sum(requests), 0) FROM touch")
    return {
        "domains": len(home.domains),
        "report_seconds": round(written, 1),
        "wall_seconds": round(wall, 1),  # registrations after the report included
        "cpu_seconds": round(ours, 1),
        "server_cpu_seconds": round(_servers(net) - servers, 1),
        "domains_a_second": round(len(home.domains) / written, 2),
        "cpu_milliseconds_a_domain": round(1000 * ours / len(home.domains), 1),
        "peak_megabytes": round(watcher.peak / 1e6),
        "peak_megabytes_by_process": {name: round(size / 1e6) for name, size in watcher.largest.items()},
        "requests": requests,
        "coverage": {
            line["kind"]: {k: line[k] for k in ("asked", "observed", "absent", "failed", "reasons")}
            for line in report["coverage"]
        },
        "told": [each["domain"] for each in report["alerts"] + report["known"]],
        "health": report["health"],
        "dialled_private": net.dialled(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--domains", type=int, default=10_000)
    parser.add_argument(
        "--latency", type=float, default=50.0, help="round trip to every server, milliseconds"
    )
    parser.add_argument("--dead", type=float, default=0.05, help="share of the addresses that answer nothing")
    parser.add_argument("--days", type=int, default=1, help="runs one after the other, each a day later")
    parser.add_argument("--keep", type=Path, help="make the home in this folder and keep it")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if why := internet.missing():
        sys.exit(f"the small internet cannot be made: {why}")
    with tempfile.TemporaryDirectory() as folder:
        net = Internet(Path(folder) / "net", domains=asked.domains, latency_ms=asked.latency, dead=asked.dead)
        with net:
            home = Home(net, (asked.keep or Path(folder)) / "home", net.watched)
            home.add_reference(net.planted.reference, net.planted.reference_page)
            for day in range(asked.days):
                found = measure(net, home, datetime.now(UTC) + timedelta(days=day))
                print(json.dumps(found) if asked.json else _shown(found), flush=True)


def _shown(found: dict[str, Any]) -> str:
    return "\n".join(f"{name.replace('_', ' '):28} {value}" for name, value in found.items())


if __name__ == "__main__":
    main()
