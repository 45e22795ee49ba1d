"""Which suspects resemble nobody any more, and since how many looks?

Pure. A page that is rebuilt on one day and back on the next is no news: what fell out of the bands is kept
with all that was told of it, and only when as many looks as make an absence believed found the same is it
told as resolved. Whoever went dark or was seized meanwhile was told as that.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from monitor.alerts._memory import Pair
from monitor.store import Fallen, Standing

Leads = Mapping[str, list[Standing]]
"""By domain, what stands in a band, the strongest first."""


@dataclass(frozen=True, slots=True)
class Fell:
    """What is kept as fallen, who is ``resolved`` today, and who stands again after having been."""

    kept: tuple[Fallen, ...]
    resolved: frozenset[str]
    back: frozenset[str]


def remembered(previous: Mapping[Pair, Standing], fallen: Mapping[str, list[Fallen]]) -> dict[Pair, Standing]:
    """What stood, with the memory of what fell: a pair that stands again was told before."""
    known = dict(previous)
    for each in (one.stood for found in fallen.values() for one in found):
        known[each.domain, each.counterpart] = each
    return known


def fall(
    fallen: Mapping[str, list[Fallen]], then: Leads, now: Leads, seen: Collection[str], day: str, needed: int
) -> Fell:
    """What fell up to ``day``; ``seen`` are the domains of which a page or a name was seen today.

    ``then`` and ``now`` hold what stood and stands of the watched candidates.
    """
    kept: list[Fallen] = []
    for domain in sorted((fallen.keys() | then.keys()) - now.keys()):
        known = fallen.get(domain) or [Fallen(each, 0, "") for each in then[domain]]
        kept += (_looked(each, day, needed) if domain in seen else each for each in known)
    resolved = {each.stood.domain for each in kept if each.resolved and not _was(fallen, each)}
    back = {domain for domain in now if any(each.resolved for each in fallen.get(domain, ()))}
    return Fell(tuple(kept), frozenset(resolved), frozenset(back))


def unresolved(kept: Iterable[Fallen], waiting: Collection[str]) -> list[Fallen]:
    """``kept`` with those of ``waiting`` domains as not yet told."""
    return [replace(each, resolved=False) if each.stood.domain in waiting else each for each in kept]


def _looked(each: Fallen, day: str, needed: int) -> Fallen:
    looks = each.looks + (each.day != day)
    return replace(each, looks=looks, day=day, resolved=each.resolved or looks >= needed)


def _was(fallen: Mapping[str, list[Fallen]], each: Fallen) -> bool:
    return any(one.resolved for one in fallen.get(each.stood.domain, ()))
