"""What is kept beside a pair that stands, so that a report can show it when the sites are gone?"""

from dataclasses import asdict
from typing import Any

from crawler.errors import CollectionError
from crawler.fingerprint import Family, Weighing, compare
from crawler.records import iso, parse_time
from crawler.subjects import believed
from monitor.background import public_templates
from monitor.direction import Direction
from monitor.reading import Reader
from monitor.scene import NAME_ALONE, Scene
from monitor.score import Band, Score

QUOTED = frozenset({Family.TEMPLATE, Family.CONTENT})
"""Families whose values are hashes: only the page itself says what they stand for."""


def of_site(scene: Scene, domain: str) -> dict[str, Any]:
    """What is kept of the site itself, whatever it is compared with."""
    return {
        "captures": _captures(scene, domain),
        "compared": _seen(scene, domain),
        "template": _template(scene, domain),
    }


def dossier(scene: Scene, reader: Reader, found: Score, relation: str, which: Direction) -> dict[str, Any]:
    """The evidence of ``found`` as JSON, with what shows it to a person."""
    kept = {
        **found.to_json(),
        "relation": relation,
        "original": which.original.value,
        "direction": [asdict(each) for each in which.reasons],
        "quotes": {},
        "passages": [],
    }
    if found.band is not Band.NONE:
        kept["quotes"] = _quotes(scene, reader, found)
        kept["passages"] = _passages(scene, reader, found)
    return kept


def _template(scene: Scene, domain: str) -> str:
    """The public template that the page resembles, as a sentence; nothing where it resembles none."""
    found = scene.corpus.get(domain)
    public = public_templates.match(found) if found else None
    return f"the page resembles the public template {public}, which anybody can have" if public else ""


def _quotes(scene: Scene, reader: Reader, found: Score) -> dict[str, tuple[str, ...]]:
    ours, theirs = scene.corpus.get(found.domain), scene.get(found.counterpart)
    if ours is None or theirs is None:
        return {}
    readable = {
        name
        for name, each in scene.corpus.signals.items()
        if each.family in QUOTED and each.weighing is Weighing.SIMILARITY
    }
    shared = {c.signal: c.shared for c in compare(ours, theirs) if c.shared and c.signal in readable}
    try:
        return reader.quotes(found.domain, shared)
    except CollectionError:
        return {}  # the page exhausts its reader: the values stand without their wording


def _passages(scene: Scene, reader: Reader, found: Score) -> list[dict[str, Any]]:
    """The shared passages of both sides; none where the texts do not resemble, or a side has no pages."""
    if not any(each.family is Family.CONTENT for each in found.families):
        return []
    slice = scene.slices.get(found.counterpart, "")
    if slice == NAME_ALONE:
        return []
    try:
        return reader.passages(found.domain, found.counterpart, parse_time(slice) if slice else None)
    except CollectionError:
        return []


def _seen(scene: Scene, domain: str) -> str:
    """When what is compared was last seen: a later look may find the site gone."""
    return max((iso(each.observed_at) for each in scene.observations.latest(domain).values()), default="")


def _captures(scene: Scene, domain: str) -> list[dict[str, Any]]:
    site = believed(scene.observations, domain).get("site")
    if site is None:
        return []
    found = [
        scene.observations.capture(each["body"]) for each in site.payload.get("pages", ()) if each.get("body")
    ]
    return [
        {"hash": each.hash, "url": each.url, "file": each.file, "offset": each.offset}
        for each in found
        if each
    ]
