"""What runs a task for each of many items, what is it told, and how does one attempt end?"""

import ipaddress
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from crawler.errors import ConfigError
from crawler.sweep.work import Ended, Item, Part

Task = Callable[[Item], Part]
DIED = "its worker died each time it was tried"
MOST_FAULT = 500


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator says of an engine; an engine reads what concerns it."""

    workers: int = 0  # tasks at one time; 0: one a core
    scheduler: str = ""  # address of the cluster
    window: int = 1_000  # items handed out and not ended
    tries: int = 7  # times that an item may take a worker along: a page takes two before it is passed over
    megabytes: int | None = 4_096  # that a process of this machine may address
    tls_ca: Path | None = None  # who signed the certificates of the cluster
    tls_cert: Path | None = None  # ours
    tls_key: Path | None = None
    tell: Callable[[str], object] = lambda sentence: None  # gets what an operator may like to know


@dataclass(frozen=True, slots=True)
class Engine:
    """Somewhere where tasks run.

    ``run`` gives back how each item ended, in any order, and holds no more than a window of them. An item
    that takes its worker along ``tries`` times is given up, and the rest goes on. EngineLost when whoever
    hands out the work is gone; ConfigError when it cannot be used as it is set. Closing the iterator stops
    what has not begun.
    """

    name: str
    question: str
    run: Callable[[Task, Iterable[Item], Settings], Iterator[Ended]]


def attempt(task: Task, item: Item) -> Ended:
    """The task, done by a worker; what it raises is the item's fault, told in one line."""
    try:
        return Ended(item, task(item))
    except Exception as error:
        return Ended(item, None, fault_of(error))


def fault_of(error: Exception) -> str:
    """What went wrong, in one line."""
    if isinstance(error, MemoryError):
        return "it takes more memory than its worker may have"
    return " ".join(f"{type(error).__name__}: {error}".split())[:MOST_FAULT]


def plain_or_tls(settings: Settings) -> dict[str, str]:
    """The files of a TLS connection, none for one on this machine; ConfigError for what anybody could read.

    Whoever reaches a scheduler runs code on its workers: plain TCP is for the loopback network alone.
    """
    at = _address(settings.scheduler)
    if not at or not at.hostname:
        raise ConfigError("name the cluster: --scheduler tcp://127.0.0.1:8786, or tls://HOST:8786")
    if at.scheme == "tcp" and is_own(at.hostname):
        return {}
    if at.scheme == "tcp":
        raise ConfigError(
            f"{settings.scheduler} is not on this machine, and whoever can reach it in plain TCP rules its "
            "workers: use tls:// with --tls-ca, --tls-cert and --tls-key"
        )
    if not (settings.tls_ca and settings.tls_cert and settings.tls_key):
        raise ConfigError(f"{settings.scheduler} needs --tls-ca, --tls-cert and --tls-key")
    return {
        "tls_ca_file": str(settings.tls_ca),
        "tls_client_cert": str(settings.tls_cert),
        "tls_client_key": str(settings.tls_key),
    }


def _address(scheduler: str) -> SplitResult | None:
    """Of a cluster; None for what names no host and port."""
    try:
        at = urlsplit(scheduler)
        return at if at.port and at.scheme in {"tcp", "tls"} else None
    except ValueError:
        return None


def is_own(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
