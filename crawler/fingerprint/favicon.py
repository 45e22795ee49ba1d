"""Do two sites show the same icon?

Looks at: the bytes of the site's icon. ``mmh3:`` is the number by which search engines of internet hosts
index icons (signed 32-bit MurmurHash3 of the base64 text with line breaks), ``sha256:`` names the bytes.
``icon:`` is a hash of what stands out from the icon's ground, whatever its colours, its size and its
format; ``icon-part:`` are the pieces by which a near one is found. The look counts only where the bytes
differ.

Why it matters: a site made from another keeps its icon more often than its name, and the number finds
further sites elsewhere.

What fools it: the icons of site builders, frameworks and hosts stand on millions of honest sites (rarity
decides); a copied icon may be the victim's; an icon drawn anew, or one in SVG made into another format, is
another; two plain marks, such as a ring, look the same. A blank or moving icon has no look.
"""

import base64
import hashlib

import mmh3

from crawler import pictures
from crawler.fingerprint._likeness import shared as shared_pictures
from crawler.fingerprint._likeness import values_of
from crawler.fingerprint._rarity import of_kinds
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Subject

NAME = "favicon"
FEWEST_BYTES = 16
"""Less than this is no icon: an empty answer or a tracking pixel's error text."""
LEAST = 16
"""Pixels a side; a smaller icon shows no mark."""
_EXACT = ("mmh3", "sha256")
_KINDS = (*_EXACT, "icon", "icon-part")


def extract(subject: Subject) -> Values:
    """The bytes of each icon that is an image, and its look where it has one."""
    values = set()
    for icon in subject.icons:
        if _is_image(icon):
            values.add(f"mmh3:{mmh3.hash(base64.encodebytes(icon))}")
            values.add(f"sha256:{hashlib.sha256(icon).hexdigest()}")
            picture = pictures.decoded(icon, LEAST)
            values.update(values_of("icon", pictures.mark_hash(picture)) if picture else ())
    return tuple(sorted(values))


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """The same bytes; where they differ, the same look."""
    if not ours or not theirs:
        return None
    exact = (each for each in set(ours) & set(theirs) if each.partition(":")[0] in _EXACT)
    if shared := tuple(sorted(exact)):
        numbers = ", ".join(each.removeprefix("mmh3:") for each in shared if each.startswith("mmh3:"))
        return Comparison(NAME, 1.0, shared, f"both show the same icon (mmh3 {numbers})")
    alike = tuple(shared_pictures("icon", ours, theirs))
    if not alike:
        return Comparison(NAME, 0.0, (), "the sites show different icons")
    same = any(each.startswith("icon:") for each in alike)
    like = "icons that look the same" if same else "icons that look much alike"
    return Comparison(NAME, 0.9 if same else 0.8, alike, f"both show {like}, in different files")


def keys(values: Values) -> Values:
    return of_kinds(values, _KINDS)


def _tell(value: str) -> str:
    kind, _, rest = value.partition(":")
    match kind:
        case "icon":
            return f"show an icon of the look {rest}"
        case "icon-part":
            return f"show icons much alike (part {rest})"
    return f"show the icon with the {'mmh3 number' if kind == 'mmh3' else kind} {rest}"


def _is_image(icon: bytes) -> bool:
    """An error page served in place of an icon would make all sites of one host alike."""
    if len(icon) < FEWEST_BYTES:
        return False
    start = icon[:512].lstrip().lower()
    return (
        not start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"{", b"<!--")) or b"<svg" in start
    )


SIGNAL = Signal(
    name=NAME,
    family=Family.TEMPLATE,
    question="Do two sites show the same icon?",
    weighing=Weighing.RARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    tell=_tell,
)
