"""Is this page built like that one, whatever its parts are called?

Looks at: the elements of the home page, free of any name. ``s:`` values are hashed shapes: runs of three
elements with their change of depth, paths of three with how many classes each carries, and neighbours
under one parent. What one template in eight has is left out.

Why it matters: fronts are made in series or copied from a real firm: the text is replaced, markup stays.
Each shape weighs by how rare it is in ``_markup_background.json``, counted over pages of unrelated owners
and public templates (hashes and counts only). Renamed classes and ids change nothing here; reordered and
dropped sections leave most, because every shape is small and counts once.

What fools it: a free or sold template has many honest users, so a resemblance is first of all one to the
template (the monitor counts who else has it); a page builder gives unrelated sites one structure; a page
rendered by script alone has no markup to look at; a rewrite of the layout leaves nothing.
"""

from functools import lru_cache
from itertools import islice, repeat
from typing import TypeAlias

from crawler.fingerprint._classes import shows_nothing
from crawler.fingerprint._markup_rarity import uncommon, weight, weights
from crawler.fingerprint._page import Element, Page
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._sketch import Weighed, hash_of, hashed, likeness, weighed
from crawler.fingerprint._subject import Subject

NAME = "dom_template"
FEWEST_ELEMENTS = 12
"""A body with fewer elements has the shape of a thousand others."""
MOST_SHAPES = 400
LITTLE = 25.0
"""Pages whose shapes weigh about as much as this are soon alike in part."""
KEYS = 64
KEY_WEIGHT = 1.0
"""Shapes below this weight are no good for finding a site again."""

Shape: TypeAlias = tuple[str, str, str, str]
"""``n``, ``p`` or ``b``, and three elements."""


def extract(subject: Subject) -> Values:
    """The sketch of the home page: at most 400 shapes."""
    if not subject.pages:
        return ()
    page = subject.pages[0]
    body = _body(page)
    if len(body) < FEWEST_ELEMENTS or shows_nothing(page):
        return ()
    rare = sorted(uncommon(list(map(" ".join, shapes(body)))))
    return tuple([f"s:{each}" for each, _ in rare[:MOST_SHAPES]])


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """How much of the rare structure of each is in the other."""
    if not ours or not theirs:
        return None
    similarity, shared = likeness(_ready(ours), _ready(theirs), LITTLE)
    return Comparison(
        NAME,
        round(similarity, 4),
        tuple(sorted(shared[:64])),
        f"the home pages resemble each other in structure ({similarity:.0%}, "
        f"{_counted(len(shared), 'uncommon shape')} in both)",
    )


def keys(values: Values) -> Values:
    """64 shapes, none of them common and the lowest hashes: similar sites have some of them in common."""
    parts = (values[start : start + KEYS] for start in range(0, len(values), KEYS))
    # The first of a sketch are nearly always enough of them.
    known = (each for part in parts for each in zip(part, weights(part), strict=True))
    return tuple(islice((value for value, bits in known if bits >= KEY_WEIGHT), KEYS))


def quote(subject: Subject, shared: Values) -> tuple[str, ...]:
    """The shapes behind the shared values as chains of elements, the rarest first."""
    if not subject.pages:
        return ()
    told = {f"s:{hashed(' '.join(shape))}": shape for shape in shapes(_body(subject.pages[0]))}
    found = sorted((each for each in shared if each in told), key=lambda each: (-weight(hash_of(each)), each))
    return tuple(_told(told[each]) for each in found[:10])


def _body(page: Page) -> tuple[Element, ...]:
    elements = page.elements
    start = next((place for place, each in enumerate(elements) if each.tag == "body"), 0)
    return elements[start:]


def shapes(body: tuple[Element, ...]) -> set[Shape]:
    """Runs (``n``), paths (``p``) and neighbours (``b``), each of three elements."""
    found: set[Shape] = set()
    depth = base = body[0].depth if body else 0
    runs = ["^", "^"]
    path = {-2: "", -1: ""}  # the open element of each level
    latest = {0: ""}  # the child met last of the open element above
    lowest = 0
    for tag, here, classes, name in body:
        run, label = _told_as(tag, here - depth, len(classes), name != "")
        runs.append(run)
        depth, level = here, max(0, here - base)
        for closed in range(lowest, level, -1):
            found.add(("b", path[closed - 1], latest[closed], "$"))
        lowest, parent = level + 1, path[level - 1]
        found.add(("b", parent, latest[level], label))
        found.add(("p", path[level - 2], parent, label))
        path[level] = latest[level] = label
        latest[lowest] = "^"
    found.update(zip(repeat("n"), runs, runs[1:], runs[2:], strict=False))
    return found


@lru_cache(maxsize=16_384)
def _told_as(tag: str, step: int, classes: int, named: bool) -> tuple[str, str]:
    """An element in a run, and in a path or beside another."""
    mark = "i" if named else ""
    return f"{tag}{max(-3, step)}{'c' if classes else ''}{mark}", f"{tag}{min(classes, 4)}{mark}"


def _told(shape: Shape) -> str:
    """``ul1 > li0 > a1i``: element, number of classes, and ``i`` where it has an id."""
    kind, *parts = shape
    return {"n": " then ", "p": " > ", "b": " beside "}[kind].join(each for each in parts if each)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


@lru_cache(maxsize=1_024)
def _ready(values: Values) -> Weighed:
    """Kept, because one site is compared with many."""
    return weighed(values, weights, MOST_SHAPES)


SIGNAL = Signal(
    name=NAME,
    family=Family.TEMPLATE,
    question="Is this page built like that one, whatever its parts are called?",
    weighing=Weighing.SIMILARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    quote=quote,
    tell=lambda value: "have an uncommon chain of elements",
)
