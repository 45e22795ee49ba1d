"""Which domains do MISP events name: of a file, of a feed, or of a server that is searched?

``where`` is an event file, a folder of them, a feed (a folder or URL with ``manifest.json``), or with the
option ``search`` the address of a server, whose key the secret holds. Of a feed only the events are read
that are new or have another time than before.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from crawler.discovery import _documents, _misp
from crawler.discovery._documents import Entry
from crawler.discovery._misp_search import searched
from crawler.discovery._source import Batch, Given, Source, whole_cursor
from crawler.discovery._unpacked import Damaged, unpacked
from crawler.errors import ConfigError, SourceUnavailable

MOST_EVENT = 64 << 20
MOST_MANIFEST = 64 << 20
MOST_EVENTS = 100_000
MARK = 12
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
MANIFEST = "manifest.json"
Fetch = Callable[[str, int], bytes]


class _NotThere(Exception):
    """The feed has no such file, and why."""


def read(given: Given) -> Iterator[Batch]:
    every = given.options.get("to_ids", "set")
    if every not in ("set", "all"):
        raise ConfigError(f"the option 'to_ids' is '{every}'; give 'set' or 'all'")
    search = given.options.get("search", "")
    if search not in ("", "attributes"):
        raise ConfigError(f"the option 'search' is '{search}'; 'attributes' can be searched")
    if search:
        return searched(given, every == "all")
    if given.is_web and (given.where.endswith(("/", MANIFEST)) or not given.where.endswith(".json")):
        return _feed(given, partial(_from_web, given), every == "all")
    if not given.is_web and (Path(given.where) / MANIFEST).is_file():
        return _feed(given, partial(_from_disk, Path(given.where)), every == "all")
    return _documents.told(given, partial(_rows, given, every == "all"), (".json", ".json.gz"))


def _rows(given: Given, every: bool, file: BinaryIO) -> Iterator[Entry]:
    text = bytearray()
    for piece in unpacked(file):
        text += piece
        if len(text) > MOST_EVENT:
            raise Damaged(f"it is longer than {MOST_EVENT >> 20} MiB; export fewer events at once")
    number = 0
    for event in _events(bytes(text)):
        for entry in _misp.of_event(event, every, given.now):
            number += 1
            yield entry._replace(number=number)


def _events(text: bytes) -> list[Any]:
    try:
        found = list(_misp.events(json.loads(text)))
    except (ValueError, RecursionError):
        raise Damaged("it is no JSON") from None
    if not found:
        raise Damaged("it holds no MISP event")
    return found


def _feed(given: Given, fetch: Fetch, every: bool) -> Iterator[Batch]:
    """Event by event, the oldest first; an event that could not be read is asked for again next time."""
    kept = whole_cursor(given.cursor).get("events", "")
    done = {kept[at : at + MARK] for at in range(0, len(kept), MARK)} if isinstance(kept, str) else set()
    listed, faults = _manifest(given, fetch)
    done &= {mark for _, _, mark in listed}
    pile = _documents.Pile()
    for each in faults:
        pile.fault(each)
    for uuid, _, mark in listed:
        if mark in done:
            continue
        try:
            found = _events(fetch(f"{uuid}.json", MOST_EVENT))
        except (_NotThere, Damaged) as error:
            pile.fault(f"event {uuid}: {error}")
            continue
        except SourceUnavailable:
            yield pile.batch(_cursor(done))
            raise
        for event in found:
            for entry in _misp.of_event(event, every, given.now):
                if pile.is_full(entry):
                    yield pile.batch(_cursor(done))
                pile.put(entry, f"event {uuid}")
        done.add(mark)
    if pile.names or pile.faults or _cursor(done) != given.cursor:
        yield pile.batch(_cursor(done))


def _cursor(done: set[str]) -> str:
    return json.dumps({"events": "".join(sorted(done))})


def _manifest(given: Given, fetch: Fetch) -> tuple[list[tuple[str, int, str]], list[str]]:
    """The events as UUID, time and mark, in the order of their times; and what the list has of no use."""
    try:
        found = json.loads(fetch(MANIFEST, MOST_MANIFEST))
    except _NotThere as error:
        raise SourceUnavailable(f"the feed {given.where} has no {MANIFEST}: {error}") from None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise SourceUnavailable(f"the {MANIFEST} of {given.where} is no JSON object; check the address")
    rows: list[tuple[str, int, str]] = []
    strange = 0
    for uuid, meta in found.items():
        if not _UUID.fullmatch(uuid) or not isinstance(meta, dict) or len(rows) >= MOST_EVENTS:
            strange += 1
            continue
        time = str(meta.get("timestamp", ""))[:20]
        mark = hashlib.blake2b(f"{uuid} {time}".encode("utf-8", "replace"), digest_size=MARK // 2).hexdigest()
        rows.append((uuid, int(time) if time.isascii() and time.isdigit() else 0, mark))
    faults = [f"{strange} of the entries of {MANIFEST} name no event that is read"] if strange else []
    return sorted(rows, key=lambda row: (row[1], row[0])), faults


def _from_disk(folder: Path, name: str, most: int) -> bytes:
    if (folder / name).exists() and not (folder / name).is_file():
        raise _NotThere(f"{name} is a pipe or a device")
    try:
        with (folder / name).open("rb") as file:
            text = file.read(most + 1)
    except OSError as error:
        raise _NotThere(f"{name} cannot be read: {error.strerror}") from None
    if len(text) > most:
        raise _NotThere(f"{name} is longer than {most >> 20} MiB")
    return text


def _from_web(given: Given, name: str, most: int) -> bytes:
    url = f"{given.where.removesuffix(MANIFEST).rstrip('/')}/{name}"
    answer = given.web.get(url, cap=most, headers=_documents.authorization(given.secret))
    if answer.status in (404, 410):
        raise _NotThere(f"status {answer.status}")
    if answer.status != 200:
        what = "it asks for patience; the next run goes on from here"
        if answer.status not in (429, 503):
            what = "check the address and the credentials that the source's 'secret' names"
        raise SourceUnavailable(f"{url} answered with status {answer.status}; {what}")
    return answer.body


SOURCE = Source(
    name="misp",
    question="Which domains do MISP events and feeds name?",
    read=read,
    trusted=True,
    options={
        "search": "'attributes': search a server through its REST interface; where is then its address",
        "to_ids": "'set' (the default): attributes marked for detection; or 'all'",
    },
)
