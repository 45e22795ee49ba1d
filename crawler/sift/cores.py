"""How does every core work at a stream of questions, and their answers come in the order of the questions?"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import chain, islice
from typing import TypeVar

from crawler.errors import CollectionError
from crawler.isolate import Isolated

Argument = TypeVar("Argument")
Result = TypeVar("Result")

SECONDS = 120.0
"""For one question: a block takes a second on a slow machine."""


def in_order(
    function: Callable[[Argument], Result], arguments: Iterable[Argument], processes: int
) -> Iterator[Result]:
    """The answer to each argument; at most ``processes`` and one of them are held at a time.

    One argument alone is answered here, without a process. CollectionError where a process dies, and, after
    the answers to all that came before it, where ``arguments`` raises one.
    """
    failures: list[CollectionError] = []
    waiting = _whole(arguments, failures)
    ahead = list(islice(waiting, 2))
    if len(ahead) < 2 or processes < 2:
        yield from map(function, chain(ahead, waiting))
    else:
        yield from _shared(function, chain(ahead, waiting), processes)
    if failures:
        raise failures[0]


def _shared(
    function: Callable[[Argument], Result], arguments: Iterator[Argument], processes: int
) -> Iterator[Result]:
    with ExitStack() as stack:
        firsts = list(islice(arguments, processes))
        busy = deque(stack.enter_context(Isolated(function, seconds=SECONDS)) for _ in firsts)
        with ThreadPoolExecutor(len(firsts)) as starting:  # a process takes its time to start: all at once
            list(starting.map(Isolated[Argument, Result].begin, busy, firsts))
        for argument in arguments:
            worker = busy.popleft()
            answer = worker.end()
            worker.begin(argument)
            busy.append(worker)
            yield answer
        for worker in busy:
            yield worker.end()


def _whole(arguments: Iterable[Argument], failures: list[CollectionError]) -> Iterator[Argument]:
    try:
        yield from arguments
    except CollectionError as error:
        failures.append(error)
