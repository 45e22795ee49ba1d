"""How fast, and in how little memory, are two days of a large zone set against each other?

    python -m tests.benchmarks.zones [--lines 20000000] [--json]

Two days of an invented registry's zone, in the form in which registries write: a DS record for one name in
twenty, two or three NS records for each, packed with gzip; on the second day one name in 500 is gone and one
in 500 is new. The source reads each day whole: check, unpack, sort, pack, compare. A third day has the
second's names in no order. Floors: gunzip, awk, sort and comm over the same files; comm over finished lists.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from math import gcd
from pathlib import Path

RECORDS_A_NAME = 2.55
STRIDE = 7
TURN = 500
SOA = b"bench.\t900\tin\tsoa\tns.bench. mail.bench. %d 1800 900 604800 86400\n"
EXTRACT = (
    """gunzip -c "$0" | awk -F'\\t' '$4=="ns"&&$1!="bench."{print $1}' | """
    """uniq | LC_ALL=C sort -u -S 64M > "$1" """
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, default=20_000_000)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--cursor", default="", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(read_day(asked.measure, asked.cursor)))
        return
    with tempfile.TemporaryDirectory(prefix="brassplate-zones-") as folder:
        told = measured(Path(folder), asked.lines)
    if asked.json:
        print(json.dumps(told))
        return
    for name, value in told.items():
        print(f"{name:32} {value:>14,.1f}")


def measured(folder: Path, lines: int) -> dict[str, float]:
    names = int(lines / RECORDS_A_NAME)
    days = [folder / name for name in ("first.gz", "second.gz", "scattered.gz")]
    count, added = 0, 0
    for path, day in zip(days, (1, 2, 2), strict=True):
        count, added = write_zone(path, names, day, scattered=path is days[2])
    zone = folder / "zone" / "bench.zone.gz"
    zone.parent.mkdir()
    told: dict[str, float] = {"lines": count, "added": added}
    cursor, kept = "", folder / "kept"
    for what, path in zip(("first", "second", "scattered"), days, strict=True):
        if what == "scattered":  # from the first day on, once more
            shutil.rmtree(zone.parent / ".zone-lists")
            shutil.copytree(kept, zone.parent / ".zone-lists")
        shutil.copy(path, zone)
        found = in_own_process(zone, cursor)
        if what == "first":
            cursor = str(found["cursor"])
            shutil.copytree(zone.parent / ".zone-lists", kept)
        told |= {f"{what}_{name}": found[name] for name in ("seconds", "cpu", "peak_mb", "names")}
    return told | by_sort(folder, days)


def write_zone(path: Path, names: int, day: int, *, scattered: bool) -> tuple[int, int]:
    """How many lines it has, and how many names that the first day lacks."""
    with path.open("wb") as file:
        packer = subprocess.Popen(["gzip", "-1"], stdin=subprocess.PIPE, stdout=file)
        assert packer.stdin
        count, added = 0, 0
        for block, lines, new in records(names, day, scattered):
            packer.stdin.write(block)
            count, added = count + lines, added + new
        packer.stdin.close()
        packer.wait()
    return count, added


def records(names: int, day: int, scattered: bool) -> Iterator[tuple[bytes, int, int]]:
    soa = SOA % (2026112000 + day)
    own = b"bench.\t86400\tin\tns\tns.bench.\nns.bench.\t86400\tin\ta\t192.0.2.1\n"
    yield soa + own, 3, 0
    step = next(each for each in range(names * 618 // 1_000, names * 2) if gcd(each, names) == 1)
    for start in range(0, names, 20_000):
        parts, new, count = [], 0, 0
        for place in range(start, min(start + 20_000, names)):
            number = place * step % names if scattered else place
            gone = number % TURN == (0 if day == 1 else 1)
            if gone:
                continue
            new += number % TURN == 0
            name = b"name-%09d.bench.\t86400\tin\t" % (number * STRIDE)
            host = number % 997
            lines = [b"%sds\t1 13 2 %040d\n" % (name, number)] if number % 20 == 0 else []
            lines += [b"%sns\tns%d.host%d.test.\n" % (name, each, host) for each in range(2 + number % 2)]
            parts += lines
            count += len(lines)
        yield b"".join(parts), count, new if day == 2 else 0
    yield soa, 1, 0


def in_own_process(zone: Path, cursor: str) -> dict[str, float | str]:
    command = [sys.executable, "-m", "tests.benchmarks.zones", "--measure", str(zone), "--cursor", cursor]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(found.stdout)  # type: ignore[no-any-return]


def read_day(zone: Path, cursor: str) -> dict[str, float | str]:
    from crawler.discovery import Given
    from crawler.discovery.zone_files import SOURCE

    began, names, cpu = time.perf_counter(), 0, time.process_time()
    given = Given(where=str(zone), now=datetime(2026, 11, 22, tzinfo=UTC), web=None, cursor=cursor)  # type: ignore[arg-type]
    for batch in SOURCE.read(given):
        names, cursor = names + len(batch.names), batch.cursor
        assert not batch.faults, batch.faults
    used = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    return {**used, "peak_mb": peak, "names": names, "cursor": cursor}


def by_sort(folder: Path, days: list[Path]) -> dict[str, float]:
    """The same by programs of the system, which use more than one core."""
    before = os.times()
    began = time.perf_counter()
    lists = [folder / "first.txt", folder / "second.txt"]
    for path, target in zip(days, lists, strict=False):
        subprocess.run(["sh", "-c", EXTRACT, str(path), str(target)], check=True)
    merged = time.perf_counter()
    command = 'LC_ALL=C comm -13 "$0" "$1" | wc -l'
    added = subprocess.run(
        ["sh", "-c", command, *map(str, lists)], check=True, capture_output=True, text=True
    )
    ended, after = time.perf_counter(), os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    told = {"sort_seconds": ended - began, "sort_cpu": cpu, "comm_seconds": ended - merged}
    return told | {"sort_added": int(added.stdout)}


if __name__ == "__main__":
    main()
