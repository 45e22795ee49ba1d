"""How do the lab's hostile sites try to hurt whoever reads them?"""

import asyncio
import functools
import zlib
from collections.abc import AsyncIterator, Callable

from crawler.lab.web import Request, Response

BOMB_MEGABYTES = 200
DRIP_SECONDS = 120
_META = '<meta name="description" content="An invented site of a test network.">'


async def answer(behaviour: str, request: Request) -> Response:
    """The hostile site's response; ``behaviour`` is a key of ``BEHAVIOURS``."""
    if behaviour == "gzip-bomb" and request.path == "/":
        body = await asyncio.to_thread(_bomb)
        return Response(body=body, headers=((b"Content-Encoding", b"gzip"),))
    return BEHAVIOURS[behaviour](request)


@functools.lru_cache(maxsize=1)
def _bomb() -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    head = b"<!doctype html><title>Ledger Loft</title><p>"
    million = b" " * 1_000_000
    pieces = [packer.compress(head)] + [packer.compress(million) for _ in range(BOMB_MEGABYTES)]
    return b"".join(pieces) + packer.flush()


def _loop(request: Request) -> Response:
    last = request.path.rpartition("/")[2]
    turn = int(last) if last.isascii() and last.isdigit() else 0
    return Response.redirect(f"/round/{turn + 1}", 302)


def _nested(request: Request) -> Response:
    head = f"<!doctype html><html><head><title>Deepwell Archive</title>{_META}</head><body>".encode()
    return Response(body=head + b"<div>" * 200_000 + b"Deep down.")


def _drip(request: Request) -> Response:
    return Response(body=b"<!doctype html><title>Slow Spigot</title>", stream=_drops)


async def _drops() -> AsyncIterator[bytes]:
    for _ in range(DRIP_SECONDS):
        yield b"."
        await asyncio.sleep(1)


def _inside(request: Request) -> Response:
    return Response.redirect("http://169.254.169.254/latest/meta-data/", 302)


def _latin(request: Request) -> Response:
    headers = ((b"Server", b"Caf\xe9/1.0"), (b"X-Powered-By", b"\xfcber-PHP"), (b"X-Motto", b"na\xefve"))
    body = f"<!doctype html><title>Café Kernel</title>{_META}<h1>Café Kernel</h1>".encode("latin-1")
    return Response(media_type="text/html; charset=iso-8859-1", body=body, headers=headers)


def _forbidding(request: Request) -> Response:
    if request.path == "/robots.txt":
        return Response(media_type="text/plain", body=b"User-agent: *\nDisallow: /\n")
    body = f"<!doctype html><title>Private Quay</title>{_META}<p>Robots were asked to stay away.</p>"
    return Response(body=body.encode())


def _injecting(request: Request) -> Response:
    evil = "<script>alert(1)</script> =cmd|' /C calc'!A0 \x1b[31mred\x1b[0m \u202egpj.exe"
    body = (
        f"<!doctype html><html><head><title>{evil}</title>{_META}</head><body><h1>=cmd|' /C calc'!A0</h1>"
        "<p>We sell \x1b[2Jscreens and \u202esdrawkcab text to people who print what they fetch.</p>"
        "<p>Our second paragraph is +SUM(1,1) and our third is @import, both of them quite plain.</p>"
        '<a href="/contact">Contact</a></body></html>'
    )
    return Response(body=body.encode())


def _plain(request: Request) -> Response:
    body = f"<!doctype html><title>Another Host</title>{_META}<p>You came under a name we do not have.</p>"
    return Response(body=body.encode())


BEHAVIOURS: dict[str, Callable[[Request], Response]] = {
    "redirect-loop": _loop,
    "gzip-bomb": _plain,
    "nested": _nested,
    "drip": _drip,
    "inside": _inside,
    "private-address": _plain,
    "latin-1": _latin,
    "robots": _forbidding,
    "injection": _injecting,
    "plain": _plain,
}
