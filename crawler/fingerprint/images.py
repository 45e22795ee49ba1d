"""Do two sites show the same logo or the same photos?

Looks at: the logo and up to a few photos of the home, about and team pages, as they were fetched. ``logo:``
is a hash of what stands out from the logo's ground, whatever its colours; ``photo:`` one of where a photo's
brightness falls; both survive scaling and compression. ``logo-part:`` and ``photo-part:`` are pieces of
these, by which near pictures are found. ``file:`` names the bytes, ``svg:`` those of a drawing, which is
not decoded.

Why it matters: the team, the offices and the finished work that a front shows are somebody else's; the
words are edited more often than the pictures. What a firm shows of itself is content, like its sentences: a
copied photo leads to the site it was taken from.

What fools it: stock photos, demo pictures of templates and default logos stand on many honest sites (rarity
decides); a mirrored photo, one cut by a tenth, and a logo redrawn or set beside another word are other
pictures; pictures that style sheets or scripts show are not fetched, nor those on another domain; two plain
marks, such as a ring, are one mark.
"""

import hashlib
from collections import Counter

from crawler import pictures
from crawler.fingerprint._likeness import shared as shared_pictures
from crawler.fingerprint._likeness import values_of
from crawler.fingerprint._rarity import of_kinds, tidy
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Image, Subject

NAME = "images"
MOST_IMAGES = 8
LEAST = 32
"""Pixels a side; what is smaller is a bullet or a spacer."""
FEWEST_BYTES = 200
"""Of a drawing: less is one shape."""
_KINDS = ("logo", "photo", "svg", "file", "logo-part", "photo-part")


def extract(subject: Subject) -> Values:
    """At most seven values for each picture; a flat, tiny or broken one has none."""
    return tidy(value for image in subject.images[:MOST_IMAGES] for value in _of(image))


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """The pictures that both show; bytes count only where no picture looks the same."""
    alike = [*shared_pictures("logo", ours, theirs), *shared_pictures("photo", ours, theirs)]
    same = set(ours) & set(theirs)
    drawings = [each for each in same if each.startswith("svg:")]
    files = [] if alike else [each for each in same if each.startswith("file:")]
    if not ours or not theirs:
        return None
    shared = tuple(sorted([*alike, *drawings, *files]))
    if not shared:
        return Comparison(NAME, 0.0, (), "the sites show different pictures")
    similarity = 1.0 if ours == theirs else len(shared) / len(set(ours) | set(theirs))
    return Comparison(NAME, similarity, shared, f"both show {_sentence(shared)}")


def keys(values: Values) -> Values:
    return of_kinds(values, _KINDS)


def quote(subject: Subject, shared: Values) -> tuple[str, ...]:
    """The addresses of the pictures behind the shared values."""
    wanted = set(shared)
    return tuple(image.url[:200] for image in subject.images[:MOST_IMAGES] if wanted & set(_of(image)))[:10]


def _of(image: Image) -> list[str]:
    digest = hashlib.sha256(image.body).hexdigest()
    if b"<svg" in image.body[:1_000].lower():
        return [f"svg:{digest}"] if len(image.body) >= FEWEST_BYTES else []
    picture = pictures.decoded(image.body, LEAST)
    if picture is None:
        return []
    is_logo = image.role == "logo"
    found = pictures.mark_hash(picture) if is_logo else pictures.photo_hash(picture)
    values = values_of("logo" if is_logo else "photo", found)
    return [*values, f"file:{digest}"] if values else []


def _sentence(shared: Values) -> str:
    counts = Counter(each.partition(":")[0] for each in shared)
    told = [
        f"the same {word}" if counts[kind] == 1 else f"{counts[kind]} of the same {word}s"
        for kind, word in (("logo", "logo"), ("photo", "photo"), ("svg", "drawing"), ("file", "picture"))
        if counts[kind]
    ]
    told += [f"{word}s much alike" for word in ("logo", "photo") if counts[f"{word}-part"]]
    return " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))


def _tell(value: str) -> str:
    kind, _, rest = value.partition(":")
    match kind:
        case "logo" | "photo":
            return f"show the {kind} with the hash {rest}"
        case "logo-part" | "photo-part":
            return f"show {kind.removesuffix('-part')}s much alike (part {rest})"
        case "svg":
            return f"show the drawing with the sha256 {rest}"
    return f"show the picture with the sha256 {rest}"


SIGNAL = Signal(
    name=NAME,
    family=Family.CONTENT,
    question="Do two sites show the same logo or the same photos?",
    weighing=Weighing.RARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    quote=quote,
    tell=_tell,
)
