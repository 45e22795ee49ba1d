"""Where does the day's report lie, and how is it written so that no reader ever finds half of one?

``<folder>/<day>/report.html`` and so on, for the owner alone. ``runs.txt`` beside them names the run of
``report`` in its first line, of ``report-2`` in its second: a run replaces only its own files.
"""

import errno
import os
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from reports.digest import DailyReport
from reports.formats import Format

_RUNS = "runs.txt"


class PublishError(Exception):
    """The report could not be written; what lay there before still does."""


def publish(
    report: DailyReport, folder: Path, formats: Iterable[Format], also: Iterable[tuple[str, bytes]] = ()
) -> list[Path]:
    """Writes ``report`` in every one of ``formats``: all of them or none. The paths, in the given order.

    ``also`` are (suffix, bytes) of files that no format gives, such as a PDF.
    """
    texts: list[tuple[str, str | bytes]] = [*((each.suffix, each.render(report)) for each in formats), *also]
    day = folder / _day(report.day)
    try:
        _make(day)
        run = " ".join(report.run.split())
        runs = _runs(day, run)
        stem = _stem(runs.index(run) + 1)
        index = (day / _RUNS, "".join(f"{each}\n" for each in runs))
        paths = [day / f"{stem}{suffix}" for suffix, _ in texts]
        write_all([index, *zip(paths, (text for _, text in texts), strict=True)])
    except OSError as error:
        raise PublishError(_sentence(day, error)) from error
    return paths


def put(folder: Path, day: str, files: Iterable[tuple[str, str]]) -> list[Path]:
    """Writes (name, text) beside the report of ``day``: all of them or none. The paths."""
    named = [(folder / _day(day) / name, text) for name, text in files]
    try:
        _make(folder / day)
        write_all(named)
    except OSError as error:
        raise PublishError(_sentence(folder / day, error)) from error
    return [path for path, _ in named]


def _day(day: str) -> str:
    try:
        if date.fromisoformat(day).isoformat() == day:
            return day
    except ValueError:
        pass
    raise PublishError(f"cannot name the report's folder: {day!r} is not a day like 2026-11-22")


def _make(day: Path) -> None:
    day.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    day.mkdir(mode=0o700, exist_ok=True)


def _stem(number: int) -> str:
    return "report" if number == 1 else f"report-{number}"


def _runs(day: Path, run: str) -> list[str]:
    """The runs of ``day`` by number, ``run`` among them; files that no line claims keep their number."""
    listed = day / _RUNS
    runs = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    while run not in runs:
        taken = any(day.glob(f"{_stem(len(runs) + 1)}.*"))
        runs.append("unknown" if taken else run)
    return runs


def write_all(files: Sequence[tuple[Path, str | bytes]]) -> None:
    """Writes every file beside its place first, and moves them only when all are safely on the disk."""
    written: list[tuple[str, Path]] = []
    try:
        for path, text in files:
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # mode 0600
            written.append((name, path))
            with open(handle, "wb") as file:
                file.write(text.encode() if isinstance(text, str) else text)
                file.flush()
                os.fsync(file.fileno())
        for name, path in written:
            Path(name).replace(path)
        settle(files[0][0].parent)
    finally:
        for name, _ in written:
            Path(name).unlink(missing_ok=True)


def settle(place: Path) -> None:
    """Makes a file, or what was moved within a folder, survive a power cut."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sentence(day: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"could not write the report to {day}: the disk is full; free some space and run again"
    return f"could not write the report to {day}: {error.strerror or error}; mend that and run again"
