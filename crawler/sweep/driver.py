"""How far is a sweep, and how did it end?

The driver hands out what is not done yet and writes down what could not be done. It knows no engine: whoever
runs the task gives back how each item ended.
"""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from crawler.errors import ConfigError
from crawler.records import canonical
from crawler.sweep.parts import clear_left_overs, job_of, part_at, part_of_job
from crawler.sweep.work import Ended, Item, Part, Work

QUARANTINED = "quarantined.jsonl"
MOST_NOTES = 200
"""Shown at the end; each part keeps its own."""

Task = Callable[[Item], Part]
Run = Callable[[Task, Iterable[Item]], Iterator[Ended]]
"""An engine with its settings: gives back each item as it ends, in any order; raises EngineLost."""


@dataclass(frozen=True, slots=True)
class Done:
    """How far a sweep is, and at its end how it ended."""

    folder: Path
    items: int
    parts: int = 0  # of these, such as were there before
    kept: int = 0
    rows: int = 0
    seen: int = 0
    unread: int = 0
    bytes_read: int = 0  # in this run
    work_seconds: float = 0.0  # in this run, of all workers together
    seconds: float = 0.0
    quarantined: tuple[Ended, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ended(self) -> int:
        return self.parts + len(self.quarantined)


def sweep(
    work: Work,
    items: Sequence[Item],
    out: Path,
    run: Run,
    progress: Callable[[Done], object] = lambda done: None,
) -> Done:
    """Makes every part that is not there; items that cannot be done are quarantined, and the rest goes on.

    Killing it at any moment loses nothing: the same call goes on where it was. Raises EngineLost.
    """
    once = list(dict.fromkeys(items))
    if not once:
        raise ConfigError("there is nothing to sweep: no input was found; name files that exist")
    folder = job_of(work, out)
    clear_left_overs(folder, time.time())
    count = _Count(folder, len(once), progress)
    waiting = [item for item in once if not count.keeps(item)]
    waiting.sort(key=lambda item: item.begin - item.end)  # the longest first: nobody is left alone with one
    (folder / QUARANTINED).unlink(missing_ok=True)  # they are tried again
    progress(count.done())
    with closing(_generator(run(partial(part_of_job, work, folder=folder), iter(waiting)))) as ended:
        for each in ended:
            count.ends(each)
    clear_left_overs(folder, time.time())
    return count.done()


class _Count:
    def __init__(self, folder: Path, items: int, progress: Callable[[Done], object]) -> None:
        self._begun = time.monotonic()
        self._progress = progress
        self._done = Done(folder=folder, items=items)

    def keeps(self, item: Item) -> bool:
        """True when the part is there already."""
        found = part_at(self._done.folder / f"{item.name}.parquet")
        if found is not None:
            self._done = replace(_with(self._done, found), kept=self._done.kept + 1)
        return found is not None

    def ends(self, ended: Ended) -> None:
        done, part = self._done, ended.part
        if part is not None:
            self._done = replace(
                _with(done, part),
                bytes_read=done.bytes_read + part.bytes_read,
                work_seconds=done.work_seconds + part.seconds,
            )
        else:
            self._done = replace(done, quarantined=(*done.quarantined, ended))
            line = canonical({"item": ended.item.to_json(), "fault": ended.fault})
            with (done.folder / QUARANTINED).open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
        self._progress(self.done())

    def done(self) -> Done:
        return replace(self._done, seconds=time.monotonic() - self._begun)


def _with(done: Done, part: Part) -> Done:
    notes = done.notes
    if part.notes and len(notes) < MOST_NOTES:
        notes = (*notes, *part.notes)[:MOST_NOTES]
    return replace(
        done,
        parts=done.parts + 1,
        rows=done.rows + part.rows,
        seen=done.seen + part.seen,
        unread=done.unread + part.unread,
        notes=notes,
    )


def _generator(ended: Iterator[Ended]) -> Generator[Ended, None, None]:
    """Closed, it closes the engine's iterator too."""
    try:
        yield from ended
    finally:
        close = getattr(ended, "close", None)
        if close is not None:
            close()
