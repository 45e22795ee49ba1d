"""How are the bytes of a path or an address read, all of them or a range?

Only what the operator names is asked, through fsspec; a server that leads elsewhere is not followed.
"""

import importlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crawler.errors import ConfigError, SourceUnavailable, to_install

BLOCK = 1 << 22
"""Bytes asked for at once over a network."""
SECONDS = 60.0
PIECE = 1 << 16
_WEB = ("http", "https")


def is_local(where: str) -> bool:
    return "://" not in where or where.startswith("file://")


def path_of(where: str) -> Path:
    """The path of what lies on this machine."""
    return Path(where.removeprefix("file://"))


def is_folder(where: str) -> bool:
    try:
        return is_local(where) and path_of(where).is_dir()
    except (OSError, ValueError):  # what can be no path at all
        return False


def size_of(where: str) -> int:
    """Bytes; -1 where a server does not say. ConfigError for what is not there."""
    if is_local(where):
        try:
            return path_of(where).stat().st_size
        except (OSError, ValueError) as error:
            raise ConfigError(f"{where} cannot be read ({_told(error)}); name a file that exists") from None
    try:
        size = _system(where).info(where).get("size")
    except ConfigError:
        raise
    except Exception as error:  # each of its file systems raises its own
        raise ConfigError(f"{where} cannot be read ({_told(error)}); name what exists") from None
    return int(size) if size is not None else -1


@contextmanager
def opened(where: str) -> Iterator[io.BufferedReader]:
    """The bytes of a path or an address, from their beginning; SourceUnavailable when they cannot be had."""
    try:
        file = path_of(where).open("rb") if is_local(where) else _remote(where)
    except Exception as error:
        raise SourceUnavailable(f"{where} could not be opened: {_told(error)}") from None
    with file:
        yield file


def part_of(where: str, offset: int, length: int) -> bytes:
    """So many bytes from ``offset`` on; SourceUnavailable when they cannot be had, all of them."""
    try:
        if is_local(where):
            with path_of(where).open("rb") as file:
                file.seek(offset)
                data = file.read(length)
        else:
            with _remote(where, size=offset + length) as file:
                file.seek(offset)
                data = file.read(length)
    except Exception as error:
        raise SourceUnavailable(f"{where} from byte {offset:,} could not be read: {_told(error)}") from None
    if len(data) != length:
        raise SourceUnavailable(
            f"{where} from byte {offset:,} could not be read: {length:,} bytes are not there"
        )
    return data


def _remote(where: str, size: int | None = None) -> io.BufferedReader:
    told = {"size": size} if size and where.partition("://")[0] in _WEB else {}
    file = _system(where).open(where, "rb", block_size=BLOCK, cache_type="readahead", **told)
    return io.BufferedReader(file, PIECE)


def _system(where: str) -> Any:
    """The file system of an address, as fsspec knows it."""
    try:
        fsspec = importlib.import_module("fsspec")
    except ImportError:
        raise ConfigError(f"reading {where} needs fsspec: {to_install('sweep')}") from None
    protocol = where.partition("://")[0].lower()
    if "::" in where:
        raise ConfigError(f"{where} is an address inside another; name the file itself")
    if protocol in _WEB:
        aiohttp = importlib.import_module("aiohttp")
        wait = aiohttp.ClientTimeout(total=None, sock_connect=SECONDS, sock_read=SECONDS)
        return fsspec.filesystem(protocol, allow_redirects=False, client_kwargs={"timeout": wait})
    try:
        return fsspec.filesystem(protocol)
    except (ValueError, ImportError) as error:
        raise ConfigError(f"{where} cannot be read: {_told(error)}") from None


def _told(error: Exception) -> str:
    return " ".join(f"{getattr(error, 'strerror', None) or error or type(error).__name__}".split())[:200]
