"""How is a long file written so that nobody ever finds half of it?"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from crawler.errors import ConfigError
from reports.publish import settle


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file for its owner alone that takes the place of ``path`` when all is written, or leaves it alone."""
    place = path.resolve()
    if place.exists() and not place.is_file():
        raise ConfigError(f"{path} is no file that could be replaced; name another, or '-' for stdout")
    if not place.parent.is_dir():
        raise ConfigError(f"there is no folder {place.parent}; make it, or name another file")
    handle, name = tempfile.mkstemp(prefix=f".{place.name[:100]}.", dir=place.parent)  # mode 0600
    try:
        with open(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(place)
        settle(place.parent)
    finally:
        Path(name).unlink(missing_ok=True)
