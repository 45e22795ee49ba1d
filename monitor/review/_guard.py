"""Which requests reach the pages at all, and what does every answer forbid the browser?

Before anything is read: the Host must be ours, a form must come from our own page, the cookie must be known,
and the path must be one of ours; Datasette has more pages than an analyst needs. Every answer, Datasette's
own included, forbids scripts, frames, foreign images and caches.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, parse_qsl

from monitor.review._doors import FILE, Doors

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

STORE = "brassplate"
STYLE = "/style.css"
MOST_BODY = 65_536
FORM = b"application/x-www-form-urlencoded"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_READ = re.compile(
    rf"/|/style\.css|/(?:search|value|diff|judgements)|/domain/[^/]{{1,800}}|/{STORE}(?:/[^/.]{{1,800}}){{0,2}}"
)
_WRITE = re.compile("/(?:judge|withdraw|watch|unwatch)")
_MONTH = 30 * 86_400


class Refused(Exception):
    """The request goes no further: a status and one sentence for whoever sent it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Guard:
    """Wraps ``app``; ``page`` writes the text of a refusal."""

    def __init__(
        self, app: App, doors: Doors, names: Iterable[str], page: Callable[[str, bool], str]
    ) -> None:
        self.app = app
        self.doors = doors
        self._page = page
        self.hosts = {f"127.0.0.1:{doors.port}", f"localhost:{doors.port}"}
        for name in names:
            self.hosts |= {name.lower(), f"{name.lower()}:{doors.port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        answer = _hardened(send)
        try:
            await self._answer(scope, receive, answer)
        except Refused as refused:
            text = self._page(str(refused), refused.status == 403)
            await _reply(answer, refused.status, text.encode("utf-8", "replace"))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _Headers(scope)
        self._check_origin(scope, headers)
        body = await _body(headers, receive) if scope["method"] == "POST" else b""
        if scope["path"] == "/enter":
            await self._enter(scope, body, send)
            return
        if scope["path"] != STYLE and not self.doors.admits(headers.cookie(self.doors.name)):
            raise Refused(403, "This browser is not known here, or its visit has ended.")
        _check_path(scope)
        # A token in this header would excuse a form from its own.
        kept = [(name, value) for name, value in scope["headers"] if name != b"authorization"]
        await self.app({**scope, "headers": kept}, _again(body, receive), send)

    def _check_origin(self, scope: Scope, headers: "_Headers") -> None:
        host = headers.only(b"host").lower()
        if host not in self.hosts:
            raise Refused(
                421, f"This is not {host[:100]}. Start it with --host-name to reach it by that name."
            )
        if scope["method"] not in ("GET", "HEAD", "POST"):
            raise Refused(405, "Only GET, HEAD and POST are answered.")
        if headers.only(b"sec-fetch-site") not in ("", "same-origin", "none"):
            raise Refused(403, "Another site sent you here. Open the page from the address bar instead.")
        if scope["method"] == "POST" and not self._is_ours(headers):
            raise Refused(403, "The form was sent from another site, or does not say from where.")

    def _is_ours(self, headers: "_Headers") -> bool:
        """Whether a form comes from our page; without a referrer it says "null", and whence."""
        origin = headers.only(b"origin").lower()
        if origin == "null":
            return headers.only(b"sec-fetch-site") == "same-origin"
        return origin in {f"{scheme}://{name}" for scheme in ("http", "https") for name in self.hosts}

    async def _enter(self, scope: Scope, body: bytes, send: Send) -> None:
        if scope["method"] == "POST":
            known = self.doors.knows(_field(body.decode("ascii", "replace"), "token"))
        else:
            known = scope["method"] == "GET" and self.doors.opens(
                _field(scope["query_string"].decode("ascii", "replace"), "key")
            )
        if not known:
            raise Refused(403, "That key opened once already, or is none.")
        cookie = f"{self.doors.name}={self.doors.cookie}; Path=/; HttpOnly; SameSite=Strict; Max-Age={_MONTH}"
        await _reply(send, 303, b"", {"location": "/", "set-cookie": cookie})


class _Headers:
    """The headers of a request; one that may stand once and stands twice is refused."""

    def __init__(self, scope: Scope) -> None:
        self._all: list[tuple[bytes, bytes]] = list(scope["headers"])

    def only(self, name: bytes) -> str:
        found = [value for key, value in self._all if key == name]
        if len(found) > 1:
            raise Refused(400, f"The request has {len(found)} headers named {name.decode()}.")
        return found[0].decode("latin-1").strip() if found else ""

    def cookie(self, name: str) -> str:
        texts = (value.decode("latin-1") for key, value in self._all if key == b"cookie")
        pairs = (pair.strip().partition("=") for text in texts for pair in text.split(";"))
        return next((value for key, _, value in pairs if key == name), "")


def _check_path(scope: Scope) -> None:
    asked = scope.get("raw_path", scope["path"].encode()).partition(b"?")[0].decode("latin-1")
    if scope["method"] == "POST":
        if not _WRITE.fullmatch(asked):
            raise Refused(404, "There is no such form here.")
    elif not _READ.fullmatch(asked):
        raise Refused(404, "There is no such page here.")
    query = scope["query_string"].decode("latin-1")
    if any(name == "_format" for name, _ in parse_qsl(query, keep_blank_values=True)):
        raise Refused(404, "Tables are shown as pages only; 'brassplate export' writes files.")


def _field(text: str, name: str) -> str:
    return parse_qs(text).get(name, [""])[0]


async def _body(headers: _Headers, receive: Receive) -> bytes:
    if headers.only(b"content-type").split(";")[0].strip().lower().encode() != FORM:
        raise Refused(415, "Only a form of these pages is read.")
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Refused(400, "The form ended early.")
        part: bytes = message.get("body", b"")
        body += part
        if len(body) > MOST_BODY:
            raise Refused(413, f"The form is longer than {MOST_BODY} bytes.")
        if not message.get("more_body", False):
            break
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(400, "The form is not in UTF-8.") from None
    return body


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives the body that was read once more, then whatever comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def _hardened(send: Send) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(k, v) for k, v in message.get("headers", []) if k.lower().decode() not in HEADERS]
            ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            message = {**message, "headers": [*kept, *ours]}
        await send(message)

    return answer


async def _reply(
    send: Send, status: int, body: bytes, headers: MutableMapping[str, str] | None = None
) -> None:
    said = {"content-type": "text/html; charset=utf-8", "content-length": str(len(body)), **(headers or {})}
    pairs = [(name.encode(), value.encode()) for name, value in said.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


HOW_IN = (
    "Open the address that 'brassplate serve' printed (it opens once for each start), or type the token: it "
    f"lies in the file {FILE} of the home."
)
