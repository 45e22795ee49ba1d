"""Do the parts of this page go by the same names as those of that one?

Looks at: what the home page's markup calls things. ``c:`` values are hashed class names, ids (``#``) and CSS
custom properties (``--``); ``g:`` the classes that stand together on one element. Names that belong
to widespread frameworks are ``f:``, and ``k:`` where only such stand together. What one template in eight has
is left out.

Why it matters: names are invented by whoever writes a style sheet, and who fills in a template leaves them.
Each weighs by how rare it is in ``_markup_background.json``, counted over home pages of unrelated owners
and public templates (hashes and counts only); a framework's name weighs little however rare it is there.

What fools it: renaming every class and id leaves nothing (dom_template remains); a free or sold template, and
a framework that is not known here, give honest sites the same names (the monitor counts who else has them).
"""

import re
from functools import lru_cache

from crawler.fingerprint._classes import shows_nothing
from crawler.fingerprint._markup_rarity import uncommon, weights
from crawler.fingerprint._page import Page
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._sketch import Weighed, hash_of, hashed, likeness, weighed
from crawler.fingerprint._subject import Subject

NAME = "style_vocabulary"
FEWEST_NAMES = 4
"""Fewer names than these are no vocabulary."""
MOST_NAMES = 200
LITTLE = 10.0
"""Vocabularies that weigh about as much as this are soon alike in part."""
KEYS = 32
KEY_WEIGHT = 1.0
"""Names below this weight are no good for finding a site again."""
FRAMEWORK_WEIGHT = {"f": 2.0, "k": 3.5}

_FRAMEWORK = re.compile(
    r"[.#]?(?:[a-z0-9]{2,12}:)*!?-{0,2}(?:col|cols|columns?|row|rows|container|btn|buttons?|nav|navbar|d|[mp][trblxyse]?"
    r"|text|bg|float|[whz]|justify|align|font|carousel|cards?|modal|form|input|list|img|image|table|badge|alert"
    r"|dropdown|offset|order|g[xy]?|gap|space|fa[srlbd]?|glyphicon|icons?|ion|bi|wp|elementor|e|et_pb|vc|menu|page"
    r"|post|widget|swiper|slick|owl|wow|aos|animated?|sr|pull|push|hidden|visible|invisible|flex|grid|items|content"
    r"|self|position|rounded|shadow|border|overflow|display|lead|active|clearfix|collapse|fade|show|hide|bs|tw"
    r"|bootstrap|jquery|popper|font-awesome|wp-emoji|inset|top|left|right|bottom|min|max|leading|tracking|from|via|to"
    r"|ring|divide|object|opacity|transition|duration|ease|delay|transform|scale|rotate|translate|cursor|select"
    r"|sticky|fixed|absolute|relative|block|inline|basis|grow|shrink|place|aspect|line|uppercase|lowercase"
    r"|capitalize|truncate|underline|italic|antialiased|whitespace|break|origin|fill|stroke|backdrop|blur|pointer"
    r"|scroll|touch|outline|prose|is|has|section|hero|tile|level|media|title|subtitle|footer|header|main|wrapper"
    r"|small|medium|large|xlarge|cell|callout|waves|uk|w3|pure|mdl|mdc|mat|ant|v|q|ui|sqs|shopify|[sml]\d*|xl\d*"
    r"|material-icons|no-js|js|home|body|logo|site|center|current|first|last|odd|even|open|close|sub)(?:[-_.:/\[].*)?",
)
_NUMBER = re.compile(r"\d{3,}")
_STYLE = re.compile(r"<style\b[^>]{0,300}>([^<]{0,50000})", re.IGNORECASE)
_PROPERTY = re.compile(r"(?<![\w-])(--[A-Za-z][\w-]{1,60})\s{0,4}:")
MOST_STYLED = 400_000


def extract(subject: Subject) -> Values:
    """The sketch of the home page's vocabulary: at most 200 names and groups of names."""
    if not subject.pages or shows_nothing(subject.pages[0]):
        return ()
    names = vocabulary(subject.pages[0])
    if len(names) < FEWEST_NAMES:
        return ()
    rare = sorted(uncommon(list(names)))
    return tuple(sorted([f"{_kind(name)}:{each}" for each, name in rare[:MOST_NAMES]]))


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """How much of the rare vocabulary of each is in the other."""
    if not ours or not theirs:
        return None
    similarity, shared = likeness(_ready(ours), _ready(theirs), LITTLE)
    return Comparison(
        NAME,
        round(similarity, 4),
        tuple(sorted(shared[:64])),
        f"the parts of the home pages go by the same names ({similarity:.0%}, "
        f"{len(shared)} uncommon {'class or id' if len(shared) == 1 else 'classes and ids'} in both)",
    )


def keys(values: Values) -> Values:
    """32 names of the lowest hashes, none of them common and none a framework's."""
    rare = [each for each, bits in zip(values, weights(values), strict=True) if bits >= KEY_WEIGHT]
    own = [each for each in rare if each[0] in "cg"] or rare
    return tuple(sorted(sorted(own, key=hash_of)[:KEYS]))


def quote(subject: Subject, shared: Values) -> tuple[str, ...]:
    """The names behind the shared values, the heaviest first."""
    if not subject.pages:
        return ()
    named = {name_value(name): name for name in vocabulary(subject.pages[0])}
    found = sorted((each for each in shared if each in named), key=lambda each: (-_weights([each])[0], each))
    return tuple(named[each] for each in found[:10])


def vocabulary(page: Page) -> set[str]:
    """Class names (``.name``), groups of them (``=one two``), ids (``#name``) and properties (``--name``).

    Long numbers are as one: they count posts and pictures.
    """
    groups = {kind.classes for kind in page.kinds if kind.classes}
    names = {f".{name[:80]}" for group in groups for name in group[:40]}
    names |= {f"={' '.join(sorted(set(group[:40])))[:300]}" for group in groups if len(group) > 1}
    names |= {f"#{kind.id[:80]}" for kind in page.kinds if kind.id}
    if any(kind.tag == "style" for kind in page.kinds):
        for found in _STYLE.finditer(page.html[:MOST_STYLED]):
            if "--" in found[1]:
                names.update(_PROPERTY.findall(found[1]))
    return set(_NUMBER.sub("0", "\0".join(names)).split("\0")) - {""}  # no parser leaves a NUL in a name


def name_value(name: str) -> str:
    """The value of one name or group of names."""
    return f"{_kind(name)}:{hashed(name)}"


def _kind(name: str) -> str:
    """What a name or a group of names is told by: the letter before its hash."""
    if name[0] == "=":
        return "k" if all(map(_is_framework, name[1:].split(" "))) else "g"
    return "f" if _is_framework(name) else "c"


@lru_cache(maxsize=16_384)
def _is_framework(name: str) -> bool:
    return _FRAMEWORK.fullmatch(name) is not None


def _weights(values: Values | list[str]) -> list[float]:
    most = FRAMEWORK_WEIGHT.get
    return [min(bits, most(each[0], 99.0)) for each, bits in zip(values, weights(values), strict=True)]


@lru_cache(maxsize=1_024)
def _ready(values: Values) -> Weighed:
    """Kept, because one site is compared with many."""
    return weighed(values, _weights, MOST_NAMES)


SIGNAL = Signal(
    name=NAME,
    family=Family.TEMPLATE,
    question="Do the parts of this page go by the same names as those of that one?",
    weighing=Weighing.SIMILARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    quote=quote,
    tell=lambda value: "give a part of the page the same uncommon name",
)
