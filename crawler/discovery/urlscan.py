"""Which sites does an analyst's search at urlscan find?

Reads saved answers of a search, or asks the search itself, the newest first and back to where it was the last
time. Its names are candidates as they are: the search is the suspicion, so it should be a narrow one.

What fools it: only what somebody had scanned in public is found, and a page can show a scanner another face.
"""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from crawler.discovery._lines import digest
from crawler.discovery._lists import on_disk, states_of
from crawler.discovery._source import MOST_NAMES, Batch, Given, Source, whole_cursor
from crawler.discovery._unpacked import Damaged, is_packed, plain, unpacked
from crawler.discovery._urlscan_results import Result, items_of, result_of
from crawler.discovery._web import LONGEST_REST, Answer
from crawler.errors import ConfigError, SourceUnavailable

LARGEST = 32 << 20
SEARCH = "/api/v1/search/"
MOST_SAME = 100
MOST_PAUSE = 86_400.0
OPTIONS = {
    "query": "the search, as its own page takes it; or the address has it as ?q=",
    "size": "results of one answer (100)",
    "pages": "answers asked for in one run (10)",
    "patience": "seconds that a run waits when the server wants it to (60)",
}


def read(given: Given) -> Iterator[Batch]:
    yield from _asked(given) if given.is_web else _saved(given)


def _saved(given: Given) -> Iterator[Batch]:
    folder = Path(given.where)
    files = {str(path.relative_to(folder)) or path.name: path for path in given.files()}
    states = {title: state for title, state in states_of(given.cursor).items() if title in files}
    for title, path in files.items():
        with on_disk(path, title, given.now) as opened:
            content = digest(opened.file)
            state = states.get(title, {})
            start = state.get("at", 0) if state.get("content") == content else 0
            if state.get("whole") == content:
                continue
            opened.file.seek(0)
            yield from _of_file(opened.file, path.name, states, title, content, start)


def _of_file(
    file: Any, name: str, states: dict[str, dict[str, Any]], title: str, content: str, start: Any
) -> Iterator[Batch]:
    held, newest, fault, at = list[tuple[str, str]](), list[datetime](), list[str](), 0
    try:
        for at, item in enumerate(items_of(_text(file)), 1):
            found = result_of(item)
            if at <= start or found is None:
                continue
            held.append((found.name, f"{found.said()}, in {name}"))
            newest = [max([*newest, found.time])] if found.time else newest
            if len(held) == MOST_NAMES:
                states[title] = {"content": content, "at": at}
                yield Batch(tuple(held), json.dumps({"lists": states}), newest=max(newest, default=None))
                held = []
    except (ValueError, Damaged) as error:
        fault = [f"{name}: after result {at} {error}"]
    states[title] = {"content": content, "at": at} | ({} if fault else {"whole": content})
    yield Batch(tuple(held), json.dumps({"lists": states}), tuple(fault), max(newest, default=None))


def _text(file: Any) -> str:
    body = bytearray()
    with suppress(Damaged):  # what is there is read; that it is cut shows in the JSON
        for piece in unpacked(file) if is_packed(file) else plain(file):
            body += piece
            if len(body) > LARGEST:
                raise ValueError(f"it has more than {LARGEST >> 20} MiB; save it in parts")
    return body.decode("utf-8", "replace").removeprefix("\ufeff")


@dataclass(slots=True)
class _Sweep:
    """How far the search was read: all up to ``mark``, and of what is newer, from ``top`` to ``after``."""

    query: str
    mark: int = 0
    mark_ids: tuple[str, ...] = ()
    top: int = 0
    top_ids: tuple[str, ...] = ()
    after: str = ""
    rest_until: str = ""

    @classmethod
    def of(cls, cursor: str, query: str) -> "_Sweep":
        kept = whole_cursor(cursor)
        if kept.get("query") != query:
            return cls(query)
        with suppress(TypeError, ValueError, KeyError):
            return cls(
                query,
                int(kept["mark"]),
                tuple(map(str, kept["mark_ids"])),
                int(kept["top"]),
                tuple(map(str, kept["top_ids"])),
                str(kept["after"]),
                str(kept["rest_until"]),
            )
        raise ConfigError("the cursor is none of a search; 'discover --again' forgets it")

    def fresh(self, results: list[Result]) -> list[Result]:
        """Those not read before."""
        return [each for each in results if each.sort[0] >= self.mark and each.id not in self.mark_ids]

    def take(self, results: list[Result]) -> None:
        if results and not self.after:
            self.top = results[0].sort[0]
            self.top_ids = tuple(each.id for each in results if each.sort[0] == self.top)[:MOST_SAME]
            if self.top == self.mark:
                self.top_ids = tuple(dict.fromkeys(self.top_ids + self.mark_ids))[:MOST_SAME]

    def is_over(self, results: list[Result], more: bool) -> bool:
        return not more or not results or not results[-1].sort[1] or results[-1].sort[0] < self.mark

    def over(self) -> None:
        if self.top:
            self.mark, self.mark_ids = self.top, self.top_ids
        self.top, self.top_ids, self.after = 0, (), ""

    def cursor(self) -> str:
        return json.dumps(asdict(self))


