"""May this URL be asked for, as the host's robots.txt says (RFC 9309)?

Read in one pass and matched without going back, so that no file and no URL can make it slow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self
from urllib.parse import quote, unquote_to_bytes, urlsplit

MOST_RULES = 20_000

_ALLOW = {"allow"}
_DISALLOW = {"disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"}
_AGENT = {"user-agent", "useragent", "user agent"}
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

    @classmethod
    def parse(cls, text: str, agent: str) -> Self:
        """The rules for ``agent``, a product's bare name, in ``text``."""
        ours: list[_Rule] = []
        for_all: list[_Rule] = []
        named = False
        for agents, rules in _groups(text):
            if agent.lower() in agents:
                named = True
                ours += rules
            elif "*" in agents:
                for_all += rules
        return cls(tuple((ours if named else for_all)[:MOST_RULES]))

    def allows(self, url: str) -> bool:
        """The longest rule that matches decides, of two alike the one that allows."""
        parts = urlsplit(url)
        if parts.path == "/robots.txt":
            return True
        target = _normal(f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")
        found = [(len(rule.pattern), rule.allows) for rule in self.rules if rule.matches(target)]
        return max(found, default=(0, True))[1]


def _groups(text: str) -> Iterator[tuple[set[str], list[_Rule]]]:
    agents: set[str] = set()
    rules: list[_Rule] = []
    begun = False  # rules of the present group
    for line in text.removeprefix("\ufeff").splitlines():
        field, _, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if field in _AGENT:
            if begun:
                yield agents, rules
                agents, rules, begun = set(), [], False
            if product := _PRODUCT.match(value.lower()):
                agents.add(product[0])
        elif field in _ALLOW or field in _DISALLOW:
            begun = True
            if value:
                rules.append(_Rule(value, field in _ALLOW))
    yield agents, rules


def _normal(text: str) -> str:
    """One spelling for one path; an escaped slash stays another thing than a slash."""
    return "%2F".join(quote(unquote_to_bytes(part), safe=_AS_WRITTEN) for part in _SLASH.split(text))
