"""May this URL be asked for, and how soon after the last one, as the host's robots.txt says (RFC 9309)?

Read in one pass and matched without going back, so that no file and no URL can make it slow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self
from urllib.parse import quote, unquote_to_bytes, urlsplit

MOST_RULES = 20_000
MOST_DELAY = 3_600.0
"""Seconds; no run asks a host that wants more time than this between two requests a second time."""

_ALLOW = {"allow"}
_DISALLOW = {"disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"}
_AGENT = {"user-agent", "useragent", "user agent"}
_DELAY = {"crawl-delay", "crawldelay", "crawl delay"}  # not in the RFC, but in one file of five
_SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,9})?|\.\d{1,9}", re.ASCII)
_PRODUCT = re.compile(r"\*|[a-z0-9_-]+")
_SLASH = re.compile("%2f", re.IGNORECASE)
_AS_WRITTEN = "/?&=:@!$'()*+,;~-._#[]"


@dataclass(frozen=True)
class _Rule:
    pattern: str
    allows: bool

    @cached_property
    def _pieces(self) -> list[str]:
        return [_normal(each) for each in self.pattern.removesuffix("$").split("*")]

    def matches(self, target: str) -> bool:
        first, *others = self._pieces
        ends = self.pattern.endswith("$")
        if not others:
            return target == first if ends else target.startswith(first)
        if not target.startswith(first):
            return False
        place = len(first)
        for piece in others[:-1] if ends else others:
            found = target.find(piece, place)
            if found < 0:
                return False
            place = found + len(piece)
        return not ends or (len(target) - place >= len(others[-1]) and target.endswith(others[-1]))


@dataclass(frozen=True)
class Robots:
    """The rules of one file for one agent; those for all when it names none for us."""

    rules: tuple[_Rule, ...] = ()
    delay: float = 0.0  # seconds that the host wants between two requests

    @classmethod
    def parse(cls, text: str, agent: str) -> Self:
        """The rules for ``agent``, a product's bare name, in ``text``."""
        ours, for_all = _Group(), _Group()
        named = False
        for group in _groups(text):
            if agent.lower() in group.agents:
                named = True
                ours.add(group)
            elif "*" in group.agents:
                for_all.add(group)
        told = ours if named else for_all
        return cls(tuple(told.rules[:MOST_RULES]), told.delay)

    def allows(self, url: str) -> bool:
        """The longest rule that matches decides, of two alike the one that allows."""
        parts = urlsplit(url)
        if parts.path == "/robots.txt":
            return True
        target = _normal(f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")
        found = [(len(rule.pattern), rule.allows) for rule in self.rules if rule.matches(target)]
        return max(found, default=(0, True))[1]


@dataclass(slots=True)
class _Group:
    agents: set[str] = field(default_factory=set)
    rules: list[_Rule] = field(default_factory=list)
    delay: float = 0.0
    begun: bool = False  # an agent's name after a rule opens the next group

    def add(self, other: "_Group") -> None:
        self.rules += other.rules
        self.delay = max(self.delay, other.delay)


def _groups(text: str) -> Iterator[_Group]:
    group = _Group()
    for line in text.removeprefix("\ufeff").splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name in _AGENT:
            if group.begun:
                yield group
                group = _Group()
            if product := _PRODUCT.match(value.lower()):
                group.agents.add(product[0])
        elif name in _ALLOW or name in _DISALLOW:
            group.begun = True
            if value:
                group.rules.append(_Rule(value, name in _ALLOW))
        elif name in _DELAY:
            group.begun = True
            if seconds := _SECONDS.match(value):
                group.delay = max(group.delay, min(float(seconds[0]), MOST_DELAY))
    yield group


def _normal(text: str) -> str:
    """One spelling for one path; an escaped slash stays another thing than a slash."""
    return "%2F".join(quote(unquote_to_bytes(part), safe=_AS_WRITTEN) for part in _SLASH.split(text))
