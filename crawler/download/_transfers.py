"""How does libcurl wait on the asyncio event loop instead of a thread or a poll?"""

import asyncio
import contextlib
from functools import partial

import pycurl

MOST_IDLE = 320
"""Connections kept open for the next request to the same host and address; more than visits at once."""


class Transfers:
    """Runs libcurl transfers side by side; made inside a running event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[pycurl.Curl, asyncio.Future[tuple[int, str]]] = {}
        self._watched: dict[int, int] = {}
        self._timer: asyncio.Handle | None = None
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._set_timer)
        self._multi.setopt(pycurl.M_MAXCONNECTS, MOST_IDLE)
        self._multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_NOTHING)

    async def run(self, handle: pycurl.Curl) -> tuple[int, str]:
        """libcurl's code (0: fine) and its message; cancelling the task ends the transfer."""
        done: asyncio.Future[tuple[int, str]] = self._loop.create_future()
        self._waiting[handle] = done
        self._multi.add_handle(handle)
        try:
            return await done
        finally:
            if self._waiting.pop(handle, None) is not None:
                self._multi.remove_handle(handle)

    def close(self) -> None:
        """Ends every transfer and closes every connection."""
        for handle, done in list(self._waiting.items()):
            self._multi.remove_handle(handle)
            done.cancel()
        self._waiting.clear()
        self._set_timer(-1)
        self._multi.close()
        for descriptor in list(self._watched):
            self._forget(descriptor)

    def _watch(self, what: int, descriptor: int, _multi: object, _kept: object) -> None:
        """libcurl says what it waits for on one socket."""
        if what == pycurl.POLL_REMOVE:
            self._forget(descriptor)
            return
        before = self._watched.get(descriptor, 0)
        self._watched[descriptor] = what
        # POLL_IN and POLL_OUT are bits, and POLL_INOUT is both.
        if what & pycurl.POLL_IN and not before & pycurl.POLL_IN:
            self._loop.add_reader(descriptor, partial(self._act, descriptor, pycurl.CSELECT_IN))
        elif before & pycurl.POLL_IN and not what & pycurl.POLL_IN:
            self._loop.remove_reader(descriptor)
        if what & pycurl.POLL_OUT and not before & pycurl.POLL_OUT:
            self._loop.add_writer(descriptor, partial(self._act, descriptor, pycurl.CSELECT_OUT))
        elif before & pycurl.POLL_OUT and not what & pycurl.POLL_OUT:
            self._loop.remove_writer(descriptor)

    def _forget(self, descriptor: int) -> None:
        self._watched.pop(descriptor, None)
        with contextlib.suppress(ValueError, OSError):
            self._loop.remove_reader(descriptor)
            self._loop.remove_writer(descriptor)

    def _set_timer(self, milliseconds: int) -> None:
        """libcurl says when it wants to be called; never at once, for this may be one of its own calls."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if milliseconds == 0:
            self._timer = self._loop.call_soon(self._time_is_up)
        elif milliseconds > 0:
            self._timer = self._loop.call_later(milliseconds / 1000, self._time_is_up)

    def _time_is_up(self) -> None:
        self._timer = None
        self._act(pycurl.SOCKET_TIMEOUT, 0)

    def _act(self, descriptor: int, ready: int) -> None:
        _, running = self._multi.socket_action(descriptor, ready)
        if running < len(self._waiting):
            self._collect()

    def _collect(self) -> None:
        left = 1
        while left:
            left, fine, failed = self._multi.info_read()
            for handle in fine:
                self._end(handle, 0, "")
            for handle, code, message in failed:
                self._end(handle, code, message)

    def _end(self, handle: pycurl.Curl, code: int, message: str) -> None:
        done = self._waiting.get(handle)
        if done is not None and not done.done():
            done.set_result((code, message))
