"""Is this one machine enough: a process a core, and no cluster?

A process holds one item at a time, so whoever dies names its item. That item is tried again after the others:
what took too much memory beside them may have enough then.
"""

import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack

from crawler.errors import CollectionError
from crawler.isolate import Isolated, cores, die_with, ended
from crawler.sweep.engines._engine import DIED, Engine, Settings, Task, attempt
from crawler.sweep.work import Ended, EngineLost, Item

LONGEST = 86_400.0  # seconds for one item; who takes longer is stuck
Question = tuple[int, Task, Item]
Hand = Isolated[Question, Ended]


def run(task: Task, items: Iterable[Item], settings: Settings) -> Iterator[Ended]:
    """Each item in one of ``settings.workers`` processes, which die with this one."""
    waiting, again, deaths = iter(items), deque[Item](), Counter[Item]()
    with ExitStack() as stack:
        idle = [stack.enter_context(_hand()) for _ in range(settings.workers or cores())]
        busy: dict[Hand, Item] = {}
        while True:
            while idle and (item := _next(waiting, again)) is not None:
                busy[idle[-1]] = item
                _begin(idle.pop(), task, item)
            if not busy:
                return
            for hand in ended(busy):
                item = busy.pop(hand)
                idle.append(hand)
                if (how := _end(hand)) is not None:
                    yield how
                    continue
                deaths[item] += 1
                settings.tell(f"a worker died with {item.words}, {deaths[item]} of {settings.tries} times")
                if deaths[item] < settings.tries:
                    again.append(item)
                else:
                    yield Ended(item, None, DIED)


def _hand() -> Hand:
    return Isolated(_work, seconds=LONGEST, megabytes=None)


def _work(question: Question) -> Ended:
    parent, task, item = question
    die_with(parent)
    return attempt(task, item)


def _next(waiting: Iterator[Item], again: deque[Item]) -> Item | None:
    item = next(waiting, None)
    return again.popleft() if item is None and again else item


def _begin(hand: Hand, task: Task, item: Item) -> None:
    try:
        hand.begin((os.getpid(), task, item))
    except CollectionError as error:
        raise EngineLost(f"no worker can be started on this machine: {error}") from error


def _end(hand: Hand) -> Ended | None:
    try:
        return hand.end()
    except CollectionError:
        return None


ENGINE = Engine("local", "Is this one machine enough: a process a core, and no cluster?", run)
