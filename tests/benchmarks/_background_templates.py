"""What do the public templates of the corpus look like under the signals that look at templates?"""

import itertools
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crawler.fingerprint import Family, Page, Signal, Subject, Values, Weighing, signals
from monitor.background._counts import hashed

PUBLIC = ("upstream", "stock-template")
NOT_WORDS = frozenset({"dom_template", "style_vocabulary", "claims", "domain_name", "images", "favicon"})
"""Markup has sketches of its own, claims weigh nothing, and a saved page has no name and no pictures."""
SAME = 0.97
"""Two versions of one template that are so similar under every signal are kept once, the later one."""
MARGIN = 0.02
LOWEST = 0.3

VENDORS = {
    "sb": ("Start Bootstrap", "https://github.com/StartBootstrap/startbootstrap-{}"),
    "tf": ("Themefisher", "https://github.com/World-of-Templates/ThemeFisher-Free-Templates"),
}


def templates(corpus: Path) -> tuple[dict[str, Any], list[str]]:
    """What ``public_templates.json`` holds, and figures to tell."""
    rows = [
        json.loads(line) for line in (corpus / "pages" / "manifest.jsonl").read_text("utf-8").splitlines()
    ]
    looking = [
        each for each in signals() if each.family is Family.TEMPLATE and each.weighing is Weighing.SIMILARITY
    ]
    shown = {row["file"]: _values(looking, corpus / row["file"]) for row in rows}
    looking = [each for each in looking if any(each.name in values for values in shown.values())]
    kept = _kept(looking, [row for row in rows if row["label"] in PUBLIC], shown)
    at_least, told = (
        {},
        [f"{len(kept)} sketches of {len({row['template'] for row in kept})} public templates"],
    )
    for signal in looking:
        at_least[signal.name], figures = _at_least(signal, rows, kept, shown)
        told.append(f"{signal.name}: from {at_least[signal.name]} on ({figures})")
    table = {
        "about": "Sketches (hashes) of public templates, and how similar a page that has one is at least",
        "at_least": at_least,
        "templates": [_row(row, shown[row["file"]]) for row in kept],
    }
    return table, told


def words(corpus: Path) -> dict[str, Any]:
    """What ``template_words.json`` holds: the values of every other signal on the templates' demo pages."""
    rows = [
        json.loads(line) for line in (corpus / "pages" / "manifest.jsonl").read_text("utf-8").splitlines()
    ]
    telling = [each for each in signals() if each.name not in NOT_WORDS]
    names: list[str] = []
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        if row["label"] in PUBLIC:
            known = _row(row, {})
            name = f"'{known['name']}' ({known['vendor']}, {known['licence']})"
            if name not in names:
                names.append(name)
            for signal, values in _values(telling, corpus / row["file"]).items():
                for value in values:
                    found[signal].setdefault(hashed(signal, value), names.index(name))
    return {
        "about": "MurmurHash3 prefixes of the values that demo pages of public templates show",
        "templates": names,
        "signals": {signal: _by_place(places) for signal, places in sorted(found.items())},
    }


def _by_place(places: dict[str, int]) -> dict[str, str]:
    listed: dict[int, list[str]] = defaultdict(list)
    for each, place in sorted(places.items()):
        listed[place].append(each)
    return {str(place): " ".join(listed[place]) for place in sorted(listed)}


def _values(looking: Iterable[Signal], file: Path) -> dict[str, Values]:
    page = Page("http://invented.example/", file.read_text("utf-8", "replace"), "home")
    subject = Subject("invented.example", MappingProxyType({}), (page,))
    return {each.name: values for each in looking if (values := each.extract(subject))}


def _kept(
    looking: list[Signal], public: list[dict[str, Any]], shown: dict[str, dict[str, Values]]
) -> list[dict[str, Any]]:
    by_template: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in reversed(public):
        alike = (
            _least(looking, shown[row["file"]], shown[each["file"]]) for each in by_template[row["template"]]
        )
        if shown[row["file"]] and not any(similarity >= SAME for similarity in alike):
            by_template[row["template"]].append(row)
    return sorted(itertools.chain.from_iterable(by_template.values()), key=lambda row: row["file"])


def _least(looking: list[Signal], ours: dict[str, Values], theirs: dict[str, Values]) -> float:
    return min(_similarity(each, ours, theirs) for each in looking)


def _similarity(signal: Signal, ours: dict[str, Values], theirs: dict[str, Values]) -> float:
    found = signal.compare(ours.get(signal.name, ()), theirs.get(signal.name, ()))
    return found.similarity if found else 0.0


def _at_least(
    signal: Signal,
    rows: list[dict[str, Any]],
    kept: list[dict[str, Any]],
    shown: dict[str, dict[str, Values]],
) -> tuple[float, str]:
    """Above every real home page's likeness to a template, and above all but 1 % of other templates'."""
    real, other, own = [], [], []
    for row in rows:
        for template in kept:
            likeness = _similarity(signal, shown[row["file"]], shown[template["file"]])
            if row["label"] == "real-home":
                real.append(likeness)
            elif row["template"] != template["template"]:
                other.append(likeness)
        if row["label"] not in (*PUBLIC, "real-home"):
            family = [each for each in kept if each["family"] == row["family"]]
            own.append(
                max(
                    (_similarity(signal, shown[row["file"]], shown[each["file"]]) for each in family),
                    default=0.0,
                )
            )
    other.sort()
    most = other[int(0.99 * len(other))]
    level = round(max(LOWEST, max(real) + MARGIN, most), 2)
    found = sum(each >= level for each in own)
    return level, (
        f"real home pages reach {max(real):.2f}, other templates {most:.2f} at 99 % and "
        f"{other[-1]:.2f} at most; {found} of {len(own)} sites made from one are above"
    )


def _row(row: dict[str, Any], values: dict[str, Values]) -> dict[str, Any]:
    vendor, url = VENDORS[row["template"].partition("-")[0]]
    slug = row["template"].partition("-")[2]
    return {
        "name": re.sub(r"[-_]+", " ", slug).title(),
        "vendor": vendor,
        "licence": row["licence"].replace("Themefisher free licence / ", ""),
        "url": url.format(slug),
        "values": {name: " ".join(each) for name, each in values.items()},
    }
