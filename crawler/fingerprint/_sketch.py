"""How are large sets of features kept small and still compared?

A sketch holds the lowest hashes of a set: an even sample, the same for every site, so that the overlap of two
samples estimates the overlap of the sets.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter

from mmh3 import mmh3_x64_128_digest as murmur

BYTES = 5
"""Of a hash: a site has a thousand of them, and a home a million sites."""

WHOLE = "~"  # behind every hex digit


@lru_cache(maxsize=65_536)
def stable_hash(text: str) -> str:
    """The first 40 bits of MurmurHash3 x64 128 as 10 hex digits: the same in every process and everywhere.

    It is a tenth of what a cryptographic hash costs; who makes two texts of one hash could copy the text. Of
    a hundred million values a new one meets some other once in ten thousand times; two sites compare a few
    hundred.
    """
    return hashed(text)


def hashed(text: str) -> str:
    """The same without being kept, for who keeps what it is part of."""
    return first(murmur(encoded(text)))


def lasting(text: str) -> str:
    """The first 64 bits as 16 hex digits: of a fact that alerts and judgements name, and so for years."""
    return murmur(encoded(text))[:8].hex()


def encoded(text: str) -> bytes:
    """The bytes that are hashed."""
    return text.encode("utf-8", "surrogatepass")


def digests(texts: Iterable[str]) -> Iterator[bytes]:
    """The whole hash of each of many texts, none of which has a NUL."""
    return map(murmur, encoded("\0".join(texts)).split(b"\0"))


def lowest(texts: Iterable[bytes], size: int) -> list[str]:
    """The ``size`` lowest distinct :func:`stable_hash` of some texts, sorted."""
    return list(map(first, sorted(set(map(murmur, texts)))[:size]))


def first(digest: bytes) -> str:
    """What is kept of a whole hash."""
    return digest[:BYTES].hex()


hash_of: Callable[[str], str] = itemgetter(slice(2, None))
"""The hash of a ``prefix:hash`` value, whose prefix is one letter."""


def end_of(ours: Sequence[str], theirs: Sequence[str], size: int) -> str:
    """The hash behind which one of two sketches, values in order of their hash, has left something out.

    Where both are whole: behind every hash.
    """
    return min((hash_of(each[-1]) for each in (ours, theirs) if len(each) >= size), default=WHOLE)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sketch made ready to be compared with many."""

    weights: dict[str, float]
    """Each value's, in order of their hashes."""
    hashes: list[str]
    """In order, and ``sums``: what the values up to each of them weigh together."""
    sums: list[float]
    end: str
    """The last hash of a full sketch, behind which values were left out; WHOLE where none were."""

    def up_to(self, end: str) -> float:
        """What the values weigh together whose hash is not behind ``end``."""
        place = bisect_right(self.hashes, end)
        return self.sums[place - 1] if place else 0.0


def weighed(values: Iterable[str], weights: Callable[[list[str]], list[float]], size: int) -> Weighed:
    """The sketch of ``values``, of which ``size`` are as many as there can be."""
    by_hash = sorted(values, key=hash_of)
    hashes = list(map(hash_of, by_hash))
    weigh = weights(by_hash)
    known = dict(zip(by_hash, weigh, strict=True))
    return Weighed(known, hashes, list(accumulate(weigh)), hashes[-1] if len(hashes) >= size else WHOLE)


def likeness(ours: Weighed, theirs: Weighed, little: float) -> tuple[float, list[str]]:
    """0..1, and the shared values, the heaviest first.

    The cosine of the sketches; what is alike in part tells less where one side weighs about as much as
    ``little``, since few values are soon alike.
    """
    end = min(ours.end, theirs.end)
    left, right = ours.up_to(end), theirs.up_to(end)
    shared = sorted(ours.weights.keys() & theirs.weights.keys())
    shared.sort(key=ours.weights.__getitem__, reverse=True)
    if not shared or left <= 0.0 or right <= 0.0:
        return 0.0, shared
    both = math.fsum(map(ours.weights.__getitem__, shared))
    return min(1.0, both / math.sqrt(left * right)) ** (1 + little / min(left, right)), shared
