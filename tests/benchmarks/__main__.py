"""How do our figures stand beside their floors on this machine?

    python -m tests.benchmarks [--quick] [--only NAME] [--corpus DIR] [--write FILE]

Each benchmark is a process of its own with a time limit, one after the other; then one table. What this
machine cannot run says why. Figures move with the machine and its load, ratios of one run hardly.
"""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.benchmarks._all import BENCHMARKS, Benchmark, Line

TAKES_CORPUS = {
    "permutations",
    "fingerprint_page",
    "registration",
    "accuracy",
    "text_pairs",
    "dnstwist_job",
    "page_index",
    "sift",
    "sweep",
}
QUICK_SECONDS = 120


class NotRun(Exception):
    """This machine, or these options, do not let the benchmark run."""


def told_by(run: tuple[str, ...], corpus: Path | None, seconds: float) -> Any:
    """The JSON that one process prints."""
    name, *options = run
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", *options, "--json"]
    if corpus and name in TAKES_CORPUS:
        command += ["--corpus", str(corpus)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
    try:
        told, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise NotRun(f"took longer than {seconds:g} s") from None
    finally:
        _end(process)
    for line in reversed(told.splitlines()):
        if line.startswith("{"):
            return json.loads(line)
    lines = errors.strip().splitlines() or [f"ended with {process.returncode} and said nothing"]
    raise NotRun(lines[-1].removeprefix("not run: ").removeprefix("skipped: "))


def _end(process: "subprocess.Popen[str]") -> None:
    """The process and the servers that it started: first asked, then made."""
    if process.poll() is not None:
        return
    for how in (signal.SIGINT, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
            process.wait(20)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue
        return


def lines_of(benchmark: Benchmark, asked: argparse.Namespace) -> list[Line]:
    """The figures of one benchmark; NotRun with the reason when there are none."""
    runs = benchmark.quick if asked.quick else benchmark.runs
    if not runs:
        raise NotRun("takes too long for a quick look")
    if benchmark.needs_corpus and asked.corpus is None:
        raise NotRun("needs recorded pages and answers; name their folder with CORPUS=DIR")
    seconds = QUICK_SECONDS if asked.quick else benchmark.seconds
    return list(benchmark.read(*(told_by(run, asked.corpus, seconds) for run in runs)))


def shown(line: Line) -> str:
    verdict = {None: "", True: "ok", False: "short"}[line.meets]
    floor = f"{line.sense} {line.floor:g}" if line.sense else ""
    return f"  {line.what:58} {line.value:10.4g}  {floor:8} {verdict}".rstrip()


def row(benchmark: str, line: Line) -> dict[str, Any]:
    held = {"sense": line.sense, "floor": line.floor, "meets": line.meets} if line.sense else {}
    return {"benchmark": benchmark, "what": line.what, "value": round(line.value, 5), **held}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="small sizes, some three minutes")
    parser.add_argument("--only", action="append", choices=[each.name for each in BENCHMARKS])
    parser.add_argument("--corpus", type=Path, help="folder with pages, whois and rdap, each with a manifest")
    parser.add_argument("--write", type=Path, help="also write the figures to this file, as JSON")
    asked = parser.parse_args()
    rows: list[dict[str, Any]] = []
    for each in BENCHMARKS:
        if asked.only and each.name not in asked.only:
            continue
        print(each.name, flush=True)
        try:
            found = lines_of(each, asked)
        except NotRun as why:
            print(f"  not run: {why}", flush=True)
            rows.append({"benchmark": each.name, "not_run": str(why)})
            continue
        print("\n".join(map(shown, found)), flush=True)
        rows += [row(each.name, line) for line in found]
    if asked.write:
        machine = {"cores": os.cpu_count(), "load": os.getloadavg(), "python": platform.python_version()}
        told = {
            "at": datetime.now(UTC).isoformat(),
            "quick": asked.quick,
            "machine": machine,
            "figures": rows,
        }
        asked.write.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
