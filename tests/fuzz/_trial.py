"""Does a reader end on one input: without a mistake, in time, and with an answer of bounded size?"""

import json
import signal
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """One reader of strangers' bytes. ``run`` gives what it read, made of what JSON knows."""

    name: str
    run: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]  # small and invented
    corpus: Callable[[], Sequence[bytes]]  # others' and real; empty where there is none beside the checkout
    tokens: Sequence[bytes]
    refuses: tuple[type[Exception], ...] = ()
    seconds: float = 1.0  # of processor time; honest inputs take a hundredth
    longest: int = 300_000  # bytes of one input
    most: int = 500_000  # bytes of one answer
    tries: int = 1_000  # in the tests


class Finding(Exception):
    """The reader did with this input what no input may make it do."""


class _TooLong(BaseException):
    """Not an Exception, which readers of others' libraries may swallow."""


def tried(target: Target, data: bytes) -> float:
    """The seconds that the reader took; Finding when it broke a promise."""
    begun = time.process_time()
    try:
        with _interrupted(2 * target.seconds), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer = target.run(data)
    except target.refuses:
        answer = None
    except _TooLong:
        raise Finding(f"{target.name} was stopped after {2 * target.seconds:g} s") from None
    except Exception as error:
        raise Finding(f"{target.name} raised {type(error).__name__}: {str(error)[:200]}") from error
    took = time.process_time() - begun
    if took > target.seconds:
        raise Finding(f"{target.name} took {took:.1f} s")
    try:
        size = len(json.dumps(answer, ensure_ascii=False).encode("utf-8"))
    except ValueError as error:
        raise Finding(f"{target.name} gave what cannot be stored: {error}") from error
    if size > target.most:
        raise Finding(f"{target.name} gave {size} bytes")
    return took


@contextmanager
def _interrupted(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
