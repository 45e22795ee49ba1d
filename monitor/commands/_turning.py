"""In which words is a terminal told what would turn a score: one fact more, one fewer, another weight?"""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from reports.defang import tell

if TYPE_CHECKING:
    from monitor.lifting import Gain, Lift, Without
    from monitor.score import Score

MOST_LIFTS = 5
MOST_CHANGES = 20


def weakened(without: "Without") -> Iterator[str]:
    """What the pair would be without its strongest fact."""
    fact = tell(without.fact, 120) if without.fact else without.signal
    yield (
        f"  without its strongest fact ({fact}, {without.lost:+.1f} bits) it would be '{without.band}' "
        f"at {without.bits:+.1f} bits"
    )


def lifted(lift: "Lift") -> Iterator[str]:
    """What would lift the pair into the next band, each of these alone."""
    goal = f"lift it to '{lift.band}' ({lift.missing:+.1f} bits)"
    if lift.enough:
        yield f"  what would {goal}, each alone:"
        yield from list(_gains(lift.enough))[:MOST_LIFTS]
    elif lift.most:
        yield f"  no single fact would {goal}; the strongest would be:"
        yield from _gains((lift.most,))
    else:
        yield f"  nothing more that the counterpart shows would {goal}"


def otherwise(settings: tuple[str, ...], before: "Score", after: "Score") -> Iterator[str]:
    """What is seen today, at the shipped weights and at others, and which lines differ."""
    from monitor.whatif import changes

    yield ""
    yield f"what if {', '.join(settings)}:"
    yield f"  {'before':<28} {before.bits:+6.1f} bits  {before.band}"
    yield f"  {'after':<28} {after.bits:+6.1f} bits  {after.band}"
    changed = changes(before, after)
    for each in changed[:MOST_CHANGES]:
        yield f"    {each.line:<26} {each.before:+6.1f} to {each.after:+.1f}"
    if not changed:
        yield "    no line changes: nothing here is weighed so"


def _gains(gains: "tuple[Gain, ...]") -> Iterator[str]:
    for (signal, gain, similarity), same in groupby(
        gains, lambda each: (each.signal, each.gain, each.similarity)
    ):
        kinds = [each.kind.replace("_", " ") for each in same if each.kind]
        if kinds:
            yield f"      one more shared {' or '.join(kinds)} ({signal}, up to {gain:+.1f})"
        else:
            yield f"      {signal} alike to {similarity:.0%} (up to {gain:+.1f})"
