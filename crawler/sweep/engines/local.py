"""Is this one machine enough: a process a core, and no cluster?

A process holds one item at a time, so whoever dies names its item. That item is tried again after the others:
what took too much memory beside them may have enough then.
"""

import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

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
        workers = range(settings.workers or cores())
        # A process takes its time to start: all at once. It ends with the thread that started it.
        start = stack.enter_context(ThreadPoolExecutor(len(workers)))
        hand = partial(Isolated[Question, Ended], _work, seconds=LONGEST, megabytes=settings.megabytes)
        idle: list[Hand] = [stack.enter_context(hand()) for _ in workers]
        busy: dict[Hand, Item] = {}
        while True:
            given: dict[Hand, Item] = {}
            while idle and (item := _next(waiting, again)) is not None:
                given[idle.pop()] = item
            list(start.map(partial(_begin, task), given, given.values()))
            busy |= given
            if not busy:
                return
            for done in ended(busy):
                item = busy.pop(done)
                idle.append(done)
                if isinstance(how := done.outcome(), Ended):
                    yield how
                    continue
                deaths[item] += 1
                settings.tell(f"a worker died with {item.words}, {deaths[item]} of {settings.tries} times")
                if deaths[item] < settings.tries:
                    again.append(item)
                else:
                    yield Ended(item, None, DIED)


def _work(question: Question) -> Ended:
    parent, task, item = question
    die_with(parent)
    return attempt(task, item)


def _next(waiting: Iterator[Item], again: deque[Item]) -> Item | None:
    item = next(waiting, None)
    return again.popleft() if item is None and again else item


def _begin(task: Task, hand: Hand, item: Item) -> None:
    try:
        hand.begin((os.getpid(), task, item))
    except CollectionError as error:
        raise EngineLost(f"no worker can be started on this machine: {error}") from error


ENGINE = Engine("local", "Is this one machine enough: a process a core, and no cluster?", run)
