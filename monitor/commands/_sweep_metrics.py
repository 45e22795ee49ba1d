"""How does a monitoring system see how far a sweep is?

A file in Prometheus' text form, as node_exporter's textfile collector reads it; written aside and renamed, at
most once in a few seconds and at the end.
"""

import importlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.sweep import Done

SECONDS = 5.0
_TOLD: tuple[tuple[str, str, Callable[["Done"], float]], ...] = (
    ("items", "Items of the sweep.", lambda done: done.items),
    ("parts", "Items that are done.", lambda done: done.parts),
    ("kept", "Of these, such as were done by an earlier run.", lambda done: done.kept),
    ("quarantined", "Items that could not be done.", lambda done: len(done.quarantined)),
    ("rows", "Rows in all parts.", lambda done: done.rows),
    ("seen", "Pages, names or domains looked at.", lambda done: done.seen),
    ("unread", "Of these, such as could not be read.", lambda done: done.unread),
    ("read_bytes", "Bytes read by this run, unpacked.", lambda done: done.bytes_read),
    ("work_seconds", "Seconds of work in this run, of all workers together.", lambda done: done.work_seconds),
    ("seconds", "Seconds that this run has lasted.", lambda done: done.seconds),
)


def writer(path: Path | None) -> Callable[["Done"], object]:
    """What writes the file; ConfigError where it cannot be written or the library is missing."""
    if path is None:
        return lambda done: None
    from crawler.errors import ConfigError, to_install

    try:
        library: Any = importlib.import_module("prometheus_client")
    except ImportError:
        raise ConfigError(f"--metrics needs prometheus-client: {to_install('sweep')}") from None
    if not path.parent.is_dir():
        raise ConfigError(f"there is no directory '{path.parent}' to write metrics into")
    last = [0.0]

    def write(done: "Done") -> None:
        if done.ended < done.items and time.monotonic() - last[0] < SECONDS:
            return
        last[0] = time.monotonic()
        registry = library.CollectorRegistry()
        for name, what, value in _TOLD:
            gauge = library.Gauge(f"brassplate_sweep_{name}", what, ["job"], registry=registry)
            gauge.labels(job=done.folder.name).set(value(done))
        library.write_to_textfile(str(path), registry)

    return write
