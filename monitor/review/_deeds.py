"""What does an analyst decide on a page, and how is it kept beside a run that is at work?

The same code as 'brassplate judge' and 'watch add'. One immediate transaction holds the file and the store
together, so that whoever else judges at this moment sees both or neither; a run that writes is waited for.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from crawler.errors import ConfigError
from crawler.names import parse
from crawler.store import open_database
from monitor import judged_file
from monitor.judging import Said, judgement
from monitor.store import BY_HAND, MonitorStore, Priority, Verdict, WatchItem, by_hand
from monitor.store.watchlist import LONGEST_TAG, LONGEST_WHY, MOST_TAGS
from reports.defang import visible

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Deeds:
    """Writes in one home, in the name of ``author``; each gives the sentence that says what was done."""

    home: Path
    author: str

    def judge(self, form: Form) -> str:
        domain, verdict, now = parse(form.get("domain", "")), form.get("verdict", ""), _now()
        if verdict not in list(Verdict):
            raise ConfigError(f"'{verdict[:40]}' is no verdict; it takes {', '.join(Verdict)}")
        said = Said(Verdict(verdict), form.get("reason", ""), self.author, form.get("source", ""), _day(form))
        with self._writing() as store:
            judged_file.take(self.home, store, now)
            store.judgements.add([judgement(store, domain, said, now)])
            judged_file.write(self.home, store)
        return f"{domain} is judged {verdict}."

    def withdraw(self, form: Form) -> str:
        domain, now = parse(form.get("domain", "")), _now()
        with self._writing() as store:
            judged_file.take(self.home, store, now)
            held = store.judgements.holding(now.date()).get(domain)
            gone = store.judgements.withdraw([held.id], now) if held else 0
            judged_file.write(self.home, store)
        return f"The judgement of {domain} is withdrawn." if gone else f"{domain} was not judged."

    def watch(self, form: Form) -> str:
        domain, why = parse(form.get("domain", "")), _field(form.get("why", ""))
        priority = form.get("priority", "") or Priority.NORMAL
        if priority not in list(Priority):
            raise ConfigError(f"'{priority[:40]}' is no priority; it takes {', '.join(Priority)}")
        tags = form.get("tags", "").replace(",", " ").split()[:MOST_TAGS]
        until = _day(form)
        if until is not None and until < _now().date():
            raise ConfigError(f"the last day, {until}, has passed; name a later one")
        with self._writing() as store:
            before = store.watchlist.get(domain)
            item = before or WatchItem(domain, _now(), source=BY_HAND)
            # The form shows the reason that holds: only another one is a reason given.
            changed = by_hand(item, None if why == _field(item.why) else why)
            kept = tuple(dict.fromkeys(visible(each[:LONGEST_TAG]) for each in tags))
            store.watchlist.add([replace(changed, priority=Priority(priority), until=until, tags=kept)])
        yours = "" if item.source == BY_HAND else f"; {visible(item.source)} had brought it, it is yours now"
        return f"{domain} is watched{' as said now' if before else ' from the next run on'}{yours}."

    def unwatch(self, form: Form) -> str:
        domain = parse(form.get("domain", ""))
        with self._writing() as store:
            gone = store.watchlist.remove([domain], _now())
        return f"{domain} is watched no more." if gone else f"{domain} was not watched."

    @contextmanager
    def _writing(self) -> Iterator[MonitorStore]:
        db = open_database(self.home / "brassplate.db")
        try:
            store = MonitorStore(db)
            with store.transaction():
                yield store
        except sqlite3.OperationalError as error:
            raise ConfigError(f"a run is writing ({error}); wait a moment and send it again") from error
        finally:
            db.conn.close()


def _field(text: str) -> str:
    """The text as a field of one line holds it."""
    return visible(" ".join(text[:LONGEST_WHY].split()))


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _day(form: Form) -> date | None:
    text = form.get("until", "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ConfigError(f"'{text[:40]}' is no day; write 2027-01-31") from None
