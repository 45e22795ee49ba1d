"""How is a function kept from taking more than its time or memory, whatever it is fed?

The function runs in a process of its own that is killed when its time is up; the next call starts a new one.
"""

import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Generic, Self, TypeVar

from crawler.errors import CollectionError

Argument = TypeVar("Argument")
Result = TypeVar("Result")


class Isolated(Generic[Argument, Result]):
    """``function`` behind a process boundary, with ``seconds`` and ``megabytes`` for each call.

    ``function`` must be importable by name. A call raises CollectionError when the limit is reached,
    when the process dies, or when the function raises.
    """

    def __init__(
        self, function: Callable[[Argument], Result], *, seconds: float = 5.0, megabytes: int = 1024
    ) -> None:
        self.function = function
        self.seconds = seconds
        self.megabytes = megabytes
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def __call__(self, argument: Argument) -> Result:
        pipe = self._start()
        name = self.function.__name__
        try:
            pipe.send(argument)
            if not pipe.poll(self.seconds):
                self._stop()
                raise CollectionError(f"{name} took longer than {self.seconds:g} s and was stopped")
            failed, result = pipe.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            self._stop()
            raise CollectionError(f"{name} died while reading what it was given") from None
        except BaseException:
            self._stop()
            raise
        if failed:
            raise CollectionError(f"{name}: {result}")
        answer: Result = result
        return answer

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


def _is_ready(pipe: Connection) -> bool:
    try:
        return pipe.poll(60) and bool(pipe.recv() == "ready")
    except (EOFError, ConnectionResetError):
        return False


def _serve(function: Callable[[Argument], Result], pipe: Connection, megabytes: int) -> None:
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
