"""Whom does a page's JSON-LD name as the organisation, the site or the people behind it?

Only what the page says of itself is followed: reviewers, brands on sale and publishers are other people.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MOST_BLOCKS = 10
MOST_CHARACTERS = 100_000
"""Of one block; a longer one is not read."""
MOST_NODES = 2_000
MOST_NAME = 300

_OPENING = re.compile(r"<script[^<>]{0,300}?application/ld\+json[^<>]{0,300}>", re.IGNORECASE)
_KINDS_OF_FIRM = """\
organization corporation localbusiness professionalservice onlinebusiness employmentagency website
educationalorganization ngo store"""
_ORGANISATIONS = frozenset(_KINDS_OF_FIRM.split())
_FOLLOWED = frozenset(("@graph", "mainentity", "founder", "founders", "employee", "employees"))
_PEOPLE = frozenset(("founder", "founders", "employee", "employees"))


@dataclass(frozen=True, slots=True)
class Said:
    """One node of JSON-LD: the names and the URL of an organisation (or site), or a person's name."""

    is_person: bool
    names: tuple[str, ...]
    url: str = ""


def read(html: str) -> tuple[Said, ...]:
    """What the page's JSON-LD says of its owner, in document order."""
    if "ld+json" not in html:
        return ()
    said: list[Said] = []
    for block in _blocks(html):
        try:
            tree = json.loads(block, strict=False)
        except (ValueError, RecursionError):
            continue
        said += _walk(tree)
    return tuple(said)


def _blocks(html: str) -> Iterator[str]:
    start = 0
    for _ in range(MOST_BLOCKS):
        at = html.find("ld+json", start)
        opening = _OPENING.search(html, max(0, at - 400), at + 400) if at >= 0 else None
        if at < 0:
            return
        start = at + 7
        if opening is not None:
            end = html.find("</", opening.end(), opening.end() + MOST_CHARACTERS)
            start = max(start, opening.end())
            while end >= 0 and html[end + 2 : end + 8].lower() != "script":
                end = html.find("</", end + 2, opening.end() + MOST_CHARACTERS)
            if end >= 0:
                yield html[opening.end() : end]
                start = end


def _walk(tree: Any) -> Iterator[Said]:
    """Breadth first without recursion: depth and breadth are the stranger's choice."""
    waiting: list[tuple[str, Any]] = [("", tree)]
    place = 0
    while place < len(waiting) and place < MOST_NODES:
        role, node = waiting[place]
        place += 1
        room = MOST_NODES - len(waiting)
        if isinstance(node, list):
            waiting += [(role, each) for each in node[: max(0, room)]]
        elif isinstance(node, Mapping):
            yield from _of_node(role, node)
            held = [(str(key).lower(), each) for key, each in list(node.items())[:100]]
            waiting += [(key, each) for key, each in held if key in _FOLLOWED][: max(0, room)]
        elif isinstance(node, str) and role in _PEOPLE:
            yield Said(True, (node[:MOST_NAME],))


def _of_node(role: str, node: Mapping[str, Any]) -> Iterator[Said]:
    kinds = _texts(node.get("@type"))
    kind = {each.rpartition("/")[2].lower() for each in kinds}
    names = tuple(text for key in ("name", "legalName") for text in _texts(node.get(key)))
    if role in _PEOPLE or "person" in kind:
        if names and (role in _PEOPLE or _texts(node.get("jobTitle"))):
            yield Said(True, names[:1])
    elif kind & _ORGANISATIONS:
        yield Said(False, names, next(iter(_texts(node.get("url"))), ""))


def _texts(value: Any) -> list[str]:
    several = value[:5] if isinstance(value, list) else [value]
    return [each.strip()[:MOST_NAME] for each in several if isinstance(each, str) and each.strip()]
