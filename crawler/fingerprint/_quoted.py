"""Which parts of a text speak of somebody else, of whom it warns or reports?

Whoever was copied says so, with the phone and the mailbox of the copy; papers print them too. What stands
near a word of warning is read apart from the rest, so that a site is not told by what it quotes.

What fools it: a front that writes such a word beside its own contact, and shows that contact nowhere else;
a warning in a language that is not on the list, or in none of these words.
"""

from functools import lru_cache

BEFORE, AFTER = 200, 300
"""Characters around a word of warning; what stands before it must be of the same paragraph."""
MOST_WORDS = 30

_WORDS = (
    "beware", "impersonat", "pretend", "impostor", "imposter", "scam", "fraudulent", "fraudster",
    "not affiliated", "no affiliation", "nothing to do with", "fake site", "fake web", "fake compan",
    "sanctioned", "indict", "seized", "front compan", "north korea", "dprk",
    "诈骗", "假冒", "冒充", "谨防", "мошенн", "поддельн", "санкци", "사기", "사칭",
)  # fmt: skip


@lru_cache(maxsize=4)
def apart(text: str) -> tuple[str, str]:
    """The text without what stands near words of warning, and that; the second is mostly empty.

    Kept, because two signals ask for it one after the other.
    """
    low = text.lower()
    places = [at for word in _WORDS if word in low for at in _places(word, low)]
    if not places:
        return text, ""
    kept, quoted, end = [], [], 0
    for at in sorted(places):
        start, stop = max(end, at - BEFORE, text.rfind("\n", 0, at) + 1), at + AFTER
        if stop > end:
            kept.append(text[end:start])
            quoted.append(text[start:stop])
            end = stop
    return "\n".join((*kept, text[end:])), "\n".join(quoted)


def _places(word: str, low: str) -> list[int]:
    found: list[int] = []
    at = low.find(word)
    while at >= 0 and len(found) < MOST_WORDS:
        found.append(at)
        at = low.find(word, at + AFTER)
    return found
