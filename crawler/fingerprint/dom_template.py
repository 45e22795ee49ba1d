"""Was this page made from the same template as that one?

Looks at: the home page's markup. ``s:`` values are hashed shapes (runs of three elements with their change of
depth, and paths of three elements with how many classes each carries), free of any name; ``c:`` and ``f:``
values are hashed class names, ids and names of style and script files, ``f:`` those of widespread frameworks.

Why it matters: fronts are made in series or copied from a real firm; the text is replaced, the markup stays.
Each value weighs by how rare it is in ``_template_background.json``, counted over home pages of 203 unrelated
owners of the mid-2010s (development corpus, set ``pages``, label ``real-home``; hashes and counts only).

What fools it: a free or sold template has many honest users, so a resemblance is first of all one to the
template (the monitor counts who else has it); a page builder gives unrelated sites one structure; a page
rendered by script alone has no markup to look at; a rewrite of the layout leaves nothing. Renamed classes and
ids leave the structure, reordered or dropped sections leave most of both.
"""

import json
import math
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from crawler.fingerprint._classes import shows_nothing
from crawler.fingerprint._page import Element, Page
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._sketch import cosine, encoded, even_samples, hash_of, lowest, stable_hash
from crawler.fingerprint._subject import Subject

NAME = "dom_template"
FEWEST_ELEMENTS = 20
"""A body with fewer elements has the shape of a thousand others."""
MOST_SHAPES = 400
MOST_NAMES = 200
FRAMEWORK_BITS = 5.0
COMMON_BITS = 4.0
"""Values below this weight are no good for finding a site again."""

_FRAMEWORK = re.compile(
    r"(?:col|row|container|btn|nav|navbar|d|[mp][trblxyse]?|text|bg|float|[wh]|justify|align|font|carousel|card"
    r"|modal|form|input|list|img|table|badge|alert|dropdown|offset|order|g[xy]?|fa[srlbd]?|glyphicon|icon|ion|bi"
    r"|wp|elementor|et_pb|vc|menu|page|post|widget|swiper|slick|owl|wow|aos|animated|sr|pull|hidden|visible"
    r"|flex|grid|items|position|rounded|shadow|border|overflow|display|lead|active|clearfix|collapse|fade|show"
    r"|bootstrap|jquery|popper|font-awesome|wp-emoji)(?:[-_.].*)?",
)
_NUMBER = re.compile(r"\d{3,}")
_FILE = re.compile(r"([^/?#]+\.(?:css|js))(?:[?#]|$)", re.IGNORECASE)


def extract(subject: Subject) -> Values:
    """The sketch of the home page: at most 600 values."""
    if not subject.pages:
        return ()
    page = subject.pages[0]
    body = _body(page)
    if len(body) < FEWEST_ELEMENTS or shows_nothing(page):
        return ()
    shapes = lowest(map(encoded, _shapes(body)), MOST_SHAPES)
    return tuple(sorted([f"s:{each}" for each in shapes] + _names(page)))


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """Structure and names each by their overlap; one of them is enough to resemble."""
    if not ours or not theirs:
        return None
    (our_shapes, our_names), (their_shapes, their_names) = _sorted(ours), _sorted(theirs)
    structure = cosine(*even_samples(our_shapes, their_shapes, MOST_SHAPES), _bits)
    names = cosine(*even_samples(our_names, their_names, MOST_NAMES), _bits)
    shared = sorted(set(ours) & set(theirs), key=lambda value: (-_bits(value), value))
    return Comparison(
        NAME,
        round(max(structure, names), 4),
        tuple(sorted(shared[:64])),
        f"the home pages resemble each other in structure ({structure:.0%}) and in the names of classes, "
        f"ids and files ({names:.0%})",
    )


def keys(values: Values) -> Values:
    """40 shapes and 24 names, none of them common: similar sites have some of them in common."""
    rare = [value for value in values if _bits(value) >= COMMON_BITS]
    return tuple(sorted([*_kind(rare, "s")[:40], *_kind(rare, "c")[:24]]))


def quote(subject: Subject, shared: Values) -> tuple[str, ...]:
    """Names of classes, ids and files behind the shared values, the rarest first."""
    if not subject.pages:
        return ()
    named = {_name_value(name): name for name in _vocabulary(subject.pages[0])}
    found = sorted((value for value in shared if value in named), key=lambda value: (-_bits(value), value))
    return tuple(named[value] for value in found[:10])


def _body(page: Page) -> tuple[Element, ...]:
    elements = page.elements
    start = next((place for place, each in enumerate(elements) if each.tag == "body"), 0)
    return elements[start:]


def _shapes(body: tuple[Element, ...]) -> set[str]:
    """Runs (``n``) of three elements and paths (``p``) of three ancestors, as text."""
    depth = base = body[0].depth if body else 0
    run: list[str] = []
    path: list[str] = []
    paths: set[tuple[str, ...]] = set()
    for tag, here, classes, name in body:
        mark = "i" if name else ""
        run.append(f"{tag}{max(-3, here - depth)}{'c' if classes else ''}{mark}")
        depth = here
        del path[here - base :]
        path.append(f"{tag}{min(len(classes), 4)}{mark}")
        paths.add(tuple(path[-3:]))
    runs = set(zip(run, run[1:], run[2:], strict=False))
    return {"n " + " ".join(each) for each in runs} | {"p " + " ".join(each) for each in paths}


def _vocabulary(page: Page) -> set[str]:
    """Class names (``.name``), ids (``#name``) and style and script file names, long numbers as one."""
    groups = {each.classes for each in page.elements}
    names = {f".{name}" for group in groups for name in group}
    names |= {f"#{each.id}" for each in page.elements if each.id}
    for asset in page.assets:
        if asset.kind in ("script", "stylesheet") and (file := _FILE.search(asset.url[-200:])):
            names.add(file[1].lower())
    return {_NUMBER.sub("0", name[:80]) for name in names}


@lru_cache(maxsize=16_384)
def _name_value(name: str) -> str:
    prefix = "f" if _FRAMEWORK.fullmatch(name.lstrip(".#")) else "c"
    return f"{prefix}:{stable_hash(name)}"


def _names(page: Page) -> list[str]:
    values = {_name_value(name) for name in _vocabulary(page)}
    return sorted(values, key=hash_of)[:MOST_NAMES]


def _kind(values: Values | list[str], prefixes: str) -> list[str]:
    """Values of these prefixes, by hash."""
    return sorted((value for value in values if value[0] in prefixes), key=hash_of)


@lru_cache(maxsize=4_096)
def _sorted(values: Values) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Shapes and names, each by hash; kept, because one site is compared with many."""
    return tuple(_kind(values, "s")), tuple(_kind(values, "cf"))


@lru_cache(maxsize=1)
def _background() -> tuple[int, Mapping[str, int]]:
    table = json.loads(files(__package__).joinpath("_template_background.json").read_text("utf-8"))
    counts = {each: int(count) for count, hashes in table["hashes"].items() for each in hashes.split()}
    return int(table["pages"]), counts


@lru_cache(maxsize=262_144)
def _bits(value: str) -> float:
    """How much a value tells: log2 of how few pages of the background have it."""
    pages, counts = _background()
    bits = math.log2((pages + 1) / (counts.get(hash_of(value)[:10], 0) + 0.5))
    return min(bits, FRAMEWORK_BITS) if value[0] == "f" else bits


SIGNAL = Signal(
    name=NAME,
    family=Family.TEMPLATE,
    question="Was this page made from the same template as that one?",
    weighing=Weighing.SIMILARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    quote=quote,
)
