"""Which values does a picture's hash become, and which of them do two sites share?

A hash is found again by its bands. Two equal hashes share the hash; two near ones share only bands, which
weigh less: how many other sites show a picture *near* this one is counted by the band, not by the hash.
"""

from collections.abc import Iterable

from crawler import pictures
from crawler.fingerprint._signal import Values


def values_of(kind: str, found: str) -> list[str]:
    """``kind:hash`` and a ``kind-part:band`` for each telling band; nothing for an empty hash."""
    return [f"{kind}:{found}", *(f"{kind}-part:{each}" for each in pictures.bands(found))] if found else []


def shared(kind: str, ours: Values, theirs: Values) -> list[str]:
    """The equal hashes; of near pictures, whose hashes equal none, the bands that they have in common."""
    left, right = _hashes(kind, ours), _hashes(kind, theirs)
    equal = left & right
    common: set[str] = set()
    for one, other in pictures.near(left - equal, right - equal):
        bands = set(pictures.bands(one)) & set(pictures.bands(other))
        common.update(f"{kind}-part:{each}" for each in bands)
    return sorted([*(f"{kind}:{each}" for each in equal), *common])


def _hashes(kind: str, values: Iterable[str]) -> set[str]:
    found = (each.partition(":")[2] for each in values if each.startswith(f"{kind}:"))
    return {each for each in found if len(each) == pictures.DIGITS}
