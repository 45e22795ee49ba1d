"""Which domains do the collections of a TAXII 2.1 server name?

``where`` is the discovery URL, an API root, or the URL of one collection. Each collection goes on after the
time at which the last object that was read had been added, as the server's ``X-TAXII-Date-Added-Last`` says,
and in the middle of a long answer at its page.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from crawler.discovery import _documents, _stix
from crawler.discovery._source import Batch, Given, Source, whole_cursor
from crawler.discovery._web import Answer
from crawler.errors import ConfigError, SourceUnavailable

MEDIA_TYPE = "application/taxii+json;version=2.1"
PAGE = 1_000
MOST_PAGE = 64 << 20
MOST_PAGES = 10_000
MOST_ROOTS = 20
MOST_COLLECTIONS = 200
LONGEST_TOKEN = 2_000


def read(given: Given) -> Iterator[Batch]:
    if not given.is_web:
        raise ConfigError(f"{given.where} is no address; a TAXII server has one, a saved bundle is 'stix'")
    state = {url: each for url, each in whole_cursor(given.cursor).items() if isinstance(each, dict)}
    for url in _collections(given):
        yield from _Collection(given, url, state).pages()


def _collections(given: Given) -> list[str]:
    """The addresses of the collections that are to be read."""
    if "/collections/" in urlsplit(given.where).path.removesuffix("collections/"):
        return [given.where.split("/objects", 1)[0].rstrip("/") + "/"]
    found = _object(given, given.where)
    roots = found.get("api_roots")
    if isinstance(roots, list):
        each_root = [urljoin(given.where, each) for each in map(_token, roots[:MOST_ROOTS]) if each]
    else:
        each_root = [given.where.removesuffix("/").removesuffix("/collections")]
    urls = []
    for root in each_root:
        base = f"{root.rstrip('/')}/collections/"
        urls += [f"{base}{name}/" for name in _chosen(given, _object(given, base).get("collections"))]
    if not urls:
        wanted = given.options.get("collection")
        told = f"no collection '{wanted}' that may be read" if wanted else "no collection that may be read"
        raise ConfigError(f"{given.where} has {told}; its collections are listed under /collections/")
    return urls[:MOST_COLLECTIONS]


def _chosen(given: Given, listed: object) -> list[str]:
    wanted = given.options.get("collection", "")
    rows = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return [
        str(each["id"])
        for each in rows[:MOST_COLLECTIONS]
        if isinstance(each.get("id"), str)
        and (not wanted or wanted in (each["id"], each.get("alias"), each.get("title")))
        and (each.get("can_read") is not False)
        and re.fullmatch(r"[\w.-]{1,200}", each["id"], re.ASCII)
    ]


@dataclass(slots=True)
class _Collection:
    """One collection, page by page; ``state`` holds where each collection was left."""

    given: Given
    url: str
    state: dict[str, Any]
    told: _stix.Told = field(default_factory=_stix.Told)

    def pages(self) -> Iterator[Batch]:
        for _ in range(MOST_PAGES):
            kept = self.state.get(self.url, {})
            after, token, last = (_token(kept.get(each)) for each in ("after", "next", "last"))
            answer = self._ask(after, token)
            envelope = _parsed(answer)
            last = _token(answer.headers.get("x-taxii-date-added-last")) or last
            pile = _documents.Pile()
            for entry in self._entries(envelope):
                if pile.is_full(entry):
                    yield pile.batch(json.dumps(self.state))
                pile.put(entry, self.url)
            onward = _onward(envelope, after, token, last)
            if onward:
                self.state[self.url] = {"after": onward[0], "next": onward[1], "last": last}
            else:
                self.state[self.url] = {"after": last or after}
                self._doubt(pile, envelope, last)
            yield pile.batch(json.dumps(self.state))
            if not onward:
                return

    def _doubt(self, pile: _documents.Pile, envelope: dict[str, Any], last: str) -> None:
        if envelope.get("more") is True:
            pile.fault(f"{self.url} has more objects and does not say where")
        elif pile.names and not last:
            pile.fault(f"{self.url} does not say when its objects were added; the next run reads it whole")

    def _ask(self, after: str, token: str) -> Answer:
        """The page; where the server has forgotten the place in its own answer, the answer's first page."""
        asked = {"limit": str(PAGE)} | ({"added_after": after} if after else {})
        if token:
            answer = _answer(self.given, f"{self.url}objects/?{urlencode({**asked, 'next': token})}")
            if answer.status not in (400, 404, 410, 416, 422):
                return _good(answer)
        return _good(_answer(self.given, f"{self.url}objects/?{urlencode(asked)}"))

    def _entries(self, envelope: dict[str, Any]) -> Iterator[_documents.Entry]:
        objects = envelope.get("objects", [])
        if not isinstance(objects, list):
            yield _documents.Entry(0, fault="it answered with 'objects' that are no list")
            return
        for each in objects:
            self.told.learn(each)
        for number, each in enumerate(objects, 1):
            yield _stix.entry(number, each, self.told, self.given.now)


def _onward(envelope: dict[str, Any], after: str, token: str, last: str) -> tuple[str, str] | None:
    """From when on, and with which mark, the next page is asked for; some servers page by time alone."""
    if envelope.get("more") is not True:
        return None
    further = _token(envelope.get("next"))
    if further and further != token:
        return after, further
    return (last, "") if last not in ("", after) else None


def _token(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= LONGEST_TOKEN and value.isprintable() else ""


def _object(given: Given, url: str) -> dict[str, Any]:
    return _parsed(_good(_answer(given, url)))


def _answer(given: Given, url: str) -> Answer:
    headers = {"Accept": MEDIA_TYPE}
    if _origin(url) == _origin(given.where):  # a root elsewhere gets no credentials of this server's
        headers |= _documents.authorization(given.secret)
    return given.web.get(url, cap=MOST_PAGE, headers=headers)


def _origin(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc.lower()


def _good(answer: Answer) -> Answer:
    if answer.status == 200:
        return answer
    what = "check the address"
    if answer.status in (401, 403):
        what = "check the credentials that the source's 'secret' names"
    elif answer.status in (429, 503):
        rest = f" of {answer.rest:.0f} s" if answer.rest else ""
        what = f"it asks for a pause{rest}; the next run goes on from here"
    raise SourceUnavailable(f"{answer.url} answered with status {answer.status}; {what}")


def _parsed(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise SourceUnavailable(
            f"{answer.url} answered with something else than TAXII's JSON; check the address"
        )
    return found


SOURCE = Source(
    name="taxii",
    question="Which domains do the collections of a TAXII 2.1 server name?",
    read=read,
    trusted=True,
    options={
        "collection": "the id, alias or title of the one to read; all that may be read when it is not given"
    },
)
