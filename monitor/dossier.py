"""What is kept beside a pair that stands, so that a report can show it when the sites are gone?"""

from dataclasses import asdict
from typing import Any

from crawler.fingerprint import Family, Weighing
from crawler.records import iso, parse_time
from crawler.subjects import believed
from monitor.background import public_templates
from monitor.comparing import compared
from monitor.direction import Direction
from monitor.reading import Beside, Shown
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


def dossier(found: Score, relation: str, which: Direction, shown: Shown) -> dict[str, Any]:
    """The evidence of ``found`` as JSON, with what shows it to a person."""
    return {
        **found.to_json(),
        "relation": relation,
        "original": which.original.value,
        "direction": [asdict(each) for each in which.reasons],
        "quotes": dict(shown.quotes),
        "passages": list(shown.passages),
    }


def beside(scene: Scene, found: Score) -> Beside:
    """What its page is asked for: shared hashes in words, and passages where the text resembles."""
    ours, theirs = scene.corpus.get(found.domain), scene.get(found.counterpart)
    if found.band is Band.NONE or ours is None or theirs is None:
        return Beside({})
    pair, known = compared(ours, theirs, scene.corpus, QUOTED), scene.corpus.signals
    readable = (each for each, _, _ in pair if known[each.signal].weighing is Weighing.SIMILARITY)
    shared = {each.signal: each.shared for each in readable if each.shared}
    slice = scene.slices.get(found.counterpart, "")
    if slice == NAME_ALONE or not any(each.family is Family.CONTENT for each in found.families):
        return Beside(shared)
    return Beside(shared, found.counterpart, parse_time(slice) if slice else None)


def _template(scene: Scene, domain: str) -> str:
    """The public template that the page resembles, as a sentence; nothing where it resembles none."""
    found = scene.corpus.get(domain)
    public = public_templates.match(found) if found else None
    return f"the page resembles the public template {public}, which anybody can have" if public else ""


def _seen(scene: Scene, domain: str) -> str:
    """When what is compared was last seen: a later look may find the site gone."""
    seen = scene.observations.last_seen(domain)
    return iso(seen) if seen else ""


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
