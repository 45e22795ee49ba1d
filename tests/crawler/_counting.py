"""Which small, honest work shows what becomes of a sweep whose workers die?

Its inputs are files of lines, its rows their hashes. Who reads a file that begins with ``hold`` says so in a
marker file and then waits until somebody opens the gate; one that begins with ``poison`` ends its reader,
``greedy`` asks for two gigabytes.
"""

import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from crawler.sweep import Item, Row, Tally, digest, job_of, make_part, sweep
from crawler.sweep.engines import Settings, engine

PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Counting:
    """Numbers and hashes of lines; ``gate`` lies in the folder of the inputs and changes no row."""

    name = "counting"

    def identity(self) -> Mapping[str, Any]:
        return {"rule": 1}

    def columns(self) -> Any:
        import pyarrow

        return pyarrow.schema([("file", "string"), ("line", "int64"), ("hash", "string")])

    def rows(self, item: Item, tally: Tally) -> Iterator[Row]:
        path = Path(item.where)
        lines = path.read_text().splitlines()
        if lines[0] == "poison":
            os._exit(139)
        if lines[0] == "greedy":
            bytes(2 << 30)  # nothing is written to it, so no memory is taken
        if lines[0] == "broken":
            raise ValueError("this file is\nbroken")
        for number, line in enumerate(lines):
            tally.seen += 1
            yield {"file": path.name, "line": number, "hash": hashlib.sha256(line.encode()).hexdigest()}
        if lines[0] == "hold":
            path.with_suffix(".held").write_text(str(os.getpid()))
            until(path.parent.joinpath("gate").exists)


def invented(folder: Path, special: Mapping[int, str] = {}) -> list[Item]:
    """Twelve files of 200 lines, of which some are special; the gate in front of the held ones is shut."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(12):
        lines = [special.get(number, "plain"), *(f"line {number * 1000 + line}" for line in range(200))]
        (folder / f"{number:02}.txt").write_text("\n".join(lines))
    return items(folder)


def items(folder: Path) -> list[Item]:
    return [Item("counting", str(path)) for path in sorted(folder.glob("*.txt"))]


def alone(inputs: Path, out: Path) -> str:
    """The digest of the same files without any engine; those that no worker can do are left out."""
    inputs.joinpath("gate").touch()
    folder = job_of(Counting(), out)
    for item in items(inputs):
        if not Path(item.where).read_text().startswith(("poison", "broken")):
            make_part(Counting(), item, folder)
    return digest(folder)


def kill_who_holds(file: Path) -> None:
    """SIGKILL for the worker that reads ``file``, a held one; then the gate is opened."""
    held = file.with_suffix(".held")
    until(lambda: held.exists() and held.read_text())
    os.kill(int(held.read_text()), signal.SIGKILL)
    file.with_name("gate").touch()


def is_gone(process: int) -> bool:
    """True also for a process that is dead and that nobody has buried."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except FileNotFoundError:
        return True


def until(true: Any, seconds: float = PATIENCE) -> None:
    """Waits for an event; AssertionError when it does not come."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "what was waited for did not come"
        time.sleep(0.01)


def run(name: str, settings: Settings) -> Any:
    return partial(engine(name).run, settings=settings)


def main(arguments: Sequence[str]) -> int:
    """A driver of its own: engine, scheduler, folder of inputs, folder of parts."""
    name, scheduler, inputs, out = arguments
    done = sweep(
        Counting(),
        items(Path(inputs)),
        Path(out),
        run(name, Settings(workers=2, scheduler=scheduler, window=4)),
        progress=lambda done: print(json.dumps({"parts": done.parts}), flush=True),
    )
    print(json.dumps({"digest": digest(done.folder), "kept": done.kept}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