def _asked(given: Given) -> Iterator[Batch]:
    base, query = _search(given)
    sweep = _Sweep.of(given.cursor, query)
    if _before(given.now, sweep.rest_until):
        raise SourceUnavailable(
            f"{base} wants to be asked again after {sweep.rest_until}; the next run goes on"
        )
    sweep.rest_until = ""
    for page in range(_number(given, "pages", 10)):
        answer = given.web.get(_address(given, base, sweep), headers=_key(given))
        if answer.status == 429:
            yield from _rested(given, sweep, base, answer)
            answer = given.web.get(_address(given, base, sweep), headers=_key(given))
        results, more = _results(base, answer)
        sweep.take(results)
        names = tuple((each.name, each.said(query)) for each in sweep.fresh(results))
        newest = max((each.time for each in results if each.time), default=None)
        over = sweep.is_over(results, more)
        if over:
            sweep.over()
        else:
            sweep.after = f"{results[-1].sort[0]},{results[-1].sort[1]}"
        yield Batch(names, sweep.cursor(), newest=newest)
        if over:
            return
        if answer.headers.get("x-rate-limit-remaining") == "0" and page + 1 < _number(given, "pages", 10):
            yield from _rested(given, sweep, base, answer)


def _rested(given: Given, sweep: _Sweep, base: str, answer: Answer) -> Iterator[Batch]:
    """Waits as long as the server wants, if that is short; else ends the run, and keeps until when."""
    asked = _seconds(answer.headers.get("x-rate-limit-reset-after", ""))
    seconds = max(answer.rest, min(asked, LONGEST_REST))
    seconds = min(seconds or 60.0, MOST_PAUSE)
    if seconds <= _number(given, "patience", 60, least=0):
        time.sleep(seconds)
        return
    sweep.rest_until = (given.now + timedelta(seconds=seconds)).isoformat()
    yield Batch((), sweep.cursor())
    raise SourceUnavailable(
        f"{base} allows no more questions for {seconds:.0f} seconds; the next run goes on from here"
    )


def _results(base: str, answer: Answer) -> tuple[list[Result], bool]:
    try:
        found = json.loads(answer.body) if answer.status == 200 else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("results"), list):
        what = "check the search and the key" if 400 <= answer.status < 500 else "the next run tries again"
        raise SourceUnavailable(f"{base} gave no results (status {answer.status}); {what}")
    items = found["results"]
    results = [each for item in items[:MOST_NAMES] if (each := result_of(item)) is not None]
    return results, bool(found.get("has_more", items)) or len(items) > MOST_NAMES


def _search(given: Given) -> tuple[str, str]:
    parts = urlsplit(given.where)
    query = given.options.get("query") or parse_qs(parts.query).get("q", [""])[0]
    if not query:
        raise ConfigError("a search at urlscan needs the option 'query', or ?q= in its address")
    path = parts.path if parts.path.strip("/") else SEARCH
    return f"{parts.scheme}://{parts.netloc}{path}", query


def _address(given: Given, base: str, sweep: _Sweep) -> str:
    asked = {"q": sweep.query, "size": str(_number(given, "size", 100))}
    return f"{base}?{urlencode(asked | ({'search_after': sweep.after} if sweep.after else {}))}"


def _key(given: Given) -> dict[str, str]:
    return {"API-Key": given.secret.strip()} if given.secret else {}


def _before(now: datetime, until: str) -> bool:
    with suppress(ValueError, TypeError):
        return now < datetime.fromisoformat(until)
    return False


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() else 0.0


def _number(given: Given, name: str, usual: int, least: int = 1) -> int:
    text = given.options.get(name, str(usual))
    if not text.isascii() or not text.isdigit() or not least <= int(text[:9]) <= 10_000:
        raise ConfigError(f"the option '{name}' is a number from {least} to 10000; not {text!r}")
    return int(text)


SOURCE = Source(
    "urlscan",
    "Which sites does an analyst's search at urlscan find?",
    read,
    trusted=True,
    options=MappingProxyType(OPTIONS),
)
