"""How common is a value among sites in general, before any is observed here?

Plain data: lists of public infrastructure with the order of magnitude of each share
(``crawler/infrastructure.toml``), and in this folder what the demo pages of public templates show
(``template_words.json``, hashes), and counts over page and registration sets (``counts.json``, hashes). They
can only say that a value is common: what none of them knows keeps the background of its kind.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from crawler.records import content_hash
from monitor.background import _counts, _public, _template_words
from monitor.background._template_words import template

__all__ = ["Common", "common", "digest", "template", "warm"]

OF_TEMPLATES = 0.01
"""About the share of sites that a public template has: an order of magnitude for the best known."""


@dataclass(frozen=True, slots=True)
class Common:
    """``count`` of ``of`` sites have a value, or a public service has about ``share`` of all sites."""

    share: float = 0.0
    service: str = ""
    count: int = 0
    of: int = 0


@lru_cache(maxsize=16_384)
def common(signal: str, value: str) -> Common | None:
    """What is known of ``value`` under ``signal``; a list's word stands over a count."""
    listed = _public.service(value)
    if listed is not None:
        return Common(share=listed.share, service=listed.name)
    if demo := template(signal, value):
        return Common(share=OF_TEMPLATES, service=f"the public template {demo}")
    count, of = _counts.counted(signal, value)
    return Common(count=count, of=of) if count else None


@lru_cache(maxsize=1)
def digest() -> str:
    """The hash of the data: other data weigh otherwise."""
    names = ("counts.json", "public_templates.json", "template_words.json")
    ours = [files(__package__).joinpath(each).read_text("utf-8") for each in names]
    return content_hash([_public.infrastructure(), *ours])


def warm() -> None:
    """Reads the data now, so that the first pair weighed does not wait for it."""
    _public.lists()
    _counts.table()
    _template_words.table()
