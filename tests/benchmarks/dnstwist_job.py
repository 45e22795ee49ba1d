"""How fast and how well is the nearest peer's own job done, by dnstwist and by our parts?

    python -m tests.benchmarks.dnstwist_job [--registered 300] [--rounds 3] [--corpus DIR] [--json]

``dnstwist --registered --lsh tlsh --mxcheck --banners thefoxcloud.com``: thousands of permutations, some
registered, pages on loopback. Start-up counts, CPU and memory are the client's alone, and both ask the same
NSD, nginx and mail server, once at once and once with 30 ms before each DNS answer. Everything runs in a
network and mount namespace of its own and needs no root, only nginx, NSD and unshare. DIR has real pages.
"""

import argparse
import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from statistics import median
from typing import Any

from crawler.questions._message import packet, question
from tests.benchmarks import _dnstwist_world as world

PATH = os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin"
INSIDE = "BRASSPLATE_BENCH_INSIDE"
DELAY = 0.03
BURSTS, BURST = 16, 256
Row = dict[str, Any]


def missing() -> str:
    """Why the job cannot be run on this machine, or nothing."""
    absent = [
        name for name in ("nginx", "nsd", "unshare", "ip", "mount") if not shutil.which(name, path=PATH)
    ]
    if absent:
        return f"this machine has no {', '.join(absent)}"
    try:
        import dnstwist
    except ImportError:
        return "dnstwist is not installed"
    if not dnstwist.MODULE_TLSH:
        return "py-tlsh is not installed"
    tried = subprocess.run(["unshare", "-rnm", "true"], capture_output=True, text=True, check=False)
    return f"no namespace can be made: {tried.stderr.strip()}" if tried.returncode else ""


def measured(command: list[str]) -> tuple[Row, list[Row]]:
    """What a process costs from its start to its end, and the rows that it prints."""
    began = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)
        peak = Peak(process.pid)
        told = process.communicate(timeout=300)[0]
        wall = time.perf_counter() - began
        if process.returncode:
            errors.seek(0)
            sys.exit(f"{command[0]} failed: {errors.read().decode()[-2_000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall_s": round(wall, 2), "cpu_s": round(cpu, 2), "peak_mb": peak.taken()}, json.loads(told)


class Peak(threading.Thread):
    """The most memory that a process and its children had together, as sampled."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.kilobytes = 0
        self.start()

    def run(self) -> None:
        while now := sum(map(resident, family(self.pid))):
            self.kilobytes = max(self.kilobytes, now)
            time.sleep(0.02)

    def taken(self) -> int:
        self.join()
        return round(self.kilobytes / 1000)


def family(pid: int) -> Iterator[int]:
    yield pid
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in file.read_text().split():
                yield from family(int(child))


def resident(pid: int) -> int:
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next((int(each.split()[1]) for each in lines if each.startswith("VmRSS")), 0)
    return 0


def area(found: Mapping[str, float], truth: Mapping[str, bool]) -> float:
    """The chance that a copy stands above another site; ties count half, a name without figure is 0."""
    copies = [found.get(name, 0.0) for name, copied in truth.items() if copied]
    others = [found.get(name, 0.0) for name, copied in truth.items() if not copied]
    wins = sum((copy > other) + (copy == other) / 2 for copy in copies for other in others)
    return round(wins / len(copies) / len(others), 4)


def burst_ms(server: str, names: list[str]) -> float:
    """How long as many questions as our resolver has open take together: the server is no bottleneck."""
    took = []
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket(type=socket.SOCK_DGRAM)) for _ in range(8)]
        for each in sockets:
            each.settimeout(5)
            each.connect((server, 53))
        for start in range(0, BURSTS * BURST, BURST):
            packets = [packet(1, question(name, "NS") or b"") for name in names[start : start + BURST]]
            began = time.perf_counter()
            for number, each in enumerate(packets):
                sockets[number % 8].send(each)
            for number in range(len(packets)):
                sockets[number % 8].recv(4096)
            took.append(time.perf_counter() - began)
    return round(1000 * median(took), 1)


def commands(server: str, threads: int = 0) -> dict[str, list[str]]:
    theirs = "--registered --lsh tlsh --mxcheck --banners --format json --nameservers"
    more = ["--threads", str(threads)] if threads else []
    program = Path(sys.executable).parent / "dnstwist"
    # Not -m: a module that began the process would be loaded again by each isolated reader.
    ours = "from tests.benchmarks._dnstwist_ours import main; main()"
    return {
        "dnstwist": [str(program), *theirs.split(), server, *more, world.ORIGINAL],
        "ours": [sys.executable, "-c", ours, world.ORIGINAL, "--nameservers", server],
    }


def one_round(server: str, system: Path, truth: Mapping[str, bool]) -> dict[str, Row]:
    """Both tools over the same names, which the system's resolver asks at the same server."""
    system.write_text(f"nameserver {server}\noptions timeout:5 attempts:2\n")
    told = {}
    for tool, command in commands(server).items():
        row, found = measured(command)
        likeness = {each["domain"]: each.get("similarity", each.get("tlsh", 0.0)) for each in found}
        assert set(likeness) == {world.ORIGINAL, *truth}, f"{tool}: {len(likeness)} names of {len(truth) + 1}"
        mail = sum("banner_smtp" in each for each in found)
        web = sum(bool(each.get("banner_http")) for each in found)
        told[tool] = row | {"auc": area(likeness, truth), "mail_banners": mail, "web_banners": web}
    return told


