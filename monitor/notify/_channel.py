"""What is a channel, and what is it given to tell?"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from crawler.net import NetConfig
from reports.defang import visible
from reports.digest import DailyReport

CONCEALED = "…"
LONGEST_SENTENCE = 500
_SHORTEST_PIECE = 6


@dataclass(frozen=True, slots=True)
class Given:
    """One report to be told by one configured channel; ``test`` is a message that only tries the way."""

    name: str
    report: DailyReport
    where: str = ""
    secret: str = ""
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    seconds: float = 30.0  # for one try
    net: NetConfig = field(default_factory=NetConfig)
    home: Path = Path()
    test: bool = False
    hidden: tuple[str, ...] = ()  # what no sentence and no log may hold

    def conceal(self, text: str) -> str:
        """``text`` without a secret, cut and on one line."""
        for each in sorted({piece for piece in self.hidden if piece}, key=len, reverse=True):
            text = text.replace(each, CONCEALED)
        return visible(text[:LONGEST_SENTENCE])


def _one(given: Given) -> Sequence[str]:
    return ("",)


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to tell a report.

    ``tell`` raises SourceUnavailable where another try may help and ConfigError where none will. Each of
    ``receivers`` is told, tried and remembered by itself.
    """

    name: str  # "mail": what 'kind' says
    question: str
    tell: Callable[[Given, str], None]
    receivers: Callable[[Given], Sequence[str]] = _one
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def pieces(secret: str) -> tuple[str, ...]:
    """A secret, and the parts of what are addresses in it: any of them alone would give it away."""
    parts = [part for address in secret.split() for part in re.split(r"[/?&=:@#,]+", address)[1:]]
    return (secret, *(part for part in parts if len(part) >= _SHORTEST_PIECE))


def behind(address: str) -> tuple[str, ...]:
    """The pieces of what stands behind the host of an address, where tokens are written."""
    rest = address.partition("://")[2].partition("/")[2]
    return pieces(f"/{rest}") if rest else ()
