"""How does a template become a page in which no value can act?"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent.parent / "templates"


def environment(text: Callable[[Any], Any]) -> Environment:
    """The templates, with every printed value passed through ``text`` first; a missing value is an error."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=text,
    )


def by_reason(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """(domain, reason) by reason, the commonest first."""
    found: dict[str, list[str]] = {}
    for domain, reason in pairs:
        found.setdefault(reason, []).append(domain)
    yield from sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
