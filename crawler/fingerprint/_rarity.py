"""What do two sites share, and how is it told, when each shared value counts by its rarity?"""

from collections.abc import Callable, Iterable
from itertools import chain, islice, zip_longest

from crawler.fingerprint._signal import Comparison, Values

MOST_KEYS = 64
MOST_TOLD = 3


def tidy(values: Iterable[str], most: int = 256) -> Values:
    """Sorted, distinct, non-empty values; a stranger decides how many, so ``most`` bounds them.

    Where there are more, each kind keeps as many as the others, so that a flood of one hides no other.
    """
    kept = sorted({value for value in values if value.partition(":")[2]})
    if len(kept) <= most:
        return tuple(kept)
    kinds: dict[str, list[str]] = {}
    for value in kept:
        kinds.setdefault(value.partition(":")[0], []).append(value)
    return _in_turn(kinds.values(), most)


def of_kinds(values: Values, kinds: Iterable[str]) -> Values:
    """The values with one of these prefixes, in sorted order.

    Where there are more than 64, each kind gives one in turn, so that a flood of one hides no other.
    """
    return _in_turn(
        ([value for value in values if value.startswith(kind + ":")] for kind in kinds), MOST_KEYS
    )


def _in_turn(kinds: Iterable[list[str]], most: int) -> Values:
    turns = chain.from_iterable(zip_longest(*kinds))
    return tuple(sorted(islice((value for value in turns if value is not None), most)))


def agree(
    signal: str,
    ours: Values,
    theirs: Values,
    shared: Iterable[str],
    tell: Callable[[str], str],
    nothing: str,
) -> Comparison | None:
    """The comparison over ``shared``; ``tell`` words one value, ``nothing`` is said when there is none."""
    if not ours or not theirs:
        return None
    common = tuple(sorted(set(shared)))
    if not common:
        return Comparison(signal, 0.0, (), nothing)
    similarity = 1.0 if ours == theirs else len(common) / len(set(ours) | set(theirs))
    return Comparison(signal, min(1.0, similarity), common, _sentence([tell(value) for value in common]))


def _sentence(phrases: list[str]) -> str:
    """``both list the phone X, the mailbox Y and 2 more``: a verb is said once while it stays the same."""
    said: list[str] = []
    verb = ""
    for phrase in phrases[:MOST_TOLD]:
        first, _, rest = phrase.partition(" ")
        said.append(rest if first == verb else phrase)
        verb = first
    if len(phrases) > MOST_TOLD:
        said.append(f"{len(phrases) - MOST_TOLD} more")
    return "both " + " and ".join(filter(None, (", ".join(said[:-1]), said[-1])))
