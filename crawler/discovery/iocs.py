"""Which domains do advisories, letters and indicator lists mark as suspects?

Reads text, Markdown, HTML, letters with what hangs on them, DOCX and PDF; see docs/sources.md for which names
count. What fools it: a name that only a picture shows; a text that defangs the names of its friends; a plain
name in running text beside defanged ones; a domain that ends like a file in a list of files.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from crawler.discovery._marked import marked
from crawler.discovery._paper import SECONDS, Paper, Request, paper, write_down
from crawler.discovery._source import MOST_NAMES, Batch, Given, Source, whole_cursor
from crawler.errors import SourceUnavailable
from crawler.isolate import Isolated
from crawler.names import registrable

LARGEST = 64 << 20
LONGEST_REASON = 500
_QUOTE = 380
_MOST_TOLD = 50_000
_MEGABYTES = 1_024
Told = dict[str, list[str]]
"""Document → its content's hash, and the short hashes of the domains that it told, in one string."""


def _read(given: Given) -> Iterator[Batch]:
    told: Told = whole_cursor(given.cursor)
    present = dict(_documents(given))
    for gone in set(told) - set(present):
        del told[gone]
    with Isolated(write_down, seconds=SECONDS, megabytes=_MEGABYTES) as isolated:
        for title in present:
            yield from _one(given, title, present[title], told, isolated)
    yield Batch((), json.dumps(told))


def _documents(given: Given) -> Iterator[tuple[str, Path | None]]:
    """The title of each document, and its file; none for one of the web."""
    if given.is_web:
        yield given.where, None
        return
    top = Path(given.where)
    for path in given.files():
        name = path.relative_to(top).as_posix() if top.is_dir() else path.name
        yield ("standard input" if name.endswith(".stdin") else name), path


def _one(
    given: Given, title: str, path: Path | None, told: Told, isolated: Isolated[Request, None]
) -> Iterator[Batch]:
    """The batches of one document; a faulty one is read again the next time, and tells no name twice."""
    try:
        data = _bytes(given, path)
    except OSError as error:
        yield Batch((), json.dumps(told), (f"{title} cannot be read: {error.strerror or error}",))
        return
    content = hashlib.blake2b(data, digest_size=16).hexdigest()
    before, known = told.get(title, ["", ""])[:2]
    if before == content:
        return
    text = Paper((), (f"it has more than {LARGEST} bytes",)) if len(data) > LARGEST else paper(data, isolated)
    names = _new_names(title, text, given.is_web, known)
    faults = tuple(f"{title}: {fault}" for fault in text.faults)
    for start in range(0, len(names), MOST_NAMES):
        batch = names[start : start + MOST_NAMES]
        known = (known + "".join(short for short, _, _ in batch))[-8 * _MOST_TOLD :]
        told[title] = ["", known]
        yield Batch([(domain, reason) for _, domain, reason in batch], json.dumps(told))
    told[title] = ["" if faults else content, known]
    yield Batch((), json.dumps(told), faults)


def _bytes(given: Given, path: Path | None) -> bytes:
    if path is not None:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    answer = given.web.get(given.where, cap=LARGEST)
    if answer.status != 200:
        raise SourceUnavailable(f"{given.where} answered with status {answer.status}; check the address")
    return answer.body


def _new_names(title: str, text: Paper, is_web: bool, known: str) -> list[tuple[str, str, str]]:
    """(short hash, domain, reason) of what this document did not tell before."""
    told = {known[start : start + 8] for start in range(0, len(known), 8)}
    found = []
    host = urlsplit(title).hostname if is_web else None
    own = frozenset({registrable(host)} if host else ())
    for each in marked(text.lines, own, longest=_QUOTE):
        short = hashlib.blake2b(each.domain.encode(), digest_size=4).hexdigest()
        if short not in told:
            told.add(short)
            found.append((short, each.domain, _reason(title, each.place, each.how, each.sentence)))
    return found


def _reason(title: str, place: str, how: str, sentence: str) -> str:
    return f"{title[-60:]}, {place[-40:]} ({how[:60]}): {sentence}"[:LONGEST_REASON]


SOURCE = Source(
    "iocs",
    "Which domains do advisories, letters and indicator lists mark as suspects?",
    _read,
    trusted=True,
)