def job(asked: argparse.Namespace) -> Row:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    from tests.benchmarks._dnstwist_ours import permutations

    names = sorted(permutations(world.ORIGINAL).communicate()[0].split())
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        truth = world.build(home, names, asked.registered, asked.corpus)
        system = home / "resolv.conf"
        system.touch()
        subprocess.run(["mount", "--bind", str(system), "/etc/resolv.conf"], check=True)
        with world.serving(home, DELAY):
            world.until(lambda: answers(world.NAMES) and answers(world.SLOW), "the name server")
            world.until(lambda: listens(80) and listens(25), "the web or mail server")
            servers = {"at_once": world.NAMES, "delay": world.SLOW}
            burst = {when: burst_ms(server, names) for when, server in servers.items()}
            if asked.no_delay:
                del servers["delay"]
            rounds = [
                {when: one_round(server, system, truth) for when, server in servers.items()}
                for _ in range(asked.rounds)
            ]
    told = summary(rounds)
    sizes = {
        "permutations": len(names),
        "registered": len(truth),
        "pages": "real" if asked.corpus else "invented",
    }
    return told | sizes | {"burst_ms": burst}


def answers(server: str) -> bool:
    with socket.socket(type=socket.SOCK_DGRAM) as asking:
        asking.settimeout(0.3)
        asking.connect((server, 53))
        try:
            asking.send(packet(1, question(world.ORIGINAL, "A") or b""))
            return asking.recv(4096)[7] > 0
        except OSError:
            return False


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def summary(rounds: list[dict[str, dict[str, Row]]]) -> Row:
    """Medians of the figures, and of the ratios within a round."""
    told: Row = {
        when: {
            tool: {unit: median(each[when][tool][unit] for each in rounds) for unit in rounds[0][when][tool]}
            for tool in rounds[0][when]
        }
        for when in rounds[0]
    }
    for name, unit in (("speed", "wall_s"), ("cpu", "cpu_s")):
        for when in rounds[0]:
            ratios = (each[when]["dnstwist"][unit] / each[when]["ours"][unit] for each in rounds)
            told[name if when == "at_once" else f"{name}_delay"] = round(median(ratios), 2)
    return told | {"auc": told["at_once"]["ours"]["auc"], "auc_dnstwist": told["at_once"]["dnstwist"]["auc"]}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--registered", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-delay", action="store_true", help="only without delay")
    parser.add_argument("--corpus", type=Path, help="has pages/manifest.jsonl; else the pages are invented")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if INSIDE not in os.environ:
        if why := missing():
            sys.exit(f"not run: {why}")
        given = ["unshare", "-rnm", sys.executable, "-m", "tests.benchmarks.dnstwist_job", *sys.argv[1:]]
        os.execvpe("unshare", given, os.environ | {INSIDE: "1", "PATH": PATH})
    told = job(asked)
    if asked.json:
        print(json.dumps(told))
        return
    for when in ("at_once",) if asked.no_delay else ("at_once", "delay"):
        for tool, row in told[when].items():
            print(f"{when:8} {tool:9}" + " ".join(f"{key} {value:<7}" for key, value in row.items()))
    print({key: value for key, value in told.items() if key not in ("at_once", "delay")})


if __name__ == "__main__":
    main()
