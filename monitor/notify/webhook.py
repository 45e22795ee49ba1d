"""How does a program of yours get the day's report as soon as it is written?

A POST of the same JSON as ``report.json``, over the guarded network. With a secret the header
``X-Brassplate-Signature`` is ``sha256=`` and the HMAC-SHA256 of the body, in hexadecimal digits.
"""

import hashlib
import hmac
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.discovery import Web
from crawler.errors import ConfigError, SourceUnavailable
from crawler.net import Network
from crawler.records import content_hash
from monitor.notify._channel import Channel, Given, behind
from reports.formats import named

_PASSING = frozenset((408, 425, 429))
LARGEST_ANSWER = 65_536


def tell(given: Given, receiver: str) -> None:
    """Posts the report; any status of 200 to 299 says that it was taken."""
    host, given = _checked(given), replace(given, hidden=(*given.hidden, *behind(given.where)))
    body = named("json").render(given.report).encode()
    try:
        with Web(Network(given.net), seconds=given.seconds) as web:
            status = web.post(given.where, body, cap=LARGEST_ANSWER, headers=_headers(given, body)).status
    except SourceUnavailable as error:
        said = str(error).replace(given.where[:200], host)
        raise SourceUnavailable(given.conceal(said.partition("; the next run")[0])) from None
    if status >= 500 or status in _PASSING:
        raise SourceUnavailable(f"{host} answered with status {status}")
    if not 200 <= status < 300:
        raise ConfigError(f"{host} answered with status {status}; check the address and the secret")


def _checked(given: Given) -> str:
    """The host of the address; what stands behind it may be a secret and is shown to nobody."""
    try:
        parts = urlsplit(given.where)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ConfigError(
            f"[tell.{given.name}] 'where' is no address such as https://hooks.firm.example/brassplate"
        )
    if parts.scheme == "http" and not given.net.allow:
        raise ConfigError(
            f"[tell.{given.name}] would send the report unencrypted to {parts.hostname}; write https://, or "
            "name your own network in 'allow'"
        )
    return parts.hostname


def _headers(given: Given, body: bytes) -> dict[str, str]:
    event = "test" if given.test else "report"
    told = content_hash([given.report.run, given.name]).removeprefix("sha256:")[:32]
    headers = {"Content-Type": "application/json; charset=utf-8", "X-Brassplate-Event": event}
    headers["X-Brassplate-Delivery"] = told  # the same in every try
    if given.secret:
        signature = hmac.new(given.secret.encode(), body, hashlib.sha256).hexdigest()
        headers["X-Brassplate-Signature"] = f"sha256={signature}"
    return headers


CHANNEL = Channel(name="webhook", question="Which program is handed the report over HTTP?", tell=tell)
