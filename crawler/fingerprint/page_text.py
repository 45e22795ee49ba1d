"""Do two sites use the same passages?

Looks at: the visible text of all pages of the site, names and numbers left out: the site's own name (from its
label, title and copyright line) and words with a capital inside a sentence. ``p:`` values are hashes of whole
sentences of six words or more; ``n:`` values are hashes of the three words of a sentence that a fixed order
puts first, or last, so that a sentence with a word or two changed mostly keeps one of them; ``w:`` values
sample the runs of four words (the 200 lowest hashes).

Why it matters: fronts copy the text of a real firm and change name, place and numbers; the passages are left.
Which of two sites copied from the other is not said here.

What fools it: text rewritten or translated by a machine shares nothing; a vendor's product description, a
legal notice or a template's filler stands on many honest sites (the commonest are left out, the monitor
counts the rest); German keeps its capitals, so there a name inside a passage changes its hash, and the runs
of words between names carry the resemblance; a few sentences lifted into a long text are compared, but not
always found by themselves.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from functools import lru_cache
from zlib import crc32

from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._sketch import encoded, end_of, hash_of, lowest, stable_hash
from crawler.fingerprint._subject import Subject

NAME = "page_text"
RUN = 4
FEWEST_WORDS = 6
MOST_RUNS = 200
MOST_PASSAGES = 150
MOST_NEAR = 100
FEWEST_RUNS = 20
"""Below this many distinct runs a site has said too little to resemble another."""
LONG_WORD = 4
"""Letters from which a word carries meaning."""
SIGNATURE = 3
FEWEST_LONG_WORDS = 6
"""A sentence with fewer different long words shares three of them with too many others."""


def extract(subject: Subject) -> Values:
    """At most 450 values; nothing for a site that says less than a paragraph."""
    from crawler.fingerprint._passages import passages

    whole: set[bytes] = set()
    near: set[bytes] = set()
    runs: set[bytes] = set()
    for _, said in passages(subject):
        line = encoded(" ".join(said))
        words = line.split(b" ")
        if len(words) >= FEWEST_WORDS:
            whole.add(line)
        near.update(_signatures(words))
        runs.update(map(b" ".join, zip(*(words[start:] for start in range(RUN)), strict=False)))
    sample = lowest(runs, MOST_RUNS)
    if len(sample) < FEWEST_RUNS:
        return ()
    kept = [f"p:{each}" for each in lowest(whole, MOST_PASSAGES)]
    kept += [f"n:{each}" for each in lowest(near, MOST_NEAR)]
    return tuple(sorted(kept + [f"w:{each}" for each in sample]))


def _signatures(words: list[bytes]) -> tuple[bytes, ...]:
    """The first and the last three of a sentence's long words in an order of no meaning."""
    long = {word for word in words if len(word) >= LONG_WORD}
    if len(long) < FEWEST_LONG_WORDS:
        return ()
    order = [word for _, word in sorted(zip(map(crc32, long), long, strict=True))]
    return b" ".join(order[:SIGNATURE]), b" ".join(order[-SIGNATURE:])


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """How much of the shorter text's word runs the longer one has too, damped where lengths differ."""
    if not ours or not theirs:
        return None
    common = set(ours).intersection(theirs)
    if not common:  # as nearly all pairs
        return Comparison(NAME, 0.0, (), _sentence(0, 0, 0.0))
    shared = tuple(sorted(each for each in common if each[0] != "w"))
    (our_runs, our_near), (their_runs, their_near) = _sorted(ours), _sorted(theirs)
    kinds = {kind: [each for each in common if each[0] == kind] for kind in "nw"}
    runs = _containment(our_runs, their_runs, kinds["w"], MOST_RUNS)
    near = _containment(our_near, their_near, kinds["n"], MOST_NEAR)
    similarity = max(runs, near)
    whole = sum(each[0] == "p" for each in shared)
    return Comparison(NAME, round(similarity, 4), shared, _sentence(whole, len(shared) - whole, runs))


def _sentence(whole: int, near: int, runs: float) -> str:
    if not whole and not near and runs < 0.005:
        return "the texts share no whole passage and hardly a run of words"
    count = f"{whole} whole passage{'' if whole == 1 else 's'}"
    if not whole and near:
        count = "nearly equal passages"
    return f"the texts share {count} and {runs:.0%} of their word runs"


def keys(values: Values) -> Values:
    """20 passages, 20 near ones and 24 word runs, those of the lowest hashes: who copies has some of them."""
    picked = ((prefix, most) for prefix, most in (("n", 20), ("p", 20), ("w", 24)))
    return tuple(value for prefix, most in picked for value in _kind(values, prefix)[:most])


def quote(subject: Subject, shared: Values) -> tuple[str, ...]:
    """The shared passages as this site writes them, the longest first."""
    from crawler.fingerprint._passages import passages

    wanted = set(shared)
    found = {text[:300] for text, said in passages(subject) if not wanted.isdisjoint(_values(said))}
    return tuple(sorted(found, key=lambda passage: (-len(passage), passage))[:10])


def _values(said: list[str]) -> list[str]:
    """The values of one passage but for its runs."""
    line = " ".join(said)
    words = encoded(line).split(b" ")
    near = [f"n:{stable_hash(each.decode('utf-8', 'surrogatepass'))}" for each in _signatures(words)]
    return near + ([f"p:{stable_hash(line)}"] if len(words) >= FEWEST_WORDS else [])


def _containment(ours: Values, theirs: Values, common: Collection[str], size: int) -> float:
    """Geometric mean of Jaccard and containment: a text inside a longer one counts, but less than a copy."""
    end = end_of(ours, theirs, size)
    both = sum(hash_of(each) <= end for each in common)
    if not both:
        return 0.0
    left, right = (bisect_right(each, end, key=hash_of) for each in (ours, theirs))
    return both / math.sqrt((left + right - both) * min(left, right))


@lru_cache(maxsize=4_096)
def _sorted(values: Values) -> tuple[Values, Values]:
    """Word runs and near passages; kept, because one site is compared with many."""
    return _kind(values, "w"), _kind(values, "n")


def _kind(values: Values, prefix: str) -> Values:
    """The values of one kind: they stand together, as values are sorted."""
    return values[bisect_left(values, f"{prefix}:") : bisect_left(values, f"{prefix};")]


SIGNAL = Signal(
    name=NAME,
    family=Family.CONTENT,
    question="Do two sites use the same passages?",
    weighing=Weighing.SIMILARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    quote=quote,
)
