"""How are large sets of features kept small and still compared?

A sketch holds the lowest hashes of a set: an even sample, the same for every site, so that the overlap of two
samples estimates the overlap of the sets.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b


@lru_cache(maxsize=65_536)
def stable_hash(text: str) -> str:
    """64-bit BLAKE2b as 16 hex digits: the same in every process and on every machine."""
    return blake2b(encoded(text), digest_size=8).hexdigest()


def encoded(text: str) -> bytes:
    """The bytes that are hashed."""
    return text.encode("utf-8", "surrogatepass")


def lowest(texts: Iterable[bytes], size: int) -> list[str]:
    """The ``size`` lowest distinct :func:`stable_hash` of some texts, sorted."""
    digests = {blake2b(each, digest_size=8).digest() for each in texts}
    return [each.hex() for each in sorted(digests)[:size]]


def hash_of(value: str) -> str:
    """The hash of a ``prefix:hash`` value, whose prefix is one letter."""
    return value[2:]


def even_samples(
    ours: Sequence[str], theirs: Sequence[str], size: int
) -> tuple[Sequence[str], Sequence[str]]:
    """Both sketches, values in order of their hash, cut where neither has left anything out before."""
    full = [hash_of(each[-1]) for each in (ours, theirs) if len(each) >= size]
    if not full:
        return ours, theirs
    end = min(full)
    return ours[: bisect_right(ours, end, key=hash_of)], theirs[: bisect_right(theirs, end, key=hash_of)]


def cosine(ours: Iterable[str], theirs: Iterable[str], weight: Callable[[str], float]) -> float:
    """Weight of what both have, over the geometric mean of the weights of each: 0..1."""
    left, right = set(ours), set(theirs)
    total = math.sqrt(sum(map(weight, left)) * sum(map(weight, right)))
    return sum(map(weight, left & right)) / total if total else 0.0
