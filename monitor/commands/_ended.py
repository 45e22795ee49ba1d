"""How long did a run take, how much memory, and why did it come to no report?"""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path


@contextmanager
def remembered(home: Path, began: datetime) -> Iterator[None]:
    """Writes down how what goes on inside ended, failed or not; a full disk hides no failure."""
    from monitor.health import Ended, keep

    clock, fault = time.monotonic(), ""
    try:
        yield
    except KeyboardInterrupt:
        fault = "it was interrupted."
        raise
    except Exception as error:
        fault = f"{str(error)[:300] or type(error).__name__}."
        raise
    finally:
        seconds = round(time.monotonic() - clock, 1)
        with suppress(OSError):
            keep(home, Ended(began, seconds, _megabytes(), fault))


def _megabytes() -> int:
    """The most memory that this process had, and the largest of its children."""
    kilobytes = sum(
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return round(kilobytes * 1024 / 1e6)
