"""How is a function kept from taking more than its time or memory, whatever it is fed?

The function runs in a process of its own that is killed when its time is up; the next call starts a new one.
A pool runs several at once and gives their answers in the order of the questions.
"""

import ctypes
import multiprocessing
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Generic, Self, TypeVar

from crawler.errors import CollectionError

Argument = TypeVar("Argument")
Result = TypeVar("Result")
_SET_PDEATHSIG = 1


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def die_with(parent: int) -> None:
    """Ties this process to ``parent``: it is killed in the moment in which that one ends, however it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


class Isolated(Generic[Argument, Result]):
    """``function`` behind a process boundary, with ``seconds`` and ``megabytes`` for each call.

    ``function`` must be importable by name. A call raises CollectionError when the limit is reached,
    when the process dies, or when the function raises.
    """

    def __init__(
        self, function: Callable[[Argument], Result], *, seconds: float = 5.0, megabytes: int | None = 1024
    ) -> None:
        self.function = function
        self.seconds = seconds
        self.megabytes = megabytes
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._until = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def __call__(self, argument: Argument) -> Result:
        self.begin(argument)
        return self.end()

    def begin(self, argument: Argument) -> None:
        """Sets the process to work; :meth:`end` takes its answer."""
        pipe = self._start()
        try:
            pipe.send(argument)
        except (BrokenPipeError, ConnectionResetError):
            pass  # its death is told where its answer is asked for
        except BaseException:
            self._stop()
            raise
        self._until = time.monotonic() + self.seconds

    @property
    def left(self) -> float:
        """Seconds until the time of the present call is up."""
        return max(0.0, self._until - time.monotonic())

    def end(self) -> Result:
        """The answer of the call that was begun, waited for as long as its time lasts."""
        pipe, name = self._start(), self.function.__name__
        try:
            if not pipe.poll(self.left):
                self._stop()
                raise CollectionError(f"{name} took longer than {self.seconds:g} s and was stopped")
            failed, result = pipe.recv()
        except (EOFError, ConnectionResetError):
            self._stop()
            raise CollectionError(f"{name} died while reading what it was given") from None
        except BaseException:
            self._stop()
            raise
        if failed:
            raise CollectionError(f"{name}: {result}")
        answer: Result = result
        return answer

    def outcome(self) -> Result | CollectionError:
        """As :meth:`end`, but an error is given, not raised."""
        try:
            return self.end()
        except CollectionError as error:
            return error

    def fileno(self) -> int:
        """What is readable when the answer, or the end of the process, has come."""
        assert self._pipe is not None
        return self._pipe.fileno()

    def _start(self) -> Connection:
        if self._pipe is None:
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(
                target=_serve, args=(self.function, theirs, self.megabytes), daemon=True, name="isolated"
            )
            process.start()
            theirs.close()
            self._process, self._pipe = process, ours
            if not _is_ready(ours):
                self._stop()
                raise CollectionError(
                    f"{self.function.__name__} could not be started in a process of its own"
                )
        return self._pipe

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


class Pool(Generic[Argument, Result]):
    """Up to ``processes`` isolated processes with one function; a few questions start only one."""

    HANDFUL = 16
    AHEAD = 200
    """Answers that may wait for an earlier one."""

    def __init__(
        self,
        function: Callable[[Argument], Result],
        *,
        processes: int,
        seconds: float = 5.0,
        megabytes: int | None = 1024,
    ) -> None:
        self._all = [Isolated(function, seconds=seconds, megabytes=megabytes) for _ in range(processes)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in self._all:
            each.__exit__(kind, error, trace)

    def __call__(self, argument: Argument) -> Result:
        return self._all[0](argument)

    def map(self, arguments: Sequence[Argument]) -> Iterator[Result | CollectionError]:
        """The answer to each argument, or why there is none, in their order."""
        idle = self._all[: 1 + len(arguments) // self.HANDFUL]
        busy: dict[Isolated[Argument, Result], int] = {}
        answers: dict[int, Result | CollectionError] = {}
        given = 0
        try:
            for number in range(len(arguments)):
                while number not in answers:
                    while idle and given < min(len(arguments), number + self.AHEAD):
                        _begin(idle, busy, answers, arguments[given], given)
                        given += 1
                    for done in ended(busy):
                        answers[busy.pop(done)] = done.outcome()
                        idle.append(done)
                yield answers.pop(number)
        finally:
            for each in busy:  # nobody will take its answer
                each.__exit__(None, None, None)


def _begin(
    idle: list[Isolated[Argument, Result]],
    busy: dict[Isolated[Argument, Result], int],
    answers: dict[int, Result | CollectionError],
    argument: Argument,
    number: int,
) -> None:
    try:
        idle[0].begin(argument)
    except CollectionError as error:
        answers[number] = error
    else:
        busy[idle.pop(0)] = number


def ended(busy: Iterable[Isolated[Argument, Result]]) -> list[Isolated[Argument, Result]]:
    """Those that have answered or died, else those whose time is up."""
    at_work = list(busy)
    if not at_work:
        return []
    ready = select.select(at_work, [], [], min(each.left for each in at_work))[0]
    return ready or [each for each in at_work if not each.left]


def _is_ready(pipe: Connection) -> bool:
    try:
        return pipe.poll(60) and bool(pipe.recv() == "ready")
    except (EOFError, ConnectionResetError):
        return False


def _serve(function: Callable[[Argument], Result], pipe: Connection, megabytes: int | None) -> None:
    if megabytes is not None:
        limit = megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe.send("ready")
    while True:
        try:
            argument = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        answer: tuple[bool, Result | str]
        try:
            answer = (False, function(argument))
        except KeyboardInterrupt:
            return
        except Exception as error:
            answer = (True, f"{type(error).__name__}: {error}"[:500])
        pipe.send(answer)
