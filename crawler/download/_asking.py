"""How is libcurl asked, so that it dials the vetted address and does nothing of its own accord?"""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import pycurl

from crawler.download._incoming import Incoming
from crawler.net import CIPHERS

_GROUPS = "X25519:P-256:P-384:P-521"  # a post-quantum share for every stranger doubles the handshake's cost
_IDLE_SECONDS, _LIFE_SECONDS = 30, 120
_FIXED: tuple[tuple[int, int | str], ...] = (
    (pycurl.NOSIGNAL, 1),
    (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
    (pycurl.FOLLOWLOCATION, 0),
    (pycurl.PROXY, ""),
    (pycurl.NOPROXY, "*"),
    (pycurl.NETRC, pycurl.NETRC_IGNORED),
    (pycurl.DNS_CACHE_TIMEOUT, 0),
    (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
    (pycurl.HTTP09_ALLOWED, 0),
    (pycurl.HTTP_CONTENT_DECODING, 0),
    (pycurl.PATH_AS_IS, 1),
    (pycurl.MAXAGE_CONN, _IDLE_SECONDS),
    (pycurl.MAXLIFETIME_CONN, _LIFE_SECONDS),
)
_ANY_SERVER: tuple[tuple[int, int | str], ...] = (
    (pycurl.SSL_VERIFYPEER, 0),
    (pycurl.SSL_VERIFYHOST, 0),
    (pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_0),
    (pycurl.SSL_CIPHER_LIST, CIPHERS),
    (pycurl.SSL_EC_CURVES, _GROUPS),
    (pycurl.SSL_ENABLE_ALPN, 0),
    (pycurl.SSL_SESSIONID_CACHE, 0),  # a resumed session shows no certificate
)


class Asked(Protocol):
    """What is read of a request: Scrapy's have it, and those of ``_plain``."""

    @property
    def url(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def body(self) -> bytes: ...
    @property
    def headers(self) -> Any: ...  # values by name, as bytes
    @property
    def meta(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Target:
    """Where one request goes: the vetted address and the port really dialled."""

    address: str
    port: int
    secure: bool
    seconds: float  # for everything
    connect_seconds: float


def asking(request: Asked, target: Target, incoming: Incoming, with_certificate: bool) -> pycurl.Curl:
    """The libcurl handle of one request; its answer goes into ``incoming``."""
    handle = pycurl.Curl()
    for option, value in (*_FIXED, *_ANY_SERVER) if target.secure else _FIXED:
        handle.setopt(option, value)
    handle.setopt(pycurl.URL, request.url)
    shown = f"[{target.address}]" if ":" in target.address else target.address
    handle.setopt(pycurl.CONNECT_TO, [f"::{shown}:{target.port}"])
    handle.setopt(pycurl.OPENSOCKETFUNCTION, only_to(target.address, target.port))
    handle.setopt(pycurl.TIMEOUT_MS, max(1, int(target.seconds * 1000)))
    handle.setopt(pycurl.CONNECTTIMEOUT_MS, max(1, int(target.connect_seconds * 1000)))
    handle.setopt(pycurl.HTTPHEADER, _lines(request))
    _method(handle, request)
    handle.setopt(pycurl.HEADERFUNCTION, incoming.take_line)
    handle.setopt(pycurl.WRITEFUNCTION, incoming.take_part)
    if with_certificate:
        handle.setopt(pycurl.OPT_CERTINFO, 1)
        handle.setopt(pycurl.VERBOSE, 1)
        handle.setopt(pycurl.DEBUGFUNCTION, incoming.take_told)
    return handle


def only_to(address: str, port: int) -> Callable[..., socket.socket | int]:
    """The second wall: whatever libcurl makes of a URL, a socket exists for the vetted address alone."""

    def opened(purpose: int, peer: tuple[int, int, int, tuple[object, ...]]) -> socket.socket | int:
        family, kind, protocol, where = peer
        if purpose != pycurl.SOCKTYPE_IPCXN or where[:2] != (address, port):
            return -1  # CURL_SOCKET_BAD
        return socket.socket(family, kind, protocol)

    return opened


def _lines(request: Asked) -> list[bytes]:
    """The request's own headers, and none of libcurl's beside Host."""
    lines = [
        name + b": " + value if value else name + b";"
        for name, values in request.headers.items()
        for value in values
        if not any(end in name + value for end in (b"\r", b"\n", b"\0"))
    ]
    present = {name.lower() for name in request.headers}
    return lines + [name + b":" for name in (b"accept", b"expect") if name not in present]


def _method(handle: pycurl.Curl, request: Asked) -> None:
    if request.method == "HEAD":
        handle.setopt(pycurl.NOBODY, 1)
    elif request.method != "GET" or request.body:
        handle.setopt(pycurl.POST, 1)
        handle.setopt(pycurl.POSTFIELDSIZE, len(request.body))
        handle.setopt(pycurl.COPYPOSTFIELDS, request.body)
        handle.setopt(pycurl.CUSTOMREQUEST, request.method)
