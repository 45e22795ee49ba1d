"""Do two sites show the same icon?

Looks at: the bytes of the site's icon. ``mmh3:`` is the number by which search engines of internet hosts
index icons (signed 32-bit MurmurHash3 of the base64 text with line breaks), ``sha256:`` names the bytes.

Why it matters: a site made from another keeps its icon more often than its name, and the number finds further
sites elsewhere.

What fools it: the icons of site builders, frameworks and hosts stand on millions of honest sites (rarity
decides); one byte changed makes another icon; a copied icon may be the victim's.
"""

import base64
import hashlib

import mmh3

from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Subject

NAME = "favicon"
FEWEST_BYTES = 16
"""Less than this is no icon: an empty answer or a tracking pixel's error text."""


def extract(subject: Subject) -> Values:
    """Two values for each icon that is an image."""
    values = set()
    for icon in subject.icons:
        if _is_image(icon):
            values.add(f"mmh3:{mmh3.hash(base64.encodebytes(icon))}")
            values.add(f"sha256:{hashlib.sha256(icon).hexdigest()}")
    return tuple(sorted(values))


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """The same bytes, or not: icons have no degrees here."""
    if not ours or not theirs:
        return None
    shared = tuple(sorted(set(ours) & set(theirs)))
    numbers = ", ".join(each.removeprefix("mmh3:") for each in shared if each.startswith("mmh3:"))
    if not shared:
        return Comparison(NAME, 0.0, (), "the sites show different icons")
    return Comparison(NAME, 1.0, shared, f"both show the same icon (mmh3 {numbers})")


def keys(values: Values) -> Values:
    return values[:64]


def _tell(value: str) -> str:
    kind, _, rest = value.partition(":")
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
