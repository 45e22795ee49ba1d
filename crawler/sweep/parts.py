"""How does one item become one file, once, whoever is killed meanwhile?

A part is written aside and renamed, so it is there whole or not at all; its name comes from its item, and its
folder from everything else that changes its rows. What is there is never made again.
"""

import hashlib
import importlib
import json
import os
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from crawler.errors import ConfigError, to_install
from crawler.records import canonical
from crawler.sweep._slate import slate
from crawler.sweep.work import Item, Part, Row, Work

JOB = "job.json"
ABOUT = b"brassplate"
"""Under this key a part's own file tells of what it was made."""
APART = {b"digest": b"no"}
"""Of a column: it tells of the moment in which it was made, and two that are equal otherwise are equal."""
LEFT_OVER = 24 * 3600
"""Seconds after which a file aside is nobody's any more."""


def name_of(work: Work) -> str:
    """The name of this work's job: by whoever would make the same rows it is called the same."""
    return hashlib.sha256(canonical(_identity(work)).encode()).hexdigest()[:16]


def _identity(work: Work) -> Mapping[str, Any]:
    return {"work": work.name, **work.identity()}


def job_of(work: Work, out: Path) -> Path:
    """The folder of this work under ``out``, made if it is not there; other rules have another folder."""
    folder = out / name_of(work)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / JOB).exists():
            told = json.dumps(_identity(work), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
            put(folder / JOB, told.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise ConfigError(
            f"{out} cannot be written into ({error.strerror}); name a folder that can"
        ) from error
    return folder


def part_of_job(work: Work, item: Item, folder: Path) -> Part:
    """As :func:`make_part`, for a worker of the job in ``folder``, which may be another machine."""
    if name_of(work) != folder.name:
        raise ConfigError(
            "this worker would make other rows than whoever sent the work: install the same version of "
            "brassplate on every machine, and start the workers again"
        )
    return make_part(work, item, folder)


def make_part(work: Work, item: Item, folder: Path) -> Part:
    """The part of ``item`` in ``folder``; made unless it is there."""
    path = folder / f"{item.name}.parquet"
    if (found := part_at(path)) is not None:
        return found
    begun = time.monotonic()
    with slate(item, folder) as tally:
        lines = sorted(((canonical(row), row) for row in work.rows(item, tally)), key=lambda each: each[0])
        part = Part(
            item.name,
            len(lines),
            tally.read,
            round(time.monotonic() - begun, 3),
            tally.seen,
            tally.unread,
            tuple(tally.notes),
        )
        _write(path, work.columns(), [row for _, row in lines], item, part)
    return part


def part_at(path: Path) -> Part | None:
    """What a part's file tells of it; None where there is no whole one."""
    arrow, parquet = arrow_and_parquet()
    if not path.exists():
        return None
    try:
        about = json.loads(parquet.read_schema(path).metadata[ABOUT])["part"]
        return _checked(Part(**{**about, "notes": tuple(map(str, about["notes"]))}))
    except (OSError, ValueError, TypeError, KeyError, RecursionError, arrow.ArrowException):
        return None  # such as a disk that lost it leaves behind: it is made again


def _checked(part: Part) -> Part:
    counted = (part.rows, part.bytes_read, part.seconds, part.seen, part.unread)
    if not all(isinstance(each, int | float) for each in counted):
        raise TypeError("a part counts in numbers")
    return part


def parts_in(folder: Path) -> list[Path]:
    """The parts in a folder, in the order of their names."""
    return sorted(folder.glob("part-*.parquet"))


def rows_of(folder: Path) -> Iterator[Row]:
    """Every row of every part, in the order of the parts' names."""
    for path in parts_in(folder):
        yield from rows_in(path)


def digest(folder: Path) -> str:
    """One hash of all rows: equal for equal rows, whoever made them and however Parquet packs them.

    Columns that are marked APART are left out.
    """
    found = hashlib.sha256()
    for path in parts_in(folder):
        found.update(f"{path.stem}\n".encode())
        with _opened(path) as file:
            columns = list(file.schema_arrow)
        compared = [each.name for each in columns if not APART.items() <= (each.metadata or {}).items()]
        for row in rows_in(path, compared):
            found.update(canonical(row).encode("utf-8", "backslashreplace") + b"\n")
    return found.hexdigest()


def clear_left_overs(folder: Path, now: float) -> None:
    """Removes what was being written by somebody who is gone."""
    for path in folder.glob(".*.tmp"):
        with suppress(OSError):  # its writer renamed it in this very moment
            is_done = (folder / f"{path.name.split('.')[1]}.parquet").exists()
            if is_done or now - path.stat().st_mtime > LEFT_OVER:
                path.unlink()


def rows_in(path: Path, columns: list[str] | None = None) -> Iterator[Row]:
    """The rows of one part, as they lie there; some columns or all."""
    with _opened(path) as file:
        for batch in file.iter_batches(columns=columns):
            yield from batch.to_pylist()


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    arrow, parquet = arrow_and_parquet()
    try:
        with parquet.ParquetFile(path) as file:
            yield file
    except (OSError, arrow.ArrowException) as error:
        told = " ".join(str(error).split())[:160]
        raise ConfigError(
            f"{path} is damaged ({told}); remove it and give the sweep's command again, which makes it anew"
        ) from None


def _write(path: Path, schema: Any, rows: Iterable[Row], item: Item, part: Part) -> None:
    arrow, parquet = arrow_and_parquet()
    told = {"item": item.to_json(), "part": {name: getattr(part, name) for name in Part.__slots__}}
    about = {ABOUT: canonical(told).encode("utf-8", "backslashreplace")}
    table = arrow.Table.from_pylist([_whole(row) for row in rows], schema=schema)
    sink = arrow.BufferOutputStream()
    parquet.write_table(table.replace_schema_metadata(about), sink, compression="zstd")
    put(path, sink.getvalue())


def _whole(row: Row) -> Row:
    """Half a character has no place in UTF-8; it is kept as its escape."""
    return {
        name: value.encode("utf-8", "backslashreplace").decode()
        if isinstance(value, str) and not value.isascii()
        else value
        for name, value in row.items()
    }


def put(path: Path, data: bytes) -> None:
    """Written aside, on the disk, and only then under its name."""
    aside = path.with_name(f".{path.stem}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    try:
        with aside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def arrow_and_parquet() -> tuple[Any, Any]:
    """The two libraries that parts are written with; ConfigError where they are not installed."""
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise ConfigError(f"a sweep needs pyarrow: {to_install('sweep')}") from None
