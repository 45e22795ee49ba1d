"""How can the name servers of one name misbehave?

The words: ``ok``, ``nxdomain``, ``servfail``, ``refused``, ``drop`` (no answer), ``truncate`` (UDP is cut
short, TCP answers), ``truncate-dead`` (TCP hangs up), ``lame`` (an upward referral), ``wildcard`` (every
name below that is not there has an address) and ``flap`` (by turns ok, servfail and drop, drawn for each
question). A function of name and record type may stand in their place and give one of them.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence

import dns.rcode

Word = Callable[[str, str], str]
Trouble = str | Word
RCODES = {
    "nxdomain": dns.rcode.NXDOMAIN,
    "servfail": dns.rcode.SERVFAIL,
    "refused": dns.rcode.REFUSED,
}
_WORDS = {"", "ok", *RCODES, "drop", "truncate", "truncate-dead", "lame", "wildcard"}
BY_TURNS = ("ok", "servfail", "drop")


def word_of(trouble: Trouble, name: str, kind: str) -> str:
    """The word for one question; ValueError for one that is not among them."""
    word = trouble if isinstance(trouble, str) else trouble(name, kind)
    if word not in _WORDS:
        raise ValueError(f"the lab's name servers know no trouble {word!r}; use one of {sorted(_WORDS)}")
    return word


def flapping(seed: str, day: Callable[[], object] | None = None, words: Sequence[str] = BY_TURNS) -> Word:
    """Draws a word for each name and type: anew on each ``day()``, or without one for each question."""
    asked: Counter[tuple[str, str]] = Counter()

    def word(name: str, kind: str) -> str:
        asked[name, kind] += 1
        turn = day() if day else asked[name, kind]
        return random.Random(f"{seed} {name} {kind} {turn}").choice(words)  # noqa: S311 - variety, no secret

    return word
