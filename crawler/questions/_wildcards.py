"""Does a zone answer for names that nobody has made?

Two random labels are asked: when both are answered, so is any other. One answer alone proves nothing.
"""

import asyncio
import random
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from crawler.questions._answer import Answer
from crawler.records import Reason

LABEL = 16  # letters, each of four random bits
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
MOST_PARENTS = 1_000


class Wildcards:
    """Asks through ``query``; ``chance`` draws the labels, by default unpredictably."""

    def __init__(
        self, query: Callable[[str, str], Awaitable[Answer]], chance: random.Random | None = None
    ) -> None:
        self._query = query
        self._chance = chance or secrets.SystemRandom()
        self._above: OrderedDict[str, asyncio.Task[tuple[Answer, Answer]]] = OrderedDict()

    async def above(self, parent: str, answer: Answer) -> Reason:
        """WILDCARD when ``parent`` answers names that nobody registered with just this ``answer``.

        NONE when it does not, else why nobody can tell.
        """
        drawn = await self._asked_once(parent)
        if not all(_alike(answer, each) for each in drawn if each.answered):
            return Reason.NONE
        return next((each.status for each in drawn if not each.answered), Reason.WILDCARD)

    async def below(self, domain: str) -> Answer:
        """Values when every host of ``domain`` has an address; the second label only where the first has."""
        first = await self._query(self._drawn(domain), "A")
        return await self._query(self._drawn(domain), "A") if first.values else first

    async def _asked_once(self, parent: str) -> tuple[Answer, Answer]:
        task = self._above.get(parent)
        if task is None or _failed(task):
            task = self._above[parent] = asyncio.ensure_future(self._two(parent))
            while len(self._above) > MOST_PARENTS:
                self._above.popitem(last=False)
        return await asyncio.shield(task)

    async def _two(self, parent: str) -> tuple[Answer, Answer]:
        first, second = self._drawn(parent), self._drawn(parent)
        return await asyncio.gather(self._query(first, "A"), self._query(second, "A"))

    def _drawn(self, zone: str) -> str:
        return f"{self._chance.getrandbits(4 * LABEL):0{LABEL}x}".translate(_LETTERS) + f".{zone}"


def _alike(ours: Answer, drawn: Answer) -> bool:
    same_values = bool(ours.values) and drawn.values == ours.values
    return same_values or (bool(ours.alias) and drawn.alias == ours.alias)


def _failed(task: asyncio.Task[tuple[Answer, Answer]]) -> bool:
    """A question that nobody answered is asked again for the next domain."""
    if not task.done():
        return False
    if task.cancelled() or task.exception():
        return True
    return not all(each.answered for each in task.result())
