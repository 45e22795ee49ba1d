"""Which names were certified, as all the logs of a log list tell (version 3: ``logs`` and ``tiled_logs``)?

``where`` is the list's address or a file of it. It is read anew in each run, so that shards roll by
themselves: a log is followed from the day it is qualified until it is retired, rejected or gone, which is
told once. Heads are verified with the keys that the list gives. A certificate stands in several logs:
leaving out one operator loses next to nothing. What fools it: a list that is old, or not the one that
browsers use.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from crawler.discovery._ct_follow import MOST_TOLD, OPTIONS, Log, Plan, follow
from crawler.discovery._ct_heads import Key
from crawler.discovery._ct_logs import paged_log, tiled_log
from crawler.discovery._ct_pages import MOST_BYTES, unpacked
from crawler.discovery._source import Batch, Given, Source, whole_cursor
from crawler.discovery._web import MEBIBYTE, Web
from crawler.errors import ConfigError, SourceUnavailable

FOLLOWED = ("qualified", "usable", "readonly")
AFTER_ITS_END = timedelta(days=7)  # a shard whose certificates have all expired gets no more
MOST_LOGS = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """One log of the list: its id, what it is called, and how it is read."""

    id: str
    title: str
    url: str
    key: str
    tiled: bool
    state: str
    ends: str

    def is_followed(self, now: datetime) -> bool:
        if self.state not in FOLLOWED:
            return False
        try:
            return datetime.fromisoformat(self.ends) + AFTER_ITS_END > now
        except (ValueError, TypeError, OverflowError):
            return True

    def log(self, web: Web) -> Log:
        try:
            key = Key.read(self.key) if self.key else None
        except ConfigError as error:
            raise SourceUnavailable(f"the list gives {self.title} a key that is none") from error
        return tiled_log(web, self.url, key) if self.tiled else paged_log(web, self.url, key)


def read(given: Given) -> Iterator[Batch]:
    plan, cursor = Plan.of(given.options), whole_cursor(given.cursor)
    known = cursor.get("logs", {})
    if not isinstance(known, dict) or not all(isinstance(each, dict) for each in known.values()):
        raise ConfigError("the cursor of the list names no logs; 'discover --again' forgets it")
    wanted = tuple(each.strip().lower() for each in given.options.get("only", "").split(",") if each.strip())
    listed = [
        each
        for each in _listed(_list(given), given.where)
        if not wanted or any(word in each.title.lower() for word in wanted)
    ]
    return _all(given, plan, cursor, listed)


def _all(given: Given, plan: Plan, cursor: dict[str, Any], listed: list[Listed]) -> Iterator[Batch]:
    known: dict[str, Any] = cursor.setdefault("logs", {})
    followed = {each.id: each for each in listed if each.is_followed(given.now)}
    states = {each.id: each.state for each in listed}
    gone = []
    for name in [each for each in known if each not in followed]:
        kept = known.pop(name)
        why = f"is {states[name]} now" if name in states else "is no longer in the list"
        why = "has ended" if states.get(name) in FOLLOWED else why
        gone.append(f"{kept.get('origin', name)} {why}; it is followed no more")
    if gone:
        yield Batch((), json.dumps(cursor), tuple(gone[:MOST_TOLD]))
    failed = []
    for name, each in followed.items():
        try:
            for batch in follow(each.log(given.web), known.get(name, {}), plan):
                known[name] = json.loads(batch.cursor)
                yield replace(batch, cursor=json.dumps(cursor))
        except SourceUnavailable as error:
            failed.append(f"{each.title}: {error}")
    if failed:
        yield Batch((), json.dumps(cursor), tuple(failed[:MOST_TOLD]))
    if failed and len(failed) == len(followed):
        raise SourceUnavailable(f"none of the {len(followed)} logs of {given.where} could be read")


def _list(given: Given) -> Any:
    if given.is_web:
        answer = given.web.get(given.where, cap=32 * MEBIBYTE)
        if answer.status != 200:
            raise SourceUnavailable(f"{given.where} answered with status {answer.status}; check the address")
        body = answer.body
    else:
        with given.files()[0].open("rb") as file:
            body = file.read(MOST_BYTES)
    try:
        return json.loads(unpacked(body)[0])
    except (ValueError, RecursionError) as error:
        raise SourceUnavailable(f"{given.where} is no log list: {str(error)[:200]}") from error


def _listed(row: Any, where: str) -> list[Listed]:
    """The logs that can be read; SourceUnavailable when it is no list."""
    operators = row.get("operators") if isinstance(row, Mapping) else None
    if not isinstance(operators, list):
        raise SourceUnavailable(f"{where} is no log list: it has no operators; give one of version 3")
    found = list[Listed]()
    for operator in operators:
        for kind, address in (("logs", "url"), ("tiled_logs", "monitoring_url")):
            logs = operator.get(kind) if isinstance(operator, Mapping) else None
            for log in logs if isinstance(logs, list) else ():
                if isinstance(log, Mapping):
                    found += _one(log, log.get(address), kind == "tiled_logs")
    if not found:
        raise SourceUnavailable(f"{where} lists no logs; give a log list of version 3")
    return found[:MOST_LOGS]


def _one(log: Mapping[str, Any], url: Any, tiled: bool) -> tuple[Listed, ...]:
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        return ()
    state, interval = log.get("state"), log.get("temporal_interval")
    one = Listed(
        id=str(log.get("log_id") or url)[:200],
        title=str(log.get("description") or url)[:200],
        url=url,
        key=str(log.get("key") or ""),
        tiled=tiled,
        state=next(iter(state), "") if isinstance(state, Mapping) else "",
        ends=interval.get("end_exclusive", "") if isinstance(interval, Mapping) else "",
    )
    return (one,)


SOURCE = Source(
    "certificates_list",
    "Which names were certified, as all the logs of a log list tell?",
    read,
    options={
        "start": OPTIONS["start"] + "; the same for a log that comes into the list later",
        "most": OPTIONS["most"] + " of each log",
        "only": "words of which one has to stand in a log's description: 'sycamore, argon'",
    },
)
